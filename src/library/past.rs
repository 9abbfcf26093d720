//! Changes and the history: what a change replaces is kept before it is done, and what was changed can be taken back.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::events::EventKind;
use super::write::Way;
use super::{Library, LibraryError, Shared};
use crate::folders;
use crate::history::{By, Change, Given, History, HistoryError, Kept, Limits, Record, Version, Writing};
use crate::prompt::{ContentHash, PromptId};
use crate::store::{Contents, Expected, Store, StoreError, Written};

/// How often a text that another program replaces again and again is looked at before giving up.
const LOOKS: usize = 8;

/// What an undo or a redo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The change that was made for it.
    pub change: Change,
    /// How many others were made with it, for they were made together.
    pub others: usize,
    /// How many of those could not be made, because another program changed the same prompt since.
    pub left: usize,
    /// The generation that has it.
    pub generation: u64,
}

/// The history of the book in `store`.
pub(super) fn open(state: &Path, store: &dyn Store, limits: Limits) -> History {
    History::new(folders::of_book(state, &store.root()).join("history"), limits)
}

impl Library {
    /// The versions of `id` that are known, oldest first. None where the book has no history.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn versions(&self, id: &PromptId) -> Result<Vec<Version>, LibraryError> {
        let id = id.clone();
        self.shared.in_history(move |history| Ok(history.versions(&id)?)).await
    }

    /// The names that the history knows, in their order, also of prompts that are gone.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn known_names(&self) -> Result<BTreeSet<PromptId>, LibraryError> {
        let names = |history: &History| {
            let records = history.records()?;
            Ok(records.iter().map(|record| record.change.name().clone()).collect())
        };
        self.shared.in_history(names).await
    }

    /// The text of a version.
    ///
    /// # Errors
    /// When the history has lost it, or the book has no history.
    pub async fn version_text(&self, text: Kept) -> Result<Vec<u8>, LibraryError> {
        self.shared.in_history(move |history| Ok(history.text(text.hash)?)).await
    }

    /// Makes the version `number` of `id` its text again, as a new version. What was there is kept, and a prompt that
    /// was removed comes back with the permission bits that it had.
    ///
    /// # Errors
    /// When there is no such version, or it cannot be written.
    pub async fn restore(&self, id: &PromptId, number: u64) -> Result<super::Saved, LibraryError> {
        let versions = self.versions(id).await?;
        let version = versions.into_iter().find(|version| version.number == number);
        let version = version.ok_or_else(|| LibraryError::NoVersion { id: id.clone(), number })?;
        let bytes = self.version_text(version.text).await?;
        let (id, turn) = (id.clone(), self.shared.enter(id));
        let way = Way { by: By::Hand, mode: version.text.mode };
        self.to_the_end(move |shared| async move { shared.save(turn, id, bytes, Expected::Anything, way).await }).await
    }

    /// Keeps a text that is about to be given up in the history, and says under which number.
    ///
    /// # Errors
    /// When it cannot be kept: then it must not be given up.
    pub async fn keep(&self, id: &PromptId, bytes: Vec<u8>, what: Given) -> Result<u64, LibraryError> {
        let id = id.clone();
        let kept = self.shared.in_history(move |history| {
            let writing = history.begin()?;
            let text = writing.keep(&bytes, None)?;
            Ok(writing.note(By::Hand, Change::GivenUp { name: id, text, what })?.number)
        });
        kept.await
    }

    /// Keeps the text of `id` in the history as it is now, for another program is about to have the file.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub async fn remember(&self, id: &PromptId) -> Result<(), LibraryError> {
        let (id, store) = (id.clone(), Arc::clone(&self.shared.store));
        let kept = self.shared.in_history(move |history| {
            let (contents, mode) = store.original(&id)?;
            let writing = history.begin()?;
            Ok(writing.remember(&id, writing.keep(&contents.bytes, mode)?)?)
        });
        kept.await
    }

    /// Takes back the last change that was made from here, in this run or an earlier one, if the disk still is as it
    /// left it.
    ///
    /// # Errors
    /// When there is none, or another program changed the same prompt since.
    pub async fn undo(&self) -> Result<Undone, LibraryError> {
        self.to_the_end(|shared| async move {
            let _one_at_a_time = shared.undoing.lock().await;
            let records = shared.in_history(|history| Ok(history.to_undo()?)).await?;
            let back =
                records.into_iter().filter_map(|record| Some((record.change.reversed()?, By::Undo(record.number))));
            shared.make_together(back.collect()).await?.ok_or(LibraryError::NothingToUndo)
        })
        .await
    }

    /// Makes the change again that was undone last.
    ///
    /// # Errors
    /// When there is none, or another program changed the same prompt since.
    pub async fn redo(&self) -> Result<Undone, LibraryError> {
        self.to_the_end(|shared| async move {
            let _one_at_a_time = shared.undoing.lock().await;
            let records: Vec<Record> = shared.in_history(|history| Ok(history.to_redo()?)).await?;
            let again = records.into_iter().map(|record| (record.change, By::Redo(record.number)));
            shared.make_together(again.collect()).await?.ok_or(LibraryError::NothingToRedo)
        })
        .await
    }

    /// Forgets what is beyond the limits of the history.
    pub async fn tidy(&self) {
        let tidied = self.shared.in_history(|history| Ok(history.forget_the_old(std::time::SystemTime::now())?)).await;
        match tidied {
            Ok(forgotten) => tracing::debug!("{forgotten} texts of the history were too old"),
            Err(LibraryError::NoHistory) => {}
            Err(error) => tracing::warn!("the history keeps more than it should: {error}"),
        }
    }
}

