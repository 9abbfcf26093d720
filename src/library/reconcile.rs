//! Comparing the snapshot with the disk and swapping in what differs.
//!
//! Level-triggered: where to look comes from outside, and what is then seen on disk is what counts. Listing folders
//! only yields names under suspicion; each is looked at once more in its turn, when no save of it is under way.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::events::EventKind;
use super::memory::Want;
use super::{LibraryError, Shared};
use crate::cache::{Cause, Counters, Entry, Next, Origin, Snapshot};
use crate::metrics::Ghosts;
use crate::prompt::{Card, Prompt, PromptId, Stamp};
use crate::store::{Folder, Found, Listing, Scope, Store, StoreError, WatchEvent};

/// Beyond this many touched folders the whole book is listed, which is then cheaper.
const MANY_FOLDERS: usize = 64;

/// How often names are looked at again because loads of them were published meanwhile. A file that changes faster
/// than that is reported again by the watch.
pub(super) const LOOKS: usize = 8;

/// A file that changed this recently may change again within the same tick of the file system's clock, unseen by its
/// stamp; its content is compared instead.
const RACY: Duration = Duration::from_secs(2);

/// Where to look.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// It is not known what was touched.
    everything: bool,
    folders: BTreeSet<Folder>,
    paths: HashSet<PromptId>,
}

/// How much of the book was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coverage {
    /// All of it, with nothing taken for known.
    Everything,
    /// Some, or all of it for another reason.
    Part,
}

impl Touched {
    pub(super) fn everything() -> Touched {
        Touched { everything: true, ..Touched::default() }
    }

    pub(super) fn folders(folders: Vec<Folder>) -> Touched {
        Touched { folders: folders.into_iter().collect(), ..Touched::default() }
    }

    pub(super) fn add(&mut self, event: WatchEvent) {
        match event {
            WatchEvent::Overflow => self.everything = true,
            WatchEvent::Touched(path) => {
                self.folders.insert(path.folder().to_vec());
                self.paths.insert(path);
            }
        }
    }

    pub(super) fn coverage(&self) -> Coverage {
        if self.everything { Coverage::Everything } else { Coverage::Part }
    }

    fn scopes(&self) -> Vec<Scope> {
        if self.everything || self.folders.len() > MANY_FOLDERS {
            vec![Scope::Tree(Folder::new())]
        } else {
            self.folders.iter().cloned().map(Scope::Only).collect()
        }
    }

    /// Whether `folder` may be another one by now, or gone: it or one above it was touched itself.
    pub(super) fn may_have_replaced(&self, folder: &Folder) -> bool {
        let mut ends =
            folder.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at).chain([folder.len()]);
        self.everything || ends.any(|end| PromptId::new(&folder[..end]).is_ok_and(|id| self.paths.contains(&id)))
    }

    /// Whether `entry` may have another text under the same stamp.
    fn may_have_rewritten(&self, entry: &Entry) -> bool {
        self.paths.contains(&entry.id) || (self.everything && changed_lately(entry.stamp))
    }
}

impl Shared {
    /// Looks at what was `touched` and swaps in what differs from the snapshot, all in one publication.
    pub(super) async fn reconcile(self: &Arc<Self>, mut touched: Touched, cause: Cause) -> Result<(), LibraryError> {
        let mut ids = BTreeSet::new();
        loop {
            let shared = Arc::clone(self);
            let (differing, fresh) = self
                .on_disk(move |store| {
                    shared.forget_folders(&touched);
                    let (differing, listing) = shared.look(store, &touched)?;
                    Ok((differing, shared.after_listing(listing, touched.coverage())))
                })
                .await
                .inspect_err(|error| self.after_failure(error))?;
            ids.extend(differing);
            if fresh.is_empty() {
                break;
            }
            // What came into a folder between its listing and its watch was seen by neither.
            touched = Touched::folders(fresh);
        }
        self.settle(ids, cause).await
    }

