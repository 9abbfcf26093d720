//! What another cap or another policy would have made of the same reads.
//!
//! A ghost is a cache without texts: it knows which names it would have in memory and how large they are. Nine of them,
//! three policies at three caps, follow the reads of this book. Nothing runs by itself: hits wait with the readers that
//! made them until somebody looks at the figures, or until a read goes to the store, beside which this is little.
//!
//! # The sample
//! In a large book only some names are followed, chosen by their hashes, and the caps are as much smaller: spatial
//! sampling, from SHARDS (Waldspurger et al., "Efficient MRC Construction with SHARDS", FAST 2015). As there, the sample
//! is halved when more than a fixed number of names has been met, so the ghosts' memory is bounded. Everything counted
//! is counted by name, so a name that leaves the sample takes its misses along. Only misses are estimated from the sample,
//! the number of all reads is known: the few names that most reads are of hardly ever miss, so that it matters little which
//! of them are in the sample. This does what SHARDS calls its adjustment.
//!
//! # The error
//! [`WhatIf::error`] says how far off that may be. What it does not cover:
//! - Hits of two readers between two looks are taken reader after reader, not in the order of the clock.
//! - Where more hits come between two looks than a reader can note, the noted ones stand for the others in the count,
//!   but the ghosts have not seen those when they decide what to put out. [`Followed::unseen`] says how many there were,
//!   and what that does to a rate is known from trials only.
//! - A read that went to the store and whose caller did not wait for the answer is taken for a hit.
//! - A text that changes on disk while it is not in memory keeps its room in a ghost until it is read again.
//! - A cap within which only few of the followed texts have room is simulated coarsely.

mod ghost;
mod names;
mod queue;

use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use self::ghost::Ghost;
use self::names::Names;
use crate::cache::{Counters, Limits, MissReason};
use crate::prompt::{Prehashed, PromptId};

/// Names that are followed at most. With reads spread as Zipf has it the error is then one or two percent, and the nine
/// ghosts take at most 1.5 MB.
const NAMES: usize = 4096;

/// Who decides which texts leave memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// What this cache does: SIEVE (Zhang et al., NSDI 2024).
    Sieve,
    /// The one that was read or saved longest ago.
    Lru,
    /// The one that came first, as in the article.
    OldestFirst,
}

impl Policy {
    /// Every policy, in the order in which the figures list them.
    pub const ALL: [Policy; 3] = [Policy::Sieve, Policy::Lru, Policy::OldestFirst];

    /// The policy in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            Policy::Sieve => "SIEVE",
            Policy::Lru => "LRU",
            Policy::OldestFirst => "oldest first",
        }
    }
}

/// The caps of a ghost beside the present ones, both of bytes and of prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// Half of them.
    Half,
    /// The present ones.
    Same,
    /// Twice as much.
    Twice,
}

impl Room {
    /// Every one, in the order in which the figures list them.
    pub const ALL: [Room; 3] = [Room::Half, Room::Same, Room::Twice];

    /// The room in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            Room::Half => "half the cap",
            Room::Same => "the same cap",
            Room::Twice => "twice the cap",
        }
    }

    /// The caps of a cache with so much room where the present ones are `limits`.
    pub fn of(self, limits: Limits) -> Limits {
        let Limits { max_bytes, max_entries } = limits;
        match self {
            Room::Half => Limits { max_bytes: max_bytes / 2, max_entries: max_entries / 2 },
            Room::Same => limits,
            Room::Twice => {
                Limits { max_bytes: max_bytes.saturating_mul(2), max_entries: max_entries.saturating_mul(2) }
            }
        }
    }
}

