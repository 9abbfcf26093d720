//! Unsaved texts on the disk: what is typed outlives the program, whatever ends it, and two programs do not edit one
//! prompt without knowing.
//!
//! ```text
//! <folder>/<instance>/lock          locked by the instance for as long as it lives
//! <folder>/<instance>/<n>.draft     an unsaved text, and what it was made from
//! <folder>/editing/<name's hash>    locked by whoever edits the prompt of that name
//! ```
//!
//! A lock goes with its process, however that ends, so drafts under a lock that can be had belong to nobody: the next
//! program offers them. It blocks, and it knows files of its own only, never the book.

mod draft;
mod editing;

pub use draft::{Caret, Draft};
pub use editing::{Editing, Editor, Hold};

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;

use crate::prompt::PromptId;

/// What a draft's file is called by; the rest of its name is a number.
const EXTENSION: &str = "draft";

/// The drafts of one book.
#[derive(Debug)]
pub struct Drafts {
    folder: PathBuf,
    own: Option<Own>,
}

/// What this instance keeps.
#[derive(Debug)]
struct Own {
    folder: PathBuf,
    /// Locked for as long as this is held.
    _lock: File,
    files: HashMap<PromptId, PathBuf>,
    next: u64,
}

/// A draft that was left by a program that ended without saving it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its file.
    path: PathBuf,
    /// What it holds.
    pub draft: Draft,
}

impl LeftBehind {
    /// A draft that no file holds, for tests without a disk.
    #[cfg(test)]
    pub(crate) fn nowhere(draft: Draft) -> LeftBehind {
        LeftBehind { path: PathBuf::from("/nowhere/1.draft"), draft }
    }
}

impl Drafts {
    /// The drafts in `folder`, of which nothing is read or made until it is needed.
    pub fn new(folder: impl Into<PathBuf>) -> Drafts {
        Drafts { folder: folder.into(), own: None }
    }

    /// Puts `draft` on the disk, in the place of the last one of its name; it outlasts a power cut.
    ///
    /// # Errors
    /// When it could not be written. The last one of its name is then as it was.
    pub fn write(&mut self, draft: &Draft) -> io::Result<()> {
        let own = self.own()?;
        let path = match own.files.get(&draft.id) {
            Some(path) => path.clone(),
            None => {
                own.next += 1;
                own.folder.join(format!("{}.{EXTENSION}", own.next))
            }
        };
        draft.write(&path)?;
        own.files.insert(draft.id.clone(), path);
        Ok(())
    }

    /// Forgets the draft of `id`: it is saved, or given up.
    ///
    /// # Errors
    /// When its file could not be removed: it would be offered at the next start.
    pub fn forget(&mut self, id: &PromptId) -> io::Result<()> {
        match self.own.as_mut().and_then(|own| own.files.remove(id)) {
            Some(path) => remove(&path),
            None => Ok(()),
        }
    }

    /// The drafts that were left by programs that are not running any more, in the order in which they were written.
    ///
    /// # Errors
    /// When the folder cannot be read. A draft that cannot be read is passed over, stays where it is and is logged.
    pub fn left_behind(&self) -> io::Result<Vec<LeftBehind>> {
        let mut left = Vec::new();
        for folder in entries(&self.folder)? {
            let is_own = self.own.as_ref().is_some_and(|own| own.folder == folder);
            // The lock is held while its drafts are read, so that their program does not start in between.
            let Some(_lock) = (if is_own { None } else { lock_of_the_dead(&folder)? }) else { continue };
            for path in entries(&folder)? {
                if path.extension().is_some_and(|extension| extension == EXTENSION) {
                    match Draft::read(&path) {
                        Ok(draft) => left.push(LeftBehind { path, draft }),
                        Err(error) => tracing::warn!("the draft in {} cannot be read: {error}", path.display()),
                    }
                }
            }
        }
        left.sort_by_key(|left| left.draft.at);
        Ok(left)
    }

    /// Forgets a draft that was left behind: it was taken over and written anew, or given up.
    ///
    /// # Errors
    /// When its file could not be removed.
    pub fn settle(&self, left: &LeftBehind) -> io::Result<()> {
        remove(&left.path)?;
        let Some(folder) = left.path.parent() else { return Ok(()) };
        let is_empty = !entries(folder)?.iter().any(|path| path.extension().is_some_and(|e| e == EXTENSION));
        if is_empty && let Some(_lock) = lock_of_the_dead(folder)? {
            fs::remove_dir_all(folder)?;
        }
        Ok(())
    }

    /// Tells other programs that this one edits `id`, for as long as the answer is held.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn edit(&self, id: &PromptId) -> io::Result<Editing> {
        editing::begin(&self.folder.join("editing"), id)
    }

    fn own(&mut self) -> io::Result<&mut Own> {
        if self.own.is_none() {
            self.own = Some(Own::make(&self.folder)?);
        }
        Ok(self.own.as_mut().expect("it was just made"))
    }
}

impl Own {
    fn make(drafts: &Path) -> io::Result<Own> {
        make_private_folder(drafts)?;
        for count in 0.. {
            let folder = drafts.join(format!("{}-{count}", std::process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => {
                    let lock = File::options().create(true).append(true).open(folder.join("lock"))?;
                    rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
                    File::open(drafts)?.sync_all()?;
                    return Ok(Own { folder, _lock: lock, files: HashMap::new(), next: 0 });
                }
                // Left by another process of the same number, or made for another book of this one.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("numbers do not end")
    }
}

impl Drop for Own {
    /// An instance that leaves no draft leaves no folder.
    fn drop(&mut self) {
        if self.files.is_empty()
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            tracing::warn!("an empty folder stays behind: {error}");
        }
    }
}

/// The lock of an instance's folder, if the instance is not running any more.
fn lock_of_the_dead(folder: &Path) -> io::Result<Option<File>> {
    let lock = match File::open(folder.join("lock")) {
        Ok(lock) => lock,
        // Not an instance's folder, or one that is just being made.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(lock)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The paths of what is in `folder`; none where there is no such folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests;
