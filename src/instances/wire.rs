//! What goes over the socket: one JSON object a line, from the instance to whoever looks. Nothing goes the other way.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::owner;
use crate::cache::Cause;
use crate::library::{Event, EventKind};
use crate::metrics::Figures;
use crate::prompt::sanitize::sanitize_line;

/// The form of the lines. It goes up whenever a line of one form cannot be read as the other.
pub const VERSION: u32 = 2;

/// The most bytes of a line that are read: 4 MiB. A longer one is no report.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// One line: what an instance has done so far, and what happened in it since the line before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// The process.
    pub pid: u32,
    /// Its book for a person, such as `~/prompts`.
    pub book: String,
    /// When it began to serve this book; on the wire in seconds since 1970.
    #[serde(with = "seconds")]
    pub started: SystemTime,
    /// When this line was made; on the wire in seconds since 1970.
    #[serde(with = "seconds")]
    pub now: SystemTime,
    /// Reads served from memory since the line before, in the first one since start.
    pub hits: u64,
    /// Reads that went to the store since the line before, in the first one since start.
    pub misses: u64,
    /// What whoever is told this has seen.
    #[serde(default)]
    pub recent: Recent,
    /// Every figure.
    pub figures: Figures,
    /// What happened since the line before, in the first one the last that happened. Where there is too much, the
    /// oldest are left out: their numbers have a gap then.
    pub events: Vec<Event>,
}

/// What happened lately, as far as it was seen: the first report sees nothing yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    /// Of the last minute so many seconds were seen.
    pub seconds: u64,
    /// Hits of all reads in these, 0 to 1; absent where there was none.
    pub hit_rate: Option<f64>,
    /// Reads in the last second.
    pub reads_per_second: u64,
    /// The most in any second that was seen.
    pub peak_reads_per_second: u64,
}

/// Whether an event tells of a load, of which there may be thousands a second.
pub(super) fn is_of_load(event: &Event) -> bool {
    match &event.kind {
        EventKind::Loaded { .. } => true,
        EventKind::Swapped(exchange) => exchange.swap.cause == Cause::Load,
        _ => false,
    }
}

/// What an instance with too many clients says before it closes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Busy {
    pub(super) version: u32,
    /// How many it has.
    pub(super) busy: usize,
}

/// Why a line is no report.
#[derive(Debug, PartialEq)]
pub(super) enum Unreadable {
    OtherVersion(u32),
    Busy { clients: usize },
    Corrupt(String),
}

impl Report {
    /// Reads one line that came from the process `pid`.
    pub(super) fn read(line: &[u8], pid: u32) -> Result<Report, Unreadable> {
        let corrupt = |error: serde_json::Error| Unreadable::Corrupt(sanitize_line(&error.to_string()).into_owned());
        // First what every version has.
        #[derive(Deserialize)]
        struct Head {
            version: u32,
            busy: Option<usize>,
        }
        let head: Head = serde_json::from_slice(line).map_err(corrupt)?;
        if head.version != VERSION {
            return Err(Unreadable::OtherVersion(head.version));
        }
        if let Some(clients) = head.busy {
            return Err(Unreadable::Busy { clients });
        }
        let report: Report = serde_json::from_slice(line).map_err(corrupt)?;
        if report.pid != pid {
            return Err(Unreadable::Corrupt(format!("it is a report of process {}", report.pid)));
        }
        Ok(report)
    }

    /// The report as a line. Of more events than a line may hold the oldest are left out, loads before all others.
    pub(super) fn line(mut self) -> serde_json::Result<Vec<u8>> {
        loop {
            let mut line = serde_json::to_vec(&self)?;
            // Far below what is read, so that the two ends need not count alike.
            if line.len() < MAX_LINE / 4 || self.events.is_empty() {
                line.push(b'\n');
                return Ok(line);
            }
            let loads = self.events.iter().filter(|event| is_of_load(event)).count();
            let mut left = if loads > 0 { loads } else { self.events.len() }.div_ceil(2);
            self.events.retain(|event| {
                let goes = left > 0 && (loads == 0 || is_of_load(event));
                left -= usize::from(goes);
                !goes
            });
        }
    }

    /// The book, safe to show: it comes from another process.
    pub(super) fn shown_book(&self) -> String {
        owner::shown(self.book.as_ref())
    }
}

/// A moment as seconds since 1970 with a fraction, which other programs read more easily than serde's own form.
pub(super) mod seconds {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
        // A clock before 1970 is wrong, and any moment will do.
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        serializer.serialize_f64(since.as_millis() as f64 / 1e3)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
        let since = Duration::try_from_secs_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)?;
        UNIX_EPOCH.checked_add(since).ok_or_else(|| D::Error::custom("no such moment"))
    }
}
