//! promptbook's own: Markdown or text, a YAML header where there is something to say, `{{name}}` where a value stands.
//!
//! A name is a strict identifier, so that the braces of Vue, LaTeX and JSON stay text. `{{name=default}}` says what stands
//! there when nothing is given. `{{ name }}` and `{{name: a|b}}` count only where the header's `args` has the name.
//! `{{> team/header}}` is another prompt. `\{{` is `{{`.

use std::ops::Range;

use super::declared;
use crate::prompt::id::PromptId;
use crate::prompt::template::{Kind, Otherwise, Reader, Reading, Severity, Source, Takes};

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
        match inside(text, open, end) {
            Inside::Closed(inner) => {
                if placeholder(&mut reader, text, open, inner.clone()) {
                    at = inner.end + 2;
                }
            }
            Inside::Open => {
                let shown: String = text[open..end].lines().next().unwrap_or("").chars().take(24).collect();
                let what = format!("\"{}\" is not closed; it stays plain text", shown.trim_end());
                let span = open..open + shown.trim_end().len();
                reader.odd(span, Severity::Warning, what, "close it with }}, or write \\{{ for braces");
            }
            Inside::Text => {}
        }
    }
    declared::lint(source, &mut reader);
    reader.finish(end)
}

enum Inside {
    /// The bytes between `{{` and `}}`.
    Closed(Range<usize>),
    /// Starts like a placeholder and does not end on its line.
    Open,
    /// Something else.
    Text,
}

fn inside(text: &str, open: usize, end: usize) -> Inside {
    let start = open + 2;
    let limit = text.floor_char_boundary(end.min(start + LONGEST));
    let line = text[start..limit].split(['\n', '\r']).next().unwrap_or("");
    if let Some(close) = line.find("}}") {
        return Inside::Closed(start..start + close);
    }
    let name = line.strip_prefix('>').map_or(line, str::trim_start);
    let name_end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(name.len());
    let rest = name[name_end..].trim_start();
    let is_like_one = is_name(&name[..name_end]) && (rest.is_empty() || rest.starts_with(['=', '}']));
    if is_like_one { Inside::Open } else { Inside::Text }
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
    if !is_name(name) || reader.argument(name).is_none() {
        return false;
    }
    reader.fill_named(span, name, takes(name), Otherwise::Empty);
    if let (Some(choices), Some((_, argument))) = (choices, reader.argument(name))
        && argument.choices.is_empty()
    {
        argument.choices = choices.split('|').map(|choice| choice.trim().to_owned()).collect();
        argument.kind = Kind::Choice;
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
