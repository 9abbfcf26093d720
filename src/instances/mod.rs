//! Running instances of this user: each serves its figures on a Unix socket, and whoever wants to look attaches.
//!
//! ```text
//!  Library ─► serve ── one JSON line a second ──► attach ─► promptbook top, stats --watch
//!             $XDG_STATE_HOME/promptbook/run/PID.sock
//! ```
//!
//! An instance to which nobody is attached waits in `accept` and does nothing. Nobody who is attached can hold it up:
//! one that does not take its lines is dropped. The folder, the sockets and both ends of a connection must belong to
//! one user. Nothing here knows a screen.

mod attach;
mod error;
mod owner;
mod report;
mod serve;
mod wire;

pub use attach::{Follow, Instance, Listing, list};
pub use error::{AttachError, ServeError};
pub use owner::Foreign;
pub use report::Reporter;
pub use serve::{Bound, Served, bind, serve, serve_or_warn};
pub use wire::{MAX_LINE, Recent, Report, VERSION};

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often an attached client gets a line.
pub const EVERY: Duration = Duration::from_secs(1);

/// The socket of the instance whose process is `pid`.
fn socket_of(folder: &Path, pid: u32) -> PathBuf {
    folder.join(format!("{pid}.sock"))
}

#[cfg(test)]
mod tests;
