//! `promptbook import FILE|DIR|-`: prompts of other programs, as files of the book.

mod commands;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::Serialize;

use super::failure::shown;
use super::undo::{way_back, why};
use super::{Failure, Streams, input};
use crate::carry::{Carried, Entry, Format, Names, Remark, Wanted};
use crate::cli::{ImportArgs, ImportFrom};
use crate::history::HistoryError;
use crate::library::{Library, LibraryError};
use crate::prompt::{PromptId, display_bytes};
use crate::store::{DiskStore, Found, Scope, Store, StoreError};

/// What is not done where the source cannot be read.
const UNDONE: &str = "imported";

/// Lines of one kind that are told; the rest is counted.
const TOLD: usize = 20;

/// Prompts with their names in the book, had before anything is made.
#[derive(Default)]
pub struct Source {
    prompts: BTreeMap<PromptId, Vec<u8>>,
    remarks: Vec<Remark>,
    passed_over: Vec<Remark>,
    /// Whether the prompts are files that are copied as they are.
    copied: bool,
}

/// What became of the prompts.
#[derive(Default, Serialize)]
struct Report {
    dry_run: bool,
    /// New in the book.
    imported: Vec<PromptId>,
    /// There already, with the same text.
    same: Vec<PromptId>,
    /// Not made: the name is taken by another text, or cannot be one.
    refused: Vec<Refused>,
    /// Parts of the source that are no prompts.
    passed_over: Vec<Remark>,
    /// What is to be known about prompts that were imported.
    remarks: Vec<Remark>,
    /// Why what was imported cannot be undone.
    #[serde(serialize_with = "in_words")]
    not_kept: Option<HistoryError>,
}

#[derive(Serialize)]
struct Refused {
    name: PromptId,
    why: String,
}

fn in_words<S: serde::Serializer>(fault: &Option<HistoryError>, serializer: S) -> Result<S::Ok, S::Error> {
    why(fault.as_ref()).serialize(serializer)
}

impl Source {
    /// Reads the whole source, whatever it is. Waits for the end of standard input where that is the source.
    pub fn of(args: &ImportArgs, streams: &mut Streams<'_>) -> Result<Source, Failure> {
        let path = args.source.as_path();
        let is_stdin = path == Path::new("-");
        if !is_stdin && path.is_dir() {
            return Source::of_folder(path, args, streams);
        }
        let name = if is_stdin { "standard input".to_owned() } else { shown(path.as_os_str()) };
        let bytes = input::read(path, UNDONE, streams)?;
        let file_name = path.file_name().filter(|_| !is_stdin);
        let mut source = Source::default();
        let format = match args.from {
            Some(from) => from.format(),
            None => Format::of(file_name.and_then(OsStr::to_str), &bytes),
        };
        match (format, file_name) {
            (Some(format), _) => source.take_file(format, file_name, bytes, args, &mut Names::default())?,
            // A prompt file by itself.
            (None, Some(file_name)) => {
                let entry = Entry {
                    name: Wanted::Path(file_name.as_bytes().to_vec()),
                    bytes,
                    place: display_bytes(file_name.as_bytes()).into_owned(),
                };
                source.copied = true;
                source.take(
                    Carried { entries: vec![entry], remarks: Vec::new() },
                    into(args),
                    &mut Names::default(),
                )?;
            }
            (None, None) => {
                let why = "it is not known what it is: say so by --from csv, espanso, navi or json".to_owned();
                return Err(Failure::Input { file: name, why, undone: UNDONE });
            }
        }
        Ok(source)
    }

