//! The last two hours of reads, swaps and sizes, second by second.

use std::collections::VecDeque;

use super::{Figures, rate};
use crate::cache::{Cause, MissReason};

/// How far back a look goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// 60 s.
    Minute,
    /// 300 s.
    FiveMinutes,
    /// 3 600 s.
    Hour,
}

impl Window {
    /// Every window, the shortest first.
    pub const ALL: [Window; 3] = [Window::Minute, Window::FiveMinutes, Window::Hour];

    /// Its length in seconds.
    pub const fn seconds(self) -> u64 {
        match self {
            Window::Minute => 60,
            Window::FiveMinutes => 300,
            Window::Hour => 3600,
        }
    }

    /// The window in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            Window::Minute => "1 m",
            Window::FiveMinutes => "5 m",
            Window::Hour => "1 h",
        }
    }

    /// The next longer one, if there is one.
    pub fn longer(self) -> Window {
        Window::ALL.into_iter().find(|window| *window > self).unwrap_or(self)
    }

    /// The next shorter one, if there is one.
    pub fn shorter(self) -> Window {
        Window::ALL.into_iter().rfind(|window| *window < self).unwrap_or(self)
    }
}

/// A stretch of time: the seconds of `window` up to and with the second `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its last second since start.
    pub end: u64,
    /// Its length.
    pub window: Window,
}

impl Span {
    fn contains(self, second: u64) -> bool {
        second <= self.end && second + self.window.seconds() > self.end
    }
}

/// Seconds since start, fed by whoever looks. Reads that were made while nobody looked count in the second of the next
/// look.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Oldest first; seconds in which nothing happened are left out.
    seconds: VecDeque<Second>,
    /// What had been counted before anybody looked.
    before: Totals,
    now: u64,
}

/// Seconds that are kept: from an hour ago an hour can still be looked back.
const KEPT: u64 = 2 * Window::Hour.seconds();

/// What is counted since start, at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Reads served from memory.
    pub hits: u64,
    /// Reads that went to the store.
    pub misses: u64,
    /// Texts put out of memory.
    pub evictions: u64,
    /// Those of the misses that were for a text put out of memory to keep a cap.
    pub evicted_misses: u64,
    /// Bytes of text in memory now.
    pub resident_bytes: u64,
    /// Swaps by cause.
    pub swaps: [u64; Cause::ALL.len()],
}

impl From<&Figures> for Totals {
    fn from(figures: &Figures) -> Totals {
        let Figures { hits, misses, evictions, resident_bytes, .. } = *figures;
        let evicted = figures.miss_reasons.iter().find(|(reason, _)| *reason == MissReason::Evicted);
        let evicted_misses = evicted.map_or(0, |(_, count)| *count);
        let mut swaps = [0; Cause::ALL.len()];
        for (cause, count) in &figures.swaps {
            swaps[*cause as usize] = *count;
        }
        Totals { hits, misses, evictions, evicted_misses, resident_bytes, swaps }
    }
}

/// One second.
#[derive(Debug, Clone, Copy)]
struct Second {
    second: u64,
    /// At its end.
    totals: Totals,
    /// Most reads in any second up to it.
    peak: u64,
}

/// What happened in some seconds next to each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Column {
    /// Reads served from memory.
    pub hits: u64,
    /// Reads that went to the store.
    pub misses: u64,
    /// Texts put out of memory.
    pub evictions: u64,
    /// Those of the misses that were for a text put out of memory to keep a cap.
    pub evicted_misses: u64,
    /// Bytes of text in memory at the end; absent before anything happened.
    pub resident_bytes: Option<u64>,
    /// Swaps by cause.
    pub swaps: [u64; Cause::ALL.len()],
}

impl Column {
    /// Hits of all reads, 0 to 1; absent where nothing was read.
    pub fn hit_rate(&self) -> Option<f64> {
        rate(self.hits, self.misses)
    }

    /// Hits and misses.
    pub fn reads(&self) -> u64 {
        self.hits.saturating_add(self.misses)
    }

    /// The causes of its swaps. Loads are many and say little: they are told only where there is nothing else.
    pub fn causes(&self) -> Vec<Cause> {
        let happened = |cause: &Cause| self.swaps[*cause as usize] > 0;
        let told: Vec<Cause> =
            Cause::ALL.into_iter().filter(|cause| *cause != Cause::Load && happened(cause)).collect();
        if told.is_empty() { Some(Cause::Load).filter(happened).into_iter().collect() } else { told }
    }

