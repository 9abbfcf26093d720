//! Two texts compared: what only one has is signed `-` or `+`, words that differ are marked.
//!
//! ```text
//! ┌[Compare  code/review.md]─────────────────────────────┐
//! │ - on disk  + yours   +1 -1                    1 of 1 │
//! │   1   1   # Code review                              │
//! │   2     - You are a reviewer.                        │
//! │       2 + You are a senior reviewer.                 │
//! └──────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::super::model::comparing::{Comparing, Shown, area, is_framed, wrapped};
use super::{Theme, framed};
use crate::compare::Row;
use crate::prompt::sanitize::sanitize_line;

/// Draws the comparison over all but the first line and the last two; returns the cell of the difference gone to.
pub(super) fn draw(frame: &mut Frame, title: &str, view: &Comparing, theme: &Theme) -> Option<Position> {
    let screen = frame.area();
    let size = (screen.width, screen.height);
    frame.render_widget(Clear, Rect { y: 1, height: screen.height.saturating_sub(3), ..screen });
    if is_framed(size) {
        let block = framed(&format!("Compare  {}", sanitize_line(title)), true, theme);
        frame.render_widget(block, Rect { y: 1, height: screen.height.saturating_sub(3), ..screen });
    }
    let area = area(size);
    heading(frame, Rect { y: area.y - 1, height: 1, ..area }, view, theme);
    let mut current = None;
    for (y, shown) in (area.y..area.bottom()).zip(view.visible(size)) {
        let spot = Rect { y, height: 1, ..area };
        if shown.is_current {
            current = Some(Position::new(area.x, y));
        }
        row(frame, spot, view, &shown, size, theme);
    }
    current
}

fn heading(frame: &mut Frame, area: Rect, view: &Comparing, theme: &Theme) {
    let (old, new) = view.labels();
    let comparison = view.comparison();
    let counts = match view.position() {
        Some((nth, of)) => format!("+{} -{}  {nth} of {of} ", comparison.added(), comparison.removed()),
        None => "nothing differs ".to_owned(),
    };
    let names = Line::from(vec![
        Span::styled(format!(" - {}", sanitize_line(old)), theme.removed()),
        Span::styled(format!("  + {}", sanitize_line(new)), theme.added()),
    ]);
    let counts = Line::styled(counts, theme.quiet()).right_aligned();
    frame.render_widget(names, area);
    frame.render_widget(counts, area);
}

fn row(frame: &mut Frame, spot: Rect, view: &Comparing, shown: &Shown, size: (u16, u16), theme: &Theme) {
    let (sign, style, old, new) = match shown.row {
        Row::Same { old, new } => (" ", theme.plain(), Some(old), Some(new)),
        Row::Removed { old, .. } => ("-", theme.removed(), Some(old), None),
        Row::Added { new, .. } => ("+", theme.added(), None, Some(new)),
        Row::Folded { .. } => (" ", theme.quiet(), None, None),
    };
    let width = view.number_width();
    let number = |line: Option<&usize>| match line.filter(|_| shown.is_first) {
        Some(line) => format!("{:>width$} ", line + 1),
        None => " ".repeat(width + 1),
    };
    let numbers = if is_framed(size) { number(old) + &number(new) } else { number(new.or(old)) };
    let gutter = u16::try_from(view.gutter(size)).unwrap_or(0).min(spot.width);
    frame.render_widget(
        Line::from(vec![Span::styled(numbers, theme.quiet()), Span::styled(format!("{sign} "), style)]),
        Rect { width: gutter, ..spot },
    );
    let text = Rect { x: spot.x + gutter, width: spot.width - gutter, ..spot };
    let rows = wrapped(&shown.text.text, usize::from(text.width).max(1));
    let Some(part) = rows.get(shown.part) else { return };
    for glyph in &part.glyphs {
        let x = u16::try_from(glyph.x).unwrap_or(u16::MAX);
        if x >= text.width {
            break;
        }
        let is_marked =
            shown.text.marks.iter().any(|mark| mark.start < glyph.bytes.end && glyph.bytes.start < mark.end);
        let style: Style = match () {
            () if glyph.bytes.start >= shown.text.line && shown.row.is_change() => theme.quiet(),
            () if is_marked => style.patch(theme.matched()),
            () => style,
        };
        let cells = glyph.width.min(usize::from(text.width - x));
        frame.buffer_mut().set_stringn(text.x + x, text.y, &glyph.shown, cells, style);
    }
}
