//! Hits and misses. Only the library's one counted read adds to them; drawing a frame does not.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// Why a read had to go to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MissReason {
    /// Nobody had read the prompt yet.
    FirstRead,
    /// The file had changed since it was read.
    Changed,
    /// The text had been put out to keep a cap.
    Evicted,
    /// The text alone is larger than the cap.
    TooLarge,
    /// The cache was off.
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
            MissReason::TooLarge => "too large",
            MissReason::Off => "cache off",
        }
    }
}

/// Counts since start. Each is exact; two of them read one after the other may straddle a read in progress.
#[derive(Debug, Default)]
pub struct Counters {
    hits: AtomicU64,
    misses: [AtomicU64; MissReason::ALL.len()],
}

impl Counters {
    /// A read was served from memory.
    pub fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }

    /// A read had to go to the store.
    pub fn miss(&self, reason: MissReason) {
        self.misses[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Reads served from memory.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
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
