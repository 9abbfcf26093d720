//! Whose a folder, a socket or the process behind it is. Figures are private: names of prompts are among them.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use thiserror::Error;

use crate::prompt::sanitize::sanitize_line;

/// Something belongs to another user.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} belongs to another user (number {uid}), so promptbook does not use it")]
pub struct Foreign {
    /// What, safe to show.
    pub what: String,
    /// The number of that user.
    pub uid: u32,
}

/// The user whose rights this process has.
pub(super) fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Refuses what belongs to `uid`, unless that is `own`.
pub(super) fn must_be(own: u32, uid: u32, what: impl FnOnce() -> String) -> Result<(), Foreign> {
    if uid == own { Ok(()) } else { Err(Foreign { what: what(), uid }) }
}

/// Refuses the file or folder `path` unless it is this user's.
pub(super) fn must_own(path: &Path, metadata: &Metadata) -> Result<(), Foreign> {
    must_be(own_uid(), metadata.uid(), || shown(path))
}

/// A path for a message.
pub(super) fn shown(path: &Path) -> String {
    sanitize_line(&path.to_string_lossy()).into_owned()
}
