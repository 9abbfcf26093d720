//! Merging a draft with what another program wrote, and walking through the conflicts that are left.

use super::super::action::{Action, Scope};
use super::super::message::{Effect, Then};
use super::super::model::Model;
use super::super::model::draft::{Disk, Draft, Merging, Work};
use super::super::model::messages::Weight;
use super::super::wording::plural;
use super::{edit, fail, files, key, save, say, warn};
use crate::prompt::PromptId;

/// Begins to merge: the text on disk goes to the history first, then the draft's, so that either can be had back whatever
/// becomes of the merged one.
pub(super) fn begin(model: &mut Model, id: &PromptId) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(id) else { return Vec::new() };
    let Disk::Changed(disk) = draft.disk().clone() else { return save::is_out_of_date(model, id) };
    if draft.is_at_work() {
        say(model, files::busy_with(id));
        return Vec::new();
    }
    if let Err(unfit) = draft.start_merging(&disk) {
        fail(model, format!("The text on disk cannot be merged: {unfit}"));
        return Vec::new();
    }
    model.overlay = None;
    edit::show(model, id.clone());
    vec![Effect::Keep { id: id.clone(), bytes: disk.raw().to_vec(), then: Then::KeepBoth }]
}

/// The text on disk is safe: the draft's is next, as it is by now.
pub(super) fn disk_kept(model: &mut Model, id: &PromptId, number: u64) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(id) else { return Vec::new() };
    let Work::Merging(_, disk) = draft.work().clone() else { return Vec::new() };
    if draft.start_merging(&disk).is_err() {
        draft.rest();
        return Vec::new();
    }
    let bytes = draft.bytes();
    let second = model.second;
    model.messages.note(Weight::Note, format!("The text that was on disk is version {number} in its history"), second);
    vec![Effect::Keep { id: id.clone(), bytes, then: Then::Merge }]
}

/// Both texts are safe: the draft takes the merged one, unless either has changed meanwhile.
pub(super) fn both_kept(model: &mut Model, id: &PromptId, number: u64) {
    let Some(draft) = model.drafts.get_mut(id) else { return };
    let Work::Merging(_, kept) = draft.work().clone() else { return };
    let unchanged = draft.is_text_of_work();
    draft.rest();
    let second = model.second;
    let mine = format!("Your text before the merge is version {number} in its history");
    model.messages.note(Weight::Note, mine, second);
    let is_kept = |disk: &Disk| matches!(disk, Disk::Changed(disk) if disk.revision().hash == kept.revision().hash);
    if !unchanged {
        return say(model, "You went on typing, so nothing was merged yet");
    }
    let save = key(model, Scope::Edit, Action::Save);
    let Some(draft) = model.drafts.get_mut(id) else { return };
    if !is_kept(draft.disk()) {
        return warn(model, format!("{id} was changed once more meanwhile, so nothing was merged"));
    }
    match draft.merge_with(&kept) {
        Merging::Clean => say(model, format!("Merged, nothing overlapped: {save} saves")),
        Merging::Same => say(model, "Merged: your text is the one on disk now"),
        Merging::Conflicts(conflicts) => {
            let next = key(model, Scope::Edit, Action::NextConflict);
            let text = plural(conflicts, "conflict");
            warn(model, format!("Merged with {text}, marked in the text. {next} goes to the next"));
        }
        Merging::TooLarge => fail(model, "The merged text would be too large to edit here, so nothing was merged"),
    }
}

/// Goes to the next conflict that is still marked.
pub(super) fn next_conflict(model: &mut Model) {
    match edit::open_draft(model).and_then(Draft::go_to_next_conflict) {
        Some((nth, of)) => say(model, format!("Conflict {nth} of {of}: keep what you want, remove the marked lines")),
        None => say(model, "No conflict is marked in this text"),
    }
}
