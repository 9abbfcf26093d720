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
    1 + ends(raw, 0..at.min(raw.len()))
}

/// How many lines end in these bytes of `raw`. A CRLF ends its line where the line feed is.
fn ends(raw: &[u8], range: Range<usize>) -> usize {
    let bytes = &raw[range.clone()];
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = memchr::memchr_iter(b'\r', bytes).filter(|cr| raw.get(range.start + cr + 1) != Some(&b'\n')).count();
    feeds + lone
}

/// Counts lines from where it counted last, so that many places of a large file are not each counted from its start.
pub struct Lines<'a> {
    raw: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    /// From the start of `raw`.
    pub fn of(raw: &'a [u8]) -> Lines<'a> {
        Lines { raw, at: 0, line: 1 }
    }

    /// The line of the byte at `at`, as [`line_at`] has it.
    pub fn at(&mut self, at: usize) -> usize {
        let at = at.min(self.raw.len());
        if at < self.at {
            let back = ends(self.raw, at..self.at);
            self.line -= back;
        } else {
            self.line += ends(self.raw, self.at..at);
        }
        self.at = at;
        self.line
    }
}
