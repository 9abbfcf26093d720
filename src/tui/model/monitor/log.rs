//! What happened, newest last: of each kind the last ones. What comes in floods is told by the second, so that a flood
//! of one kind puts no other out.

use std::collections::VecDeque;
use std::time::Duration;

use crate::cache::{Cause, MissReason};
use crate::library::{Event, EventKind, Exchange};

/// The most that are kept of each kind; for what is told by the second that is more than an hour.
pub const EVENTS_KEPT: usize = 4096;

/// What happened.
#[derive(Debug, Clone, Default)]
pub struct Log {
    kinds: [VecDeque<Noted>; Kind::ALL.len()],
    /// What was noted so far.
    noted: u64,
    /// The number of the next event, if none is left out.
    next: Option<u64>,
    /// Events that were left out since the last load.
    missing: u64,
    /// What is older than this second is not all kept.
    complete_since: u64,
}

/// Something that happened, or several of a kind in one second.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// The local time of day.
    pub time: String,
    /// Seconds since start.
    pub second: u64,
    /// What happened, or the last of several.
    pub event: Event,
    /// What they come to together.
    pub sum: Sum,
    order: u64,
}

/// What several events of one second come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many there were.
    pub count: u64,
    /// Bytes read.
    pub bytes: u64,
    /// The longest took so long.
    pub longest: Duration,
    /// Texts put out of memory.
    pub evicted: u64,
    /// Events that were left out on the way here: of loads where there are too many to be told.
    pub missing: u64,
    /// Loads by reason.
    pub reasons: [u64; MissReason::ALL.len()],
}

/// Kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Swap,
    /// Swaps by loads, of which there are as many as loads.
    LoadSwap,
    Load,
    Save,
    Disk,
    Fault,
}

/// Which events are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// All.
    All,
    /// Swaps.
    Swaps,
    /// Reads from the disk.
    Loads,
    /// Saves.
    Saves,
    /// What other programs changed, and how that is seen.
    Disk,
    /// What failed or was passed over.
    Faults,
}

impl Filter {
    const ALL: [Filter; 6] = [Filter::All, Filter::Swaps, Filter::Loads, Filter::Saves, Filter::Disk, Filter::Faults];

    /// The filter in the screen's words.
    pub fn label(self) -> &'static str {
        match self {
            Filter::All => "all",
            Filter::Swaps => "swaps",
            Filter::Loads => "loads",
            Filter::Saves => "saves",
            Filter::Disk => "disk",
            Filter::Faults => "faults",
        }
    }

    /// The one after it, and after the last the first.
    pub fn next(self) -> Filter {
        let at = Filter::ALL.iter().position(|filter| *filter == self).unwrap_or(0);
        Filter::ALL[(at + 1) % Filter::ALL.len()]
    }

    fn lets_through(self, kind: Kind) -> bool {
        match kind {
            Kind::Swap | Kind::LoadSwap => matches!(self, Filter::All | Filter::Swaps),
            Kind::Load => matches!(self, Filter::All | Filter::Loads),
            Kind::Save => matches!(self, Filter::All | Filter::Saves),
            Kind::Disk => matches!(self, Filter::All | Filter::Disk),
            Kind::Fault => matches!(self, Filter::All | Filter::Faults),
        }
    }
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Swap, Kind::LoadSwap, Kind::Load, Kind::Save, Kind::Disk, Kind::Fault];

    /// The kind of an event; those that only move a count have none.
    fn of(event: &EventKind) -> Option<Kind> {
        Some(match event {
            EventKind::Listing { .. } => return None,
            EventKind::Swapped(exchange) if exchange.swap.cause == Cause::Load => Kind::LoadSwap,
            EventKind::Swapped(_) => Kind::Swap,
            EventKind::Loaded { .. } => Kind::Load,
            EventKind::Saved { .. } => Kind::Save,
            EventKind::Listed { .. } | EventKind::ChangedOnDisk { .. } | EventKind::Watch(_) => Kind::Disk,
            EventKind::Skipped { .. } | EventKind::Failed { .. } => Kind::Fault,
        })
    }

    fn is_told_by_the_second(self) -> bool {
        matches!(self, Kind::LoadSwap | Kind::Load)
    }
}

