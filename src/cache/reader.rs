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

/// The readers of one thread, of the two caches that it read from last: where it reads from both in turn, neither is
/// made anew for each read, which would take an allocation and a lock.
#[derive(Debug)]
struct Readers {
    last: Option<Reader>,
    before: Option<Reader>,
}

impl Readers {
    const NONE: Readers = Readers { last: None, before: None };

    /// The reader of `cache`, which is the last one from now on.
    #[inline(always)]
    fn of(&mut self, cache: &Cache) -> &mut Reader {
        if !self.last.as_ref().is_some_and(|reader| reader.reads_from(cache)) {
            self.turn_to(cache);
        }
        self.last.get_or_insert_with(|| cache.reader())
    }

    #[cold]
    #[inline(never)]
    fn turn_to(&mut self, cache: &Cache) {
        std::mem::swap(&mut self.last, &mut self.before);
        if !self.last.as_ref().is_some_and(|reader| reader.reads_from(cache)) {
            self.last = Some(cache.reader());
        }
    }

    /// Takes out the reader of `cache`.
    fn take(&mut self, cache: &Cache) -> Option<Reader> {
        let of_cache = |reader: &mut Reader| reader.reads_from(cache);
        self.last.take_if(of_cache).or_else(|| self.before.take_if(of_cache))
    }
}

thread_local! {
    /// The readers of this thread, for calls that have no handle of their own.
    static OF_THIS_THREAD: RefCell<Readers> = const { RefCell::new(Readers::NONE) };
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
            let Ok(mut readers) = cell.try_borrow_mut() else { return self.reader().read(id).map(look) };
            readers.of(self).look_up(id).map(look)
        })
    }
}

impl Drop for Cache {
    /// This thread's own reader goes with the cache. Those of other threads go when they have read from two others, end,
    /// or are released.
    fn drop(&mut self) {
        // A thread that is ending has let go already. Dropped once the cell is free again.
        let of_this = |cell: &RefCell<Readers>| cell.try_borrow_mut().ok()?.take(self);
        drop(OF_THIS_THREAD.try_with(of_this));
    }
}

/// Lets go of the snapshots that this thread's own readers keep. A thread about to sleep should: its next read takes a
/// few nanoseconds more, and old texts do not stay in memory for a reader that does not read.
pub fn release_this_thread() {
    // Lent out only to a look that asks for this, which goes without. Dropped once the cell is free again.
    let released = OF_THIS_THREAD
        .with(|cell| cell.try_borrow_mut().map(|mut readers| std::mem::replace(&mut *readers, Readers::NONE)));
    drop(released);
}
