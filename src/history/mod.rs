//! What prompts said before: every text that a change from here replaced, removed or gave up, and the changes in their
//! order, so that each text can be had back and each change undone, also after a restart.
//!
//! ```text
//! <folder>/objects/ab/cdef...   texts by their hash, compressed, each once
//! <folder>/log                  a line of JSON for each change
//! <folder>/lock                 shared while a change is under way, exclusive while what is too old is forgotten
//! ```
//!
//! A text is on the disk before the change that needs it begins, and the change is noted after it is done: a history
//! that ends in the middle has a text too many, never one too few. Several programs may keep one history. It blocks, and
//! it knows files of its own only, never the book.

mod limits;
mod log;
mod objects;
mod record;
mod undo;
mod versions;

pub use limits::Limits;
pub use log::Together;
pub use record::{By, Change, Given, Kept, Record};
pub use versions::{Made, Version};

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustix::fs::FlockOperation;
use thiserror::Error;

use self::log::Log;
use self::objects::Objects;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{ContentHash, PromptId};

/// Why the history cannot do something, and the way out.
#[derive(Debug, Clone, Error)]
pub enum HistoryError {
    /// The operating system refused.
    #[error("could not {action} the history in {folder}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The folder, made safe to show.
        folder: String,
        /// What the operating system said.
        source: Arc<io::Error>,
    },
    /// A text that the log names is not there, or is not what it was.
    #[error("the history has lost this text ({0:?}): look for another version")]
    Lost(ContentHash),
}

/// The history of one book.
#[derive(Debug)]
pub struct History {
    folder: PathBuf,
    objects: Objects,
    log: Log,
    limits: Limits,
}

impl History {
    /// The history in `folder`, of which nothing is read or made until it is needed.
    pub fn new(folder: impl Into<PathBuf>, limits: Limits) -> History {
        let folder = folder.into();
        History { objects: Objects::new(folder.join("objects")), log: Log::new(folder.join("log")), folder, limits }
    }

    /// Begins a change: nothing is forgotten while the answer is held.
    ///
    /// # Errors
    /// When the folder cannot be made or locked.
    pub fn begin(&self) -> Result<Writing<'_>, HistoryError> {
        let lock = self.lock(FlockOperation::LockShared).map_err(|error| self.fail("write to", error))?;
        Ok(Writing { history: self, _lock: lock })
    }

    /// Every version of `id` that is known, oldest first, followed through renames.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn versions(&self, id: &PromptId) -> Result<Vec<Version>, HistoryError> {
        Ok(versions::of(id, &self.records()?))
    }

    /// The text with this hash.
    ///
    /// # Errors
    /// When it is not there any more, or cannot be read.
    pub fn text(&self, hash: ContentHash) -> Result<Vec<u8>, HistoryError> {
        match self.objects.read(hash) {
            Ok(text) if ContentHash::of(&text) == hash => Ok(text),
            Ok(_) => Err(HistoryError::Lost(hash)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(HistoryError::Lost(hash)),
            Err(error) if is_broken(&error) => Err(HistoryError::Lost(hash)),
            Err(error) => Err(self.fail("read", error)),
        }
    }

    /// Every change that is known, oldest first.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn records(&self) -> Result<Vec<Record>, HistoryError> {
        self.log.records().map_err(|error| self.fail("read", error))
    }

    /// The change that is undone next, and behind it those that were made together with it; nothing where there is none.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn to_undo(&self) -> Result<Vec<Record>, HistoryError> {
        Ok(undo::Stacks::of(&self.records()?).to_undo().into_iter().cloned().collect())
    }

    /// The change that was undone last and can be made again, if nothing was changed since, and behind it those that
    /// were made together with it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn to_redo(&self) -> Result<Vec<Record>, HistoryError> {
        Ok(undo::Stacks::of(&self.records()?).to_redo().into_iter().cloned().collect())
    }

    /// Forgets what is beyond the limits of age and count. Where a change is under way nothing is forgotten: there will
    /// be another time. Returns the number of texts that are gone.
    ///
    /// # Errors
    /// When the log cannot be read or written.
    pub fn forget_the_old(&self, now: SystemTime) -> Result<usize, HistoryError> {
        if !self.folder.exists() {
            return Ok(0);
        }
        let fail = |error| self.fail("tidy", error);
        let _lock = match self.lock(FlockOperation::NonBlockingLockExclusive) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(0),
            Err(error) => return Err(fail(error)),
        };
        // What cannot be read may name a text that is needed.
        let Some(records) = self.log.whole().map_err(fail)? else { return Ok(0) };
        let wanted = limits::wanted(&records, self.limits, now);
        if wanted.len() < records.len() {
            self.log.rewrite(&wanted).map_err(fail)?;
        }
        self.objects.keep_only(&wanted.iter().flat_map(Record::texts).map(|kept| kept.hash).collect()).map_err(fail)
    }

    fn lock(&self, operation: FlockOperation) -> io::Result<File> {
        make_private_folder(&self.folder)?;
        let lock = File::options().create(true).append(true).open(self.folder.join("lock"))?;
        // Closing the file gives the lock back, also where the process is killed.
        rustix::fs::flock(&lock, operation)?;
        Ok(lock)
    }

    fn fail(&self, action: &'static str, source: io::Error) -> HistoryError {
        let folder = sanitize_line(&self.folder.to_string_lossy()).into_owned();
        HistoryError::Io { action, folder, source: Arc::new(source) }
    }
}

/// A change under way.
#[derive(Debug)]
pub struct Writing<'a> {
    history: &'a History,
    _lock: File,
}

impl Writing<'_> {
    /// Keeps `text`, which a file with the permission bits `mode` held, or none. It outlasts a power cut.
    ///
    /// # Errors
    /// When it could not be written: then what holds the text must stay as it is.
    pub fn keep(&self, text: &[u8], mode: Option<u32>) -> Result<Kept, HistoryError> {
        let hash = self.history.objects.keep(text).map_err(|error| self.history.fail("keep a text in", error))?;
        Ok(Kept { hash, bytes: text.len() as u64, mode })
    }

    /// Names `text` as what `name` says now, if that is not known, before a change takes it away: from then on the text
    /// is found, whatever becomes of the change.
    ///
    /// # Errors
    /// When it could not be written: then what holds the text must stay as it is.
    pub fn remember(&self, name: &PromptId, text: Kept) -> Result<(), HistoryError> {
        self.history.log.meet(name, text).map_err(|error| self.history.fail("write to", error))
    }

    /// Notes `change`, which is done. A text that was replaced and is not the last one known of its name was another
    /// program's: it becomes a version of its own.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn note(&self, by: By, change: Change) -> Result<Record, HistoryError> {
        self.history.log.append(by, change).map_err(|error| self.history.fail("write to", error))
    }

    /// Notes `changes`, which are done and are undone together; answers what notes more of them.
    ///
    /// # Errors
    /// When they could not be written.
    pub fn note_together(&self, together: Together, changes: Vec<Change>) -> Result<Together, HistoryError> {
        let last = self.history.log.append_together(together, changes);
        let last = last.map_err(|error| self.history.fail("write to", error))?;
        Ok(last.and_then(|record| record.with).map_or(together, Together::With))
    }
}

/// Whether a text was read, and was cut or changed, so that it does not decompress.
fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests;
