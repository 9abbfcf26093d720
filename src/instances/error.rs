//! Why an instance cannot be looked at, or cannot let itself be looked at.

use std::io;

use thiserror::Error;

use super::owner::Foreign;
use super::wire::{Unreadable, VERSION};

/// Why the figures cannot be served. The program does without.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The folder for the sockets is not this user's.
    #[error(transparent)]
    Foreign(#[from] Foreign),
    /// The folder or the socket could not be made.
    #[error("{path} could not be made: {source}")]
    Io {
        /// The folder or socket, safe to show.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Why an instance cannot be followed, or not any further.
#[derive(Debug, Error)]
pub enum AttachError {
    /// No process with this number serves figures.
    #[error("no promptbook with the number {pid} is running. promptbook top --list shows those that are")]
    NotRunning {
        /// The number that was asked for.
        pid: u32,
    },
    /// The process is gone and left its socket behind.
    #[error("promptbook {pid} is gone without having tidied up. promptbook top --list shows those that are running")]
    Stale {
        /// Its number.
        pid: u32,
    },
    /// It ended while it was followed.
    #[error("promptbook {pid} ({book}) has ended")]
    Ended {
        /// Its number.
        pid: u32,
        /// Its book, safe to show.
        book: String,
    },
    /// It is there and says nothing.
    #[error("promptbook {pid} does not answer. If it was stopped, fg in its shell lets it go on")]
    Silent {
        /// Its number.
        pid: u32,
    },
    /// It has as many clients as it takes.
    #[error("promptbook {pid} is looked at by {clients} programs already. End one of them first")]
    Busy {
        /// Its number.
        pid: u32,
        /// How many.
        clients: usize,
    },
    /// It is of another version.
    #[error(
        "promptbook {pid} reports in form {theirs}, and this promptbook reads form {VERSION}. End the older of the two \
         and open it again"
    )]
    OtherVersion {
        /// Its number.
        pid: u32,
        /// The form of its reports.
        theirs: u32,
    },
    /// What it answers is no report.
    #[error("what promptbook {pid} answers is no report: {why}. It may be another program or another version")]
    Corrupt {
        /// Its number.
        pid: u32,
        /// What is wrong with it, safe to show.
        why: String,
    },
    /// The folder, the socket or the process behind it is not this user's.
    #[error(transparent)]
    Foreign(#[from] Foreign),
    /// The system refused.
    #[error("{what} could not be used: {source}")]
    Io {
        /// A path, safe to show.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

impl AttachError {
    pub(super) fn unreadable(pid: u32, fault: Unreadable) -> AttachError {
        match fault {
            Unreadable::OtherVersion(theirs) => AttachError::OtherVersion { pid, theirs },
            Unreadable::Busy { clients } => AttachError::Busy { pid, clients },
            Unreadable::Corrupt(why) => AttachError::Corrupt { pid, why },
        }
    }

    /// Whether this only says that there is no instance any more.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, AttachError::NotRunning { .. } | AttachError::Stale { .. } | AttachError::Ended { .. })
    }
}
