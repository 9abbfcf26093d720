//! The tools whose prompt files are understood, one file each: what a header holds, what stands for a value, what is
//! added where nothing stands for one.

mod aichat;
mod braces;
mod claude;
mod code;
mod codex;
mod copilot;
mod cursor;
mod declared;
mod dollar;
mod dotprompt;
mod fabric;
mod gemini;
mod links;
mod llm;
mod opencode;
mod plain;
mod prompts_chat;
mod prompty;
mod skill;
pub(super) mod source;
mod spelled;

use std::ops::Range;
use std::path::Path;

use serde::Serialize;

use super::header::Header;
use super::id::PromptId;
use super::parts::Include;
use source::{Reading, Source};

pub use plain::is_name;

/// Which tool a prompt file is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "&'static str")]
pub enum Dialect {
    /// promptbook's own: Markdown or text with `{{name}}`.
    Plain,
    /// A folder with a `SKILL.md`.
    Skill,
    /// A Claude command.
    Claude,
    /// A Copilot prompt file.
    Copilot,
    /// A Codex prompt.
    Codex,
    /// A Gemini command.
    Gemini,
    /// An opencode command.
    Opencode,
    /// A dotprompt file.
    Dotprompt,
    /// A Prompty file.
    Prompty,
    /// A fabric pattern.
    Fabric,
    /// A template of `llm`.
    Llm,
    /// A role of aichat.
    Aichat,
    /// A Cursor rule.
    Cursor,
    /// A row of prompts.chat, as it is imported.
    PromptsChat,
}

impl Dialect {
    /// Every dialect, by the name that headers, settings and verbs use.
    pub const NAMES: [(&'static str, Dialect); 14] = [
        ("plain", Dialect::Plain),
        ("skill", Dialect::Skill),
        ("claude", Dialect::Claude),
        ("copilot", Dialect::Copilot),
        ("codex", Dialect::Codex),
        ("gemini", Dialect::Gemini),
        ("opencode", Dialect::Opencode),
        ("dotprompt", Dialect::Dotprompt),
        ("prompty", Dialect::Prompty),
        ("fabric", Dialect::Fabric),
        ("llm", Dialect::Llm),
        ("aichat", Dialect::Aichat),
        ("cursor", Dialect::Cursor),
        ("prompts.chat", Dialect::PromptsChat),
    ];

    /// The dialect of this name, in any letter case.
    pub fn named(name: &str) -> Option<Dialect> {
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, dialect)| *dialect)
    }

    /// The name that headers, settings and verbs use.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, dialect)| *dialect == self).map_or("plain", |(name, _)| name)
    }

    /// Whether words that are given without a name fill the arguments in their order, because the tool itself only
    /// knows names.
    pub fn takes_words_in_order(self) -> bool {
        !matches!(self, Dialect::Skill | Dialect::Claude | Dialect::Codex | Dialect::Gemini | Dialect::Opencode)
    }

    /// Whether the body is in a template language, which takes long to read however small the text is.
    pub fn has_template_language(self) -> bool {
        matches!(self, Dialect::Dotprompt | Dialect::Prompty)
    }

    /// The header of a file of this dialect.
    pub(super) fn header(self, text: &str) -> Header {
        match self {
            Dialect::Gemini => Header::toml_file(text),
            Dialect::Llm => Header::yaml_file(text),
            Dialect::Fabric => Header::none(text),
            Dialect::Skill => Header::yaml(text, skill::RULES),
            Dialect::Claude => Header::yaml(text, claude::RULES),
            Dialect::Copilot => Header::yaml(text, copilot::RULES),
            Dialect::Codex => Header::yaml(text, codex::RULES),
            Dialect::Dotprompt => Header::yaml(text, dotprompt::RULES),
            Dialect::Cursor => Header::yaml(text, cursor::RULES),
            Dialect::Opencode => Header::yaml(text, opencode::RULES),
            Dialect::Plain | Dialect::Prompty | Dialect::Aichat | Dialect::PromptsChat => {
                Header::yaml(text, super::header::Rules::default())
            }
        }
    }

    /// What the file asks for and how its text is made.
    pub(super) fn read(self, source: &Source<'_>) -> Reading {
        match self {
            Dialect::Plain => plain::read(source),
            Dialect::Skill => skill::read(source),
            Dialect::Claude => claude::read(source),
            Dialect::Copilot => copilot::read(source),
            Dialect::Codex => codex::read(source),
            Dialect::Gemini => gemini::read(source),
            Dialect::Opencode => opencode::read(source),
            Dialect::Dotprompt => dotprompt::read(source),
            Dialect::Prompty => prompty::read(source),
            Dialect::Fabric => fabric::read(source),
            Dialect::Llm => llm::read(source),
            Dialect::Aichat => aichat::read(source),
            Dialect::Cursor => cursor::read(source),
            Dialect::PromptsChat => prompts_chat::read(source),
        }
    }

    /// The prompts that an `include` in the prompt `from` may mean, the likeliest first.
    pub fn candidates(self, from: &PromptId, include: &Include) -> Vec<PromptId> {
        match self {
            Dialect::Dotprompt => dotprompt::candidates(from, &include.name),
            _ => plain::candidates(from, &include.name),
        }
    }
}