    /// Every prompt file of a folder, or every file of another program where that is asked for.
    fn of_folder(folder: &Path, args: &ImportArgs, streams: &mut Streams<'_>) -> Result<Source, Failure> {
        let mut source = Source::default();
        let mut names = Names::default();
        let mut files = Vec::new();
        walk(folder, Vec::new(), &mut files, &mut source.passed_over)
            .map_err(|error| input::fault(shown(folder.as_os_str()), UNDONE, &error))?;
        files.sort();
        if let Some(format) = args.from.and_then(ImportFrom::format) {
            for path in files {
                let place = display_bytes(&path).into_owned();
                if Format::of(Some(&place), b"") != Some(format) {
                    source.pass_over(place, "it is not of this format");
                    continue;
                }
                let full = folder.join(OsStr::from_bytes(&path));
                let bytes = input::read(&full, UNDONE, streams)?;
                source.take_file(format, full.file_name(), bytes, args, &mut names)?;
            }
            return Ok(source);
        }
        // The store reads no device, follows no link out of the folder, and tells what is no prompt.
        let store = DiskStore::open(folder)?;
        let mut found: Vec<PromptId> = Vec::new();
        let everything = Scope::Tree(Vec::new());
        let listing = store.list(&everything, &mut |batch: Vec<Found>| {
            found.extend(batch.into_iter().map(|found| found.id));
        })?;
        for skipped in listing.skipped {
            source.passed_over.push(Remark { place: skipped.name, what: skipped.why });
        }
        found.sort();
        let mut carried = Carried::default();
        for id in &found {
            match store.read(id) {
                Ok(contents) => carried.entries.push(Entry {
                    name: Wanted::Path(id.as_bytes().to_vec()),
                    bytes: contents.bytes,
                    place: id.to_string(),
                }),
                Err(error) => source.pass_over(id.to_string(), &error.to_string()),
            }
        }
        let found: HashSet<&[u8]> = found.iter().map(PromptId::as_bytes).collect();
        for path in files.iter().filter(|path| !found.contains(path.as_slice())) {
            let place = display_bytes(path).into_owned();
            let what = match Format::of(Some(&place), b"") {
                Some(Format::Navi) => "it is no prompt file: import it by itself, or the folder with --from navi",
                Some(Format::Espanso) => "it is no prompt file: import it by itself, or the folder with --from espanso",
                Some(Format::Csv | Format::Json) => "it is no prompt file: import it by itself",
                None => "it is no prompt file",
            };
            source.pass_over(place, what);
        }
        source.copied = true;
        source.take(carried, into(args), &mut names)?;
        Ok(source)
    }

