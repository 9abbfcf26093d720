//! Which old snapshots are still alive, and who holds them.
//!
//! A snapshot lives for as long as somebody holds it, which costs memory and nothing else. The cache keeps a weak
//! reference to each that was replaced, to tell how many those are; whoever holds one for long says who it is.

use std::collections::{BTreeMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde::{Deserialize, Serialize};

use super::Snapshot;

/// Who holds a snapshot for longer than a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The frame on the screen.
    Screen,
    /// A [`Reader`](super::Reader) that has not read since.
    Reader,
    /// A search.
    Search,
    /// The screen, while an editor of the user's has the terminal.
    Editor,
    /// A program that embeds the library.
    Client,
    /// Somebody who did not say.
    Unnamed,
}

impl Holder {
    /// The first in their order.
    const FIRST: Holder = Holder::Screen;

    /// The holder in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            Holder::Screen => "screen",
            Holder::Reader => "reader",
            Holder::Search => "search",
            Holder::Editor => "editor",
            Holder::Client => "client",
            Holder::Unnamed => "unnamed",
        }
    }
}

/// A snapshot, and who holds it.
#[derive(Debug)]
pub struct Held {
    snapshot: Arc<Snapshot>,
    holder: Holder,
    held: Arc<Mutex<HeldBy>>,
}

/// How often each generation is held by each.
type HeldBy = BTreeMap<(u64, Holder), usize>;

/// The replaced snapshots that are alive at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldSnapshots {
    /// How many, without those that only the screen holds: it takes the new one with the message that brings the figures.
    pub alive: usize,
    /// Bytes that are in memory for them only: texts, and nodes and entries of the table of names. Titles and the set of
    /// names are not counted.
    pub bytes: u64,
    /// The generation of the oldest.
    pub oldest: Option<u64>,
    /// Who holds them and how often.
    pub holders: Vec<(Holder, usize)>,
    /// Who holds which of the oldest of them, the oldest first.
    #[serde(default)]
    pub by_generation: Vec<(u64, Vec<(Holder, usize)>)>,
}

/// Of so many old snapshots it is said who holds which.
const TOLD: usize = 16;

/// The replaced snapshots of one cache.
#[derive(Debug, Default)]
pub(super) struct Generations {
    replaced: Mutex<Vec<Weak<Snapshot>>>,
    /// Held by who counts references, which takes some of its own.
    counting: Mutex<()>,
    held: Arc<Mutex<HeldBy>>,
}

impl Generations {
    /// `snapshot` is no longer the current one.
    pub(super) fn replaced(&self, snapshot: &Arc<Snapshot>) {
        let mut replaced = lock(&self.replaced);
        replaced.retain(|old| old.strong_count() > 0);
        replaced.push(Arc::downgrade(snapshot));
    }

    pub(super) fn hold(&self, snapshot: Arc<Snapshot>, holder: Holder) -> Held {
        Held::new(snapshot, holder, &self.held)
    }

    /// The old snapshots alive beside `current`; `readers` are the generations that readers have.
    pub(super) fn old(&self, current: &Snapshot, readers: &[u64]) -> OldSnapshots {
        let _counting = lock(&self.counting);
        let mut upgraded = lock(&self.replaced).iter().filter_map(Weak::upgrade).collect::<Vec<_>>();
        // Newest first, each beside the one that came after it; writers note what they replaced in any order.
        upgraded.sort_unstable_by_key(|snapshot| std::cmp::Reverse(snapshot.generation()));
        let mut old = OldSnapshots::default();
        let mut texts = HashSet::new();
        let mut times: BTreeMap<Holder, usize> = BTreeMap::new();
        // What was replaced once never comes back, so what two old ones share and `current` lacks counts with the newer.
        let mut newer = current;
        for snapshot in upgraded.iter().filter(|snapshot| snapshot.generation() < current.generation()) {
            // Of these references one was taken just now, for counting.
            let holders = self.holders(snapshot.generation(), Arc::strong_count(snapshot) - 1, readers);
            // The screen takes the new snapshot with the message that brings the figures.
            if holders.iter().all(|(holder, _)| *holder == Holder::Screen) {
                continue;
            }
            holders.iter().for_each(|(holder, count)| *times.entry(*holder).or_default() += count);
            if old.by_generation.len() < TOLD {
                old.by_generation.push((snapshot.generation(), holders));
            }
            let only_here = snapshot.texts_not_in(current).filter(|prompt| texts.insert(Arc::as_ptr(prompt)));
            old.bytes += only_here.map(|prompt| prompt.raw().len() as u64).sum::<u64>();
            old.bytes += snapshot.index_bytes_not_in(newer);
            newer = snapshot;
            old.oldest = old.oldest.into_iter().chain([snapshot.generation()]).min();
            old.alive += 1;
        }
        old.holders = times.into_iter().collect();
        old
    }

    /// Who has the `references` to the snapshot of `generation`.
    fn holders(&self, generation: u64, references: usize, readers: &[u64]) -> Vec<(Holder, usize)> {
        let held = lock(&self.held);
        let named = held.range((generation, Holder::FIRST)..=(generation, Holder::Unnamed));
        let mut holders: Vec<(Holder, usize)> = named.map(|((_, holder), count)| (*holder, *count)).collect();
        holders.push((Holder::Reader, readers.iter().filter(|seen| **seen == generation).count()));
        let unnamed = references.saturating_sub(holders.iter().map(|(_, count)| count).sum());
        holders.push((Holder::Unnamed, unnamed));
        holders.retain(|(_, count)| *count > 0);
        holders.sort_unstable();
        holders
    }
}

impl Clone for Held {
    fn clone(&self) -> Held {
        Held::new(Arc::clone(&self.snapshot), self.holder, &self.held)
    }
}

impl Held {
    fn new(snapshot: Arc<Snapshot>, holder: Holder, held: &Arc<Mutex<HeldBy>>) -> Held {
        *lock(held).entry((snapshot.generation(), holder)).or_default() += 1;
        Held { snapshot, holder, held: Arc::clone(held) }
    }
}

impl Deref for Held {
    type Target = Arc<Snapshot>;

    fn deref(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = lock(&self.held);
        let key = (self.snapshot.generation(), self.holder);
        if let Some(count) = held.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                held.remove(&key);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
