//! How the text reaches the screen, scrolls, and answers the mouse.
//!
//! Selection and matches are drawn with attributes only; what is marked looks as the caller says. Tells the caret's cell, so that the caller can put
//! the terminal's own cursor there for input methods. Changes no text.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::motion::RowAt;
use super::rows::{Row, RowEnd};
use super::{Editor, Outcome, Select};
use crate::tui::understanding::Mark;

const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);
const MATCHED: Style = Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED));

/// What the last drawing showed, for the next one and for motions by row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct View {
    pub(super) width: usize,
    pub(super) height: usize,
    top: RowAt,
    left: usize,
}

/// Bytes of a line, and how they are set.
type Marked<'a> = (&'a Range<usize>, Style);

impl Editor {
    /// Draws the text into `area`, scrolled so that the caret is in it, and tells the caret's cell.
    /// There is none in an empty area.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.render_with(area, buffer, &|_| Style::new())
    }

    /// Draws the text as [`render`](Editor::render) does, with `style` for what is marked.
    pub fn render_with(&self, area: Rect, buffer: &mut Buffer, style: &dyn Fn(Mark) -> Style) -> Option<Position> {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return None;
        }
        // The caret's row depends on the width, so the size has to be known first.
        self.view.update(|view| View { width: area.width.into(), height: area.height.into(), ..view });
        let (caret_at, caret_cells) = self.caret_row();
        let view = self.scrolled_to(caret_at, &caret_cells);
        self.view.set(view);

        let mut caret = None;
        let mut at = view.top;
        let mut rows = self.rows(at.line);
        let mut matches = self.matches_in(self.line(at.line));
        for y in area.y..area.bottom() {
            let row = &rows[at.row];
            let shown = row.bytes();
            let is_here = |range: &Range<usize>| range.start < shown.end && shown.start < range.end;
            let marked = self.marks().of_line(at.line).iter().filter(|(range, _)| is_here(range));
            let marked: Vec<Marked<'_>> = marked.map(|(range, mark)| (range, style(*mark))).collect();
            let spot = Rect { y, height: 1, ..area };
            self.draw_row((at.line, row), (&matches, &marked), view.left, spot, buffer);
            if at == caret_at {
                // Within the area's width, which came from 16 bits.
                let x = (caret_cells.start - view.left).min(view.width - 1) as u16;
                caret = Some(Position::new(area.x + x, y));
            }
            if at.row + 1 < rows.len() {
                at.row += 1;
            } else if at.line + 1 < self.lines().len() {
                at = RowAt { line: at.line + 1, row: 0 };
                rows = self.rows(at.line);
                matches = self.matches_in(self.line(at.line));
            } else {
                break;
            }
        }
        caret
    }

    /// Puts the caret where a mouse at `column` and `row` of the screen points, if that is in `area`, which is where
    /// the editor was last drawn.
    pub fn click(&mut self, area: Rect, column: u16, row: u16, select: Select) -> Outcome {
        if !area.contains(Position::new(column, row)) {
            return Outcome::Unchanged;
        }
        let View { top, left, .. } = self.view.get();
        let at = self.walk(self.clamped(top), i16::try_from(row - area.y).unwrap_or(i16::MAX).into());
        let column = self.rows(at.line)[at.row].column_at(left + usize::from(column - area.x));
        self.go((at.line, column), self.anchor_for(select))
    }

    /// The view, scrolled just as far as it takes to show the caret.
    fn scrolled_to(&self, caret_at: RowAt, cells: &Range<usize>) -> View {
        let view = self.view.get();
        let rows_above = isize::try_from(view.height - 1).unwrap_or(isize::MAX);
        let lowest_top = self.walk(caret_at, -rows_above);
        let top = self.clamped(view.top).clamp(lowest_top, caret_at);
        let least = cells.end.saturating_sub(view.width).min(cells.start);
        let left = if self.is_wrapped() { 0 } else { view.left.clamp(least, cells.start) };
        View { top, left, ..view }
    }

    /// The row itself, or the last one where an edit or a new width left fewer.
    fn clamped(&self, at: RowAt) -> RowAt {
        let line = at.line.min(self.lines().len() - 1);
        RowAt { line, row: at.row.min(self.row_count(line) - 1) }
    }

    fn draw_row(
        &self,
        (line, row): (usize, &Row<'_>),
        (matches, marked): (&[Range<usize>], &[Marked<'_>]),
        left: usize,
        spot: Rect,
        buffer: &mut Buffer,
    ) {
        let width = usize::from(spot.width);
        let selection = self.selection();
        let is_selected =
            |column| selection.is_some_and(|(start, end)| start <= (line, column) && (line, column) < end);
        let mut draw = |x: usize, cells: usize, shown: &str, style: Style| {
            if (left..left + width).contains(&x) {
                // Within the area's width, which came from 16 bits.
                buffer.set_stringn(spot.x + (x - left) as u16, spot.y, shown, cells.min(left + width - x), style);
            }
        };
        for glyph in &row.glyphs {
            let mut style = Style::new();
            for (_, mark) in marked.iter().filter(|(range, _)| range.contains(&glyph.bytes.start)) {
                style = style.patch(*mark);
            }
            if is_selected(glyph.column) {
                style = style.patch(SELECTED);
            }
            let next = matches.partition_point(|found| found.end <= glyph.bytes.start);
            if matches.get(next).is_some_and(|found| found.start < glyph.bytes.end) {
                style = style.patch(MATCHED);
            }
            draw(glyph.x, glyph.width, &glyph.shown, style);
        }
        if row.end == RowEnd::Line && is_selected(row.end_column) {
            draw(row.width(), 1, " ", SELECTED);
        }
    }
}
