//! Making the book known and keeping it so: the first listing, and hearing of what other programs change.
//!
//! An event only says where to look, so events may be lost, doubled or late, and the answer is the same.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::events::EventKind;
use super::reconcile::Touched;
use super::{Library, LibraryError, Shared};
use crate::cache::Cause;
use crate::prompt::{Card, PromptId, Stamp};
use crate::store::{Folder, Found, Listing, Scope, Store, StoreError, WatchEvent, WatchState};

/// Titles read per publication.
const CARDS_PER_SWAP: usize = 2048;

impl Library {
    /// Lists the whole book and makes it known, batch by batch; then reads titles and tags. Returns the number of
    /// prompts met.
    ///
    /// # Errors
    /// When the book's folder itself cannot be read. What is passed over is reported as events.
    pub async fn list(&self) -> Result<usize, LibraryError> {
        let found = self.list_names().await?;
        self.shared.describe(Cause::Start).await?;
        Ok(found)
    }

    /// Lists the whole book; of files that are known already only those that changed are read.
    ///
    /// # Errors
    /// As [`Library::list`].
    pub async fn list_names(&self) -> Result<usize, LibraryError> {
        let started = Instant::now();
        self.shared.report_skipped_again();
        let shared = Arc::clone(&self.shared);
        let (found, skipped, doubtful, fresh) = self
            .shared
            .on_disk(move |store| {
                let listed = list_all(&shared, store)?;
                let skipped = listed.listing.skipped.len();
                Ok((listed.found, skipped, listed.doubtful, shared.after_listing(listed.listing)))
            })
            .await?;
        self.shared.events.push(EventKind::Listed { found, skipped, took: started.elapsed() });
        self.shared.settle(doubtful, Cause::Disk).await?;
        if !fresh.is_empty() {
            // What came into a folder between its listing and its watch was seen by neither.
            self.shared.reconcile(Touched::folders(fresh), Cause::Disk).await?;
        }
        Ok(found)
    }

    /// Compares the whole book with the disk now, and swaps in what differs.
    ///
    /// # Errors
    /// As [`Library::list`].
    pub async fn reload(&self) -> Result<(), LibraryError> {
        self.shared.report_skipped_again();
        self.shared.reconcile(Touched::everything(), Cause::Reload).await?;
        self.shared.describe(Cause::Reload).await
    }

    /// Starts to see what other programs change, for as long as the library lives; once started, it goes on. Where the
    /// system cannot report changes the book is listed every [`Options::poll`](super::Options::poll);
    /// [`Library::watch_state`] says which. Call it before [`Library::list`], so that no change falls between the two.
    pub fn follow(&self) {
        if self.watch_state() != WatchState::Off {
            return;
        }
        let (sender, receiver) = mpsc::unbounded_channel();
        let sink = Box::new(move |event| {
            // The receiver is gone only when the library is.
            let _ = sender.send(event);
        });
        match self.shared.store.watch(sink) {
            Ok(watch) => {
                *self.shared.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch);
                self.shared.set_watch_state(WatchState::Watching { folders: 0 });
                tokio::spawn(keep_up(Arc::downgrade(&self.shared), receiver));
            }
            Err(error) => self.shared.poll_instead(&error),
        }
    }
}

/// What a listing of the whole book came to.
struct Listed {
    found: usize,
    /// Known under another stamp, or perhaps removed since they were met: to be looked at in their turn.
    doubtful: BTreeSet<PromptId>,
    listing: Listing,
}

fn list_all(shared: &Shared, store: &dyn Store) -> Result<Listed, StoreError> {
    let mut count = 0;
    let mut doubtful = BTreeSet::new();
    let removals = shared.cache.peek().removals();
    let listing = store.list(&Scope::Tree(Folder::new()), &mut |batch: Vec<Found>| {
        count += batch.len();
        shared.links.met(&batch);
        let published = shared.publish(Cause::Start, |next| {
            // A name that was removed after it was met must not come back. Whether one of these was, only the disk
            // can tell.
            let certain = next.removals() == removals;
            let mut doubtful = Vec::new();
            for found in &batch {
                match next.get(&found.id) {
                    None if certain => next.list(&found.id, found.stamp),
                    Some(entry) if entry.stamp == found.stamp => {}
                    _ => doubtful.push(found.id.clone()),
                }
            }
            doubtful
        });
        doubtful.extend(published.answer);
        shared.events.push(EventKind::Listing { found: count });
    })?;
    Ok(Listed { found: count, doubtful, listing })
}

