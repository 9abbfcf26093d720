//! The editor: opening, typing, finding, saving, and what other programs do meanwhile.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};

use super::super::action::{Action, Scope};
use super::super::editor::{Direction, Edit, Motion, Outcome, Select};
use super::super::message::{Effect, Then};
use super::super::model::draft::{Disk, Draft};
use super::super::model::layout::Pane;
use super::super::model::{Find, Leaving, Model, Question};
use super::super::wording;
use super::{browse, current, fail, key, leave_if_safe, say, warn};
use crate::library::{LibraryError, Saved};
use crate::prompt::{Prompt, PromptId};
use crate::store::{Durability, Expected, StoreError};

/// Opens the selected prompt in the editor, going on with its draft if it has one.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.list.selected_prompt().cloned() else { return Vec::new() };
    if !browse::is_writable(model) {
        return Vec::new();
    }
    if model.drafts.contains_key(&id) {
        show(model, id);
        return Vec::new();
    }
    match model.preview.prompt().filter(|prompt| *prompt.id() == id).cloned() {
        Some(prompt) => begin(model, &prompt),
        None => {
            // Where the preview waits for it already, its answer serves both.
            let awaited = model.preview.id() == Some(&id) && model.preview.problem().is_none();
            model.opening = Some(id.clone());
            return if awaited { Vec::new() } else { vec![Effect::Read(id)] };
        }
    }
    Vec::new()
}

/// Begins a draft of `prompt` and shows it.
pub(super) fn begin(model: &mut Model, prompt: &Arc<Prompt>) {
    model.opening = None;
    match Draft::begin(prompt) {
        Ok(draft) => {
            model.drafts.insert(prompt.id().clone(), draft);
            show(model, prompt.id().clone());
        }
        Err(unfit) => fail(model, format!("{}: {unfit}", prompt.id())),
    }
}

fn show(model: &mut Model, id: PromptId) {
    model.editing = Some(id);
    model.focus = Pane::Text;
    model.filter.typing = false;
}

/// Hands the current prompt to `$VISUAL` or `$EDITOR`: its unsaved text where there is some, else its file.
pub(super) fn open_outside(model: &mut Model) -> Vec<Effect> {
    let Some(id) = current(model) else { return Vec::new() };
    if !browse::is_writable(model) {
        return Vec::new();
    }
    let draft = model.drafts.get(&id).filter(|draft| draft.is_modified()).map(|draft| draft.editor.text());
    vec![Effect::EditOutside { id, draft }]
}

/// The editor outside ended.
pub(super) fn edited_outside(model: &mut Model, id: &PromptId, outcome: Result<Option<String>, String>) -> Vec<Effect> {
    match outcome {
        Ok(Some(text)) => {
            let refused = model.drafts.get_mut(id).map(|draft| draft.replace_text(text)) == Some(Outcome::TooLarge);
            if refused {
                fail(model, format!("{id} would become too large to edit here, so its draft is as it was"));
            } else {
                let save = key(model, Scope::Edit, Action::Save);
                say(model, format!("{id} has the text of your editor. {save} saves it"));
            }
        }
        Ok(None) => say(model, format!("Back from your editor with {id}")),
        Err(why) => fail(model, why),
    }
    // A change of the file is seen by the watch; this asks where there is none.
    vec![Effect::Reload]
}

/// Does an action of the editor.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if model.editing.is_none() {
        say(model, "That works in the editor");
        return Vec::new();
    }
    match action {
        Action::Save => return save_open(model),
        Action::Find => model.find = Some(model.find.take().unwrap_or_default()),
        Action::Back => back(model),
        Action::EditOutside => return open_outside(model),
        Action::UndoEdit => return apply(model, Edit::Undo),
        Action::RedoEdit => return apply(model, Edit::Redo),
        Action::SelectAll => return apply(model, Edit::SelectAll),
        Action::CopySelection => {
            if let Some(text) = model.open_draft().and_then(|draft| draft.editor.selected_text()) {
                model.clip.clone_from(&text);
                return vec![Effect::Copy(text)];
            }
            say(model, "Nothing is selected. Shift with the arrows selects");
        }
        Action::Cut => {
            if let Some(text) = model.open_draft().and_then(|draft| draft.editor.selected_text()) {
                model.clip.clone_from(&text);
                apply(model, Edit::Cut);
                return vec![Effect::Copy(text)];
            }
        }
        Action::Insert => {
            let clip = model.clip.clone();
            return apply(model, Edit::InsertText(clip));
        }
        Action::Wrap => {
            if let Some(draft) = open_draft(model) {
                draft.editor.toggle_wrap();
            }
        }
        other => return browse::act(model, other),
    }
    Vec::new()
}

fn open_draft(model: &mut Model) -> Option<&mut Draft> {
    model.drafts.get_mut(model.editing.as_ref()?)
}

