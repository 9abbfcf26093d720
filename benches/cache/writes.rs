//! Replacing one prompt, visible to every read that starts afterwards.

use std::collections::HashMap;

use crate::book::Book;
use crate::candidates::{Cached, Candidate, Hash};
use crate::contest::{self, Effort, Write};
use crate::lineup;
use crate::table::{self, Table};

/// What was measured.
#[derive(Default)]
pub struct Writes(HashMap<(usize, String), Write>);

impl Writes {
    /// Of the candidate `C`, if it took part.
    pub fn get<C: Candidate>(&self, size: usize) -> Option<Write> {
        self.0.get(&(size, C::name())).copied()
    }
}

/// Times all candidates and prints a table for each size.
pub fn run(sizes: &[usize], rounds: usize) -> Writes {
    println!("\nReplacing one prompt by another that is there already: the text itself is not counted.");
    let mut writes = Writes::default();
    for &size in sizes {
        let book = Book::new(size);
        let contestants = lineup::kinds(&book);
        let times = contest::writes(&contestants, Effort::new(rounds, size));
        writes.0.extend(contestants.iter().map(|contestant| (size, contestant.name())).zip(times));
        let mut table = Table::new(&["", "a write", "bytes", "times as fast as the whole copy"]);
        let copy = writes.get::<Cached<Hash>>(size).expect("it took part");
        for contestant in &contestants {
            let write = writes.0[&(size, contestant.name())];
            let faster = table::digits(copy.ns / write.ns);
            table.row([contestant.name(), table::time(write.ns), table::bytes(write.bytes), faster]);
        }
        table.print(&format!("{} prompts", table::size(size)));
    }
    writes
}
