//! What the selected figure means.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::Monitor;
use super::super::super::wrap::wrap;
use super::super::{Theme, put};
use super::{figures, label};

/// Columns of the names.
const LABEL: usize = 11;

/// Draws the explanation from its line `top` on.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, top: usize, theme: &Theme) {
    let figure = monitor.look.selected;
    let explanation = figure.explanation();
    let now = figures::value(figure, monitor);
    let parts = [
        ("Now", now.as_str()),
        ("What it is", explanation.definition),
        ("Window", explanation.window),
        ("Formula", explanation.formula),
        ("Healthy", explanation.healthy),
        ("Moved by", explanation.moved_by),
    ];
    // A narrow screen has no room for names beside the text.
    let beside = if usize::from(area.width) < super::WORDY { 0 } else { LABEL };
    let mut lines = vec![Line::styled(figure.label(), theme.focus())];
    for (name, text) in parts {
        if beside == 0 {
            lines.push(Line::styled(name, theme.strong()));
        }
        for (at, row) in wrap(text, usize::from(area.width).saturating_sub(beside).min(100)).into_iter().enumerate() {
            let name = if beside == 0 { Span::raw("") } else { label(if at == 0 { name } else { "" }, LABEL, theme) };
            lines.push(Line::from(vec![name, Span::raw(text[row.bytes].to_owned())]));
        }
        if area.height > 20 {
            lines.push(Line::raw(""));
        }
    }
    let top = top.min(lines.len().saturating_sub(area.height.into()));
    for (y, line) in (0..area.height).zip(lines.into_iter().skip(top)) {
        put(frame, area, y, line);
    }
}
