//! The article's comparison, lock and lock-free, as a table: in Rust, and in the Python it was written in.

use std::collections::HashMap;
use std::process::Command;

use serde::Deserialize;

use crate::book::Book;
use crate::candidates::{Hash, Unshared};
use crate::contest::{self, Crowd, Effort, Entrant, Read, Write};
use crate::lineup;
use crate::table::{self, Table};

/// The sizes at which it is compared.
pub const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/cache/article.py");

/// Ours beside the Python of the article, by size.
#[derive(Default)]
pub struct Article {
    pub ours: HashMap<usize, Times>,
    /// The lock-free one; empty where there is no Python.
    pub python: HashMap<usize, Times>,
}

#[derive(Clone, Copy, Deserialize)]
pub struct Times {
    pub read_ns: f64,
    pub write_ns: f64,
    /// Allocated per write, whether or not it is freed again.
    pub bytes: f64,
}

/// What the script prints: by kind of cache and size.
type Printed = HashMap<String, HashMap<usize, Times>>;

pub fn run(rounds: usize, python_seconds: f64) -> Article {
    println!("\nThe article's comparison, on one thread.");
    let python = python(python_seconds);
    let mut article = Article::default();
    for size in SIZES {
        let book = Book::new(size);
        let floor = Entrant::<Unshared<Hash>>::new(&book);
        let contestants = lineup::article(&book);
        let effort = Effort::new(rounds, size);
        let reads = contest::reads(&floor, &contestants, Crowd { readers: 1, writer: false }, effort);
        let writes = contest::writes(&contestants, effort);
        let mut table = Table::new(&["", "read", "write", "bytes per write", "ours: a read", "a write"]);
        let mut ours = None;
        for ((contestant, Read { ns, .. }), Write { ns: write_ns, bytes }) in contestants.iter().zip(reads).zip(writes)
        {
            let times = Times { read_ns: ns, write_ns, bytes };
            let ours = *ours.get_or_insert(times);
            row(&mut table, contestant.name(), times, ours);
        }
        let ours = ours.expect("ours is the first");
        article.ours.insert(size, ours);
        for (kind, label) in [("lock_free", "Python, dict copied"), ("locked", "Python, asyncio.Lock")] {
            if let Some(times) = python.get(kind).and_then(|sizes| sizes.get(&size)) {
                row(&mut table, label.to_owned(), *times, ours);
            }
        }
        table.print(&format!("{} prompts; how many times as fast ours is", table::size(size)));
    }
    article.python = python.get("lock_free").cloned().unwrap_or_default();
    article
}

fn row(table: &mut Table, name: String, times: Times, ours: Times) {
    let faster = |theirs: f64, ours: f64| format!("{}x", table::digits(theirs / ours));
    let read = faster(times.read_ns, ours.read_ns);
    let write = faster(times.write_ns, ours.write_ns);
    table.row([name, table::time(times.read_ns), table::time(times.write_ns), table::bytes(times.bytes), read, write]);
}

/// Runs the Python original, if there is a Python.
fn python(seconds: f64) -> Printed {
    let sizes = SIZES.map(|size| size.to_string());
    let output = match Command::new("python3").arg(SCRIPT).arg(seconds.to_string()).args(sizes).output() {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            println!("*** SKIPPED: the Python original failed:\n{}", String::from_utf8_lossy(&output.stderr));
            return Printed::new();
        }
        Err(error) => {
            println!("*** SKIPPED: the Python original was not run, because python3 could not be started: {error}");
            return Printed::new();
        }
    };
    serde_json::from_slice(&output.stdout).expect("the script prints its times as JSON")
}
