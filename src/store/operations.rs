//! The few operations on one folder that a save is made of. The protocol above them is one piece of code, which runs on
//! real folders and, in the tests, on a disk that loses its power.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirEntryExt;

use cap_std::fs::{Dir, File, MetadataExt, Permissions, PermissionsExt};
use rustix::fs::{FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::attributes;
use super::disk::stamp_of;
use crate::prompt::Stamp;

/// One folder. Names are single parts of a path and are never followed where they are links.
pub(super) trait FolderOps {
    type File: FileOps;

    /// Makes a file, which must not be there. Without `mode` it gets the one that new files get.
    fn create(&self, name: &OsStr, mode: Option<u32>) -> io::Result<Self::File>;

    /// Opens a file that is there. It waits for nobody: what is opened may turn out to be no regular file.
    fn open(&self, name: &OsStr, access: Access) -> io::Result<Self::File>;

    /// Whether anything has this name.
    fn is_taken(&self, name: &OsStr) -> io::Result<bool>;

    /// Gives a file another name, in the place of the file that has it.
    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()>;

    /// Gives a file another name, which must be free at that very moment.
    fn rename_to_free(&self, from: &OsStr, to: &OsStr) -> io::Result<()>;

    /// Takes a name away.
    fn remove(&self, name: &OsStr) -> io::Result<()>;

    /// The first name that the file of this number has here.
    fn name_of(&self, inode: u64) -> io::Result<Option<OsString>>;

    /// Waits until the names are on the disk.
    fn sync(&self) -> io::Result<()>;
}

/// What an opened file is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// An opened file.
pub(super) trait FileOps: Sized {
    /// What the file system says of it.
    fn look(&self) -> io::Result<Look>;

    /// Its bytes from the first on, at most `limit`.
    fn read(&mut self, limit: u64) -> io::Result<Vec<u8>>;

    /// Writes `bytes` over what it holds from the first byte on.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Cuts it off after `length` bytes.
    fn cut(&mut self, length: u64) -> io::Result<()>;

    /// Gives it these permission bits.
    fn set_mode(&self, mode: u32) -> io::Result<()>;

    /// Gives it the owner, the extended attributes and the mode of `model`; whether all of them could be given.
    fn dress_like(&self, model: &Self) -> io::Result<bool>;

    /// Waits until its bytes are on the disk. After a failure the system may forget what it could not write, so this
    /// is never asked again of the same opened file.
    fn sync(&self) -> io::Result<()>;

    /// Marks it as in use by this process for as long as it is open; whether nobody else does.
    fn claim(&self) -> bool;

    /// Ends that at once. Closing it may not: a program that is being started holds a copy of every open file for a
    /// moment.
    fn release(&self);
}

/// What a save wants to know of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub is_regular: bool,
    /// How many names it has.
    pub links: u64,
    /// Permission bits and type, as the system has them.
    pub mode: u32,
    pub stamp: Stamp,
}

impl FolderOps for Dir {
    type File = File;

    fn create(&self, name: &OsStr, mode: Option<u32>) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        open(self, name, flags, Mode::from_raw_mode(mode.unwrap_or(0o666)))
    }

    fn open(&self, name: &OsStr, access: Access) -> io::Result<File> {
        let access = match access {
            Access::Read => OFlags::RDONLY,
            Access::Write => OFlags::WRONLY,
        };
        // Without NONBLOCK the open of a FIFO would wait for its other end for ever.
        open(self, name, access | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
    }

    fn is_taken(&self, name: &OsStr) -> io::Result<bool> {
        match self.symlink_metadata(name) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(self, from, self, to)?)
    }

    fn rename_to_free(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        move_to_free(self, from, self, to)
    }

    fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.remove_file(name)
    }

    fn name_of(&self, inode: u64) -> io::Result<Option<OsString>> {
        for entry in self.entries()? {
            let entry = entry?;
            if entry.ino() == inode {
                return Ok(Some(entry.file_name()));
            }
        }
        Ok(None)
    }

    fn sync(&self) -> io::Result<()> {
        // The descriptor of a `Dir` may be one that only names the folder; one opened for reading can be synchronised.
        Dir::open(self, ".")?.sync_all()
    }
}

/// Opens a name in a folder by descriptor: a single part that is not followed cannot lead anywhere else.
fn open(folder: &Dir, name: &OsStr, flags: OFlags, mode: Mode) -> io::Result<File> {
    if matches!(name.as_bytes(), b"" | b"." | b"..") || name.as_bytes().contains(&b'/') {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let opened = rustix::io::retry_on_intr(|| rustix::fs::openat(folder, name, flags, mode))?;
    Ok(File::from_std(opened.into()))
}

/// Moves a file between folders without ever replacing one that took the name meanwhile.
pub(super) fn move_to_free(from: &Dir, name: &OsStr, to: &Dir, new_name: &OsStr) -> io::Result<()> {
    match rustix::fs::renameat_with(from, name, to, new_name, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // File systems that know no such flag: a hard link is refused just as atomically where the name is taken.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            from.hard_link(name, to, new_name)?;
            from.remove_file(name).inspect_err(|_| {
                // Under both names it would be in the way of another try.
                let _ = to.remove_file(new_name);
            })
        }
        Err(error) => Err(error.into()),
    }
}

impl FileOps for File {
    fn look(&self) -> io::Result<Look> {
        let metadata = self.metadata()?;
        Ok(Look {
            is_regular: metadata.is_file(),
            links: metadata.nlink(),
            mode: metadata.mode(),
            stamp: stamp_of(&metadata),
        })
    }

    fn read(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.seek(SeekFrom::Start(0))?;
        Read::take(self, limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(0))?;
        self.write_all(bytes)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn set_mode(&self, mode: u32) -> io::Result<()> {
        self.set_permissions(Permissions::from_mode(mode & 0o7777))
    }

    fn dress_like(&self, model: &File) -> io::Result<bool> {
        attributes::copy(model, self)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }

    fn claim(&self) -> bool {
        // Where the file system has no locks, the number of the owner's process is all there is to go by.
        !matches!(rustix::fs::flock(self, FlockOperation::NonBlockingLockExclusive), Err(Errno::WOULDBLOCK))
    }

    fn release(&self) {
        // Without locks there is nothing to end.
        let _ = rustix::fs::flock(self, FlockOperation::Unlock);
    }
}
