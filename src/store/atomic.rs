//! Replacing a file so that the old text or the new text is there, never a mixture: temporary file in the same folder,
//! write, fsync, look at the target again, rename, fsync of the folder.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use cap_std::fs::{Dir, File, MetadataExt, OpenOptions, OpenOptionsExt, Permissions, PermissionsExt};
use rustix::fs::{Access, AtFlags, RenameFlags};

use super::disk::{DiskStore, open_regular, stamp_of};
use super::{Durability, Expected, StoreError, Written};
use crate::prompt::{ContentHash, PromptId};

/// Writes `bytes` as `id`, if what is there is what was `expected`. The permission bits of a file that is there stay;
/// a new one gets `mode`, or the system's default.
pub(super) fn write(
    root: &Dir,
    id: &PromptId,
    bytes: &[u8],
    expected: Expected,
    mode: Option<u32>,
) -> Result<Written, StoreError> {
    let fail = |error: io::Error| match error.kind() {
        // The folder itself or the file system may not be written.
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly(id.clone()),
        _ => StoreError::placing("save", id, error),
    };
    let target = Target::find(root, id, expected)?;
    target.check(expected)?;
    let mode = target.mode.or(mode);
    let mut temporary = Temporary::create(&target.folder, mode).map_err(fail)?;
    temporary.file.write_all(bytes).map_err(fail)?;
    if let Some(mode) = mode {
        temporary.file.set_permissions(Permissions::from_mode(mode & 0o7777)).map_err(fail)?;
    }
    temporary.file.sync_all().map_err(fail)?;
    let metadata = temporary.file.metadata().map_err(fail)?;
    // Writing took time: another program may have saved meanwhile.
    target.check(expected)?;
    temporary.put_in_place(&target.name, expected).map_err(fail)?;
    let durability = match sync(&target.folder) {
        Ok(()) => Durability::Durable,
        Err(error) => {
            tracing::warn!("{id} is saved, but its folder could not be synchronised: {error}");
            Durability::Unknown
        }
    };
    // The rename moved the change time, so the stamp is taken afterwards, of the inode that was written.
    let stamp = match target.folder.symlink_metadata(&target.name) {
        Ok(after) if after.ino() == metadata.ino() => stamp_of(&after),
        _ => stamp_of(&metadata),
    };
    Ok(Written { stamp, durability })
}

/// Gives `from` the free name `to`, whose folders are made.
pub(super) fn rename(root: &Dir, from: &PromptId, to: &PromptId) -> Result<(), StoreError> {
    let fail = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists(to.clone()),
        io::ErrorKind::NotADirectory => StoreError::NotAFolder(to.clone()),
        _ => StoreError::io("rename", from, error),
    };
    let (old_folder, old_name) = folder_of(root, from.as_path()).map_err(fail)?;
    let kind = old_folder.symlink_metadata(&old_name).map_err(fail)?.file_type();
    if kind.is_symlink() && from.folder() != to.folder() {
        return Err(StoreError::Link(from.clone()));
    }
    if !kind.is_file() && !kind.is_symlink() {
        return Err(StoreError::NotRegular(from.clone()));
    }
    make_folder(root, to)?;
    let (new_folder, new_name) = folder_of(root, to.as_path()).map_err(fail)?;
    rename_to_free_name(&old_folder, &old_name, &new_folder, &new_name).map_err(fail)?;
    for (folder, id) in [(&new_folder, to), (&old_folder, from)] {
        if let Err(error) = sync(folder) {
            tracing::warn!("{id} is renamed, but its folder could not be synchronised: {error}");
        }
    }
    Ok(())
}

/// Synchronises the folder of `id`, so that a removal outlasts a power cut.
pub(super) fn sync_folder(root: &Dir, id: &PromptId) {
    if let Err(error) = folder_of(root, id.as_path()).and_then(|(folder, _)| sync(&folder)) {
        tracing::warn!("{id} is removed, but its folder could not be synchronised: {error}");
    }
}

/// The file that a write replaces: where links in the book lead to.
struct Target<'a> {
    id: &'a PromptId,
    folder: Dir,
    name: OsString,
    /// Permission bits of the file that is there.
    mode: Option<u32>,
}

