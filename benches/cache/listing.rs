//! A sorted page of prompts that all were there at one moment, while a writer runs.

use crate::book::Book;
use crate::candidates::{Sorted, Unshared};
use crate::contest::{self, Effort, Entrant, Read};
use crate::lineup;
use crate::reads::CROWDS;
use crate::table::{self, Table};

/// Peers that have no such page to give, and why.
const CANNOT: [(&str, &str); 5] = [
    ("dashmap", "unordered; its iterator locks one shard after another"),
    ("papaya", "unordered; its iterator sees some of the writes made meanwhile"),
    ("scc::HashIndex", "unordered; its iterator sees some of the writes made meanwhile"),
    ("moka", "unordered; its iterator sees some of the writes made meanwhile"),
    ("quick_cache", "unordered; its iterator locks one shard after another"),
];

pub fn run(sizes: &[usize], rounds: usize) {
    println!("\nA consistent page of {} prompts in the order of names, from any name on.", Sorted::PAGE);
    println!("In each cell: times the floor's time (time per page).");
    for &size in sizes {
        let book = Book::new(size);
        let floor = Entrant::<Unshared<Sorted>>::new(&book);
        let contestants = lineup::listings(&book);
        let crowds = CROWDS.map(|crowd| contest::reads(&floor, &contestants, crowd, Effort::new(rounds, size)));
        let mut table = Table::new(&["", "1 thread", "2 threads", "1 and a writer", "2 and a writer"]);
        for (place, contestant) in contestants.iter().enumerate() {
            let cells = crowds.each_ref().map(|pages| {
                let Read { ns, ratio } = pages[place];
                format!("{} ({})", table::digits(ratio), table::time(ns))
            });
            table.row(std::iter::once(contestant.name()).chain(cells));
        }
        table.print(&format!("{} prompts", table::size(size)));
    }
    println!();
    for (peer, reason) in CANNOT {
        println!("  {peer:<14}  cannot: {reason}");
    }
}