    /// The names under suspicion where it was `touched`.
    fn look(&self, store: &dyn Store, touched: &Touched) -> Result<(BTreeSet<PromptId>, Listing), StoreError> {
        let known = self.cache.snapshot();
        let mut found: HashMap<PromptId, Stamp> = HashMap::new();
        let mut expected: Vec<&Arc<Entry>> = Vec::new();
        let mut all = Listing::default();
        let mut waiting = touched.scopes();
        while let Some(scope) = waiting.pop() {
            let listing = store.list(&scope, &mut |batch: Vec<Found>| {
                self.links.met(&batch);
                found.extend(batch.into_iter().map(|found| (found.id, found.stamp)));
            })?;
            match &scope {
                Scope::Tree(folder) => expected.extend(known.entries_below(folder)),
                Scope::Only(folder) => {
                    // Folders that came are listed whole; prompts of folders that went are gone.
                    let here: HashSet<&Folder> = listing.folders.iter().collect();
                    let came = here.iter().filter(|below| **below != folder && !self.is_followed(below));
                    waiting.extend(came.map(|below| Scope::Tree((*below).clone())));
                    let directly = |entry: &&Arc<Entry>| {
                        folder_within(folder, &entry.id).is_none_or(|below| !here.contains(&below))
                    };
                    expected.extend(known.entries_below(folder).filter(directly));
                }
            }
            all.folders.extend(listing.folders);
            all.skipped.extend(listing.skipped);
        }
        let gone = expected.iter().map(|entry| &entry.id).filter(|id| !found.contains_key(id));
        // What nobody knows, is not there and is being loaded has just gone: it must not be published any more.
        let loading = self.flights.names();
        let loading = loading.iter().filter(|id| {
            let touched = touched.everything || touched.paths.contains(*id);
            touched && known.get(id).is_none() && !found.contains_key(*id)
        });
        let suspect = |(id, stamp): &(&PromptId, &Stamp)| {
            known.get(id).is_none_or(|entry| entry.stamp != **stamp || touched.may_have_rewritten(entry))
        };
        let differing = found.iter().filter(suspect).map(|(id, _)| id);
        Ok((differing.chain(gone).chain(loading).cloned().collect(), all))
    }

    /// Looks at each of `ids`, and at what else leads to the same files, in their turns, and publishes what differs.
    pub(super) async fn settle(
        self: &Arc<Self>,
        mut ids: BTreeSet<PromptId>,
        cause: Cause,
    ) -> Result<(), LibraryError> {
        if ids.is_empty() {
            return Ok(());
        }
        let others = {
            let known = self.cache.peek();
            let files: Vec<_> = ids.iter().filter_map(|id| Some((id, known.get(id)?.stamp))).collect();
            self.links.other_names(&known, &files)
        };
        ids.extend(others);
        // Turns are taken in the order of names, as renames take theirs.
        let mut turns = Vec::with_capacity(ids.len());
        for id in &ids {
            turns.push(self.enter(id).come().await);
        }
        let mut changed = BTreeSet::new();
        let mut want = Want::Nothing;
        for _ in 0..LOOKS {
            // A load that read before the change would not be told from one after it if both saw the same stamp.
            let loading: Vec<&PromptId> = ids.iter().filter(|id| self.flights.supersede(id)).collect();
            if !loading.is_empty() {
                self.publish(cause, |next| loading.iter().for_each(|id| next.outdate(id)));
            }
            let before = self.cache.snapshot();
            let news = self.on_disk(move |store| Ok(look_closely(store, ids, &before))).await?;
            let published = self.publish(cause, |next| {
                // Another load was published since the look: which of the two is newer only another look can tell.
                let (valid, outrun): (Vec<_>, Vec<_>) =
                    news.iter().partition(|(origin, news)| next.origin(news.id()) == *origin);
                valid.iter().for_each(|(_, news)| news.apply(next));
                outrun.iter().map(|(_, news)| news.id().clone()).collect::<BTreeSet<_>>()
            });
            ids = published.answer;
            let valid = news.iter().map(|(_, news)| news).filter(|news| !ids.contains(news.id()));
            for news in valid {
                self.tell_the_ghosts(news, Ghosts::changed);
                want = want.max(news.want());
            }
            let settled = news.iter().map(|(_, news)| news.id()).filter(|id| !ids.contains(id));
            changed.extend(settled.cloned());
            if ids.is_empty() {
                break;
            }
        }
        drop(turns);
        self.make_room(want).await;
        let from_outside = matches!(cause, Cause::Disk | Cause::Reload);
        if from_outside && !changed.is_empty() {
            self.events.push(EventKind::ChangedOnDisk { ids: changed.into_iter().collect() });
        }
        Ok(())
    }
}

impl Shared {
    /// `news` was published. Texts in it came into memory as the ghosts' call `text` says.
    pub(super) fn tell_the_ghosts(&self, news: &News, text: impl Fn(&Ghosts, &Counters, &PromptId, u64)) {
        let counters = self.cache.counters();
        match news {
            News::Content(prompt) => text(&self.ghosts, counters, prompt.id(), prompt.raw().len() as u64),
            // Read again it is a miss, which says all that there is to say.
            News::State(..) | News::NoRoom(..) => {}
            News::Gone(id) => self.ghosts.gone(counters, id),
        }
    }
}

