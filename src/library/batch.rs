//! Many new prompts at once: one publication, and one change to undo.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::events::EventKind;
use super::{Library, LibraryError, Shared};
use crate::cache::Cause;
use crate::history::{Change, History, HistoryError, Kept, Together, Writing};
use crate::prompt::{Prompt, PromptId};
use crate::store::Store;

/// So many changes are noted in one go: what is made between two goes could not be undone if the program were killed.
const NOTED_AT_ONCE: usize = 64;

/// What became of many new prompts.
#[derive(Debug, Clone, Default)]
pub struct Created {
    /// Those that are there now, in the order of names.
    pub made: Vec<PromptId>,
    /// Those that could not be made, and why.
    pub refused: Vec<(PromptId, LibraryError)>,
    /// The generation that has them all; absent where none was made.
    pub generation: Option<u64>,
}

impl Library {
    /// Makes each of `prompts` whose name is free, swaps them in together, and lets them be undone together. One that
    /// cannot be made does not keep the others from it.
    ///
    /// # Errors
    /// When the work was interrupted.
    pub async fn create_all(&self, prompts: BTreeMap<PromptId, Vec<u8>>) -> Result<Created, LibraryError> {
        self.to_the_end(|shared| async move { shared.create_all(prompts).await }).await
    }
}

impl Shared {
    async fn create_all(self: Arc<Self>, prompts: BTreeMap<PromptId, Vec<u8>>) -> Result<Created, LibraryError> {
        // Turns are taken in the order of names, as everybody takes several.
        let mut turns = Vec::with_capacity(prompts.len());
        for id in prompts.keys() {
            turns.push(self.enter(id).come().await);
        }
        let shared = Arc::clone(&self);
        let (made, refused) = self.on_disk(move |store| Ok(shared.write_all(store, prompts))).await?;
        let names: Vec<&PromptId> = made.iter().map(|prompt| prompt.id()).collect();
        let generation = if names.is_empty() {
            None
        } else {
            names.iter().for_each(|id| self.links.suspect(id));
            let published =
                self.publish_change(Cause::Create, &names, |next| made.iter().for_each(|prompt| next.store(prompt)));
            Some(published.snapshot.generation())
        };
        for prompt in &made {
            self.ghosts.saved(self.cache.counters(), prompt.id(), prompt.raw().len() as u64);
        }
        drop(turns);
        self.keep_within_memory().await;
        let made = made.iter().map(|prompt| prompt.id().clone()).collect();
        Ok(Created { made, refused, generation })
    }

    fn write_all(
        &self,
        store: &dyn Store,
        prompts: BTreeMap<PromptId, Vec<u8>>,
    ) -> (Vec<Arc<Prompt>>, Vec<(PromptId, LibraryError)>) {
        let mut past = Past::begin(self.history.as_ref());
        let (mut made, mut refused) = (Vec::with_capacity(prompts.len()), Vec::new());
        for (id, bytes) in prompts {
            let after = past.keep(&bytes);
            match store.create(&id, &bytes, None) {
                Ok(written) => {
                    past.note(after.map(|after| Change::Saved { name: id.clone(), before: None, after }));
                    made.push(Arc::new(Prompt::new(id, bytes, written.stamp)));
                }
                Err(error) => refused.push((id, error.into())),
            }
        }
        past.write();
        if let Some(fault) = past.faults.first() {
            let message = format!("the new prompts are there, but cannot be undone together: {fault}");
            self.events.push(EventKind::Failed { message });
        }
        (made, refused)
    }
}

/// The history while prompts are made, which goes on where the history cannot be written.
struct Past<'a> {
    writing: Option<Writing<'a>>,
    together: Together,
    waiting: Vec<Change>,
    faults: Vec<HistoryError>,
}

impl<'a> Past<'a> {
    fn begin(history: Option<&'a History>) -> Past<'a> {
        let mut past = Past { writing: None, together: Together::Begin, waiting: Vec::new(), faults: Vec::new() };
        match history.map(History::begin) {
            Some(Ok(writing)) => past.writing = Some(writing),
            Some(Err(error)) => past.faults.push(error),
            None => {}
        }
        past
    }

    fn keep(&mut self, text: &[u8]) -> Option<Kept> {
        let kept = self.writing.as_ref()?.keep(text, None);
        kept.map_err(|error| self.faults.push(error)).ok()
    }

    fn note(&mut self, change: Option<Change>) {
        self.waiting.extend(change);
        if self.waiting.len() >= NOTED_AT_ONCE {
            self.write();
        }
    }

    fn write(&mut self) {
        let changes = std::mem::take(&mut self.waiting);
        if let Some(writing) = self.writing.as_ref().filter(|_| !changes.is_empty()) {
            match writing.note_together(self.together, changes) {
                Ok(together) => self.together = together,
                Err(error) => self.faults.push(error),
            }
        }
    }
}
