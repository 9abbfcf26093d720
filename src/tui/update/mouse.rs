//! Clicks and the wheel: they mean what lies under them.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::super::action::Action;
use super::super::editor::{Edit, Motion, Select};
use super::super::message::Effect;
use super::super::model::layout::Pane;
use super::super::model::list::Item;
use super::super::model::{Keyboard, Model, Mouse};
use super::{browse, edit, filter, form, keys, say};

/// Rows that a notch of the wheel scrolls.
const WHEEL: isize = 3;

/// Takes a click or a turn of the wheel.
pub(super) fn take(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let at = Position::new(event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollUp => wheel(model, at, -WHEEL),
        MouseEventKind::ScrollDown => wheel(model, at, WHEEL),
        MouseEventKind::Down(MouseButton::Left) => return click(model, at),
        _ => {}
    }
    Vec::new()
}

fn wheel(model: &mut Model, at: Position, rows: isize) {
    let Some(layout) = model.layout() else { return };
    if model.question.is_some() {
        return;
    }
    if model.overlay.is_some() {
        return keys::scroll_overlay(model, -rows);
    }
    if model.keyboard() == Keyboard::Form {
        return form::scroll(model, rows);
    }
    let editing = model.editing.is_some();
    if layout.text.is_some_and(|text| text.contains(at)) {
        if editing {
            let motion = if rows < 0 { Motion::Up } else { Motion::Down };
            for _ in 0..rows.unsigned_abs() {
                edit::apply(model, Edit::Move(motion, Select::Clear));
            }
        } else {
            let height = model.height_of(Pane::Text);
            model.preview.scroll(rows, height);
        }
    } else if layout.list.is_some_and(|list| list.contains(at)) && !editing {
        edit::stop_opening(model);
        model.list.move_by(rows);
    }
}

fn click(model: &mut Model, at: Position) -> Vec<Effect> {
    let Some(layout) = model.layout() else { return Vec::new() };
    let under_panes = matches!(model.keyboard(), Keyboard::Question) || model.overlay.is_some();
    if under_panes {
        return Vec::new();
    }
    if model.keyboard() == Keyboard::Form {
        return form::click(model, at);
    }
    form::stop_waiting(model);
    if model.editing.is_some() {
        let inside = layout.text.map(|text| layout.inside(text));
        if let (Some(inside), Some(draft)) = (inside, edit::open_draft(model)) {
            draft.editor.click(draft.area_in(inside), at.x, at.y, Select::Clear);
        }
        return Vec::new();
    }
    edit::stop_opening(model);
    if layout.filter.contains(at) {
        filter::begin(model);
    } else if layout.text.is_some_and(|text| text.contains(at)) {
        browse::focus(model, Pane::Text);
    } else if let Some(inside) = layout.list.map(|list| layout.inside(list)).filter(|inside| inside.contains(at)) {
        browse::focus(model, Pane::List);
        let row = model.list.top() + usize::from(at.y - inside.y);
        if row < model.list.rows().len() {
            let again = row == model.list.cursor();
            model.list.select_row(row);
            if again && matches!(model.list.selected(), Some(Item::Folder(_))) {
                return browse::act(model, Action::Use);
            }
        }
    }
    Vec::new()
}

/// Gives the mouse to the terminal or takes it back.
pub(super) fn switch(model: &mut Model) -> Vec<Effect> {
    let (mouse, text) = match model.mouse {
        Mouse::Released => (Mouse::Captured, "The mouse selects and scrolls here"),
        Mouse::Captured => (Mouse::Released, "The mouse is the terminal's: drag to select"),
    };
    model.mouse = mouse;
    say(model, text);
    vec![Effect::Mouse(mouse)]
}
