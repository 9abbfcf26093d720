//! Making, renaming and removing prompts, and having them back.

use super::super::action::{Action, Scope};
use super::super::message::{Direction, Effect};
use super::super::model::draft::Draft;
use super::super::model::field::Field;
use super::super::model::list::Item;
use super::super::model::{Elsewhere, Job, Model, Naming, Opening, Question};
use super::{browse, edit, fail, filter, key, say, users};
use crate::history::Change;
use crate::library::{LibraryError, Saved, Undone};
use crate::prompt::PromptId;

/// Asks for the name of a new prompt, beginning with the selected folder's.
pub(super) fn ask_new(model: &mut Model) {
    ask_name(model, Naming::New, |model| {
        let folder = match model.list.selected() {
            Some(Item::Folder(folder)) => folder.as_slice(),
            Some(Item::Prompt(id)) => id.folder(),
            None => b"",
        };
        match std::str::from_utf8(folder) {
            Ok("") | Err(_) => String::new(),
            Ok(folder) => format!("{folder}/"),
        }
    });
}

/// Asks for the name of a copy of the selected prompt.
pub(super) fn ask_duplicate(model: &mut Model) {
    let Some(id) = selected_prompt(model) else { return };
    if let Some(bytes) = browse::selected_bytes(model) {
        ask_name(model, Naming::Duplicate(bytes), |model| free_copy_name(model, &id));
    }
}

/// Asks for a name under which the draft in the editor is saved, where it cannot be saved under its own.
pub(super) fn ask_elsewhere(model: &mut Model) {
    let Some(id) = model.editing.clone() else { return };
    if is_free(model, &id) {
        ask_name(model, Naming::Elsewhere(id.clone()), |model| free_copy_name(model, &id));
    }
}

/// Asks for another name of the selected prompt.
pub(super) fn ask_rename(model: &mut Model) {
    let Some(id) = selected_prompt(model) else { return };
    if is_free(model, &id) {
        let name = as_typed(&id);
        ask_name(model, Naming::Rename(id), |_| name);
    }
}

/// Asks for a name that begins with what the filter did not find.
pub(super) fn name_from_filter(model: &mut Model) -> Vec<Effect> {
    ask_name(model, Naming::New, |model| model.filter.field.text().trim().to_owned());
    Vec::new()
}

fn ask_name(model: &mut Model, purpose: Naming, proposal: impl FnOnce(&Model) -> String) {
    if browse::is_writable(model) {
        let field = Field::with(proposal(model));
        model.question = Some(Question::Name { purpose, field, fault: None });
    }
}

/// The selected prompt; says so where there is none.
fn selected_prompt(model: &mut Model) -> Option<PromptId> {
    let id = model.list.selected_prompt().cloned();
    if id.is_none() {
        say(model, "Select a prompt: folders come and go with their prompts");
    }
    id
}

/// Whether the file of `id` may be moved now; says so where it may not.
fn is_free(model: &mut Model, id: &PromptId) -> bool {
    let busy = model.is_moving(id) || model.drafts.get(id).is_some_and(Draft::is_at_work);
    if busy {
        say(model, busy_with(id));
    }
    !busy
}

/// What is said of a file that is being saved, moved or removed.
pub(super) fn busy_with(id: &PromptId) -> String {
    format!("{id} is still being worked on: try again in a moment")
}

/// The name as a person would type it.
fn as_typed(id: &PromptId) -> String {
    String::from_utf8_lossy(id.as_bytes()).into_owned()
}

/// A name beside `id` that is free: `review-copy.md`, `review-copy-2.md`.
fn free_copy_name(model: &Model, id: &PromptId) -> String {
    let stem = String::from_utf8_lossy(id.without_extension()).into_owned();
    let extension = String::from_utf8_lossy(&id.as_bytes()[id.without_extension().len()..]).into_owned();
    let is_free = |name: &String| PromptId::new(name).is_ok_and(|id| !is_taken(model, &id));
    std::iter::once(format!("{stem}-copy{extension}"))
        .chain((2..1000).map(|n| format!("{stem}-copy-{n}{extension}")))
        .find(is_free)
        .unwrap_or_default()
}

