//! Finding in the editor.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::action::{Action, Scope};
use super::super::editor::Direction;
use super::super::message::Effect;
use super::super::model::{Find, Model};
use super::edit;

/// Opens the field of what to find; what was looked for last is still in it.
pub(super) fn begin(model: &mut Model) {
    model.find.get_or_insert_default();
}

/// Takes a key in the field of what to find.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    match event.code {
        KeyCode::Esc => {
            model.find = None;
            if let Some(draft) = edit::open_draft(model) {
                draft.editor.find("", Direction::Forward);
            }
        }
        KeyCode::Up => find(model, Direction::Backward),
        KeyCode::Enter if shift => find(model, Direction::Backward),
        KeyCode::Enter | KeyCode::Down => find(model, Direction::Forward),
        _ => match model.keymap.action(Scope::Edit, event) {
            Some(Action::Find) => find(model, Direction::Forward),
            Some(action @ (Action::Save | Action::Wrap | Action::Help | Action::Mouse)) => {
                return edit::act(model, action);
            }
            _ => {
                let before = model.find.clone();
                if model.find.as_mut().is_some_and(|find| find.field.press(event)) && model.find != before {
                    find(model, Direction::Forward);
                }
            }
        },
    }
    Vec::new()
}

/// Takes pasted text.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(field) = model.find.as_mut().map(|find| &mut find.field) {
        field.insert(text);
        find(model, Direction::Forward);
    }
}

fn find(model: &mut Model, direction: Direction) {
    let Some(Find { field, .. }) = &model.find else { return };
    let query = field.text().to_owned();
    let found = edit::open_draft(model).map(|draft| draft.editor.find(&query, direction));
    if let Some(find) = &mut model.find {
        find.found = found.filter(|_| !query.is_empty());
    }
}
