//! What is offered at the caret of the editor.
//!
//! ```text
//!  Review the {{la
//!            ┌──────────────────────────┐
//!            │> language  Rust|Go|中文   │
//!            │  last_line               │
//!            └──────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::buffer::CellWidth;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};
use unicode_width::UnicodeWidthStr;

use super::super::model::completion::Completion;
use super::{Theme, put};

/// The most rows of names.
const ROWS: u16 = 6;

/// The widest a box gets.
const WIDEST: u16 = 48;

/// Draws the offer below the caret, or above it where there is more room, inside `pane`.
pub(super) fn draw(frame: &mut Frame, pane: Rect, caret: Position, offer: &Completion, theme: &Theme) {
    let below = pane.bottom().saturating_sub(caret.y + 1);
    let above = caret.y.saturating_sub(pane.y);
    let room = below.max(above);
    // Without room for a frame and a name it would only be in the way.
    if room < 3 || pane.width < 8 {
        return;
    }
    let count = u16::try_from(offer.items.len()).unwrap_or(u16::MAX);
    let rows = count.min(ROWS).min(room - 2);
    let about = |text: &str| if text.is_empty() { 0 } else { text.width() + 2 };
    let widest = offer.items.iter().map(|item| item.name.width() + about(&item.about)).max().unwrap_or(0);
    let width = u16::try_from(widest + 5).unwrap_or(WIDEST).min(WIDEST).min(pane.width);
    let height = rows + 2;
    let y = if below >= height || below >= above { caret.y + 1 } else { caret.y - height };
    let x = caret.x.min(pane.right() - width).max(pane.x);
    let area = Rect { x, y, width, height };
    frame.render_widget(Clear, area);
    // Half of a wide character would stand where the frame begins.
    for y in area.top()..area.bottom() {
        let before = Position::new(area.x.saturating_sub(1), y);
        if let Some(cell) = frame.buffer_mut().cell_mut(before).filter(|_| area.x > pane.x)
            && cell.symbol().cell_width() > 1
        {
            cell.set_symbol(" ");
        }
    }
    let block = Block::bordered().border_style(theme.quiet());
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let shown = usize::from(rows);
    let top = offer.selected.saturating_sub(shown.saturating_sub(1));
    for (y, (index, item)) in (0..).zip(offer.items.iter().enumerate().skip(top).take(shown)) {
        let mark = if index == offer.selected { "> " } else { "  " };
        let name = Span::raw(format!("{mark}{}", item.name));
        let line = Line::from(vec![name, Span::styled(format!("  {}", item.about), theme.quiet())]);
        put(frame, inside, y, if index == offer.selected { line.style(theme.selected()) } else { line });
    }
}