/// Takes the watch's events as they come, waits until they pause, and looks.
async fn keep_up(library: Weak<Shared>, mut events: mpsc::UnboundedReceiver<WatchEvent>) {
    while let Some(first) = events.recv().await {
        let Some(settle) = library.upgrade().map(|shared| shared.options.settle) else { return };
        // A program that never pauses must not keep its changes from being seen.
        let deadline = tokio::time::Instant::now() + 5 * settle;
        let mut touched = Touched::default();
        touched.add(first);
        while let Ok(Some(event)) =
            tokio::time::timeout_at(deadline.min(tokio::time::Instant::now() + settle), events.recv()).await
        {
            touched.add(event);
        }
        let Some(shared) = library.upgrade() else { return };
        if let Err(error) = shared.reconcile(touched, Cause::Disk).await {
            shared.events.push(EventKind::Failed { message: error.to_string() });
        }
    }
}

impl Shared {
    /// Reads titles and tags of the prompts that have none yet, and publishes them for `cause`.
    async fn describe(self: &Arc<Self>, cause: Cause) -> Result<(), LibraryError> {
        let snapshot = self.cache.snapshot();
        let waiting: Vec<(PromptId, Stamp)> = snapshot
            .entries()
            .filter(|entry| entry.card.is_none())
            .map(|entry| (entry.id.clone(), entry.stamp))
            .collect();
        drop(snapshot);
        for ids in waiting.chunks(CARDS_PER_SWAP) {
            let ids = ids.to_vec();
            let cards = self.on_disk(move |store| Ok(read_cards(store, ids))).await?;
            self.publish(cause, |next| {
                for (id, stamp, card) in &cards {
                    next.describe(id, *stamp, Arc::clone(card));
                }
            });
        }
        Ok(())
    }

    /// Reports what a listing passed over and watches the folders that it met. Returns those not watched before.
    pub(super) fn after_listing(self: &Arc<Self>, listing: Listing) -> Vec<Folder> {
        for skipped in listing.skipped {
            let is_new = self.reported.lock().unwrap_or_else(PoisonError::into_inner).insert(skipped.clone());
            if is_new {
                self.events.push(EventKind::Skipped { name: skipped.name, why: skipped.why });
            }
        }
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(following) = watch.as_mut() else { return Vec::new() };
        match following.follow(listing.folders) {
            Ok(fresh) => {
                // With the watch still locked: else another's end of watching could be overwritten.
                self.set_watch_state(WatchState::Watching { folders: following.len() });
                fresh
            }
            Err(error) => {
                *watch = None;
                self.poll_instead(&error);
                Vec::new()
            }
        }
    }

    /// Folders that may be others by now are no longer taken for watched, so that a listing which meets them watches
    /// them anew.
    pub(super) fn forget_folders(&self, touched: &Touched) {
        if let Some(watch) = self.watch.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            watch.forget(|folder| touched.may_have_replaced(folder));
        }
    }

    /// Whether changes in `folder` are reported.
    pub(super) fn is_followed(&self, folder: &Folder) -> bool {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        watch.as_ref().is_some_and(|watch| watch.follows(folder))
    }

    fn report_skipped_again(&self) {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn set_watch_state(&self, state: WatchState) {
        let mut current = self.watch_state.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != state {
            *current = state.clone();
            drop(current);
            self.events.push(EventKind::Watch(state));
        }
    }

    /// The book cannot be watched: it is listed every so often instead, and the state says so.
    fn poll_instead(self: &Arc<Self>, error: &StoreError) {
        // A timer does not take nothing for an interval.
        let every = self.options.poll.max(Duration::from_millis(1));
        self.set_watch_state(WatchState::Polling { every, reason: error.to_string() });
        let library = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut rounds = tokio::time::interval(every);
            rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
            // The first tick comes at once, when the book is being listed anyway.
            rounds.tick().await;
            loop {
                rounds.tick().await;
                let Some(shared) = library.upgrade() else { return };
                if let Err(error) = shared.reconcile(Touched::everything(), Cause::Disk).await {
                    shared.events.push(EventKind::Failed { message: error.to_string() });
                }
            }
        });
    }
}

fn read_cards(store: &dyn Store, ids: Vec<(PromptId, Stamp)>) -> Vec<(PromptId, Stamp, Arc<Card>)> {
    let mut cards = Vec::with_capacity(ids.len());
    for (id, stamp) in ids {
        // A file that cannot be read keeps its name as its title; opening it will say why.
        let start = store.read_start(&id, Card::REACH).map(|contents| contents.bytes).unwrap_or_default();
        let card = Arc::new(Card::read(&id, &start));
        cards.push((id, stamp, card));
    }
    cards
}
