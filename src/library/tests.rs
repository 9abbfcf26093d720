//! What the library promises, over a real folder behind a store that a test can hold up, count, break and blind.

mod article;
mod away;
mod batch;
mod changes;
mod composing;
mod counting;
mod figures;
mod ghosts;
mod linear;
mod loading;
mod memory;
mod polling;
mod rescanning;
mod resolving;
mod soak;
mod stale;
mod turns;
mod writing;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};

use tempfile::TempDir;

use super::*;
use crate::cache::OffReason;
use crate::prompt::{Prompt, PromptId, Stamp};
use crate::store::{Contents, Expected, FolderWatch, Found, Listing, Scope, WatchEvent, WatchSink, Written};

/// How long anything may take on a busy machine before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Turned off by a person.
const OFF: CacheState = CacheState::Off(OffReason::ByHand);

/// A folder with a book, and the store over it.
struct Book {
    folder: TempDir,
    store: Arc<TestStore>,
}

fn book() -> Book {
    book_in(tempfile::tempdir().expect("a folder for the test"))
}

fn book_in(folder: TempDir) -> Book {
    fs::create_dir(folder.path().join("book")).expect("a folder for the test");
    let disk = DiskStore::open(folder.path().join("book")).expect("a book");
    Book { folder, store: Arc::new(TestStore::over(disk)) }
}

impl Book {
    fn options(&self) -> Options {
        Options {
            settle: Duration::from_millis(10),
            poll: Duration::from_millis(10),
            ..Options::with_state(self.folder.path().join("state"))
        }
    }

    fn library(&self) -> Library {
        self.library_with(self.options())
    }

    fn library_with(&self, options: Options) -> Library {
        Library::with_store(Arc::clone(&self.store) as Arc<dyn Store>, options)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("book").join(name)
    }

    /// Writes as another program would that takes no care.
    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the book")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// Writes as an editor would: in one step for whoever watches.
    fn put_at_once(&self, name: &str, text: &str) {
        let finished = self.folder.path().join("finished");
        fs::write(&finished, text).expect("a file");
        fs::rename(finished, self.path(name)).expect("a rename");
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }
}

/// A store that does what the disk does, and what a test asks for besides.
struct TestStore {
    disk: DiskStore,
    reads: AtomicU64,
    listings: AtomicU64,
    /// Held before the file is read.
    asked: Gate,
    /// Held after the file was read.
    reading: Gate,
    /// Held after the start of the file was read.
    looking: Gate,
    /// Held before the file is written.
    writing: Gate,
    /// Held after the file was written or removed.
    changed: Gate,
    /// Held after a tree was listed and before its names are handed over.
    listing: Gate,
    refuses_to_read: AtomicBool,
    panics_on_read: AtomicBool,
    /// So many reads find no memory for the text.
    reads_without_memory: AtomicU64,
    cannot_watch: AtomicBool,
    reports: Arc<Mutex<Reports>>,
    lost: Arc<Mutex<Vec<WatchEvent>>>,
    /// The one stamp that all files have: a clock and a file system that tell no change.
    frozen: Mutex<Option<Stamp>>,
}

/// What becomes of the system's reports of changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Reports {
    #[default]
    Pass,
    /// They never come, and nothing says so.
    Lost,
    /// Of each only that there was one, as where the system's queue of them is full.
    Overflow,
}

impl TestStore {
    fn over(disk: DiskStore) -> TestStore {
        TestStore {
            disk,
            reads: AtomicU64::new(0),
            listings: AtomicU64::new(0),
            asked: Gate::default(),
            reading: Gate::default(),
            looking: Gate::default(),
            writing: Gate::default(),
            changed: Gate::default(),
            listing: Gate::default(),
            refuses_to_read: AtomicBool::new(false),
            panics_on_read: AtomicBool::new(false),
            reads_without_memory: AtomicU64::new(0),
            cannot_watch: AtomicBool::new(false),
            reports: Arc::default(),
            lost: Arc::default(),
            frozen: Mutex::new(None),
        }
    }

    fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    fn listings(&self) -> u64 {
        self.listings.load(Ordering::SeqCst)
    }

    fn stamp_or(&self, stamp: Stamp) -> Stamp {
        self.frozen.lock().expect("no panic").unwrap_or(stamp)
    }

    fn report(&self, reports: Reports) {
        *self.reports.lock().expect("no panic") = reports;
    }

    fn has_lost(&self, name: &str) -> bool {
        self.lost.lock().expect("no panic").contains(&WatchEvent::Touched(id(name)))
    }

    fn refusal() -> StoreError {
        StoreError::Io { action: "read", name: "a test".into(), source: Arc::new(std::io::Error::other("refused")) }
    }
}

impl Store for TestStore {
    fn list(&self, scope: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
        self.listings.fetch_add(1, Ordering::SeqCst);
        let mut all = Vec::new();
        let listing = self.disk.list(scope, &mut |batch| all.extend(batch))?;
        if matches!(scope, Scope::Tree(_)) {
            self.listing.pass();
        }
        all.iter_mut().for_each(|found| found.stamp = self.stamp_or(found.stamp));
        found(all);
        Ok(listing)
    }

