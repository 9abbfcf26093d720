//! Changing files of a book: finding the folder that a name is in, through links but never out of the book, and saving
//! or renaming there.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::{Dir, MetadataExt};
use rustix::fs::{Access, AtFlags};

use super::operations::{FolderOps, move_to_free};
use super::replace::{Fault, Replacement};
use super::{Expected, StoreError, Written, collision};
use crate::prompt::PromptId;

/// Writes `bytes` as `id`, if what is there is what was `expected`. Mode, owner and attributes of a file that is there
/// stay; a new one gets `mode`, or the system's default.
pub(super) fn write(
    root: &Dir,
    id: &PromptId,
    bytes: &[u8],
    expected: Expected,
    mode: Option<u32>,
) -> Result<Written, StoreError> {
    let target = Target::find(root, id, expected)?;
    let Target { folder, name } = &target;
    Replacement { folder, name, bytes, expected, mode }.run().map_err(|fault| match fault {
        Fault::Taken => StoreError::Exists(id.clone()),
        Fault::Changed => StoreError::Changed(id.clone()),
        Fault::NotRegular => StoreError::NotRegular(id.clone()),
        Fault::Refused(error) => StoreError::changing("save", id, error),
        Fault::NoBackup(error) => StoreError::NoBackup { id: id.clone(), source: Arc::new(error) },
        Fault::Halfway { backup, source } => StoreError::Halfway { id: id.clone(), backup, source: Arc::new(source) },
    })
}

/// Gives `from` the free name `to`, whose folders are made.
pub(super) fn rename(root: &Dir, from: &PromptId, to: &PromptId) -> Result<(), StoreError> {
    let fail = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists(to.clone()),
        io::ErrorKind::NotADirectory => StoreError::NotAFolder(to.clone()),
        _ => StoreError::changing("rename", from, error),
    };
    let (old_folder, old_name) = folder_of(root, from.as_path()).map_err(fail)?;
    let kind = old_folder.symlink_metadata(&old_name).map_err(fail)?.file_type();
    if kind.is_symlink() && from.folder() != to.folder() {
        return Err(StoreError::Link(from.clone()));
    }
    if !kind.is_file() && !kind.is_symlink() {
        return Err(StoreError::NotRegular(from.clone()));
    }
    collision::refuse(root, to, Some(from))?;
    make_folder(root, to)?;
    let (new_folder, new_name) = folder_of(root, to.as_path()).map_err(fail)?;
    move_to_free(&old_folder, &old_name, &new_folder, &new_name).map_err(fail)?;
    for (folder, id) in [(&new_folder, to), (&old_folder, from)] {
        if let Err(error) = FolderOps::sync(folder) {
            tracing::warn!("{id} is renamed, but its folder could not be synchronised: {error}");
        }
    }
    Ok(())
}

/// Synchronises the folder of `id`, so that a removal outlasts a power cut.
pub(super) fn sync_folder(root: &Dir, id: &PromptId) {
    if let Err(error) = folder_of(root, id.as_path()).and_then(|(folder, _)| FolderOps::sync(&folder)) {
        tracing::warn!("{id} is removed, but its folder could not be synchronised: {error}");
    }
}

/// The file that a write replaces: where links in the book lead to.
struct Target {
    folder: Dir,
    name: OsString,
}

impl Target {
    fn find(root: &Dir, id: &PromptId, expected: Expected) -> Result<Target, StoreError> {
        let fail = |error| StoreError::placing("save", id, error);
        let (real, linked) = match root.symlink_metadata(id.as_path()) {
            // Replacing the link itself would cut it off from its target.
            Ok(metadata) if metadata.is_symlink() => {
                let nowhere = |_| StoreError::OutOfBook(id.clone());
                let aim = root.metadata(id.as_path()).map_err(nowhere)?;
                (root.canonicalize(id.as_path()).map_err(nowhere)?, Some((aim.dev(), aim.ino())))
            }
            Ok(_) if expected == Expected::Absent => return Err(StoreError::Exists(id.clone())),
            Ok(metadata) if !metadata.is_file() => return Err(StoreError::NotRegular(id.clone())),
            Ok(_) => (id.as_path().to_owned(), None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if matches!(expected, Expected::Content(_)) {
                    return Err(StoreError::Changed(id.clone()));
                }
                collision::refuse(root, id, None)?;
                make_folder(root, id)?;
                (id.as_path().to_owned(), None)
            }
            Err(error) => return Err(fail(error)),
        };
        let (folder, name) = folder_of(root, &real).map_err(fail)?;
        let there = match folder.symlink_metadata(&name) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(fail(error)),
        };
        // The path that a link was resolved to must lead to the file that the link leads to.
        if linked.is_some() && linked != there.as_ref().map(|metadata| (metadata.dev(), metadata.ino())) {
            return Err(StoreError::OutOfBook(id.clone()));
        }
        if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            return Err(StoreError::NotRegular(id.clone()));
        }
        // A rename would replace a read-only file without asking, so that is asked here: of the mode, which also binds
        // the superuser, and of the system, for a file of another owner.
        let refused = || rustix::fs::accessat(&folder, &name, Access::WRITE_OK, AtFlags::EACCESS).is_err();
        if there.is_some_and(|metadata| metadata.mode() & 0o222 == 0 || refused()) {
            return Err(StoreError::ReadOnly(id.clone()));
        }
        Ok(Target { folder, name })
    }
}

/// The folder and the last part of `path`.
fn folder_of(root: &Dir, path: &Path) -> io::Result<(Dir, OsString)> {
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?.to_owned();
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => root.open_dir(parent)?,
        _ => root.try_clone()?,
    };
    Ok((folder, name))
}

/// Makes the folders that lead to `id`, and waits until they are on the disk: a text in a folder that a power cut takes
/// away would be gone with it.
fn make_folder(root: &Dir, id: &PromptId) -> Result<(), StoreError> {
    let fail = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::NotAFolder(id.clone()),
        _ => StoreError::changing("make the folder of", id, error),
    };
    let folders: Vec<&Path> = id.as_path().ancestors().skip(1).filter(|path| *path != Path::new("")).collect();
    for folder in folders.into_iter().rev() {
        match root.create_dir(folder) {
            Ok(()) => {
                if let Err(error) = folder_of(root, folder).and_then(|(above, _)| FolderOps::sync(&above)) {
                    tracing::warn!("{id} is in a new folder that could not be synchronised: {error}");
                }
            }
            // A file would be in the way of the next one, or of the prompt.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fail(error)),
        }
    }
    Ok(())
}
