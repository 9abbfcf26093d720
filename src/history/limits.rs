//! How much is remembered.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use super::record::{Change, Record};

/// How much of the past is kept. What is beyond either limit is forgotten when a book is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Changes of one prompt.
    pub max_versions: usize,
    /// How old they are at most.
    pub max_age: Duration,
}

impl Default for Limits {
    /// 200 changes of each prompt, a year long.
    fn default() -> Limits {
        Limits { max_versions: 200, max_age: Duration::from_secs(365 * 24 * 60 * 60) }
    }
}

/// The records that are within the limits, in their order. The last text of a prompt stays however old it is: it may be
/// the only copy of one that was removed. A rename stays as long as anything older than it does, for it leads there.
pub(super) fn wanted(records: &[Record], limits: Limits, now: SystemTime) -> Vec<Record> {
    let mut seen: HashMap<&[u8], usize> = HashMap::new();
    let mut wanted: Vec<Record> = records
        .iter()
        .rev()
        .filter(|record| {
            if let Change::Renamed { .. } = record.change {
                return true;
            }
            let count = seen.entry(record.change.name().as_bytes()).or_default();
            *count += 1;
            // A time in the future, as after the clock was set back, is not an age.
            let age = now.duration_since(record.time()).unwrap_or_default();
            *count == 1 || (*count <= limits.max_versions && age <= limits.max_age)
        })
        .cloned()
        .collect();
    wanted.reverse();
    let is_old = |record: &Record| now.duration_since(record.time()).unwrap_or_default() > limits.max_age;
    let oldest = wanted.iter().position(|record| !matches!(record.change, Change::Renamed { .. }) || !is_old(record));
    wanted.drain(..oldest.unwrap_or(wanted.len()));
    wanted
}
