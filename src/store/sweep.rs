//! Clearing away what processes that were killed left in a folder, and finishing what they had begun: a text that is
//! nowhere else is never removed.

use std::ffi::{OsStr, OsString};
use std::io;

use super::DiskStore;
use super::in_place::overwrite;
use super::operations::{Access, FileOps, FolderOps};
use super::temporary::{Kind, OwnName};

/// Something of a dead process that stays, with the reason, for a person to look at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leftover {
    pub name: OsString,
    pub why: String,
}

/// Clears away those of `names` whose process `is_dead`, and tells what stays.
pub(super) fn sweep<F: FolderOps>(
    folder: &F,
    mut names: Vec<OwnName>,
    is_dead: impl Fn(&OwnName) -> bool,
) -> Vec<Leftover> {
    names.retain(is_dead);
    // Backups come first: while one is needed, so is the new text that belongs to it.
    names.sort_by_key(|own| !matches!(own.kind, Kind::Old(_)));
    let mut left = Vec::new();
    let mut needed = Vec::new();
    for own in names {
        let save = (own.process, own.count);
        if needed.contains(&save) {
            continue;
        }
        let why = match settle(folder, own) {
            Ok(Settled::Clean) => continue,
            Ok(Settled::Finished) => {
                tracing::warn!("a save that was interrupted is finished: {}", own.name().to_string_lossy());
                continue;
            }
            Ok(Settled::Busy) => {
                needed.push(save);
                continue;
            }
            Ok(Settled::Left(why)) => why.to_owned(),
            // A folder that may only be read keeps what is in it, and nothing depends on that.
            Err(error) if !matches!(own.kind, Kind::Old(_)) => {
                tracing::debug!("{} stays behind: {error}", own.name().to_string_lossy());
                continue;
            }
            Err(error) => format!("is the old text of a save that was interrupted and could not be finished: {error}"),
        };
        needed.push(save);
        left.push(Leftover { name: own.name(), why });
    }
    left
}

/// What became of the leftovers of a process that died.
#[derive(Debug, PartialEq, Eq)]
enum Settled {
    /// Nothing is left.
    Clean,
    /// A save that had begun to write was finished.
    Finished,
    /// Somebody else has it in use, on this system or another, so nothing of that save is touched.
    Busy,
    /// The texts cannot be told to belong to a file here, so they stay for a person to look at.
    Left(&'static str),
}

/// Clears one file of ours away whose process is dead. A text that is nowhere else is never removed.
///
/// # Errors
/// When the folder cannot be read or written; then everything is as it was, for another try.
fn settle<F: FolderOps>(folder: &F, own: OwnName) -> io::Result<Settled> {
    let mut file = match folder.open(&own.name(), Access::Read) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settled::Clean),
        Err(error) => return Err(error),
    };
    // What only looks like ours is nobody's to clear away.
    if !file.look()?.is_regular || !file.claim() {
        return Ok(Settled::Busy);
    }
    let settled = match own.kind {
        Kind::New | Kind::Part => folder.remove(&own.name()).map(|()| Settled::Clean),
        Kind::Old(inode) => file.read(DiskStore::MAX_FILE + 1).and_then(|old| finish(folder, own, inode, &old)),
    };
    file.release();
    settled
}

/// Finishes a save that was killed after its backup was complete.
fn finish<F: FolderOps>(folder: &F, backup: OwnName, inode: u64, old: &[u8]) -> io::Result<Settled> {
    let Some(name) = folder.name_of(inode)? else {
        return Ok(Settled::Left("is the old text of a file that was being saved and is no longer here"));
    };
    let mut file = folder.open(&name, Access::Read)?;
    let look = file.look()?;
    if !look.is_regular || look.stamp.inode != inode {
        return Err(io::Error::other("the file was replaced meanwhile"));
    }
    if !file.claim() {
        return Ok(Settled::Busy);
    }
    let settled = finish_claimed(folder, backup, &name, &mut file, old);
    file.release();
    settled
}

fn finish_claimed<F: FolderOps>(
    folder: &F,
    backup: OwnName,
    name: &OsStr,
    file: &mut F::File,
    old: &[u8],
) -> io::Result<Settled> {
    let temporary = backup.sibling(Kind::New).name();
    let found = file.read(DiskStore::MAX_FILE + 1)?;
    let new = match folder.open(&temporary, Access::Read) {
        Ok(file) if !file.claim() => return Ok(Settled::Busy),
        Ok(mut file) => {
            // The claim on the backup is enough to keep others off.
            file.release();
            Some(file.read(DiskStore::MAX_FILE + 1)?)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let whole = found == old || new.as_ref() == Some(&found);
    let settled = match &new {
        _ if whole => {
            // It is whole in memory; that it is on the disk is another matter.
            file.sync()?;
            Settled::Clean
        }
        // Every byte is one of ours: nobody else wrote to it since.
        Some(new) if is_mixed_of(&found, old, new) => {
            overwrite(&mut folder.open(name, Access::Write)?, new)?;
            Settled::Finished
        }
        _ => return Ok(Settled::Left("is the old text of a file that was being saved and was changed since")),
    };
    remove_if_there(folder, &backup.name())?;
    // The backup goes first, for good: the new text alone says nothing about the file.
    folder.sync()?;
    remove_if_there(folder, &temporary)?;
    Ok(settled)
}

/// Whether `found` can be what `old` is while `new` is written over it: at every place the byte of either, or one that
/// the disk never got.
fn is_mixed_of(found: &[u8], old: &[u8], new: &[u8]) -> bool {
    let fits = |(at, byte): (usize, &u8)| {
        let longer = at >= old.len() && *byte == 0;
        longer || old.get(at) == Some(byte) || new.get(at) == Some(byte)
    };
    found.len() <= old.len().max(new.len())
        && found.len() >= old.len().min(new.len())
        && found.iter().enumerate().all(fits)
}

fn remove_if_there<F: FolderOps>(folder: &F, name: &OsStr) -> io::Result<()> {
    match folder.remove(name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
