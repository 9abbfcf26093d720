//! Where prompts live. A [`Store`] lists, reads, writes, renames, removes and watches; it never knows the cache.
//!
//! The calls block; the library makes them on threads where that is allowed. [`DiskStore`] is the default.

mod atomic;
mod attributes;
mod collision;
mod disk;
mod in_place;
mod names;
mod operations;
mod remote;
mod replace;
mod reserve;
mod samples;
mod sweep;
mod temporary;
mod walk;
mod watch;

pub use disk::DiskStore;
pub use names::Names;
pub use samples::SampleStore;
pub use watch::{FolderWatch, WatchEvent, WatchSink, WatchState};

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustix::io::Errno;
use thiserror::Error;

use crate::prompt::{ContentHash, NameFault, PromptId, Stamp};

/// A place that keeps prompts. Every call may block and may be made from several threads at once.
pub trait Store: Send + Sync + 'static {
    /// Lists the prompts below `scope`, handing over `found` in batches as they are met.
    fn list(&self, scope: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError>;

    /// The names of the prompts in `scope` whose file's name is `wanted`, and of its folders where only one is looked
    /// into. Reports nothing of what is passed over.
    fn names(&self, scope: &Scope, wanted: &dyn Fn(&[u8]) -> bool) -> Result<Names, StoreError> {
        let mut names = Names::default();
        let of_batch = &mut |found: Vec<Found>| {
            let ids = found.into_iter().map(|found| found.id);
            names.prompts.extend(ids.filter(|id| wanted(id.file_name())));
        };
        let listing = self.list(scope, of_batch)?;
        if let Scope::Only(folder) = scope {
            names.folders = listing.folders.into_iter().filter(|below| below != folder).collect();
        }
        Ok(names)
    }

    /// Reads one prompt. The stamp is of the very file the bytes came from, unchanged from first to last byte.
    fn read(&self, id: &PromptId) -> Result<Contents, StoreError>;

    /// Reads the first `limit` bytes, for a title and tags.
    fn read_start(&self, id: &PromptId, limit: usize) -> Result<Contents, StoreError>;

    /// The state of the file now.
    fn stamp(&self, id: &PromptId) -> Result<Stamp, StoreError>;

    /// Replaces or creates a prompt: afterwards the old text or the new text is there, never a mixture.
    fn write(&self, id: &PromptId, bytes: &[u8], expected: Expected) -> Result<Written, StoreError>;

    /// Reads one prompt for whoever is about to replace or remove it: its bytes, and the permission bits of its file
    /// where it has any.
    fn original(&self, id: &PromptId) -> Result<(Contents, Option<u32>), StoreError> {
        Ok((self.read(id)?, None))
    }

    /// Makes a prompt whose file has the permission bits `mode`, or the system's default.
    fn create(&self, id: &PromptId, bytes: &[u8], _mode: Option<u32>) -> Result<Written, StoreError> {
        self.write(id, bytes, Expected::Absent)
    }

    /// Removes a prompt whose file still is in the state `expected`.
    fn remove(&self, id: &PromptId, expected: Stamp) -> Result<(), StoreError>;

    /// Gives a prompt another name, which must be free.
    fn rename(&self, from: &PromptId, to: &PromptId) -> Result<(), StoreError>;

    /// Reports changed paths to `sink` for as long as the answer is held.
    fn watch(&self, sink: WatchSink) -> Result<FolderWatch, StoreError>;

    /// Where a prompt's file is, for messages and for other programs.
    fn path(&self, id: &PromptId) -> PathBuf;

    /// The folder at the root of the book.
    fn root(&self) -> PathBuf;
}

/// A folder of the book: its bytes below the root, empty for the root itself.
pub type Folder = Vec<u8>;

/// How much of the book a listing covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything in and below this folder.
    Tree(Folder),
    /// The files directly in this folder, and the names of its folders.
    Only(Folder),
}

/// A prompt that a listing met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub id: PromptId,
    /// Its file's state.
    pub stamp: Stamp,
    /// Whether other names may lead to the same file: it is a symbolic link, or has several hard ones.
    pub is_linked: bool,
}

