//! One thread's calls, drawn at random from a seed, and what it notes of their answers.

use super::history::Text;
use super::*;
use crate::cache::Reader;
use crate::store::StoreError::{Changed, Exists, NotFound};

pub struct Caller<'a> {
    round: &'a Round,
    thread: usize,
    random: fastrand::Rng,
    reader: Reader,
    /// What it last read or saved, by name.
    known: Vec<Option<Arc<Prompt>>>,
    /// How often it asked for a text.
    pub reads: u64,
    /// What it did to which name.
    pub steps: Vec<(usize, Step)>,
}

impl<'a> Caller<'a> {
    pub fn new(round: &'a Round, thread: usize, seed: u64) -> Caller<'a> {
        let random = fastrand::Rng::with_seed(seed * 100 + thread as u64);
        let reader = round.library.reader();
        Caller { round, thread, random, reader, known: vec![None; round.names.len()], reads: 0, steps: Vec::new() }
    }

    /// What is there before the library looks.
    pub fn write_some_files(&mut self) {
        for name in 0..self.round.names.len() {
            if self.random.bool() {
                let (called, text) = (self.now(), self.new_text());
                self.round.store.write(&self.round.names[name], &bytes(text), Expected::Absent).expect("a free name");
                self.note(called, [(name, Deed::Put(text))]);
            }
        }
    }

    /// What is there in the end, first by the library and then on disk.
    pub async fn look_at_all(&mut self) -> Result<(), Fault> {
        for name in 0..self.round.names.len() {
            self.read(name).await.map_err(Fault::of)?;
            let called = self.now();
            let found = self.round.store.read(&self.round.names[name]).ok();
            self.note(called, [(name, Deed::Found(found.map(|contents| text_in(&contents.bytes))))]);
        }
        Ok(())
    }

    pub async fn call(&mut self) -> Result<(), Fault> {
        // The lower of two draws, so that some names are much in demand and others are not.
        let names = self.round.names.len();
        let name = self.random.usize(..names).min(self.random.usize(..names));
        let library = &self.round.library;
        let outcome = match self.random.u32(..100) {
            0..50 => self.read(name).await,
            50..62 => self.save(name).await,
            62..74 => self.save_over_what_it_knows(name).await,
            74..82 => self.remove(name).await,
            82..92 => self.rename(name).await,
            92..95 => {
                library.clear();
                Ok(())
            }
            95..98 => {
                let state = if self.random.u32(..4) > 0 { CacheState::On } else { OFF };
                library.set_cache(state);
                Ok(())
            }
            98 => library.reload().await,
            _ => library.list().await.map(|_| ()),
        };
        // What may be refused was noted as such.
        outcome.map_err(Fault::of)
    }

    async fn read(&mut self, name: usize) -> Result<(), LibraryError> {
        let id = &self.round.names[name];
        self.reads += 1;
        let called = self.now();
        let by_handle = if self.random.bool() { self.reader.read(id).cloned() } else { None };
        let found = match by_handle {
            Some(prompt) => Some(prompt),
            None => match self.round.library.read(id).await {
                Ok(prompt) => Some(prompt),
                Err(LibraryError::Store(NotFound(_))) => None,
                Err(error) => return Err(error),
            },
        };
        self.note(called, [(name, Deed::Found(found.as_ref().map(|prompt| text_in(prompt.raw()))))]);
        self.known[name] = found;
        Ok(())
    }

    async fn save(&mut self, name: usize) -> Result<(), LibraryError> {
        let (called, text) = (self.now(), self.new_text());
        let saved = self.round.library.save(&self.round.names[name], bytes(text), Expected::Anything).await?;
        self.note(called, [(name, Deed::Put(text))]);
        self.known[name] = Some(saved.prompt);
        Ok(())
    }

    async fn save_over_what_it_knows(&mut self, name: usize) -> Result<(), LibraryError> {
        let known = self.known[name].take();
        let expected = known.as_ref().map_or(Expected::Absent, |known| Expected::Content(known.revision().hash));
        let known = known.map(|known| text_in(known.raw()));
        let (called, text) = (self.now(), self.new_text());
        match self.round.library.save(&self.round.names[name], bytes(text), expected).await {
            Ok(saved) => {
                self.note(called, [(name, Deed::Replaced(known, Some(text)))]);
                self.known[name] = Some(saved.prompt);
            }
            Err(LibraryError::Store(Changed(_) | Exists(_))) => self.note(called, [(name, Deed::FoundAnother(known))]),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn remove(&mut self, name: usize) -> Result<(), LibraryError> {
        let called = self.now();
        let deed = match self.round.library.remove(&self.round.names[name]).await {
            Ok(_) => Deed::Took,
            Err(LibraryError::Store(NotFound(_))) => Deed::Found(None),
            Err(error) => return Err(error),
        };
        self.note(called, [(name, deed)]);
        Ok(())
    }

    /// Two deeds, of each name one, at the same time.
    async fn rename(&mut self, from: usize) -> Result<(), LibraryError> {
        let names = self.round.names.len();
        let to = (from + self.random.usize(1..names)) % names;
        let (old, new) = (&self.round.names[from], &self.round.names[to]);
        let called = self.now();
        match self.round.library.rename(old, new).await {
            Ok(changed) => {
                let inode = changed.snapshot.get(new).expect("the new name is in the snapshot").stamp.inode;
                let moved = Some(text_in(&self.round.store.made(inode)));
                self.note(called, [(from, Deed::Replaced(moved, None)), (to, Deed::Replaced(None, moved))]);
            }
            Err(LibraryError::Store(NotFound(id))) if id == *old => self.note(called, [(from, Deed::Found(None))]),
            Err(LibraryError::Store(Exists(_))) => self.note(called, [(to, Deed::FoundAnother(None))]),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn now(&self) -> u64 {
        self.round.moments.fetch_add(1, Ordering::SeqCst)
    }

    fn new_text(&self) -> Text {
        self.round.texts.fetch_add(1, Ordering::SeqCst)
    }

    fn note<const N: usize>(&mut self, called: u64, deeds: [(usize, Deed); N]) {
        let (thread, answered) = (self.thread, self.now());
        self.steps.extend(deeds.map(|(name, deed)| (name, Step { thread, called, answered, deed })));
    }
}

/// What is saved as `text`: a number, and for one in eight more space than any text in memory may take.
fn bytes(text: Text) -> Vec<u8> {
    let width = if text.is_multiple_of(8) { LIMITS.max_bytes as usize + 1 } else { 0 };
    format!("{text:<width$}").into_bytes()
}

fn text_in(bytes: &[u8]) -> Text {
    let number = std::str::from_utf8(bytes).ok().and_then(|text| text.trim_end().parse().ok());
    number.unwrap_or_else(|| panic!("nobody saved {bytes:?}"))
}
