//! Making the book known and keeping it so: the first listing, and what other programs change afterwards.
//!
//! Everything here is level-triggered: an event only says where to look, and what is then seen on disk is compared with
//! the snapshot. So events may be lost, doubled or late, and the answer is the same.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, PoisonError, Weak};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;

use super::events::EventKind;
use super::{Library, LibraryError, Shared};
use crate::cache::{Cause, Entry, Snapshot};
use crate::prompt::{Card, ContentHash, Prompt, PromptId, Stamp};
use crate::store::{Folder, Found, Listing, Scope, Skipped, Store, StoreError, WatchEvent, WatchState};

/// Titles read per publication.
const CARDS_PER_SWAP: usize = 2048;

/// Beyond this many touched folders the whole book is listed, which is then cheaper.
const MANY_FOLDERS: usize = 64;

/// A file that changed this recently may change again within the same tick of the file system's clock, unseen by its
/// stamp; its content is compared instead.
const RACY: Duration = Duration::from_secs(2);

impl Library {
    /// Lists the whole book and makes it known, batch by batch; then reads titles and tags. Returns the number of
    /// prompts met.
    ///
    /// # Errors
    /// When the book's folder itself cannot be read. What is passed over is reported as events.
    pub async fn list(&self) -> Result<usize, LibraryError> {
        let found = self.list_names().await?;
        self.shared.describe().await?;
        Ok(found)
    }

    /// Lists the whole book without reading any file.
    ///
    /// # Errors
    /// As [`Library::list`].
    pub async fn list_names(&self) -> Result<usize, LibraryError> {
        let started = Instant::now();
        let shared = Arc::clone(&self.shared);
        let listed = self.shared.on_disk(move |store| list_all(&shared, store)).await?;
        self.shared.after_listing(listed.listing);
        if !listed.differing.is_empty() {
            self.shared.settle(listed.differing, Cause::Disk).await?;
        }
        let found = listed.found;
        self.shared.events.push(EventKind::Listed { found, took: started.elapsed() });
        Ok(found)
    }

    /// Compares the whole book with the disk now, and swaps in what differs.
    ///
    /// # Errors
    /// As [`Library::list`].
    pub async fn reload(&self) -> Result<(), LibraryError> {
        self.shared.reconcile(&Touched::everything(), Cause::Reload).await?;
        self.shared.describe().await
    }

    /// Starts to see what other programs change, for as long as the library lives. Where the system cannot report
    /// changes the book is listed every [`Options::poll`](super::Options::poll); [`Library::watch_state`] says which.
    /// Call it before [`Library::list`], so that no change falls between the two.
    pub fn follow(&self) {
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
    /// Known under another stamp: to be looked at again in their turn.
    differing: BTreeSet<PromptId>,
    listing: Listing,
}

fn list_all(shared: &Shared, store: &dyn Store) -> Result<Listed, StoreError> {
    let mut count = 0;
    let mut differing = BTreeSet::new();
    let listing = store.list(&Scope::Tree(Folder::new()), &mut |batch: Vec<Found>| {
        count += batch.len();
        shared.publish(Cause::Start, |next| {
            for found in &batch {
                if next.get(&found.id).is_none() {
                    next.list(&found.id, found.stamp);
                }
            }
        });
        let snapshot = shared.cache.peek();
        let differs = |found: &Found| snapshot.get(&found.id).is_some_and(|entry| entry.stamp != found.stamp);
        differing.extend(batch.iter().filter(|found| differs(found)).map(|found| found.id.clone()));
        shared.events.push(EventKind::Listing { found: count });
    })?;
    Ok(Listed { found: count, differing, listing })
}

/// Where to look.
#[derive(Debug, Default)]
struct Touched {
    everything: bool,
    folders: BTreeSet<Folder>,
    paths: HashSet<PromptId>,
}

impl Touched {
    fn everything() -> Touched {
        Touched { everything: true, ..Touched::default() }
    }