/// What the reads since start would have come to under `policy` and with so much `room`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// Who would have decided what leaves.
    pub policy: Policy,
    /// The caps beside the present ones.
    pub room: Room,
    /// The cap on bytes that this comes to.
    pub max_bytes: u64,
    /// Hits of all reads, 0 to 1; absent before the first read.
    pub hit_rate: Option<f64>,
    /// The standard error of `hit_rate`: two times out of three it is at most so far off, nineteen times out of twenty
    /// at most twice as far. 0 where every read of every name was followed. Absent with it.
    ///
    /// It is the root of the sum of four variances:
    /// - of a total estimated from names each of which is in the sample with the probability `p`, with all its misses
    ///   (Horvitz and Thompson, JASA 1952): `(1 - p) * sum(misses^2) / (p * reads)^2`;
    /// - of the caps, for the texts of a sample are by chance more or fewer bytes than their part:
    ///   `(1 - p) * sum(bytes^2) / sum(bytes)^2` over the texts in the ghost's memory is the relative variance of such a
    ///   sum, times the square of what a larger cap brings, which the other caps tell;
    /// - of the hits that went by unseen, as if the seen ones were drawn from all at random:
    ///   `unseen / reads * rate * (1 - rate) / shown`;
    /// - of what a ghost puts out because it has not seen those hits: `(unseen / reads * (1 - rate) / 4)^2`. There is no
    ///   theory behind the 4. In trials with Zipf exponents from 0.6 to 1.4 and up to 93 % of the reads unseen, rates
    ///   came out too low by 0.01 to 0.44 of `unseen / reads * (1 - rate)`, and two of 54 by more than a third.
    pub error: Option<f64>,
}

/// What the figures of [`WhatIf`] rest on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// Reads that the ghosts were shown.
    pub reads: u64,
    /// Names that are followed: those of the sample that were read or saved.
    pub names: usize,
    /// The part of all names that is followed, 0 to 1.
    pub sample: f64,
    /// Hits that no reader noted because nobody had looked for long; the ones noted stand for them.
    pub unseen: u64,
}

/// Ghosts of one cache. Shared by all who read; what they do is short.
#[derive(Debug)]
pub struct Ghosts {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    names: Names,
    ghosts: Vec<Ghost>,
    /// Reads that the ghosts were shown.
    shown: u64,
}

/// Reads since start.
#[derive(Debug, Clone, Copy)]
struct Reads {
    all: u64,
    /// Hits whose names are not known.
    unseen: u64,
    /// Reads that the ghosts were shown.
    shown: u64,
}

/// What happened to a text that the ghosts may want to have.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    /// It was read, by so many of all reads.
    Read { weight: f64 },
    /// It was read for the first time since it changed: a miss in any cache.
    FirstRead,
    /// It was to be read and could not be.
    Failed,
    /// It was saved, and so brought into memory.
    Saved,
    /// It changed on disk. Who has it takes the new text.
    Changed,
    /// It is gone.
    Gone,
}

impl Ghosts {
    /// Ghosts of a cache within `limits`, whose readers note hits from now on.
    pub fn of(limits: Limits, counters: &Counters) -> Ghosts {
        Ghosts::that_follow(NAMES, limits, counters)
    }

    fn that_follow(names: usize, limits: Limits, counters: &Counters) -> Ghosts {
        let pairs = Policy::ALL.into_iter().flat_map(|policy| Room::ALL.map(|room| (policy, room)));
        let ghosts = pairs.map(|(policy, room)| Ghost::new(policy, room, room.of(limits))).collect();
        let ghosts = Ghosts { state: Mutex::new(State { names: Names::at_most(names), ghosts, shown: 0 }) };
        // The first call says what is to be noted.
        drop(ghosts.up_to_now(counters));
        ghosts
    }

    /// A read of `id` went to the store for `reason` and brought a text of so many `bytes`, or none.
    pub fn missed(&self, counters: &Counters, id: &PromptId, bytes: Option<u64>, reason: MissReason) {
        let event = match (bytes, reason) {
            (None, _) => Event::Failed,
            (Some(_), MissReason::FirstRead | MissReason::Changed) => Event::FirstRead,
            (Some(_), MissReason::Evicted | MissReason::TooLarge | MissReason::Off | MissReason::Cleared) => {
                Event::Read { weight: 1.0 }
            }
        };
        self.happened(counters, hash(id), bytes.unwrap_or_default(), event);
    }