/// What a listing says besides the prompts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The folders met, to be watched; with [`Scope::Only`] the folder itself and those directly in it.
    pub folders: Vec<Folder>,
    /// What looked like a prompt and could not be listed, with the reason.
    pub skipped: Vec<Skipped>,
}

/// Something that a listing passed over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Skipped {
    /// Its path below the root, made safe to show.
    pub name: String,
    /// Why.
    pub why: String,
}

/// The bytes of a prompt and the state of the file that they were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The bytes, unchanged.
    pub bytes: Vec<u8>,
    /// The file's state.
    pub stamp: Stamp,
}

/// What a writer believes is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing: creating fails if the name is taken.
    Absent,
    /// This content: writing fails if another program changed or removed it.
    Content(ContentHash),
    /// Whatever is there may be replaced.
    Anything,
}

/// A finished write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The new file's state.
    pub stamp: Stamp,
    /// Whether it will outlast a power cut.
    pub durability: Durability,
}

/// Whether a write is known to be on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// File and folder were synchronised.
    Durable,
    /// The new text is in place, but the folder could not be synchronised.
    Unknown,
}

/// Why the store could not do something, and the way out.
#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// No such prompt.
    #[error("{0} is not there: it may have been moved or removed")]
    NotFound(PromptId),
    /// The book's folder is missing or is no folder.
    #[error("{path} {why}")]
    Root {
        /// The path that was asked for.
        path: String,
        /// What is wrong with it and what to do.
        why: String,
    },
    /// A folder, FIFO or device with a prompt's name.
    #[error("{0} is not a regular file: remove it or give it another name")]
    NotRegular(PromptId),
    /// A link that leads out of the book, or one that leads nowhere.
    #[error("{0} leads out of the book or nowhere: open the folder it points to instead")]
    OutOfBook(PromptId),
    /// A link that would no longer lead where it leads.
    #[error("{0} is a link and can only be renamed within its folder: move the file it leads to instead")]
    Link(PromptId),
    /// A folder's place is taken by a file.
    #[error("{0} cannot be there: a part of the name is a file, not a folder. Choose another name")]
    NotAFolder(PromptId),
    /// The name is taken.
    #[error("{0} exists already: choose another name")]
    Exists(PromptId),
    /// Another program changed the file since it was read.
    #[error("{0} changed on disk since it was opened: compare before saving")]
    Changed(PromptId),
    /// The file may not be written.
    #[error("{0} is read-only: make it writable or save under another name")]
    ReadOnly(PromptId),
    /// The name would be the same as another one's on a system that is less exact.
    #[error(
        "{id} would be one with {other} on systems that ignore letter case or write accents another way: choose \
         another name"
    )]
    Collides {
        /// The name that was asked for.
        id: PromptId,
        /// The one that is there.
        other: PromptId,
    },
    /// The disk is full, or the user's share of it.
    #[error("could not {action} {id}: {why}. What was there is as it was; free some space and try again")]
    NoSpace {
        /// What was tried.
        action: &'static str,
        /// On what.
        id: PromptId,
        /// Whose space is used up.
        why: &'static str,
    },
    /// The file would be larger than the process or the file system may have it.
    #[error(
        "could not {action} {id}: it is larger than a file may be here. What was there is as it was; raise the limit \
         (ulimit -f), or save less"
    )]
    LimitedSize {
        /// What was tried.
        action: &'static str,
        /// On what.
        id: PromptId,
    },
    /// The process or the system has no more files to open.
    #[error(
        "could not {action} {id}: too many files are open. Close other programs, or raise the limit (ulimit -n), and \
         try again"
    )]
    TooManyFiles {
        /// What was tried.
        action: &'static str,
        /// On what.
        id: PromptId,
    },
    /// A file that must be written in place could not be copied first.
    #[error(
        "{id} has several names, or an owner or attributes that cannot be given to a new file, so it is written in \
         place, and the copy that this needs could not be made: {source}. The file is as it was; save under another \
         name"
    )]
    NoBackup {
        /// Its name.
        id: PromptId,
        /// What the operating system said.
        source: Arc<io::Error>,
    },
    /// A file that was written in place holds neither text.
    #[error(
        "{id} was written in part and its old text could not be put back: {source}. It is whole in {backup} in the \
         same folder; save again, or under another name"
    )]
    Halfway {
        /// Its name.
        id: PromptId,
        /// The name of the file that holds the old text.
        backup: String,
        /// What the operating system said.
        source: Arc<io::Error>,
    },
    /// More bytes than any prompt has.
    #[error("{id} is {bytes} bytes long, and {limit} is the most that is read: open it in another program")]
    TooLarge {
        /// Its name.
        id: PromptId,
        /// Its size.
        bytes: u64,
        /// The most that is read.
        limit: u64,
    },
    /// There is no room for the text in memory.
    #[error("there is not enough memory for {id}{}: close other programs and try again", which_is(*bytes))]
    OutOfMemory {
        /// Its name.
        id: PromptId,
        /// Its size in bytes, where that is known: the operating system may run out before it says.
        bytes: Option<u64>,
    },
    /// The file kept changing while it was read.
    #[error("{0} changes faster than it can be read: try again when the other program is done")]
    Restless(PromptId),
    /// A name that cannot be used.
    #[error(transparent)]
    Name(#[from] NameFault),
    /// The operating system refused.
    #[error("could not {action} {name}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what, made safe to show.
        name: String,
        /// What the operating system said.
        source: Arc<io::Error>,
    },
}

