//! Replacing the text of a file in a folder, so that at every moment the old text or the new one is there, whole:
//!
//! 1. write the new text to a temporary file beside it, dress that like the file, synchronise it;
//! 2. look at the file again, for another program may have saved meanwhile;
//! 3. rename the temporary file over it, synchronise the folder.
//!
//! A file with several names, or with an owner or attributes that cannot be given, must stay the file it is. It is
//! written in place, and the module of that name says how nothing is lost on the way.

use std::ffi::OsStr;
use std::io;

use super::in_place::{self, Original};
use super::operations::{Access, FileOps, FolderOps};
use super::temporary::Temporary;
use super::{DiskStore, Durability, Expected, Written};
use crate::prompt::ContentHash;

/// One save: `bytes` become the text of `name`.
pub(super) struct Replacement<'a, F> {
    pub folder: &'a F,
    pub name: &'a OsStr,
    pub bytes: &'a [u8],
    pub expected: Expected,
    /// Permission bits of a file that is made anew.
    pub mode: Option<u32>,
}

/// Why the new text is not there.
#[derive(Debug)]
pub(super) enum Fault {
    /// Something has the name that should be free.
    Taken,
    /// What is there is not what was expected.
    Changed,
    /// What is there is no regular file.
    NotRegular,
    /// The system refused; the old text is as it was.
    Refused(io::Error),
    /// The file must be written in place and no copy of the old text could be made first; it is as it was.
    NoBackup(io::Error),
    /// The file was written in place in part, and the old text could not be put back. It is whole in `backup`.
    Halfway { backup: String, source: io::Error },
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Refused(error)
    }
}

impl<F: FolderOps> Replacement<'_, F> {
    pub(super) fn run(&self) -> Result<Written, Fault> {
        let there = self.find()?;
        self.check()?;
        let (mut temporary, fits) = match self.prepare(there.as_ref()) {
            // What could not be written to the disk is not tried again on the same file: its bytes may be gone though
            // a second call says that all is well. It is written once more, elsewhere.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
                self.prepare(there.as_ref())?
            }
            prepared => prepared?,
        };
        if let Some(original) = there.filter(|_| !fits) {
            return in_place::write(self, original, temporary);
        }
        let before = temporary.file.look()?;
        // Writing took time: another program may have saved meanwhile.
        self.check()?;
        match self.expected {
            Expected::Absent => self.folder.rename_to_free(temporary.name(), self.name)?,
            Expected::Content(_) | Expected::Anything => self.folder.rename(temporary.name(), self.name)?,
        }
        // It is saved: from here on nothing may make it look as if it were not.
        let file = temporary.placed();
        let durability = durability(self.folder, self.name);
        // The rename moved the change time, so the stamp is taken afterwards, of the very file that was written.
        Ok(Written { stamp: file.look().unwrap_or(before).stamp, durability })
    }

    /// The file whose text is to be replaced.
    fn find(&self) -> Result<Option<Original<F::File>>, Fault> {
        if self.expected == Expected::Absent {
            return Ok(None);
        }
        match self.folder.open(self.name, Access::Read) {
            Ok(file) => match file.look()? {
                look if look.is_regular => Ok(Some(Original { file, look })),
                _ => Err(Fault::NotRegular),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The new text in a temporary file that is on the disk, and whether that can take the file's place.
    fn prepare(&self, there: Option<&Original<F::File>>) -> io::Result<(Temporary<'_, F>, bool)> {
        let mode = there.map(|original| original.look.mode).or(self.mode);
        // A private file must not be readable under its temporary name either; the rest of the mode follows later.
        let mut temporary = Temporary::create(self.folder, mode.map(|mode| mode & 0o600))?;
        temporary.file.write(self.bytes)?;
        let fits = match (there, mode) {
            (Some(original), _) if original.look.links > 1 => false,
            (Some(original), _) => temporary.file.dress_like(&original.file)?,
            (None, Some(mode)) => temporary.file.set_mode(mode).map(|()| true)?,
            (None, None) => true,
        };
        temporary.file.sync()?;
        Ok((temporary, fits))
    }

    /// Whether what is there now is what was expected. The content decides: times repeat.
    fn check(&self) -> Result<(), Fault> {
        let wanted = match self.expected {
            Expected::Anything => return Ok(()),
            Expected::Absent if self.folder.is_taken(self.name)? => return Err(Fault::Taken),
            Expected::Absent => return Ok(()),
            Expected::Content(hash) => hash,
        };
        let mut file = match self.folder.open(self.name, Access::Read) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Fault::Changed),
            Err(error) => return Err(error.into()),
        };
        // What is longer than anything that was ever read is not what was expected.
        let found =
            if file.look()?.is_regular { file.read(DiskStore::MAX_FILE + 1)? } else { return Err(Fault::Changed) };
        if ContentHash::of(&found) == wanted { Ok(()) } else { Err(Fault::Changed) }
    }
}

/// Synchronises the folder of `name`, which has its new text already: a failure takes nothing back.
pub(super) fn durability<F: FolderOps>(folder: &F, name: &OsStr) -> Durability {
    match folder.sync() {
        Ok(()) => Durability::Durable,
        Err(error) => {
            tracing::warn!("{} is saved, but its folder could not be synchronised: {error}", name.to_string_lossy());
            Durability::Unknown
        }
    }
}
