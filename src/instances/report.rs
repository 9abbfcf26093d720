//! Reports of one library, each with what happened since the one before.

use std::time::SystemTime;

use super::wire::{Report, VERSION};
use crate::library::Library;

/// The most events that the first report looks back.
const LOOK_BACK: usize = 256;

/// Makes reports for one who looks.
pub struct Reporter {
    library: Library,
    book: String,
    started: SystemTime,
    events_seen: Option<u64>,
    /// Hits and misses of the last report.
    reads: (u64, u64),
}

impl Reporter {
    /// Reports of `library`, which is called `book` and was opened at `started`.
    pub fn new(library: Library, book: impl Into<String>, started: SystemTime) -> Reporter {
        Reporter { library, book: book.into(), started, events_seen: None, reads: (0, 0) }
    }

    /// What there is to report now.
    pub fn report(&mut self) -> Report {
        let mut events = self.library.events_since(self.events_seen.unwrap_or(0));
        if self.events_seen.is_none() {
            events.drain(..events.len().saturating_sub(LOOK_BACK));
        }
        let next = events.last().map(|event| event.number + 1);
        self.events_seen = Some(next.or(self.events_seen).unwrap_or(0));
        let figures = self.library.metrics();
        let before = std::mem::replace(&mut self.reads, (figures.hits, figures.misses));
        Report {
            version: VERSION,
            pid: std::process::id(),
            book: self.book.clone(),
            started: self.started,
            now: SystemTime::now(),
            hits: figures.hits.saturating_sub(before.0),
            misses: figures.misses.saturating_sub(before.1),
            figures,
            events,
        }
    }
}
