//! What the library tells: snapshots, events, prompts that were read.

use std::sync::Arc;

use super::super::action::{Action, Scope};
use super::super::message::Effect;
use super::super::model::draft::{Disk, Draft, News, Work};
use super::super::model::messages::Weight;
use super::super::model::{Listing, Model, Question};
use super::super::wording;
use super::{compare, edit, fail, key, preview, save, say, warn};
use crate::cache::{CacheState, Held, OffReason, Snapshot};
use crate::library::{Event, EventKind, LibraryError};
use crate::metrics::Figures;
use crate::prompt::{Prompt, PromptId};
use crate::store::WatchState;

/// A snapshot is current, unless a newer one was before it.
pub(super) fn published(model: &mut Model, snapshot: Held, figures: Figures) {
    // Swaps and reads only ever add up.
    let age = |snapshot: &Snapshot, figures: &Figures| (snapshot.generation(), figures.hits + figures.misses);
    if age(&snapshot, &figures) < age(&model.snapshot, &model.monitor.figures) {
        return;
    }
    let switched = model.snapshot.state() != snapshot.state();
    model.snapshot = snapshot;
    model.monitor.take(figures);
    if switched {
        match model.snapshot.state() {
            CacheState::On => say(model, "The cache is on"),
            CacheState::Off(OffReason::Configured | OffReason::ByHand) => {
                say(model, "The cache is off: every read goes to the disk");
            }
            CacheState::Off(reason) => {
                let (metrics, switch) =
                    (key(model, Scope::Browse, Action::Metrics), key(model, Scope::Metrics, Action::SwitchCache));
                let why = reason.label();
                warn(
                    model,
                    format!("The cache is off {why}: every read goes to the disk. {metrics} {switch} turns it on"),
                );
            }
        }
    }
}

/// Compares every draft with what the snapshot says of its file.
pub(super) fn compare_drafts(model: &mut Model) -> Vec<Effect> {
    let ids: Vec<PromptId> = model.drafts.keys().filter(|id| !model.is_moving(id)).cloned().collect();
    let mut effects = Vec::new();
    for id in ids {
        let Some(draft) = model.drafts.get_mut(&id) else { continue };
        if !draft.is_known_in(model.snapshot.generation()) {
            continue;
        }
        match model.snapshot.get(&id) {
            Some(entry) => {
                let news = draft.compare(entry);
                effects.extend(tell(model, &id, news));
            }
            // A listing that is not complete says nothing of what it has not met yet, but a refused save does.
            None if model.listing == Listing::Done || matches!(draft.work(), Work::Refused(_)) => gone(model, &id),
            None => {}
        }
    }
    effects
}

fn gone(model: &mut Model, id: &PromptId) {
    let Some(draft) = model.drafts.get_mut(id) else { return };
    let known = matches!(draft.disk(), Disk::Gone);
    draft.gone();
    if !known && matches!(draft.disk(), Disk::Gone) && model.editing.as_ref() == Some(id) {
        let save = key(model, Scope::Edit, Action::Save);
        warn(model, format!("{id} was removed by another program. {save} creates it again"));
    }
}

/// Says what the comparison of a draft with the disk came to.
fn tell(model: &mut Model, id: &PromptId, news: News) -> Option<Effect> {
    match news {
        News::None => {}
        News::Unread => return Some(Effect::Read(id.clone())),
        News::Reloaded => {
            let counts = compare::remember(model, id).unwrap_or_default();
            let scope = if model.editing.as_ref() == Some(id) { Scope::Edit } else { Scope::Browse };
            let diff = key(model, scope, Action::Compare);
            say(model, format!("{id} changed on disk, reloaded {counts}. {diff} diff"));
        }
        News::Conflict if model.editing.as_ref() == Some(id) => {
            // Whoever wants to save and has not typed since is asked at once; a question in the middle of typing would
            // take letters for answers.
            let refused = |draft: &Draft| matches!(draft.work(), Work::Refused(_)) && draft.is_text_of_work();
            let waits = model.drafts.get(id).is_some_and(refused);
            if waits && model.question.is_none() && model.overlay.is_none() && model.find.is_none() {
                save::ask(model, id, Question::Conflict);
            } else {
                let save = key(model, Scope::Edit, Action::Save);
                warn(model, format!("{id} changed on disk while you edit. {save} asks what to do"));
            }
        }
        News::Conflict => warn(model, format!("{id} changed on disk, and has a draft with another text")),
    }
    None
}

