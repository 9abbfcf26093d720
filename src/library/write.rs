//! Changing prompts. Each call runs to its end even if its caller goes away, and holds its name's turn while it runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::events::EventKind;
use super::{Library, LibraryError, Shared};
use crate::cache::{Cause, Snapshot};
use crate::prompt::{Prompt, PromptId};
use crate::store::{Durability, Expected, Trashed};

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
}

impl Library {
    /// Saves `bytes` as `id` and swaps them in. Saves of one name go one at a time, in the order of their calls.
    ///
    /// # Errors
    /// [`StoreError::Changed`](crate::StoreError::Changed) when what is there is not what was `expected`, and whatever
    /// the file system refuses. The old text is then still there.
    pub async fn save(&self, id: &PromptId, bytes: Vec<u8>, expected: Expected) -> Result<Saved, LibraryError> {
        let id = id.clone();
        self.to_the_end(move |shared| async move { shared.save(id, bytes, expected).await }).await
    }

    /// Moves `id` to the trash and swaps it out.
    ///
    /// # Errors
    /// When it is not there, or the trash cannot hold it: then it stays where it is.
    pub async fn remove(&self, id: &PromptId) -> Result<Trashed, LibraryError> {
        let id = id.clone();
        self.to_the_end(move |shared| async move {
            let _turn = shared.turn(&id).await;
            let gone = id.clone();
            let trashed = shared.on_disk(move |store| store.remove(&gone)).await?;
            shared.flights.supersede(&id);
            shared.publish(Cause::Remove, |next| next.remove(&id));
            Ok(trashed)
        })
        .await
    }

    /// Brings `trashed` back under the name it had, and swaps it in.
    ///
    /// # Errors
    /// When the name has been taken meanwhile, or the trash was emptied.
    pub async fn restore(&self, trashed: &Trashed) -> Result<Arc<Snapshot>, LibraryError> {
        let trashed = trashed.clone();
        self.to_the_end(move |shared| async move {
            let id = trashed.id().clone();
            let _turn = shared.turn(&id).await;
            let prompt = shared
                .on_disk(move |store| {
                    store.restore(&trashed)?;
                    let contents = store.read(trashed.id())?;
                    Ok(Arc::new(Prompt::new(trashed.id().clone(), contents.bytes, contents.stamp)))
                })
                .await?;
            shared.flights.supersede(&id);
            Ok(shared.publish(Cause::Create, |next| next.store(&prompt)).snapshot)
        })
        .await
    }

    /// Gives `from` the free name `to`, and swaps both in one publication.
    ///
    /// # Errors
    /// When `to` is taken or `from` is not there.
    pub async fn rename(&self, from: &PromptId, to: &PromptId) -> Result<Arc<Snapshot>, LibraryError> {
        let (from, to) = (from.clone(), to.clone());
        self.to_the_end(move |shared| async move {
            // Always in the order of names, so that two renames cannot wait for each other.
            let (first, second) = if from < to { (&from, &to) } else { (&to, &from) };
            let _first = shared.turn(first).await;
            let _second = if first == second { None } else { Some(shared.turn(second).await) };
            let (old, new) = (from.clone(), to.clone());
            let prompt = shared
                .on_disk(move |store| {
                    store.rename(&old, &new)?;
                    let contents = store.read(&new)?;
                    Ok(Arc::new(Prompt::new(new, contents.bytes, contents.stamp)))
                })
                .await?;
            shared.flights.supersede(&from);
            shared.flights.supersede(&to);
            let published = shared.publish(Cause::Rename, |next| {
                next.remove(&from);
                next.store(&prompt);
            });
            Ok(published.snapshot)
        })
        .await
    }

    /// Keeps a text that is about to be discarded in the trash, and says where.
    ///
    /// # Errors
    /// When the trash cannot hold it: then it must not be discarded.
    pub async fn keep(&self, id: &PromptId, bytes: Vec<u8>) -> Result<PathBuf, LibraryError> {
        let id = id.clone();
        self.to_the_end(move |shared| async move { shared.on_disk(move |store| store.keep(&id, &bytes)).await }).await
    }

    /// Runs `work` as a task of its own, so that it ends whether or not anybody still waits for it.
    async fn to_the_end<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> Result<T, LibraryError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, LibraryError>> + Send + 'static,
    {
        let running = tokio::spawn(work(Arc::clone(&self.shared)));
        running.await.map_err(|_| LibraryError::Interrupted)?
    }
}

impl Shared {
    async fn save(&self, id: PromptId, bytes: Vec<u8>, expected: Expected) -> Result<Saved, LibraryError> {
        let started = Instant::now();
        let _turn = self.turn(&id).await;
        let name = id.clone();
        let (prompt, durability) = self
            .on_disk(move |store| {
                let written = store.write(&name, &bytes, expected)?;
                Ok((Arc::new(Prompt::new(name, bytes, written.stamp)), written.durability))
            })
            .await?;
        self.flights.supersede(&id);
        let cause = if expected == Expected::Absent { Cause::Create } else { Cause::Edit };
        let snapshot = self.publish(cause, |next| next.store(&prompt)).snapshot;
        let took = started.elapsed();
        self.timings.save(took);
        self.events.push(EventKind::Saved { id, bytes: prompt.raw().len() as u64, took });
        Ok(Saved { prompt, durability, took, generation: snapshot.generation() })
    }
}