    fn add(&mut self, event: WatchEvent) {
        match event {
            WatchEvent::Overflow => self.everything = true,
            WatchEvent::Touched(path) => {
                self.folders.insert(path.folder().to_vec());
                self.paths.insert(path);
                self.everything |= self.folders.len() > MANY_FOLDERS;
            }
        }
    }
}

/// Takes the watch's events as they come, waits until they pause, and looks.
async fn keep_up(library: Weak<Shared>, mut events: mpsc::UnboundedReceiver<WatchEvent>) {
    while let Some(first) = events.recv().await {
        let Some(shared) = library.upgrade() else { return };
        let settle = shared.options.settle;
        // A program that never pauses must not keep its changes from being seen.
        let deadline = tokio::time::Instant::now() + 5 * settle;
        let mut touched = Touched::default();
        touched.add(first);
        while let Ok(Some(event)) =
            tokio::time::timeout_at(deadline.min(tokio::time::Instant::now() + settle), events.recv()).await
        {
            touched.add(event);
        }
        let outcome = match shared.reconcile(&touched, Cause::Disk).await {
            Ok(()) => shared.describe().await,
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            shared.events.push(EventKind::Failed { message: error.to_string() });
        }
    }
}

impl Shared {
    /// Looks at what was `touched` and swaps in what differs from the snapshot, all in one publication.
    async fn reconcile(self: &Arc<Self>, touched: &Touched, cause: Cause) -> Result<(), LibraryError> {
        let before = self.cache.snapshot();
        let scopes: Vec<Scope> = if touched.everything {
            vec![Scope::Tree(Folder::new())]
        } else {
            touched.folders.iter().cloned().map(Scope::Only).collect()
        };
        let known = Arc::clone(&before);
        let (seen, listing) = self.on_disk(move |store| look(store, scopes, &known)).await?;
        self.forget_folders(touched, &listing);
        self.after_listing(listing);

        let racy = |entry: &Entry| touched.paths.contains(&entry.id) && changed_lately(entry.stamp);
        let mut differing: BTreeSet<PromptId> = seen
            .found
            .iter()
            .filter(|(id, stamp)| before.get(id).is_none_or(|entry| entry.stamp != **stamp || racy(entry)))
            .map(|(id, _)| id.clone())
            .collect();
        differing.extend(seen.gone);
        self.settle(differing, cause).await
    }

    /// Looks at each of `ids` once more in its turn, when no save is under way, and publishes what differs.
    async fn settle(self: &Arc<Self>, ids: BTreeSet<PromptId>, cause: Cause) -> Result<(), LibraryError> {
        if ids.is_empty() {
            return Ok(());
        }
        // Turns are taken in the order of names, as renames take theirs.
        let mut turns = Vec::with_capacity(ids.len());
        for id in &ids {
            turns.push(self.turn(id).await);
        }
        let before = self.cache.snapshot();
        let news = self.on_disk(move |store| Ok(look_closely(store, ids, &before))).await?;
        for news in &news {
            self.flights.supersede(news.id());
        }
        let published = self.publish(cause, |next| {
            for news in &news {
                match news {
                    News::Content(prompt) => next.store(prompt),
                    News::State(id, stamp) => next.list(id, *stamp),
                    News::Gone(id) => next.remove(id),
                }
            }
        });
        drop(turns);
        if published.swapped {
            let ids = news.iter().map(|news| news.id().clone()).collect();
            self.events.push(EventKind::ChangedOnDisk { ids });
        }
        Ok(())
    }

    /// Reads titles and tags of the prompts that have none yet or whose file changed.
    async fn describe(self: &Arc<Self>) -> Result<(), LibraryError> {
        let snapshot = self.cache.snapshot();
        let waiting: Vec<(PromptId, Stamp)> = snapshot
            .entries()
            .filter(|entry| entry.card.is_none() || (entry.body().is_none() && changed_lately(entry.stamp)))
            .map(|entry| (entry.id.clone(), entry.stamp))
            .collect();
        drop(snapshot);
        for ids in waiting.chunks(CARDS_PER_SWAP) {
            let ids = ids.to_vec();
            let cards = self.on_disk(move |store| Ok(read_cards(store, ids))).await?;
            self.publish(Cause::Start, |next| {
                for (id, stamp, card) in &cards {
                    next.describe(id, *stamp, Arc::clone(card));
                }
            });
        }
        Ok(())
    }

    fn after_listing(self: &Arc<Self>, listing: Listing) {
        for Skipped { name, why } in listing.skipped {
            self.events.push(EventKind::Skipped { name, why });
        }
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(following) = watch.as_mut() else { return };
        match following.follow(listing.folders) {
            Ok(()) => {
                let folders = following.len();
                drop(watch);
                self.set_watch_state(WatchState::Watching { folders });
            }
            Err(error) => {
                *watch = None;
                drop(watch);
                self.poll_instead(&error);
            }
        }
    }

    /// Folders that were touched and are no longer listed are gone: should they return, they are watched anew.
    fn forget_folders(&self, touched: &Touched, listing: &Listing) {
        let there: HashSet<&Folder> = listing.folders.iter().collect();
        if let Some(watch) = self.watch.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            watch.forget(|folder| {
                let looked_at =
                    touched.everything || PromptId::new(folder).is_ok_and(|id| touched.folders.contains(id.folder()));
                looked_at && !there.contains(folder)
            });
        }
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
        let every = self.options.poll;
        self.set_watch_state(WatchState::Polling { every, reason: error.to_string() });
        let library = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut rounds = tokio::time::interval(every);
            // The first tick comes at once, when the book is being listed anyway.
            rounds.tick().await;
            loop {
                rounds.tick().await;
                let Some(shared) = library.upgrade() else { return };
                if let Err(error) = shared.reconcile(&Touched::everything(), Cause::Disk).await {
                    shared.events.push(EventKind::Failed { message: error.to_string() });
                }
            }
        });
    }
}

