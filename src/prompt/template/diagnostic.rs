//! What is odd about a prompt file. Never a reason not to open it.

use std::ops::Range;

use serde::Serialize;

/// One finding, with what follows from it and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The line that it is about, counted from 1.
    pub line: usize,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// How much it matters.
    pub severity: Severity,
    /// What was found and what it means: `"{{lang" is not closed; it stays plain text`.
    pub what: String,
    /// What would change it: `close it with }}, or write \{{`.
    pub hint: String,
}

/// How much a finding matters. Later ones matter more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Works as its author meant; other tools may see it otherwise.
    Note,
    /// Probably not what its author meant.
    Warning,
    /// The tool that the file is for would refuse it.
    Fault,
}

/// The line of the byte at `at`, counted from 1. A CRLF is one line end, and so is a lone CR.
pub fn line_at(raw: &[u8], at: usize) -> usize {
    let before = &raw[..at.min(raw.len())];
    let feeds = memchr::memchr_iter(b'\n', before).count();
    let lone = memchr::memchr_iter(b'\r', before).filter(|&cr| raw.get(cr + 1) != Some(&b'\n')).count();
    1 + feeds + lone
}