    fn add(&mut self, before: &Second, second: &Second) {
        let (totals, before) = (second.totals, before.totals);
        // Counts only grow. Another process may say otherwise, which must do no harm.
        let add = |sum: &mut u64, now: u64, before: u64| *sum = sum.saturating_add(now.saturating_sub(before));
        add(&mut self.hits, totals.hits, before.hits);
        add(&mut self.misses, totals.misses, before.misses);
        add(&mut self.evictions, totals.evictions, before.evictions);
        add(&mut self.evicted_misses, totals.evicted_misses, before.evicted_misses);
        self.resident_bytes = Some(totals.resident_bytes);
        for (at, sum) in self.swaps.iter_mut().enumerate() {
            add(sum, totals.swaps[at], before.swaps[at]);
        }
    }
}

impl Second {
    fn reads(&self) -> u64 {
        self.totals.hits.saturating_add(self.totals.misses)
    }
}

impl History {
    /// Of a cache that has counted `totals` already: what was before is no part of any second.
    pub fn since(totals: Totals) -> History {
        History { before: totals, ..History::default() }
    }

    /// Notes `totals` in the second `second` since start.
    pub fn sample(&mut self, second: u64, totals: Totals) {
        self.now = self.now.max(second);
        if totals != self.last().totals {
            self.this_second().totals = totals;
            let reads = self.reads_in(self.now);
            let now = self.this_second();
            now.peak = now.peak.max(reads);
        }
        self.forget();
    }

    /// The last second in which something happened.
    fn last(&self) -> Second {
        self.seconds.back().copied().unwrap_or(self.first())
    }

    /// Before the first one.
    fn first(&self) -> Second {
        Second { second: 0, totals: self.before, peak: 0 }
    }

    /// The current second, with the totals so far.
    fn this_second(&mut self) -> &mut Second {
        let last = self.last();
        if self.seconds.is_empty() || last.second != self.now {
            self.seconds.push_back(Second { second: self.now, ..last });
        }
        let end = self.seconds.len() - 1;
        &mut self.seconds[end]
    }

    /// Forgets what is too old. The youngest such second stays: what is counted after it is counted from it.
    fn forget(&mut self) {
        while self.seconds.get(1).is_some_and(|second| second.second + KEPT <= self.now) {
            self.seconds.pop_front();
        }
    }

    /// The stretch of `window` that ends now.
    pub fn until_now(&self, window: Window) -> Span {
        Span { end: self.now, window }
    }

    /// Whether anything in the last `window` can still change as time passes.
    pub fn is_moving(&self, window: Window) -> bool {
        self.seconds.back().is_some_and(|last| last.second + window.seconds() >= self.now)
    }

    /// All of `span` as one.
    pub fn sum(&self, span: Span) -> Column {
        self.columns(span, 1).first().copied().unwrap_or_default()
    }

    /// `span` in at most `columns` columns of equal length, the oldest first; none is shorter than a second. What lies
    /// before the start is there, and empty.
    pub fn columns(&self, span: Span, columns: usize) -> Vec<Column> {
        let length = span.window.seconds();
        let each = length.div_ceil((columns as u64).max(1));
        let count = length.div_ceil(each);
        let mut found = vec![Column::default(); count as usize];
        let mut before = self.first();
        for second in &self.seconds {
            if span.contains(second.second) {
                // From the end, so that the columns of the latest seconds do not depend on the length.
                let column = count - 1 - (span.end - second.second) / each;
                found[column as usize].add(&before, second);
            }
            before = *second;
        }
        // A size lasts until it changes.
        let start = (span.end + 1).saturating_sub(length);
        let mut size = self
            .seconds
            .iter()
            .take_while(|second| second.second < start)
            .last()
            .map(|before| before.totals.resident_bytes);
        for column in &mut found {
            size = column.resident_bytes.or(size);
            column.resident_bytes = size;
        }
        found
    }

    /// Reads in the second `second`.
    pub fn reads_in(&self, second: u64) -> u64 {
        let mut latest = self.seconds.iter().rev().skip_while(|other| other.second > second);
        match latest.next().filter(|found| found.second == second) {
            Some(found) => found.reads().saturating_sub(latest.next().unwrap_or(&self.first()).reads()),
            None => 0,
        }
    }

    /// Most reads seen in one second, up to the second `end`.
    pub fn reads_peak(&self, end: u64) -> u64 {
        self.seconds.iter().rev().find(|second| second.second <= end).map_or(0, |second| second.peak)
    }
}

#[cfg(test)]
mod tests;
