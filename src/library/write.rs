//! Changing prompts. Each call runs to its end even if its caller goes away, and holds its name's turn while it runs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::events::EventKind;
use super::names::Turn;
use super::reconcile::News;
use super::rules::Rule;
use super::{Library, LibraryError, Shared};
use crate::cache::{Cause, Next, Published, Snapshot};
use crate::history::{By, HistoryError};
use crate::metrics::Ghosts;
use crate::prompt::{ContentHash, Prompt, PromptId, Stamp};
use crate::store::{Durability, Expected, StoreError};

/// A finished save.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The prompt as it is on disk and in memory now.
    pub prompt: Arc<Prompt>,
    /// Whether it will outlast a power cut.
    pub durability: Durability,
    /// From the call to the swap.
    pub took: Duration,
    /// The generation that has it.
    pub generation: u64,
    /// Why it cannot be undone; absent where it can.
    pub not_kept: Option<HistoryError>,
}

/// A finished removal or change of a name.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The book with it.
    pub snapshot: Arc<Snapshot>,
    /// Why it cannot be undone; absent where it can.
    pub not_kept: Option<HistoryError>,
}

impl Changed {
    /// The generation that has it.
    pub fn generation(&self) -> u64 {
        self.snapshot.generation()
    }
}

/// What a save is made for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    /// Whether it is a change of its own.
    pub by: By,
    /// The permission bits of a file that is made for it; absent for the system's default.
    pub mode: Option<u32>,
}

impl Library {
    /// Saves `bytes` as `id` and swaps them in. Saves of one name go one at a time, in the order of their calls.
    ///
    /// # Errors
    /// [`StoreError::Changed`](crate::StoreError::Changed) when what is there is not what was `expected`, and whatever
    /// the file system refuses. The old text is then still there.
    pub async fn save(&self, id: &PromptId, bytes: Vec<u8>, expected: Expected) -> Result<Saved, LibraryError> {
        let (id, turn) = (id.clone(), self.shared.enter(id));
        self.to_the_end(move |shared| async move { shared.save(turn, id, bytes, expected, Way::default()).await }).await
    }

    /// Removes `id` and swaps it out. Its text stays in the history.
    ///
    /// # Errors
    /// When it is not there, or the history cannot hold it: then it stays where it is.
    pub async fn remove(&self, id: &PromptId) -> Result<Changed, LibraryError> {
        let (id, turn) = (id.clone(), self.shared.enter(id));
        self.to_the_end(move |shared| async move { shared.remove(turn, id, None, By::Hand).await }).await
    }

    /// Gives `from` the free name `to`, and swaps both in one publication.
    ///
    /// # Errors
    /// When `to` is taken or `from` is not there.
    pub async fn rename(&self, from: &PromptId, to: &PromptId) -> Result<Changed, LibraryError> {
        let (from, to) = (from.clone(), to.clone());
        self.to_the_end(move |shared| async move { shared.rename(from, to, By::Hand).await }).await
    }

    /// Runs `work` as a task of its own, so that it ends whether or not anybody still waits for it.
    pub(super) async fn to_the_end<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> Result<T, LibraryError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, LibraryError>> + Send + 'static,
    {
        let running = tokio::spawn(work(Arc::clone(&self.shared)));
        running.await.map_err(|_| LibraryError::Interrupted)?
    }
}

impl Shared {
    pub(super) async fn save(
        self: Arc<Self>,
        turn: Turn,
        id: PromptId,
        bytes: Vec<u8>,
        expected: Expected,
        way: Way,
    ) -> Result<Saved, LibraryError> {
        let started = Instant::now();
        let turn = turn.come().await;
        let before = self.known_stamp(&id);
        let (name, shared) = (id.clone(), Arc::clone(&self));
        let outcome = self
            .on_disk(move |store| {
                let written = shared.write_and_note(store, &name, &bytes, expected, way);
                Ok(written.map(|(written, not_kept)| {
                    (Arc::new(Prompt::new(name, bytes, written.stamp)), written.durability, not_kept)
                }))
            })
            .await
            .and_then(std::convert::identity);
        let (prompt, durability, not_kept) = match outcome {
            Ok(saved) => saved,
            Err(error) => {
                drop(turn);
                return Err(self.after_refusal(error, [id]).await);
            }
        };
        let cause = if expected == Expected::Absent { Cause::Create } else { Cause::Edit };
        if before.is_none() {
            self.links.suspect(&id);
        }
        let published = self.publish_change(cause, &[&id], |next| {
            // A file that is written in place, as one with several hard links is, may have its old stamp within one
            // tick of the clock. Where its old text is not in memory to compare, it is taken to be another.
            let known = next.get(&id).filter(|entry| entry.body().is_none());
            if known.is_some_and(|entry| entry.stamp == prompt.revision().stamp) {
                next.outdate(&id);
            }
            next.store(&prompt);
        });
        self.ghosts.saved(self.cache.counters(), &id, prompt.raw().len() as u64);
        let took = started.elapsed();
        self.timings.save(took);
        drop(turn);
        let swap = self.cache.copied(&published);
        // The replaced snapshot is held no longer than it takes to look at it.
        drop(published);
        let generation = swap.generation;
        self.events.push(EventKind::Saved { id: id.clone(), bytes: prompt.raw().len() as u64, took, swap });
        self.settle_links(&id, before, cause).await;
        self.keep_within_memory().await;
        Ok(Saved { prompt, durability, took, generation, not_kept })
    }