impl StoreError {
    /// The error of a failed `action` on `id`, with the cases that have a better answer than the system's told apart.
    fn io(action: &'static str, id: &PromptId, source: io::Error) -> StoreError {
        match source.kind() {
            io::ErrorKind::NotFound => StoreError::NotFound(id.clone()),
            io::ErrorKind::AlreadyExists => StoreError::Exists(id.clone()),
            // Below a file there is nothing.
            io::ErrorKind::NotADirectory => StoreError::NotFound(id.clone()),
            io::ErrorKind::InvalidFilename => StoreError::Name(NameFault::TooLong(longest_part(id))),
            io::ErrorKind::OutOfMemory => StoreError::OutOfMemory { id: id.clone(), bytes: None },
            _ if is_escape(&source) => StoreError::OutOfBook(id.clone()),
            _ if matches!(Errno::from_io_error(&source), Some(Errno::MFILE | Errno::NFILE)) => {
                StoreError::TooManyFiles { action, id: id.clone() }
            }
            _ => StoreError::Io { action, name: id.to_string(), source: Arc::new(source) },
        }
    }
}

impl StoreError {
    /// Like [`StoreError::io`], of an action that wanted to put something at `id`.
    fn placing(action: &'static str, id: &PromptId, source: io::Error) -> StoreError {
        match source.kind() {
            io::ErrorKind::NotADirectory => StoreError::NotAFolder(id.clone()),
            _ => StoreError::io(action, id, source),
        }
    }

    /// Like [`StoreError::placing`], once it is known that the place is in the book: what is refused now is refused by
    /// the file, its folder or the disk.
    fn changing(action: &'static str, id: &PromptId, source: io::Error) -> StoreError {
        let full = |why| StoreError::NoSpace { action, id: id.clone(), why };
        match Errno::from_io_error(&source) {
            Some(Errno::ACCESS | Errno::PERM | Errno::ROFS) => StoreError::ReadOnly(id.clone()),
            Some(Errno::NOSPC) => full("the disk is full"),
            Some(Errno::DQUOT) => full("your quota of the disk is used up"),
            Some(Errno::FBIG) => StoreError::LimitedSize { action, id: id.clone() },
            _ => StoreError::placing(action, id, source),
        }
    }
}

fn which_is(bytes: Option<u64>) -> String {
    bytes.map(|bytes| format!(", which is {bytes} bytes long")).unwrap_or_default()
}

fn longest_part(id: &PromptId) -> usize {
    id.as_bytes().split(|&byte| byte == b'/').map(<[u8]>::len).max().unwrap_or_default()
}

/// Whether `error` is cap-std's refusal to leave the folder, or a loop of links.
fn is_escape(error: &io::Error) -> bool {
    match error.raw_os_error() {
        None => error.kind() == io::ErrorKind::PermissionDenied,
        Some(code) => code == rustix::io::Errno::LOOP.raw_os_error(),
    }
}

impl std::fmt::Debug for dyn Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.root().display())
    }
}

#[cfg(test)]
mod tests;
