//! Cache and store together: the one way by which prompts are read and changed.
//!
//! A read is served from the current snapshot, or loads the prompt once however many ask. A save goes to the store,
//! then swaps in a snapshot that has the new text. What other programs change is noticed and swapped in.

mod batch;
mod committed;
mod compose;
mod error;
mod events;
mod flights;
mod follow;
mod links;
mod memory;
#[cfg(all(test, any(feature = "loom", feature = "shuttle")))]
mod models;
mod names;
mod past;
mod read;
mod reconcile;
mod resolve;
mod rules;
mod users;
mod write;

pub use batch::Created;
pub use committed::Committed;
pub use error::LibraryError;
pub use events::{Event, EventKind, Exchange};
pub use past::Undone;
pub use resolve::Resolution;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use resolve::resolve as resolve_in;
pub use users::{Missing, users_named, users_sentence};
pub use write::{Changed, Saved};

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::cache::{
    Cache, CacheState, Cause, Held, Holder, Limits, MissReason, Next, Published, Snapshot, Step, release_this_thread,
};
use crate::history::{self, History};
use crate::metrics::{Figures, FlightCounts, Ghosts, Timings};
use crate::prompt::dialect::{Dialect, Dialects};
use crate::store::{DiskStore, Skipped, Store, StoreError, WatchState};
use events::EventLog;
use flights::Flights;
use follow::Following;
use links::Links;
use names::NameLocks;
use users::Users;

/// How a library is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Caps on the texts in memory.
    pub limits: Limits,
    /// Whether texts are kept in memory at first.
    pub cache: CacheState,
    /// The folder in which the history of each book is kept; without one what is replaced or removed is gone.
    pub state: Option<PathBuf>,
    /// How much of the past is remembered.
    pub history: history::Limits,
    /// How long to wait for more changes of other programs before listing: an editor's save is several events.
    pub settle: Duration,
    /// How often the book is listed where it cannot be watched, and looked for where it is away.
    pub poll: Duration,
    /// How often it is listed where it is watched: a change that no event told of is seen by then.
    pub rescan: Duration,
    /// Most bytes of memory of the whole process; beyond it the cache turns itself off.
    pub memory_limit: Option<u64>,
    /// Folders below the book whose files are of a dialect that their paths do not say; `.` is the whole book.
    pub dialects: Vec<(String, Dialect)>,
}

impl Options {
    /// The defaults, with a history in the folder `state`.
    pub fn with_state(state: impl Into<PathBuf>) -> Options {
        Options { state: Some(state.into()), ..Options::default() }
    }
}

impl Default for Options {
    /// Without a history.
    fn default() -> Options {
        Options {
            limits: Limits::default(),
            cache: CacheState::On,
            state: None,
            history: history::Limits::default(),
            settle: Duration::from_millis(40),
            poll: Duration::from_secs(5),
            rescan: Duration::from_secs(60),
            memory_limit: None,
            dialects: Vec::new(),
        }
    }
}

/// A book of prompts, served from an immutable snapshot. Cheap to clone; clones share everything.
///
/// Its calls need a tokio runtime, of either kind.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let state = folder.path().join("state");
/// # std::fs::create_dir(folder.path().join("book"))?;
/// # let book = folder.path().join("book");
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// use promptbook::{Expected, Library, Options, PromptId};
///
/// let library = Library::open(&book, Options::with_state(state))?;
/// let id = PromptId::for_new_file("写作/周报")?;
///
/// library.save(&id, "# 周报\n".into(), Expected::Absent).await?;
/// assert_eq!(library.read(&id).await?.text(), Some("# 周报\n"));
///
/// let snapshot = library.snapshot();          // complete, and never changed again
/// assert_eq!(snapshot.len(), 1);
/// assert_eq!(library.metrics().hits, 1);      // the save had put the text in memory
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Library {
    shared: Arc<Shared>,
}

struct Shared {
    cache: Cache,
    ghosts: Ghosts,
    store: Arc<dyn Store>,
    dialects: Dialects,
    history: Option<History>,
    /// Held over an undo or a redo, which begin with what is to be undone.
    undoing: tokio::sync::Mutex<()>,
    flights: Flights,
    names: NameLocks,
    links: Links,
    events: EventLog,
    timings: Timings,
    users: Mutex<Users>,
    following: Mutex<Following>,
    watch_state: watch::Sender<WatchState>,
    /// What listings passed over and was reported: a book that is listed again and again says so once.
    reported: Mutex<HashSet<Skipped>>,
    /// The rule that a test broke.
    #[cfg(test)]
    broken: Option<rules::Rule>,
    /// What a test says that the process takes of memory, in bytes; 0 where the system is asked.
    #[cfg(test)]
    memory: std::sync::atomic::AtomicU64,
    options: Options,
}

impl Library {
    /// Opens the folder `root` as a book. Nothing is listed yet: [`Library::read`] works at once, and
    /// [`Library::list`] makes all prompts known.
    pub fn open(root: impl AsRef<std::path::Path>, options: Options) -> Result<Library, LibraryError> {
        let store = DiskStore::open(root)?;
        Ok(Library::with_store(Arc::new(store), options))
    }

