//! Rows of prompts.chat: `${Footballer Name}` and `${name:default}`.
//!
//! The site takes whatever stands between the braces. Here what reads as code, such as `${VAR:-x}` and `${user.name}`,
//! stays text, and a note says so.

use super::{braces, declared};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::parts::{Otherwise, Severity, Takes};

/// The longest name, in bytes.
const LONGEST: usize = 120;

pub(super) fn read(source: &Source<'_>) -> Reading {
    let (text, body) = (source.text, source.header.body());
    let mut reader = Reader::new(source, Vec::new());
    for (inner, span) in braces::places(text, &body) {
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
