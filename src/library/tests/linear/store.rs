//! A store in memory that is as unkind as a disk: others run between a call and the look or change that it makes, and
//! between that and the answer.

use std::collections::BTreeMap;
use std::thread::yield_now;

use super::super::*;
use crate::prompt::ContentHash;
use crate::store::{Durability, Folder};

/// Files by name. A write makes a new file and a rename keeps it, as on a disk.
#[derive(Default)]
pub struct MemoryStore {
    disk: Mutex<Disk>,
    calls: AtomicU64,
}

#[derive(Default)]
struct Disk {
    files: BTreeMap<PromptId, Contents>,
    /// Counts changes: what a clock is to a file system.
    ticks: i64,
    /// What was written to each file ever made, in the order of their inodes.
    made: Vec<Vec<u8>>,
}

impl MemoryStore {
    /// What was written to the file `inode`, which a rename leaves as it is.
    pub fn made(&self, inode: u64) -> Vec<u8> {
        self.disk.lock().expect("no panic").made[inode as usize - 1].clone()
    }

    /// Does all of `work` at one moment, which calls of others come before and after.
    fn at_once<T>(&self, work: impl FnOnce(&mut Disk) -> T) -> T {
        self.let_others();
        let answer = work(&mut self.disk.lock().expect("no panic"));
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.let_others();
        answer
    }

    /// Lets others run, and now and then waits until they have called so often that much can have happened.
    fn let_others(&self) {
        let calls = || self.calls.load(Ordering::Relaxed);
        let enough = calls() + if fastrand::u8(..4) == 0 { fastrand::u64(..30) } else { 0 };
        // There may be no others.
        for _ in 0..100 {
            yield_now();
            if calls() >= enough {
                break;
            }
        }
    }
}

impl Disk {
    fn get(&self, id: &PromptId) -> Result<&Contents, StoreError> {
        self.files.get(id).ok_or_else(|| StoreError::NotFound(id.clone()))
    }

    fn put(&mut self, id: &PromptId, bytes: &[u8]) -> Stamp {
        self.made.push(bytes.into());
        self.ticks += 1;
        let (size, now) = (bytes.len() as u64, self.ticks);
        let stamp = Stamp { device: 1, inode: self.made.len() as u64, size, modified_ns: now, changed_ns: now };
        self.files.insert(id.clone(), Contents { bytes: bytes.into(), stamp });
        stamp
    }

    fn take(&mut self, id: &PromptId) -> Result<Contents, StoreError> {
        self.ticks += 1;
        self.files.remove(id).ok_or_else(|| StoreError::NotFound(id.clone()))
    }
}

impl Store for MemoryStore {
    fn list(&self, _: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
        // All names are in one folder.
        let found_now = |(id, file): (&PromptId, &Contents)| {
            let (id, stamp) = (id.clone(), file.stamp);
            Found { id, stamp, is_linked: false }
        };
        let all: Vec<Found> = self.disk.lock().expect("no panic").files.iter().map(found_now).collect();
        for batch in all.chunks(5) {
            yield_now();
            found(batch.to_vec());
        }
        Ok(Listing { folders: vec![Folder::new()], skipped: Vec::new() })
    }

    fn read(&self, id: &PromptId) -> Result<Contents, StoreError> {
        self.at_once(|disk| disk.get(id).cloned())
    }

    fn read_start(&self, id: &PromptId, limit: usize) -> Result<Contents, StoreError> {
        let mut contents = self.read(id)?;
        contents.bytes.truncate(limit);
        Ok(contents)
    }

    fn stamp(&self, id: &PromptId) -> Result<Stamp, StoreError> {
        self.at_once(|disk| disk.get(id).map(|file| file.stamp))
    }

    fn write(&self, id: &PromptId, bytes: &[u8], expected: Expected) -> Result<Written, StoreError> {
        self.at_once(|disk| {
            let found = disk.files.get(id).map(|file| ContentHash::of(&file.bytes));
            match expected {
                Expected::Absent if found.is_some() => Err(StoreError::Exists(id.clone())),
                Expected::Content(hash) if found != Some(hash) => Err(StoreError::Changed(id.clone())),
                _ => Ok(Written { stamp: disk.put(id, bytes), durability: Durability::Durable }),
            }
        })
    }

    fn remove(&self, id: &PromptId, expected: Stamp) -> Result<(), StoreError> {
        self.at_once(|disk| match disk.get(id)?.stamp == expected {
            true => disk.take(id).map(drop),
            false => Err(StoreError::Changed(id.clone())),
        })
    }

    fn rename(&self, from: &PromptId, to: &PromptId) -> Result<(), StoreError> {
        self.at_once(|disk| {
            disk.get(from)?;
            if disk.files.contains_key(to) {
                return Err(StoreError::Exists(to.clone()));
            }
            let mut file = disk.take(from)?;
            file.stamp.changed_ns = disk.ticks;
            disk.files.insert(to.clone(), file);
            Ok(())
        })
    }

    fn watch(&self, _: WatchSink) -> Result<FolderWatch, StoreError> {
        Err(TestStore::refusal())
    }

    fn path(&self, id: &PromptId) -> PathBuf {
        id.as_path().into()
    }

    fn root(&self) -> PathBuf {
        PathBuf::new()
    }
}