/// Changes the text or moves the caret.
pub(super) fn apply(model: &mut Model, change: Edit) -> Vec<Effect> {
    let outcome = open_draft(model).map(|draft| draft.editor.apply(change));
    if outcome == Some(Outcome::TooLarge) {
        let outside = key(model, Scope::Edit, Action::EditOutside);
        fail(model, format!("The text would become too large to edit here. {outside} opens it in $EDITOR"));
    }
    Vec::new()
}

/// Leaves the editor. An untouched draft goes, an edited one stays.
fn back(model: &mut Model) {
    model.find = None;
    model.focus = Pane::List;
    let Some(id) = model.editing.take() else { return };
    match model.drafts.get(&id) {
        Some(draft) if draft.is_modified() => {
            let edit = key(model, Scope::Browse, Action::Edit);
            say(model, format!("{id} is an unsaved draft. {edit} goes on"));
        }
        Some(draft) if draft.is_saving() => {}
        _ => {
            model.drafts.remove(&id);
        }
    }
}

/// Moves the caret to a click, or the view by the wheel.
pub(super) fn mouse(model: &mut Model, inside: Rect, at: Position, rows: isize) -> Vec<Effect> {
    if let Some(draft) = open_draft(model) {
        if rows == 0 {
            draft.editor.click(inside, at.x, at.y, Select::Clear);
        } else {
            let motion = if rows < 0 { Motion::Up } else { Motion::Down };
            for _ in 0..rows.unsigned_abs() {
                draft.editor.apply(Edit::Move(motion, Select::Clear));
            }
        }
    }
    Vec::new()
}

/// Takes a key in the field of what to find.
pub(super) fn find_key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    match event.code {
        KeyCode::Esc => {
            model.find = None;
            if let Some(draft) = open_draft(model) {
                draft.editor.find("", Direction::Forward);
            }
        }
        KeyCode::Up => find(model, Direction::Backward),
        KeyCode::Enter if shift => find(model, Direction::Backward),
        KeyCode::Enter | KeyCode::Down => find(model, Direction::Forward),
        _ if model.keymap.action(Scope::Edit, event) == Some(Action::Find) => find(model, Direction::Forward),
        _ => {
            let before = model.find.clone();
            if model.find.as_mut().is_some_and(|find| find.field.press(event)) && model.find != before {
                return find_typed(model);
            }
        }
    }
    Vec::new()
}

/// Finds anew, since what to find was changed.
pub(super) fn find_typed(model: &mut Model) -> Vec<Effect> {
    find(model, Direction::Forward);
    Vec::new()
}

fn find(model: &mut Model, direction: Direction) {
    let Some(Find { field, .. }) = &model.find else { return };
    let query = field.text().to_owned();
    let found = open_draft(model).map(|draft| draft.editor.find(&query, direction));
    if let Some(find) = &mut model.find {
        find.found = found.filter(|_| !query.is_empty());
    }
}

/// Saves the draft in the editor.
fn save_open(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.editing.clone() else { return Vec::new() };
    if model.drafts.get(&id).is_some_and(|draft| matches!(draft.disk(), Disk::Changed(_))) {
        model.question = Some(Question::Conflict(id));
        return Vec::new();
    }
    if model.drafts.get(&id).is_some_and(|draft| !draft.is_modified() && !draft.is_saving()) {
        say(model, format!("{id} is saved already"));
        return Vec::new();
    }
    save(model, &id)
}

/// Saves the draft of `id` over what it was made from.
pub(super) fn save(model: &mut Model, id: &PromptId) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(id) else { return Vec::new() };
    let Some(text) = draft.start_save() else { return Vec::new() };
    let expected = match draft.disk() {
        Disk::Gone => Expected::Absent,
        Disk::Same | Disk::Changed(_) => Expected::Content(draft.base().revision().hash),
    };
    vec![Effect::Save { base: Arc::clone(draft.base()), text, expected }]
}

/// A save ended.
pub(super) fn saved(model: &mut Model, id: &PromptId, outcome: Result<Saved, LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(saved) => {
            let again = model.drafts.get_mut(id).is_some_and(|draft| draft.saved(&saved.prompt));
            let size = wording::bytes(saved.prompt.raw().len() as u64);
            let took = wording::duration(saved.took);
            match saved.durability {
                Durability::Durable => say(model, format!("Saved {id} ({size}, {took})")),
                Durability::Unknown => {
                    warn(model, format!("Saved {id}, but the disk did not confirm that it will outlast a power cut"));
                }
            }
            if again {
                return save(model, id);
            }
            let is_open = model.editing.as_ref() == Some(id);
            if !is_open && model.drafts.get(id).is_some_and(|draft| !draft.is_modified()) {
                model.drafts.remove(id);
            }
            leave_if_safe(model)
        }
        Err(error) => {
            if let Some(draft) = model.drafts.get_mut(id) {
                draft.save_failed();
            }
            model.leaving = Leaving::No;
            let save = key(model, Scope::Edit, Action::Save);
            fail(model, format!("Could not save: {error}. Your text is kept as a draft. {save} tries again"));
            if matches!(error, LibraryError::Store(StoreError::Changed(_) | StoreError::Exists(_))) {
                // What is there now decides what is asked next.
                return vec![Effect::Read(id.clone()), Effect::Reload];
            }
            Vec::new()
        }
    }
}