    fn take_file(
        &mut self,
        format: Format,
        file_name: Option<&OsStr>,
        bytes: Vec<u8>,
        args: &ImportArgs,
        names: &mut Names,
    ) -> Result<(), Failure> {
        let file_name = file_name.map(|name| display_bytes(name.as_bytes()).into_owned());
        let carried = format.read(&bytes).map_err(|fault| {
            let file = file_name.clone().unwrap_or_else(|| "standard input".to_owned());
            Failure::Input { file, why: fault.to_string(), undone: UNDONE }
        })?;
        let stem = file_name.as_deref().map_or("imported", |name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let own = format.folder(stem, &bytes).unwrap_or_default();
        self.take(carried, if args.into.is_some() { into(args) } else { own }, names)
    }

    fn take(&mut self, carried: Carried, folder: String, names: &mut Names) -> Result<(), Failure> {
        if !folder.is_empty() {
            // A fault of the folder is one of all its names: it is told once.
            PromptId::for_new_file(&format!("{folder}/x.md"))?;
        }
        self.remarks.extend(carried.remarks);
        for Entry { name, bytes, place } in carried.entries {
            match names.give(&folder, &name) {
                Ok(id) if !id.is_listed() => self.pass_over(place, "its name is not one of a prompt"),
                Ok(id) if bytes.len() as u64 > DiskStore::MAX_FILE => {
                    self.pass_over(place, &format!("{id} would be longer than a prompt may be"));
                }
                Ok(id) if self.prompts.contains_key(&id) => self.pass_over(place, "its name is there twice"),
                Ok(id) => _ = self.prompts.insert(id, bytes),
                Err(fault) => self.pass_over(place, &fault.to_string()),
            }
        }
        Ok(())
    }

    fn pass_over(&mut self, place: String, what: &str) {
        self.passed_over.push(Remark { place, what: what.to_owned() });
    }
}

impl ImportFrom {
    fn format(self) -> Option<Format> {
        match self {
            ImportFrom::Csv => Some(Format::Csv),
            ImportFrom::Espanso => Some(Format::Espanso),
            ImportFrom::Navi => Some(Format::Navi),
            ImportFrom::Json => Some(Format::Json),
            ImportFrom::Files => None,
        }
    }
}

/// Makes the prompts whose names are free, all in one swap, and tells what became of each.
pub async fn run(
    library: Option<&Library>,
    source: Source,
    args: &ImportArgs,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let started = std::time::Instant::now();
    let Source { prompts, mut remarks, passed_over, copied } = source;
    if copied {
        remarks.extend(commands::taken_as_plain(&prompts, library.map(Library::dialects), args));
    }
    let mut report = Report { dry_run: args.dry_run, remarks, passed_over, ..Report::default() };
    let mut new = BTreeMap::new();
    for (id, bytes) in prompts {
        match there(library, &id).await {
            Ok(None) => _ = new.insert(id, bytes),
            Ok(Some(text)) if text == bytes => report.same.push(id),
            Ok(Some(_)) => {
                let why = "another text has this name; rename one of them, or import --into another folder".to_owned();
                report.refused.push(Refused { name: id, why });
            }
            Err(error) => report.refused.push(Refused { name: id, why: error.to_string() }),
        }
    }
    match library.filter(|_| !args.dry_run) {
        Some(library) => {
            let created = library.create_all(new).await?;
            report.imported = created.made;
            report.not_kept = created.not_kept;
            let refused = created.refused.into_iter();
            report.refused.extend(refused.map(|(name, error)| Refused { name, why: error.to_string() }));
        }
        None => report.imported = new.into_keys().collect(),
    }
    if args.json {
        streams.json(&report)?;
    } else {
        for id in &report.imported {
            streams.line(id.as_bytes())?;
        }
    }
    // The names come before what is said of them.
    streams.finish()?;
    tell(&report, started.elapsed(), streams);
    match report.refused.as_slice() {
        [] => Ok(()),
        [one] => Err(Failure::Carry(format!("{} was not imported: {}", one.name, one.why))),
        several => Err(Failure::Carry(format!(
            "{} prompts were not imported. What the book has is as it was, and so is what was to be imported",
            several.len()
        ))),
    }
}

/// What the book has under this name.
async fn there(library: Option<&Library>, id: &PromptId) -> Result<Option<Vec<u8>>, LibraryError> {
    let Some(library) = library else { return Ok(None) };
    match library.read(id).await {
        Ok(prompt) => Ok(Some(prompt.raw().to_vec())),
        Err(LibraryError::Store(StoreError::NotFound(_) | StoreError::NotAFolder(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

fn tell(report: &Report, took: std::time::Duration, streams: &mut Streams<'_>) {
    let of = |lines: &[Remark]| lines.iter().map(|line| format!("{}: {}", line.place, line.what)).collect::<Vec<_>>();
    some(streams, "Passed over", &of(&report.passed_over));
    some(streams, "To know", &of(&report.remarks));
    if report.refused.len() > 1 {
        let lines: Vec<String> = report.refused.iter().map(|one| format!("{}: {}", one.name, one.why)).collect();
        some(streams, "Not imported", &lines);
    }
    let mut said = match (report.dry_run, report.imported.len()) {
        (true, count) => format!("Would import {}", prompts(count)),
        (false, 0) => "Nothing new was imported".to_owned(),
        (false, count) => format!("Imported {} in {:.1} s", prompts(count), took.as_secs_f64()),
    };
    if !report.same.is_empty() {
        said.push_str(&format!("; {} there already with the same text", is_or_are(report.same.len())));
    }
    if !report.dry_run && !report.imported.is_empty() {
        said.push_str(&format!(". {}", way_back(report.not_kept.as_ref())));
    }
    streams.note(&said);
}

/// `lines` below a heading with their number, or nothing.
fn some(streams: &mut Streams<'_>, what: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let mut remark = format!("{what} ({})", lines.len());
    for line in lines.iter().take(TOLD) {
        remark.push_str(&format!("\n  {line}"));
    }
    if let Some(more) = lines.len().checked_sub(TOLD).filter(|more| *more > 0) {
        remark.push_str(&format!("\n  and {more} more; --json lists all"));
    }
    streams.note(&remark);
}

pub(super) fn prompts(count: usize) -> String {
    if count == 1 { "1 prompt".to_owned() } else { format!("{count} prompts") }
}

fn is_or_are(count: usize) -> String {
    if count == 1 { "1 is".to_owned() } else { format!("{count} are") }
}

/// The folder that was asked for, as a path in the book.
fn into(args: &ImportArgs) -> String {
    let folder = args.into.as_deref().unwrap_or_default();
    folder.trim_start_matches("./").trim_end_matches('/').to_owned()
}

/// The paths of the files below `folder`; what cannot be looked into is passed over. Hidden folders that hold no prompts
/// and links are named once and not followed.
fn walk(folder: &Path, below: Vec<u8>, files: &mut Vec<Vec<u8>>, passed: &mut Vec<Remark>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder.join(OsStr::from_bytes(&below)))? {
        let entry = entry?;
        let mut path = below.clone();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(entry.file_name().as_bytes());
        let kind = entry.file_type()?;
        let mut pass_over = |what: &str| {
            passed.push(Remark { place: display_bytes(&path).into_owned(), what: what.to_owned() });
        };
        if kind.is_dir() && !crate::prompt::is_listed_folder(entry.file_name().as_bytes()) {
            pass_over("prompts are not looked for in this folder");
        } else if kind.is_dir() {
            let looked = walk(folder, path.clone(), files, passed);
            if let Err(error) = looked {
                let what = format!("it could not be looked into: {error}");
                passed.push(Remark { place: display_bytes(&path).into_owned(), what });
            }
        } else if kind.is_file() {
            files.push(path);
        }
    }
    Ok(())
}
