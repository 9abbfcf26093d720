//! Counters to figures. Nothing is invented: a figure without a sample is absent, and is shown as —.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

use crate::cache::{Cache, CacheState, Cap, Cause, MissReason, OldSnapshots, Snapshot, Swap};
use crate::store::WatchState;

/// Durations of the slow paths since start: loads, saves and swaps.
#[derive(Debug)]
pub struct Timings {
    loads: Mutex<Histogram<u64>>,
    saves: Mutex<Histogram<u64>>,
    swaps: Mutex<Histogram<u64>>,
}

impl Default for Timings {
    fn default() -> Timings {
        Timings { loads: Mutex::new(histogram()), saves: Mutex::new(histogram()), swaps: Mutex::new(histogram()) }
    }
}

/// Microseconds up to a minute, two significant figures; longer ones count as a minute.
fn histogram() -> Histogram<u64> {
    // The bounds are constants that the library accepts; the error is for others.
    Histogram::new_with_max(60_000_000, 2).unwrap_or_else(|_| unreachable!("constant bounds are valid"))
}

impl Timings {
    /// A read went to the store and took this long.
    pub fn load(&self, took: Duration) {
        record(&self.loads, took);
    }

    /// A save took this long, from the call to the swap.
    pub fn save(&self, took: Duration) {
        record(&self.saves, took);
    }

    /// Making and publishing a snapshot took this long.
    pub fn swap(&self, took: Duration) {
        record(&self.swaps, took);
    }
}

fn record(histogram: &Mutex<Histogram<u64>>, took: Duration) {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    histogram.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(micros);
}

/// Percentiles of one kind of work since start, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Percentiles {
    /// How many.
    pub count: u64,
    /// Half took at most this long.
    pub p50_us: u64,
    /// 99 of 100 took at most this long.
    pub p99_us: u64,
    /// The longest.
    pub max_us: u64,
}

fn percentiles(histogram: &Mutex<Histogram<u64>>) -> Option<Percentiles> {
    let histogram = histogram.lock().unwrap_or_else(PoisonError::into_inner);
    (!histogram.is_empty()).then(|| Percentiles {
        count: histogram.len(),
        p50_us: histogram.value_at_quantile(0.5),
        p99_us: histogram.value_at_quantile(0.99),
        max_us: histogram.max(),
    })
}

/// Every figure at one moment, since start unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Making and publishing a snapshot, absent before the first.
    pub swap: Option<Percentiles>,
    /// Loads in progress.
    pub flights: usize,
    /// Loads saved because several readers shared one.
    pub loads_shared: u64,
    /// Whether changes of other programs are seen.
    pub watch: WatchState,
    /// Replaced snapshots that somebody still holds.
    pub old_snapshots: OldSnapshots,
    /// Bytes of memory of the whole process; absent where the system does not say.
    pub memory: Option<u64>,
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
    /// The figures of `snapshot` and of what `cache`, `timings` and `flights` counted.
    pub fn of(
        snapshot: &Snapshot,
        cache: &Cache,
        timings: &Timings,
        flights: FlightCounts,
        watch: WatchState,
    ) -> Figures {
        let counters = cache.counters();
        let (hits, misses) = (counters.hits(), counters.misses());
        let limits = cache.limits();
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
            swap: percentiles(&timings.swaps),
            flights: flights.now,
            loads_shared: flights.shared,
            watch,
            old_snapshots: cache.old_snapshots(snapshot),
            memory: process_memory(),
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

fn rate(hits: u64, misses: u64) -> Option<f64> {
    let reads = hits + misses;
    (reads > 0).then(|| hits as f64 / reads as f64)
}

/// The last minute of reads and swaps, second by second, fed by whoever looks.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Totals at the end of a second, oldest first; seconds in which nothing was read are left out.
    samples: VecDeque<Sample>,
    /// Seconds and causes of swaps, oldest first.
    swaps: VecDeque<(u64, Cause)>,
    now: u64,
    peak: u64,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    second: u64,
    hits: u64,
    misses: u64,
}

impl History {
    /// Seconds that are looked back.
    pub const WINDOW: u64 = 60;

    /// Notes the totals of `hits` and `misses` in the second `second` since start.
    pub fn sample(&mut self, second: u64, hits: u64, misses: u64) {
        self.now = self.now.max(second);
        let (last_hits, last_misses) = self.samples.back().map_or((0, 0), |last| (last.hits, last.misses));
        if (hits, misses) != (last_hits, last_misses) {
            match self.samples.back_mut() {
                Some(last) if last.second == self.now => (last.hits, last.misses) = (hits, misses),
                _ => self.samples.push_back(Sample { second: self.now, hits, misses }),
            }
            self.peak = self.peak.max(self.reads_in(self.now));
        }
        // The youngest sample outside the window stays: what is counted inside is counted from it.
        while self.samples.get(1).is_some_and(|second| second.second + Self::WINDOW <= self.now) {
            self.samples.pop_front();
        }
        while self.swaps.front().is_some_and(|(second, _)| second + Self::WINDOW <= self.now) {
            self.swaps.pop_front();
        }
    }

    /// Notes a swap in the second `second` since start.
    pub fn swap(&mut self, second: u64, cause: Cause) {
        self.swaps.push_back((second, cause));
    }

