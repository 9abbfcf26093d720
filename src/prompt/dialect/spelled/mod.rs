//! A text that a file spells as a string of TOML or YAML, and where each of its bytes stands in the file.

use std::ops::Range;

use crate::prompt::dialect::source::Reader;

mod toml;
mod yaml;

/// A decoded string that knows its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spelled {
    /// What the string says.
    pub text: String,
    /// One after the other, without gaps in the text or in the file.
    runs: Vec<Run>,
}

/// A part of a [`Spelled`] text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// Where it starts in the text; it ends where the next one starts.
    at: usize,
    /// The bytes of the file.
    raw: Range<usize>,
    /// Whether the text has the same bytes as the file.
    is_same: bool,
}

impl Spelled {
    /// The value of a TOML string at `source` of the file's text; `value` is what a TOML reader makes of it.
    pub fn toml(text: &str, source: Range<usize>, value: &str) -> Spelled {
        let value = value.replace("\r\n", "\n");
        Spelled::checked(toml::decode(text, source.clone()), source, value)
    }

    /// The value of the YAML scalar at `source`, whose field ends at `end`; `value` is what a YAML reader makes of it.
    pub fn yaml(text: &str, source: Range<usize>, end: usize, value: &str) -> Spelled {
        Spelled::checked(yaml::decode(text, source.clone(), end), source, value.to_owned())
    }

    /// A decoder that does not agree with the reader of the whole file has no say: then only the string as a whole has
    /// a place.
    fn checked(decoded: Option<Spelled>, source: Range<usize>, value: String) -> Spelled {
        decoded
            .filter(|decoded| decoded.text == value)
            .unwrap_or_else(|| Spelled { text: value, runs: vec![Run { at: 0, raw: source, is_same: false }] })
    }

    /// Adds the bytes `raw` of the file as they are.
    fn same(&mut self, text: &str, raw: Range<usize>) {
        if raw.is_empty() {
            return;
        }
        self.text.push_str(&text[raw.clone()]);
        match self.runs.last_mut() {
            Some(last) if last.is_same && last.raw.end == raw.start => last.raw.end = raw.end,
            _ => self.runs.push(Run { at: self.text.len() - raw.len(), raw, is_same: true }),
        }
    }

    /// Adds `said`, which the file spells with the bytes `raw`.
    fn other(&mut self, raw: Range<usize>, said: &str) {
        self.runs.push(Run { at: self.text.len(), raw, is_same: false });
        self.text.push_str(said);
    }

    /// The last byte that was told of, in the file.
    fn end(&self) -> usize {
        self.runs.last().map_or(0, |run| run.raw.end)
    }

    /// The bytes of the file for these bytes of the text.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        let start = self.run_at(range.start).map_or_else(
            || self.end(),
            |run| if run.is_same { run.raw.start + range.start - run.at } else { run.raw.start },
        );
        if range.is_empty() {
            return start..start;
        }
        let end = self.run_at(range.end - 1).map_or_else(
            || self.end(),
            |run| if run.is_same { run.raw.start + range.end - run.at } else { run.raw.end },
        );
        start..end.max(start)
    }

    /// Whether the file has the same bytes for these bytes of the text.
    fn is_same(&self, range: &Range<usize>) -> bool {
        self.run_at(range.start).is_some_and(|run| run.is_same && range.end - run.at <= run.raw.len())
    }

    fn run_at(&self, at: usize) -> Option<&Run> {
        if at >= self.text.len() {
            return None;
        }
        // The last of those that start there or before: one that says nothing is passed over.
        self.runs[..self.runs.partition_point(|run| run.at <= at)].last()
    }

    /// Tells `reader` these bytes of the text: copied where the file has the same bytes, decoded where it has others.
    pub fn tell(&self, reader: &mut Reader<'_>, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let first = self.runs.partition_point(|run| run.at <= range.start).saturating_sub(1);
        reader.go_to(self.span(range.start..range.start).start);
        for (index, run) in self.runs.iter().enumerate().skip(first) {
            if run.at >= range.end {
                break;
            }
            let run_end = self.runs.get(index + 1).map_or(self.text.len(), |next| next.at);
            let part = run.at.max(range.start)..run_end.min(range.end);
            if run.is_same {
                let from = run.raw.start - run.at;
                reader.verbatim(part.start + from..part.end + from);
            } else {
                reader.decoded(run.raw.clone(), &self.text[part]);
            }
        }
    }
}

/// Walks a [`Spelled`] text from its start to its end for a [`Reader`].
pub(super) struct Walk<'s, 'r, 'a> {
    spelled: &'s Spelled,
    pub reader: &'r mut Reader<'a>,
    told: usize,
}

impl<'s, 'r, 'a> Walk<'s, 'r, 'a> {
    /// At the start of `spelled`.
    pub fn new(spelled: &'s Spelled, reader: &'r mut Reader<'a>) -> Walk<'s, 'r, 'a> {
        Walk { spelled, reader, told: 0 }
    }

    /// The bytes `range` of the text are special: `tell` says of their bytes in the file what they are.
    pub fn special(&mut self, range: Range<usize>, tell: impl FnOnce(&mut Reader<'a>, Range<usize>)) {
        self.spelled.tell(self.reader, self.told..range.start);
        let span = self.spelled.span(range.clone());
        self.reader.go_to(span.start);
        let is_same = self.spelled.is_same(&range);
        self.reader.meaning((!is_same).then(|| &self.spelled.text[range.clone()]));
        tell(self.reader, span);
        self.reader.meaning(None);
        self.told = range.end;
    }

    /// Up to the byte `end` of the text.
    pub fn finish(mut self, end: usize) {
        self.special(end..end, |_, _| {});
    }
}

#[cfg(test)]
mod tests;