impl From<Dialect> for &'static str {
    fn from(dialect: Dialect) -> &'static str {
        dialect.name()
    }
}

/// How the dialect of a file is found where its own path below the book does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialects {
    /// The path of the book's folder, `/` at its end, or nothing: a book at `~/.claude/commands` holds Claude commands.
    root: Vec<u8>,
    /// Folders below the book and what their files are, longest first.
    folders: Vec<(Vec<u8>, Dialect)>,
}

impl Dialects {
    /// Of the book at `root`, where the settings say of `folders` below it what their files are. The folder `.` is the
    /// whole book.
    pub fn new(root: &Path, folders: impl IntoIterator<Item = (String, Dialect)>) -> Dialects {
        use std::os::unix::ffi::OsStrExt;
        let mut root = root.as_os_str().as_bytes().to_vec();
        root.push(b'/');
        let folder = |name: String| {
            let name = name.trim_start_matches("./").trim_matches('/');
            if name == "." { Vec::new() } else { name.as_bytes().to_vec() }
        };
        let mut folders: Vec<(Vec<u8>, Dialect)> =
            folders.into_iter().map(|(name, dialect)| (folder(name), dialect)).collect();
        folders.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Dialects { root, folders }
    }

    /// The dialect and the header of the file `id` that holds `text`: by the settings, by path and extension, by the
    /// header's `dialect`, else plain.
    pub(super) fn of(&self, id: &PromptId, text: &str) -> (Dialect, Header) {
        if let Some(dialect) = self.by_settings(id).or_else(|| self.by_path(id)) {
            return (dialect, dialect.header(text));
        }
        let header = Dialect::Plain.header(text);
        match header.text("dialect").as_deref().and_then(Dialect::named) {
            Some(dialect) if dialect != Dialect::Plain => (dialect, dialect.header(text)),
            _ => (Dialect::Plain, header),
        }
    }

    /// The dialect of the file `id` that holds `raw`.
    pub fn dialect_of(&self, id: &PromptId, raw: &[u8]) -> Dialect {
        let known = self.by_settings(id).or_else(|| self.by_path(id));
        known.unwrap_or_else(|| self.of(id, &String::from_utf8_lossy(raw)).0)
    }

    fn by_settings(&self, id: &PromptId) -> Option<Dialect> {
        let path = id.as_bytes();
        let is_in = |folder: &[u8]| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.first() == Some(&b'/'))
        };
        self.folders.iter().find(|(folder, _)| is_in(folder)).map(|(_, dialect)| *dialect)
    }

    fn by_path(&self, id: &PromptId) -> Option<Dialect> {
        let path = [self.root.as_slice(), id.as_bytes()].concat();
        let within = |folder: &str| {
            let folder = folder.as_bytes();
            path.starts_with(&folder[1..]) || memchr::memmem::find(&path, folder).is_some()
        };
        let name = id.file_name();
        let ends = |extension: &str| {
            name.len() > extension.len()
                && name[name.len() - extension.len()..].eq_ignore_ascii_case(extension.as_bytes())
        };
        let found = match () {
            () if ends(".prompt.md") => Dialect::Copilot,
            () if ends(".prompt") => Dialect::Dotprompt,
            () if ends(".prompty") => Dialect::Prompty,
            () if ends(".mdc") => Dialect::Cursor,
            () if ends(".toml") => Dialect::Gemini,
            () if ends(".yaml") => Dialect::Llm,
            () if name == b"SKILL.md" => Dialect::Skill,
            () if within("/.claude/commands/") => Dialect::Claude,
            () if within("/.codex/prompts/") => Dialect::Codex,
            () if within("/.opencode/commands/") || within("/.opencode/command/") => Dialect::Opencode,
            () if within("/aichat/roles/") => Dialect::Aichat,
            () if name == b"system.md" && within("/patterns/") => Dialect::Fabric,
            () => return None,
        };
        Some(found)
    }
}

/// The bytes of a line, counted from 1.
fn line_span(text: &str, line: usize) -> Range<usize> {
    let mut at = 0;
    for (index, content) in text.split_inclusive('\n').enumerate() {
        if index + 1 == line {
            return at..at + content.trim_end().len();
        }
        at += content.len();
    }
    text.len()..text.len()
}

/// `range` without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.end - text[range.clone()].trim_start().len();
    start..start + text[start..range.end].trim_end().len()
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial;
