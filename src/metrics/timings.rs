//! How long the slow paths took, in histograms of HdrHistogram.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// Durations of the slow paths since start: loads, saves, and the two parts of a publication.
#[derive(Debug)]
pub struct Timings {
    pub(super) loads: Mutex<Histogram<u64>>,
    pub(super) saves: Mutex<Histogram<u64>>,
    pub(super) builds: Mutex<Histogram<u64>>,
    pub(super) swaps: Mutex<Histogram<u64>>,
}

impl Default for Timings {
    fn default() -> Timings {
        let [loads, saves, builds, swaps] = std::array::from_fn(|_| Mutex::new(histogram()));
        Timings { loads, saves, builds, swaps }
    }
}

/// Nanoseconds up to a minute, two significant figures; longer ones count as a minute.
fn histogram() -> Histogram<u64> {
    // The bounds are constants that the library accepts; the error is for others.
    Histogram::new_with_max(60_000_000_000, 2).unwrap_or_else(|_| unreachable!("constant bounds are valid"))
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

    /// A snapshot was published: making it took so long in all, and putting it in the place of the one before so long.
    pub fn publication(&self, build: Duration, swap: Duration) {
        record(&self.builds, build);
        record(&self.swaps, swap);
    }
}

fn record(histogram: &Mutex<Histogram<u64>>, took: Duration) {
    let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    histogram.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(nanos);
}

/// Percentiles of one kind of work since start, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percentiles {
    /// How many.
    pub count: u64,
    /// Half took at most this long.
    pub p50_ns: u64,
    /// 99 of 100 took at most this long.
    pub p99_ns: u64,
    /// The longest.
    pub max_ns: u64,
}

pub(super) fn percentiles(histogram: &Mutex<Histogram<u64>>) -> Option<Percentiles> {
    let histogram = histogram.lock().unwrap_or_else(PoisonError::into_inner);
    (!histogram.is_empty()).then(|| Percentiles {
        count: histogram.len(),
        p50_ns: histogram.value_at_quantile(0.5),
        p99_ns: histogram.value_at_quantile(0.99),
        max_ns: histogram.max(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_nothing_are_absent() {
        let timings = Timings::default();
        assert_eq!(percentiles(&timings.loads), None);
        timings.load(Duration::from_micros(250));
        assert_eq!(percentiles(&timings.loads).map(|load| (load.count, load.max_ns >= 250_000)), Some((1, true)));
    }
}