/// A prompt with a draft was read: takes note of what is on disk.
pub(super) fn on_disk(model: &mut Model, prompt: &Arc<Prompt>) {
    let Some(draft) = model.drafts.get_mut(prompt.id()) else { return };
    let id = prompt.id();
    if draft.on_disk(prompt) {
        say(model, format!("{id} changed on disk, reloaded"));
    } else if matches!(draft.disk(), Disk::Changed(_)) && model.editing.as_ref() == Some(id) {
        let save = key(model, Scope::Edit, Action::Save);
        warn(model, format!("{id} changed on disk while you edit. {save} asks what to do"));
    }
}

/// A text that was to be given up is safe, or is not: then nothing is given up.
pub(super) fn kept(
    model: &mut Model,
    id: &PromptId,
    then: Then,
    outcome: Result<std::path::PathBuf, LibraryError>,
) -> Vec<Effect> {
    let path = match outcome {
        Ok(path) => path,
        Err(error) => {
            model.leaving = Leaving::No;
            fail(model, format!("Nothing was given up, for the trash cannot hold it: {error}"));
            return Vec::new();
        }
    };
    match then {
        Then::TakeDisk => {
            let Some(Disk::Changed(prompt)) = model.drafts.get(id).map(|draft| draft.disk().clone()) else {
                return Vec::new();
            };
            begin(model, &prompt);
            say(model, format!("Took the text on disk. Yours is in {}", path.display()));
            Vec::new()
        }
        Then::KeepMine => {
            if let Some(draft) = model.drafts.get_mut(id) {
                draft.rebase();
            }
            say(model, format!("The text that was on disk is in {}", path.display()));
            save(model, id)
        }
        Then::Quit => {
            if let Leaving::WhenSafe { waiting, .. } = &mut model.leaving {
                *waiting = waiting.saturating_sub(1);
                model.drafts.remove(id);
            }
            leave_if_safe(model)
        }
    }
}

/// Puts every unsaved draft in the trash and then ends.
pub(super) fn give_up_drafts(model: &mut Model, print: Option<Arc<[u8]>>) -> Vec<Effect> {
    let texts: Vec<(PromptId, Vec<u8>)> = model
        .drafts
        .iter()
        .filter(|(_, draft)| draft.is_modified() && !draft.is_saving())
        .map(|(id, draft)| (id.clone(), draft.bytes()))
        .collect();
    model.leaving = Leaving::WhenSafe { waiting: texts.len(), print };
    if texts.is_empty() {
        return leave_if_safe(model);
    }
    texts.into_iter().map(|(id, bytes)| Effect::Keep { id, bytes, then: Then::Quit }).collect()
}

/// Saves every unsaved draft and then ends. A draft whose file was changed by another program is asked about instead.
pub(super) fn save_all_and_leave(model: &mut Model, print: Option<Arc<[u8]>>) -> Vec<Effect> {
    let modified: Vec<PromptId> =
        model.drafts.iter().filter(|(_, draft)| draft.is_modified()).map(|(id, _)| id.clone()).collect();
    let conflict = modified.iter().find(|id| matches!(model.drafts[*id].disk(), Disk::Changed(_)));
    if let Some(id) = conflict.cloned() {
        model.list.reveal(&id);
        show(model, id.clone());
        model.question = Some(Question::Conflict(id));
        return Vec::new();
    }
    model.leaving = Leaving::WhenSafe { waiting: 0, print };
    let mut effects: Vec<Effect> = modified.iter().flat_map(|id| save(model, id)).collect();
    effects.extend(leave_if_safe(model));
    effects
}

/// Asks what to do with two texts of one prompt; the answer is in `ask`.
pub(super) fn settle_conflict(model: &mut Model, id: &PromptId, then: Then) -> Vec<Effect> {
    let Some(draft) = model.drafts.get(id) else { return Vec::new() };
    let Disk::Changed(disk) = draft.disk() else { return Vec::new() };
    let bytes = match then {
        Then::TakeDisk => draft.bytes(),
        Then::KeepMine | Then::Quit => disk.raw().to_vec(),
    };
    vec![Effect::Keep { id: id.clone(), bytes, then }]
}

/// Whether anything unsaved must be asked about before the program ends.
pub(super) fn quit(model: &mut Model, print: Option<Arc<[u8]>>) -> Vec<Effect> {
    if model.unsaved() > 0 && !model.drafts.values().all(|draft| draft.is_saving() || !draft.is_modified()) {
        model.question = Some(Question::Drafts { print });
        return Vec::new();
    }
    model.leaving = Leaving::WhenSafe { waiting: 0, print };
    leave_if_safe(model)
}