impl Shared {
    /// Makes each of `changes` that the disk allows, and answers with the first of them; none where there are none.
    async fn make_together(self: &Arc<Self>, changes: Vec<(Change, By)>) -> Result<Option<Undone>, LibraryError> {
        let (mut undone, mut refused): (Option<Undone>, Vec<LibraryError>) = (None, Vec::new());
        for (change, by) in changes {
            match (self.make(change.clone(), by).await, &mut undone) {
                (Ok(generation), Some(undone)) => {
                    undone.generation = generation;
                    undone.others += 1;
                }
                (Ok(generation), None) => undone = Some(Undone { change, others: 0, left: 0, generation }),
                (Err(error), _) => refused.push(error),
            }
        }
        match (undone, refused) {
            (Some(undone), refused) => Ok(Some(Undone { left: refused.len(), ..undone })),
            (None, refused) => refused.into_iter().next().map_or(Ok(None), Err),
        }
    }

    /// Makes `change` on the disk, where it must find what the change says was there. Answers with the generation.
    async fn make(self: &Arc<Self>, change: Change, by: By) -> Result<u64, LibraryError> {
        let shared = Arc::clone(self);
        let generation = match change {
            Change::Saved { name, before, after } => {
                let bytes = self.in_history(move |history| Ok(history.text(after.hash)?)).await?;
                let expected = before.map_or(Expected::Absent, |before| Expected::Content(before.hash));
                let turn = self.enter(&name);
                let way = Way { by, mode: after.mode };
                shared.save(turn, name, bytes, expected, way).await?.generation
            }
            Change::Removed { name, before } => {
                let turn = self.enter(&name);
                shared.remove(turn, name, Some(before.hash), by).await?.generation()
            }
            Change::Renamed { from, to } => shared.rename(from, to, by).await?.generation(),
            Change::Met { .. } | Change::GivenUp { .. } => return Err(LibraryError::NothingToUndo),
        };
        Ok(generation)
    }

