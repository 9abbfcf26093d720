//! Two labelled texts compared on the screen, or two of three: which rows are shown, and which part of them. Knows no
//! draft and no disk: where the texts come from is for whoever opens it.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::layout::Rect;

use super::super::editor::rows::{Row as ScreenRow, rows};
use super::super::wording::plural;
use crate::compare::{Comparison, Context, Line, LineEnd, Row, compare, hunks};

/// Narrower screens have no frame, and one column of numbers instead of two.
const FRAMED: u16 = 60;

/// Rows kept above a difference that was gone to.
const LEAD: isize = 2;

/// A text and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name in the heading: `on disk`.
    pub label: String,
    /// The text, with the line ends that it has.
    pub text: String,
}

impl Version {
    /// `text` under the name `label`.
    pub fn new(label: impl Into<String>, text: impl Into<String>) -> Version {
        Version { label: label.into(), text: text.into() }
    }

    /// Bytes under the name `label`; what is not UTF-8 among them is shown as the character for that.
    pub fn of_bytes(label: impl Into<String>, bytes: &[u8]) -> Version {
        Version::new(label, String::from_utf8_lossy(bytes))
    }
}

/// Compared texts and the place that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparing {
    versions: Vec<Version>,
    /// Which of the pairs of versions is shown.
    pair: usize,
    comparison: Comparison,
    context: Context,
    rows: Vec<Row>,
    hunks: Vec<usize>,
    /// The difference that was gone to, among `hunks`.
    hunk: usize,
    top: Place,
    /// How most lines end: only others are told.
    usual: LineEnd,
}

/// A row, and which of the rows of the screen that it is wrapped to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: usize,
    part: usize,
}

/// One row of the screen.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The row that it is part of.
    pub row: &'a Row,
    /// Whether it is the first part of that.
    pub is_first: bool,
    /// The text of the row, of which the glyphs are a part.
    pub text: Text<'a>,
    /// Whether the row begins the difference that was gone to.
    pub is_current: bool,
    /// Which part.
    pub part: usize,
}

/// The text of a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The line, and what is told of it.
    pub text: Cow<'a, str>,
    /// Where that begins.
    pub line: usize,
    /// The bytes that differ.
    pub marks: &'a [Range<usize>],
}

impl Comparing {
    /// Compares `old` with `new`.
    pub fn new(old: Version, new: Version) -> Comparing {
        Comparing::of(vec![old, new], 0, Context::Near)
    }

    /// Compares `old` with `new`, and on demand each of them with the `base` that both were made from.
    pub fn with_base(base: Version, old: Version, new: Version) -> Comparing {
        Comparing::of(vec![old, new, base], 0, Context::Near)
    }

    fn of(versions: Vec<Version>, pair: usize, context: Context) -> Comparing {
        let (old, new) = pairs(versions.len())[pair];
        let comparison = compare(&versions[old].text, &versions[new].text);
        let rows = comparison.shown(context);
        let hunks = hunks(&rows);
        let usual = usual(&comparison);
        let mut comparing =
            Comparing { versions, pair, comparison, context, rows, hunks, hunk: 0, top: Place::default(), usual };
        comparing.top.row = comparing.hunks.first().map_or(0, |row| row.saturating_sub(LEAD.unsigned_abs()));
        comparing
    }

    /// The same place in newer texts.
    pub fn renewed(&self, other: Comparing) -> Comparing {
        let pair = if other.versions.len() == self.versions.len() { self.pair } else { 0 };
        let mut renewed = Comparing::of(other.versions, pair, self.context);
        renewed.hunk = self.hunk.min(renewed.hunks.len().saturating_sub(1));
        renewed.top = Place { row: self.top.row.min(renewed.rows.len().saturating_sub(1)), part: 0 };
        renewed
    }

    /// What the removed lines and the added lines are of.
    pub fn labels(&self) -> (&str, &str) {
        let (old, new) = pairs(self.versions.len())[self.pair];
        (&self.versions[old].label, &self.versions[new].label)
    }

