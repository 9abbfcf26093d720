//! A day of work in a book, as fast as it goes: reads, saves, what other programs do one by one, checkouts of hundreds of
//! files, storms of renamed folders, overflows of the watch. At the end the cache is what the disk is, byte for byte, and
//! the process is no larger than it was after the first quarter.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::*;
use crate::metrics::process_memory;

/// A day at two events a second.
const DAY: usize = 172_800;

/// Files that a checkout replaces.
const CHECKOUT: usize = 300;

/// Folders that a storm renames, three renames for each pair.
const STORM: usize = 16;

const FOLDERS: u64 = 2 * STORM as u64;
const NAMES_IN_EACH: u64 = 24;

struct Soak {
    book: Book,
    library: Library,
    random: fastrand::Rng,
    done: usize,
    bursts: usize,
    /// What the system does when there are more changes than it can report.
    overload: Reports,
}

/// Whether what is replaced is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum History {
    Kept,
    Off,
}

/// What the process holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    memory: u64,
    descriptors: usize,
    threads: usize,
    watches: usize,
}

impl Held {
    fn now() -> Held {
        let entries = |folder: &str| fs::read_dir(folder).map_or(0, Iterator::count);
        let watches = fs::read_dir("/proc/self/fdinfo").into_iter().flatten().flatten().map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            text.lines().filter(|line| line.starts_with("inotify wd:")).count()
        });
        Held {
            memory: process_memory().expect("the system tells"),
            descriptors: entries("/proc/self/fd"),
            threads: entries("/proc/self/task"),
            watches: watches.sum(),
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Held { memory, descriptors, threads, watches } = self;
        write!(f, "{memory:>11} bytes, {descriptors} descriptors, {threads} threads, {watches} watches")
    }
}

impl Soak {
    /// The book lies in memory where the system has a folder there: a save synchronises, and a day of that is a day.
    async fn begin(overload: Reports, history: History) -> Soak {
        let in_memory = Path::new("/dev/shm");
        let folder = if in_memory.is_dir() { tempfile::tempdir_in(in_memory) } else { tempfile::tempdir() };
        let book = book_in(folder.expect("a folder for the test"));
        for folder in 0..FOLDERS {
            for name in 0..NAMES_IN_EACH {
                book.put(&format!("{folder}/{name}.md"), "# First\n");
            }
        }
        // An hour: what is seen is seen by the watch. Longer waits would only make the checkpoints longer.
        let rescan = Duration::from_secs(3600);
        let state = book.options().state.filter(|_| history == History::Kept);
        let library = book.library_with(Options { rescan, state, ..book.options() });
        library.follow();
        library.list().await.expect("a listing");
        Soak { book, library, random: fastrand::Rng::with_seed(1), done: 0, bursts: 0, overload }
    }

    async fn go_on_until(&mut self, events: usize) {
        let mut next_burst = self.done + 2_000;
        while self.done < events {
            if self.done >= next_burst || events - self.done <= CHECKOUT + 3 * STORM {
                next_burst = self.done + 2_000;
                self.bursts += 1;
                match self.bursts % 4 {
                    0 | 2 => self.check_out(),
                    3 => self.rename_folders(),
                    _ => {
                        self.book.store.report(self.overload);
                        self.check_out();
                        self.rename_folders();
                        self.reports_were_lost().await;
                        self.book.store.report(Reports::Pass);
                    }
                }
            }
            self.one_event().await;
        }
    }

    /// Waits until everything so far was reported or not.
    async fn reports_were_lost(&self) {
        let name = format!("lost-{}.log", self.done);
        fs::write(self.book.path(&name), "").expect("a file");
        until("the reports come to their end", || self.book.store.has_lost(&name)).await;
        fs::remove_file(self.book.path(&name)).expect("a removal");
        self.book.store.lost.lock().expect("no panic").clear();
    }

    fn name(&mut self) -> String {
        format!("{}/{}.md", self.random.u64(..FOLDERS), self.random.u64(..NAMES_IN_EACH))
    }

    fn text(&mut self) -> String {
        format!("# Event {}\n{}\n", self.done, "文 text ".repeat(self.random.usize(..80)))
    }

    /// What fails because the file is not there, or is there, is an event like any other.
    async fn one_event(&mut self) {
        self.done += 1;
        let (name, text) = (self.name(), self.text());
        match self.random.u8(..100) {
            0..40 => drop(self.library.read(&id(&name)).await),
            40..55 => self.book.put(&name, &text),
            55..70 => {
                self.book.put(&name, "");
                self.book.put_at_once(&name, &text);
            }
            70..80 => drop(fs::remove_file(self.book.path(&name))),
            80..94 => drop(self.library.save(&id(&name), text.into(), Expected::Anything).await),
            94..97 => drop(self.library.remove(&id(&name)).await),
            _ => {
                let to = self.name();
                drop(self.library.rename(&id(&name), &id(&to)).await);
            }
        }
    }

