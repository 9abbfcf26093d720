//! `promptbook demo-load`: a load on a copy of a book in a temporary folder, which is removed however the load ends.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use tempfile::TempDir;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::stats::{count, percent};
use super::{Failure, GRACE, Streams};
use crate::book::Place;
use crate::cache::release_this_thread;
use crate::cli::DemoLoadArgs;
use crate::demo::book::Filled;
use crate::demo::{self, Done, Load};
use crate::folders::Folders;
use crate::instances;
use crate::library::{Library, Options};
use crate::store::DiskStore;

/// What was done, and what the cache made of it.
#[derive(Debug, Serialize)]
struct Summary {
    prompts: usize,
    reads: u64,
    hit_rate: Option<f64>,
    saves: u64,
    outside: u64,
    swaps: u64,
    evictions: u64,
    failed: u64,
}

/// Puts the load on, serves its figures meanwhile, and prints what was done.
///
/// # Errors
/// When the copy cannot be made, and when it was interrupted: then too it is told what was done until then.
pub fn run(
    args: &DemoLoadArgs,
    source: Option<&Path>,
    folders: &Folders,
    options: Options,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let mut tasks = tokio::runtime::Builder::new_multi_thread();
    // A worker that has nothing to do must not keep an old snapshot in memory.
    let tasks = tasks.worker_threads(2).on_thread_park(release_this_thread).enable_all().build();
    let tasks = tasks.map_err(Failure::Runtime)?;
    // From here on no signal ends the process before the folder is removed.
    let mut signals = {
        let _inside = tasks.enter();
        Signals::take().map_err(Failure::Runtime)?
    };
    let folder = TempDir::with_prefix("promptbook-demo-").map_err(Failure::DemoLoad)?;
    let outcome = tasks.block_on(put_on(args, source, folders, options, folder.path(), &mut signals, streams));
    // Else something might still be written into the folder while it is removed.
    tasks.shutdown_timeout(GRACE);
    let path = folder.path().to_owned();
    if let Err(error) = folder.close() {
        streams.note(&format!("{} could not be removed: {error}", path.display()));
    }
    outcome?;
    streams.finish()
}

async fn put_on(
    args: &DemoLoadArgs,
    source: Option<&Path>,
    folders: &Folders,
    options: Options,
    folder: &Path,
    signals: &mut Signals,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let root = folder.join("book");
    let filled = tokio::select! {
        biased;
        () = signals.one() => return Err(Failure::Interrupted),
        filled = fill(source, &root, args.seed) => filled?,
    };
    if filled.left_out > 0 {
        streams.note(&format!("{} left out of the copy", count(filled.left_out as u64, "prompt")));
    }
    let options = Options { limits: filled.quarter(), state: None, ..options };
    let library = Library::open(&root, options)?;
    library.follow();
    let listed = tokio::select! {
        biased;
        () = signals.one() => return Err(Failure::Interrupted),
        listed = library.list() => listed?,
    };

    let book = match source {
        None => "demo load".to_owned(),
        Some(source) => format!("demo load on a copy of {}", Place::Folder(source.to_owned()).shown(folders)),
    };
    let pid = std::process::id();
    let _served = match instances::bind(&folders.run()) {
        Ok(bound) => {
            // Said before anybody is let in: promptbook top, started by the same line, is about to take the screen.
            let prompts = count(listed as u64, "prompt");
            streams.note(&format!(
                "A load on {prompts} goes on for {} s. Look at it with: promptbook top {pid}",
                args.seconds
            ));
            Some(bound.serve(&library, &book))
        }
        Err(error) => {
            streams.note(&format!("promptbook top cannot look at this load: {error}. It goes on all the same"));
            None
        }
    };
    let load = Load {
        length: Duration::from_secs(args.seconds),
        readers: args.readers,
        writers: args.writers,
        reads_per_second: args.reads_per_second,
        seed: args.seed,
    };
    let mut running = demo::start(&library, load);
    let interrupted = tokio::select! {
        biased;
        () = signals.one() => true,
        _ = running.finish() => false,
    };
    if args.json || !is_in_background() {
        summarize(listed, running.done(), &library, args.json, streams)?;
    }
    if interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

/// Whether standard output is a terminal that somebody else has now, such as `promptbook top` that was started beside
/// this: what is written would lie over its screen, which shows more than it says.
fn is_in_background() -> bool {
    let out = io::stdout();
    out.is_terminal() && rustix::termios::tcgetpgrp(&out).is_ok_and(|group| group != rustix::process::getpgrp())
}

/// Fills the folder `root` with a copy of the book `source`, or with a made one.
async fn fill(source: Option<&Path>, root: &Path, seed: u64) -> Result<Filled, Failure> {
    let (source, root) = (source.map(Path::to_owned), root.to_owned());
    let filling = tokio::task::spawn_blocking(move || match source {
        None => demo::book::make(&root, seed).map_err(Failure::DemoLoad),
        Some(source) => {
            std::fs::create_dir(&root).map_err(Failure::DemoLoad)?;
            let store = DiskStore::open(source)?;
            Ok(demo::book::copy(&store, &root)?)
        }
    });
    filling.await.map_err(|_| Failure::Interrupted)?
}

fn summarize(
    prompts: usize,
    done: Done,
    library: &Library,
    json: bool,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let Done { reads, saves, outside, failed } = done;
    let figures = library.metrics();
    let (hit_rate, swaps, evictions) = (figures.hit_rate, figures.generation, figures.evictions);
    if json {
        streams.json(&Summary { prompts, reads, hit_rate, saves, outside, swaps, evictions, failed })?;
    } else {
        for (label, figure) in [
            ("reads", reads.to_string()),
            ("hit rate", percent(hit_rate)),
            ("saves", saves.to_string()),
            ("outside", outside.to_string()),
            ("swaps", swaps.to_string()),
            ("evictions", evictions.to_string()),
            ("failed", failed.to_string()),
        ] {
            streams.line(format!("{label:<11} {figure}").as_bytes())?;
        }
    }
    streams.finish()
}

/// The signals that ask a process to end.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    fn take() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for one of them.
    async fn one(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