/// What a look at some folders showed.
struct Seen {
    found: BTreeMap<PromptId, Stamp>,
    /// Known in those folders and no longer there.
    gone: Vec<PromptId>,
}

fn look(store: &dyn Store, scopes: Vec<Scope>, known: &Snapshot) -> Result<(Seen, Listing), StoreError> {
    let mut found = BTreeMap::new();
    let mut gone = Vec::new();
    let mut all = Listing::default();
    let mut waiting = scopes;
    while let Some(scope) = waiting.pop() {
        let listing = store.list(&scope, &mut |batch: Vec<Found>| {
            found.extend(batch.into_iter().map(|found| (found.id, found.stamp)));
        })?;
        if let Scope::Only(folder) = &scope {
            // Folders that came are listed whole; prompts of folders that went are gone.
            let here: HashSet<&Folder> = listing.folders.iter().collect();
            for below in listing.folders.iter().filter(|below| *below != folder) {
                if entries_below(known, below).next().is_none() {
                    waiting.push(Scope::Tree(below.clone()));
                }
            }
            let in_a_gone_folder = |entry: &&Arc<Entry>| match folder_within(folder, &entry.id) {
                None => true,
                Some(below) => !here.contains(&below),
            };
            gone.extend(entries_below(known, folder).filter(in_a_gone_folder).map(|entry| entry.id.clone()));
        } else if scope == Scope::Tree(Folder::new()) {
            gone.extend(known.entries().map(|entry| entry.id.clone()));
        }
        all.folders.extend(listing.folders);
        all.skipped.extend(listing.skipped);
    }
    gone.retain(|id| !found.contains_key(id));
    Ok((Seen { found, gone }, all))
}

/// The known prompts in and below `folder`.
fn entries_below<'a>(known: &'a Snapshot, folder: &'a Folder) -> impl Iterator<Item = &'a Arc<Entry>> {
    let mut first = folder.clone();
    first.extend_from_slice(if folder.is_empty() { b"\x01" } else { b"/\x01" });
    let below = move |entry: &&Arc<Entry>| {
        folder.is_empty()
            || (entry.id.as_bytes().starts_with(folder) && entry.id.as_bytes().get(folder.len()) == Some(&b'/'))
    };
    // Such a name always can be built: it has no empty part and no NUL.
    PromptId::new(first).ok().into_iter().flat_map(|first| known.entries_from(&first)).take_while(below)
}

/// The folder directly in `folder` that holds `id`, or `None` where `id` is directly in it.
fn folder_within(folder: &Folder, id: &PromptId) -> Option<Folder> {
    let start = if folder.is_empty() { 0 } else { folder.len() + 1 };
    let rest = &id.as_bytes()[start..];
    rest.iter().position(|&byte| byte == b'/').map(|end| id.as_bytes()[..start + end].to_vec())
}

/// What is new of one prompt.
enum News {
    /// Another text, which was in memory and stays there.
    Content(Arc<Prompt>),
    /// Another state of the file.
    State(PromptId, Stamp),
    /// It went.
    Gone(PromptId),
}

impl News {
    fn id(&self) -> &PromptId {
        match self {
            News::Content(prompt) => prompt.id(),
            News::State(id, _) | News::Gone(id) => id,
        }
    }
}

fn look_closely(store: &dyn Store, ids: BTreeSet<PromptId>, before: &Snapshot) -> Vec<News> {
    let mut news = Vec::new();
    for id in ids {
        let known = before.get(&id);
        let stamp = match store.stamp(&id) {
            Ok(stamp) => stamp,
            Err(StoreError::NotFound(_) | StoreError::NotRegular(_) | StoreError::OutOfBook(_)) => {
                if known.is_some() {
                    news.push(News::Gone(id));
                }
                continue;
            }
            Err(error) => {
                tracing::warn!("{id} could not be looked at: {error}");
                continue;
            }
        };
        let Some(body) = known.and_then(|entry| entry.body()) else {
            if known.is_none_or(|entry| entry.stamp != stamp) {
                news.push(News::State(id, stamp));
            }
            continue;
        };
        if body.prompt().revision().stamp == stamp && !changed_lately(stamp) {
            continue;
        }
        match store.read(&id) {
            Ok(contents) => {
                let same = body.prompt().revision().hash == ContentHash::of(&contents.bytes);
                if !same || body.prompt().revision().stamp != contents.stamp {
                    news.push(News::Content(Arc::new(Prompt::new(id, contents.bytes, contents.stamp))));
                }
            }
            Err(error) => {
                tracing::warn!("{id} changed on disk and could not be read: {error}");
                news.push(News::State(id, stamp));
            }
        }
    }
    news
}

fn changed_lately(stamp: Stamp) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as i128;
    now - stamp.changed_ns < RACY.as_nanos() as i128
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
