//! What can go wrong between a caller and a prompt.

use std::sync::Arc;

use thiserror::Error;

use crate::history::HistoryError;
use crate::prompt::PromptId;
use crate::store::StoreError;

/// Why a call of the library failed, and the way out.
#[derive(Debug, Clone, Error)]
pub enum LibraryError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The history refused: nothing was given up that it should have kept.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// This book was opened without a history.
    #[error("this book was opened without a history: nothing can be had back")]
    NoHistory,
    /// An unsaved text could not be written down.
    #[error("it could not be written down: {0}")]
    Draft(Arc<std::io::Error>),
    /// There is no such version.
    #[error("{id} has no version {number}: promptbook history {id} lists those it has")]
    NoVersion {
        /// The prompt.
        id: PromptId,
        /// What was asked for.
        number: u64,
    },
    /// No change is left to be undone.
    #[error("nothing more to undo")]
    NothingToUndo,
    /// Nothing was undone that could be made again.
    #[error("nothing to redo: nothing was undone, or something was changed since")]
    NothingToRedo,
    /// The task that did the work ended early, as when the runtime shuts down.
    #[error("the work was interrupted before it was done: try again")]
    Interrupted,
}
