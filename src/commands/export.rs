//! `promptbook export [NAME...] --format json|csv|DIR`: prompts for other programs.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::failure::shown;
use super::import::prompts;
use super::name::find;
use super::{Failure, Streams};
use crate::carry::{csv, json};
use crate::cli::ExportArgs;
use crate::library::Library;
use crate::prompt::dialect::Dialect;
use crate::prompt::{Prompt, PromptId};
use crate::store::{DiskStore, Store, StoreError};

/// What is made of the prompts.
enum To<'a> {
    Json,
    Csv,
    /// Files in this folder.
    Folder(&'a Path),
}

/// Prints the prompts, or writes them where that was asked for. What is there is never overwritten.
pub async fn run(library: &Library, args: &ExportArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let to = match args.format.to_str() {
        Some("") => return Err(Failure::Usage("--format is empty: give json, csv or a folder".into())),
        Some("json") => To::Json,
        Some("csv") => To::Csv,
        // A slip in json or csv is no wish for a folder of that name.
        Some(word) if !word.contains('/') && !Path::new(word).is_dir() => {
            let word = shown(&args.format);
            return Err(Failure::Usage(format!(
                "there is no format {word}: it is json or csv, or a folder as in ./{word}"
            )));
        }
        _ => To::Folder(Path::new(&args.format)),
    };
    let ids = named(library, &args.names).await?;
    let bytes = match to {
        To::Folder(folder) if args.output.is_some() => {
            let folder = shown(folder.as_os_str());
            return Err(Failure::Usage(format!("--format {folder} is a folder already: leave --output out")));
        }
        To::Folder(folder) => return to_folder(library, &ids, folder, streams).await,
        To::Json => {
            let mut texts = Vec::with_capacity(ids.len());
            for id in &ids {
                let prompt = library.read(id).await?;
                let template = library.template(&prompt);
                let exported = json::Exported::of(prompt.card(), &template);
                texts.push(serde_json::to_value(exported).map_err(|error| Failure::Output(error.into()))?);
            }
            if args.output.is_none() {
                return streams.json(&texts);
            }
            let mut text = serde_json::to_vec_pretty(&texts).map_err(|error| Failure::Output(error.into()))?;
            text.push(b'\n');
            text
        }
        To::Csv => {
            let mut rows = Vec::with_capacity(ids.len());
            let mut foreign = 0;
            for id in &ids {
                let prompt = library.read(id).await?;
                let template = library.template(&prompt);
                foreign += usize::from(template.dialect() != Dialect::PromptsChat && !template.arguments().is_empty());
                rows.push(csv::Row::of(&prompt.card().title, template.header(), prompt.raw()));
            }
            if foreign > 0 {
                let prompts = prompts(foreign);
                streams.note(&format!(
                    "{prompts} with arguments stand in the table as they are written: it knows only ${{name}}"
                ));
            }
            csv::write(rows).map_err(|fault| Failure::Carry(fault.to_string()))?
        }
    };
    match &args.output {
        None => streams.contents(&bytes),
        Some(file) => {
            write_new(file, &bytes)?;
            streams.note(&format!("Exported {} to {}", prompts(ids.len()), shown(file.as_os_str())));
            Ok(())
        }
    }
}

/// The prompts of these names, a folder standing for all that is in it; all where none is given.
async fn named(library: &Library, names: &[OsString]) -> Result<Vec<PromptId>, Failure> {
    library.list_names().await?;
    let snapshot = library.snapshot();
    let mut ids: Vec<PromptId> = Vec::new();
    for name in names {
        let folder = name.as_bytes().strip_prefix(b"./").unwrap_or(name.as_bytes());
        let folder = [folder.strip_suffix(b"/").unwrap_or(folder), b"/"].concat();
        let within = snapshot.entries().filter(|entry| entry.id.as_bytes().starts_with(&folder));
        let known = ids.len();
        ids.extend(within.map(|entry| entry.id.clone()));
        if ids.len() == known {
            ids.push(find(library, name).await?);
        }
    }
    if names.is_empty() {
        ids.extend(snapshot.entries().map(|entry| entry.id.clone()));
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Copies the files into `folder`, which is made where it is not there, and prints the path of each copy.
async fn to_folder(
    library: &Library,
    ids: &[PromptId],
    folder: &Path,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|source| Failure::Folder { folder: folder.to_owned(), source })?;
    let store = DiskStore::open(folder)?;
    let (mut copied, mut same, mut refused) = (0, 0, Vec::new());
    for id in ids {
        let prompt: Arc<Prompt> = library.read(id).await?;
        match store.create(id, prompt.raw(), None) {
            Ok(_) => {
                copied += 1;
                streams.line(folder.join(OsStr::from_bytes(id.as_bytes())).as_os_str().as_bytes())?;
            }
            Err(StoreError::Exists(_)) if store.read(id).is_ok_and(|there| there.bytes == prompt.raw()) => same += 1,
            Err(error) => refused.push(error.to_string()),
        }
    }
    streams.finish()?;
    let mut said = format!("Exported {} to {}", prompts(copied), shown(folder.as_os_str()));
    if same > 0 {
        said.push_str(&format!("; {} there already with the same text", prompts(same)));
    }
    streams.note(&said);
    if refused.is_empty() {
        return Ok(());
    }
    Err(Failure::Carry(format!("Not exported, for nothing is overwritten:\n  {}", refused.join("\n  "))))
}

/// Writes a file that is not there yet: whole, or not at all.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).map_or(PathBuf::from("."), Path::to_owned);
    let name = shown(path.as_os_str());
    let written = tempfile::Builder::new().prefix(".promptbook-export-").tempfile_in(&folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|error| error.error)
    });
    written.map(drop).map_err(|error| {
        Failure::Carry(match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                format!("{name} exists already, and nothing is overwritten: give another")
            }
            std::io::ErrorKind::NotFound => format!("{name} cannot be written: its folder does not exist"),
            _ => format!("{name} could not be written: {error}"),
        })
    })
}
