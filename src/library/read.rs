//! The one counted read.

use std::sync::Arc;
use std::time::Instant;

use super::events::EventKind;
use super::flights::{Boarding, Landing};
use super::reconcile::LOOKS;
use super::rules::Rule;
use super::{Library, LibraryError, Shared};
use crate::cache::{CacheState, Cause, MissReason, Next, OffReason, Origin, Reader, Residence, Snapshot};
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
        let shared = &self.shared;
        let (mut arrival, reason) = match shared.flights.board(id, miss_reason(&shared.cache.peek(), id)) {
            Boarding::Join(arrival, reason) => (arrival, reason),
            Boarding::Pilot(ticket, arrival) => {
                // The last flight may have landed between the look and the boarding.
                if let Some(prompt) = self.read_resident(id) {
                    ticket.land(Ok(Arc::clone(&prompt)));
                    return Ok(prompt);
                }
                let (origin, reason) = {
                    let snapshot = shared.cache.peek();
                    (snapshot.origin(id), miss_reason(&snapshot, id))
                };
                let (shared, id) = (Arc::clone(shared), id.clone());
                tokio::spawn(async move { ticket.land(shared.fly(&id, origin, reason).await) });
                (arrival, reason)
            }
        };
        shared.cache.counters().miss(reason);
        let landed = arrival.wait_for(Option::is_some).await.map_err(|_| LibraryError::Interrupted)?;
        let landing = landed.clone().unwrap_or(Err(LibraryError::Interrupted));
        let bytes = landing.as_ref().ok().map(|prompt| prompt.raw().len() as u64);
        shared.ghosts.missed(shared.cache.counters(), id, bytes, reason);
        landing
    }

    /// A handle for a thread that reads often: see [`Reader`].
    pub fn reader(&self) -> Reader {
        self.shared.cache.reader()
    }

    /// The prompt `id` if its text is in memory: a counted read that never waits. `None` counts nothing.
    pub fn read_resident(&self, id: &PromptId) -> Option<Arc<Prompt>> {
        self.shared.cache.read(id)
    }

    /// As [`Library::read_resident`], for a `look` that needs no reference of its own, which two threads that read one
    /// text would wait for each other to count.
    ///
    /// The thread keeps the snapshot that it read from, for the next such read: let a thread that rests for long call
    /// [`release_this_thread`](crate::release_this_thread), as tokio's `on_thread_park` does when asked to.
    pub fn read_resident_with<T>(&self, id: &PromptId, look: impl FnOnce(&Arc<Prompt>) -> T) -> Option<T> {
        self.shared.cache.read_with(id, look)
    }
}

/// Why `id` has to be loaded.
fn miss_reason(snapshot: &Snapshot, id: &PromptId) -> MissReason {
    match (snapshot.state(), snapshot.get(id).map(|entry| &entry.residence)) {
        (CacheState::Off(_), _) => MissReason::Off,
        (CacheState::On, Some(Residence::Absent(reason))) => *reason,
        // A resident text came into memory between two looks, which the reader finds out before it loads.
        (CacheState::On, None | Some(Residence::Resident(_))) => MissReason::FirstRead,
    }
}

impl Shared {
    /// Loads `id`; if there is no room for it in memory, once more with the room that the cache had.
    async fn fly(&self, id: &PromptId, origin: Origin, reason: MissReason) -> Landing {
        let landing = self.load(id, origin, reason).await;
        match landing {
            // With the cache off there is nothing to give back, unless another flight has just done so.
            Err(LibraryError::Store(StoreError::OutOfMemory { .. })) if reason != MissReason::Off => {
                self.give_memory_back(OffReason::OutOfMemory);
                self.load(id, origin, reason).await
            }
            landing => {
                self.keep_within_memory().await;
                landing
            }
        }
    }

    /// Loads `id`, whose content was `origin` when the flight began.
    async fn load(&self, id: &PromptId, origin: Origin, reason: MissReason) -> Landing {
        if matches!(origin, Origin::Unknown { .. }) {
            self.links.suspect(id);
        }
        let (landing, is_current) = self.load_once(id, origin, reason).await;
        if !self.keeps(Rule::AnswersArePublished) || is_current {
            return landing;
        }
        // Something else was published meanwhile. What was read may be older than that, or so new that nobody else can
        // see it: a save is on disk before it is published. What is published is right for all who wait for this.
        if let Some(body) = self.cache.peek().get(id).and_then(|entry| entry.body()) {
            return Ok(Arc::clone(body.prompt()));
        }
        // While nobody here may change the name, what is on disk is what was published last, unless another program
        // changes it just now.
        let turn = self.enter(id).come().await;
        let mut looks = 0;
        let landing = loop {
            let origin = self.cache.peek().origin(id);
            let (landing, is_current) = self.load_once(id, origin, reason).await;
            looks += 1;
            if is_current || looks == LOOKS {
                break landing;
            }
        };
        drop(turn);
        landing
    }

    /// Reads `id` from the store and publishes what came of it, if `origin` still is its content; tells whether it is.
    async fn load_once(&self, id: &PromptId, origin: Origin, reason: MissReason) -> (Landing, bool) {
        let started = Instant::now();
        let wanted = id.clone();
        let loaded = self
            .on_disk(move |store| {
                let contents = store.read(&wanted)?;
                Ok(Arc::new(Prompt::new(wanted, contents.bytes, contents.stamp)))
            })
            .await;
        let is_current = match &loaded {
            Ok(prompt) => {
                let took = started.elapsed();
                self.timings.load(took);
                let bytes = prompt.raw().len() as u64;
                self.events.push(EventKind::Loaded { id: id.clone(), bytes, took, reason });
                self.publish_load(id, origin, Cause::Load, |next| next.store(prompt))
            }
            Err(LibraryError::Store(StoreError::NotFound(_) | StoreError::NotAFolder(_))) => {
                self.publish_load(id, origin, Cause::Disk, |next| {
                    if next.get(id).is_some() {
                        next.remove(id);
                    }
                })
            }
            // Nothing can be told of it.
            Err(_) => true,
        };
        (loaded, is_current)
    }

    /// Publishes what a load of `id` came to, unless a save, a removal or a reload was published since it began: then
    /// it is old, and publishing it would be the article's stale entry. Returns whether it is not.
    fn publish_load(&self, id: &PromptId, origin: Origin, cause: Cause, edit: impl Fn(&mut Next)) -> bool {
        let published = self.publish(cause, |next| {
            let is_current = !self.keeps(Rule::LateLoadsAreNotPublished) || next.origin(id) == origin;
            if is_current {
                edit(next);
            }
            is_current
        });
        published.answer
    }
}
