//! Markdown line by line, as far as it helps to read: headings, fences, quotations, emphasis and code. A line is looked at
//! once, and what does not close within a few hundred bytes is text.

use std::ops::Range;

use super::Mark;

/// How far the end of emphasis or code is looked for.
const REACH: usize = 400;

/// What the next line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Lines {
    /// Text.
    #[default]
    Text,
    /// Code between fences of this character.
    Code(u8),
}

impl Lines {
    /// Marks one line.
    pub(super) fn line(&mut self, line: &str, mark: &mut impl FnMut(Range<usize>, Mark)) {
        let trimmed = line.trim_start();
        let fence =
            ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence)).map(|fence| fence.as_bytes()[0]);
        match (*self, fence) {
            (Lines::Text, Some(of)) => {
                *self = Lines::Code(of);
                mark(0..line.len(), Mark::Code);
            }
            (Lines::Code(open), of) => {
                if of == Some(open) {
                    *self = Lines::Text;
                }
                mark(0..line.len(), Mark::Code);
            }
            (Lines::Text, None) if is_heading(line) => mark(0..line.len(), Mark::Heading),
            (Lines::Text, None) if line.starts_with('>') || is_rule(line) => mark(0..line.len(), Mark::Quote),
            (Lines::Text, None) => inline(line, mark),
        }
    }
}

fn is_heading(line: &str) -> bool {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&marks) && line[marks..].starts_with(' ')
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && ['-', '*', '_'].iter().any(|of| line.chars().all(|c| c == *of))
}

fn inline(line: &str, mark: &mut impl FnMut(Range<usize>, Mark)) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'`', b'*', b'_', &bytes[at..]) {
        let start = at + found;
        let of = bytes[start];
        let run = bytes[start..].iter().take_while(|byte| **byte == of).count();
        let opened = start + run;
        at = opened;
        let is_escaped = start > 0 && bytes[start - 1] == b'\\';
        let in_word = of == b'_' && line[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let before_space = bytes.get(opened).is_none_or(u8::is_ascii_whitespace);
        if is_escaped || run > 3 || of != b'`' && (in_word || before_space) {
            continue;
        }
        let limit = line.len().min(opened + REACH);
        let limit = (0..=limit).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        let Some(close) = closing(&bytes[opened..limit], of, run) else { continue };
        let end = opened + close + run;
        let what = match (of, run) {
            (b'`', _) => Mark::Code,
            (_, 1) => Mark::Emphasis,
            _ => Mark::Strong,
        };
        mark(start..end, what);
        at = end;
    }
}

/// Where the run of `run` bytes `of` is that closes what was opened before `rest`.
fn closing(rest: &[u8], of: u8, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(of, &rest[at..]) {
        let start = at + found;
        let length = rest[start..].iter().take_while(|byte| **byte == of).count();
        let behind = rest.get(start + length).is_some_and(u8::is_ascii_alphanumeric);
        let fits = of == b'`' || start > 0 && !rest[start - 1].is_ascii_whitespace() && !(of == b'_' && behind);
        if length == run && fits {
            return Some(start);
        }
        at = start + length;
    }
    None
}
