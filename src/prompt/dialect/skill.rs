//! Skills: a folder with a `SKILL.md`, filled in as a command of Claude Code is.

use super::claude;
use crate::prompt::dialect::source::{Reading, Source};
use crate::prompt::header::Rules;
use crate::prompt::parts::Severity;

pub(super) const RULES: Rules = claude::RULES;

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = claude::reader(source);
    let start = source.header.span().start;
    if source.header.text("description").is_none() {
        let what = "the skill has no description, so that a model cannot tell when to use it";
        reader.odd(start..start, Severity::Warning, what, "add description: to the header");
    }
    let folder = source.id.folder().rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    if let (Some(name), false) = (source.header.text("name"), folder.is_empty())
        && name.as_bytes() != folder
    {
        let folder = String::from_utf8_lossy(folder);
        let span = source.header.get("name").map_or(start..start, |field| field.source.clone());
        let what = format!("the skill is called {name} and its folder {folder}; some tools want one name for both");
        reader.odd(span, Severity::Note, what, format!("write name: {folder}, or rename the folder"));
    }
    reader.finish(source.header.body().end)
}
