//! The frame: the filter, the list, the preview, the keys.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

use super::super::view::{Theme, draw_hints, form, marked, preview_row, put};
use super::super::wording::{bytes, count};
use super::areas::Areas;
use super::model::{Listing, Model};
use crate::prompt::PromptId;
use crate::prompt::sanitize::sanitize_line;
use crate::search;

/// Narrower filters say less.
const NARROW: u16 = 60;

/// Draws `model`.
pub(super) fn view(frame: &mut Frame, model: &Model, theme: &Theme) {
    let areas = model.areas();
    if let Some(open) = model.form() {
        if let Some(caret) = form(frame, model.form_area(), open, theme) {
            frame.set_cursor_position(caret);
        }
        if let Some(area) = areas.hints {
            hints(frame, area, model, theme);
        }
        return;
    }
    let caret = filter(frame, areas.filter, model, theme);
    list(frame, areas.list, model, theme);
    preview(frame, areas, model, theme);
    if let Some(area) = areas.hints {
        hints(frame, area, model, theme);
    }
    frame.set_cursor_position(caret);
}

/// Draws the filter line; returns the caret's cell.
fn filter(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) -> Position {
    let total = model.snapshot.len() as u64;
    let counted = match &model.listing {
        Listing::Reading => format!("reading {}… ", count(total)),
        _ if area.width < NARROW => format!("{}/{total} ", model.answers().len()),
        _ => format!("{} of {} ", count(model.answers().len() as u64), count(total)),
    };
    let counted = Line::styled(counted, theme.quiet()).right_aligned();
    let right = u16::try_from(counted.width()).unwrap_or(0).min(area.width);
    let field = Rect { x: area.x + 3.min(area.width), width: area.width.saturating_sub(3 + right), ..area };
    frame.render_widget(Line::styled(" / ", theme.key()), area);
    frame.render_widget(counted, area);
    let (shown, caret) = model.field.window(field.width.into());
    if model.field.text().is_empty() {
        let hint = if area.width < NARROW { "filter" } else { "filter names, titles, #tag, in:folder" };
        frame.render_widget(Line::styled(hint, theme.quiet()), field);
    } else {
        frame.render_widget(Line::raw(shown), field);
    }
    let most = area.width.saturating_sub(1);
    Position::new(field.x.saturating_add(u16::try_from(caret).unwrap_or(most)).min(most), area.y)
}

fn list(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let (selected, top) = model.place();
    let rows = model.answers().iter().enumerate().skip(top);
    for (y, (at, id)) in (0..area.height).zip(rows) {
        let is_selected = at == selected;
        let mut line = row(model, id, is_selected, area.width, theme);
        if is_selected {
            line = line.style(theme.selected());
        }
        put(frame, area, y, line);
    }
    if model.answers().is_empty() {
        empty(frame, area, model, theme);
    }
}

fn row(model: &Model, id: &PromptId, is_selected: bool, width: u16, theme: &Theme) -> Line<'static> {
    let name = id.display();
    let marks = search::marks(&name, model.field.text());
    let mut spans = vec![Span::raw(if is_selected { " > " } else { "   " })];
    spans.extend(marked(&name, &marks, theme.matched()));
    let title = model.snapshot.get(id).and_then(|entry| entry.card.as_ref()).map(|card| sanitize_line(&card.title));
    if let Some(title) = title.filter(|title| *title != name && !title.is_empty()) {
        let title = Span::styled(format!("  {title}"), theme.quiet());
        let used: usize = spans.iter().map(Span::width).sum();
        // Half a title says nothing.
        if used + title.width() <= usize::from(width) {
            spans.push(title);
        }
    }
    let line = Line::from(spans);
    // The mark goes over the whole row.
    let rest = usize::from(width).saturating_sub(line.width());
    if is_selected { line + Span::raw(" ".repeat(rest)) } else { line }
}

fn empty(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let text = match &model.listing {
        Listing::Failed(why) => sanitize_line(why).into_owned(),
        Listing::Reading => return,
        Listing::Done if !model.is_answered() => return,
        Listing::Done if model.snapshot.is_empty() => "No prompts here yet. promptbook new NAME makes one".to_owned(),
        Listing::Done => format!("No prompt matches \"{}\"", sanitize_line(model.field.text())),
    };
    put(frame, area, 0, Line::styled(format!("   {text}"), theme.warning()));
}

fn preview(frame: &mut Frame, areas: Areas, model: &Model, theme: &Theme) {
    let (Some(area), Some(text)) = (areas.preview, areas.text) else { return };
    let is_beside = area.y == areas.list.y;
    let borders = if is_beside { Borders::LEFT } else { Borders::TOP };
    frame.render_widget(Block::new().borders(borders).border_style(theme.quiet()), area);
    let Some(id) = model.selected() else { return };
    let mut heading = vec![Span::raw(" "), Span::styled(title_of(model, id), theme.strong()), Span::raw(" ")];
    if !model.asks.is_empty() {
        let asks = format!(" asks for {} ", model.asks.join(", "));
        heading.push(Span::styled(sanitize_line(&asks).into_owned(), theme.quiet()));
    }
    let left = u16::from(is_beside);
    let heading_area = Rect { x: area.x + left, y: area.y, width: area.width - left, height: 1 };
    frame.render_widget(Line::from(heading), heading_area);
    if let Some(why) = model.preview.problem() {
        return put(frame, text, 0, Line::styled(sanitize_line(why).into_owned(), theme.warning()));
    }
    let cut = model.preview.cut();
    let height = text.height.saturating_sub(u16::from(cut > 0));
    for (y, row) in (0..).zip(model.preview.visible(height.into())) {
        put(frame, text, y, preview_row(row, theme));
    }
    if cut > 0 {
        let more = format!("… {} more are not shown here", bytes(cut as u64));
        put(frame, text, height, Line::styled(more, theme.warning()));
    }
}

/// Its title, or its name where it has none.
fn title_of(model: &Model, id: &PromptId) -> String {
    let card = model.snapshot.get(id).and_then(|entry| entry.card.as_ref());
    let title = card.map(|card| sanitize_line(&card.title).into_owned()).filter(|title| !title.is_empty());
    title.unwrap_or_else(|| id.display().into_owned())
}

fn hints(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    if let Some(said) = &model.said {
        let said = sanitize_line(said);
        return frame.render_widget(Line::styled(format!(" {said}"), theme.warning()), area);
    }
    if model.form().is_some() {
        let own = [
            ("form_copy", "take"),
            ("next_field", "next"),
            ("earlier", "earlier"),
            ("reset_field", "reset"),
            ("show_result", "text"),
        ];
        let keys = own.into_iter().filter_map(|(id, what)| Some((model.keymap.keys(id).into_iter().next()?, what)));
        let keys = [("Esc".to_owned(), "list")].into_iter().chain(keys);
        return draw_hints(frame, area, keys, theme);
    }
    let mut keys = vec![("Enter", "take"), ("Esc", "leave"), ("↑↓", "move")];
    if model.areas().preview.is_some() {
        keys.push(("Shift+↑↓", "scroll"));
    }
    draw_hints(frame, area, keys.into_iter().map(|(key, what)| (key.to_owned(), what)), theme);
}
