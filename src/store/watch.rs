//! Seeing what other programs change. Folders are watched, not files: editors save by rename, which ends a watch on a
//! file. An event is only a hint to list that folder again, so a lost or doubled one does no harm.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::{Folder, StoreError, remote};
use crate::prompt::PromptId;
use crate::prompt::sanitize::sanitize_line;

/// Whether changes of other programs are seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WatchState {
    /// Nobody asked for it.
    Off,
    /// The system reports them.
    Watching {
        /// Folders watched.
        folders: usize,
    },
    /// The system cannot report them, so the book is listed again and again.
    Polling {
        /// How often.
        every: Duration,
        /// Why.
        reason: String,
    },
    /// The book's folder is no longer where it was. What is known of it stays, and it is looked for again and again.
    Away {
        /// How often.
        every: Duration,
        /// What is known of it.
        reason: String,
    },
}

/// What a watch saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchEvent {
    /// Something in or about this path changed: a file, or a folder that came or went.
    Touched(PromptId),
    /// Events were lost: everything must be listed again.
    Overflow,
}

/// Receives what a watch saw, on the watch's own thread.
pub type WatchSink = Box<dyn Fn(WatchEvent) + Send>;

/// A running watch. It ends when this is dropped.
pub struct FolderWatch {
    root: PathBuf,
    /// The file system of the root.
    device: u64,
    watcher: RecommendedWatcher,
    folders: HashSet<Folder>,
    /// Watched once, and perhaps still, by the system.
    forgotten: HashSet<Folder>,
}

impl FolderWatch {
    /// Starts a watch that follows no folder yet.
    ///
    /// # Errors
    /// Where the system gives out no more watches, and where it would not report everything.
    pub(super) fn start(root: PathBuf, sink: WatchSink) -> Result<FolderWatch, StoreError> {
        refuse_remote(&root)?;
        let base = root.clone();
        let watcher = notify::recommended_watcher(move |event| match event {
            Ok(event) => pass_on(&base, &event, &sink),
            Err(error) => {
                tracing::warn!("watching the book: {error}");
                sink(WatchEvent::Overflow);
            }
        });
        let watcher = watcher.map_err(|error| watch_error(&root, error))?;
        let device = root.metadata().map_or(0, |metadata| metadata.dev());
        Ok(FolderWatch { root, device, watcher, folders: HashSet::new(), forgotten: HashSet::new() })
    }

    /// Also watches `folders`, and returns those that were not watched before: what happened in them so far went unseen.
    ///
    /// # Errors
    /// Where the system's limit of watches is reached, and where one of them is on another machine.
    pub fn follow(&mut self, folders: Vec<Folder>) -> Result<Vec<Folder>, StoreError> {
        let mut fresh = Vec::new();
        for folder in folders {
            if self.folders.contains(&folder) {
                continue;
            }
            let path = self.path(&folder);
            if path.metadata().is_ok_and(|metadata| metadata.dev() != self.device) {
                refuse_remote(&path)?;
            }
            match self.watcher.watch(&path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.forgotten.remove(&folder);
                    self.folders.insert(folder.clone());
                    fresh.push(folder);
                }
                // Gone again already, or closed to us: its own change will be reported by the folder above.
                Err(error) if is_out_of_sight(&error) || !path.exists() => {
                    tracing::debug!("{}: {error}", path.display());
                }
                Err(error) => return Err(watch_error(&path, error)),
            }
        }
        Ok(fresh)
    }

    /// Whether `folder` is watched.
    pub fn follows(&self, folder: &Folder) -> bool {
        self.folders.contains(folder)
    }

    /// Forgets folders that may have gone away or be other folders by now, so that they are watched anew.
    pub fn forget(&mut self, gone: impl Fn(&Folder) -> bool) {
        self.forgotten.extend(self.folders.extract_if(|folder| gone(folder)));
    }

    /// Ends the watches of all forgotten folders that are not among `folders`, which are all there are. Where the events
    /// that tell of a folder's end were lost, nothing else would. To be called before these are followed: a folder that
    /// was renamed is one watch under two names.
    pub fn release_all_but(&mut self, folders: &[Folder]) {
        let here: HashSet<&Folder> = folders.iter().collect();
        for folder in std::mem::take(&mut self.forgotten) {
            if !here.contains(&folder) {
                // Mostly it has ended by itself, with its folder.
                let _ = self.watcher.unwatch(&self.path(&folder));
            }
        }
    }

    fn path(&self, folder: &Folder) -> PathBuf {
        self.root.join(Path::new(OsStr::from_bytes(folder)))
    }

    /// How many folders are watched.
    pub fn len(&self) -> usize {
        self.folders.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }
}

fn pass_on(root: &Path, event: &Event, sink: &WatchSink) {
    if event.need_rescan() {
        sink(WatchEvent::Overflow);
    }
    let changes = match event.kind {
        // Reading a file is reported too; acting on that would answer our own reads for ever.
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Modify(_) | EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any | EventKind::Other => true,
    };
    if !changes {
        return;
    }
    for path in &event.paths {
        let below = path.strip_prefix(root).ok().map(|below| below.as_os_str().as_bytes());
        match below.map(PromptId::new) {
            Some(Ok(id)) => sink(WatchEvent::Touched(id)),
            // The root itself: whatever happened to it, a listing will tell.
            _ => sink(WatchEvent::Overflow),
        }
    }
}

fn is_out_of_sight(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(source) => source.kind() == io::ErrorKind::PermissionDenied,
        _ => false,
    }
}

fn refuse_remote(path: &Path) -> Result<(), StoreError> {
    let Some(kind) = remote::kind_of(path) else { return Ok(()) };
    let why = format!("it is on {kind}, where changes by other machines are not reported");
    Err(refusal(path, io::Error::other(why)))
}

fn watch_error(path: &Path, error: notify::Error) -> StoreError {
    let source = match error.kind {
        notify::ErrorKind::Io(source) if source.raw_os_error() == Some(Errno::MFILE.raw_os_error()) => {
            io::Error::other(
                "too many programs watch folders, or this one has too many files open: raise fs.inotify.max_user_instances",
            )
        }
        notify::ErrorKind::Io(source) => source,
        notify::ErrorKind::MaxFilesWatch => {
            io::Error::other("the system's limit of watches is reached: raise fs.inotify.max_user_watches")
        }
        other => io::Error::other(format!("{other:?}")),
    };
    refusal(path, source)
}

fn refusal(path: &Path, source: io::Error) -> StoreError {
    let name = sanitize_line(&path.to_string_lossy()).into_owned();
    StoreError::Io { action: "watch", name, source: Arc::new(source) }
}
