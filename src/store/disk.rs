//! A folder of files as a book. Every path is resolved below the root's descriptor (openat2 where there is one), so
//! that neither a name nor a link reaches anything outside it.

use std::io::{self, Read};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, MetadataExt, OpenOptions, OpenOptionsExt};

use super::{
    Contents, Expected, FolderWatch, Found, Listing, Names, Scope, Store, StoreError, WatchSink, Written, atomic,
    names, reserve::Reserve, walk,
};
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{PromptId, Stamp};

/// Prompts as files below one folder.
///
/// A program that embeds this and is bound by a limit of file sizes should catch or ignore `SIGXFSZ`, which ends it by
/// default: a save beyond the limit is then refused with [`StoreError::LimitedSize`].
pub struct DiskStore {
    root: ArcSwap<Root>,
    path: PathBuf,
    reserve: Reserve,
}

/// The opened folder of the book. It stays the same folder when it is moved, so it is compared with what the path leads
/// to: a text saved into a folder that was moved out of the way would be lost to whoever looks where it should be.
struct Root {
    dir: Dir,
    /// Device and inode. The number is not given to another folder for as long as this one is open.
    identity: (u64, u64),
}

impl Root {
    fn open(path: &Path) -> io::Result<Root> {
        let dir = Dir::open_ambient_dir(path, ambient_authority())?;
        let metadata = dir.dir_metadata()?;
        // A folder that can be entered but not read would look like an empty book.
        dir.entries()?;
        Ok(Root { dir, identity: (metadata.dev(), metadata.ino()) })
    }
}

impl DiskStore {
    /// The most bytes that are read of one file: 256 MiB.
    pub const MAX_FILE: u64 = 256 * 1024 * 1024;

    /// How often a file that moved under the read is read again before giving up.
    const READ_ATTEMPTS: usize = 3;

    /// Opens the book in the folder `root`.
    pub fn open(root: impl AsRef<Path>) -> Result<DiskStore, StoreError> {
        let asked = root.as_ref();
        let shown = || sanitize_line(&asked.to_string_lossy()).into_owned();
        let fault = |why: &str| StoreError::Root { path: shown(), why: why.to_owned() };
        let path = std::fs::canonicalize(asked).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => fault("does not exist: check the path, or make the folder with mkdir -p"),
            io::ErrorKind::PermissionDenied => fault("may not be opened: check its permissions"),
            _ => fault(&format!("could not be opened: {error}")),
        })?;
        if !path.is_dir() {
            return Err(fault("is a file, not a folder: give the folder that holds it"));
        }
        let root = Root::open(&path)
            .map_err(|error| fault(&format!("could not be opened: {error}; check its permissions")))?;
        Ok(DiskStore { root: ArcSwap::from_pointee(root), path, reserve: Reserve::new() })
    }

    /// The book's folder, where it should be: another that took its place is opened in its stead.
    ///
    /// # Errors
    /// [`StoreError::Root`] where there is none.
    fn here(&self) -> Result<Arc<Root>, StoreError> {
        let fault =
            |why: String| StoreError::Root { path: sanitize_line(&self.path.to_string_lossy()).into_owned(), why };
        let fail = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                fault("is no longer there: it was moved, removed or unmounted. Put it back to go on".to_owned())
            }
            _ => fault(format!("cannot be reached: {error}")),
        };
        let there = std::fs::metadata(&self.path).map_err(fail)?;
        let root = self.root.load_full();
        if (there.dev(), there.ino()) == root.identity {
            return Ok(root);
        }
        let root = Arc::new(Root::open(&self.path).map_err(fail)?);
        tracing::warn!("another folder took the place of {}", sanitize_line(&self.path.to_string_lossy()));
        self.root.store(Arc::clone(&root));
        Ok(root)
    }

    /// Reads `id` and says what its permission bits are.
    fn read_file(&self, id: &PromptId) -> Result<(Contents, u32), StoreError> {
        let root = self.root.load();
        for _ in 0..Self::READ_ATTEMPTS {
            let (mut file, metadata) = open_regular(&root.dir, id.as_path(), id)?;
            let (before, size) = (stamp_of(&metadata), metadata.len());
            if size > Self::MAX_FILE {
                return Err(StoreError::TooLarge { id: id.clone(), bytes: size, limit: Self::MAX_FILE });
            }
            let fail = |error| StoreError::io("read", id, error);
            let mut bytes = Vec::new();
            let out_of_memory = |_| StoreError::OutOfMemory { id: id.clone(), bytes: Some(size) };
            bytes.try_reserve_exact(size as usize).map_err(out_of_memory)?;
            // One byte past the expected end shows a file that grows, which must not be read for ever.
            (&mut file).take(size + 1).read_to_end(&mut bytes).map_err(fail)?;
            let after = stamp_of(&file.metadata().map_err(fail)?);
            if before == after && bytes.len() as u64 == size {
                return Ok((Contents { bytes, stamp: after }, metadata.mode()));
            }
        }
        Err(StoreError::Restless(id.clone()))
    }
}

