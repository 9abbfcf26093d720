//! The files of a book that is in memory only, and their history: what the library and its store do with them.

use std::sync::Arc;
use std::time::Duration;

use super::{Disk, Luck, full};
use crate::cache::{Cause, MissReason, release_this_thread};
use crate::history::{Change, Kept};
use crate::library::{LibraryError, Saved, Undone};
use crate::prompt::dialect::Dialects;
use crate::prompt::template::Template;
use crate::prompt::{ContentHash, Prompt, PromptId, Stamp};
use crate::store::{Durability, Expected, StoreError};
use crate::tui::message::Direction;
use crate::tui::model::past::{Known, Place, Row};

impl Disk {
    pub(super) fn put(&mut self, id: &PromptId, bytes: &[u8]) {
        self.inode += 1;
        let stamp = Stamp { inode: self.inode, size: bytes.len() as u64, ..Stamp::default() };
        self.files.insert(id.clone(), (bytes.to_vec(), stamp));
    }

    pub(super) fn prompt(&self, id: &PromptId) -> Option<Arc<Prompt>> {
        let (bytes, stamp) = self.files.get(id)?;
        Some(Arc::new(Prompt::new(id.clone(), bytes.as_slice(), *stamp)))
    }

    /// Whoever includes `id`.
    pub(super) fn users(&self, id: &PromptId) -> Vec<PromptId> {
        let includes = |user: &&PromptId| {
            let Some(prompt) = self.prompt(user) else { return false };
            let template = Template::read((*user).clone(), prompt.shared_raw(), &Dialects::default());
            let names = template.includes().iter().map(|include| template.dialect().candidates(user, include));
            names.flatten().any(|name| name == *id)
        };
        self.files.keys().filter(includes).cloned().collect()
    }

    /// Brings what the snapshot says of `id` up to date: a text in memory stays there.
    pub(super) fn settle(&mut self, id: &PromptId) {
        let prompt = self.prompt(id);
        self.cache.publish(Cause::Disk, |next| match &prompt {
            None => next.remove(id),
            Some(prompt) => match next.get(id).is_some_and(|entry| entry.body().is_some()) {
                true => next.store(prompt),
                false => next.list(id, prompt.revision().stamp),
            },
        });
    }

    pub(super) fn read(&mut self, id: &PromptId, luck: Luck) -> Result<Arc<Prompt>, LibraryError> {
        let in_memory = self.cache.read(id);
        // As the workers of the program do before they sleep.
        release_this_thread();
        if let Some(prompt) = in_memory {
            return Ok(prompt);
        }
        self.cache.counters().miss(MissReason::FirstRead);
        full(luck)?;
        let Some(prompt) = self.prompt(id) else {
            self.settle(id);
            return Err(StoreError::NotFound(id.clone()).into());
        };
        self.cache.publish(Cause::Load, |next| next.store(&prompt));
        Ok(prompt)
    }

    pub(super) fn save(
        &mut self,
        id: &PromptId,
        bytes: Vec<u8>,
        expected: Expected,
        luck: Luck,
    ) -> Result<Saved, LibraryError> {
        let found = self.files.get(id).map(|(bytes, _)| ContentHash::of(bytes));
        let refusal = match (expected, found) {
            (Expected::Absent, Some(_)) => Some(StoreError::Exists(id.clone())),
            (Expected::Content(wanted), found) if found != Some(wanted) => Some(StoreError::Changed(id.clone())),
            _ => None,
        };
        if let Some(refusal) = refusal {
            self.settle(id);
            return Err(refusal.into());
        }
        full(luck)?;
        let before = self.files.get(id).map(|(bytes, _)| bytes.clone()).map(|bytes| self.keep(&bytes));
        let after = self.keep(&bytes);
        self.did(Change::Saved { name: id.clone(), before, after });
        self.put(id, &bytes);
        let prompt = self.prompt(id).expect("it was just put there");
        let generation = self.cache.publish(Cause::Edit, |next| next.store(&prompt)).snapshot.generation();
        Ok(Saved {
            prompt,
            durability: Durability::Durable,
            took: Duration::from_millis(4),
            generation,
            not_kept: None,
        })
    }

