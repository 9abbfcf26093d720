//! The texts that one prompt has had.

use std::time::SystemTime;

use super::record::{By, Change, Given, Kept, Record};
use crate::prompt::PromptId;

/// A text that a prompt had, or could have had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The number of the change that made it; it stays the same when older ones are forgotten.
    pub number: u64,
    /// When it became known.
    pub time: SystemTime,
    /// The text.
    pub text: Kept,
    /// How it came to be.
    pub made: Made,
    /// The name that the prompt had then.
    pub name: PromptId,
}

/// How a version came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Saved from here.
    Saved,
    /// Made from here as a new prompt.
    Created,
    /// Had back by undo or redo.
    Undone,
    /// Written by another program, or there from the start.
    Met,
    /// Removed from here with this text.
    Removed,
    /// Given up without having been saved.
    GivenUp(Given),
}

impl Made {
    /// How it came to be, for a person.
    pub fn label(self) -> &'static str {
        match self {
            Made::Saved => "saved",
            Made::Created => "created",
            Made::Undone => "undone",
            Made::Met => "met on disk",
            Made::Removed => "removed",
            Made::GivenUp(Given::Draft) => "draft given up",
            Made::GivenUp(Given::Disk) => "disk text given up",
        }
    }
}

/// The versions of the prompt that is called `id` now, oldest first. Going back in time the name changes with renames.
pub(super) fn of(id: &PromptId, records: &[Record]) -> Vec<Version> {
    let mut versions: Vec<Version> = newest_first(id, records).filter_map(version).collect();
    versions.reverse();
    versions
}

/// The records of the prompt that is called `id` now.
fn newest_first<'a>(id: &'a PromptId, records: &'a [Record]) -> impl Iterator<Item = &'a Record> {
    let mut name = Some(id);
    records.iter().rev().filter(move |record| {
        let Some(current) = name else { return false };
        match &record.change {
            Change::Renamed { from, to } if to == current => {
                name = Some(from);
                false
            }
            // Before that, another prompt had the name.
            Change::Renamed { from, .. } if from == current => {
                name = None;
                false
            }
            change => change.name() == current,
        }
    })
}

fn version(record: &Record) -> Option<Version> {
    let (text, made) = match &record.change {
        Change::Met { text, .. } => (text, Made::Met),
        Change::Saved { after, .. } if record.by != By::Hand => (after, Made::Undone),
        Change::Saved { before: None, after, .. } => (after, Made::Created),
        Change::Saved { after, .. } => (after, Made::Saved),
        Change::Removed { before, .. } => (before, Made::Removed),
        Change::GivenUp { text, what, .. } => (text, Made::GivenUp(*what)),
        Change::Renamed { .. } => return None,
    };
    Some(Version { number: record.number, time: record.time(), text: *text, made, name: record.change.name().clone() })
}
