//! Reports of one library, each with what happened since the one before.

use std::time::SystemTime;

use super::wire::{Recent, Report, VERSION, is_of_load};
use crate::library::{Event, Library};
use crate::metrics::{History, Totals, Window};

/// The most events that the first report looks back, but for loads.
const LOOK_BACK: usize = 256;

/// The most events of loads in a report: more would cost who looks a hundredth of a core.
const LOADS: usize = 1024;

/// Makes reports for one who looks.
pub struct Reporter {
    library: Library,
    book: String,
    started: SystemTime,
    events_seen: Option<u64>,
    /// Hits and misses of the last report.
    reads: (u64, u64),
    /// What was seen since the first report, and the second of that.
    seen: Option<(History, u64)>,
}

impl Reporter {
    /// Reports of `library`, which is called `book` and was opened at `started`.
    pub fn new(library: Library, book: impl Into<String>, started: SystemTime) -> Reporter {
        Reporter { library, book: book.into(), started, events_seen: None, reads: (0, 0), seen: None }
    }

    /// What there is to report now.
    pub fn report(&mut self) -> Report {
        let events = self.library.events_since(self.events_seen.unwrap_or(0));
        let most = if self.events_seen.is_none() { LOOK_BACK } else { usize::MAX };
        let events = last_of(events, most);
        let next = events.last().map(|event| event.number + 1);
        self.events_seen = Some(next.or(self.events_seen).unwrap_or(0));
        let figures = self.library.metrics();
        let now = SystemTime::now();
        let second = now.duration_since(self.started).unwrap_or_default().as_secs();
        let recent = self.see(second, Totals::from(&figures));
        let before = std::mem::replace(&mut self.reads, (figures.hits, figures.misses));
        Report {
            version: VERSION,
            pid: std::process::id(),
            book: self.book.clone(),
            started: self.started,
            now,
            hits: figures.hits.saturating_sub(before.0),
            misses: figures.misses.saturating_sub(before.1),
            recent,
            figures,
            events,
        }
    }

    fn see(&mut self, second: u64, totals: Totals) -> Recent {
        let (history, since) = self.seen.get_or_insert_with(|| (History::since(totals), second));
        history.sample(second, totals);
        let minute = history.sum(history.until_now(Window::Minute));
        Recent {
            seconds: second.saturating_sub(*since).min(Window::Minute.seconds()),
            hit_rate: minute.hit_rate(),
            reads_per_second: history.reads_in(second),
            peak_reads_per_second: history.reads_peak(second),
        }
    }
}

/// The last of `events`: `most` at most, and besides them a number of loads, so that these put nothing else out.
fn last_of(events: Vec<Event>, most: usize) -> Vec<Event> {
    let (mut loads, mut others) = (0, 0);
    let is_wanted = |event: &Event| {
        let (count, most) = if is_of_load(event) { (&mut loads, most.min(LOADS)) } else { (&mut others, most) };
        *count += 1;
        *count <= most
    };
    let mut last: Vec<Event> = events.into_iter().rev().filter(is_wanted).collect();
    last.reverse();
    last
}