    pub(super) fn rename(&mut self, from: &PromptId, to: &PromptId, luck: Luck) -> Result<u64, LibraryError> {
        full(luck)?;
        if self.files.contains_key(to) {
            self.settle(to);
            return Err(StoreError::Exists(to.clone()).into());
        }
        let Some((bytes, _)) = self.files.remove(from) else {
            self.settle(from);
            return Err(StoreError::NotFound(from.clone()).into());
        };
        self.did(Change::Renamed { from: from.clone(), to: to.clone() });
        self.put(to, &bytes);
        let prompt = self.prompt(to).expect("it was just put there");
        let published = self.cache.publish(Cause::Rename, |next| {
            next.remove(from);
            next.store(&prompt);
        });
        Ok(published.snapshot.generation())
    }

    pub(super) fn trash(&mut self, id: &PromptId, luck: Luck) -> Result<(), LibraryError> {
        full(luck)?;
        let Some((bytes, _)) = self.files.remove(id) else {
            self.settle(id);
            return Err(StoreError::NotFound(id.clone()).into());
        };
        let before = self.keep(&bytes);
        self.did(Change::Removed { name: id.clone(), before });
        self.settle(id);
        Ok(())
    }

    pub(super) fn keep(&mut self, bytes: &[u8]) -> Kept {
        let hash = ContentHash::of(bytes);
        self.texts.insert(hash, bytes.to_vec());
        Kept { hash, bytes: bytes.len() as u64, mode: None }
    }

    /// The saves of `id` as its versions.
    pub(super) fn past(&self, id: &PromptId) -> Known {
        let mut rows = Vec::new();
        let mut texts = Vec::new();
        if let Some((bytes, _)) = self.files.get(id) {
            let hash = ContentHash::of(bytes);
            rows.push(past_row("now", bytes.len() as u64, hash, Place::Disk));
            texts.push((hash, Arc::new(bytes.clone())));
        }
        let saves = (1..).zip(&self.done).filter_map(|(number, change)| match change {
            Change::Saved { name, after, .. } if name == id => Some((number, *after)),
            _ => None,
        });
        let mut saves: Vec<_> = saves.collect();
        saves.reverse();
        let row = |(number, kept): (u64, Kept)| {
            past_row(&number.to_string(), kept.bytes, kept.hash, Place::History(number, kept))
        };
        rows.extend(saves.into_iter().map(row));
        Known { rows, texts }
    }

    pub(super) fn did(&mut self, change: Change) {
        self.done.push(change);
        self.undone.clear();
    }

    pub(super) fn undo(&mut self, direction: Direction, luck: Luck) -> Result<Undone, LibraryError> {
        full(luck)?;
        let last = match direction {
            Direction::Undo => self.done.last().and_then(Change::reversed).ok_or(LibraryError::NothingToUndo)?,
            Direction::Redo => self.undone.last().cloned().ok_or(LibraryError::NothingToRedo)?,
        };
        let (done, undone) = (self.done.clone(), self.undone.clone());
        match &last {
            Change::Saved { name, before, after } => {
                let expected = before.map_or(Expected::Absent, |before| Expected::Content(before.hash));
                self.save(name, self.texts[&after.hash].clone(), expected, luck)?;
            }
            Change::Removed { name, .. } => self.trash(name, luck)?,
            Change::Renamed { from, to } => _ = self.rename(from, to, luck)?,
            Change::Met { .. } | Change::GivenUp { .. } => unreachable!("nothing on the disk was changed"),
        }
        (self.done, self.undone) = (done, undone);
        match direction {
            Direction::Undo => self.undone.extend(self.done.pop()),
            Direction::Redo => self.done.extend(self.undone.pop()),
        }
        Ok(Undone { change: last, others: 0, left: 0, generation: self.cache.snapshot().generation() })
    }
}

fn past_row(name: &str, bytes: u64, hash: ContentHash, place: Place) -> Row {
    let (name, time, made) = (name.to_owned(), "2026-11-25 22:10".to_owned(), "saved".to_owned());
    Row { name, time, made, bytes, hash, place }
}
