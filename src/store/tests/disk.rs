//! A folder on a disk that loses what was not synchronised when its power goes, as a model in memory.
//!
//! Files have numbers, so that one file can have several names and a name that goes leaves an opened file as it is. What
//! is not synchronised reaches the disk in part and in any order: blocks of texts, cuts, names. The disk is no kinder than
//! POSIX demands, so it is harsher than any real one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::rc::Rc;

use rustix::io::Errno;

use super::powercuts::Cuttable;
use super::*;
use crate::store::operations::{Access, FileOps, FolderOps, Look};

/// What the disk writes as a whole, in bytes.
const BLOCK: usize = 64;

/// The folder. Clones are of the same one.
#[derive(Clone)]
pub(super) struct Disk(Rc<RefCell<State>>);

struct State {
    files: BTreeMap<u64, Text>,
    names: BTreeMap<OsString, u64>,
    /// The names that are on the disk, and the changes that are not yet.
    durable_names: BTreeMap<OsString, u64>,
    name_changes: Vec<NameChange>,
    /// Operations until the power goes.
    left: usize,
    /// Operations that fail, each once, after so many of the first one's kind went well.
    faults: Vec<(Operation, Errno)>,
    skip: usize,
    lies: Lies,
    random: fastrand::Rng,
}

/// What the folder only pretends to do: a save on it is one that leaves this out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lies {
    pub file_sync: bool,
    pub folder_sync: bool,
    /// A backup gets its name at once and its bytes never.
    pub backup: bool,
}

/// What can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Create,
    Write,
    Dress,
    SyncFile,
    SyncFolder,
    Other,
}

#[derive(Default)]
struct Text {
    now: Vec<u8>,
    durable: Vec<u8>,
    changes: Vec<TextChange>,
}

#[derive(Clone)]
enum TextChange {
    Block { at: usize, bytes: Vec<u8> },
    Cut(usize),
}

#[derive(Clone)]
enum NameChange {
    Given(OsString, u64),
    Taken(OsString),
    /// From a name to another, at once.
    Moved(OsString, OsString, u64),
}

impl Disk {
    pub(super) fn new(seed: u64, lies: Lies) -> Disk {
        Disk(Rc::new(RefCell::new(State {
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            name_changes: Vec::new(),
            left: usize::MAX,
            faults: Vec::new(),
            skip: 0,
            lies,
            random: fastrand::Rng::with_seed(seed),
        })))
    }

    /// Puts a text on the disk under several names.
    pub(super) fn put(&self, names: &[&str], text: &[u8]) {
        let mut state = self.0.borrow_mut();
        let number = state.new_number();
        state.files.insert(number, Text { now: text.to_vec(), durable: text.to_vec(), changes: Vec::new() });
        for name in names {
            state.names.insert(name.into(), number);
            state.durable_names.insert(name.into(), number);
        }
    }

    /// Starts again after a cut, with what reached the disk.
    pub(super) fn start_again(&self) {
        let state = &mut *self.0.borrow_mut();
        let luck = state.random.u8(0..4);
        let random = &mut state.random;
        // Nothing, everything, a beginning, or any part.
        let mut survive = |count: usize| -> Vec<bool> {
            let first = random.usize(0..=count);
            (0..count).map(|at| [false, true, at < first, random.bool()][usize::from(luck)]).collect()
        };
        for text in state.files.values_mut() {
            let changes = std::mem::take(&mut text.changes);
            let survives = survive(changes.len());
            changes
                .iter()
                .zip(survives)
                .filter(|(_, survives)| *survives)
                .for_each(|(change, _)| change.apply(&mut text.durable));
            text.now.clone_from(&text.durable);
        }
        let changes = std::mem::take(&mut state.name_changes);
        let survives = survive(changes.len());
        changes
            .iter()
            .zip(survives)
            .filter(|(_, survives)| *survives)
            .for_each(|(change, _)| change.apply(&mut state.durable_names));
        state.names.clone_from(&state.durable_names);
        let named: std::collections::BTreeSet<u64> = state.names.values().copied().collect();
        state.files.retain(|number, _| named.contains(number));
        state.left = usize::MAX;
    }

    /// Lets the next operations of these kinds fail, one after the other of each kind.
    pub(super) fn fail(&self, faults: &[(Operation, Errno)]) {
        self.0.borrow_mut().faults = faults.to_vec();
    }

    /// Lets so many of those operations go well first.
    pub(super) fn skip(&self, operations: usize) {
        self.0.borrow_mut().skip = operations;
    }

    /// The number of the file that has this name.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.borrow().names.get(OsStr::new(name)).copied()
    }

    /// One operation, if there is power for it.
    fn state<T>(&self, operation: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        self.operate(Operation::Other, operation)
    }

    fn operate<T>(&self, kind: Operation, operation: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.0.borrow_mut();
        if let Some(at) = state.faults.iter().position(|(fault, _)| *fault == kind) {
            if state.skip == 0 {
                return Err(state.faults.remove(at).1.into());
            }
            state.skip -= 1;
        }
        state.left = state.left.saturating_sub(1);
        if state.left == 0 { Err(io::Error::other("the power is gone")) } else { operation(&mut state) }
    }
}

impl Cuttable for Disk {
    fn text(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.0.borrow();
        state.names.get(OsStr::new(name)).map(|number| state.files[number].now.clone())
    }

    fn names(&self) -> Vec<OsString> {
        self.0.borrow().names.keys().cloned().collect()
    }

