//! The text of the selected prompt: the preview, or the editor in its place.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

use super::super::action::{Action, Scope};
use super::super::model::draft::{Draft, Notice};
use super::super::model::layout::{Layout, Pane};
use super::super::model::list::Item;
use super::super::model::preview::{Detail, DetailKind, Part};
use super::super::model::tokens::Counted;
use super::super::model::{Keyboard, Model};
use super::super::understanding::Mark;
use super::super::wording::{bytes, length, plural};
use super::{Theme, complete, framed, put};
use crate::prompt::display_bytes;
use crate::prompt::sanitize::sanitize_line;
use crate::store::Folder;

/// Draws the pane; returns the caret's cell in the editor.
pub(super) fn draw(frame: &mut Frame, area: Rect, layout: Layout, model: &Model, theme: &Theme) -> Option<Position> {
    let focused = model.focus == Pane::Text && model.overlay.is_none();
    let inside = layout.inside(area);
    let title = title(model);
    if layout.framed {
        frame.render_widget(framed(&title, focused, theme), area);
    } else if inside.y > area.y {
        frame.render_widget(Block::new().borders(Borders::TOP).border_style(theme.quiet()), area);
    }
    match (&model.editing, model.open_draft()) {
        (Some(_), Some(draft)) => editor(frame, inside, model, draft, theme),
        _ => {
            preview(frame, inside, model, theme);
            None
        }
    }
}

/// The name of what is shown, where there is no frame to hold it.
pub(super) fn heading(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    frame.render_widget(Line::styled(format!(" {}", title(model)), theme.strong()), area);
}

fn title(model: &Model) -> String {
    if let Some(id) = &model.editing {
        let edited = if model.open_draft().is_some_and(Draft::is_modified) { " *" } else { "" };
        return format!("2 Edit  {id}{edited}");
    }
    match model.list.selected() {
        Some(Item::Prompt(id)) => format!("2 Preview  {id}"),
        Some(Item::Folder(folder)) => format!("2 Preview  {}/", display_bytes(folder)),
        None => "2 Preview".to_owned(),
    }
}

fn editor(frame: &mut Frame, inside: Rect, model: &Model, draft: &Draft, theme: &Theme) -> Option<Position> {
    let key = |action| model.keymap.key(Scope::Edit, action).unwrap_or_default();
    let (save, compare) = (key(Action::Save), key(Action::Compare));
    let banner = draft.notice().map(|notice| match notice {
        Notice::Changed => format!("Changed on disk: {save} asks, {compare} compares"),
        Notice::Gone => format!("Removed on disk: {save} creates it again"),
        Notice::Conflicts(conflicts) => {
            format!("{} left: {} goes to the next", plural(conflicts, "conflict"), key(Action::NextConflict))
        }
    });
    let area = draft.area_in(inside);
    if let Some(banner) = banner.filter(|_| area != inside) {
        put(frame, inside, 0, Line::styled(banner, theme.warning()));
    }
    let caret = draft.editor.render_with(area, frame.buffer_mut(), &marks(draft, theme));
    if let (Some(caret), Some(offer)) = (caret, &model.completion) {
        complete::draw(frame, inside, caret, offer, theme);
    }
    caret.filter(|_| model.keyboard() == Keyboard::Editor)
}

/// How the marks of a draft look.
fn marks<'a>(draft: &'a Draft, theme: &'a Theme) -> impl Fn(Mark) -> Style + 'a {
    let findings = draft.understood().map_or(&[][..], |understood| understood.findings.as_slice());
    |mark| {
        let finding = if let Mark::Fault(index) = mark { findings.get(index) } else { None };
        theme.mark(mark, finding.map(|finding| finding.severity))
    }
}

fn preview(frame: &mut Frame, inside: Rect, model: &Model, theme: &Theme) {
    if let Some(why) = model.preview.problem() {
        put(frame, inside, 0, Line::styled(sanitize_line(why), theme.warning()));
        return;
    }
    if let Some(Item::Folder(folder)) = model.list.selected() {
        return contents(frame, inside, model, folder, theme);
    }
    let draft = model.list.selected_prompt().and_then(|id| model.drafts.get(id)).filter(|draft| draft.is_modified());
    if let Some(draft) = draft {
        // The text that would be saved, not the one on disk.
        put(frame, inside, 0, Line::styled("* unsaved draft", theme.warning()));
        let below = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        draft.editor.render_with(below, frame.buffer_mut(), &marks(draft, theme));
        return;
    }
    let cut = model.preview.cut();
    let room = model.preview.room(inside.height.into());
    for (y, row) in (0..).zip(model.preview.visible(room)) {
        put(frame, inside, y, preview_row(row, theme));
    }
    let details = model.preview.details(inside.height.into());
    let mut y = inside.height.saturating_sub(u16::try_from(details.len()).unwrap_or(u16::MAX));
    if cut > 0 {
        let more = format!("… {} more are not shown here", bytes(cut as u64));
        put(frame, inside, y.saturating_sub(1), Line::styled(more, theme.warning()));
    }
    let mut details = details.into_iter().peekable();
    while let Some(detail) = details.next() {
        let is_last = details.peek().is_none_or(|next| next.kind != detail.kind);
        put(frame, inside, y, line_of(model, detail, is_last, theme));
        y += 1;
    }
    if model.preview.prompt().is_some_and(|prompt| prompt.raw().is_empty()) {
        put(frame, inside, 0, Line::styled("This prompt is empty.", theme.quiet()));
    }
}

/// One row of a preview.
pub fn preview_row<'a>(row: Vec<(&'a str, Part)>, theme: &Theme) -> Line<'a> {
    Line::from_iter(row.into_iter().map(|(text, part)| Span::styled(text, theme.part(part))))
}

/// One row of what there is to know of the prompt.
fn line_of(model: &Model, detail: Detail, is_last: bool, theme: &Theme) -> Line<'static> {
    let Detail { kind, label, text } = detail;
    match kind {
        DetailKind::Finding if !is_last => Line::styled(text, theme.warning()),
        DetailKind::Finding => {
            let edit = model.keymap.key(Scope::Browse, Action::Edit).unwrap_or_default();
            Line::styled(format!("{text}. {edit} fix"), theme.warning())
        }
        DetailKind::Variables | DetailKind::Includes | DetailKind::Users | DetailKind::Sites => {
            Line::from(vec![Span::styled(label, theme.key()), Span::raw(text)])
        }
        DetailKind::Length => {
            let characters = model.preview.understood().map_or(0, |understood| understood.characters);
            let length = length(characters, model.tokens.of(Counted::Preview));
            Line::styled(format!("{text}  {length}"), theme.quiet())
        }
    }
}

/// What a folder holds: names and titles.
fn contents(frame: &mut Frame, inside: Rect, model: &Model, folder: &Folder, theme: &Theme) {
    let below = model.snapshot.entries_below(folder).take(inside.height.into());
    for (y, entry) in (0..).zip(below) {
        let name = display_bytes(&entry.id.as_bytes()[folder.len() + 1..]).into_owned();
        let title = entry.card.as_ref().map(|card| sanitize_line(&card.title).into_owned()).unwrap_or_default();
        let title = if title == entry.id.to_string() { String::new() } else { title };
        let line = Line::from(vec![Span::raw(format!("{name}  ")), Span::styled(title, theme.quiet())]);
        put(frame, inside, y, line);
    }
}
