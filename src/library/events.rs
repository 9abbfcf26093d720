//! What happened, in order, for whoever watches: the pane, the messages, a client. Kept within a bound, so that nobody
//! who looks away holds up a writer.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::cache::{Cause, Copied, MissReason, Swap};
use crate::prompt::PromptId;
use crate::store::WatchState;

/// The most events kept of loads, and of all others; older ones are forgotten.
const KEPT: usize = 4096;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Counts up from 0.
    pub number: u64,
    /// When, by the wall clock.
    pub at: SystemTime,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A listing of the whole book goes on: so many prompts so far.
    Listing {
        /// Prompts met so far.
        found: usize,
    },
    /// A listing of the whole book is done.
    Listed {
        /// Prompts met.
        found: usize,
        /// What looked like a prompt and could not be listed.
        skipped: usize,
        /// How long it took.
        took: Duration,
    },
    /// Something that looked like a prompt could not be listed.
    Skipped {
        /// Its name, safe to show.
        name: String,
        /// Why.
        why: String,
    },
    /// One snapshot replaced another.
    Swapped(Exchange),
    /// A read went to the store.
    Loaded {
        /// The prompt.
        id: PromptId,
        /// Bytes read.
        bytes: u64,
        /// How long it took.
        took: Duration,
        /// Why it was not in memory.
        reason: MissReason,
    },
    /// A prompt was saved.
    Saved {
        /// The prompt.
        id: PromptId,
        /// Bytes written.
        bytes: u64,
        /// How long it took.
        took: Duration,
        /// What the swap copied and shared.
        swap: Copied,
    },
    /// Another program changed these prompts.
    ChangedOnDisk {
        /// New, changed or gone, in the order of names.
        ids: Vec<PromptId>,
    },
    /// Seeing changes of other programs started, degraded or ended.
    Watch(WatchState),
    /// Something failed that no caller waits for.
    Failed {
        /// What, with the way out.
        message: String,
    },
}

/// One snapshot in the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What it changed.
    #[serde(flatten)]
    pub swap: Swap,
    /// How long making the new one took, lost races included.
    pub build: Duration,
    /// How long the replacement took.
    pub replace: Duration,
    /// Reads up to then that went to the store for a text nobody had read in this form: what comes after it is counted
    /// from here.
    pub misses: u64,
}

/// The last events, and a channel that says how many there have been.
pub(super) struct EventLog {
    kept: Mutex<Kept>,
    count: watch::Sender<u64>,
}

/// Loads may come by the thousand a second: kept apart, they put nothing else out.
#[derive(Default)]
struct Kept {
    loads: VecDeque<Event>,
    others: VecDeque<Event>,
    next: u64,
}

impl Default for EventLog {
    fn default() -> EventLog {
        EventLog { kept: Mutex::default(), count: watch::Sender::new(0) }
    }
}

impl EventLog {
    pub(super) fn push(&self, kind: EventKind) {
        match &kind {
            EventKind::Listing { .. } | EventKind::Loaded { .. } | EventKind::Swapped(_) => tracing::debug!("{kind:?}"),
            // Failures among them: whoever watches is told by the event, and need not be told twice.
            _ => tracing::info!("{kind:?}"),
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let number = kept.next;
        kept.next += 1;
        let is_of_load = match &kind {
            EventKind::Loaded { .. } => true,
            EventKind::Swapped(exchange) => exchange.swap.cause == Cause::Load,
            _ => false,
        };
        let ring = if is_of_load { &mut kept.loads } else { &mut kept.others };
        if ring.len() == KEPT {
            ring.pop_front();
        }
        ring.push_back(Event { number, at: SystemTime::now(), kind });
        // Under the lock, so that the count never goes back; a receiver that wakes up waits a moment.
        self.count.send_replace(number + 1);
    }

    pub(super) fn since(&self, from: u64) -> Vec<Event> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let rings = [&kept.loads, &kept.others];
        let new = rings.map(|ring| ring.range(ring.partition_point(|event| event.number < from)..));
        let mut events: Vec<Event> = new.into_iter().flatten().cloned().collect();
        events.sort_unstable_by_key(|event| event.number);
        events
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.count.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load() -> EventKind {
        let id = PromptId::new("a.md").expect("a name");
        EventKind::Loaded { id, bytes: 1, took: Duration::ZERO, reason: MissReason::Evicted }
    }

    #[test]
    fn a_flood_of_loads_puts_no_other_event_out() {
        let log = EventLog::default();
        log.push(EventKind::Failed { message: "x".into() });
        (0..2 * KEPT).for_each(|_| log.push(load()));
        log.push(EventKind::Failed { message: "y".into() });
        let numbers: Vec<u64> = log.since(0).iter().map(|event| event.number).collect();
        assert_eq!((numbers.len(), numbers[0], numbers[1]), (KEPT + 2, 0, KEPT as u64 + 1));
        assert!(numbers.is_sorted());
        assert_eq!(log.since(2 * KEPT as u64).len(), 2);
    }
}
