//! The changes in their order: a file to which lines are added, by several programs in turn.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::FlockOperation;
use tempfile::NamedTempFile;

use super::record::{By, Change, Kept, Record};
use super::versions;
use crate::prompt::PromptId;

#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    known: Mutex<Known>,
}

/// What has been read of the log so far. Others add to it meanwhile, or replace it by a shorter one.
#[derive(Debug, Default)]
struct Known {
    records: Vec<Record>,
    file: u64,
    read_to: u64,
    /// Lines that could not be read.
    unreadable: usize,
}

impl Log {
    pub(super) fn new(path: PathBuf) -> Log {
        Log { path, known: Mutex::default() }
    }

    pub(super) fn records(&self) -> io::Result<Vec<Record>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match File::open(&self.path) {
            Ok(mut file) => known.read_on(&mut file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => *known = Known::default(),
            Err(error) => return Err(error),
        }
        Ok(known.records.clone())
    }

    /// The records of a log that is there and of which every line can be read; else none.
    pub(super) fn whole(&self) -> io::Result<Option<Vec<Record>>> {
        let records = self.records()?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((known.read_to > 0 && known.unreadable == 0).then_some(records))
    }

    /// Notes that `name` says `text`, unless that is known.
    pub(super) fn meet(&self, name: &PromptId, text: Kept) -> io::Result<()> {
        let change = Change::Saved { name: name.clone(), before: Some(text), after: text };
        self.add(|known| versions::met_by(&change, known).into_iter().map(|met| (By::Hand, met)).collect()).map(drop)
    }

    /// Adds `change`, and before it the text that it replaced if nothing here knows of it.
    pub(super) fn append(&self, by: By, change: Change) -> io::Result<Record> {
        let added = self.add(|known| {
            let met = versions::met_by(&change, known).map(|met| (By::Hand, met));
            met.into_iter().chain([(by, change)]).collect()
        })?;
        added.ok_or_else(|| io::Error::other("nothing was added"))
    }

    /// Adds the changes that `make` makes of the records so far, and returns the last of them. They are on the disk
    /// afterwards.
    fn add(&self, make: impl FnOnce(&[Record]) -> Vec<(By, Change)>) -> io::Result<Option<Record>> {
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
        let next = known.records.last().map_or(1, |last| last.number + 1);
        let mut last = None;
        for (number, (by, change)) in (next..).zip(make(&known.records)) {
            let record = Record { number, at, by, change };
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
        // A line without an end is still being written, or never will be.
        let whole = added.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        for line in added[..whole].split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice(line) {
                Ok(record) => self.records.push(record),
                // Its texts stay where they are: nothing is forgotten while there is such a line.
                Err(error) => {
                    self.unreadable += 1;
                    tracing::warn!("a line of the history cannot be read and is passed over: {error}");
                }
            }
        }
        self.read_to += whole as u64;
        Ok(())
    }
}
