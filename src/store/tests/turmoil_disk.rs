//! A folder in the simulated file system of `turmoil`: a judge that is not of our making. It knows neither hard links,
//! which it copies, nor a change of names that survives though it was not synchronised; for those there is our own model.

use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use turmoil::fs::shim::std::fs as simulated;

use super::disk::Lies;
use super::powercuts::Cuttable;
use super::*;
use crate::store::operations::{Access, FileOps, FolderOps, Look};

/// The folder of the host that runs. Clones count the same operations.
#[derive(Clone)]
pub(super) struct TurmoilFolder {
    left: Rc<Cell<usize>>,
    lies: Lies,
}

impl TurmoilFolder {
    pub(super) const PATH: &str = "/book";

    pub(super) fn new(lies: Lies) -> TurmoilFolder {
        TurmoilFolder { left: Rc::new(Cell::new(usize::MAX)), lies }
    }

    pub(super) fn is_made(&self) -> bool {
        simulated::exists(Self::PATH)
    }

    /// Makes the folder, with a text on the disk.
    pub(super) fn make(&self, name: &str, text: &[u8]) -> io::Result<()> {
        simulated::create_dir(Self::PATH)?;
        simulated::sync_dir("/")?;
        let mut file = self.create(OsStr::new(name), None)?;
        FileOps::write(&mut file, text)?;
        file.file.sync_all()?;
        simulated::sync_dir(Self::PATH)
    }

    fn path(name: &OsStr) -> PathBuf {
        Path::new(Self::PATH).join(name)
    }

    /// One operation, if there is power for it.
    fn step(&self) -> io::Result<()> {
        self.left.set(self.left.get().saturating_sub(1));
        if self.left.get() == 0 { Err(io::Error::other("the power is gone")) } else { Ok(()) }
    }
}

impl Cuttable for TurmoilFolder {
    fn text(&self, name: &str) -> Option<Vec<u8>> {
        simulated::read(Self::path(OsStr::new(name))).ok()
    }

    fn names(&self) -> Vec<OsString> {
        let entries = simulated::read_dir(Self::PATH).expect("the folder is on the disk");
        entries.map(|entry| entry.expect("an entry").file_name()).collect()
    }

    fn cut_after(&self, operations: usize) {
        self.left.set(operations);
    }

    fn is_dark(&self) -> bool {
        self.left.get() == 0
    }
}

impl FolderOps for TurmoilFolder {
    type File = TurmoilFile;

    fn create(&self, name: &OsStr, _mode: Option<u32>) -> io::Result<TurmoilFile> {
        self.step()?;
        let file = simulated::OpenOptions::new().read(true).write(true).create_new(true).open(Self::path(name))?;
        Ok(TurmoilFile { folder: self.clone(), file })
    }

    fn open(&self, name: &OsStr, access: Access) -> io::Result<TurmoilFile> {
        self.step()?;
        let file = simulated::OpenOptions::new().read(true).write(access == Access::Write).open(Self::path(name))?;
        Ok(TurmoilFile { folder: self.clone(), file })
    }

    fn is_taken(&self, name: &OsStr) -> io::Result<bool> {
        self.step()?;
        Ok(simulated::exists(Self::path(name)))
    }

    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.step()?;
        simulated::rename(Self::path(from), Self::path(to))
    }

    fn rename_to_free(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        if self.is_taken(to)? { Err(io::ErrorKind::AlreadyExists.into()) } else { self.rename(from, to) }
    }

    fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.step()?;
        simulated::remove_file(Self::path(name))
    }

    fn name_of(&self, _inode: u64) -> io::Result<Option<OsString>> {
        Ok(None)
    }

    fn sync(&self) -> io::Result<()> {
        self.step()?;
        if self.lies.folder_sync { Ok(()) } else { simulated::sync_dir(Self::PATH) }
    }
}

/// An opened file of it.
pub(super) struct TurmoilFile {
    folder: TurmoilFolder,
    file: simulated::File,
}

impl FileOps for TurmoilFile {
    fn look(&self) -> io::Result<Look> {
        self.folder.step()?;
        let size = self.file.metadata()?.len();
        Ok(Look { is_regular: true, links: 1, mode: 0o644, stamp: Stamp { size, ..Stamp::default() } })
    }

    fn read(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        self.folder.step()?;
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        Read::by_ref(&mut self.file).take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        for block in bytes.chunks(64) {
            self.folder.step()?;
            self.file.write_all(block)?;
        }
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.folder.step()?;
        self.file.set_len(length)
    }

    fn set_mode(&self, _mode: u32) -> io::Result<()> {
        self.folder.step()
    }

    fn dress_like(&self, _model: &TurmoilFile) -> io::Result<bool> {
        self.folder.step().map(|()| true)
    }

    fn sync(&self) -> io::Result<()> {
        self.folder.step()?;
        if self.folder.lies.file_sync { Ok(()) } else { self.file.sync_all() }
    }

    fn claim(&self) -> bool {
        true
    }

    fn release(&self) {}
}