    /// The two texts, compared.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// The difference that was gone to, from 1, and how many there are.
    pub fn position(&self) -> Option<(usize, usize)> {
        (!self.hunks.is_empty()).then_some((self.hunk + 1, self.hunks.len()))
    }

    /// How many versions there are.
    pub fn versions(&self) -> usize {
        self.versions.len()
    }

    /// Compares the next pair of versions, if there are more than two.
    pub fn next_pair(&mut self) {
        let pair = (self.pair + 1) % pairs(self.versions.len()).len();
        *self = Comparing::of(std::mem::take(&mut self.versions), pair, self.context);
    }

    /// Shows all lines, or only those near differences. The difference that was gone to stays in sight.
    pub fn switch_context(&mut self, size: (u16, u16)) {
        let hunk = self.hunk;
        let context = if self.context == Context::Near { Context::All } else { Context::Near };
        *self = Comparing::of(std::mem::take(&mut self.versions), self.pair, context);
        self.hunk = hunk;
        self.show_hunk(size);
    }

    /// Whether all lines are shown.
    pub fn context(&self) -> Context {
        self.context
    }

    /// Goes to the next difference, or to the one before; stays at the last and at the first.
    pub fn go_to(&mut self, which: Which, size: (u16, u16)) {
        let last = self.hunks.len().saturating_sub(1);
        self.hunk = match which {
            Which::Next => (self.hunk + 1).min(last),
            Which::Previous => self.hunk.saturating_sub(1),
        };
        self.show_hunk(size);
    }

    fn show_hunk(&mut self, size: (u16, u16)) {
        let Some(row) = self.hunks.get(self.hunk).copied() else { return };
        let place = self.walk(Place { row, part: 0 }, -LEAD, self.text_width(size));
        self.top = place.min(self.lowest_top(size));
    }

    /// Scrolls by `rows` of a screen of this size, down if positive.
    pub fn scroll(&mut self, rows: isize, size: (u16, u16)) {
        let lowest = self.lowest_top(size);
        let top = match rows {
            isize::MIN => Place::default(),
            isize::MAX => lowest,
            rows => self.walk(self.clamped(self.top, size), rows, self.text_width(size)),
        };
        self.top = top.min(lowest);
        // The next difference from here is the next one for a reader.
        let seen = self.hunks.partition_point(|row| *row < self.top.row);
        self.hunk = if top >= lowest && rows > 0 { self.hunks.len().saturating_sub(1) } else { seen };
        self.hunk = self.hunk.min(self.hunks.len().saturating_sub(1));
    }

