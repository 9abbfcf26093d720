//! The formats of other programs: their files' bytes in, prompts out, and back. Pure functions: nothing here reads a
//! disk, and nothing that a file says is run.
//!
//! ```text
//!  bytes ─► csv, espanso, navi, json ─► Carried (entries and remarks) ─► Names ─► files of prompts
//!  prompts ─► csv, json ─► bytes
//! ```

pub mod csv;
mod espanso;
pub mod json;
mod names;
mod navi;
mod placeholder;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use names::Names;

/// What a file of another program holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// The prompts, in the order of the file.
    pub entries: Vec<Entry>,
    /// What is to be known about them: what was left out, what is not run.
    pub remarks: Vec<Remark>,
}

/// One prompt of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How it wants to be called.
    pub name: Wanted,
    /// The bytes of the prompt file that it becomes.
    pub bytes: Vec<u8>,
    /// Where it stands in the file, for messages: `row 12`.
    pub place: String,
}

/// How an entry wants to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// After this title, as far as a file can be.
    Title(String),
    /// Exactly this path.
    Path(Vec<u8>),
}

/// Something to be known about a part of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Where: `row 12`.
    pub place: String,
    /// What, and the consequence.
    pub what: String,
}

/// A file that is not of the format it was taken for, as a sentence without its name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotThis(pub String);

/// A format of another program that holds several prompts in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with a header line, such as that of prompts.chat.
    Csv,
    /// A match file of espanso.
    Espanso,
    /// A cheatsheet of navi.
    Navi,
    /// What `promptbook export --format json` prints, or an array of objects with a title and a text.
    Json,
}

impl Format {
    /// What a file of this name or, where the name does not say it, with these contents is.
    pub fn of(name: Option<&str>, bytes: &[u8]) -> Option<Format> {
        let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
        match extension.as_deref() {
            Some("csv" | "tsv") => return Some(Format::Csv),
            Some("yml" | "yaml") => return Some(Format::Espanso),
            Some("cheat") => return Some(Format::Navi),
            Some("json") => return Some(Format::Json),
            Some("md" | "txt" | "markdown" | "prompt" | "prompty" | "mdc" | "toml") => return None,
            _ => {}
        }
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]);
        let start = start.trim_start_matches('\u{feff}');
        let first = start.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
        match () {
            () if first.starts_with(['[', '{']) => Some(Format::Json),
            () if first.starts_with("% ") => Some(Format::Navi),
            () if start.lines().any(|line| line.trim_end() == "matches:") => Some(Format::Espanso),
            () if csv::is_header(first) => Some(Format::Csv),
            () => None,
        }
    }

    /// The prompts of a file with these bytes.
    ///
    /// # Errors
    /// When it is no such file at all. What is odd about a part of it is a remark.
    pub fn read(self, bytes: &[u8]) -> Result<Carried, NotThis> {
        match self {
            Format::Csv => csv::read(bytes),
            Format::Espanso => espanso::read(bytes),
            Format::Navi => navi::read(bytes),
            Format::Json => json::read(bytes),
        }
    }

    /// The folder that its prompts go to where none is given, for the file that is called `stem`; none where they have
    /// paths of their own.
    pub fn folder(self, stem: &str, bytes: &[u8]) -> Option<String> {
        match self {
            Format::Csv if csv::is_of_prompts_chat(bytes) => Some("prompts.chat".to_owned()),
            Format::Espanso => Some("espanso".to_owned()),
            Format::Navi => Some("navi".to_owned()),
            Format::Json => None,
            Format::Csv => Some(names::portable(stem)),
        }
    }
}