    /// Whether anything in the window can still change as time passes.
    pub fn is_moving(&self) -> bool {
        let last = self.samples.back().map(|sample| sample.second).max(self.swaps.back().map(|swap| swap.0));
        last.is_some_and(|last| last + Self::WINDOW >= self.now)
    }

    /// Hits of all reads in the window, 0 to 1.
    pub fn hit_rate(&self) -> Option<f64> {
        let (hits, misses) = self.counts();
        rate(hits, misses)
    }

    /// Hits and misses in the window.
    pub fn counts(&self) -> (u64, u64) {
        let Some(last) = self.samples.back() else { return (0, 0) };
        let (hits, misses) = self.base(self.now);
        (last.hits - hits, last.misses - misses)
    }

    /// Reads in the current second.
    pub fn reads_now(&self) -> u64 {
        self.reads_in(self.now)
    }

    /// Most reads seen in one second.
    pub fn reads_peak(&self) -> u64 {
        self.peak
    }

    /// The hit rate of each of the last [`Self::WINDOW`] seconds, oldest first; `None` where nothing was read.
    pub fn rates(&self) -> Vec<Option<f64>> {
        self.axis().map(|second| second.and_then(|second| self.rate_in(second))).collect()
    }

    /// The cause of the last swap in each of the last [`Self::WINDOW`] seconds, oldest first. Of several in one second
    /// the one that is not a first read is shown, for loads are many and say little.
    pub fn swap_marks(&self) -> Vec<Option<Cause>> {
        let mark = |second| {
            let mut causes = self.swaps.iter().rev().filter(|swap| swap.0 == second).map(|swap| swap.1);
            let first = causes.next();
            first.filter(|cause| *cause != Cause::Load).or_else(|| causes.find(|cause| *cause != Cause::Load)).or(first)
        };
        self.axis().map(|second| second.and_then(mark)).collect()
    }

    /// The seconds of the window, `None` for those before the start.
    fn axis(&self) -> impl Iterator<Item = Option<u64>> {
        let end = self.now + 1;
        (0..Self::WINDOW).map(move |step| (end + step).checked_sub(Self::WINDOW))
    }

    /// The totals just before the window that ends with second `now`.
    fn base(&self, now: u64) -> (u64, u64) {
        let before = self.samples.iter().take_while(|sample| sample.second + Self::WINDOW <= now).last();
        before.map_or((0, 0), |sample| (sample.hits, sample.misses))
    }

    fn delta_in(&self, second: u64) -> Option<(u64, u64)> {
        let at = self.samples.iter().position(|sample| sample.second == second)?;
        let before = at.checked_sub(1).map_or((0, 0), |at| (self.samples[at].hits, self.samples[at].misses));
        Some((self.samples[at].hits - before.0, self.samples[at].misses - before.1))
    }

    fn rate_in(&self, second: u64) -> Option<f64> {
        self.delta_in(second).and_then(|(hits, misses)| rate(hits, misses))
    }

    fn reads_in(&self, second: u64) -> u64 {
        self.delta_in(second).map_or(0, |(hits, misses)| hits + misses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_without_a_read_is_absent_rather_than_zero() {
        let mut history = History::default();
        history.sample(3, 0, 0);
        assert_eq!((history.hit_rate(), history.reads_now()), (None, 0));
        assert!(history.rates().iter().all(Option::is_none));
    }

    #[test]
    fn the_window_counts_the_last_minute_and_nothing_older() {
        let mut history = History::default();
        history.sample(1, 10, 10);
        history.sample(30, 40, 10);
        assert_eq!(history.counts(), (40, 10));
        history.sample(61, 40, 10);
        assert_eq!(history.counts(), (30, 0));
        assert_eq!(history.hit_rate(), Some(1.0));
        history.sample(90, 40, 10);
        assert_eq!(history.hit_rate(), None);
    }

    #[test]
    fn a_swap_stands_in_the_second_of_the_dip_that_it_made() {
        let mut history = History::default();
        history.sample(58, 100, 0);
        history.swap(59, Cause::Disk);
        history.swap(59, Cause::Load);
        history.sample(59, 100, 4);
        let dip = history.rates().iter().position(|rate| *rate == Some(0.0));
        let mark = history.swap_marks().iter().position(|mark| *mark == Some(Cause::Disk));
        assert_eq!((dip, mark), (Some(59), Some(59)));
    }

    #[test]
    fn nothing_moves_any_more_once_the_window_has_passed() {
        let mut history = History::default();
        history.sample(1, 1, 0);
        assert!(history.is_moving());
        history.sample(62, 1, 0);
        assert!(!history.is_moving());
    }

    #[test]
    fn the_peak_is_the_busiest_second() {
        let mut history = History::default();
        history.sample(1, 50, 0);
        history.sample(2, 60, 0);
        assert_eq!((history.reads_peak(), history.reads_now()), (50, 10));
    }

    #[test]
    fn percentiles_of_nothing_are_absent() {
        let timings = Timings::default();
        assert_eq!(percentiles(&timings.loads), None);
        timings.load(Duration::from_micros(250));
        assert_eq!(percentiles(&timings.loads).map(|load| (load.count, load.max_us >= 250)), Some((1, true)));
    }
}
