//! Which texts leave memory when a cap is reached: SIEVE (Zhang et al., "SIEVE is Simpler than LRU", NSDI 2024).
//!
//! New texts join at the young end of a queue. A hand walks from old to young: a text that was read since the hand
//! last passed keeps its place and loses its mark, the first one that was not is put out. The queue is part of the
//! snapshot, so that a writer that lost the race has not disturbed it.

use imbl::OrdMap;

use super::MissReason;
use super::next::Next;
use super::snapshot::Limits;
use crate::prompt::PromptId;

/// The resident texts from old to young, and the hand.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue {
    slots: OrdMap<u64, PromptId>,
    next: u64,
    hand: u64,
}

impl Queue {
    /// Adds `id` at the young end and returns its slot.
    pub(super) fn push(&mut self, id: PromptId) -> u64 {
        let slot = self.next;
        self.next += 1;
        self.slots.insert(slot, id);
        slot
    }

    pub(super) fn remove(&mut self, slot: u64) {
        self.slots.remove(&slot);
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &PromptId> {
        self.slots.values()
    }

    /// The text under the hand, which then moves on; from the young end it returns to the old one.
    fn advance(&mut self) -> Option<PromptId> {
        let (slot, id) =
            self.slots.get_next(&self.hand).or_else(|| self.slots.get_min().map(|oldest| (&oldest.0, &oldest.1)))?;
        let id = id.clone();
        self.hand = slot + 1;
        Some(id)
    }
}

/// Puts texts out of memory until `next` is within `limits`, and returns how many.
pub(super) fn keep_within(next: &mut Next, limits: Limits) -> usize {
    let mut evicted = 0;
    // Two rounds visit every text with its mark cleared; readers that keep marking must not hold the writer longer.
    let mut patience = 2 * next.queue().len();
    while next.resident_bytes() > limits.max_bytes || next.queue().len() > limits.max_entries {
        let Some(id) = next.queue().advance() else { break };
        let visited = next.get(&id).and_then(|entry| entry.body()).is_some_and(|body| body.take_visit());
        if visited && patience > 0 {
            patience -= 1;
        } else {
            next.put_out(&id, MissReason::Evicted);
            evicted += 1;
        }
    }
    evicted
}
