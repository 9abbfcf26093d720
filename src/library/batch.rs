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
const NOTED_AT_ONCE: usize = 128;

/// So many prompts are written at the same time.
const AT_ONCE: usize = 16;

/// What became of many new prompts.
#[derive(Debug, Clone, Default)]
pub struct Created {
    /// Those that are there now, in the order of names.
    pub made: Vec<PromptId>,
    /// Those that could not be made, and why.
    pub refused: Vec<(PromptId, LibraryError)>,
    /// The generation that has them all; absent where none was made.
    pub generation: Option<u64>,
    /// Why they cannot be undone together; absent where they can.
    pub not_kept: Option<HistoryError>,
}

/// What is on the disk after all were tried.
struct WrittenAll {
    made: Vec<Arc<Prompt>>,
    refused: Vec<(PromptId, LibraryError)>,
    not_kept: Option<HistoryError>,
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
        let WrittenAll { made, refused, not_kept } =
            self.on_disk(move |store| Ok(shared.write_all(store, prompts))).await?;
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
        Ok(Created { made, refused, generation, not_kept })
    }

    fn write_all(&self, store: &dyn Store, prompts: BTreeMap<PromptId, Vec<u8>>) -> WrittenAll {
        let mut past = Past::begin(self.history.as_ref());
        let (mut made, mut refused) = (Vec::with_capacity(prompts.len()), Vec::new());
        let mut waiting = prompts.into_iter();
        loop {
            let goes: Vec<(PromptId, Vec<u8>)> = waiting.by_ref().take(NOTED_AT_ONCE).collect();
            if goes.is_empty() {
                break;
            }
            let mut changes = Vec::new();
            for (kept, outcome) in at_once(goes, |(id, bytes)| {
                let kept = past.keep(&bytes);
                let written = store.create(&id, &bytes, None);
                (
                    kept,
                    written.map(|written| Prompt::new(id.clone(), bytes, written.stamp)).map_err(|error| (id, error)),
                )
            }) {
                let kept = kept.unwrap_or_else(|fault| {
                    past.faults.push(fault);
                    None
                });
                match outcome {
                    Ok(prompt) => {
                        let name = prompt.id().clone();
                        changes.extend(kept.map(|after| Change::Saved { name, before: None, after }));
                        made.push(Arc::new(prompt));
                    }
                    Err((id, error)) => refused.push((id, error.into())),
                }
            }
            past.note(changes);
        }
        let not_kept = past.faults.into_iter().next();
        if let Some(fault) = &not_kept {
            let message = format!("the new prompts are there, but cannot be undone together: {fault}");
            self.events.push(EventKind::Failed { message });
        }
        WrittenAll { made, refused, not_kept }
    }
}

/// The history while prompts are made, which goes on where the history cannot be written.
struct Past<'a> {
    writing: Option<Writing<'a>>,
    together: Together,
    faults: Vec<HistoryError>,
}

impl<'a> Past<'a> {
    fn begin(history: Option<&'a History>) -> Past<'a> {
        let mut past = Past { writing: None, together: Together::Begin, faults: Vec::new() };
        match history.map(History::begin) {
            Some(Ok(writing)) => past.writing = Some(writing),
            Some(Err(error)) => past.faults.push(error),
            None => {}
        }
        past
    }

    fn keep(&self, text: &[u8]) -> Result<Option<Kept>, HistoryError> {
        self.writing.as_ref().map(|writing| writing.keep(text, None)).transpose()
    }

    fn note(&mut self, changes: Vec<Change>) {
        if let Some(writing) = self.writing.as_ref().filter(|_| !changes.is_empty()) {
            match writing.note_together(self.together, changes) {
                Ok(together) => self.together = together,
                Err(error) => self.faults.push(error),
            }
        }
    }
}

/// What `work` makes of each of `items`, in their order, several at a time: most of it waits for the disk, which ends
/// what is asked of it together sooner than one after the other.
fn at_once<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(AT_ONCE).max(1);
    let mut shares: Vec<Vec<T>> = Vec::new();
    for item in items {
        match shares.last_mut().filter(|last| last.len() < share) {
            Some(last) => last.push(item),
            None => shares.push(vec![item]),
        }
    }
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || share.into_iter().map(work).collect::<Vec<R>>()))
            .collect();
        let ended =
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.flatten().collect()
    })
}