    /// `id` was saved and has so many `bytes` now.
    pub fn saved(&self, counters: &Counters, id: &PromptId, bytes: u64) {
        self.happened(counters, hash(id), bytes, Event::Saved);
    }

    /// `id`, which is in memory, was changed by another program and has so many `bytes` now.
    pub fn changed(&self, counters: &Counters, id: &PromptId, bytes: u64) {
        self.happened(counters, hash(id), bytes, Event::Changed);
    }

    /// `id` is no prompt any more.
    pub fn gone(&self, counters: &Counters, id: &PromptId) {
        self.happened(counters, hash(id), 0, Event::Gone);
    }

    /// What each ghost makes of all reads up to now, and what that rests on.
    pub fn look(&self, counters: &Counters) -> (Vec<WhatIf>, Followed) {
        // Counted first: what comes in between is shown to the ghosts and not yet counted, which is hardly anything.
        let all = counters.hits() + counters.misses();
        let state = self.up_to_now(counters);
        let reads = Reads { all, unseen: counters.hits_unseen(), shown: state.shown };
        let part = state.names.part();
        let followed = Followed { reads: reads.shown, names: state.names.len(), sample: part, unseen: reads.unseen };
        let mut what_if = Vec::with_capacity(state.ghosts.len());
        for ghosts in state.ghosts.chunks(Room::ALL.len()) {
            let slopes = slopes(ghosts.iter().map(|ghost| ghost.hit_rate(&reads, part).unwrap_or_default()));
            what_if.extend(ghosts.iter().zip(slopes).map(|(ghost, slope)| ghost.what_if(&reads, part, slope)));
        }
        (what_if, followed)
    }

    fn happened(&self, counters: &Counters, hash: u64, bytes: u64, event: Event) {
        // The hits before this come first.
        let mut state = self.up_to_now(counters);
        let name = match event {
            // What nobody has met need not be met to be forgotten.
            Event::Gone => state.names.find(hash),
            _ => state.names.meet(hash, bytes),
        };
        if let Some(name) = name {
            state.show(name, event);
            state.keep_to_the_sample();
        }
    }

    /// The ghosts once they were shown what readers noted.
    fn up_to_now(&self, counters: &Counters) -> MutexGuard<'_, State> {
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *guard;
        counters.take_noted(state.names.mask(), |noted| {
            // What is not known was noted before the sample shrank, or is about to be shown as the miss that it was.
            if let Some(name) = state.names.find(noted.name) {
                state.show(name, Event::Read { weight: noted.weight });
            }
        });
        guard
    }
}

impl State {
    fn show(&mut self, name: usize, event: Event) {
        self.shown += u64::from(matches!(event, Event::Read { .. } | Event::FirstRead | Event::Failed));
        let bytes = self.names.bytes(name);
        self.ghosts.iter_mut().for_each(|ghost| ghost.show(name, bytes, event));
    }

    /// Halves the sample until there are few enough names in it.
    fn keep_to_the_sample(&mut self) {
        while let Some(gone) = self.names.shrink() {
            for ghost in &mut self.ghosts {
                ghost.shrink(&gone, self.names.part());
            }
        }
    }
}

/// By how much each of the hit rates of one policy grows as its caps grow by a factor of e, from how they differ.
fn slopes(hit_rates: impl Iterator<Item = f64>) -> Vec<f64> {
    let rates: Vec<f64> = hit_rates.collect();
    let slope = |at: usize| {
        let (less, more) = (at.saturating_sub(1), (at + 1).min(rates.len() - 1));
        (rates[more] - rates[less]) / ((more - less) as f64 * std::f64::consts::LN_2)
    };
    (0..rates.len()).map(slope).collect()
}

fn hash(id: &PromptId) -> u64 {
    Prehashed.hash_one(id)
}

#[cfg(test)]
mod tests;
