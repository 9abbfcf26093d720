//! Who includes a prompt: asked for while it is looked at, renamed or gone, and told as soon as it is known.

use std::sync::Arc;

use super::super::message::Effect;
use super::super::model::users::{Parted, Wanted};
use super::super::model::{Keyboard, Leaving, Listing, Model, Naming, Question};
use super::{say, warn};
use crate::library::{LibraryError, Missing, users_sentence};
use crate::prompt::PromptId;
use crate::prompt::template::Template;

/// Asks who includes the prompt of which that is to be seen, and hands what is known to the preview.
pub(super) fn follow(model: &mut Model) -> Option<Effect> {
    let effect = wanted(model).and_then(|wanted| model.users.ask(wanted));
    let known = model.preview.id().and_then(|id| model.users.of(id)).map(Arc::clone);
    model.preview.set_users(known);
    let missing = model.preview.understood().map(|understood| missing(model, &understood.template)).unwrap_or_default();
    model.preview.set_missing(missing.into_iter().map(|(name, _)| name).collect());
    effect
}

/// What `template` includes and the book does not have, and in which line, counted from 1. A text has few includes: of one
/// with very many the first are looked at.
pub(super) fn missing(model: &Model, template: &Template) -> Vec<(String, usize)> {
    const MOST: usize = 20;
    if model.listing != Listing::Done {
        return Vec::new();
    }
    let missing = template.missing_includes(MOST, |id| model.snapshot.get(id).is_some());
    missing.map(|include| (include.name.clone(), include.line)).collect()
}

fn wanted(model: &Model) -> Option<Wanted> {
    // Before all names are known an include could be taken for another.
    if model.listing != Listing::Done || model.leaving != Leaving::No {
        return None;
    }
    let id = match (&model.users.parted, &model.question) {
        (Some(parted), _) => &parted.id,
        (None, Some(Question::Name { purpose: Naming::Rename(id), .. })) => id,
        (None, _) => {
            let is_browsing = matches!(model.keyboard(), Keyboard::Browse | Keyboard::Filter);
            let has_room = model.layout()?.text.is_some();
            model.preview.prompt().filter(|_| is_browsing && has_room)?.id()
        }
    };
    Some(Wanted { id: id.clone(), listing: model.snapshot.listing_changed() })
}

/// An answer is there.
pub(super) fn found(model: &mut Model, wanted: Wanted, outcome: Result<Vec<PromptId>, LibraryError>) {
    if !model.users.answered(&wanted) {
        return;
    }
    let parted = model.users.parted.take_if(|parted| parted.id == wanted.id);
    match (outcome, parted) {
        (Ok(users), None) => model.users.keep(wanted, users),
        // Whoever had it back meanwhile misses nothing.
        (Ok(users), Some(parted)) => {
            if model.snapshot.get(&parted.id).is_none() {
                tell(model, &parted, &users);
            }
        }
        // The work was interrupted, and would be again.
        (Err(_), _) => model.users.keep(wanted, Vec::new()),
    }
}

/// The prompt `id` is gone or has another name, and `said` says so. Adds who includes it, at once or when it is known.
pub(super) fn part(model: &mut Model, id: &PromptId, said: String) {
    let parted = Parted { id: id.clone(), said };
    match model.users.of(id).map(Arc::clone) {
        Some(users) if !users.is_empty() => tell(model, &parted, &users),
        Some(_) => say(model, parted.said),
        None => {
            say(model, parted.said.clone());
            model.users.parted = Some(parted);
        }
    }
}

fn tell(model: &mut Model, parted: &Parted, users: &[PromptId]) {
    if let Some(sentence) = users_sentence(users, &parted.id.to_string(), Missing::Now) {
        warn(model, format!("{}. {sentence}", parted.said));
    }
}
