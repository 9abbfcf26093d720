//! The lines of a text, each with the line end that it has: none of them may get lost in a comparison.

use std::ops::Range;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// A lone `\r`
    Cr,
    /// The text ends here.
    Missing,
}

/// One line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// What stands on it.
    pub text: &'a str,
    /// How it ends.
    pub end: LineEnd,
}

/// A text that knows where its lines are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    text: String,
    /// Where each line is, its line end included.
    places: Vec<Range<usize>>,
}

impl Lines {
    /// The lines of `text`. One that ends with a line end has no empty line behind that.
    pub(super) fn of(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let mut places = Vec::new();
        let mut start = 0;
        while let Some(at) = bytes[start..].iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let end = start + at + if bytes[start + at..].starts_with(b"\r\n") { 2 } else { 1 };
            places.push(start..end);
            start = end;
        }
        if start < text.len() {
            places.push(start..text.len());
        }
        Lines { text: text.to_owned(), places }
    }

    /// Each line as it is in the text.
    pub(super) fn whole(&self) -> Vec<&str> {
        self.places.iter().map(|place| &self.text[place.clone()]).collect()
    }

    /// The line with this index.
    pub(super) fn line(&self, index: usize) -> Line<'_> {
        let whole = self.places.get(index).map_or("", |place| &self.text[place.clone()]);
        for (end, kind) in [("\r\n", LineEnd::CrLf), ("\n", LineEnd::Lf), ("\r", LineEnd::Cr)] {
            if let Some(text) = whole.strip_suffix(end) {
                return Line { text, end: kind };
            }
        }
        Line { text: whole, end: LineEnd::Missing }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }
}