impl Sum {
    fn of(event: &EventKind) -> Sum {
        let one = Sum { count: 1, ..Sum::default() };
        match event {
            EventKind::Swapped(Exchange { swap, build, replace, .. }) => {
                Sum { evicted: swap.evicted.into(), longest: build.saturating_add(*replace), ..one }
            }
            EventKind::Loaded { bytes, took, reason, .. } => {
                let mut reasons = [0; MissReason::ALL.len()];
                reasons[*reason as usize] = 1;
                Sum { bytes: *bytes, longest: *took, reasons, ..one }
            }
            _ => one,
        }
    }

    fn and(self, other: Sum) -> Sum {
        let mut reasons = self.reasons;
        reasons.iter_mut().zip(other.reasons).for_each(|(sum, more)| *sum += more);
        Sum {
            count: self.count + other.count,
            bytes: self.bytes.saturating_add(other.bytes),
            longest: self.longest.max(other.longest),
            evicted: self.evicted + other.evicted,
            missing: self.missing.saturating_add(other.missing),
            reasons,
        }
    }
}

impl Log {
    /// Notes `event`, which happened at the local time `time` in the second `second` since start.
    pub fn note(&mut self, event: Event, time: String, second: u64) {
        let left_out = self.next.map_or(0, |next| event.number.saturating_sub(next));
        self.next = Some(event.number.saturating_add(1));
        self.missing = self.missing.saturating_add(left_out);
        let Some(kind) = Kind::of(&event.kind) else { return };
        let kept = &mut self.kinds[kind as usize];
        // A clock that was set back must not make the order of seconds another than that of the events.
        let second = second.max(kept.back().map_or(0, |last| last.second));
        self.noted += 1;
        let mut sum = Sum::of(&event.kind);
        if kind.is_told_by_the_second() {
            sum.missing = std::mem::take(&mut self.missing);
        }
        let last = kept.back().filter(|last| kind.is_told_by_the_second() && last.second == second);
        if let Some(last) = last {
            sum = last.sum.and(sum);
            kept.pop_back();
        } else if kept.len() == EVENTS_KEPT
            && let Some(oldest) = kept.pop_front()
        {
            self.complete_since = self.complete_since.max(oldest.second + 1);
        }
        kept.push_back(Noted { time, second, event, sum, order: self.noted });
    }

    /// What `filter` lets through, up to and with the second `end`, newest first.
    pub fn newest_first(&self, filter: Filter, end: u64) -> impl Iterator<Item = &Noted> {
        let is_wanted = move |kind: &Kind| filter.lets_through(*kind);
        let kinds = Kind::ALL.into_iter().filter(is_wanted).map(|kind| {
            let kept = &self.kinds[kind as usize];
            kept.range(..kept.partition_point(|noted| noted.second <= end)).rev().peekable()
        });
        let mut kinds: Vec<_> = kinds.collect();
        std::iter::from_fn(move || {
            let orders = kinds.iter_mut().map(|kind| kind.peek().map(|noted| noted.order));
            let (newest, _) = orders.enumerate().max_by_key(|(_, order)| *order)?;
            kinds[newest].next()
        })
    }

    /// The last save up to and with the second `end`.
    pub fn last_save(&self, end: u64) -> Option<&Noted> {
        self.newest_first(Filter::Saves, end).next()
    }

    /// The last swap up to and with the second `end` that was more than a load.
    pub fn last_change(&self, end: u64) -> Option<&Exchange> {
        let kept = self.kinds[Kind::Swap as usize].iter().rev().find(|noted| noted.second <= end)?;
        match &kept.event.kind {
            EventKind::Swapped(exchange) => Some(exchange),
            _ => None,
        }
    }

    /// The first second from which on everything is kept.
    pub fn complete_since(&self) -> u64 {
        self.complete_since
    }
}