/// The library did something.
pub(super) fn happened(model: &mut Model, event: Event, time: String) {
    match &event.kind {
        EventKind::Listing { found } => {
            if model.listing != Listing::Done {
                model.listing = Listing::Reading(*found);
            }
            return;
        }
        EventKind::Listed { skipped, .. } => {
            model.listing = Listing::Done;
            if *skipped > 0 {
                let messages = key(model, Scope::Browse, Action::Messages);
                warn(model, format!("Skipped {}. {messages} shows why", wording::plural(*skipped, "file")));
            }
        }
        EventKind::Skipped { name, why } => {
            let second = model.second;
            model.messages.note(Weight::Warning, format!("Skipped {name}: it {why}"), second);
        }
        EventKind::ChangedOnDisk { ids } => match ids.as_slice() {
            // What that means for the draft is said when the snapshot is here, before this or after it.
            [one] if model.drafts.contains_key(one) => {}
            [one] => say(model, format!("{one} changed on disk")),
            several => say(model, format!("{} prompts changed on disk", several.len())),
        },
        EventKind::Watch(WatchState::Polling { every, reason }) => {
            let text = format!("Changes of other programs are seen only every {} s: {reason}", every.as_secs());
            warn(model, text);
        }
        EventKind::Watch(WatchState::Away { every, reason }) => {
            let drafts = if model.unsaved() == 0 { "" } else { ". Drafts are kept" };
            fail(model, format!("{reason}{drafts}. It is looked for every {} s", every.as_secs()));
        }
        EventKind::Failed { message } => fail(model, message.clone()),
        EventKind::Swapped(_) | EventKind::Loaded { .. } | EventKind::Saved { .. } | EventKind::Watch(_) => {}
    }
    if let EventKind::Watch(state) = &event.kind {
        // The figures come with the next snapshot, and the first line shows this at once.
        model.monitor.figures.watch = state.clone();
    }
    model.monitor.note(event, time);
}

/// A prompt was read for the screen.
pub(super) fn read(model: &mut Model, id: &PromptId, outcome: Result<Arc<Prompt>, LibraryError>) -> Vec<Effect> {
    // A prompt that is being made opens when that is done: until then it could not be saved.
    let opens = model.opening.as_ref().is_some_and(|opening| opening.id == *id) && !model.is_moving(id);
    // A new prompt is shown before its name has reached the list.
    let is_shown = model.preview.id() == Some(id) || model.list.selected_prompt() == Some(id);
    let mut effects = Vec::new();
    match outcome {
        Ok(prompt) => {
            let entry = model.snapshot.get(id).cloned();
            let agrees = |prompt: &Arc<Prompt>| {
                entry.as_ref().is_some_and(|entry| *prompt.id() == *id && prompt.revision().stamp == entry.stamp)
            };
            // Of two answers the one that the snapshot knows stays, whichever came last.
            let is_stale = model.preview.prompt().is_some_and(agrees) && !agrees(&prompt);
            if is_shown && !is_stale {
                effects.extend(preview::show(model, &prompt));
            }
            if let (Some(draft), Some(entry)) = (model.drafts.get_mut(id), &entry) {
                let news = draft.compare_read(entry, &prompt);
                effects.extend(tell(model, id, news));
            }
            if opens {
                effects.extend(edit::open_with(model, &prompt, 0));
            }
        }
        Err(error) => {
            if opens {
                edit::stop_opening(model);
                fail(model, format!("{id} does not open: {error}"));
            }
            if is_shown {
                model.preview.fail(id, error.to_string());
            }
        }
    }
    effects
}
