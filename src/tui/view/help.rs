//! Every action and its key, narrowed by typing; Enter does it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::super::action::{Scope, rows_for_help};
use super::super::model::Model;
use super::super::model::field::Field;
use super::{Theme, cell, framed, put};

/// Draws the help over the panes; returns the caret's cell.
pub(super) fn draw(
    frame: &mut Frame,
    model: &Model,
    field: &Field,
    selected: usize,
    scope: Scope,
    theme: &Theme,
) -> Option<Position> {
    let screen = frame.area();
    let width = screen.width.min(76);
    let area = Rect::new((screen.width - width) / 2, 1, width, screen.height.saturating_sub(3));
    frame.render_widget(Clear, area);
    let block = framed("Help: what can be done here", true, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    if inside.height < 2 {
        return None;
    }
    frame.render_widget(Line::styled("> ", theme.key()), inside);
    let place = Rect { x: inside.x + 2, width: inside.width.saturating_sub(2), height: 1, ..inside };
    let (shown, caret) = field.window(place.width.into());
    frame.render_widget(Line::raw(shown), place);
    let below = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
    let rows = rows_for_help(field.text(), scope);
    let height = usize::from(below.height);
    let top = selected.saturating_sub(height.saturating_sub(1));
    for (y, (index, row)) in (0..).zip(rows.iter().enumerate().skip(top).take(height)) {
        let keys = model.keymap.keys(row.id).join(" ");
        let place = if row.works_in(scope) { "" } else { row.scope.title() };
        let line = Line::from(vec![
            Span::styled(format!(" {keys:<14} "), theme.key()),
            Span::raw(row.title),
            Span::styled(format!("  {place}"), theme.quiet()),
        ]);
        put(frame, below, y, if index == selected { line.style(theme.selected()) } else { line });
    }
    if rows.is_empty() {
        put(frame, below, 0, Line::styled(" No action is called that. Esc goes back", theme.quiet()));
    }
    Some(cell(place, caret))
}