/// Whether a prompt of this name is known, is about to be, or lives on as a draft.
fn is_taken(model: &Model, id: &PromptId) -> bool {
    model.snapshot.get(id).is_some() || model.drafts.contains_key(id) || model.is_moving(id)
}

/// Takes the name that was typed.
pub(super) fn answer_name(model: &mut Model, purpose: Naming, name: &str) -> Vec<Effect> {
    if let Naming::Rename(from) = &purpose
        && name == as_typed(from)
    {
        model.question = None;
        return Vec::new();
    }
    let id = match PromptId::for_new_file(name) {
        Ok(id) => id,
        Err(fault) => return refuse(model, fault.to_string()),
    };
    if is_taken(model, &id) {
        return refuse(model, format!("{id} exists already: choose another name"));
    }
    if let Naming::Rename(from) = &purpose
        && !is_free(model, from)
    {
        return refuse(model, busy_with(from));
    }
    model.question = None;
    model.list.reveal(&id);
    vec![match purpose {
        Naming::New => {
            model.opening = Some(Opening { id: id.clone(), ahead: Vec::new() });
            Effect::Create { id, bytes: Vec::new() }
        }
        Naming::Duplicate(bytes) => Effect::Create { id, bytes: bytes.to_vec() },
        Naming::Rename(from) => Effect::Rename { from, to: id },
        Naming::Elsewhere(from) => {
            let Some(draft) = model.drafts.get(&from) else { return Vec::new() };
            let (bytes, text) = (draft.bytes(), draft.editor.text());
            model.elsewhere = Some(Elsewhere { from, to: id.clone(), text });
            model.opening = Some(Opening { id: id.clone(), ahead: Vec::new() });
            Effect::Create { id, bytes }
        }
    }]
}

fn refuse(model: &mut Model, why: String) -> Vec<Effect> {
    if let Some(Question::Name { fault, .. }) = &mut model.question {
        *fault = Some(why);
    }
    Vec::new()
}

/// A new prompt was made; an empty one opens in the editor.
pub(super) fn created(model: &mut Model, id: &PromptId, outcome: Result<Saved, LibraryError>) -> Vec<Effect> {
    let opens = model.opening.as_ref().is_some_and(|opening| opening.id == *id);
    let elsewhere = model.elsewhere.take_if(|elsewhere| elsewhere.to == *id);
    match outcome {
        Ok(saved) => {
            // What was typed since is still unsaved.
            if let Some(Elsewhere { from, text, .. }) = elsewhere
                && model.drafts.get(&from).is_some_and(|draft| draft.editor.text() == text)
            {
                model.drop_draft(&from);
            }
            if filter::is_on(model) {
                filter::clear(model);
                model.filter.typing = false;
            }
            say(model, format!("Made {id}"));
            if opens {
                return edit::open_with(model, &saved.prompt, saved.generation);
            }
        }
        Err(error) => {
            if opens {
                edit::stop_opening(model);
            }
            model.list.give_up(id);
            fail(model, format!("{id} was not made: {error}"));
        }
    }
    Vec::new()
}

/// A prompt got another name: its draft follows.
pub(super) fn renamed(model: &mut Model, from: &PromptId, to: &PromptId, outcome: Result<u64, LibraryError>) {
    match outcome {
        Ok(since) => {
            follow_rename(model, from, to, since);
            users::part(model, from, format!("{from} is {to} now"));
        }
        Err(error) => {
            model.list.give_up(to);
            fail(model, format!("{from} keeps its name: {error}"));
        }
    }
}

/// A draft goes with its file, unless there is one of the new name: then it stays as the draft of a file that is gone.
fn follow_rename(model: &mut Model, from: &PromptId, to: &PromptId, since: u64) {
    if model.drafts.contains_key(to) {
        if let Some(draft) = model.drafts.get_mut(from) {
            draft.gone();
        }
        return;
    }
    if let Some(draft) = model.drafts.remove(from) {
        model.drafts.insert(to.clone(), draft.renamed(to, since));
    }
    if model.editing.as_ref() == Some(from) {
        model.editing = Some(to.clone());
    }
}