    async fn in_history<T: Send + 'static>(
        self: &Arc<Self>,
        call: impl FnOnce(&History) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let shared = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || match &shared.history {
            Some(history) => call(history),
            None => Err(LibraryError::NoHistory),
        });
        done.await.map_err(|_| LibraryError::Interrupted)?
    }

    /// Writes `bytes` as `id`. What is there is kept first. A history that cannot be written does not keep a person from
    /// saving over a text that they have seen; what kept it from it is told, and comes with the answer. A text that nobody has seen is replaced only if it is kept.
    pub(super) fn write_and_note(
        &self,
        store: &dyn Store,
        id: &PromptId,
        bytes: &[u8],
        expected: Expected,
        way: Way,
    ) -> Result<(Written, Option<HistoryError>), LibraryError> {
        let write = |expected| match expected {
            Expected::Absent => store.create(id, bytes, way.mode),
            _ => store.write(id, bytes, expected),
        };
        let Some(history) = &self.history else { return Ok((write(expected)?, None)) };
        for looks_left in (0..LOOKS).rev() {
            let there = match expected {
                Expected::Absent => None,
                _ => match store.original(id) {
                    Ok(there) => Some(there),
                    Err(StoreError::NotFound(_)) => None,
                    Err(error) if expected == Expected::Anything => return Err(error.into()),
                    // What cannot be read cannot be compared either, and the write says why.
                    Err(_) => return Ok((write(expected)?, None)),
                },
            };
            let mut past = Past::begin(history, id);
            let before = there.as_ref().map(|(contents, mode)| past.remember(&contents.bytes, *mode));
            let mode = there.as_ref().map_or(way.mode, |(_, mode)| *mode);
            let after = past.keep(bytes, mode);
            let pinned = match (expected, &there) {
                (Expected::Anything, Some((contents, _))) => {
                    past.must_have_kept()?;
                    Expected::Content(ContentHash::of(&contents.bytes))
                }
                (Expected::Anything, None) => Expected::Absent,
                _ => expected,
            };
            let written = match write(pinned) {
                Err(StoreError::Changed(_) | StoreError::Exists(_))
                    if expected == Expected::Anything && looks_left > 0 =>
                {
                    continue;
                }
                written => written?,
            };
            // A change whose text of before is not kept could not be taken back.
            if let (Some(after), None | Some(Some(_))) = (after, before)
                && before.flatten().map(|before| before.hash) != Some(after.hash)
            {
                past.note(way.by, Change::Saved { name: id.clone(), before: before.flatten(), after });
            }
            self.tell_of(&past);
            return Ok((written, past.faults.into_iter().next()));
        }
        Err(StoreError::Changed(id.clone()).into())
    }

    /// Removes `id`, if its text is the one that was expected. It goes only if its text is kept.
    pub(super) fn remove_and_note(
        &self,
        store: &dyn Store,
        id: &PromptId,
        expected: Option<ContentHash>,
        by: By,
    ) -> Result<Option<HistoryError>, LibraryError> {
        let (Contents { bytes, stamp }, mode) = store.original(id)?;
        if expected.is_some_and(|expected| expected != ContentHash::of(&bytes)) {
            return Err(StoreError::Changed(id.clone()).into());
        }
        let Some(history) = &self.history else { return Ok(store.remove(id, stamp).map(|()| None)?) };
        let mut past = Past::begin(history, id);
        let before = past.remember(&bytes, mode);
        past.must_have_kept()?;
        store.remove(id, stamp)?;
        if let Some(before) = before {
            past.note(by, Change::Removed { name: id.clone(), before });
        }
        self.tell_of(&past);
        Ok(past.faults.into_iter().next())
    }

    pub(super) fn rename_and_note(
        &self,
        store: &dyn Store,
        from: &PromptId,
        to: &PromptId,
        by: By,
    ) -> Result<Option<HistoryError>, StoreError> {
        store.rename(from, to)?;
        let Some(history) = &self.history else { return Ok(None) };
        let mut past = Past::begin(history, to);
        past.note(by, Change::Renamed { from: from.clone(), to: to.clone() });
        self.tell_of(&past);
        Ok(past.faults.into_iter().next())
    }

    fn tell_of(&self, past: &Past<'_>) {
        if let Some(fault) = past.faults.first() {
            let message = format!("{} is changed, but cannot be changed back: {fault}", past.id);
            self.events.push(EventKind::Failed { message });
        }
    }
}

/// The history during one change, which goes on where the history cannot be written.
struct Past<'a> {
    id: &'a PromptId,
    writing: Option<Writing<'a>>,
    faults: Vec<HistoryError>,
}

impl<'a> Past<'a> {
    fn begin(history: &'a History, id: &'a PromptId) -> Past<'a> {
        let mut past = Past { id, writing: None, faults: Vec::new() };
        match history.begin() {
            Ok(writing) => past.writing = Some(writing),
            Err(error) => past.faults.push(error),
        }
        past
    }

    fn keep(&mut self, text: &[u8], mode: Option<u32>) -> Option<Kept> {
        let kept = self.writing.as_ref()?.keep(text, mode);
        kept.map_err(|error| self.faults.push(error)).ok()
    }

    /// Keeps the text that is there, and names it, before anything is done to it.
    fn remember(&mut self, text: &[u8], mode: Option<u32>) -> Option<Kept> {
        let kept = self.keep(text, mode)?;
        let named = self.writing.as_ref()?.remember(self.id, kept);
        named.map(|()| kept).map_err(|error| self.faults.push(error)).ok()
    }

    /// Whether everything so far was kept.
    fn must_have_kept(&self) -> Result<(), HistoryError> {
        self.faults.first().map_or(Ok(()), |fault| Err(fault.clone()))
    }

    fn note(&mut self, by: By, change: Change) {
        if let Some(Err(error)) = self.writing.as_ref().map(|writing| writing.note(by, change)) {
            self.faults.push(error);
        }
    }
}
