//! Prompt files of Copilot.
//!
//! `${input:name}` and `${input:name:hint}` are asked for; the hint is shown and never a value. `${selection}` is the input.
//! Other variables, such as `${file}`, are the editor's and stay as they are written. Links to files and `#file:path` are
//! read by the tool. A header that is not closed is the whole file.
//! See <https://code.visualstudio.com/docs/copilot/customization/prompt-files>.

use std::ops::Range;

use super::braces;
use super::code::Code;
use super::dollar::reach_of_path;
use super::links;
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::header::{Rules, Unclosed};
use crate::prompt::parts::{Argument, Kind, Otherwise, Severity, SiteKind, Takes};

pub(super) const RULES: Rules =
    Rules { loose: &["argument-hint"], unclosed: Unclosed::WholeFile, comments_before: false };

/// What the editor knows and nobody fills in.
const EDITORS: [&str; 16] = [
    "columnNumber",
    "cwd",
    "defaultBuildTask",
    "execPath",
    "file",
    "fileBasename",
    "fileBasenameNoExtension",
    "fileDirname",
    "fileDirnameBasename",
    "fileExtname",
    "fileWorkspaceFolder",
    "lineNumber",
    "relativeFile",
    "relativeFileDirname",
    "workspaceFolder",
    "workspaceFolderBasename",
];

pub(super) fn read(source: &Source<'_>) -> Reading {
    let (text, body) = (source.text, source.header.body());
    let mut reader = Reader::new(source, Vec::new());
    let code = Code::find(text, body.clone());
    let mut told: Vec<&str> = Vec::new();
    for (inner, span) in braces::places(text, &body) {
        if let Some(asked) = inner.strip_prefix("input:") {
            input(&mut reader, asked, span);
        } else if matches!(inner, "selection" | "selectedText") {
            let new = || Argument { kind: Kind::Multiline, ..Argument::inferred("selection", Takes::Input) };
            let argument = reader.argument_or("selection", new);
            reader.fill(span, argument, Otherwise::Empty);
        } else if inner.strip_prefix("env:").is_some_and(|name| !name.is_empty()) {
            reader.site(span, SiteKind::Environment, &inner["env:".len()..]);
        } else if EDITORS.contains(&inner) && !told.contains(&inner) {
            told.push(inner);
            let what = format!("${{{inner}}} is the editor's; it stays as it is written");
            reader.odd(span, Severity::Note, what, format!("write ${{input:{inner}}} to be asked for it"));
        }
    }
    links::files(&mut reader, text, &body, &code, links::local);
    file_references(&mut reader, text, &body, &code);
    if let Some(field) = source.header.get("mode") {
        reader.odd(field.name.clone(), Severity::Note, "mode is what is called agent now", "rename it to agent");
    }
    reader.finish(body.end)
}

/// `asked` is what stands behind `input:`.
fn input(reader: &mut Reader<'_>, asked: &str, span: Range<usize>) {
    let (name, hint) = asked.split_once(':').map_or((asked, ""), |(name, hint)| (name, hint.trim()));
    let name = name.trim();
    if name.is_empty() {
        reader.odd(span, Severity::Warning, "the input has no name; it stays plain text", "write ${input:name}");
        return;
    }
    let index = reader.fill_named(span, name, Takes::Name, Otherwise::Empty);
    let argument = &mut reader.arguments()[index];
    if argument.placeholder.is_none() && !hint.is_empty() {
        argument.placeholder = Some(hint.to_owned());
    }
}

fn file_references(reader: &mut Reader<'_>, text: &str, body: &Range<usize>, code: &Code) {
    const MARK: &str = "#file:";
    for found in memchr::memmem::find_iter(&text.as_bytes()[body.clone()], MARK.as_bytes()) {
        let at = body.start + found;
        let rest = reach_of_path(&text[at + MARK.len()..body.end]);
        let path =
            &rest[..rest.find(|c: char| c.is_whitespace() || matches!(c, '#' | '`' | ',' | ')')).unwrap_or(rest.len())];
        let path = path.trim_end_matches(['.', ':', ';']);
        if !path.is_empty() && code.at(at).is_none() {
            reader.site(at..at + MARK.len() + path.len(), SiteKind::File, path);
        }
    }
}
