//! Hits and misses. Only the library's one counted read adds to them; drawing a frame does not.
//!
//! A hit takes about ten nanoseconds, a counter that several threads add to takes twice that. So every reader counts
//! its hits in a cell of its own, which nobody else writes, and the cells are added up when somebody asks. A miss goes
//! to the store, beside which a shared counter is nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_utils::CachePadded;
use serde::{Deserialize, Serialize};

use super::trace::Trace;

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
    /// The cache was cleared.
    Cleared,
}

impl MissReason {
    /// Every reason, in the order in which the figures list them.
    pub const ALL: [MissReason; 6] = [
        MissReason::FirstRead,
        MissReason::Changed,
        MissReason::Evicted,
        MissReason::TooLarge,
        MissReason::Off,
        MissReason::Cleared,
    ];

    /// The reason in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            MissReason::FirstRead => "first read",
            MissReason::Changed => "changed",
            MissReason::Evicted => "evicted",
            MissReason::TooLarge => "no room",
            MissReason::Off => "cache off",
            MissReason::Cleared => "cleared",
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
    /// One for each reader there is.
    readers: Vec<Counted>,
    /// Of the readers that are gone.
    gone: u64,
    /// Those of them that are not in a trace.
    gone_unseen: u64,
    /// What the readers that are gone noted and nobody has taken yet.
    left: Vec<Noted>,
    /// What readers note; nothing before somebody asks for it.
    sample: Option<u64>,
}

/// One reader as it was when its trace was last taken.
#[derive(Debug)]
struct Counted {
    cell: Arc<Cell>,
    hits: u64,
    unseen: u64,
}

type Cell = CachePadded<ReaderCell>;

/// What one reader writes and others may look at. A read that is not noted touches the first words only.
#[derive(Debug, Default)]
#[repr(C)]
struct ReaderCell {
    hits: AtomicU64,
    /// The generation of the snapshot that the reader has.
    generation: AtomicU64,
    trace: Trace,
}

/// A hit of which the name is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noted {
    /// The hash of the name.
    pub name: u64,
    /// The hits that this one stands for: more than itself where others of its reader went by unseen.
    pub weight: f64,
}

/// The most hits of readers that are gone that wait to be taken.
const LEFT: usize = 1024;

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
        let mut hits = lock(&self.hits);
        if let Some(sample) = hits.sample {
            cell.trace.follow(sample);
        }
        hits.readers.push(Counted { cell: Arc::clone(&cell), hits: 0, unseen: 0 });
        ReaderSlot { cell, hits: Arc::clone(&self.hits) }
    }

    /// A read had to go to the store.
    pub fn miss(&self, reason: MissReason) {
        self.misses[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Reads served from memory.
    pub fn hits(&self) -> u64 {
        let hits = lock(&self.hits);
        hits.gone + hits.readers.iter().map(|reader| reader.cell.hits.load(Ordering::Relaxed)).sum::<u64>()
    }

    /// Hits that went by while nobody took what was noted: of all [`Counters::hits`] those of which no name is known,
    /// but for the names that are not in the sample.
    pub fn hits_unseen(&self) -> u64 {
        let hits = lock(&self.hits);
        hits.gone_unseen + hits.readers.iter().map(|reader| reader.cell.now().1).sum::<u64>()
    }

    /// Hands `each` the hits that were noted since the last call, reader after reader, and has hits noted from now on of
    /// names whose hash has none of the bits of `sample`.
    pub fn take_noted(&self, sample: u64, mut each: impl FnMut(Noted)) {
        let mut hits = lock(&self.hits);
        hits.sample = Some(sample);
        hits.left.drain(..).for_each(&mut each);
        hits.readers.iter_mut().for_each(|reader| reader.take(sample, &mut each));
    }

    /// The generations that the readers there are have at hand.
    pub(super) fn generations_read(&self) -> Vec<u64> {
        lock(&self.hits).readers.iter().map(|reader| reader.cell.generation.load(Ordering::Relaxed)).collect()
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

impl ReaderCell {
    /// Hits so far, and those of them that no trace has.
    fn now(&self) -> (u64, u64) {
        let mut hits = 0;
        let unseen = self.trace.passed(|| {
            hits = self.hits.load(Ordering::Relaxed);
            hits
        });
        (hits, unseen)
    }
}

impl Counted {
    fn take(&mut self, sample: u64, mut each: impl FnMut(Noted)) {
        let (hits, unseen) = self.cell.now();
        // What was seen stands for what was not, as in bursty tracing (Hirzel and Chilimbi, FDDO 2001).
        let all = hits.saturating_sub(self.hits) as f64;
        let seen = all - unseen.saturating_sub(self.unseen) as f64;
        let weight = if seen > 0.0 { (all / seen).max(1.0) } else { 1.0 };
        // Where there is nothing to carry the weight, the next ones will.
        if self.cell.trace.take(sample, |name| each(Noted { name, weight })) > 0 {
            (self.hits, self.unseen) = (hits, unseen);
        }
    }
}

impl ReaderSlot {
    /// A read of the name with the hash `name` was served from memory.
    #[inline(always)]
    pub(super) fn hit(&mut self, name: u64) {
        // Nobody else writes the cell, so a load and a store do, which cost a tenth of an atomic addition.
        let ReaderCell { hits, trace, .. } = &**self.cell;
        // Asked first: in the other order the read is measurably slower.
        let is_wanted = trace.wants(name);
        hits.store(hits.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        if is_wanted {
            trace.note(name, hits);
        }
    }

    /// The reader has the snapshot of `generation` now.
    pub(super) fn saw(&mut self, generation: u64) {
        self.cell.generation.store(generation, Ordering::Relaxed);
    }
}

impl Drop for ReaderSlot {
    fn drop(&mut self) {
        let mut hits = lock(&self.hits);
        let Hits { readers, gone, gone_unseen, left, sample } = &mut *hits;
        let (all, unseen) = self.cell.now();
        *gone += all;
        *gone_unseen += unseen;
        if let Some(at) = readers.iter().position(|reader| Arc::ptr_eq(&reader.cell, &self.cell)) {
            readers.swap_remove(at).take(sample.unwrap_or_default(), |noted| {
                if left.len() < LEFT { left.push(noted) } else { *gone_unseen += 1 }
            });
        }
    }
}

fn lock(hits: &Mutex<Hits>) -> MutexGuard<'_, Hits> {
    hits.lock().unwrap_or_else(PoisonError::into_inner)
}
