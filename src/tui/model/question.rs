//! What is asked of a person, until it is answered.

use std::sync::Arc;

use super::field::Field;
use crate::prompt::PromptId;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A name.
    Name {
        /// For what.
        purpose: Naming,
        /// What was typed.
        field: Field,
        /// What is wrong with it.
        fault: Option<String>,
    },
    /// Unsaved drafts, and the program is to end.
    Drafts {
        /// What to print at the end.
        print: Option<Arc<Vec<u8>>>,
    },
    /// The file of this draft was changed by another program.
    Conflict(PromptId),
    /// Earlier runs left drafts behind: what becomes of the first of them.
    Left(Asked),
    /// This draft is to be saved, and conflicts of a merge are still marked in it.
    Marked(PromptId),
}

/// Whether a question still is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is.
    Open,
    /// A draft is on its way to the history.
    Discarding,
}

/// What a name is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// A new, empty prompt.
    New,
    /// A new prompt with these bytes.
    Duplicate(Arc<Vec<u8>>),
    /// Another name for this one.
    Rename(PromptId),
    /// A new prompt with the unsaved text of this one.
    Elsewhere(PromptId),
}
