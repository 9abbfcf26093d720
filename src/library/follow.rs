//! Making the book known and keeping it so: the first listing, and hearing of what other programs change.
//!
//! An event only says where to look, so events may be lost, doubled or late, and the answer is the same.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

use super::events::EventKind;
use super::reconcile::{Coverage, Touched};
use super::{Library, LibraryError, Options, Shared};
use crate::cache::Cause;
use crate::prompt::{Card, PromptId, Stamp};
use crate::store::{Folder, FolderWatch, Found, Listing, Scope, Store, StoreError, WatchEvent, WatchState};

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
                Ok((listed.found, skipped, listed.doubtful, shared.after_listing(listed.listing, Coverage::Part)))
            })
            .await
            .inspect_err(|error| self.shared.after_failure(error))?;
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

    /// Starts to see what other programs change, for as long as the library lives; once started, it goes on. The whole
    /// book is listed every [`Options::rescan`](super::Options::rescan) as well, for a change that nobody reported; where
    /// the system cannot report changes at all, every [`Options::poll`](super::Options::poll).
    /// [`Library::watch_state`] says which. Call it before [`Library::list`], so that no change falls between the two.
    pub fn follow(&self) {
        let shared = &self.shared;
        {
            let mut following = shared.following();
            if !matches!(*following, Following::Nobody) {
                return;
            }
            let (sender, receiver) = mpsc::unbounded_channel();
            let sink = Box::new(move |event| {
                // The receiver is gone only when the library is.
                let _ = sender.send(event);
            });
            match shared.store.watch(sink) {
                Ok(watch) => *following = Following::Folders(watch),
                Err(error) => *following = Following::Rounds { reason: error.to_string() },
            }
            shared.set_watch_state(following.state(&shared.options));
            tokio::spawn(keep_up(Arc::downgrade(shared), Some(receiver), shared.watch_state.subscribe()));
        }
    }
}

/// How changes of other programs are noticed.
pub(super) enum Following {
    /// Nobody asked for it.
    Nobody,
    /// The system reports them.
    Folders(FolderWatch),
    /// It cannot, so the book is listed again and again.
    Rounds {
        /// Why it cannot.
        reason: String,
    },
}

impl Following {
    fn state(&self, options: &Options) -> WatchState {
        match self {
            Following::Nobody => WatchState::Off,
            Following::Folders(watch) => WatchState::Watching { folders: watch.len() },
            Following::Rounds { reason } => {
                WatchState::Polling { every: at_least(options.poll), reason: reason.clone() }
            }
        }
    }
}

/// A timer does not take nothing for an interval.
fn at_least(interval: Duration) -> Duration {
    interval.max(Duration::from_millis(1))
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

/// Takes the watch's events as they come, waits until they pause, and looks. Where none come it looks every so often.
async fn keep_up(
    library: Weak<Shared>,
    mut events: Option<mpsc::UnboundedReceiver<WatchEvent>>,
    mut states: watch::Receiver<WatchState>,
) {
    let Some(options) = library.upgrade().map(|shared| shared.options.clone()) else { return };
    let mut all_seen = Instant::now();
    let mut said = None;
    loop {
        let pause = match &*states.borrow_and_update() {
            WatchState::Watching { .. } | WatchState::Off => at_least(options.rescan),
            WatchState::Polling { every, .. } | WatchState::Away { every, .. } => *every,
        };
        let due = all_seen + pause;
        let first = tokio::select! {
            changed = states.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
            event = next(&mut events) => match event {
                Some(event) => event,
                None => {
                    // The watch was given up.
                    events = None;
                    continue;
                }
            },
            // As if all events since the last look had been lost: perhaps some were.
            () = tokio::time::sleep_until(due.into()) => WatchEvent::Overflow,
        };
        let mut touched = Touched::default();
        touched.add(first);
        // A program that never pauses must not keep its changes from being seen.
        let deadline = tokio::time::Instant::now() + 5 * options.settle;
        while let Ok(Some(event)) =
            tokio::time::timeout_at(deadline.min(tokio::time::Instant::now() + options.settle), next(&mut events)).await
        {
            touched.add(event);
        }
        if due <= Instant::now() {
            touched.add(WatchEvent::Overflow);
        }
        let coverage = touched.coverage();
        let Some(shared) = library.upgrade() else { return };
        let failure = shared.reconcile(touched, Cause::Disk).await.err();
        // That the book's folder is away is a state, which is said by itself; another fault is said once, not each time.
        let failure = failure.filter(|error| !is_away(error)).map(|error| error.to_string());
        if let Some(message) = failure.clone().filter(|_| failure != said) {
            shared.events.push(EventKind::Failed { message });
        }
        said = failure;
        if coverage == Coverage::Everything {
            all_seen = Instant::now();
        }
    }
}

/// The next event; without a watch there is none, ever.
async fn next(events: &mut Option<mpsc::UnboundedReceiver<WatchEvent>>) -> Option<WatchEvent> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

/// Whether the book's folder is not where it should be.
fn is_away(error: &LibraryError) -> bool {
    matches!(error, LibraryError::Store(StoreError::Root { .. }))
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
    pub(super) fn after_listing(&self, listing: Listing, coverage: Coverage) -> Vec<Folder> {
        for skipped in listing.skipped {
            let is_new = self.reported.lock().unwrap_or_else(PoisonError::into_inner).insert(skipped.clone());
            if is_new {
                self.events.push(EventKind::Skipped { name: skipped.name, why: skipped.why });
            }
        }
        let mut following = self.following();
        let mut fresh = Vec::new();
        if let Following::Folders(watch) = &mut *following {
            if coverage == Coverage::Everything {
                watch.release_all_but(&listing.folders);
            }
            match watch.follow(listing.folders) {
                Ok(followed) => fresh = followed,
                Err(error) => *following = Following::Rounds { reason: error.to_string() },
            }
        }
        // With it still locked: else another's end of watching could be overwritten.
        self.set_watch_state(following.state(&self.options));
        fresh
    }

    /// The listing failed. A book whose folder is away is looked for, and the state says so.
    pub(super) fn after_failure(&self, error: &LibraryError) {
        let following = self.following();
        if is_away(error) && !matches!(*following, Following::Nobody) {
            let every = at_least(self.options.poll);
            self.set_watch_state(WatchState::Away { every, reason: error.to_string() });
        }
    }

    /// Folders that may be others by now are no longer taken for watched, so that a listing which meets them watches
    /// them anew.
    pub(super) fn forget_folders(&self, touched: &Touched) {
        if let Following::Folders(watch) = &mut *self.following() {
            watch.forget(|folder| touched.may_have_replaced(folder));
        }
    }

    /// Whether changes in `folder` are reported.
    pub(super) fn is_followed(&self, folder: &Folder) -> bool {
        matches!(&*self.following(), Following::Folders(watch) if watch.follows(folder))
    }

    fn following(&self) -> MutexGuard<'_, Following> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report_skipped_again(&self) {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn set_watch_state(&self, state: WatchState) {
        let is_new = self.watch_state.send_if_modified(|current| {
            let is_new = *current != state;
            *current = state.clone();
            is_new
        });
        if is_new {
            self.events.push(EventKind::Watch(state));
        }
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
