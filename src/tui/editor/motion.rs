//! Where the caret goes: steps by grapheme cluster, by word, by row of the screen, and the selection that a motion leaves.
//!
//! Moves and never changes text. Knows lines and rows, not how they are stored or drawn.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::rows::{Row, rows};
use super::{Editor, Motion, Outcome, Place, Select};
use crate::prompt::sanitize::TAB_WIDTH;

/// Which edge of a cluster a place inside it moves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Snap {
    Back,
    Forward,
}

/// A row of the screen: a line, and which of its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowAt {
    pub(super) line: usize,
    pub(super) row: usize,
}

impl Editor {
    pub(super) fn move_by(&mut self, motion: Motion, select: Select) -> Outcome {
        let target = match (motion, select, self.selection()) {
            (Motion::Left, Select::Clear, Some((start, _))) => start,
            (Motion::Right, Select::Clear, Some((_, end))) => end,
            _ => self.target(motion),
        };
        let goal = match motion {
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown => Some(self.goal_cell()),
            _ => None,
        };
        let anchor = self.anchor_for(select);
        let outcome = self.go(target, anchor);
        self.goal = goal;
        outcome
    }

    /// Puts the caret at `place`, with the selection from `anchor` to there.
    pub(super) fn go(&mut self, place: Place, anchor: Option<Place>) -> Outcome {
        let before = (self.caret(), self.selection());
        self.goal = None;
        self.anchor = anchor;
        if place != self.caret() {
            self.steps.close();
            self.put_caret(place);
        }
        if before == (self.caret(), self.selection()) { Outcome::Unchanged } else { Outcome::Moved }
    }

    pub(super) fn anchor_for(&self, select: Select) -> Option<Place> {
        match select {
            Select::Extend => self.anchor.or(Some(self.caret())),
            Select::Clear => None,
        }
    }

    /// The selection in the order of the text, if it is not empty.
    pub(super) fn selection(&self) -> Option<(Place, Place)> {
        let (anchor, caret) = (self.anchor?, self.caret());
        (anchor != caret).then(|| (anchor.min(caret), anchor.max(caret)))
    }

    pub(super) fn slice(&self, start: Place, end: Place) -> String {
        let from = byte_of(self.line(start.0), start.1);
        let to = byte_of(self.line(end.0), end.1);
        if start.0 == end.0 {
            return self.line(start.0)[from..to].to_string();
        }
        let mut text = self.line(start.0)[from..].to_string();
        for line in &self.lines()[start.0 + 1..end.0] {
            text.push('\n');
            text.push_str(line);
        }
        text.push('\n');
        text.push_str(&self.line(end.0)[..to]);
        text
    }

