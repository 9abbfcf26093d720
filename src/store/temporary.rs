//! Our own files beside the prompts: how they are called, who they belong to, and that none stays behind.
//!
//! - `.promptbook-PROCESS-COUNT.tmp` is the new text of a save that is going on.
//! - `.promptbook-PROCESS-COUNT.part` is a copy of an old text that is not complete yet.
//! - `.promptbook-PROCESS-COUNT-INODE.old` is such a copy, complete, of the file of that number.

use std::ffi::{OsStr, OsString};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use super::operations::{FileOps, FolderOps};

/// What one of our own names says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OwnName {
    /// The number of the process that made it.
    pub process: u32,
    /// Tells the saves of one process apart.
    pub count: u64,
    pub kind: Kind,
}

/// What a file of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A new text.
    New,
    /// An incomplete copy of an old text.
    Part,
    /// A complete copy of the old text of the file of this number.
    Old(u64),
}

impl OwnName {
    /// Reads a name; `None` for every name that is not exactly one of ours.
    pub(super) fn read(name: &OsStr) -> Option<OwnName> {
        let (numbers, extension) = name.to_str()?.strip_prefix(".promptbook-")?.rsplit_once('.')?;
        let mut numbers = numbers.split('-').map(|number| number.parse::<u64>().ok());
        let mut next = || numbers.next().flatten();
        let (process, count) = (next()?.try_into().ok()?, next()?);
        let kind = match extension {
            "tmp" => Kind::New,
            "part" => Kind::Part,
            "old" => Kind::Old(next()?),
            _ => return None,
        };
        let own = OwnName { process, count, kind };
        // A leading zero or plus sign was not written by us.
        (own.name() == name).then_some(own)
    }

    pub(super) fn name(self) -> OsString {
        let OwnName { process, count, kind } = self;
        OsString::from(match kind {
            Kind::New => format!(".promptbook-{process}-{count}.tmp"),
            Kind::Part => format!(".promptbook-{process}-{count}.part"),
            Kind::Old(inode) => format!(".promptbook-{process}-{count}-{inode}.old"),
        })
    }

    /// The file of another kind that belongs to the same save.
    pub(super) fn sibling(self, kind: Kind) -> OwnName {
        OwnName { kind, ..self }
    }

    /// Whether the process that made it no longer runs, as far as this system knows.
    pub(super) fn is_of_the_dead(&self) -> bool {
        use rustix::process::{Pid, getpid, test_kill_process};
        let Some(pid) = i32::try_from(self.process).ok().and_then(Pid::from_raw) else { return true };
        pid != getpid() && test_kill_process(pid) == Err(rustix::io::Errno::SRCH)
    }
}

/// The new text of a save, removed again unless it takes the file's place or is left on purpose.
pub(super) struct Temporary<'a, F: FolderOps> {
    folder: &'a F,
    own: OwnName,
    name: OsString,
    pub file: F::File,
    stays: bool,
}

impl<'a, F: FolderOps> Temporary<'a, F> {
    pub(super) fn create(folder: &'a F, mode: Option<u32>) -> io::Result<Temporary<'a, F>> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let own = OwnName { process: std::process::id(), count, kind: Kind::New };
            match folder.create(&own.name(), mode) {
                Ok(file) => {
                    // Not yet anybody else's business; another system that shares the folder sees by this that it is
                    // in use.
                    file.claim();
                    return Ok(Temporary { folder, own, name: own.name(), file, stays: false });
                }
                // Left behind by a process of the same number that was killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn own(&self) -> OwnName {
        self.own
    }

    pub(super) fn name(&self) -> &OsStr {
        &self.name
    }

    /// It was renamed to where it belongs.
    pub(super) fn placed(&mut self) -> &F::File {
        self.stays = true;
        self.file.release();
        &self.file
    }

    /// It may be needed again: by whoever finishes the save that it is of.
    pub(super) fn leave(&mut self) {
        self.stays = true;
    }
}

impl<F: FolderOps> Drop for Temporary<'_, F> {
    fn drop(&mut self) {
        if !self.stays
            && let Err(error) = self.folder.remove(&self.name)
        {
            tracing::warn!("a temporary file stays behind: {error}");
        }
    }
}
