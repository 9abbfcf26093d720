//! A load on a library, to see a cache at work: readers in phases, writers, and another program that changes files.
//!
//! ```text
//!  readers  zipf ───────────► scan ────► burst ──► and again        some often, many rarely; all in turn; much at once
//!  writers     save      save      save                             through the cache
//!  outsider       change    new    remove                           behind its back
//! ```
//!
//! The load is bounded in time and number, and the same seed makes the same choices. It is put on a book of its own: see
//! [`book`]. Nothing here knows a screen.

pub mod book;
mod changes;
mod reads;
mod zipf;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::library::Library;
use crate::prompt::PromptId;
use zipf::Zipf;

/// How long after its end a load may still be at work, on a machine that does not keep up.
const LATE: Duration = Duration::from_secs(5);

/// Which load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How long it goes on.
    pub length: Duration,
    /// How many read at the same time.
    pub readers: u32,
    /// How many save at the same time.
    pub writers: u32,
    /// How often all of them together read, but for bursts.
    pub reads_per_second: u32,
    /// The same number makes the same choices.
    pub seed: u64,
}

/// What a load has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Reads that were answered.
    pub reads: u64,
    /// Saves through the cache.
    pub saves: u64,
    /// Files changed, made or removed behind its back.
    pub outside: u64,
    /// What did not work of all these.
    pub failed: u64,
}

/// A load at work. It ends when this is dropped.
pub struct Running {
    tasks: JoinSet<()>,
    tally: Arc<Tally>,
    end: Instant,
}

/// Counts of what is done, shared by those who do it.
#[derive(Debug, Default)]
struct Tally {
    reads: AtomicU64,
    saves: AtomicU64,
    outside: AtomicU64,
    failed: AtomicU64,
}

/// What everybody who puts the load on works with.
#[derive(Clone)]
struct World {
    library: Library,
    /// The most read prompt first.
    names: Arc<[PromptId]>,
    zipf: Arc<Zipf>,
    tally: Arc<Tally>,
    load: Load,
    start: Instant,
}

/// Puts `load` on `library`. Its book, which must have been listed, and the files in it are changed: let it be a copy.
/// Needs a tokio runtime.
pub fn start(library: &Library, load: Load) -> Running {
    let mut names: Vec<PromptId> = library.snapshot().entries().map(|entry| entry.id.clone()).collect();
    fastrand::Rng::with_seed(load.seed).shuffle(&mut names);
    let start = Instant::now();
    let tally = Arc::new(Tally::default());
    let mut tasks = JoinSet::new();
    // Of nothing nothing can be read.
    if !names.is_empty() {
        let zipf = Arc::new(Zipf::new(names.len()));
        let world =
            World { library: library.clone(), names: names.into(), zipf, tally: Arc::clone(&tally), load, start };
        for number in 0..load.readers {
            tasks.spawn(reads::read(world.clone(), number));
        }
        for number in 0..load.writers {
            tasks.spawn(changes::save(world.clone(), number));
        }
        tasks.spawn(changes::change_files(world));
    }
    Running { tasks, tally, end: start + load.length + LATE }
}

impl Running {
    /// What has been done so far.
    pub fn done(&self) -> Done {
        let Tally { reads, saves, outside, failed } = self.tally.as_ref();
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        Done { reads: count(reads), saves: count(saves), outside: count(outside), failed: count(failed) }
    }

    /// Waits until everything is done. Dropping the future loses nothing.
    pub async fn finish(&mut self) -> Done {
        let all = async { while self.tasks.join_next().await.is_some() {} };
        // Readers that do not keep up with their plan are stopped, so that the load ends.
        if tokio::time::timeout_at(self.end, all).await.is_err() {
            tracing::warn!("the load was cut off: this machine does not keep up with it");
        }
        self.tasks.shutdown().await;
        self.done()
    }
}

impl Tally {
    fn count(&self, of: &AtomicU64, worked: bool) {
        if worked { of } else { &self.failed }.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
