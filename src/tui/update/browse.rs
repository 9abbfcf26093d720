//! Actions on the list and the selected prompt.

use std::sync::Arc;

use super::super::action::{Action, Scope};
use super::super::message::Effect;
use super::super::model::draft::Draft;
use super::super::model::field::Field;
use super::super::model::layout::{Dock, Pane, Zoom};
use super::super::model::list::Item;
use super::super::model::{Book, Listing, Model, Naming, Overlay, Question};
use super::{ask, current, edit, fail, key, keys, say, warn};
use crate::library::LibraryError;
use crate::prompt::PromptId;
use crate::store::Trashed;

/// Does `action`.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Up => step(model, -1),
        Action::Down => step(model, 1),
        Action::PageUp => step(model, -page(model)),
        Action::PageDown => step(model, page(model)),
        Action::First => step(model, isize::MIN / 2),
        Action::Last => step(model, isize::MAX / 2),
        Action::Fold => fold(model),
        Action::Unfold => unfold(model),
        Action::Use => return use_selected(model),
        Action::Edit => return edit::open(model),
        Action::EditOutside => return edit::open_outside(model),
        Action::Copy => return copy(model),
        Action::Print => return print(model),
        Action::New => ask_new(model),
        Action::Duplicate => duplicate(model),
        Action::Rename => rename(model),
        Action::Trash => return trash(model),
        Action::Undo => return undo(model),
        Action::Filter => {
            model.filter.typing = true;
            model.focus = Pane::List;
        }
        Action::SwapPanes | Action::NextPane => focus(model, other(model.focus)),
        Action::FocusList => focus(model, Pane::List),
        Action::FocusPreview => focus(model, Pane::Text),
        Action::Zoom => model.zoom = if model.zoom == Zoom::On { Zoom::Off } else { Zoom::On },
        Action::Dock => dock(model),
        Action::Metrics => model.overlay = Some(Overlay::Metrics(0)),
        Action::Messages => model.overlay = Some(Overlay::Messages(0)),
        Action::Help => {
            let scope = model.scope();
            model.overlay = Some(Overlay::Help { field: Field::default(), selected: 0, scope });
        }
        Action::Reload => {
            say(model, "Comparing the book with the disk");
            return vec![Effect::Reload];
        }
        Action::Install => return install(model),
        Action::Mouse => return keys::switch_mouse(model),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Quit => return ask::quit(model, None),
        Action::SwitchCache
        | Action::Save
        | Action::Find
        | Action::UndoEdit
        | Action::RedoEdit
        | Action::SelectAll
        | Action::CopySelection
        | Action::Cut
        | Action::Insert
        | Action::Wrap
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

fn focus(model: &mut Model, pane: Pane) {
    model.focus = pane;
    model.filter.typing = false;
}

fn dock(model: &mut Model) {
    let shown = model.layout().is_some_and(|layout| layout.strip.is_some());
    model.dock = if shown { Dock::Hidden } else { Dock::Shown };
    if !shown && model.layout().is_none_or(|layout| layout.strip.is_none()) {
        let metrics = key(model, Scope::Browse, Action::Metrics);
        say(model, format!("The screen is too low for the cache strip. {metrics} shows the metrics"));
    }
}

fn fold(model: &mut Model) {
    match model.list.selected().cloned() {
        Some(Item::Folder(folder)) if !model.list.is_folded(&folder) => model.list.set_folded(folder, true),
        Some(_) => model.list.select_parent(),
        None => {}
    }
}

fn unfold(model: &mut Model) {
    match model.list.selected().cloned() {
        Some(Item::Folder(folder)) => model.list.set_folded(folder, false),
        Some(Item::Prompt(_)) => focus(model, Pane::Text),
        None => {}
    }
}

