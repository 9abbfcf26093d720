//! Which texts leave memory when a cap is reached: SIEVE (Zhang et al., "SIEVE is Simpler than LRU", NSDI 2024).
//!
//! New texts join at the young end of a queue. A hand walks from old to young: a text that was read since the hand
//! last passed keeps its place and loses its mark, the first one that was not is put out.
//!
//! The queue is the writers' own, beside the snapshot rather than in it: readers never look at it, and a write need not
//! copy it. A text joins before the snapshot that has it is published and leaves after the one without it is, so every
//! text in the current snapshot is in the queue and can be put out.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::{Mutex, PoisonError};

use super::next::Next;
use super::schedule;
use crate::prompt::PromptId;

/// The texts from old to young, and the hand. Locked for a few steps at a time, and only by writers.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    places: BTreeMap<u64, PromptId>,
    next: u64,
    /// The place that is looked at next, or the first one behind it; 0 for the oldest.
    hand: u64,
}

impl Queue {
    /// Adds `id` at the young end and returns its place.
    fn join(&self, id: &PromptId) -> u64 {
        let mut state = self.lock();
        state.next += 1;
        let place = state.next;
        state.places.insert(place, id.clone());
        place
    }

    /// Takes the texts at `places` out.
    pub(super) fn leave(&self, places: &[u64]) {
        if !places.is_empty() {
            let mut state = self.lock();
            for place in places {
                state.places.remove(place);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lock().places.len()
    }

    /// Moves the hand on by one text and returns that. From the young end it returns to the old one, and the young end
    /// is before the places from `newcomers` on: were they in its way, a hand that has come this far would put out
    /// every one of them as it comes, and never turn back.
    fn advance(&self, newcomers: u64) -> Option<(u64, PromptId)> {
        let mut state = self.lock();
        let ahead = state.places.range(state.hand..).next().filter(|(place, _)| **place < newcomers);
        let (place, id) = ahead.or_else(|| state.places.first_key_value())?;
        let text = (*place, id.clone());
        let further = state.places.range((Excluded(text.0), Unbounded)).next();
        state.hand = further.map_or(0, |(place, _)| if *place < newcomers { *place } else { 0 });
        Some(text)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        schedule::point();
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a snapshot that is not published yet changes in the queue. Dropped before it is settled, as when another writer
/// was first or an edit panicked, it takes back the places that it took.
#[derive(Debug)]
pub(super) struct Places<'a> {
    queue: &'a Queue,
    joined: Vec<u64>,
    left: Vec<u64>,
}

impl<'a> Places<'a> {
    pub(super) fn of(queue: &'a Queue) -> Places<'a> {
        Places { queue, joined: Vec::new(), left: Vec::new() }
    }

    /// Adds `id` at the young end of the queue and returns its place.
    pub(super) fn join(&mut self, id: &PromptId) -> u64 {
        let place = self.queue.join(id);
        self.joined.push(place);
        place
    }

    /// `place` is free once the snapshot is published: the current one still has its text.
    pub(super) fn leave(&mut self, place: u64) {
        self.left.push(place);
    }

    /// The first place that was taken; if there is none, one that is behind all.
    pub(super) fn first_joined(&self) -> u64 {
        self.joined.first().copied().unwrap_or(u64::MAX)
    }

    /// The snapshot is published: its texts stay in the queue, and those that it no longer has go.
    pub(super) fn settle(mut self) {
        self.joined.clear();
        self.queue.leave(&self.left);
    }
}

impl Drop for Places<'_> {
    fn drop(&mut self) {
        self.queue.leave(&self.joined);
    }
}

/// Puts texts out of memory until `next` is within its caps.
pub(super) fn keep_within_caps(next: &mut Next, queue: &Queue) {
    // Two rounds visit every text with its mark cleared; readers that keep marking must not hold the writer longer.
    let mut patience = 2 * queue.len();
    let mut strangers = 0;
    let newcomers = next.first_joined();
    while let Some(cap) = next.broken_cap() {
        let Some((place, id)) = queue.advance(newcomers) else { return next.evict_the_oldest() };
        let Some(body) = next.get(&id).and_then(|entry| entry.body()).filter(|body| body.place == place) else {
            // A text of another writer's snapshot. Where other writers move the hand too, a whole round may be of those.
            strangers += 1;
            if strangers > queue.len() {
                return next.evict_the_oldest();
            }
            continue;
        };
        strangers = 0;
        if body.take_visit() && patience > 0 {
            patience -= 1;
        } else {
            next.evict(&id, cap);
        }
    }
}
