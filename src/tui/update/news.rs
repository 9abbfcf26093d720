//! What the library tells: snapshots, events, prompts that were read.

use std::sync::Arc;

use super::super::message::Effect;
use super::super::model::draft::Draft;
use super::super::model::{EVENTS_KEPT, Listing, Model};
use super::{edit, fail, say, warn};
use crate::cache::{CacheState, Snapshot};
use crate::library::{Event, EventKind, LibraryError};
use crate::metrics::Figures;
use crate::prompt::{Prompt, PromptId};
use crate::store::{StoreError, WatchState};

/// A snapshot is current.
pub(super) fn published(model: &mut Model, snapshot: Arc<Snapshot>, figures: Figures) -> Vec<Effect> {
    let switched = model.snapshot.state() != snapshot.state();
    model.history.sample(model.second, figures.hits, figures.misses);
    model.snapshot = snapshot;
    model.figures = figures;
    if switched {
        match model.snapshot.state() {
            CacheState::On => say(model, "The cache is on"),
            CacheState::Off(_) => say(model, "The cache is off: every read goes to the disk"),
        }
    }
    check_drafts(model)
}

/// Looks at what has become of the files of drafts.
fn check_drafts(model: &mut Model) -> Vec<Effect> {
    if model.listing != Listing::Done {
        return Vec::new();
    }
    let mut effects = Vec::new();
    let mut news = Vec::new();
    for (id, draft) in &mut model.drafts {
        match model.snapshot.get(id) {
            None => draft.gone(),
            Some(entry) if known_stamp(draft) == entry.stamp => {}
            Some(entry) => match entry.body() {
                Some(body) => news.push(Arc::clone(body.prompt())),
                None if !draft.is_saving() => effects.push(Effect::Read(id.clone())),
                None => {}
            },
        }
    }
    for prompt in news {
        edit::on_disk(model, &prompt);
    }
    effects
}

/// The newest state of the file that the draft knows of.
fn known_stamp(draft: &Draft) -> crate::prompt::Stamp {
    use super::super::model::draft::Disk;
    match draft.disk() {
        Disk::Changed(prompt) => prompt.revision().stamp,
        Disk::Same | Disk::Gone => draft.base().revision().stamp,
    }
}

/// The library did something.
pub(super) fn happened(model: &mut Model, event: Event, time: String) -> Vec<Effect> {
    match &event.kind {
        EventKind::Listing { found } => {
            if model.listing != Listing::Done {
                model.listing = Listing::Reading(*found);
            }
            return Vec::new();
        }
        EventKind::Listed { .. } => model.listing = Listing::Done,
        EventKind::Skipped { name, why } => {
            let second = model.second;
            let text = format!("Skipped {name}: it {why}");
            model.messages.note(super::super::model::messages::Weight::Warning, text, second);
        }
        EventKind::Swapped(swap) => model.history.swap(model.second, swap.cause),
        EventKind::ChangedOnDisk { ids } => {
            // What was just saved from here is no news.
            match ids.as_slice() {
                [one] => say(model, format!("{one} changed on disk")),
                several => say(model, format!("{} prompts changed on disk", several.len())),
            }
        }
        EventKind::Watch(WatchState::Polling { every, reason }) => {
            let text = format!("Changes of other programs are seen only every {} s: {reason}", every.as_secs());
            warn(model, text);
        }
        EventKind::Failed { message } => fail(model, message.clone()),
        EventKind::Loaded { .. } | EventKind::Saved { .. } | EventKind::Watch(_) => {}
    }
    if model.events.len() == EVENTS_KEPT {
        model.events.pop_front();
    }
    model.events.push_back((time, event));
    Vec::new()
}

/// A prompt was read for the screen.
pub(super) fn read(model: &mut Model, id: &PromptId, outcome: Result<Arc<Prompt>, LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(prompt) => {
            if model.preview.id() == Some(id) {
                model.preview.show(&prompt);
            }
            edit::on_disk(model, &prompt);
            if model.opening.as_ref() == Some(id) {
                edit::begin(model, &prompt);
            }
        }
        Err(error) => {
            if model.opening.as_ref() == Some(id) {
                model.opening = None;
                fail(model, format!("Could not open {id}: {error}"));
            }
            if matches!(error, LibraryError::Store(StoreError::NotFound(_)))
                && let Some(draft) = model.drafts.get_mut(id)
            {
                draft.gone();
            }
            if model.preview.id() == Some(id) {
                model.preview.fail(id, error.to_string());
            }
        }
    }
    Vec::new()
}
