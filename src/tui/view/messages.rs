//! All messages, newest at the bottom.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::super::model::Model;
use super::super::model::messages::Weight;
use super::super::wrap::wrap;
use super::{Theme, framed, put};
use crate::prompt::sanitize::sanitize_line;

/// Draws the messages over the panes, scrolled back by `back` messages.
pub(super) fn draw(frame: &mut Frame, model: &Model, back: usize, theme: &Theme) {
    let screen = frame.area();
    let area = Rect::new(0, 1, screen.width, screen.height.saturating_sub(3));
    frame.render_widget(Clear, area);
    let block = framed("Messages", true, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let mut rows: Vec<Line> = Vec::new();
    for message in model.messages.all().rev().skip(back) {
        let (word, style) = match message.weight {
            Weight::Note => ("", theme.plain()),
            Weight::Warning => ("note: ", theme.warning()),
            Weight::Fault => ("failed: ", theme.fault()),
        };
        let text = format!("{word}{}", sanitize_line(&message.text));
        let age = Span::styled(format!("{:>5} s  ", message.second), theme.quiet());
        let width = usize::from(inside.width).saturating_sub(age.width());
        let wrapped = wrap(&text, width);
        // Rows are collected from the bottom up.
        for (at, row) in wrapped.iter().enumerate().rev() {
            let lead = if at == 0 { age.clone() } else { Span::raw(" ".repeat(age.width())) };
            rows.push(Line::from(vec![lead, Span::styled(text[row.bytes.clone()].to_owned(), style)]));
        }
        if rows.len() >= usize::from(inside.height) {
            break;
        }
    }
    rows.truncate(inside.height.into());
    if rows.is_empty() {
        rows.push(Line::styled("Nothing has been said yet", theme.quiet()));
    }
    for (y, line) in (0..).zip(rows.into_iter().rev()) {
        put(frame, inside, y, line);
    }
}
