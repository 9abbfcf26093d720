//! The editor: opening, typing, leaving it.

use std::sync::Arc;

use crossterm::event::KeyCode;

use super::super::action::{Action, Scope};
use super::super::editor::{Edit, Outcome};
use super::super::message::Effect;
use super::super::model::draft::Draft;
use super::super::model::layout::Pane;
use super::super::model::messages::Weight;
use super::super::model::{Model, Opening, Typed};
use super::{browse, compare, fail, files, find, insight, key, keys, merge, outside, save, say};
use crate::prompt::{Prompt, PromptId};

/// Opens the selected prompt in the editor, going on with its draft if it has one.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.list.selected_prompt().cloned() else {
        say(model, "Select a prompt first");
        return Vec::new();
    };
    if !browse::is_writable(model) {
        return Vec::new();
    }
    if model.drafts.contains_key(&id) {
        show(model, id);
        return Vec::new();
    }
    if model.is_moving(&id) {
        say(model, files::busy_with(&id));
        return Vec::new();
    }
    if let Some(prompt) = model.preview.prompt().filter(|prompt| *prompt.id() == id).cloned() {
        begin(model, &prompt, 0);
        return Vec::new();
    }
    // Where the preview waits for it already, its answer serves both.
    let awaited = model.preview.id() == Some(&id) && model.preview.problem().is_none();
    model.opening = Some(Opening { id: id.clone(), ahead: Vec::new() });
    if awaited { Vec::new() } else { vec![Effect::Read(id)] }
}

/// Opens `prompt`, which was waited for, and types into it what was typed meanwhile.
pub(super) fn open_with(model: &mut Model, prompt: &Arc<Prompt>, since: u64) -> Vec<Effect> {
    let ahead = model.opening.take().map(|opening| opening.ahead).unwrap_or_default();
    begin(model, prompt, since);
    if model.editing.as_ref() != Some(prompt.id()) {
        give_back(model, ahead);
        return Vec::new();
    }
    let type_in = |typed| match typed {
        Typed::Key(event) => keys::press(model, event),
        Typed::Paste(text) => keys::paste(model, text),
    };
    ahead.into_iter().flat_map(type_in).collect()
}

/// Puts what is typed aside while a prompt is about to open; says whether one is.
pub(super) fn type_ahead(model: &mut Model, typed: impl FnOnce() -> Typed) -> bool {
    let Some(opening) = &mut model.opening else { return false };
    opening.ahead.push(typed());
    let text = format!("{} is about to open; what you type goes into it. Esc stays here", opening.id);
    say(model, text);
    true
}

/// No longer waits for a prompt to open; says whether one was.
pub(super) fn stop_opening(model: &mut Model) -> bool {
    let Some(opening) = model.opening.take() else { return false };
    give_back(model, opening.ahead);
    true
}

/// What was typed for a prompt that did not open can be inserted elsewhere.
fn give_back(model: &mut Model, ahead: Vec<Typed>) {
    let text: String = ahead
        .into_iter()
        .filter_map(|typed| match typed {
            Typed::Paste(text) => Some(text),
            Typed::Key(event) => match event.code {
                KeyCode::Char(letter) => Some(letter.to_string()),
                KeyCode::Enter => Some("\n".to_owned()),
                _ => None,
            },
        })
        .collect();
    if !text.is_empty() {
        let insert = key(model, Scope::Edit, Action::Insert);
        let second = model.second;
        model.messages.note(Weight::Warning, format!("What was typed ahead is kept: {insert} inserts it"), second);
        model.clip = text;
    }
}

/// Begins a draft of `prompt`, known to snapshots from the generation `since` on, and shows it. A draft that there is
/// already is shown as it is.
fn begin(model: &mut Model, prompt: &Arc<Prompt>, since: u64) {
    let id = prompt.id();
    if !model.drafts.contains_key(id) {
        match Draft::begin(prompt, since) {
            Ok(draft) => {
                model.drafts.insert(id.clone(), draft);
            }
            Err(unfit) => return fail(model, format!("{id}: {unfit}")),
        }
    }
    show(model, id.clone());
}

/// Puts the draft of `id` in the editor.
pub(super) fn show(model: &mut Model, id: PromptId) {
    model.find = None;
    model.editing = Some(id);
    model.focus = Pane::Text;
    model.filter.typing = false;
}

/// Does an action of the editor.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Save => return save::save_open(model),
        Action::SaveElsewhere => files::ask_elsewhere(model),
        Action::Find => find::begin(model),
        Action::Back => back(model),
        Action::EditOutside => return outside::open(model),
        Action::Compare => compare::open(model),
        Action::NextConflict => merge::next_conflict(model),
        Action::NextFinding => insight::next_finding(model),
        Action::UndoEdit => apply(model, Edit::Undo),
        Action::RedoEdit => apply(model, Edit::Redo),
        Action::SelectAll => apply(model, Edit::SelectAll),
        Action::CopySelection => return copy_selection(model),
        Action::Cut => {
            let effects = copy_selection(model);
            apply(model, Edit::Cut);
            return effects;
        }
        Action::Insert if model.clip.is_empty() => {
            say(model, "Nothing was cut or copied here. Your terminal's own key pastes from elsewhere");
        }
        Action::Insert => {
            let clip = model.clip.clone();
            apply(model, Edit::InsertText(clip));
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

fn copy_selection(model: &mut Model) -> Vec<Effect> {
    match model.open_draft().and_then(|draft| draft.editor.selected_text()) {
        Some(text) => {
            model.clip.clone_from(&text);
            vec![Effect::Copy(text)]
        }
        None => {
            say(model, "Nothing is selected. Shift with the arrows selects");
            Vec::new()
        }
    }
}

/// The draft in the editor.
pub(super) fn open_draft(model: &mut Model) -> Option<&mut Draft> {
    model.drafts.get_mut(model.editing.as_ref()?)
}

/// Changes the text or moves the caret.
pub(super) fn apply(model: &mut Model, change: Edit) {
    let outcome = open_draft(model).map(|draft| draft.editor.apply(change));
    if outcome == Some(Outcome::TooLarge) {
        let outside = key(model, Scope::Edit, Action::EditOutside);
        fail(model, format!("The text would become too large to edit here. {outside} opens it in $EDITOR"));
    }
}

/// Leaves the editor. An untouched draft goes, an edited one stays.
fn back(model: &mut Model) {
    let Some(id) = model.editing.take() else { return };
    model.find = None;
    model.focus = Pane::List;
    match model.drafts.get(&id) {
        Some(draft) if draft.is_at_stake() => {
            let edit = key(model, Scope::Browse, Action::Edit);
            say(model, format!("{id} is an unsaved draft. {edit} goes on"));
        }
        Some(draft) if draft.is_at_work() || draft.is_modified() => {}
        _ => {
            model.drafts.remove(&id);
        }
    }
}
