//! Hits and misses. Only the library's one counted read adds to them; drawing a frame does not.
//!
//! A hit takes about ten nanoseconds, a counter that several threads add to takes twice that. So every reader counts
//! its hits in a cell of its own, which nobody else writes, and the cells are added up when somebody asks. A miss goes
//! to the store, beside which a shared counter is nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_utils::CachePadded;
use serde::{Deserialize, Serialize};

/// Why a read had to go to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissReason {
    /// Nobody had read the prompt yet.
    FirstRead,
    /// The file had changed since it was read.
    Changed,
    /// The text had been put out to keep a cap.
    Evicted,
    /// The text alone is larger than a cap.
    TooLarge,
    /// The cache is off, or was and has put the text out.
    Off,
}

impl MissReason {
    /// Every reason, in the order in which the figures list them.
    pub const ALL: [MissReason; 5] =
        [MissReason::FirstRead, MissReason::Changed, MissReason::Evicted, MissReason::TooLarge, MissReason::Off];

    /// The reason in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            MissReason::FirstRead => "first read",
            MissReason::Changed => "changed",
            MissReason::Evicted => "evicted",
            MissReason::TooLarge => "no room",
            MissReason::Off => "cache off",
        }
    }
}

/// Counts since start. Each is exact; two of them read one after the other may straddle a read in progress.
#[derive(Debug, Default)]
pub struct Counters {
    hits: Arc<Mutex<Hits>>,
    misses: [AtomicU64; MissReason::ALL.len()],
}

#[derive(Debug, Default)]
struct Hits {
    /// One cell for each reader there is.
    cells: Vec<Arc<Cell>>,
    /// Of the readers that are gone.
    gone: u64,
}

type Cell = CachePadded<ReaderCell>;

/// What one reader writes and others may look at.
#[derive(Debug, Default)]
struct ReaderCell {
    hits: AtomicU64,
    /// The generation of the snapshot that the reader has.
    generation: AtomicU64,
}

/// The place where one reader counts, for as long as it is there.
#[derive(Debug)]
pub(super) struct ReaderSlot {
    cell: Arc<Cell>,
    hits: Arc<Mutex<Hits>>,
}

impl Counters {
    /// A place for one more reader, which has the snapshot of `generation`.
    pub(super) fn for_reader(&self, generation: u64) -> ReaderSlot {
        let cell = Arc::new(Cell::default());
        cell.generation.store(generation, Ordering::Relaxed);
        lock(&self.hits).cells.push(Arc::clone(&cell));
        ReaderSlot { cell, hits: Arc::clone(&self.hits) }
    }

    /// A read had to go to the store.
    pub fn miss(&self, reason: MissReason) {
        self.misses[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Reads served from memory.
    pub fn hits(&self) -> u64 {
        let hits = lock(&self.hits);
        hits.gone + hits.cells.iter().map(|cell| cell.hits.load(Ordering::Relaxed)).sum::<u64>()
    }

    /// The generations that the readers there are have at hand.
    pub(super) fn generations_read(&self) -> Vec<u64> {
        lock(&self.hits).cells.iter().map(|cell| cell.generation.load(Ordering::Relaxed)).collect()
    }

    /// Reads that went to the store for `reason`.
    pub fn misses_by(&self, reason: MissReason) -> u64 {
        self.misses[reason as usize].load(Ordering::Relaxed)
    }

    /// Reads that went to the store.
    pub fn misses(&self) -> u64 {
        MissReason::ALL.iter().map(|reason| self.misses_by(*reason)).sum()
    }
}

impl ReaderSlot {
    /// A read was served from memory.
    pub(super) fn hit(&mut self) {
        // Nobody else writes the cell, so a load and a store do, which cost a tenth of an atomic addition.
        self.cell.hits.store(self.cell.hits.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// The reader has the snapshot of `generation` now.
    pub(super) fn saw(&mut self, generation: u64) {
        self.cell.generation.store(generation, Ordering::Relaxed);
    }
}

impl Drop for ReaderSlot {
    fn drop(&mut self) {
        let mut hits = lock(&self.hits);
        hits.gone += self.cell.hits.load(Ordering::Relaxed);
        hits.cells.retain(|cell| !Arc::ptr_eq(cell, &self.cell));
    }
}

fn lock(hits: &Mutex<Hits>) -> MutexGuard<'_, Hits> {
    hits.lock().unwrap_or_else(PoisonError::into_inner)
}
