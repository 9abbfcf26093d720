//! The heart: one reference to an immutable [`Snapshot`], replaced by compare-and-swap.
//!
//! A writer clones the current snapshot (structure is shared, so that is cheap), changes the clone and swaps the one
//! reference. Readers never wait and never see half an update. After an article on lock-free prompt caches by
//! immutable update; where the article stores blindly, a writer here that lost the race starts again from the winner's
//! snapshot, so that no update is lost when threads are truly parallel.
//!
//! Plain code: no I/O, no clock, no tokio. What a prompt's file says is the library's business.

mod counters;
mod eviction;
mod generations;
mod index;
mod map;
mod next;
mod reader;
pub(crate) mod schedule;
mod snapshot;
mod trace;
mod turns;

pub use counters::{Counters, MissReason, Noted};
pub use generations::{Held, Holder, OldSnapshots};
pub use next::Next;
pub use reader::{Reader, release_this_thread};
pub use snapshot::{Body, CacheState, Cap, Cause, Copied, Entry, Limits, OffReason, Origin, Residence, Snapshot, Swap};

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};

use self::eviction::Queue;
use self::generations::Generations;
use self::turns::Turns;

/// A cache of prompts that is never changed in place.
pub struct Cache {
    current: Arc<ArcSwap<Snapshot>>,
    queue: Queue,
    turns: Turns,
    generations: Generations,
    limits: Limits,
    counters: Counters,
    publication: Publication,
}

/// How a finished snapshot replaces the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Publication {
    CompareAndSwap,
    /// The article's load, change and store, which loses updates: kept so that the tests can show they would notice.
    #[cfg(test)]
    BlindStore,
}

/// What a publication has just done, for one who takes the time. The cache itself has no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A snapshot is made.
    Built,
    /// It is the current one, or another writer was first.
    Swapped,
}

/// What a publication came to.
#[derive(Debug)]
pub struct Published<T> {
    /// What the edit returned.
    pub answer: T,
    /// The snapshot with the edit in it.
    pub snapshot: Arc<Snapshot>,
    /// Whether a new snapshot was needed.
    pub swapped: bool,
    /// The snapshot that it was made of.
    pub base: Arc<Snapshot>,
}

impl Cache {
    /// An empty cache within `limits`.
    pub fn new(limits: Limits, state: CacheState) -> Cache {
        Cache {
            current: Arc::new(ArcSwap::from_pointee(Snapshot::empty(state))),
            queue: Queue::default(),
            turns: Turns::default(),
            generations: Generations::default(),
            limits,
            counters: Counters::default(),
            publication: Publication::CompareAndSwap,
        }
    }

    #[cfg(test)]
    pub(crate) fn that_stores_blindly(limits: Limits) -> Cache {
        let mut cache = Cache::new(limits, CacheState::On);
        cache.publication = Publication::BlindStore;
        cache
    }

    /// The current snapshot. It stays as it is for as long as it is held, whatever writers do.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        schedule::point();
        self.current.load_full()
    }

    /// The current snapshot for a look that ends soon; cheaper than [`Cache::snapshot`].
    pub fn peek(&self) -> Guard<Arc<Snapshot>> {
        schedule::point();
        self.current.load()
    }

    /// The current snapshot, for one who will hold it for longer than a look and says so.
    pub fn hold(&self, holder: Holder) -> Held {
        self.generations.hold(self.snapshot(), holder)
    }

    /// The replaced snapshots that are alive beside `current`. Looks at what differs between them and `current`.
    pub fn old_snapshots(&self, current: &Snapshot) -> OldSnapshots {
        self.generations.old(current, &self.counters.generations_read())
    }

    /// What `published` copied, and what it shares with the snapshot before it. Looks at what was copied only.
    pub fn copied<T>(&self, published: &Published<T>) -> Copied {
        let snapshot = &published.snapshot;
        let copied = snapshot.index_bytes_not_in(&published.base);
        let shared = snapshot.index_bytes().saturating_sub(copied);
        Copied { generation: snapshot.generation(), copied, shared }
    }

    /// The caps that every published snapshot keeps.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Hits and misses, counted by the one counted read.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Publishes the snapshot that `edit` makes of the current one. Where another writer was first, `edit` runs again on
    /// the winner's snapshot, so it must derive everything from the snapshot it is given. An edit that changes nothing
    /// publishes nothing.
    pub fn publish<T>(&self, cause: Cause, edit: impl FnMut(&mut Next) -> T) -> Published<T> {
        self.publish_timed(cause, edit, |_| {})
    }

    /// As [`Cache::publish`], and calls `passed` after each step.
    pub fn publish_timed<T>(
        &self,
        cause: Cause,
        mut edit: impl FnMut(&mut Next) -> T,
        mut passed: impl FnMut(Step),
    ) -> Published<T> {
        let mut turn = self.turns.wait_for_the_losers();
        let mut lost = 0;
        let mut current = self.snapshot();
        loop {
            let mut next = Next::of(&current, self.limits, &self.queue);
            let answer = edit(&mut next);
            let Some(next) = next.finish(cause) else {
                return Published { answer, snapshot: Arc::clone(&current), swapped: false, base: current };
            };
            passed(Step::Built);
            let replaced = self.replace(&current, &next.snapshot);
            passed(Step::Swapped);
            match replaced {
                Ok(()) => {
                    self.generations.replaced(&current);
                    return Published { answer, snapshot: next.published(), swapped: true, base: current };
                }
                Err(winner) => {
                    drop(next);
                    current = winner;
                    lost += 1;
                    if lost == Turns::LOSSES {
                        match &mut turn {
                            Some(turn) => self.turns.keep(turn),
                            None => turn = Some(self.turns.take()),
                        }
                        current = self.snapshot();
                    }
                }
            }
        }
    }

    // A function of its own, so that a test can find and disassemble it.
    #[inline(never)]
    fn replace(&self, expected: &Arc<Snapshot>, next: &Arc<Snapshot>) -> Result<(), Arc<Snapshot>> {
        schedule::point();
        match self.publication {
            Publication::CompareAndSwap => {
                let found = self.current.compare_and_swap(expected, Arc::clone(next));
                if Arc::ptr_eq(&found, expected) { Ok(()) } else { Err(Guard::into_inner(found)) }
            }
            #[cfg(test)]
            Publication::BlindStore => {
                #[cfg(not(any(feature = "loom", feature = "shuttle")))]
                std::thread::yield_now();
                self.current.store(Arc::clone(next));
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests;