    fn read(&self, id: &PromptId) -> Result<Contents, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.asked.pass();
        let contents = self.disk.read(id);
        self.reading.pass();
        assert!(!self.panics_on_read.load(Ordering::SeqCst), "as the test asked");
        if self.refuses_to_read.load(Ordering::SeqCst) {
            return Err(TestStore::refusal());
        }
        let contents = contents?;
        let left = self.reads_without_memory.load(Ordering::SeqCst);
        if left > 0 {
            self.reads_without_memory.store(left - 1, Ordering::SeqCst);
            return Err(StoreError::OutOfMemory { id: id.clone(), bytes: Some(contents.bytes.len() as u64) });
        }
        Ok(Contents { stamp: self.stamp_or(contents.stamp), ..contents })
    }

    fn read_start(&self, id: &PromptId, limit: usize) -> Result<Contents, StoreError> {
        let contents = self.disk.read_start(id, limit)?;
        self.looking.pass();
        Ok(Contents { stamp: self.stamp_or(contents.stamp), ..contents })
    }

    fn stamp(&self, id: &PromptId) -> Result<Stamp, StoreError> {
        self.disk.stamp(id).map(|stamp| self.stamp_or(stamp))
    }

    fn write(&self, id: &PromptId, bytes: &[u8], expected: Expected) -> Result<Written, StoreError> {
        self.writing.pass();
        let written = self.disk.write(id, bytes, expected)?;
        self.changed.pass();
        Ok(Written { stamp: self.stamp_or(written.stamp), ..written })
    }

    fn original(&self, id: &PromptId) -> Result<(Contents, Option<u32>), StoreError> {
        self.disk.original(id)
    }

    fn create(&self, id: &PromptId, bytes: &[u8], mode: Option<u32>) -> Result<Written, StoreError> {
        self.writing.pass();
        let written = self.disk.create(id, bytes, mode)?;
        self.changed.pass();
        Ok(Written { stamp: self.stamp_or(written.stamp), ..written })
    }

    fn remove(&self, id: &PromptId, expected: Stamp) -> Result<(), StoreError> {
        self.disk.remove(id, expected)?;
        self.changed.pass();
        Ok(())
    }

    fn rename(&self, from: &PromptId, to: &PromptId) -> Result<(), StoreError> {
        self.disk.rename(from, to)
    }

    fn watch(&self, sink: WatchSink) -> Result<FolderWatch, StoreError> {
        if self.cannot_watch.load(Ordering::SeqCst) {
            return Err(TestStore::refusal());
        }
        let (reports, lost) = (Arc::clone(&self.reports), Arc::clone(&self.lost));
        self.disk.watch(Box::new(move |event| match *reports.lock().expect("no panic") {
            Reports::Pass => sink(event),
            Reports::Lost => lost.lock().expect("no panic").push(event),
            Reports::Overflow => {
                lost.lock().expect("no panic").push(event);
                sink(WatchEvent::Overflow);
            }
        }))
    }

    fn path(&self, id: &PromptId) -> PathBuf {
        self.disk.path(id)
    }

    fn root(&self) -> PathBuf {
        self.disk.root()
    }
}

/// Holds up the next callers that come to it, as many as it is closed for, until it is opened.
#[derive(Default)]
struct Gate {
    state: Mutex<GateState>,
    opened: Condvar,
}

#[derive(Default)]
struct GateState {
    to_hold: usize,
    held: usize,
    openings: usize,
}

impl Gate {
    fn close_for(&self, callers: usize) {
        self.state.lock().expect("no panic").to_hold = callers;
    }

    fn pass(&self) {
        let mut state = self.state.lock().expect("no panic");
        if state.to_hold > 0 {
            state.to_hold -= 1;
            state.held += 1;
            let opening = state.openings;
            let (mut state, _) =
                self.opened.wait_timeout_while(state, PATIENCE, |state| state.openings == opening).expect("no panic");
            state.held -= 1;
        }
    }

    fn open(&self) {
        let mut state = self.state.lock().expect("no panic");
        state.openings += 1;
        state.to_hold = 0;
        self.opened.notify_all();
    }

    async fn holds(&self, callers: usize) {
        until("callers come to the gate", || self.state.lock().expect("no panic").held == callers).await;
    }
}

/// Waits for what no event tells.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, wait).await.is_ok(), "waited in vain until {what}");
}

/// Waits for an event after which it `holds`.
async fn wait_until(library: &Library, what: &str, holds: impl Fn(&Library) -> bool) {
    let mut events = library.subscribe();
    let wait = async {
        while !holds(library) {
            events.changed().await.expect("the library is held");
        }
    };
    let outcome = tokio::time::timeout(PATIENCE, wait).await;
    assert!(outcome.is_ok(), "waited in vain until {what}: {:#?}", library.events_since(0));
}

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}

fn text_of(prompt: &Prompt) -> String {
    prompt.text().expect("UTF-8").to_owned()
}

async fn read(library: &Library, name: &str) -> String {
    text_of(&library.read(&id(name)).await.expect("a read"))
}

async fn save(library: &Library, name: &str, text: &str) -> Saved {
    library.save(&id(name), text.into(), Expected::Anything).await.expect("a save")
}

/// The text that the cache holds.
fn resident(library: &Library, name: &str) -> Option<String> {
    library.snapshot().get(&id(name)).and_then(|entry| entry.body()).map(|body| text_of(body.prompt()))
}

fn names(library: &Library) -> Vec<String> {
    library.snapshot().entries().map(|entry| entry.id.to_string()).collect()
}

fn title(library: &Library, name: &str) -> Option<String> {
    Some(library.snapshot().get(&id(name))?.card.as_ref()?.title.clone())
}

fn swaps(library: &Library, cause: Cause) -> u64 {
    library.snapshot().swaps_by(cause)
}

fn not_found(outcome: &Result<Arc<Prompt>, LibraryError>) -> bool {
    matches!(outcome, Err(LibraryError::Store(StoreError::NotFound(_))))
}
