//! promptbook's own: Markdown or text, a YAML header where there is something to say, `{{name}}` where a value stands.
//!
//! A name is a strict identifier, so that the braces of Vue, LaTeX and JSON stay text. `{{name=default}}` says what stands
//! there when nothing is given. `{{ name }}`, `{{name: a|b}}` and `{{name: hint}}` count
//! only where the header's `args` has the name.
//! `{{> team/header}}` is another prompt. `\{{` is `{{`.

use std::ops::Range;

use super::declared;
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::id::PromptId;
use crate::prompt::parts::{Kind, Origin, Otherwise, Severity, Takes};

/// The longest text between braces that is looked at as a placeholder, in bytes.
const LONGEST: usize = 4096;

/// Whether `text` can name an argument: a letter or `_`, then letters, digits, `_` and `-`, of any script.
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

pub(super) fn read(source: &Source<'_>) -> Reading {
    let declared = declared::arguments(source.header, "args");
    let mut reader = Reader::new(source, declared);
    let text = source.text;
    let end = source.header.body().end;
    let mut ahead = Ahead { text, end, close: 0, line_end: 0 };
    let mut at = source.header.body().start;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..end], b"{{") {
        let open = at + found;
        if text[..open].ends_with('\\') {
            reader.escape(open - 1..open + 2, "{{");
            at = open + 2;
            continue;
        }
        // Of three braces the first is text and the others may begin a placeholder.
        at = open + if text[open + 2..end].starts_with('{') { 1 } else { 2 };
        match ahead.inside(open + 2) {
            Inside::Closed(inner) => {
                if placeholder(&mut reader, text, open, inner.clone()) {
                    at = inner.end + 2;
                }
            }
            Inside::Open(line) => {
                let shown: String = line.chars().take(22).collect();
                let shown = shown.trim_end();
                let span = open..open + 2 + shown.len();
                let what = format!("\"{{{{{shown}\" is not closed; it stays plain text");
                reader.odd(span, Severity::Warning, what, "close it with }}, or write \\{{ for braces");
            }
            Inside::Text => {}
        }
    }
    declared::lint(source, &mut reader);
    other_tools(source, &mut reader);
    reader.finish(end)
}

/// Tells of `$ARGUMENTS`, once: whoever writes it means a tool that fills it in.
fn other_tools(source: &Source<'_>, reader: &mut Reader<'_>) {
    const ALL: &str = "$ARGUMENTS";
    let body = source.header.body();
    if let Some(at) = memchr::memmem::find(&source.text.as_bytes()[body.clone()], ALL.as_bytes()) {
        let span = body.start + at..body.start + at + ALL.len();
        let what = "$ARGUMENTS is text here: this is read as a prompt of promptbook's own";
        let hint = "write dialect: claude (codex, opencode) into the header, or tell the folder's tool in [dialects]";
        reader.odd(span, Severity::Note, what, hint);
    }
}

enum Inside<'a> {
    /// The bytes between `{{` and `}}`.
    Closed(Range<usize>),
    /// Starts like a placeholder and does not end on its line.
    Open(&'a str),
    /// Something else.
    Text,
}

/// Where the next `}}` and the next line end are. Looked for once, however many `{{` stand before them: a file of nothing
/// but braces is read in one pass too.
struct Ahead<'a> {
    text: &'a str,
    end: usize,
    close: usize,
    line_end: usize,
}

impl<'a> Ahead<'a> {
    /// What follows the `{{` that ends at the byte `start`.
    fn inside(&mut self, start: usize) -> Inside<'a> {
        let bytes = &self.text.as_bytes()[start..self.end];
        if self.line_end < start {
            self.line_end = memchr::memchr2(b'\n', b'\r', bytes).map_or(self.end, |at| start + at);
        }
        if self.close < start {
            self.close = memchr::memmem::find(bytes, b"}}").map_or(self.end, |at| start + at);
        }
        if self.close < self.line_end && self.close - start <= LONGEST {
            return Inside::Closed(start..self.close);
        }
        let line = &self.text[start..self.line_end.max(start)];
        let name = line.strip_prefix('>').map_or(line, str::trim_start);
        let name_end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(name.len());
        // Behind a single brace a sentence goes on, not a formula: `{{n}+1}`.
        let is_like_one = match name[name_end..].strip_prefix('}') {
            Some(rest) => rest.is_empty() || rest.starts_with([' ', '\t', '.', ',', ';', ':', '!', '?']),
            None => name_end == name.len() || name[name_end..].starts_with('='),
        };
        if is_name(&name[..name_end]) && is_like_one { Inside::Open(line) } else { Inside::Text }
    }
}

/// Takes what stands between the braces as a placeholder or an include, if it is one.
fn placeholder(reader: &mut Reader<'_>, text: &str, open: usize, inner: Range<usize>) -> bool {
    let span = open..inner.end + 2;
    let inner = &text[inner];
    if let Some(name) = inner.strip_prefix('>') {
        let name = name.trim();
        let is_include = !name.is_empty() && !name.contains(['{', '}', '\\', '"', '\'']);
        if is_include {
            reader.include(span, name);
        }
        return is_include;
    }
    if is_name(inner) {
        reader.fill_named(span, inner, takes(inner), Otherwise::Empty);
        return true;
    }
    if let Some((name, default)) = inner.split_once('=')
        && is_name(name)
    {
        let index = reader.fill_named(span.clone(), name, takes(name), Otherwise::Empty);
        declared::default(reader, index, span, default);
        return true;
    }
    let (name, choices) = inner.split_once(':').map_or((inner, None), |(name, choices)| (name, Some(choices)));
    let name = name.trim();
    if !is_name(name) || reader.argument(name).is_none_or(|(_, known)| known.origin != Origin::Declared) {
        return false;
    }
    reader.fill_named(span, name, takes(name), Otherwise::Empty);
    match (choices, reader.argument(name)) {
        (Some(choices), Some((_, argument))) if choices.contains('|') && argument.choices.is_empty() => {
            argument.choices = choices.split('|').map(|choice| choice.trim().to_owned()).collect();
            argument.kind = Kind::Choice;
        }
        // What is no choice is said beside the field.
        (Some(hint), Some((_, argument))) if !hint.contains('|') && argument.placeholder.is_none() => {
            argument.placeholder = Some(hint.trim().to_owned()).filter(|hint| !hint.is_empty());
        }
        _ => {}
    }
    true
}

/// `{{input}}` is where input stands, as in fabric.
fn takes(name: &str) -> Takes {
    if name == "input" { Takes::Input } else { Takes::Name }
}

/// The prompts that `name` may mean: from the book's root, then from the folder of the prompt that includes it, with the
/// extension or without.
pub(super) fn candidates(from: &PromptId, name: &str) -> Vec<PromptId> {
    let folder = String::from_utf8_lossy(from.folder()).into_owned();
    let beside = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let mut ids = Vec::new();
    for stem in [name, beside.as_str()] {
        for end in ["", ".md", ".txt", ".markdown", "/SKILL.md", "/system.md"] {
            ids.extend(PromptId::new(format!("{stem}{end}")));
        }
    }
    ids
}