/// The folder directly in `folder` that holds `id`, or `None` where `id` is directly in it.
fn folder_within(folder: &Folder, id: &PromptId) -> Option<Folder> {
    let start = if folder.is_empty() { 0 } else { folder.len() + 1 };
    let rest = &id.as_bytes()[start..];
    rest.iter().position(|&byte| byte == b'/').map(|end| id.as_bytes()[..start + end].to_vec())
}

/// What is new of one prompt.
pub(super) enum News {
    /// Its text.
    Content(Arc<Prompt>),
    /// The state of its file, and title and tags where they could be read.
    State(PromptId, Stamp, Option<Arc<Card>>),
    /// The state of its file. There was not enough memory for its text, which was to stay in memory or come there.
    NoRoom(PromptId, Stamp),
    /// It went.
    Gone(PromptId),
}

impl News {
    /// All that can be said of `id`, which is there: a file that cannot be read can still be listed.
    pub(super) fn of(store: &dyn Store, id: &PromptId) -> Result<News, StoreError> {
        match store.read(id) {
            Ok(contents) => Ok(News::Content(Arc::new(Prompt::new(id.clone(), contents.bytes, contents.stamp)))),
            Err(error) => Ok(News::unread(id, store.stamp(id)?, &error)),
        }
    }

    /// `id` is there in the state `stamp`, and reading it came to `error`.
    fn unread(id: &PromptId, stamp: Stamp, error: &StoreError) -> News {
        tracing::warn!("{id} is there and could not be read: {error}");
        match error {
            StoreError::OutOfMemory { .. } => News::NoRoom(id.clone(), stamp),
            _ => News::State(id.clone(), stamp, None),
        }
    }

    /// What it wants of memory once it is published.
    pub(super) fn want(&self) -> Want {
        match self {
            News::Content(_) => Want::Look,
            News::NoRoom(..) => Want::Room,
            News::State(..) | News::Gone(_) => Want::Nothing,
        }
    }

    fn id(&self) -> &PromptId {
        match self {
            News::Content(prompt) => prompt.id(),
            News::State(id, ..) | News::NoRoom(id, _) | News::Gone(id) => id,
        }
    }

    pub(super) fn apply(&self, next: &mut Next) {
        match self {
            News::Content(prompt) => next.store(prompt),
            News::State(id, stamp, card) => {
                next.list(id, *stamp);
                if let Some(card) = card {
                    next.describe(id, *stamp, Arc::clone(card));
                }
            }
            News::NoRoom(id, stamp) => next.list(id, *stamp),
            News::Gone(id) => next.remove(id),
        }
    }
}

/// What is new of `ids` since `before`, each with what that was.
fn look_closely(store: &dyn Store, ids: BTreeSet<PromptId>, before: &Snapshot) -> Vec<(Origin, News)> {
    ids.into_iter().filter_map(|id| Some((before.origin(&id), news_of(store, &id, before)?))).collect()
}

fn news_of(store: &dyn Store, id: &PromptId, before: &Snapshot) -> Option<News> {
    use StoreError::{NotAFolder, NotFound, NotRegular, OutOfBook};
    let known = before.get(id);
    let stamp = match store.stamp(id) {
        Ok(stamp) => stamp,
        Err(NotFound(_) | NotAFolder(_) | NotRegular(_) | OutOfBook(_)) => {
            return known.map(|_| News::Gone(id.clone()));
        }
        Err(error) => {
            tracing::warn!("{id} could not be looked at: {error}");
            return None;
        }
    };
    let news = match known.and_then(|entry| entry.body()) {
        // The text stays in memory: who had it before will want it again.
        Some(_) => News::of(store, id),
        None => store.read_start(id, Card::REACH).map(|start| {
            let card = Arc::new(Card::read(id, &start.bytes));
            News::State(id.clone(), start.stamp, Some(card))
        }),
    };
    let news = news.unwrap_or_else(|error| News::unread(id, stamp, &error));
    let is_known = known.is_some_and(|entry| match &news {
        News::Content(prompt) => entry.body().is_some_and(|body| body.prompt().revision() == prompt.revision()),
        News::State(_, stamp, card) => entry.stamp == *stamp && (card.is_none() || entry.card == *card),
        News::NoRoom(..) | News::Gone(_) => false,
    });
    (!is_known).then_some(news)
}

pub(super) fn changed_lately(stamp: Stamp) -> bool {
    let changed = Duration::from_nanos(stamp.changed_ns.max(0).unsigned_abs());
    // A change in the future, as after the clock was set back, may be any moment's: it counts as a late one.
    SystemTime::now().duration_since(UNIX_EPOCH + changed).map_or(true, |age| age < RACY)
}
