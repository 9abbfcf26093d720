//! The last hour of reads, swaps and sizes, second by second.

use std::collections::VecDeque;

use super::{Figures, rate};
use crate::cache::Cause;

/// How far back a look goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// 60 s.
    Minute,
    /// 300 s.
    FiveMinutes,
    /// 3 600 s, which is as far back as anything is kept.
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
    peak: u64,
}

/// What is counted since start, at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Reads served from memory.
    pub hits: u64,
    /// Reads that went to the store.
    pub misses: u64,
    /// Texts put out of memory.
    pub evictions: u64,
    /// Bytes of text in memory now.
    pub resident_bytes: u64,
}

impl From<&Figures> for Totals {
    fn from(figures: &Figures) -> Totals {
        let Figures { hits, misses, evictions, resident_bytes, .. } = *figures;
        Totals { hits, misses, evictions, resident_bytes }
    }
}

/// One second.
#[derive(Debug, Clone, Copy)]
struct Second {
    second: u64,
    /// At its end.
    totals: Totals,
    /// In it.
    swaps: [u32; Cause::ALL.len()],
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
    /// Bytes of text in memory at the end; absent before anything happened.
    pub resident_bytes: Option<u64>,
    /// Swaps by cause.
    pub swaps: [u32; Cause::ALL.len()],
}

impl Column {
    /// Hits of all reads, 0 to 1; absent where nothing was read.
    pub fn hit_rate(&self) -> Option<f64> {
        rate(self.hits, self.misses)
    }

    /// Hits and misses.
    pub fn reads(&self) -> u64 {
        self.hits + self.misses
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
        self.hits += totals.hits - before.hits;
        self.misses += totals.misses - before.misses;
        self.evictions += totals.evictions - before.evictions;
        self.resident_bytes = Some(totals.resident_bytes);
        for (sum, swaps) in self.swaps.iter_mut().zip(second.swaps) {
            *sum += swaps;
        }
    }
}

impl Second {
    fn reads(&self) -> u64 {
        self.totals.hits + self.totals.misses
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
            self.peak = self.peak.max(self.reads_now());
        }
        self.forget();
    }

    /// Notes a swap in the second `second` since start.
    pub fn swap(&mut self, second: u64, cause: Cause) {
        self.now = self.now.max(second);
        self.this_second().swaps[cause as usize] += 1;
        self.forget();
    }

    /// The last second in which something happened.
    fn last(&self) -> Second {
        self.seconds.back().copied().unwrap_or(self.first())
    }

    /// Before the first one.
    fn first(&self) -> Second {
        Second { second: 0, totals: self.before, swaps: [0; Cause::ALL.len()] }
    }

    /// The current second, with the totals so far.
    fn this_second(&mut self) -> &mut Second {
        let last = self.last();
        if self.seconds.is_empty() || last.second != self.now {
            self.seconds.push_back(Second { second: self.now, swaps: [0; Cause::ALL.len()], ..last });
        }
        let end = self.seconds.len() - 1;
        &mut self.seconds[end]
    }

    /// Forgets what is older than an hour. The youngest such second stays: what is counted within the hour is counted
    /// from it.
    fn forget(&mut self) {
        while self.seconds.get(1).is_some_and(|second| second.second + Window::Hour.seconds() <= self.now) {
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

    /// Reads in the current second.
    pub fn reads_now(&self) -> u64 {
        let mut latest = self.seconds.iter().rev();
        match latest.next().filter(|last| last.second == self.now) {
            Some(last) => last.reads() - latest.next().unwrap_or(&self.first()).reads(),
            None => 0,
        }
    }

    /// Most reads seen in one second.
    pub fn reads_peak(&self) -> u64 {
        self.peak
    }
}

#[cfg(test)]
mod tests;