impl Target<'_> {
    fn find<'a>(root: &Dir, id: &'a PromptId, expected: Expected) -> Result<Target<'a>, StoreError> {
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
        let mode = there.map(|metadata| metadata.mode());
        // A rename would replace a read-only file without asking, so that is asked here: of the mode, which also binds
        // the superuser, and of the system, for a file of another owner.
        let refused = || rustix::fs::accessat(&folder, &name, Access::WRITE_OK, AtFlags::EACCESS).is_err();
        if mode.is_some_and(|mode| mode & 0o222 == 0 || refused()) {
            return Err(StoreError::ReadOnly(id.clone()));
        }
        Ok(Target { id, folder, name, mode })
    }

    /// Whether what is there now is what was expected. The content decides: times repeat.
    fn check(&self, expected: Expected) -> Result<(), StoreError> {
        let wanted = match expected {
            Expected::Anything => return Ok(()),
            Expected::Absent => {
                let taken = self.folder.symlink_metadata(&self.name).is_ok();
                return if taken { Err(StoreError::Exists(self.id.clone())) } else { Ok(()) };
            }
            Expected::Content(hash) => hash,
        };
        let changed = || StoreError::Changed(self.id.clone());
        let (file, _) = open_regular(&self.folder, Path::new(&self.name), self.id).map_err(|error| match error {
            StoreError::NotFound(_) | StoreError::NotRegular(_) => changed(),
            other => other,
        })?;
        let mut found = Vec::new();
        // What is longer than anything that was ever read is not what was expected.
        file.take(DiskStore::MAX_FILE + 1)
            .read_to_end(&mut found)
            .map_err(|error| StoreError::io("read", self.id, error))?;
        if ContentHash::of(&found) == wanted { Ok(()) } else { Err(changed()) }
    }
}

/// A file of ours beside the target, removed again unless it takes the target's place.
struct Temporary<'a> {
    folder: &'a Dir,
    name: OsString,
    file: File,
    placed: bool,
}

impl Temporary<'_> {
    fn create(folder: &Dir, mode: Option<u32>) -> io::Result<Temporary<'_>> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // A private file must not be readable under its temporary name either; the rest of the mode follows later.
        if let Some(mode) = mode {
            options.mode(mode & 0o600);
        }
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = OsString::from(format!(".promptbook-{}-{count}.tmp", std::process::id()));
            match folder.open_with(&name, &options) {
                Ok(file) => return Ok(Temporary { folder, name, file, placed: false }),
                // Left behind by a process of the same number that was killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn put_in_place(&mut self, name: &OsString, expected: Expected) -> io::Result<()> {
        match expected {
            Expected::Absent => rename_to_free_name(self.folder, &self.name, self.folder, name)?,
            Expected::Content(_) | Expected::Anything => self.folder.rename(&self.name, self.folder, name)?,
        }
        self.placed = true;
        Ok(())
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if !self.placed
            && let Err(error) = self.folder.remove_file(&self.name)
        {
            tracing::warn!("a temporary file stays behind: {error}");
        }
    }
}

/// Renames without ever replacing a file that took the name meanwhile.
fn rename_to_free_name(from: &Dir, name: &OsString, to: &Dir, new_name: &OsString) -> io::Result<()> {
    use rustix::io::Errno;
    match rustix::fs::renameat_with(from, name, to, new_name, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // File systems that know no such flag: a hard link is refused just as atomically where the name is taken.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            from.hard_link(name, to, new_name)?;
            from.remove_file(name)
        }
        Err(error) => Err(error.into()),
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

/// Makes the folders that lead to `id`.
fn make_folder(root: &Dir, id: &PromptId) -> Result<(), StoreError> {
    let parent: PathBuf = id.as_path().parent().map(Path::to_owned).unwrap_or_default();
    if parent == Path::new("") {
        return Ok(());
    }
    root.create_dir_all(&parent).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::NotAFolder(id.clone()),
        _ => StoreError::placing("make the folder of", id, error),
    })
}

fn sync(folder: &Dir) -> io::Result<()> {
    // The descriptor of a `Dir` may be one that only names the folder; one opened for reading can be synchronised.
    folder.open(".")?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_after_the_last_look_is_not_replaced() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = Dir::open_ambient_dir(folder.path(), cap_std::ambient_authority())?;
        let mut temporary = Temporary::create(&root, None)?;
        temporary.file.write_all(b"mine")?;
        root.write("a.md", "theirs")?;
        let refused = temporary.put_in_place(&"a.md".into(), Expected::Absent);
        assert_eq!(refused.map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
        drop(temporary);
        assert_eq!((root.read_to_string("a.md")?.as_str(), root.entries()?.count()), ("theirs", 1));
        Ok(())
    }
}
