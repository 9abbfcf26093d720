//! Actions on the list and the selected prompt.

use std::sync::Arc;

use super::super::action::{Action, Scope};
use super::super::message::{Direction, Effect, Why};
use super::super::model::layout::{Dock, Pane, Zoom};
use super::super::model::list::Item;
use super::super::model::{Book, Listing, Model, Overlay};
use super::{
    compare, current, edit, fail, files, filter, form, help, key, leave, metrics, mouse, outside, past, say, warn,
};

/// Does `action`.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Up => step(model, -1),
        Action::Down => step(model, 1),
        Action::PageUp => step(model, -page(model)),
        Action::PageDown => step(model, page(model)),
        Action::First => step(model, isize::MIN),
        Action::Last => step(model, isize::MAX),
        Action::Fold => fold(model),
        Action::Unfold => unfold(model),
        Action::Use => return use_selected(model),
        Action::Edit => return edit::open(model),
        Action::EditOutside => return outside::open(model),
        Action::Copy => return copy(model),
        Action::Print => return print(model),
        Action::New => files::ask_new(model),
        Action::Duplicate => files::ask_duplicate(model),
        Action::Rename => files::ask_rename(model),
        Action::Trash => return files::trash(model),
        Action::Redo => return files::undo(model, Direction::Redo),
        Action::Undo => return files::undo(model, Direction::Undo),
        Action::Past => return past::open(model),
        Action::Compare => compare::open(model),
        Action::Filter => filter::begin(model),
        Action::SwapPanes | Action::NextPane => focus(model, other(model.focus)),
        Action::FocusList => focus(model, Pane::List),
        Action::FocusPreview => focus(model, Pane::Text),
        Action::Zoom => model.zoom = if model.zoom == Zoom::On { Zoom::Off } else { Zoom::On },
        Action::Dock => dock(model),
        Action::Metrics => metrics::open(model),
        Action::Messages => model.overlay = Some(Overlay::Messages(0)),
        Action::Help => help::open(model),
        Action::Reload => {
            say(model, "Comparing the book with the disk");
            return vec![Effect::Reload];
        }
        Action::Install => return install(model),
        Action::Mouse => return mouse::switch(model),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Quit => {
            leave::quit(model, None);
        }
        Action::CopyFilled => return form::begin(model, Why::Copy),
        Action::Pipe => return form::begin(model, Why::Pipe),
        Action::SwitchCache
        | Action::NextField
        | Action::PreviousField
        | Action::Earlier
        | Action::ResetField
        | Action::Explain
        | Action::Steps
        | Action::Pause
        | Action::ScrubBack
        | Action::ScrubForth
        | Action::ShorterWindow
        | Action::LongerWindow
        | Action::FilterEvents
        | Action::Save
        | Action::Find
        | Action::Restore
        | Action::SaveElsewhere
        | Action::UndoEdit
        | Action::RedoEdit
        | Action::SelectAll
        | Action::CopySelection
        | Action::Cut
        | Action::Insert
        | Action::Wrap
        | Action::NextConflict
        | Action::NextFinding
        | Action::NextChange
        | Action::PreviousChange
        | Action::OtherVersions
        | Action::Context
        | Action::Merge
        | Action::KeepMine
        | Action::TakeDisk
        | Action::Back => say(model, "That works only in the editor or the metrics"),
    }
    Vec::new()
}

fn page(model: &Model) -> isize {
    model.height_of(model.focus).saturating_sub(1).max(1) as isize
}

fn step(model: &mut Model, rows: isize) {
    match model.focus {
        Pane::List => model.list.move_by(rows),
        Pane::Text => {
            let height = model.height_of(Pane::Text);
            model.preview.scroll(rows, height);
        }
    }
}

fn other(pane: Pane) -> Pane {
    match pane {
        Pane::List => Pane::Text,
        Pane::Text => Pane::List,
    }
}

/// Gives the keyboard to `pane`.
pub(super) fn focus(model: &mut Model, pane: Pane) {
    model.focus = pane;
    model.filter.typing = false;
}

