//! The last reads of one reader, for whoever asks what another cache would have made of them.
//!
//! A ring that the reader alone writes and that one at a time empties. Only names in the sample are noted, and none once
//! the ring is full, so that a read that is not noted costs one comparison within a cache line that it writes anyway.
//! Reads that go by while the ring is full are not lost from the count: how many there were is known exactly.

use std::sync::atomic::{AtomicU64, Ordering};

/// The reads that a ring holds. Ghosts look at so many in one to three microseconds, beside the tens that the read from
/// the store takes that empties the ring.
pub(super) const CAPACITY: usize = 32;

/// The sample that no name is in.
const NOBODY: u64 = u64::MAX;

/// One reader's ring.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Trace {
    /// Names are noted whose hashes have none of these bits.
    sample: AtomicU64,
    /// Reads noted since start; the next one goes there, modulo the capacity.
    noted: AtomicU64,
    /// Reads taken since start.
    taken: AtomicU64,
    /// A [`Gap`], in one word so that a look at it from outside is never half of two.
    gap: AtomicU64,
    names: [AtomicU64; CAPACITY],
}

/// Hits that went by a full ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// There is room. So many went by earlier.
    Past(u64),
    /// Hits go by now. So many had not when the ring was found full.
    Now { seen: u64 },
}

impl Gap {
    fn of(word: u64) -> Gap {
        if word & 1 == 0 { Gap::Past(word >> 1) } else { Gap::Now { seen: word >> 1 } }
    }

    fn word(self) -> u64 {
        match self {
            Gap::Past(passed) => passed << 1,
            Gap::Now { seen } => seen << 1 | 1,
        }
    }

    /// Of `hits` since start, those that went by.
    fn passed(self, hits: u64) -> u64 {
        match self {
            Gap::Past(passed) => passed,
            Gap::Now { seen } => hits.saturating_sub(seen),
        }
    }
}

impl Default for Trace {
    /// Notes nothing.
    fn default() -> Trace {
        Trace {
            sample: AtomicU64::new(NOBODY),
            noted: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            gap: AtomicU64::new(Gap::Past(0).word()),
            names: [const { AtomicU64::new(0) }; CAPACITY],
        }
    }
}

impl Trace {
    /// Whether reads of the name with this hash are to be noted now.
    #[inline(always)]
    pub(super) fn wants(&self, name: u64) -> bool {
        name & self.sample.load(Ordering::Relaxed) == 0
    }

    /// The reader read `name`, which was the last of its `hits` so far. Only the reader calls this.
    // Not a part of the read, so that reads that note nothing stay short.
    #[cold]
    #[inline(never)]
    pub(super) fn note(&self, name: u64, hits: &AtomicU64) {
        let before = hits.load(Ordering::Relaxed) - 1;
        let gap = Gap::of(self.gap.load(Ordering::Relaxed));
        let noted = self.noted.load(Ordering::Relaxed);
        if noted - self.taken.load(Ordering::Acquire) == CAPACITY as u64 {
            self.gap.store(Gap::Now { seen: before - gap.passed(before) }.word(), Ordering::Release);
            self.sample.store(NOBODY, Ordering::Relaxed);
            return;
        }
        if let Gap::Now { .. } = gap {
            self.gap.store(Gap::Past(gap.passed(before)).word(), Ordering::Release);
        }
        self.names[noted as usize % CAPACITY].store(name, Ordering::Relaxed);
        self.noted.store(noted + 1, Ordering::Release);
    }

    /// Of the reader's `hits`, a look at which must come after the call, those that went by a full ring.
    pub(super) fn passed(&self, hits: impl FnOnce() -> u64) -> u64 {
        let gap = Gap::of(self.gap.load(Ordering::Acquire));
        gap.passed(hits())
    }

    /// Hands what was noted to `each` in the order of the reads, and has names in `sample` noted from now on. Called by
    /// one at a time. Returns how many there were.
    pub(super) fn take(&self, sample: u64, mut each: impl FnMut(u64)) -> u64 {
        let noted = self.noted.load(Ordering::Acquire);
        let taken = self.taken.load(Ordering::Relaxed);
        (taken..noted).for_each(|read| each(self.names[read as usize % CAPACITY].load(Ordering::Relaxed)));
        self.taken.store(noted, Ordering::Release);
        self.follow(sample);
        noted - taken
    }

    /// Has names in `sample` noted from now on.
    pub(super) fn follow(&self, sample: u64) {
        self.sample.store(sample, Ordering::Relaxed);
    }
}
