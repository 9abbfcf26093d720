//! The versions of a prompt below, and above them how the selected one differs from another.
//!
//! ```text
//! ┌[History  code/review.md]─────────────────────────────┐
//! │ - 12 2d ago  + now                            1 of 1 │
//! │   2     - You are a reviewer.                        │
//! │       2 + You are a senior reviewer.                 │
//! └──────────────────────────────────────────────────────┘
//!  =now  2026-11-25 22:10   312 B  on disk
//! > 12   2026-11-23 09:02   305 B  saved
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::super::model::past::{Past, Row, comparison_size, list_height};
use super::super::wording::bytes;
use super::{Theme, compare, framed};
use crate::prompt::sanitize::sanitize_line;

/// Draws comparison and list over all but the first line and the last two; returns the cell of the selected version.
pub(super) fn draw(frame: &mut Frame, past: &Past, theme: &Theme) -> Option<Position> {
    let screen = frame.area();
    let size = (screen.width, screen.height);
    let (columns, rows) = comparison_size(size, past.rows.len());
    let above = Rect { width: columns, height: rows, ..screen };
    let title = format!("History  {}", past.id);
    match &past.view {
        Some(view) => _ = compare::draw(frame, above, &title, view, theme),
        None => {
            let area = Rect { y: 1, height: rows.saturating_sub(3), ..screen };
            frame.render_widget(Clear, area);
            frame.render_widget(framed(&sanitize_line(&title), true, theme), area);
        }
    }
    let list = Rect { y: rows.saturating_sub(2), height: list_height(size, past.rows.len()), ..screen };
    frame.render_widget(Clear, list);
    let shown = usize::from(list.height);
    let top = past.selected.saturating_sub(shown / 2).min(past.rows.len().saturating_sub(shown));
    let mut selected = None;
    for (y, (at, row)) in (list.y..list.bottom()).zip(past.rows.iter().enumerate().skip(top)) {
        let spot = Rect { y, height: 1, ..list };
        if at == past.selected {
            selected = Some(Position::new(spot.x, y));
        }
        frame.render_widget(line(row, at == past.selected, at == past.against, theme), spot);
    }
    selected
}

fn line<'a>(row: &Row, is_selected: bool, is_against: bool, theme: &Theme) -> Line<'a> {
    let cursor = if is_selected { ">" } else { " " };
    let against = if is_against { "=" } else { " " };
    let text = format!("{cursor}{against}{:<4} {:<16}  {:>8}  {}", row.name, row.time, bytes(row.bytes), row.made);
    let style = if is_selected { theme.selected() } else { theme.plain() };
    Line::styled(sanitize_line(&text).into_owned(), style)
}