    /// A library over any store.
    pub fn with_store(store: Arc<dyn Store>, options: Options) -> Library {
        Library::with_cache(Cache::new(options.limits, options.cache), store, options)
    }

    fn with_cache(cache: Cache, store: Arc<dyn Store>, options: Options) -> Library {
        Library { shared: Arc::new(Shared::new(cache, store, options)) }
    }

    #[cfg(test)]
    fn that_breaks(rule: rules::Rule, store: Arc<dyn Store>, options: Options) -> Library {
        let cache = Cache::new(options.limits, options.cache);
        Library { shared: Arc::new(Shared { broken: Some(rule), ..Shared::new(cache, store, options) }) }
    }

    /// The current snapshot. Holding it costs memory, never time.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.cache.snapshot()
    }

    /// What the cache has done since start.
    pub fn metrics(&self) -> Figures {
        self.observe(Holder::Client).1
    }

    /// The current snapshot with its figures: the two agree.
    pub fn observe(&self, holder: Holder) -> (Held, Figures) {
        let snapshot = self.hold(holder);
        let flights = FlightCounts { now: self.shared.flights.len(), shared: self.shared.flights.shared() };
        let Shared { cache, ghosts, timings, .. } = &*self.shared;
        let mut figures = Figures::of(&snapshot, cache, ghosts, timings, flights, self.watch_state());
        figures.memory_limit = self.shared.options.memory_limit;
        (snapshot, figures)
    }

    /// Hits and misses so far: a look cheap enough to be taken often.
    pub fn reads(&self) -> (u64, u64) {
        let counters = self.shared.cache.counters();
        (counters.hits(), counters.misses())
    }

    /// The store beneath.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.shared.store
    }

    /// A channel that shows the number of events so far each time there is a new one.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.events.subscribe()
    }

    /// The events from number `from` on, as far back as they are kept.
    pub fn events_since(&self, from: u64) -> Vec<Event> {
        self.shared.events.since(from)
    }

    /// Whether changes of other programs are seen as they happen.
    pub fn watch_state(&self) -> WatchState {
        self.shared.watch_state.borrow().clone()
    }

    /// The current snapshot, for one who will hold it for longer than a look: the figures say who it is.
    pub fn hold(&self, holder: Holder) -> Held {
        self.shared.cache.hold(holder)
    }

    /// Turns the cache on or off. Off puts every text out of memory; every read then goes to the store.
    pub fn set_cache(&self, state: CacheState) -> Arc<Snapshot> {
        let published = self.shared.publish(Cause::Switch, |next| next.switch(state));
        // This thread's own reader would keep every text for as long as it does not read.
        release_this_thread();
        published.snapshot
    }

    /// Puts every text out of memory; each is loaded anew when it is next read.
    pub fn clear(&self) -> Arc<Snapshot> {
        let published = self.shared.publish(Cause::Switch, |next| next.drop_texts(MissReason::Cleared));
        release_this_thread();
        published.snapshot
    }

    /// Which prompt a short name means, among those that are known: see [`Resolution`].
    pub fn resolve(&self, name: &str) -> Resolution {
        resolve::resolve(&self.snapshot(), name)
    }
}

impl Shared {
    fn new(cache: Cache, store: Arc<dyn Store>, options: Options) -> Shared {
        Shared {
            ghosts: Ghosts::of(cache.limits(), cache.counters()),
            cache,
            history: options.state.as_deref().map(|state| past::open(state, store.as_ref(), options.history)),
            undoing: tokio::sync::Mutex::new(()),
            dialects: Dialects::new(&store.root(), options.dialects.iter().cloned()),
            store,
            flights: Flights::default(),
            names: NameLocks::default(),
            links: Links::default(),
            events: EventLog::default(),
            timings: Timings::default(),
            users: Mutex::default(),
            following: Mutex::new(Following::Nobody),
            watch_state: watch::Sender::new(WatchState::Off),
            reported: Mutex::default(),
            #[cfg(test)]
            broken: None,
            #[cfg(test)]
            memory: std::sync::atomic::AtomicU64::new(0),
            options,
        }
    }

    /// Every publication goes through here, so that none goes unreported.
    fn publish<T>(&self, cause: Cause, edit: impl FnMut(&mut Next) -> T) -> Published<T> {
        let (mut build, mut replace) = (Duration::ZERO, Duration::ZERO);
        let mut before = Instant::now();
        let published = self.cache.publish_timed(cause, edit, |step| {
            let now = Instant::now();
            // Races that were lost count too: they are part of the wait.
            *match step {
                Step::Built => &mut build,
                Step::Swapped => &mut replace,
            } += now - before;
            before = now;
        });
        if published.swapped {
            self.timings.publication(build, replace);
            let counters = self.cache.counters();
            let misses = counters.misses_by(MissReason::FirstRead) + counters.misses_by(MissReason::Changed);
            let swap = published.snapshot.swap();
            self.events.push(EventKind::Swapped(Exchange { swap, build, replace, misses }));
        }
        published
    }

    /// Runs a blocking call of the store where blocking is allowed.
    async fn on_disk<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || call(store.as_ref())).await;
        Ok(done.map_err(|_| LibraryError::Interrupted)??)
    }
}

#[cfg(test)]
mod tests;