    /// As git does it: the old file goes, a new one comes.
    fn check_out(&mut self) {
        let text = format!("# Branch of event {}\n", self.done);
        for file in 0..CHECKOUT as u64 {
            let name = format!("{}/{}.md", file % FOLDERS, file / FOLDERS);
            drop(fs::remove_file(self.book.path(&name)));
            self.book.put(&name, &text);
            self.done += 1;
        }
    }

    /// Each two folders change their names.
    fn rename_folders(&mut self) {
        for pair in 0..STORM {
            let (one, other) = (format!("{}", 2 * pair), format!("{}", 2 * pair + 1));
            for (from, to) in [(&one, "between"), (&other, one.as_str()), (&"between".to_owned(), other.as_str())] {
                fs::rename(self.book.path(from), self.book.path(to)).expect("a rename");
                self.done += 1;
            }
        }
    }

    /// Once a last change is seen, so is all that came before it. What differs from the disk then is told.
    async fn compare(&mut self) -> Result<usize, String> {
        let marker = format!("marker-{}.md", self.done);
        self.book.put_at_once(&marker, "marker");
        wait_for_name(&self.library, &marker).await;
        let mut disk = BTreeMap::new();
        files(&self.book.path(""), "", &mut disk);
        let (listed, there) = (names(&self.library), disk.keys().cloned().collect::<Vec<_>>());
        if listed != there {
            let odd = |from: &[String], of: &[String]| from.iter().filter(|name| !of.contains(name)).count();
            return Err(format!("{} names too many, {} missing", odd(&listed, &there), odd(&there, &listed)));
        }
        for (name, bytes) in &disk {
            let held = resident(&self.library, name);
            if held.is_some_and(|text| text.as_bytes() != bytes) {
                return Err(format!("the cache has another {name} than the disk"));
            }
            if self.library.read(&id(name)).await.map_err(|error| error.to_string())?.raw() != bytes.as_slice() {
                return Err(format!("another {name} is read than is on disk"));
            }
        }
        Ok(disk.len())
    }
}

async fn wait_for_name(library: &Library, name: &str) {
    wait_until(library, name, |library| library.snapshot().get(&id(name)).is_some()).await;
}

fn files(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).max_blocking_threads(4).enable_all().build().expect("a runtime")
}

#[test]
fn after_checkouts_storms_and_overflows_the_cache_is_what_the_disk_is() {
    runtime().block_on(async {
        let mut soak = Soak::begin(Reports::Overflow, History::Kept).await;
        soak.go_on_until(8_000).await;
        assert!(soak.compare().await.expect("they agree") > 500);
        assert!(matches!(soak.library.watch_state(), WatchState::Watching { .. }));
    });
}

#[test]
fn a_watch_that_says_nothing_of_its_overflow_is_caught() {
    runtime().block_on(async {
        let mut soak = Soak::begin(Reports::Lost, History::Kept).await;
        for events in (1..=20).map(|round| round * 4_000) {
            soak.go_on_until(events).await;
            if soak.compare().await.is_err() {
                return;
            }
        }
        panic!("went unnoticed");
    });
}

/// Returns what the process held after each quarter.
async fn a_day(history: History) -> Vec<Held> {
    let started = Instant::now();
    let mut soak = Soak::begin(Reports::Overflow, history).await;
    let mut quarters = Vec::new();
    for quarter in 1..=4 {
        soak.go_on_until(quarter * DAY / 4).await;
        let prompts = soak.compare().await.expect("they agree");
        let held = Held::now();
        println!("{:>6} events, {prompts} prompts, {:.0?}: {held}", soak.done, started.elapsed());
        quarters.push(held);
    }
    let swaps = soak.library.snapshot().generation();
    println!("{swaps} swaps, {} of them for other programs", self::swaps(&soak.library, Cause::Disk));
    let (first, last) = (quarters[0], quarters[3]);
    assert!(last.descriptors <= first.descriptors + 2, "{first}, then {last}");
    assert!(last.threads <= first.threads + 2, "{first}, then {last}");
    assert_eq!(last.watches, 1 + FOLDERS as usize, "one for each folder");
    assert_eq!(soak.library.watch_state(), WatchState::Watching { folders: last.watches });
    quarters
}

#[test]
#[ignore = "takes minutes and needs a process of its own: .ci/prove soak"]
fn after_a_day_of_work_nothing_has_grown_and_the_cache_is_what_the_disk_is() {
    let quarters = runtime().block_on(a_day(History::Off));
    let (first, last) = (quarters[0], quarters[3]);
    assert!(last.memory < first.memory + first.memory / 16, "memory grew from {first} to {last}");
}

#[test]
#[ignore = "takes minutes and needs a process of its own: .ci/prove soak"]
fn after_a_day_of_work_with_a_history_only_its_list_of_changes_has_grown() {
    let quarters = runtime().block_on(a_day(History::Kept));
    let (first, last) = (quarters[0], quarters[3]);
    // A fifth of the events are changes that it keeps, until the book is opened again.
    let list = 3 * DAY as u64 / 4 / 5 * 512;
    assert!(last.memory < first.memory + first.memory / 16 + list, "memory grew from {first} to {last}");
}
