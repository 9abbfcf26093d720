//! The changes in their order: a file to which lines are added, by several programs in turn.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::FlockOperation;
use tempfile::NamedTempFile;

use super::record::{By, Change, Kept, Record};
use crate::prompt::{ContentHash, PromptId};

#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    known: Mutex<Known>,
}

/// Whether changes are undone together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Each is a change of its own.
    No,
    /// These, and others that may come.
    Begin,
    /// With those that began with the record of this number.
    With(u64),
}

impl Together {
    /// What a record says of it, where `next` is the number of the first record that is added.
    fn first(self, next: u64) -> Option<u64> {
        match self {
            Together::No => None,
            Together::Begin => Some(next),
            Together::With(first) => Some(first),
        }
    }
}

/// What has been read of the log so far: what the next change needs of it, which grows with the names and not with the
/// changes. Others add to it meanwhile, or replace it by a shorter one.
#[derive(Debug, Default)]
struct Known {
    /// The number of the last record.
    number: u64,
    /// What each prompt says, as far as changes from here tell.
    texts: HashMap<PromptId, ContentHash>,
    file: u64,
    read_to: u64,
}

impl Log {
    pub(super) fn new(path: PathBuf) -> Log {
        Log { path, known: Mutex::default() }
    }

    /// Every record that can be read.
    pub(super) fn records(&self) -> io::Result<Vec<Record>> {
        Ok(self.read()?.0)
    }

    /// The records of a log that is there and of which every line can be read; else none.
    pub(super) fn whole(&self) -> io::Result<Option<Vec<Record>>> {
        let (records, unreadable) = self.read()?;
        Ok((self.path.exists() && unreadable == 0).then_some(records))
    }

    /// The records, and how many lines are none.
    fn read(&self) -> io::Result<(Vec<Record>, usize)> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut records = Vec::new();
        let (_, unreadable) = each_record(&bytes, |record| records.push(record));
        Ok((records, unreadable))
    }

    /// Notes that `name` says `text`, unless that is known.
    pub(super) fn meet(&self, name: &PromptId, text: Kept) -> io::Result<()> {
        self.add(Together::No, |known| known.met(name, text).into_iter().collect()).map(drop)
    }

    /// Adds `change`, and before it the text that it replaced if nothing here knows of it.
    pub(super) fn append(&self, by: By, change: Change) -> io::Result<Record> {
        let added = self.add(Together::No, |known| {
            let met = match &change {
                Change::Saved { name, before: Some(before), .. } => known.met(name, *before),
                _ => None,
            };
            met.into_iter().chain([(by, change)]).collect()
        })?;
        added.ok_or_else(|| io::Error::other("nothing was added"))
    }

    /// Adds `changes`, which were made by hand and together, and returns the last of them.
    pub(super) fn append_together(&self, together: Together, changes: Vec<Change>) -> io::Result<Option<Record>> {
        self.add(together, |_| changes.into_iter().map(|change| (By::Hand, change)).collect())
    }

    /// Adds the changes that `make` makes of the records so far, and returns the last of them. They are on the disk
    /// afterwards.
    fn add(&self, together: Together, make: impl FnOnce(&Known) -> Vec<(By, Change)>) -> io::Result<Option<Record>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !self.path.exists();
        let mut file = File::options().create(true).append(true).read(true).open(&self.path)?;
        if is_new && let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        rustix::fs::flock(&file, FlockOperation::LockExclusive)?;
        known.read_on(&mut file)?;
        let mut lines = Vec::new();
        // A line that a killed program did not end must not swallow this one.
        if known.read_to < file.metadata()?.len() {
            lines.push(b'\n');
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let at = u64::try_from(now).unwrap_or(u64::MAX);
        let next = known.number + 1;
        let mut last = None;
        for (number, (by, change)) in (next..).zip(make(&known)) {
            let record = Record { number, at, by, with: together.first(next), change };
            serde_json::to_writer(&mut lines, &record)?;
            lines.push(b'\n');
            last = Some(record);
        }
        if last.is_none() {
            return Ok(None);
        }
        file.write_all(&lines)?;
        file.sync_data()?;
        known.read_on(&mut file)?;
        Ok(last)
    }

    /// Replaces the log by one of these records.
    pub(super) fn rewrite(&self, records: &[Record]) -> io::Result<()> {
        let folder = self.path.parent().expect("the log lies in the folder of its history");
        let mut temporary = NamedTempFile::new_in(folder)?;
        let mut lines = Vec::new();
        for record in records {
            serde_json::to_writer(&mut lines, record)?;
            lines.push(b'\n');
        }
        temporary.write_all(&lines)?;
        temporary.as_file().sync_all()?;
        temporary.persist(&self.path).map_err(|error| error.error)?;
        File::open(folder)?.sync_all()
    }
}

impl Known {
    /// Reads what has been added to `file` since the last time.
    fn read_on(&mut self, file: &mut File) -> io::Result<()> {
        let metadata = file.metadata()?;
        if metadata.ino() != self.file || metadata.len() < self.read_to {
            *self = Known { file: metadata.ino(), ..Known::default() };
        }
        file.seek(SeekFrom::Start(self.read_to))?;
        let mut added = Vec::new();
        file.read_to_end(&mut added)?;
        let (whole, _) = each_record(&added, |record| self.take(record));
        self.read_to += whole as u64;
        Ok(())
    }

    fn take(&mut self, record: Record) {
        self.number = record.number;
        match record.change {
            Change::Met { name, text } | Change::Saved { name, after: text, .. } => {
                _ = self.texts.insert(name, text.hash)
            }
            Change::Removed { name, .. } => _ = self.texts.remove(&name),
            Change::Renamed { from, to } => {
                if let Some(text) = self.texts.remove(&from) {
                    self.texts.insert(to, text);
                }
            }
            Change::GivenUp { .. } => {}
        }
    }

    /// The text that `name` has, where it is not the one that changes from here would leave: another program wrote it,
    /// or it was there before the first of them.
    fn met(&self, name: &PromptId, text: Kept) -> Option<(By, Change)> {
        let is_known = self.texts.get(name) == Some(&text.hash);
        (!is_known).then(|| (By::Hand, Change::Met { name: name.clone(), text }))
    }
}

/// Hands over each record of these lines. Returns how many bytes are whole lines, and how many of the lines are none.
fn each_record(bytes: &[u8], mut take: impl FnMut(Record)) -> (usize, usize) {
    let mut unreadable = 0;
    // A line without an end is still being written, or never will be.
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    for line in bytes[..whole].split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line) {
            Ok(record) => take(record),
            // Its texts stay where they are: nothing is forgotten while there is such a line. Of one that a killed
            // program did not end nobody was told, and what it was about to replace is named before it.
            Err(error) => {
                unreadable += usize::from(!error.is_eof());
                tracing::warn!("a line of the history cannot be read and is passed over: {error}");
            }
        }
    }
    (whole, unreadable)
}