fn use_selected(model: &mut Model) -> Vec<Effect> {
    match model.list.selected().cloned() {
        Some(Item::Folder(folder)) => {
            let folded = model.list.is_folded(&folder);
            model.list.set_folded(folder, !folded);
            Vec::new()
        }
        Some(Item::Prompt(_)) => copy(model),
        None if model.listing == Listing::Done && model.filter.field.text().is_empty() => install(model),
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
fn selected_bytes(model: &mut Model) -> Option<Arc<[u8]>> {
    let id = current(model)?;
    if let Some(draft) = model.drafts.get(&id) {
        return Some(draft.bytes().into());
    }
    let prompt = model.preview.prompt().filter(|prompt| *prompt.id() == id).cloned();
    if prompt.is_none() {
        warn(model, format!("{id} has not been read yet: try again in a moment"));
    }
    prompt.map(|prompt| prompt.shared_raw())
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(bytes) = selected_bytes(model) else { return Vec::new() };
    match String::from_utf8(bytes.to_vec()) {
        Ok(text) => vec![Effect::Copy(text)],
        Err(_) => {
            let print = key(model, Scope::Browse, Action::Print);
            fail(model, format!("This file is not UTF-8, so a clipboard cannot hold it. {print} prints its bytes"));
            Vec::new()
        }
    }
}

fn print(model: &mut Model) -> Vec<Effect> {
    match selected_bytes(model) {
        Some(bytes) => ask::quit(model, Some(bytes)),
        None => Vec::new(),
    }
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

/// The folder of the selected row with a `/` behind it, for a new name to begin with.
fn folder_prefix(model: &Model) -> String {
    let folder = match model.list.selected() {
        Some(Item::Folder(folder)) => folder.as_slice(),
        Some(Item::Prompt(id)) => id.folder(),
        None => b"",
    };
    match std::str::from_utf8(folder) {
        Ok("") | Err(_) => String::new(),
        Ok(folder) => format!("{folder}/"),
    }
}

fn ask_new(model: &mut Model) {
    if is_writable(model) {
        let field = Field::with(folder_prefix(model));
        model.question = Some(Question::Name { purpose: Naming::New, field, fault: None });
    }
}

fn duplicate(model: &mut Model) {
    if !is_writable(model) {
        return;
    }
    let Some(id) = model.list.selected_prompt().cloned() else { return };
    if let Some(bytes) = selected_bytes(model) {
        let field = Field::with(free_copy_name(model, &id));
        model.question = Some(Question::Name { purpose: Naming::Duplicate(bytes), field, fault: None });
    }
}

/// A name beside `id` that is free: `review-copy.md`, `review-copy-2.md`.
fn free_copy_name(model: &Model, id: &PromptId) -> String {
    let stem = String::from_utf8_lossy(id.without_extension()).into_owned();
    let extension = String::from_utf8_lossy(&id.as_bytes()[id.without_extension().len()..]).into_owned();
    let is_free = |name: &String| PromptId::new(name).is_ok_and(|id| model.snapshot.get(&id).is_none());
    std::iter::once(format!("{stem}-copy{extension}"))
        .chain((2..1000).map(|n| format!("{stem}-copy-{n}{extension}")))
        .find(is_free)
        .unwrap_or_default()
}

fn rename(model: &mut Model) {
    if !is_writable(model) {
        return;
    }
    if let Some(id) = model.list.selected_prompt().cloned() {
        let field = Field::with(String::from_utf8_lossy(id.as_bytes()));
        model.question = Some(Question::Name { purpose: Naming::Rename(id), field, fault: None });
    }
}

fn trash(model: &mut Model) -> Vec<Effect> {
    if !is_writable(model) {
        return Vec::new();
    }
    let Some(id) = model.list.selected_prompt().cloned() else {
        say(model, "Select a prompt: folders go when their last prompt does");
        return Vec::new();
    };
    if model.drafts.get(&id).is_some_and(Draft::is_modified) {
        let edit = key(model, Scope::Browse, Action::Edit);
        fail(model, format!("{id} has unsaved text, so it stays. {edit} opens it"));
        return Vec::new();
    }
    vec![Effect::Trash(id)]
}

/// A prompt went to the trash.
pub(super) fn trashed(model: &mut Model, id: &PromptId, outcome: Result<Trashed, LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(trashed) => {
            model.drafts.remove(id);
            model.trashed.push(trashed);
            let undo = key(model, Scope::Browse, Action::Undo);
            say(model, format!("Moved {id} to the trash. {undo} brings it back"));
        }
        Err(error) => fail(model, format!("Could not move {id} to the trash: {error}")),
    }
    Vec::new()
}

fn undo(model: &mut Model) -> Vec<Effect> {
    match model.trashed.pop() {
        Some(trashed) => vec![Effect::Restore(trashed)],
        None => {
            say(model, "Nothing went to the trash since the start");
            Vec::new()
        }
    }
}

/// A prompt came back from the trash, or did not: then it can be tried again.
pub(super) fn restored(model: &mut Model, trashed: Trashed, outcome: Result<(), LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(()) => {
            model.list.reveal(trashed.id());
            say(model, format!("{} is back", trashed.id()));
        }
        Err(error) => {
            fail(model, format!("{} stays in the trash: {error}", trashed.id()));
            model.trashed.push(trashed);
        }
    }
    Vec::new()
}

/// Asks for what fits the filter as it is typed now.
pub(super) fn ask_filter(model: &mut Model) -> Vec<Effect> {
    model.filter.asked += 1;
    model.filter.listing = model.snapshot.listing_changed();
    let typed = model.filter.field.text().to_owned();
    if typed.is_empty() {
        model.list.show(None);
        return Vec::new();
    }
    vec![Effect::Search { number: model.filter.asked, typed }]
}

/// Asks again where names or titles changed since.
pub(super) fn search_again(model: &mut Model) -> Vec<Effect> {
    let stale = model.filter.listing != model.snapshot.listing_changed();
    if stale && !model.filter.field.text().is_empty() { ask_filter(model) } else { Vec::new() }
}

/// Clears the filter; where it is clear already, leaves it.
pub(super) fn clear_filter(model: &mut Model) -> Vec<Effect> {
    if model.filter.field.text().is_empty() {
        model.filter.typing = false;
    }
    model.filter.field = Field::default();
    // What was found stays selected among all the others.
    if let Some(id) = model.list.selected_prompt().cloned() {
        model.list.reveal(&id);
    }
    ask_filter(model)
}
