//! Every figure at one moment.

use serde::{Deserialize, Serialize};

use super::ghosts::{Followed, Ghosts, WhatIf};
use super::rate;
use super::timings::{Percentiles, Timings, percentiles};
use crate::cache::{Cache, CacheState, Cap, Cause, MissReason, OldSnapshots, Snapshot, Swap};
use crate::store::WatchState;

/// Every figure at one moment, since start unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Swaps since start.
    pub generation: u64,
    /// The last swap.
    pub last_swap: Swap,
    /// Swaps by cause; causes that never occurred are left out.
    pub swaps: Vec<(Cause, u64)>,
    /// Prompts known.
    pub prompts: usize,
    /// Prompts whose text is in memory.
    pub resident: usize,
    /// Bytes of text in memory.
    pub resident_bytes: u64,
    /// The cap on those bytes.
    pub max_bytes: u64,
    /// The cap on prompts in memory.
    pub max_entries: usize,
    /// Whether texts are kept.
    pub cache: CacheState,
    /// Reads served from memory.
    pub hits: u64,
    /// Reads that went to the store.
    pub misses: u64,
    /// Those by reason; reasons that never occurred are left out.
    pub miss_reasons: Vec<(MissReason, u64)>,
    /// Hits of all reads, 0 to 1; absent before the first read.
    pub hit_rate: Option<f64>,
    /// Texts put out of memory to keep the caps.
    pub evictions: u64,
    /// Those by the cap; caps that never were reached are left out.
    pub eviction_causes: Vec<(Cap, u64)>,
    /// Loads, absent before the first.
    pub load: Option<Percentiles>,
    /// Saves, absent before the first.
    pub save: Option<Percentiles>,
    /// Making a snapshot, absent before the first.
    pub build: Option<Percentiles>,
    /// Putting it in the place of the one before, absent before the first.
    pub swap: Option<Percentiles>,
    /// Loads in progress.
    pub flights: usize,
    /// Loads saved because several readers shared one.
    pub loads_shared: u64,
    /// Whether changes of other programs are seen.
    pub watch: WatchState,
    /// Replaced snapshots that somebody still holds.
    pub old_snapshots: OldSnapshots,
    /// Bytes of the table by which prompts are found: nodes and entries, without texts, titles and the set of names.
    pub index_bytes: u64,
    /// What other caps and policies would have made of the same reads.
    pub what_if: Vec<WhatIf>,
    /// What that rests on.
    pub followed: Followed,
    /// Bytes of memory of the whole process; absent where the system does not say.
    pub memory: Option<u64>,
    /// The most bytes that may be before the cache turns itself off, where there is such a limit.
    pub memory_limit: Option<u64>,
}

/// Loads in progress and shared, as the library counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlightCounts {
    /// In progress.
    pub now: usize,
    /// Saved by sharing since start.
    pub shared: u64,
}

impl Figures {
    /// The figures of `snapshot` and of what `cache`, `ghosts`, `timings` and `flights` counted.
    pub fn of(
        snapshot: &Snapshot,
        cache: &Cache,
        ghosts: &Ghosts,
        timings: &Timings,
        flights: FlightCounts,
        watch: WatchState,
    ) -> Figures {
        let counters = cache.counters();
        let (hits, misses) = (counters.hits(), counters.misses());
        let limits = cache.limits();
        let (what_if, followed) = ghosts.look(counters);
        Figures {
            generation: snapshot.generation(),
            last_swap: snapshot.swap(),
            swaps: Cause::ALL.map(|cause| (cause, snapshot.swaps_by(cause))).into_iter().filter(occurred).collect(),
            prompts: snapshot.len(),
            resident: snapshot.resident(),
            resident_bytes: snapshot.resident_bytes(),
            max_bytes: limits.max_bytes,
            max_entries: limits.max_entries,
            cache: snapshot.state(),
            hits,
            misses,
            miss_reasons: MissReason::ALL
                .map(|reason| (reason, counters.misses_by(reason)))
                .into_iter()
                .filter(occurred)
                .collect(),
            hit_rate: rate(hits, misses),
            evictions: snapshot.evictions(),
            eviction_causes: Cap::ALL
                .map(|cap| (cap, snapshot.evictions_for(cap)))
                .into_iter()
                .filter(occurred)
                .collect(),
            load: percentiles(&timings.loads),
            save: percentiles(&timings.saves),
            build: percentiles(&timings.builds),
            swap: percentiles(&timings.swaps),
            flights: flights.now,
            loads_shared: flights.shared,
            watch,
            old_snapshots: cache.old_snapshots(snapshot),
            index_bytes: snapshot.index_bytes(),
            what_if,
            followed,
            memory: process_memory(),
            memory_limit: None,
        }
    }
}

/// Bytes of memory that this process has from the system now, from `/proc/self/statm`; `None` where there is none.
pub fn process_memory() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let resident: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(resident * rustix::param::page_size() as u64)
}

fn occurred<T>(counted: &(T, u64)) -> bool {
    counted.1 > 0
}
