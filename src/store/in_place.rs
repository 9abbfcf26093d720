//! Writing a file in place, where no other file can take its place: it has several names, or an owner or attributes that
//! we may not give. While it is written it holds neither text, so both lie beside it, whole and on the disk: the new one
//! in the temporary file, the old one in a backup. Whoever finds the two later can finish the save.

use std::io;

use super::operations::{Access, FileOps, FolderOps, Look};
use super::replace::{Fault, Replacement, durability};
use super::temporary::{Kind, OwnName, Temporary};
use super::{DiskStore, Expected, Written};
use crate::prompt::ContentHash;

/// The file that is to be written.
pub(super) struct Original<File> {
    pub file: File,
    pub look: Look,
}

/// Writes the bytes of `save`, which `temporary` holds, into the file itself.
pub(super) fn write<F: FolderOps>(
    save: &Replacement<'_, F>,
    mut original: Original<F::File>,
    temporary: Temporary<'_, F>,
) -> Result<Written, Fault> {
    // Under another of its names the file may be being saved at this moment, by us or by another instance. What is there
    // then is not what was read.
    if !original.file.claim() {
        return Err(Fault::Changed);
    }
    let outcome = write_claimed(save, &mut original, temporary);
    original.file.release();
    outcome
}

fn write_claimed<F: FolderOps>(
    save: &Replacement<'_, F>,
    original: &mut Original<F::File>,
    mut temporary: Temporary<'_, F>,
) -> Result<Written, Fault> {
    let folder = save.folder;
    let old = original.file.read(DiskStore::MAX_FILE + 1)?;
    if old.len() as u64 > DiskStore::MAX_FILE {
        return Err(Fault::NoBackup(io::ErrorKind::FileTooLarge.into()));
    }
    // Preparing took time: another program may have written into the file meanwhile.
    if let Expected::Content(expected) = save.expected
        && ContentHash::of(&old) != expected
    {
        return Err(Fault::Changed);
    }
    let backup = back_up(folder, temporary.own(), &original.look, &old).map_err(Fault::NoBackup)?;
    let started = start(save, original, &old);
    let mut file = match started {
        Ok(file) => file,
        Err(fault) => {
            forget(folder, backup);
            return Err(fault);
        }
    };
    if let Err(error) = overwrite(&mut file, save.bytes) {
        drop(file);
        // The descriptor that failed is not asked again.
        let put_back = folder.open(save.name, Access::Write).and_then(|mut file| overwrite(&mut file, &old));
        return Err(match put_back {
            Ok(()) => {
                forget(folder, backup);
                Fault::Refused(error)
            }
            Err(source) => {
                temporary.leave();
                Fault::Halfway { backup: backup.name().to_string_lossy().into_owned(), source }
            }
        });
    }
    // It is saved: from here on nothing may make it look as if it were not.
    let stamp = file.look().unwrap_or(original.look).stamp;
    forget(folder, backup);
    Ok(Written { stamp, durability: durability(folder, save.name) })
}

/// Copies the old text to a file of its own, which has its final name only once it is whole and on the disk.
fn back_up<F: FolderOps>(folder: &F, own: OwnName, look: &Look, old: &[u8]) -> io::Result<OwnName> {
    let (part, backup) = (own.sibling(Kind::Part).name(), own.sibling(Kind::Old(look.stamp.inode)));
    let made = folder.create(&part, Some(look.mode & 0o600)).and_then(|mut file| {
        file.write(old)?;
        file.sync()?;
        folder.rename_to_free(&part, &backup.name())?;
        folder.sync()
    });
    if let Err(error) = made {
        // Whichever name it has by now; the file itself was not touched.
        for name in [&part, &backup.name()] {
            if let Err(error) = folder.remove(name)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!("a copy of an old text stays behind: {error}");
            }
        }
        return Err(error);
    }
    Ok(backup)
}

/// Opens the file for writing, if it still is the one that was copied, text and all.
fn start<F: FolderOps>(save: &Replacement<'_, F>, original: &Original<F::File>, old: &[u8]) -> Result<F::File, Fault> {
    let file = save.folder.open(save.name, Access::Write)?;
    if file.look()?.stamp.inode != original.look.stamp.inode {
        return Err(Fault::Changed);
    }
    let found = save.folder.open(save.name, Access::Read)?.read(old.len() as u64 + 1)?;
    if found != old {
        return Err(Fault::Changed);
    }
    Ok(file)
}

pub(super) fn overwrite<File: FileOps>(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write(bytes)?;
    file.cut(bytes.len() as u64)?;
    file.sync()
}

/// Removes a backup that is no longer needed.
fn forget<F: FolderOps>(folder: &F, backup: OwnName) {
    if let Err(error) = folder.remove(&backup.name()) {
        tracing::warn!("a copy of an old text stays behind: {error}");
    }
}