/// Opens the regular file `path` in `folder`, which is `id`.
pub(super) fn open_regular(folder: &Dir, path: &Path, id: &PromptId) -> Result<(File, Metadata), StoreError> {
    let mut options = OpenOptions::new();
    // Without O_NONBLOCK the open of a FIFO would wait for a writer for ever.
    options.read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    let fail = |error| StoreError::io("open", id, error);
    let file = folder.open_with(path, &options).map_err(fail)?;
    let metadata = file.metadata().map_err(fail)?;
    if !metadata.is_file() {
        return Err(StoreError::NotRegular(id.clone()));
    }
    Ok((file, metadata))
}

/// What the metadata of a file says of its state.
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    Stamp {
        device: metadata.dev(),
        inode: metadata.ino(),
        size: metadata.size(),
        modified_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    }
}

impl Store for DiskStore {
    fn list(&self, scope: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
        walk::list(&self.here()?.dir, scope, found)
    }

    fn names(&self, scope: &Scope, wanted: &dyn Fn(&[u8]) -> bool) -> Result<Names, StoreError> {
        names::names(&self.here()?.dir, scope, wanted)
    }

    fn read(&self, id: &PromptId) -> Result<Contents, StoreError> {
        Ok(self.read_file(id)?.0)
    }

    fn read_start(&self, id: &PromptId, limit: usize) -> Result<Contents, StoreError> {
        let (file, metadata) = open_regular(&self.root.load().dir, id.as_path(), id)?;
        let mut bytes = Vec::with_capacity(limit.min(metadata.len() as usize));
        file.take(limit as u64).read_to_end(&mut bytes).map_err(|error| StoreError::io("read", id, error))?;
        Ok(Contents { bytes, stamp: stamp_of(&metadata) })
    }

    fn stamp(&self, id: &PromptId) -> Result<Stamp, StoreError> {
        let metadata =
            self.root.load().dir.metadata(id.as_path()).map_err(|error| StoreError::io("look at", id, error))?;
        if !metadata.is_file() {
            return Err(StoreError::NotRegular(id.clone()));
        }
        Ok(stamp_of(&metadata))
    }

    fn write(&self, id: &PromptId, bytes: &[u8], expected: Expected) -> Result<Written, StoreError> {
        let here = self.here()?;
        self.reserve.lend(|| atomic::write(&here.dir, id, bytes, expected, None))
    }

    fn original(&self, id: &PromptId) -> Result<(Contents, Option<u32>), StoreError> {
        let (contents, mode) = self.read_file(id)?;
        Ok((contents, Some(mode)))
    }

    fn create(&self, id: &PromptId, bytes: &[u8], mode: Option<u32>) -> Result<Written, StoreError> {
        let here = self.here()?;
        self.reserve.lend(|| atomic::write(&here.dir, id, bytes, Expected::Absent, mode))
    }

    fn remove(&self, id: &PromptId, expected: Stamp) -> Result<(), StoreError> {
        let root = self.here()?;
        // If another program wrote since, its text is not ours to remove.
        if self.stamp(id)? != expected {
            return Err(StoreError::Changed(id.clone()));
        }
        root.dir.remove_file(id.as_path()).map_err(|error| StoreError::io("remove", id, error))?;
        atomic::sync_folder(&root.dir, id);
        Ok(())
    }

    fn rename(&self, from: &PromptId, to: &PromptId) -> Result<(), StoreError> {
        let here = self.here()?;
        self.reserve.lend(|| atomic::rename(&here.dir, from, to))
    }

    fn watch(&self, sink: WatchSink) -> Result<FolderWatch, StoreError> {
        FolderWatch::start(self.path.clone(), sink)
    }

    fn path(&self, id: &PromptId) -> PathBuf {
        self.path.join(id.as_path())
    }

    fn root(&self) -> PathBuf {
        self.path.clone()
    }
}
