//! Which texts of a prompt are compared on the screen, and what can be decided there.

use std::sync::Arc;

use super::super::action::Action;
use super::comparing::Comparing;
use super::{Model, Overlay};
use crate::prompt::{ContentHash, Prompt, PromptId};

/// Texts of a prompt that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    /// Whose texts.
    pub id: PromptId,
    /// The texts and the place in them.
    pub view: Comparing,
    /// Where they come from.
    pub source: Source,
    /// What comes when this is closed.
    pub behind: Behind,
}

/// Where compared texts come from: what they are is told by its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A draft and the disk: the contents of what the draft was made from and of what is on disk, and the number of the
    /// draft's text.
    Draft {
        /// What the draft was made from.
        base: ContentHash,
        /// What is on disk.
        disk: ContentHash,
        /// Counts the draft's changes.
        revision: u64,
        /// Whether there is anything to decide.
        choice: Choice,
    },
    /// Texts that do not change any more.
    Past,
}

/// Whether a comparison is about which text is to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Both changed: merge, keep mine, take the disk's.
    Open,
    /// Only one did.
    None,
}

/// What comes when a comparison is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// List or editor.
    Panes,
    /// The question which text is to stay.
    Question,
    /// The question what becomes of drafts that were left behind.
    Left,
}

/// A text that was reloaded under an untouched editor.
#[derive(Debug, Clone, PartialEq)]
pub struct Reloaded {
    /// What the editor had.
    pub before: Arc<Prompt>,
    /// What it has since.
    pub after: Arc<Prompt>,
}

/// Whether what the comparison on the screen is about lets `action` do anything. Elsewhere all do.
pub fn is_offered(model: &Model, action: Action) -> bool {
    let Some(Overlay::Compare(compare)) = &model.overlay else { return true };
    match action {
        Action::Merge | Action::KeepMine | Action::TakeDisk => {
            matches!(compare.source, Source::Draft { choice: Choice::Open, .. })
        }
        Action::OtherVersions => compare.view.versions() > 2,
        _ => true,
    }
}
