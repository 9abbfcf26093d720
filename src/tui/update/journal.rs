//! What the disk and other programs are told of drafts: unsaved texts are written down as they grow, and drafts that an
//! earlier run left behind are offered.

use std::collections::BTreeMap;

use super::super::action::{Action, Scope};
use super::super::message::{Effect, Then};
use super::super::model::draft::{Draft, Work};
use super::super::model::{Asked, Leaving, Model, Question};
use super::super::wording::plural;
use super::{edit, fail, key, say, warn};
use crate::drafts::{Caret, Editor, LeftBehind};
use crate::library::LibraryError;
use crate::prompt::{PromptId, layout};

/// Asks for what has changed: a text that is not on the disk as it stands is written down, one that is saved or given
/// up is forgotten, and other programs are told which prompts are edited here.
pub(super) fn follow(model: &mut Model) -> Vec<Effect> {
    // On the way out every text is put away by its own effect, and stays there.
    if !matches!(model.leaving, Leaving::No | Leaving::Saving { .. } | Leaving::GivingUp { .. }) {
        return Vec::new();
    }
    let given = |draft: &Draft| matches!(draft.work(), Work::Given(_)) && draft.is_text_of_work();
    let unsaved = model.drafts.iter().filter(|(_, draft)| draft.is_modified() && !given(draft));
    let unsaved: BTreeMap<PromptId, _> =
        unsaved.map(|(id, draft)| (id.clone(), (draft.editor.revision(), draft.base().revision().hash))).collect();
    let written = std::mem::take(&mut model.journalled);
    // First what is to be written: a text that has another name by now is forgotten under its old one last.
    let grown = unsaved.iter().filter(|(id, revision)| written.get(id) != Some(revision));
    let mut effects: Vec<Effect> = grown.map(|(id, _)| Effect::Journal(id.clone())).collect();
    effects.extend(written.keys().filter(|id| !unsaved.contains_key(id)).map(|id| Effect::Forget(id.clone())));
    model.journalled = unsaved;

    let ended: Vec<PromptId> = model.edited.iter().filter(|id| !model.drafts.contains_key(id)).cloned().collect();
    let begun: Vec<PromptId> = model.drafts.keys().filter(|id| !model.edited.contains(id)).cloned().collect();
    for id in ended {
        model.edited.remove(&id);
        effects.push(Effect::Leave(id));
    }
    for id in begun {
        model.edited.insert(id.clone());
        effects.push(Effect::Enter(id));
    }
    effects
}

/// Another program edits the same prompt.
pub(super) fn edited_elsewhere(model: &mut Model, id: &PromptId, editor: Editor) {
    warn(
        model,
        format!("{id} is being edited in another promptbook too (process {}). Saving compares first", editor.pid),
    );
}

/// Drafts were left behind by programs that ended without saving them.
pub(super) fn left_behind(model: &mut Model, left: Vec<LeftBehind>) {
    model.left.extend(left);
    ask(model);
}

/// Asks what is to become of the drafts that were left behind, if any were.
fn ask(model: &mut Model) {
    // A question in the middle of something else would take letters for answers.
    let free = model.question.is_none() && model.editing.is_none() && model.overlay.is_none() && !model.filter.typing;
    if model.left.is_empty() {
        return;
    }
    if free && model.leaving == Leaving::No {
        model.question = Some(Question::Left(Asked::Open));
    } else {
        warn(model, format!("{} left unsaved by an earlier run. The next start offers them again", count(model)));
    }
}

/// How many there are, for a person.
pub(super) fn count(model: &Model) -> String {
    plural(model.left.len(), "draft")
}

/// Goes on with the first of the drafts that were left behind, and asks about the next. What is on disk by now is
/// compared as with any draft.
pub(super) fn restore(model: &mut Model) -> Vec<Effect> {
    model.question = None;
    if model.left.is_empty() {
        return Vec::new();
    }
    let left = model.left.remove(0);
    let id = left.draft.id.clone();
    let mut effects = Vec::new();
    if model.drafts.contains_key(&id) {
        fail(model, format!("{id} has another draft by now, so this one stays for the next start"));
    } else {
        match Draft::restored(&left.draft) {
            Ok(draft) => {
                model.drafts.insert(id.clone(), draft);
                effects.push(Effect::Adopt(left));
                model.list.reveal(&id);
                if model.left.is_empty() {
                    let save = key(model, Scope::Edit, Action::Save);
                    edit::show(model, id.clone());
                    say(model, format!("{id} is as you left it. {save} saves it"));
                }
            }
            Err(unfit) => fail(model, format!("The draft of {id} cannot be edited here: {unfit}")),
        }
    }
    if !model.left.is_empty() {
        model.question = Some(Question::Left(Asked::Open));
    }
    effects
}

/// Puts the first of the drafts that were left behind in the history. The question stays until that is done: a key
/// that was meant for it must not be one of the list.
pub(super) fn discard(model: &mut Model) -> Vec<Effect> {
    let Some(left) = model.left.first() else { return Vec::new() };
    let bytes = layout::splice(&left.draft.base, &left.draft.text);
    let keep = Effect::Keep { id: left.draft.id.clone(), bytes, then: Then::Settle };
    model.question = Some(Question::Left(Asked::Discarding));
    vec![keep]
}

/// A draft that was left behind is in the history, or could not be put there.
pub(super) fn discarded(model: &mut Model, id: &PromptId, outcome: Result<u64, LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(number) => {
            let settled = (!model.left.is_empty()).then(|| Effect::Settle(model.left.remove(0)));
            say(model, format!("The draft of {id} is version {number} in its history"));
            model.question = (!model.left.is_empty()).then_some(Question::Left(Asked::Open));
            settled.into_iter().collect()
        }
        Err(error) => {
            model.question = None;
            fail(model, format!("The draft of {id} stays, for it could not be given up: {error}"));
            Vec::new()
        }
    }
}

/// What is written down of the draft of `id` as it is now.
pub fn written(model: &Model, id: &PromptId) -> Option<crate::drafts::Draft> {
    let draft = model.drafts.get(id)?;
    let (line, column) = draft.editor.caret();
    let caret = Caret { line, column };
    Some(crate::drafts::Draft::new(id.clone(), draft.base().raw().to_vec(), draft.editor.text(), caret))
}
