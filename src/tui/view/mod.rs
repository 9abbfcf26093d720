//! From the model to a frame: a pure function. One file a pane.

mod compare;
mod complete;
mod form;
mod help;
mod list;
mod messages;
mod metrics;
mod past;
mod pipe;
mod question;
mod status;
mod strip;
mod text;
mod theme;

pub use form::draw as form;
pub(super) use list::marked;
pub use metrics::{SAVE_STEPS, draw as monitor, report};
pub(super) use status::draw_hints;
pub(super) use text::preview_row;
pub use theme::Theme;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::model::{Keyboard, Model, Overlay, Question};

/// Draws `model`.
pub fn view(frame: &mut Frame, model: &Model, theme: &Theme) {
    let Some(layout) = model.layout() else {
        too_small(frame);
        return;
    };
    status::header(frame, layout.header, model, theme);
    let mut caret = None;
    match &model.overlay {
        Some(Overlay::Metrics) => {
            let body = Rect { y: 1, height: layout.message.y - 1, ..frame.area() };
            metrics::draw(frame, body, &model.monitor, theme);
        }
        Some(Overlay::Compare(compare)) => {
            let title = format!("Compare  {}", compare.id);
            caret = compare::draw(frame, frame.area(), &title, &compare.view, theme);
        }
        Some(Overlay::Past(past)) => caret = past::draw(frame, past, theme),
        Some(Overlay::Output) => {
            if let Some(output) = &model.output {
                pipe::output(frame, output, theme);
            }
        }
        _ if model.opened_form().is_some() => {
            if let Some(form) = model.opened_form() {
                let area = Rect { y: 1, height: layout.message.y - 1, ..frame.area() };
                caret = form::draw(frame, area, form, theme);
            }
        }
        _ => {
            // Where the text has a narrow screen for itself, its name stands where the filter would.
            if layout.framed || layout.list.is_some() || model.filter.typing {
                caret = list::filter(frame, layout.filter, model, theme);
            } else {
                text::heading(frame, layout.filter, model, theme);
            }
            if let Some(area) = layout.list {
                let parked = list::draw(frame, area, layout, model, theme);
                caret = caret.or(parked);
            }
            if let Some(area) = layout.text {
                let at = text::draw(frame, area, layout, model, theme);
                caret = if model.keyboard() == Keyboard::Editor { at } else { caret };
            }
            if let Some(area) = layout.strip {
                strip::draw(frame, area, model, theme);
            }
        }
    }
    match &model.overlay {
        Some(Overlay::Help { field, selected, scope, .. }) => {
            caret = help::draw(frame, model, field, *selected, *scope, theme);
        }
        Some(Overlay::Messages(back)) => {
            messages::draw(frame, model, *back, theme);
            caret = None;
        }
        Some(Overlay::Choose(choosing)) => caret = pipe::choose(frame, model, choosing, theme),
        Some(Overlay::Metrics | Overlay::Compare(_) | Overlay::Past(_) | Overlay::Output) | None => {}
    }
    let spread = status::message(frame, layout.message, layout.hints, model, theme);
    status::editing(frame, layout.message, caret, model, theme);
    let in_line = match &model.question {
        Some(question @ Question::Name { .. }) => {
            question::name(frame, layout.message, layout.hints, question, model, theme)
        }
        Some(question) => {
            question::choices(frame, layout.message, layout.hints, question, model, theme);
            None
        }
        None if model.keyboard() == Keyboard::Find => status::find(frame, layout.message, layout.hints, model, theme),
        None if spread == status::Spread::OverHints => None,
        None => {
            status::hints(frame, layout.hints, model, theme);
            None
        }
    };
    if matches!(model.keyboard(), Keyboard::Question | Keyboard::Find) {
        caret = in_line;
    }
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

/// One sentence, in as many lines as it takes.
pub(super) fn too_small(frame: &mut Frame) {
    let area = frame.area();
    let text = "promptbook needs 20x5";
    for (y, row) in (0..).zip(super::wrap::wrap(text, area.width.into())) {
        put(frame, area, y, Line::raw(&text[row.bytes]));
    }
}

/// The frame of a pane. The focused one is told by its brackets and its weight, never by colour alone.
pub(super) fn framed<'a>(title: &str, focused: bool, theme: &Theme) -> Block<'a> {
    let title = if focused { format!("[{title}]") } else { format!(" {title} ") };
    let (border, text) = if focused { (theme.focus(), theme.focus()) } else { (theme.quiet(), theme.plain()) };
    Block::bordered().border_type(BorderType::Plain).border_style(border).title(Line::styled(title, text))
}

/// Draws one line at `y` of `area`, if that is inside it.
pub(super) fn put(frame: &mut Frame, area: Rect, y: u16, line: Line) {
    if y < area.height {
        frame.render_widget(line, Rect { y: area.y + y, height: 1, ..area });
    }
}

/// `text` in at most `width` columns; where it is longer, with an ellipsis at the end.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    for grapheme in text.graphemes(true) {
        if shown.width() + grapheme.width() >= width {
            break;
        }
        shown.push_str(grapheme);
    }
    shown + "…"
}

/// The cell `x` columns from the left of `area`, kept inside it.
fn cell(area: Rect, x: usize) -> Position {
    let most = area.width.saturating_sub(1);
    Position::new(area.x + u16::try_from(x).map_or(most, |x| x.min(most)), area.y)
}

#[cfg(test)]
mod tests;
