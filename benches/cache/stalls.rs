//! Bad moments: a writer that falls asleep in the middle of a write, and a reader that falls asleep with its result in
//! hand. How long is somebody else's longest call meanwhile?

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::book::Book;
use crate::candidates::*;
use crate::contest::{Entrant, elapsed, median};
use crate::table::{self, Table as Lines};

/// How long somebody sleeps.
const SLEEP: Duration = Duration::from_millis(60);

/// The longest calls, in nanoseconds: medians over the rounds.
#[derive(Clone, Copy)]
pub struct Longest {
    /// A read while a writer slept.
    pub read: f64,
    /// A write while a reader slept.
    pub write: f64,
}

/// By the names of candidates.
#[derive(Default)]
pub struct Stalls(HashMap<String, Longest>);

impl Stalls {
    pub fn get<C: Candidate>(&self) -> Option<Longest> {
        self.0.get(&C::name()).copied()
    }
}

pub fn run(rounds: usize) -> Stalls {
    println!("\nSomebody sleeps for {} ms; the longest call of somebody else meanwhile.", SLEEP.as_millis());
    let book = Book::new(1_000);
    let mut stalls = Stalls::default();
    let mut lines = Lines::new(&["", "a read while a writer sleeps", "a write while a reader sleeps"]);
    measure::<Ours<Handle>>(&book, rounds, &mut stalls, &mut lines);
    measure::<Cached<Hash>>(&book, rounds, &mut stalls, &mut lines);
    measure::<LeftRight<Hash>>(&book, rounds, &mut stalls, &mut lines);
    measure::<Locked<std::sync::Mutex<Hash>>>(&book, rounds, &mut stalls, &mut lines);
    measure::<Locked<std::sync::RwLock<Hash>>>(&book, rounds, &mut stalls, &mut lines);
    measure::<Locked<parking_lot::Mutex<Hash>>>(&book, rounds, &mut stalls, &mut lines);
    measure::<Locked<parking_lot::RwLock<Hash>>>(&book, rounds, &mut stalls, &mut lines);
    measure::<Locked<tokio::sync::RwLock<Hash>>>(&book, rounds, &mut stalls, &mut lines);
    lines.print("Stalls: medians over the rounds (1 k prompts)");
    stalls
}

fn measure<C: Stall>(book: &Book, rounds: usize, stalls: &mut Stalls, lines: &mut Lines) {
    let entrant = Entrant::<C>::new(book);
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    for _ in 0..rounds {
        let (key, prompt) = entrant.next_write();
        let mut reader = entrant.candidate.reader();
        let read = || {
            black_box(C::read(&mut reader, key));
        };
        reads.push(longest(|sleep| entrant.candidate.replace_slowly(key, prompt, sleep), read));
        writes.push(longest(|sleep| entrant.candidate.read_slowly(key, sleep), || entrant.write_one()));
    }
    let longest = Longest { read: median(reads), write: median(writes) };
    stalls.0.insert(C::name(), longest);
    lines.row([C::name(), table::time(longest.read), table::time(longest.write)]);
}

/// Nanoseconds of the longest `call` while `sleeper` sleeps on another thread.
fn longest(sleeper: impl FnOnce(&dyn Fn()) + Send, mut call: impl FnMut()) -> f64 {
    let asleep = Barrier::new(2);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            sleeper(&|| {
                asleep.wait();
                thread::sleep(SLEEP);
            });
            is_over.store(true, Ordering::Relaxed);
        });
        asleep.wait();
        let mut longest = Duration::ZERO;
        while !is_over.load(Ordering::Relaxed) {
            longest = longest.max(elapsed(&mut call));
        }
        longest.as_nanos() as f64
    })
}
