//! `promptbook new NAME [--from FILE|-]`: a prompt that was not there before.

use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use super::undo::why;
use super::{Failure, Streams, input};
use crate::cli::NewArgs;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::store::Expected;

/// A valid name and a text, had before anything is made: a fault in either must leave no empty folder behind.
pub struct Draft {
    id: PromptId,
    bytes: Vec<u8>,
}

impl Draft {
    /// Checks the name and reads the text. Waits for the end of standard input where that is the source.
    pub fn of(args: &NewArgs, streams: &mut Streams<'_>) -> Result<Draft, Failure> {
        let id = PromptId::for_new_file(&args.name)?;
        let bytes = match &args.from {
            None => template(&id).into_bytes(),
            Some(file) => input::read(file, "made", streams)?,
        };
        Ok(Draft { id, bytes })
    }
}

/// Saves the draft under its name, which must be free, and prints where its file is.
pub async fn run(library: &Library, draft: Draft, args: &NewArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let saved = library.save(&draft.id, draft.bytes, Expected::Absent).await?;
    let path = library.store().path(&draft.id);
    if args.json {
        let bytes = saved.prompt.raw().len();
        let not_kept = why(saved.not_kept.as_ref());
        let path = path.to_string_lossy();
        return streams.json(&json!({ "name": draft.id, "path": path, "bytes": bytes, "not_kept": not_kept }));
    }
    streams.line(path.as_os_str().as_bytes())
}

/// A title made of the file's name, and room below it.
fn template(id: &PromptId) -> String {
    let name = String::from_utf8_lossy(id.without_extension()).into_owned();
    let last = name.rsplit('/').next().unwrap_or(&name).replace(['-', '_'], " ");
    let mut letters = last.trim().chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    format!("# {title}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_a_title_made_of_the_name() -> Result<(), crate::NameFault> {
        let title = |name| PromptId::for_new_file(name).map(|id| template(&id));
        assert_eq!(title("code/commit-msg")?, "# Commit msg\n\n");
        assert_eq!(title("写作/周报.md")?, "# 周报\n\n");
        assert_eq!(title("élan")?, "# Élan\n\n");
        Ok(())
    }
}
