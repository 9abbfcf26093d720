//! Saving, and what is done where the file holds another text by then.

use std::sync::Arc;

use super::super::action::{Action, Scope};
use super::super::message::{Effect, Then};
use super::super::model::draft::{Disk, Draft, Work};
use super::super::model::{Leaving, Model, Question};
use super::super::wording;
use super::{edit, fail, files, journal, key, leave, merge, say, warn};
use crate::library::{LibraryError, Saved};
use crate::prompt::{Prompt, PromptId};
use crate::store::{Durability, Expected, StoreError};

/// Saves the draft in the editor, or asks what to do where the file was changed.
pub(super) fn save_open(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.editing.clone() else { return Vec::new() };
    let Some(draft) = model.drafts.get(&id) else { return Vec::new() };
    let (work, disk) = (draft.work(), draft.disk());
    if model.is_moving(&id) || matches!(work, Work::Giving(_) | Work::Replacing(_) | Work::Merging(..)) {
        say(model, files::busy_with(&id));
        return Vec::new();
    }
    if matches!(disk, Disk::Changed(_)) {
        model.question = Some(Question::Conflict(id));
        return Vec::new();
    }
    if !draft.is_modified() && !draft.is_at_work() {
        say(model, format!("{id} is saved already"));
        return Vec::new();
    }
    if !draft.conflicts().is_empty() {
        model.question = Some(Question::Marked(id));
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
            let again = model.drafts.get_mut(id).is_some_and(|draft| draft.saved(&saved.prompt, saved.generation));
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
            if !is_open && model.drafts.get(id).is_some_and(|draft| !draft.is_modified() && !draft.is_at_work()) {
                model.drafts.remove(id);
            }
        }
        Err(error) => {
            let refused = matches!(error, LibraryError::Store(StoreError::Changed(_) | StoreError::Exists(_)));
            if let Some(draft) = model.drafts.get_mut(id) {
                if refused { draft.save_refused() } else { draft.save_failed() }
            }
            if matches!(model.leaving, Leaving::Saving { .. }) {
                leave::cancel(model);
            }
            let way_out = match model.editing.as_ref() == Some(id) {
                true => format!(
                    "{} tries again, {} saves it elsewhere",
                    key(model, Scope::Edit, Action::Save),
                    key(model, Scope::Edit, Action::SaveElsewhere)
                ),
                false => format!("{} opens it", key(model, Scope::Browse, Action::Edit)),
            };
            fail(model, format!("{id} is not saved: {error}. Your text is kept as a draft. {way_out}"));
        }
    }
    Vec::new()
}

/// Asks `question` about the draft of `id`, in its editor.
pub(super) fn ask(model: &mut Model, id: &PromptId, question: fn(PromptId) -> Question) {
    edit::show(model, id.clone());
    model.list.reveal(id);
    model.overlay = None;
    model.question = Some(question(id.clone()));
}

/// Says that what was asked about `id` is no longer so.
pub(super) fn is_out_of_date(model: &mut Model, id: &PromptId) -> Vec<Effect> {
    let save = key(model, Scope::Edit, Action::Save);
    say(model, format!("{id} is not as it was when this was asked. {save} saves your text"));
    Vec::new()
}

/// Puts the text that is to go in the history; when it is there, `then` follows.
pub(super) fn settle_conflict(model: &mut Model, id: &PromptId, then: Then) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(id) else { return Vec::new() };
    let Disk::Changed(disk) = draft.disk().clone() else { return is_out_of_date(model, id) };
    if draft.is_at_work() {
        say(model, files::busy_with(id));
        return Vec::new();
    }
    let bytes = if then == Then::KeepMine {
        draft.start_replacing(&disk);
        disk.raw().to_vec()
    } else {
        draft.start_giving()
    };
    // Where this was decided in a comparison, what becomes of it is seen in the editor.
    model.overlay = None;
    edit::show(model, id.clone());
    vec![Effect::Keep { id: id.clone(), bytes, then }]
}

/// A text that was to be given up is safe, or is not: then nothing is given up.
pub(super) fn kept(model: &mut Model, id: &PromptId, then: Then, outcome: Result<u64, LibraryError>) -> Vec<Effect> {
    match (outcome, then) {
        (outcome, Then::Settle) => return journal::discarded(model, id, outcome),
        (Ok(number), Then::TakeDisk) => take_disk(model, id, number),
        (Ok(number), Then::KeepMine) => return keep_mine(model, id, number),
        (Ok(number), Then::KeepBoth) => return merge::disk_kept(model, id, number),
        (Ok(number), Then::Merge) => merge::both_kept(model, id, number),
        (Ok(_), Then::Quit) => {
            let leaving = model.leaving != Leaving::No;
            if let Some(draft) = model.drafts.get_mut(id) {
                if leaving { draft.given() } else { draft.rest() }
            }
        }
        (Ok(number), Then::Nothing) => {
            let text = format!(
                "The text of your editor is too large for {id} to be edited here, so it is version {number} in its history"
            );
            fail(model, text);
        }
        (Err(error), Then::Nothing) => {
            fail(model, format!("The text of your editor is too large for {id} and could not be kept: {error}"));
        }
        (Err(error), Then::Quit) if model.leaving == Leaving::Terminating => {
            if let Some(draft) = model.drafts.get_mut(id) {
                draft.stranded(error.to_string());
            }
        }
        (Err(error), Then::TakeDisk | Then::KeepMine | Then::KeepBoth | Then::Merge | Then::Quit) => {
            if let Some(draft) = model.drafts.get_mut(id) {
                draft.rest();
            }
            if model.leaving != Leaving::Terminating {
                leave::cancel(model);
            }
            fail(model, format!("Nothing of {id} was given up: {error}"));
        }
    }
    Vec::new()
}

/// The draft's text is in the trash: the text on disk takes its place, unless more was typed meanwhile.
fn take_disk(model: &mut Model, id: &PromptId, number: u64) {
    let Some(draft) = model.drafts.get_mut(id) else { return };
    let unchanged = draft.is_text_of_work();
    draft.rest();
    let disk: Arc<Prompt> = match draft.disk() {
        _ if !unchanged => {
            return say(
                model,
                format!("You went on typing, so your text stays. A copy is version {number} in its history"),
            );
        }
        Disk::Gone => {
            return say(
                model,
                format!("{id} was removed meanwhile, so your text stays. A copy is version {number} in its history"),
            );
        }
        Disk::Changed(disk) => Arc::clone(disk),
        Disk::Same => Arc::clone(draft.base()),
    };
    match Draft::begin(&disk, 0) {
        Ok(fresh) => {
            *draft = fresh;
            say(model, format!("Took the text on disk. Yours is version {number} in its history"));
        }
        Err(unfit) => {
            model.drop_draft(id);
            warn(model, format!("Took the text on disk: {unfit}. Yours is version {number} in its history"));
        }
    }
}

/// What another program wrote is in the trash: the draft takes its place, unless that program wrote once more.
fn keep_mine(model: &mut Model, id: &PromptId, number: u64) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(id) else { return Vec::new() };
    let Work::Replacing(kept) = draft.work().clone() else { return Vec::new() };
    draft.rest();
    match draft.disk() {
        Disk::Changed(disk) if disk.revision().hash == kept.revision().hash => draft.rebase(&kept),
        Disk::Changed(_) => {
            warn(model, format!("{id} was changed once more meanwhile, so nothing was replaced"));
            return Vec::new();
        }
        Disk::Same | Disk::Gone => {}
    }
    say(model, format!("The text that was on disk is version {number} in its history"));
    save(model, id)
}
