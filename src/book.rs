//! Which book is opened: the folder that was asked for, the configured one, or the samples where there is none yet.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cache::{CacheState, OffReason};
use crate::config::Config;
use crate::folders::Folders;
use crate::library::{Library, LibraryError, Options};
use crate::store::SampleStore;

/// Where the prompts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this folder.
    Folder(PathBuf),
    /// Nowhere yet: the built-in samples are shown, and can be copied to `folder`.
    Samples {
        /// The folder that does not exist yet.
        folder: PathBuf,
    },
}

impl Place {
    /// The place that was `asked` for, else the configured one, else the default one. A folder that was asked for is
    /// never replaced by the samples: it may be a slip of the finger.
    pub fn find(asked: Option<&Path>, config: &Config, folders: &Folders) -> Place {
        if let Some(asked) = asked {
            return Place::Folder(asked.to_owned());
        }
        let folder = config.book.clone().unwrap_or_else(|| folders.book());
        match std::fs::metadata(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Place::Samples { folder },
            // Whatever else is wrong with it, opening will say.
            _ => Place::Folder(folder),
        }
    }

    /// Opens the book. Nothing is listed or written.
    ///
    /// # Errors
    /// When the folder is missing, no folder, or may not be read.
    pub fn open(&self, options: Options) -> Result<Library, LibraryError> {
        tracing::info!("opening {self:?}");
        match self {
            Place::Folder(folder) => Library::open(folder, options),
            Place::Samples { folder } => Ok(Library::with_store(Arc::new(SampleStore::new(folder.clone())), options)),
        }
    }

    /// The book's name for a person, such as `~/prompts`.
    pub fn shown(&self, folders: &Folders) -> String {
        match self {
            // As the opened book tells it: one folder has one name. A folder that is not there is told by opening it.
            Place::Folder(folder) => folders.shown(&std::fs::canonicalize(folder).unwrap_or_else(|_| folder.clone())),
            Place::Samples { .. } => "built-in samples".to_owned(),
        }
    }

    /// The folder that holds the prompts, or will.
    pub fn folder(&self) -> &Path {
        match self {
            Place::Folder(folder) | Place::Samples { folder } => folder,
        }
    }
}

/// The library's options as configured; `no_cache` is `--no-cache`.
pub fn options(config: &Config, folders: &Folders, no_cache: bool) -> Options {
    let on = config.cache_enabled && !no_cache;
    Options {
        limits: config.limits(),
        memory_limit: config.memory_limit,
        cache: if on { CacheState::On } else { CacheState::Off(OffReason::Configured) },
        history: config.history,
        poll: config.poll,
        rescan: config.rescan,
        dialects: config.dialects.clone(),
        ..Options::with_state(&folders.state)
    }
}
