//! What can go wrong between a caller and a prompt.

use thiserror::Error;

use crate::store::StoreError;

/// Why a call of the library failed, and the way out.
#[derive(Debug, Clone, Error)]
pub enum LibraryError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The task that did the work ended early, as when the runtime shuts down.
    #[error("the work was interrupted before it was done: try again")]
    Interrupted,
}
