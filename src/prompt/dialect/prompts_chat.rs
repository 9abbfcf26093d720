//! Rows of prompts.chat: `${Footballer Name}` and `${name:default}`.
//!
//! The site takes whatever stands between the braces. Here what reads as code, such as `${VAR:-x}` and `${user.name}`,
//! stays text, and a note says so.

use super::declared;
use crate::prompt::template::{Otherwise, Reader, Reading, Severity, Source, Takes};

/// The longest name, in bytes.
const LONGEST: usize = 120;

pub(super) fn read(source: &Source<'_>) -> Reading {
    let (text, body) = (source.text, source.header.body());
    let mut reader = Reader::new(source, Vec::new());
    let mut at = body.start;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..body.end], b"${") {
        let open = at + found;
        at = open + 2;
        let Some(length) = text[at..body.end].find(['}', '{', '\n', '\r']) else { break };
        if !text[at + length..].starts_with('}') {
            continue;
        }
        let (inner, span) = (&text[at..at + length], open..at + length + 1);
        at = span.end;
        let (name, default) = inner.split_once(':').map_or((inner, None), |(name, default)| (name, Some(default)));
        let name = name.trim();
        let is_shell = default.is_some_and(|default| default.starts_with(['-', '=', '+', '?']));
        if is_name(name) && !is_shell {
            let index = reader.fill_named(span.clone(), name, Takes::Name, Otherwise::Empty);
            if let Some(default) = default.filter(|default| !default.is_empty()) {
                declared::default(&mut reader, index, span, default);
            }
        } else if !name.is_empty() {
            let what = format!("{} reads as code; it stays plain text", &text[span.clone()]);
            reader.odd(span, Severity::Note, what, "write ${name} or ${name:default} for a value");
        }
    }
    reader.finish(body.end)
}

/// Whether `text` is words: letters, digits and what stands between words.
fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '\'' | '’' | '/' | ',' | '&');
    text.len() <= LONGEST && text.starts_with(|c: char| c.is_alphanumeric() || c == '_') && text.chars().all(is_part)
}
