//! The one counted read.

use std::sync::Arc;
use std::time::Instant;

use super::events::EventKind;
use super::flights::{Boarding, Landing};
use super::{Library, LibraryError, Shared};
use crate::cache::{Cause, MissReason, Residence};
use crate::prompt::{Prompt, PromptId};
use crate::store::StoreError;

impl Library {
    /// The prompt `id`: from memory, or loaded once however many ask. This, and nothing else, counts as a read.
    ///
    /// # Errors
    /// When the file is missing, no regular file, unreadable, or leads out of the book.
    pub async fn read(&self, id: &PromptId) -> Result<Arc<Prompt>, LibraryError> {
        if let Some(prompt) = self.read_resident(id) {
            return Ok(prompt);
        }
        let mut landing = match self.shared.flights.board(id) {
            Boarding::Join(landing) => {
                self.shared.cache.counters().miss(self.shared.miss_reason(id).1);
                landing
            }
            Boarding::Pilot(ticket, landing) => {
                let (version, reason) = self.shared.miss_reason(id);
                self.shared.cache.counters().miss(reason);
                let (shared, id) = (Arc::clone(&self.shared), id.clone());
                tokio::spawn(async move {
                    let outcome = shared.load(&id, version, reason).await;
                    shared.flights.land(&id, ticket, outcome);
                });
                landing
            }
        };
        let landed = landing.wait_for(Option::is_some).await.map_err(|_| LibraryError::Interrupted)?;
        landed.clone().unwrap_or(Err(LibraryError::Interrupted))
    }

    /// The prompt `id` if its text is in memory: a counted read that never waits. `None` counts nothing.
    pub fn read_resident(&self, id: &PromptId) -> Option<Arc<Prompt>> {
        let snapshot = self.shared.cache.peek();
        let prompt = snapshot.get(id)?.body()?.visit().clone();
        self.shared.cache.counters().hit();
        Some(prompt)
    }
}

impl Shared {
    /// The version that a load starts from, 0 for a name that is not known, and why it is needed.
    fn miss_reason(&self, id: &PromptId) -> (u64, MissReason) {
        match self.cache.peek().get(id) {
            None => (0, MissReason::FirstRead),
            Some(entry) => match entry.residence {
                Residence::Absent(reason) => (entry.version, reason),
                // It came into memory between the look and now.
                Residence::Resident(_) => (entry.version, MissReason::FirstRead),
            },
        }
    }

    /// Loads `id` and publishes it if the content it started from, of `version`, is still the newest known.
    async fn load(&self, id: &PromptId, version: u64, reason: MissReason) -> Landing {
        let started = Instant::now();
        let wanted = id.clone();
        let loaded = self
            .on_disk(move |store| {
                let contents = store.read(&wanted)?;
                Ok(Arc::new(Prompt::new(wanted, contents.bytes, contents.stamp)))
            })
            .await;
        match loaded {
            Ok(prompt) => {
                let took = started.elapsed();
                self.timings.load(took);
                let bytes = prompt.raw().len() as u64;
                self.events.push(EventKind::Loaded { id: id.clone(), bytes, took, reason });
                self.publish_load(&prompt, version);
                Ok(prompt)
            }
            Err(error) => {
                if matches!(error, LibraryError::Store(StoreError::NotFound(_))) {
                    self.publish(Cause::Disk, |next| {
                        if next.get(id).is_some_and(|entry| entry.version == version) {
                            next.remove(id);
                        }
                    });
                }
                Err(error)
            }
        }
    }

    /// Puts a loaded text in memory, unless a save, a removal or a reload was published since the load began: then the
    /// text is old, and publishing it would be the article's stale entry.
    pub(super) fn publish_load(&self, prompt: &Arc<Prompt>, version: u64) {
        self.publish(Cause::Load, |next| {
            let known = next.get(prompt.id()).map_or(0, |entry| entry.version);
            if known == version {
                next.store(prompt);
            }
        });
    }
}