    /// The rows on a screen of this size.
    pub fn visible(&self, size: (u16, u16)) -> Vec<Shown<'_>> {
        let width = self.text_width(size);
        let mut at = self.clamped(self.top, size).min(self.lowest_top(size));
        let mut shown = Vec::new();
        let current = self.hunks.get(self.hunk).copied();
        while shown.len() < usize::from(area(size).height)
            && let Some(row) = self.rows.get(at.row)
        {
            let is_first = at.part == 0;
            let is_current = is_first && current == Some(at.row);
            shown.push(Shown { row, is_first, text: self.text(row), is_current, part: at.part });
            let next = self.walk(at, 1, width);
            if next == at {
                break;
            }
            at = next;
        }
        shown
    }

    /// The text of a row.
    pub fn text<'a>(&'a self, row: &'a Row) -> Text<'a> {
        let (line, marks): (Line<'a>, &[_]) = match row {
            Row::Same { new, .. } => (self.comparison.new_line(*new), &[]),
            Row::Removed { old, marks } => (self.comparison.old_line(*old), marks),
            Row::Added { new, marks } => (self.comparison.new_line(*new), marks),
            Row::Folded { lines } => {
                let text = format!("… {} the same", plural(*lines, "line"));
                return Text { text: text.into(), line: 0, marks: &[] };
            }
        };
        let end = match line.end {
            end if end == self.usual || !row.is_change() => "",
            LineEnd::Lf => "  [LF]",
            LineEnd::CrLf => "  [CRLF]",
            LineEnd::Cr => "  [CR]",
            LineEnd::Missing => "  [no line end]",
        };
        let text = if end.is_empty() { line.text.into() } else { format!("{}{end}", line.text).into() };
        Text { text, line: line.text.len(), marks }
    }

    /// Columns of one number of a line.
    pub fn number_width(&self) -> usize {
        self.comparison.most_lines().max(100).to_string().len()
    }

    /// Columns before the text: numbers and the sign.
    pub fn gutter(&self, size: (u16, u16)) -> usize {
        let columns = if size.0 >= FRAMED { 2 } else { 1 };
        columns * (self.number_width() + 1) + 2
    }

    fn text_width(&self, size: (u16, u16)) -> usize {
        usize::from(area(size).width).saturating_sub(self.gutter(size)).max(1)
    }

    /// The place itself, or the last one where other texts or another width left fewer.
    fn clamped(&self, at: Place, size: (u16, u16)) -> Place {
        let row = at.row.min(self.rows.len().saturating_sub(1));
        let parts = self.parts(row, self.text_width(size));
        Place { row, part: at.part.min(parts - 1) }
    }

    fn lowest_top(&self, size: (u16, u16)) -> Place {
        let width = self.text_width(size);
        let row = self.rows.len().saturating_sub(1);
        let last = Place { row, part: self.parts(row, width) - 1 };
        let above = isize::try_from(area(size).height.saturating_sub(1)).unwrap_or(0);
        self.walk(last, -above, width)
    }

    fn parts(&self, row: usize, width: usize) -> usize {
        self.rows.get(row).map_or(1, |row| wrapped(&self.text(row).text, width).len())
    }

    /// The place so many rows of the screen further down, or up, as far as there are any.
    fn walk(&self, mut at: Place, by: isize, width: usize) -> Place {
        for _ in 0..by.unsigned_abs() {
            at = if by < 0 && at.part > 0 {
                Place { part: at.part - 1, ..at }
            } else if by < 0 && at.row > 0 {
                Place { row: at.row - 1, part: self.parts(at.row - 1, width) - 1 }
            } else if by > 0 && at.part + 1 < self.parts(at.row, width) {
                Place { part: at.part + 1, ..at }
            } else if by > 0 && at.row + 1 < self.rows.len() {
                Place { row: at.row + 1, part: 0 }
            } else {
                break;
            };
        }
        at
    }
}

/// Which difference to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The next one.
    Next,
    /// The one before.
    Previous,
}

/// The pairs of so many versions, older and newer; the third one is what the others were made from.
fn pairs(versions: usize) -> &'static [(usize, usize)] {
    if versions == 3 { &[(0, 1), (2, 1), (2, 0)] } else { &[(0, 1)] }
}

/// How most lines of both texts end.
fn usual(comparison: &Comparison) -> LineEnd {
    let ends: Vec<LineEnd> = comparison
        .rows()
        .iter()
        .flat_map(|row| match row {
            Row::Same { old, .. } | Row::Removed { old, .. } => Some(comparison.old_line(*old).end),
            Row::Added { new, .. } => Some(comparison.new_line(*new).end),
            Row::Folded { .. } => None,
        })
        .collect();
    // On a tie the last of these wins, so LF stands last.
    let kinds = [LineEnd::Cr, LineEnd::CrLf, LineEnd::Lf];
    kinds.into_iter().max_by_key(|kind| ends.iter().filter(|end| *end == kind).count()).unwrap_or(LineEnd::Lf)
}

/// The rows of the screen that a text of one line takes.
pub(in crate::tui) fn wrapped(text: &str, width: usize) -> Vec<ScreenRow<'_>> {
    // The editor keeps a column for a caret; there is none here.
    rows(text, Some(width + 1))
}

/// Where the rows stand on a screen of this size: below the heading.
pub fn area((width, height): (u16, u16)) -> Rect {
    if width >= FRAMED {
        return Rect::new(1, 3, width.saturating_sub(2), height.saturating_sub(6));
    }
    Rect::new(0, 2, width, height.saturating_sub(4))
}

/// Whether there is room for a frame around all of it.
pub fn is_framed(size: (u16, u16)) -> bool {
    size.0 >= FRAMED
}