fn dock(model: &mut Model) {
    let is_shown = |model: &Model| model.layout().is_some_and(|layout| layout.strip.is_some());
    if is_shown(model) {
        model.dock = Dock::Hidden;
        return;
    }
    model.dock = Dock::Shown;
    if model.zoom == Zoom::On {
        let zoom = key(model, Scope::Browse, Action::Zoom);
        say(model, format!("One pane has the screen for itself. {zoom} shows the others and the cache strip"));
    } else if !is_shown(model) {
        let metrics = key(model, Scope::Browse, Action::Metrics);
        say(model, format!("The screen is too low for the cache strip. {metrics} shows the metrics"));
    }
}

fn fold(model: &mut Model) {
    match model.list.selected().cloned() {
        _ if model.focus == Pane::Text => focus(model, Pane::List),
        Some(Item::Folder(folder)) if !model.list.is_folded(&folder) => model.list.fold(folder),
        Some(_) => model.list.select_parent(),
        None => {}
    }
}

fn unfold(model: &mut Model) {
    match model.list.selected().cloned() {
        Some(Item::Folder(folder)) => model.list.unfold(&folder),
        Some(Item::Prompt(_)) => focus(model, Pane::Text),
        None => {}
    }
}

fn use_selected(model: &mut Model) -> Vec<Effect> {
    match model.list.selected().cloned() {
        Some(Item::Folder(folder)) => {
            if model.list.is_folded(&folder) {
                model.list.unfold(&folder);
            } else {
                model.list.fold(folder);
            }
            Vec::new()
        }
        Some(Item::Prompt(_)) => form::begin(model, Why::Fill),
        None if filter::nothing_found(model) => files::name_from_filter(model),
        None if model.listing == Listing::Done && !filter::is_on(model) => install(model),
        None => Vec::new(),
    }
}

fn install(model: &mut Model) -> Vec<Effect> {
    if model.book == Book::Folder && !model.snapshot.is_empty() {
        say(model, "This book has prompts of its own: samples are for an empty one");
        return Vec::new();
    }
    vec![Effect::Install]
}

/// The selected prompt's text as it is on the screen: the draft's where there is one.
pub(super) fn selected_bytes(model: &mut Model) -> Option<Arc<Vec<u8>>> {
    let Some(id) = current(model) else {
        say(model, "Select a prompt first");
        return None;
    };
    if let Some(draft) = model.drafts.get(&id) {
        return Some(draft.bytes().into());
    }
    if let Some(prompt) = model.preview.prompt().filter(|prompt| *prompt.id() == id) {
        return Some(prompt.shared_raw());
    }
    match model.preview.problem().map(str::to_owned) {
        Some(why) => fail(model, why),
        None => warn(model, format!("{id} has not been read yet: try again in a moment")),
    }
    None
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(bytes) = selected_bytes(model) else { return Vec::new() };
    copy_bytes(model, bytes.to_vec())
}

/// Copies `bytes`, if a clipboard can hold them.
pub(super) fn copy_bytes(model: &mut Model, bytes: Vec<u8>) -> Vec<Effect> {
    match String::from_utf8(bytes) {
        Ok(text) => vec![Effect::Copy(text)],
        Err(_) => {
            let print = key(model, Scope::Browse, Action::Print);
            fail(model, format!("This text is not UTF-8, so a clipboard cannot hold it. {print} prints its bytes"));
            Vec::new()
        }
    }
}

fn print(model: &mut Model) -> Vec<Effect> {
    if let Some(bytes) = selected_bytes(model) {
        leave::quit(model, Some(bytes));
    }
    Vec::new()
}

/// Whether the book may be changed; says what to do where it may not.
pub(super) fn is_writable(model: &mut Model) -> bool {
    let install = key(model, Scope::Browse, Action::Install);
    match &model.book {
        Book::Folder => true,
        Book::Samples { folder } => {
            let text = format!("These are samples. {install} copies them to {folder}, where they are yours to change");
            warn(model, text);
            false
        }
    }
}
