//! Reading one prompt: every candidate at every size, by one and by two threads, with and without a writer.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use crate::book::{Book, long_name};
use crate::candidates::{Candidate, Hash, MISSED_BY_SCC, Unshared};
use crate::contest::{self, Contestant, Crowd, Effort, Entrant, Read};
use crate::lineup;
use crate::table::{self, Table};

/// One thread or two, alone or with a writer.
pub const CROWDS: [Crowd; 4] = [
    Crowd { readers: 1, writer: false },
    Crowd { readers: 2, writer: false },
    Crowd { readers: 1, writer: true },
    Crowd { readers: 2, writer: true },
];

/// What was measured.
#[derive(Default)]
pub struct Reads(HashMap<(usize, Crowd, String), Read>);

impl Reads {
    /// Of the candidate `C`, if it took part.
    pub fn get<C: Candidate>(&self, size: usize, crowd: Crowd) -> Option<Read> {
        self.0.get(&(size, crowd, C::name())).copied()
    }
}

/// Times all of them and prints a table for each size.
pub fn run(sizes: &[usize], rounds: usize) -> Reads {
    println!("\nReading one prompt. In each cell: times the floor's time (nanoseconds).");
    println!("The writer replaces one prompt, then rests for 100 µs; the floor's writer rests and writes nothing.");
    println!("Two readers and a writer are three threads: on two cores the writer takes its time from a reader.");
    let mut reads = Reads::default();
    for &size in sizes {
        let book = Book::new(size);
        let floor = Entrant::<Unshared<Hash>>::new(&book);
        let mut contestants = lineup::kinds(&book);
        contestants.extend(lineup::other_ways_to_read(&book));
        for crowd in CROWDS {
            let times = contest::reads(&floor, &contestants, crowd, Effort::new(rounds, size));
            let timed = contestants.iter().zip(times);
            reads.0.extend(timed.map(|(contestant, read)| ((size, crowd, contestant.name()), read)));
        }
        print(size, &contestants, &reads);
    }
    long_names(sizes, rounds);
    let missed = MISSED_BY_SCC.load(Ordering::Relaxed);
    if missed > 0 {
        println!("\nscc::HashIndex did not find {missed} prompts that were being replaced.");
    }
    reads
}

/// Names too long to be kept in place, which each cost a look at other memory.
fn long_names(sizes: &[usize], rounds: usize) {
    let mut table = Table::new(&["", "promptbook", "thread-local", "arc_swap::Cache, HashMap", "scc::HashIndex"]);
    for &size in sizes {
        let book = Book::with_names(size, long_name);
        let floor = Entrant::<Unshared<Hash>>::new(&book);
        let times = contest::reads(&floor, &lineup::with_long_names(&book), CROWDS[0], Effort::new(rounds, size));
        let cells =
            times.into_iter().map(|Read { ns, ratio }| format!("{} ({})", table::digits(ratio), table::digits(ns)));
        table.row(std::iter::once(format!("{} prompts", table::size(size))).chain(cells));
    }
    table.print(&format!("Names of {} bytes, one thread", long_name(0).len()));
}

fn print(size: usize, contestants: &[Box<dyn Contestant + '_>], reads: &Reads) {
    let mut table = Table::new(&["", "1 thread", "2 threads", "1 and a writer", "2 and a writer"]);
    for contestant in contestants {
        let cells = CROWDS.map(|crowd| {
            let Read { ns, ratio } = reads.0[&(size, crowd, contestant.name())];
            format!("{} ({})", table::digits(ratio), table::digits(ns))
        });
        table.row(std::iter::once(contestant.name()).chain(cells));
    }
    table.print(&format!("{} prompts", table::size(size)));
}
