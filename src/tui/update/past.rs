//! The versions of a prompt: choosing one, seeing how it differs, having it back.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Action, Scope};
use super::super::message::Effect;
use super::super::model::comparing::{Comparing, Which, area};
use super::super::model::draft::Draft;
use super::super::model::past::{Known, Past, Place, comparison_size};
use super::super::model::{Model, Overlay};
use super::{browse, current, fail, files, key, say};
use crate::library::{LibraryError, Saved};
use crate::prompt::{ContentHash, PromptId};

/// Asks for the versions of the current prompt.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if !browse::is_writable(model) {
        return Vec::new();
    }
    let Some(id) = current(model) else {
        say(model, "Select a prompt first");
        return Vec::new();
    };
    vec![Effect::Past(id)]
}

/// The versions are here.
pub(super) fn known(model: &mut Model, id: PromptId, outcome: Result<Known, LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(known) if known.rows.len() < 2 => {
            say(model, format!("{id} has no other version yet: one is kept whenever it is saved"));
        }
        // What was opened meanwhile has the keyboard.
        Ok(_) if model.overlay.is_some() || model.question.is_some() => {}
        Ok(known) => {
            model.overlay = Some(Overlay::Past(Box::new(Past::new(id, known))));
            return ask(model);
        }
        Err(error) => fail(model, format!("The versions of {id} cannot be had: {error}")),
    }
    Vec::new()
}

/// A text is here, or is not.
pub(super) fn text(model: &mut Model, hash: ContentHash, outcome: Result<Arc<Vec<u8>>, LibraryError>) -> Vec<Effect> {
    match (outcome, &mut model.overlay) {
        (Ok(text), Some(Overlay::Past(past))) => {
            past.take(hash, text);
            return ask(model);
        }
        (Err(error), Some(Overlay::Past(_))) => fail(model, format!("This version cannot be shown: {error}")),
        _ => {}
    }
    Vec::new()
}

/// Asks for a text that is not here.
fn ask(model: &Model) -> Vec<Effect> {
    let Some(Overlay::Past(past)) = &model.overlay else { return Vec::new() };
    past.missing().map(Effect::PastText).into_iter().collect()
}

/// Takes a key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match model.keymap.action(Scope::Past, event) {
        Some(action) => act(model, action),
        None if event.code == KeyCode::Esc => act(model, Action::Back),
        None => Vec::new(),
    }
}

/// Does an action.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let size = model.size;
    let Some(Overlay::Past(past)) = &mut model.overlay else { return Vec::new() };
    let size = comparison_size(size, past.rows.len());
    let page = isize::try_from(area(size).height.saturating_sub(1).max(1)).unwrap_or(1);
    let mut view = |change: &dyn Fn(&mut Comparing)| {
        if let Some(view) = &mut past.view {
            change(view);
        }
    };
    match action {
        Action::Up => past.select(-1),
        Action::Down => past.select(1),
        Action::First => past.select(isize::MIN),
        Action::Last => past.select(isize::MAX),
        Action::PageUp => view(&|view| view.scroll(-page, size)),
        Action::PageDown => view(&|view| view.scroll(page, size)),
        Action::NextChange => view(&|view| view.go_to(Which::Next, size)),
        Action::PreviousChange => view(&|view| view.go_to(Which::Previous, size)),
        Action::Context => view(&|view| view.switch_context(size)),
        Action::OtherVersions => past.compare_with_selected(),
        Action::Back => model.overlay = None,
        Action::Copy => return copy(model),
        Action::Restore => return restore(model),
        other => return browse::act(model, other),
    }
    ask(model)
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Past(past)) = &model.overlay else { return Vec::new() };
    match past.text().map(|text| std::str::from_utf8(text).map(str::to_owned)) {
        Some(Ok(text)) => return vec![Effect::Copy(text)],
        Some(Err(_)) => say(model, "This version is not UTF-8: promptbook show and restore keep its bytes"),
        None => say(model, "This version is still being read"),
    }
    Vec::new()
}

/// Makes the selected version what is on disk again, if no draft is in the way.
fn restore(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Past(past)) = &model.overlay else { return Vec::new() };
    let (Some(row), id) = (past.row().cloned(), past.id.clone()) else { return Vec::new() };
    if model.drafts.get(&id).is_some_and(|draft| draft.is_modified() || Draft::is_at_work(draft)) {
        fail(model, format!("{id} has unsaved text: save it or undo it first, then it can have version {}", row.name));
        return Vec::new();
    }
    if model.is_moving(&id) {
        say(model, files::busy_with(&id));
        return Vec::new();
    }
    let number = match row.place {
        Place::Disk => {
            say(model, format!("{id} says that already"));
            return Vec::new();
        }
        Place::History(number, _) => Some(number),
        Place::Git => None,
    };
    let Some(text) = past.text().cloned() else {
        say(model, "This version is still being read");
        return Vec::new();
    };
    model.overlay = None;
    vec![Effect::Restore { id, name: row.name, number, text }]
}

/// A version is on disk again, or is not.
pub(super) fn restored(model: &mut Model, id: &PromptId, name: &str, outcome: Result<Saved, LibraryError>) {
    match outcome {
        Ok(_) => {
            let undo = key(model, Scope::Browse, Action::Undo);
            say(model, format!("{id} has the text of version {name} again. {undo} takes that back"));
        }
        Err(error) => fail(model, format!("{id} stays as it is: {error}")),
    }
}

/// Scrolls the comparison by `rows`, down if positive.
pub(super) fn scroll(model: &mut Model, rows: isize) {
    let size = model.size;
    if let Some(Overlay::Past(past)) = &mut model.overlay {
        let size = comparison_size(size, past.rows.len());
        if let Some(view) = &mut past.view {
            view.scroll(rows, size);
        }
    }
}
