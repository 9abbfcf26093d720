//! Reading from memory: no lock, no wait, no counter that another thread writes.
//!
//! A reader keeps the snapshot that it saw last. A read looks whether that is still the current one, which is a load
//! and a comparison, and only takes the new one when a writer has swapped it in.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::Arc;

use arc_swap::ArcSwap;

use super::counters::ReaderSlot;
use super::{Cache, Snapshot};
use crate::prompt::{Prehashed, Prompt, PromptId};

/// One thread's handle on a cache. Between two reads it keeps the snapshot of the last one alive: drop it, or call
/// [`Reader::snapshot`], where a reader rests for long.
///
/// A read that finds a new snapshot lets go of the old one, and where nobody else had that one any more, frees what only
/// that one had: a few nodes after a save, every text after the cache was cleared or turned off.
#[derive(Debug)]
pub struct Reader {
    current: arc_swap::Cache<Arc<ArcSwap<Snapshot>>, Arc<Snapshot>>,
    slot: ReaderSlot,
}

impl Reader {
    /// The text of `id` if it is in memory: a counted read that never waits. `None` counts nothing.
    // A function of its own, so that a test can find and disassemble it.
    #[inline(never)]
    pub fn read(&mut self, id: &PromptId) -> Option<&Arc<Prompt>> {
        self.look_up(id)
    }

    #[inline(always)]
    fn look_up(&mut self, id: &PromptId) -> Option<&Arc<Prompt>> {
        let snapshot = self.current.load();
        self.slot.saw(snapshot.generation());
        let prompt = snapshot.get(id)?.body()?.visit();
        self.slot.hit(Prehashed.hash_one(id));
        Some(prompt)
    }

    /// The current snapshot.
    pub fn snapshot(&mut self) -> &Arc<Snapshot> {
        let snapshot = self.current.load();
        self.slot.saw(snapshot.generation());
        snapshot
    }

    fn reads_from(&self, cache: &Cache) -> bool {
        std::ptr::eq(self.current.arc_swap(), &*cache.current)
    }
}

thread_local! {
    /// The reader of this thread, for calls that have no handle of their own.
    static OF_THIS_THREAD: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

impl Cache {
    /// A handle for a thread that reads often.
    pub fn reader(&self) -> Reader {
        let mut current = arc_swap::Cache::new(Arc::clone(&self.current));
        let slot = self.counters.for_reader(current.load().generation());
        Reader { current, slot }
    }

    /// The text of `id` if it is in memory, by this thread's own reader: a counted read that never waits.
    pub fn read(&self, id: &PromptId) -> Option<Arc<Prompt>> {
        self.read_with(id, Arc::clone)
    }

    /// As [`Cache::read`], for a `look` that needs no reference of its own: counting references is what two threads
    /// that read one text wait for each other at.
    pub fn read_with<T>(&self, id: &PromptId, look: impl FnOnce(&Arc<Prompt>) -> T) -> Option<T> {
        OF_THIS_THREAD.with(|cell| {
            // Lent out already where a look reads in its turn.
            let Ok(mut reader) = cell.try_borrow_mut() else { return self.reader().read(id).map(look) };
            let reader = match &mut *reader {
                Some(reader) if reader.reads_from(self) => reader,
                other => other.insert(self.reader()),
            };
            reader.look_up(id).map(look)
        })
    }
}

impl Drop for Cache {
    /// This thread's own reader goes with the cache. Those of other threads go when they read from another, end, or are
    /// released.
    fn drop(&mut self) {
        let of_this = |cell: &RefCell<Option<Reader>>| {
            cell.try_borrow().is_ok_and(|reader| reader.as_ref().is_some_and(|reader| reader.reads_from(self)))
        };
        // A thread that is ending has let go already.
        if OF_THIS_THREAD.try_with(of_this).unwrap_or(false) {
            release_this_thread();
        }
    }
}

/// Lets go of the snapshot that this thread's own reader keeps. A thread about to sleep should: its next read takes a
/// few nanoseconds more, and old texts do not stay in memory for a reader that does not read.
pub fn release_this_thread() {
    // Lent out only to a look that asks for this, which goes without. Dropped once the cell is free again.
    let released = OF_THIS_THREAD.with(|cell| cell.try_borrow_mut().map(|mut reader| reader.take()));
    drop(released);
}
