//! How one line of text stands on the screen: its grapheme clusters, the cells they fill, the rows they wrap into.
//!
//! Pure values. Knows no text area, no scroll position and no caret. Widths are those that the screen buffer itself uses
//! for a whole cluster; adding up the widths of its characters is wrong for every joined emoji.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

use crate::prompt::sanitize::{TAB_WIDTH, sanitize_line};
use crate::tui::wrap::{is_space, may_break};

/// One grapheme cluster on its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Glyph<'a> {
    /// What the screen shows: the cluster itself, spaces for a tab, an escape for what cannot be seen.
    pub(in crate::tui) shown: Cow<'a, str>,
    /// Where the cluster stands in the line: its bytes, and its first character.
    pub(in crate::tui) bytes: Range<usize>,
    pub(in crate::tui) column: usize,
    /// Its first cell, counted from the start of the row, and how many cells it fills.
    pub(in crate::tui) x: usize,
    pub(in crate::tui) width: usize,
}

/// What follows a row: more of its line, or the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowEnd {
    Wrap,
    Line,
}

/// One row of a line on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Row<'a> {
    pub(in crate::tui) glyphs: Vec<Glyph<'a>>,
    pub(super) start_column: usize,
    pub(super) end_column: usize,
    pub(super) end: RowEnd,
}

impl Row<'_> {
    /// The bytes of the line that stand on the row.
    pub(super) fn bytes(&self) -> Range<usize> {
        match (self.glyphs.first(), self.glyphs.last()) {
            (Some(first), Some(last)) => first.bytes.start..last.bytes.end,
            _ => 0..0,
        }
    }

    /// How many cells the row fills.
    pub(in crate::tui) fn width(&self) -> usize {
        self.glyphs.last().map_or(0, |glyph| glyph.x + glyph.width)
    }

    /// The cells of the cluster at `column`, or the one behind the row.
    pub(in crate::tui) fn cells_of(&self, column: usize) -> Range<usize> {
        let index = self.glyphs.partition_point(|glyph| glyph.column < column);
        self.glyphs.get(index).map_or(self.width()..self.width() + 1, |glyph| glyph.x..glyph.x + glyph.width)
    }

    /// The column of the cluster that covers cell `x`; past the text, the last place of a caret on this row.
    pub(in crate::tui) fn column_at(&self, x: usize) -> usize {
        let index = self.glyphs.partition_point(|glyph| glyph.x + glyph.width <= x);
        match (self.glyphs.get(index), self.end) {
            (Some(glyph), _) => glyph.column,
            (None, RowEnd::Line) => self.end_column,
            // A caret behind the last cluster of a wrapped row stands on the next row.
            (None, RowEnd::Wrap) => self.glyphs.last().map_or(self.start_column, |glyph| glyph.column),
        }
    }
}

/// The rows of `line`, at least one, wrapped to `width` cells if there is a width.
///
/// Rows break behind white space and around wide characters, and inside a word only where the word is longer than a row.
/// The last cell of a row is kept for the caret; only a space that ends a row may fill it.
pub(in crate::tui) fn rows(line: &str, width: Option<usize>) -> Vec<Row<'_>> {
    let limit = width.map_or(usize::MAX - 1, |width| width.saturating_sub(1).max(1));
    let mut rows = Vec::new();
    let mut glyphs: Vec<Glyph<'_>> = Vec::new();
    let mut break_before = None;
    let mut previous = "";
    let mut column = 0;
    let mut clusters = line.grapheme_indices(true).peekable();
    while let Some((byte, cluster)) = clusters.next() {
        if may_break(previous, cluster) {
            break_before = Some(glyphs.len());
        }
        let mut x = glyphs.last().map_or(0, |glyph| glyph.x + glyph.width);
        let (mut shown, mut cells) = show(cluster, x, limit);
        let hangs = is_space(cluster) && x + cells == limit + 1 && clusters.peek().is_some();
        while !glyphs.is_empty() && x + cells > limit && !hangs {
            let mut rest = glyphs.split_off(break_before.take().filter(|at| *at > 0).unwrap_or(glyphs.len()));
            let start = rest.first().map_or(x, |glyph| glyph.x);
            rest.iter_mut().for_each(|glyph| glyph.x -= start);
            x -= start;
            let end_column = rest.first().map_or(column, |glyph| glyph.column);
            rows.push(row(std::mem::replace(&mut glyphs, rest), end_column, RowEnd::Wrap));
            (shown, cells) = show(cluster, x, limit);
        }
        glyphs.push(Glyph { shown, bytes: byte..byte + cluster.len(), column, x, width: cells });
        column += cluster.chars().count();
        previous = cluster;
    }
    rows.push(row(glyphs, column, RowEnd::Line));
    rows
}

fn row(glyphs: Vec<Glyph<'_>>, end_column: usize, end: RowEnd) -> Row<'_> {
    let start_column = glyphs.first().map_or(end_column, |glyph| glyph.column);
    Row { glyphs, start_column, end_column, end }
}

/// What is drawn for `cluster` at cell `x`, and how many cells it gets: at least one, for a caret has to stand somewhere,
/// and no more than a row of `limit` cells has, unless it is one wide character.
fn show(cluster: &str, x: usize, limit: usize) -> (Cow<'_, str>, usize) {
    let shown = if cluster == "\t" {
        Cow::Owned(" ".repeat(TAB_WIDTH - x % TAB_WIDTH))
    } else if cluster.contains(char::is_control) {
        // Not in an editor, but in the text of another program.
        sanitize_line(cluster)
    } else if cluster.cell_width() == 0 {
        // What has no width would hide in the text, and the caret with it.
        Cow::Owned(cluster.escape_unicode().to_string())
    } else {
        sanitize_line(cluster)
    };
    let cells = usize::from(shown.cell_width()).min(limit.max(2));
    (shown, cells)
}