    fn cut_after(&self, operations: usize) {
        self.0.borrow_mut().left = operations;
    }

    fn is_dark(&self) -> bool {
        self.0.borrow().left == 0
    }
}

impl State {
    fn new_number(&self) -> u64 {
        self.files.keys().last().copied().unwrap_or_default() + 1
    }

    fn change_names(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.name_changes.push(change);
    }

    fn number(&self, name: &OsStr) -> io::Result<u64> {
        self.names.get(name).copied().ok_or_else(|| Errno::NOENT.into())
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<OsString, u64>) {
        match self {
            NameChange::Given(name, number) => _ = names.insert(name.clone(), *number),
            NameChange::Taken(name) => _ = names.remove(name),
            NameChange::Moved(from, to, number) => {
                names.remove(from);
                names.insert(to.clone(), *number);
            }
        }
    }
}

impl TextChange {
    fn apply(&self, text: &mut Vec<u8>) {
        match self {
            TextChange::Block { at, bytes } => {
                text.resize(text.len().max(at + bytes.len()), 0);
                text[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            TextChange::Cut(length) => text.resize(*length, 0),
        }
    }
}

impl FolderOps for Disk {
    type File = OpenFile;

    fn create(&self, name: &OsStr, _mode: Option<u32>) -> io::Result<OpenFile> {
        self.operate(Operation::Create, |state| {
            if state.names.contains_key(name) {
                return Err(Errno::EXIST.into());
            }
            let number = state.new_number();
            state.files.insert(number, Text::default());
            state.change_names(NameChange::Given(name.to_owned(), number));
            Ok(OpenFile { disk: self.clone(), number, is_backup: name.to_string_lossy().ends_with(".part") })
        })
    }

    fn open(&self, name: &OsStr, _access: Access) -> io::Result<OpenFile> {
        let number = self.state(|state| state.number(name))?;
        Ok(OpenFile { disk: self.clone(), number, is_backup: false })
    }

    fn is_taken(&self, name: &OsStr) -> io::Result<bool> {
        self.state(|state| Ok(state.names.contains_key(name)))
    }

    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.state(|state| {
            let number = state.number(from)?;
            state.change_names(NameChange::Moved(from.to_owned(), to.to_owned(), number));
            Ok(())
        })
    }

    fn rename_to_free(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        if self.is_taken(to)? { Err(Errno::EXIST.into()) } else { self.rename(from, to) }
    }

    fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.state(|state| {
            state.number(name)?;
            state.change_names(NameChange::Taken(name.to_owned()));
            Ok(())
        })
    }

    fn name_of(&self, inode: u64) -> io::Result<Option<OsString>> {
        self.state(|state| Ok(state.names.iter().find(|(_, number)| **number == inode).map(|(name, _)| name.clone())))
    }

    fn sync(&self) -> io::Result<()> {
        self.operate(Operation::SyncFolder, |state| {
            if !state.lies.folder_sync {
                let changes = std::mem::take(&mut state.name_changes);
                changes.iter().for_each(|change| change.apply(&mut state.durable_names));
            }
            Ok(())
        })
    }
}

/// An opened file, by its number.
pub(super) struct OpenFile {
    disk: Disk,
    number: u64,
    is_backup: bool,
}

impl OpenFile {
    fn text<T>(&self, kind: Operation, operation: impl FnOnce(&mut Text) -> T) -> io::Result<T> {
        // A file without a name is still there for whoever has it open.
        self.disk.operate(kind, |state| Ok(operation(state.files.entry(self.number).or_default())))
    }
}

impl FileOps for OpenFile {
    fn look(&self) -> io::Result<Look> {
        self.disk.state(|state| {
            let links = state.names.values().filter(|number| **number == self.number).count() as u64;
            let size = state.files.entry(self.number).or_default().now.len() as u64;
            let stamp = Stamp { inode: self.number, size, ..Stamp::default() };
            Ok(Look { is_regular: true, links, mode: 0o644, stamp })
        })
    }

    fn read(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        self.text(Operation::Other, |text| text.now[..text.now.len().min(limit as usize)].to_vec())
    }

    /// Block by block, so that the power can go between two.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for (index, block) in bytes.chunks(BLOCK).enumerate() {
            let lies = self.is_backup && self.disk.0.borrow().lies.backup;
            let change = TextChange::Block { at: index * BLOCK, bytes: if lies { Vec::new() } else { block.to_vec() } };
            self.text(Operation::Write, |text| {
                change.apply(&mut text.now);
                text.changes.push(change);
            })?;
        }
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.text(Operation::Other, |text| {
            let change = TextChange::Cut(length as usize);
            change.apply(&mut text.now);
            text.changes.push(change);
        })
    }

    fn set_mode(&self, _mode: u32) -> io::Result<()> {
        self.text(Operation::Other, |_| ())
    }

    fn dress_like(&self, _model: &OpenFile) -> io::Result<bool> {
        match self.text(Operation::Dress, |_| true) {
            // Not ours to give.
            Err(error) if Errno::from_io_error(&error) == Some(Errno::PERM) => Ok(false),
            given => given,
        }
    }

    fn sync(&self) -> io::Result<()> {
        let lies = self.disk.0.borrow().lies.file_sync;
        self.text(Operation::SyncFile, |text| {
            if !lies {
                text.changes.clear();
                text.durable.clone_from(&text.now);
            }
        })
    }

    fn claim(&self) -> bool {
        true
    }

    fn release(&self) {}
}