    pub(super) fn target(&self, motion: Motion) -> Place {
        let (line, column) = self.caret();
        let page = isize::try_from(self.view.get().height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        match motion {
            Motion::Left => match boundaries(self.line(line)).take_while(|at| *at < column).last() {
                Some(before) => (line, before),
                None => self.end_before(line),
            },
            Motion::Right => match boundaries(self.line(line)).find(|at| *at > column) {
                Some(after) => (line, after),
                None => self.start_after(line),
            },
            Motion::WordLeft => match words(self.line(line)).take_while(|(start, _)| *start < column).last() {
                Some((start, _)) => self.snapped((line, start), Snap::Back),
                None if column > 0 => (line, 0),
                None => self.end_before(line),
            },
            Motion::WordRight => match words(self.line(line)).find(|(_, end)| *end > column) {
                Some((_, end)) => self.snapped((line, end), Snap::Forward),
                None if (line, column) < self.line_end(line) => self.line_end(line),
                None => self.start_after(line),
            },
            Motion::LineStart => (line, 0),
            Motion::LineEnd => self.line_end(line),
            Motion::Top => (0, 0),
            Motion::Bottom => self.end(),
            Motion::Up => self.row_target(-1),
            Motion::Down => self.row_target(1),
            Motion::PageUp => self.row_target(-page),
            Motion::PageDown => self.row_target(page),
        }
    }

    fn end_before(&self, line: usize) -> Place {
        line.checked_sub(1).map_or((0, 0), |before| self.line_end(before))
    }

    fn start_after(&self, line: usize) -> Place {
        if line + 1 < self.lines().len() { (line + 1, 0) } else { self.end() }
    }

    fn row_target(&self, by: isize) -> Place {
        let (at, _) = self.caret_row();
        let to = self.walk(at, by);
        if to == at {
            return self.caret();
        }
        (to.line, self.rows(to.line)[to.row].column_at(self.goal_cell()))
    }

    fn goal_cell(&self) -> usize {
        self.goal.unwrap_or_else(|| self.caret_row().1.start)
    }

    /// Whether Up has nowhere to go.
    pub fn is_on_first_row(&self) -> bool {
        self.caret_row().0 == RowAt::default()
    }

    /// The row of the caret, and the cells of that row that the cluster behind the caret fills.
    pub(super) fn caret_row(&self) -> (RowAt, Range<usize>) {
        let (line, column) = self.caret();
        let rows = self.rows(line);
        // At a soft break the caret stands at the start of the next row.
        let row = rows.partition_point(|row| row.start_column <= column).saturating_sub(1);
        (RowAt { line, row }, rows[row].cells_of(column))
    }

    /// The row that is `by` rows below `at`, or as near as the text goes.
    pub(super) fn walk(&self, at: RowAt, by: isize) -> RowAt {
        let RowAt { mut line, mut row } = at;
        let mut left = by.unsigned_abs();
        if by < 0 {
            while left > row && line > 0 {
                left -= row + 1;
                line -= 1;
                row = self.row_count(line) - 1;
            }
            return RowAt { line, row: row.saturating_sub(left) };
        }
        loop {
            let last = self.row_count(line) - 1;
            if row + left <= last || line + 1 == self.lines().len() {
                return RowAt { line, row: (row + left).min(last) };
            }
            left -= last - row + 1;
            line += 1;
            row = 0;
        }
    }

    pub(super) fn row_count(&self, line: usize) -> usize {
        if self.wrap_width().is_some() { self.rows(line).len() } else { 1 }
    }

    pub(super) fn rows(&self, line: usize) -> Vec<Row<'_>> {
        rows(self.line(line), self.wrap_width())
    }

    /// The width that lines wrap to; none before the first drawing.
    fn wrap_width(&self) -> Option<usize> {
        Some(self.view.get().width).filter(|width| *width > 0 && self.is_wrapped())
    }

    /// The nearest place between two clusters, within the text.
    pub(super) fn snapped(&self, (line, column): Place, snap: Snap) -> Place {
        let line = line.min(self.lines().len() - 1);
        let text = self.line(line);
        let place = match snap {
            Snap::Back => boundaries(text).take_while(|at| *at <= column).last(),
            Snap::Forward => boundaries(text).find(|at| *at >= column),
        };
        place.map_or_else(|| self.line_end(line), |column| (line, column))
    }

    /// How many spaces lead from the caret, or from the start of the selection, to the next tab stop.
    pub(super) fn cells_to_tab_stop(&self) -> usize {
        let (line, column) = self.selection().map_or(self.caret(), |(start, _)| start);
        let x = rows(self.line(line), None).first().map_or(0, |row| row.cells_of(column).start);
        TAB_WIDTH - x % TAB_WIDTH
    }

    pub(super) fn line(&self, line: usize) -> &str {
        &self.lines()[line]
    }

    pub(super) fn line_end(&self, line: usize) -> Place {
        (line, self.line(line).chars().count())
    }

    pub(super) fn end(&self) -> Place {
        self.line_end(self.lines().len() - 1)
    }
}

pub(super) fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte)
}

/// The columns between two clusters of `line`, its start and its end among them.
fn boundaries(line: &str) -> impl Iterator<Item = usize> {
    let ends = line.graphemes(true).scan(0, |column, cluster| {
        *column += cluster.chars().count();
        Some(*column)
    });
    std::iter::once(0).chain(ends)
}

/// The first and last column of each word by UAX #29, white space left out. A Han character is a word of its own, for
/// nothing short of a dictionary tells more.
fn words(line: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut column = 0;
    line.split_word_bounds().filter_map(move |word| {
        let start = column;
        column += word.chars().count();
        (!word.chars().all(char::is_whitespace)).then_some((start, column))
    })
}