    pub(super) async fn remove(
        self: Arc<Self>,
        turn: Turn,
        id: PromptId,
        expected: Option<ContentHash>,
        by: By,
    ) -> Result<Changed, LibraryError> {
        let turn = turn.come().await;
        let before = self.known_stamp(&id);
        let (gone, shared) = (id.clone(), Arc::clone(&self));
        let removed = self.on_disk(move |store| Ok(shared.remove_and_note(store, &gone, expected, by))).await?;
        let not_kept = match removed {
            Ok(not_kept) => not_kept,
            Err(error) => {
                drop(turn);
                return Err(self.after_refusal(error, [id]).await);
            }
        };
        let published = self.publish_change(Cause::Remove, &[&id], |next| next.remove(&id));
        self.ghosts.gone(self.cache.counters(), &id);
        drop(turn);
        self.settle_links(&id, before, Cause::Remove).await;
        Ok(Changed { snapshot: published.snapshot, not_kept })
    }

    pub(super) async fn rename(self: Arc<Self>, from: PromptId, to: PromptId, by: By) -> Result<Changed, LibraryError> {
        // Always in the order of names, so that two renames cannot wait for each other.
        let (first, second) = if from < to { (&from, &to) } else { (&to, &from) };
        let first_turn = self.enter(first).come().await;
        let second_turn = if first == second { None } else { Some(self.enter(second).come().await) };
        let before = self.known_stamp(&from);
        let (old, new, shared) = (from.clone(), to.clone(), Arc::clone(&self));
        let outcome = self
            .on_disk(move |store| {
                let not_kept = shared.rename_and_note(store, &old, &new, by)?;
                Ok((News::of(store, &new)?, not_kept))
            })
            .await;
        let (news, not_kept) = match outcome {
            Ok(done) => done,
            Err(error) => {
                drop((first_turn, second_turn));
                return Err(self.after_refusal(error, [from, to]).await);
            }
        };
        self.links.suspect(&to);
        let published = self.publish_change(Cause::Rename, &[&from, &to], |next| {
            next.remove(&from);
            news.apply(next);
        });
        self.ghosts.gone(self.cache.counters(), &from);
        self.tell_the_ghosts(&news, Ghosts::saved);
        drop((first_turn, second_turn));
        self.make_room(news.want()).await;
        self.settle_links(&from, before, Cause::Rename).await;
        Ok(Changed { snapshot: published.snapshot, not_kept })
    }

    /// Publishes a change of `names` that is done on disk.
    pub(super) fn publish_change(
        &self,
        cause: Cause,
        names: &[&PromptId],
        edit: impl FnMut(&mut Next),
    ) -> Published<()> {
        let mark = || names.iter().for_each(|id| _ = self.flights.supersede(id));
        let marks_first = self.keeps(Rule::FlightsAreMarkedFirst);
        if marks_first && self.keeps(Rule::FlightsAreMarked) {
            mark();
        }
        let published = self.publish(cause, edit);
        if !marks_first {
            self.let_others_come();
            mark();
        }
        published
    }

    fn known_stamp(&self, id: &PromptId) -> Option<Stamp> {
        self.cache.peek().get(id).map(|entry| entry.stamp)
    }

    /// A refusal may mean that the disk is not as the snapshot says: `names` are looked at, so that whoever asks next
    /// gets the text that was in the way. Gives the error back.
    async fn after_refusal<const N: usize>(
        self: &Arc<Self>,
        error: LibraryError,
        names: [PromptId; N],
    ) -> LibraryError {
        use StoreError::{Changed, Exists, NotAFolder, NotFound};
        if matches!(error, LibraryError::Store(Changed(_) | Exists(_) | NotAFolder(_) | NotFound(_))) {
            self.settle_quietly(BTreeSet::from(names), Cause::Disk).await;
        }
        error
    }

    /// Links in the book lead to the file of `id` that was in the state `before`: they show something else now.
    async fn settle_links(self: &Arc<Self>, id: &PromptId, before: Option<Stamp>, cause: Cause) {
        let file = before.map(|before| (id, before));
        let others = self.links.other_names(&self.cache.peek(), file.as_slice());
        self.settle_quietly(others, cause).await;
    }

    /// Looks at `ids` after the work proper is done, which stays done whatever this comes to.
    async fn settle_quietly(self: &Arc<Self>, ids: BTreeSet<PromptId>, cause: Cause) {
        if let Err(error) = self.settle(ids, cause).await {
            tracing::warn!("looking again at what was changed: {error}");
        }
    }
}