/// Moves the selected prompt to the trash.
pub(super) fn trash(model: &mut Model) -> Vec<Effect> {
    if !browse::is_writable(model) {
        return Vec::new();
    }
    let Some(id) = selected_prompt(model) else { return Vec::new() };
    if model.drafts.get(&id).is_some_and(Draft::is_modified) {
        let edit = key(model, Scope::Browse, Action::Edit);
        fail(model, format!("{id} has unsaved text, so it stays. {edit} opens it"));
        return Vec::new();
    }
    if is_free(model, &id) { vec![Effect::Trash(id)] } else { Vec::new() }
}

/// A prompt went to the trash. What was typed into it meanwhile stays as a draft.
pub(super) fn trashed(model: &mut Model, id: &PromptId, outcome: Result<(), LibraryError>) {
    match outcome {
        Ok(()) => {
            let undo = key(model, Scope::Browse, Action::Undo);
            let but = match leave_draft(model, id) {
                Left::Nothing => "",
                Left::Text => ", but not what you typed since",
            };
            users::part(model, id, format!("Moved {id} to the trash{but}. {undo} brings it back"));
        }
        Err(error) => fail(model, format!("{id} did not go to the trash: {error}")),
    }
}

/// What remains of a draft whose file is gone.
enum Left {
    Nothing,
    Text,
}

fn leave_draft(model: &mut Model, id: &PromptId) -> Left {
    match model.drafts.get_mut(id) {
        Some(draft) if draft.is_modified() => {
            draft.gone();
            Left::Text
        }
        _ => {
            model.drop_draft(id);
            Left::Nothing
        }
    }
}

/// Takes back the last change of the book, or makes it again.
pub(super) fn undo(model: &mut Model, direction: Direction) -> Vec<Effect> {
    if !browse::is_writable(model) {
        return Vec::new();
    }
    if model.jobs.contains(&Job::Undo) {
        say(model, "One at a time: the last undo is still being done");
        return Vec::new();
    }
    vec![Effect::Undo(direction)]
}

/// A change was taken back or made again, or was not: then it can be tried again.
pub(super) fn undone(model: &mut Model, direction: Direction, outcome: Result<Undone, LibraryError>) {
    let Undone { change, others, left, generation } = match outcome {
        Ok(undone) => undone,
        Err(error @ (LibraryError::NothingToUndo | LibraryError::NothingToRedo)) => {
            return say(model, sentence(&error.to_string()));
        }
        Err(error) => {
            let what = match direction {
                Direction::Undo => "undone",
                Direction::Redo => "redone",
            };
            return fail(model, format!("Nothing was {what}: {error}"));
        }
    };
    let (back, way_back) = match direction {
        Direction::Undo => ("Undone", key(model, Scope::Browse, Action::Redo)),
        Direction::Redo => ("Redone", key(model, Scope::Browse, Action::Undo)),
    };
    let what = match &change {
        Change::Saved { name, before: None, .. } => {
            model.list.reveal(name);
            format!("{name} is back")
        }
        Change::Saved { name, .. } => {
            model.list.reveal(name);
            let which = if direction == Direction::Undo { "before" } else { "after it" };
            format!("{name} has the text of {which}")
        }
        Change::Removed { name, .. } => match leave_draft(model, name) {
            Left::Nothing => format!("{name} is in the trash"),
            Left::Text => format!("{name} is in the trash, but not what you typed since"),
        },
        Change::Renamed { from, to } => {
            follow_rename(model, from, to, generation);
            model.list.reveal(to);
            format!("{from} is {to}")
        }
        // Nothing that is undone is one of these.
        Change::Met { name, .. } | Change::GivenUp { name, .. } => name.to_string(),
    };
    let more = together(others, left);
    say(model, format!("{back}: {what}{more}. {way_back} takes that back"));
}

/// What is said of the changes that were made together with one.
fn together(others: usize, left: usize) -> String {
    let mut more = match others {
        0 => String::new(),
        others => format!(", and so for {others} more"),
    };
    if left > 0 {
        more.push_str(&format!("; {left} stay as they are, for they changed since"));
    }
    more
}

/// `text` with a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
