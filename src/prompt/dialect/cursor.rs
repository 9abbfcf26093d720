//! Rules of Cursor: no variables, and headers that are rarely YAML. `@file` and `[text](mdc:path)` are files that it reads.

use super::code::Code;
use super::{dollar, links};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::header::{Rules, Unclosed};

pub(super) const RULES: Rules =
    Rules { loose: &["globs", "description"], unclosed: Unclosed::Text, comments_before: false };

pub(super) fn read(source: &Source<'_>) -> Reading {
    let body = source.header.body();
    let mut reader = Reader::new(source, Vec::new());
    let code = Code::find(source.text, body.clone());
    dollar::files(&mut reader, source.text, &body, &code, dollar::Paths::WithExtension);
    links::files(&mut reader, source.text, &body, &code, |target| target.strip_prefix("mdc:"));
    reader.finish(body.end)
}
