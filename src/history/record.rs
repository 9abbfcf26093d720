//! One change of the book, as the log has it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::prompt::{ContentHash, PromptId, exact};

/// A change and when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Counts up; what orders changes, for clocks jump.
    pub number: u64,
    /// Milliseconds since 1970.
    pub at: u64,
    /// Whether it was a change of its own.
    #[serde(default)]
    pub by: By,
    /// The number of the first of the changes that it was made together with; they are undone together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<u64>,
    /// What was changed.
    pub change: Change,
}

impl Record {
    /// When it was made, by the wall clock.
    pub fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.at)
    }

    /// The texts that it needs.
    pub fn texts(&self) -> impl Iterator<Item = &Kept> {
        let (one, other) = match &self.change {
            Change::Met { text, .. } | Change::GivenUp { text, .. } => (Some(text), None),
            Change::Saved { before, after, .. } => (before.as_ref(), Some(after)),
            Change::Removed { before, .. } => (Some(before), None),
            Change::Renamed { .. } => (None, None),
        };
        one.into_iter().chain(other)
    }
}

/// How a change came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Somebody made it.
    #[default]
    Hand,
    /// It takes back the change with this number.
    Undo(u64),
    /// It makes the change with this number again.
    Redo(u64),
}

/// A text in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is found by.
    pub hash: ContentHash,
    /// Its length.
    pub bytes: u64,
    /// The permission bits of the file that held it; absent where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<u32>,
}

/// What was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// An unsaved text.
    Draft,
    /// What another program had written to the file.
    Disk,
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A text was met that no change from here had written.
    Met {
        /// Whose.
        #[serde(with = "exact")]
        name: PromptId,
        /// The text.
        text: Kept,
    },
    /// A text was saved, over another or as a new prompt.
    Saved {
        /// Whose.
        #[serde(with = "exact")]
        name: PromptId,
        /// What was there.
        before: Option<Kept>,
        /// What is there now.
        after: Kept,
    },
    /// A prompt was removed.
    Removed {
        /// Which.
        #[serde(with = "exact")]
        name: PromptId,
        /// What it said.
        before: Kept,
    },
    /// A prompt got another name.
    Renamed {
        /// The name it had.
        #[serde(with = "exact")]
        from: PromptId,
        /// The name it got.
        #[serde(with = "exact")]
        to: PromptId,
    },
    /// A text that no file holds any more, or never held, was given up.
    GivenUp {
        /// Whose.
        #[serde(with = "exact")]
        name: PromptId,
        /// The text.
        text: Kept,
        /// What it was.
        what: Given,
    },
}

impl Change {
    /// The change that takes this one back; none where nothing on the disk was changed.
    pub fn reversed(&self) -> Option<Change> {
        match self.clone() {
            Change::Saved { name, before: Some(before), after } => {
                Some(Change::Saved { name, before: Some(after), after: before })
            }
            Change::Saved { name, before: None, after } => Some(Change::Removed { name, before: after }),
            Change::Removed { name, before } => Some(Change::Saved { name, before: None, after: before }),
            Change::Renamed { from, to } => Some(Change::Renamed { from: to, to: from }),
            Change::Met { .. } | Change::GivenUp { .. } => None,
        }
    }

    /// The name that the prompt has after it.
    pub fn name(&self) -> &PromptId {
        match self {
            Change::Met { name, .. }
            | Change::Saved { name, .. }
            | Change::Removed { name, .. }
            | Change::GivenUp { name, .. } => name,
            Change::Renamed { to, .. } => to,
        }
    }
}
