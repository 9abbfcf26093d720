//! The last minute of reads and swaps.

use std::collections::VecDeque;

use super::rate;
use crate::cache::Cause;

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
}
