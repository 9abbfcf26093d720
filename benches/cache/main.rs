//! The cache and its peers in one run. `cargo bench --bench cache`; with `-- --quick` a short run, with the names of
//! sections only those: `reads`, `writes`, `listing`, `eviction`, `stalls`, `article`.
//!
//! Only ratios within one run say something: times depend on the machine and on what else it does. What two threads
//! reach together shows only while nobody else wants their cores.

mod article;
mod book;
mod candidates;
mod contest;
mod eviction;
mod goals;
mod lineup;
mod listing;
mod reads;
mod stalls;
mod table;
mod writes;

use std::time::Instant;

const SECTIONS: [&str; 6] = ["reads", "writes", "listing", "eviction", "stalls", "article"];

/// How much is measured.
struct Extent {
    sizes: &'static [usize],
    rounds: usize,
    requests: usize,
    stalls: usize,
    python_seconds: f64,
}

const FULL: Extent =
    Extent { sizes: &[100, 1_000, 10_000, 100_000], rounds: 61, requests: 1_000_000, stalls: 9, python_seconds: 1.0 };

const QUICK: Extent = Extent { sizes: &[1_000, 10_000], rounds: 9, requests: 100_000, stalls: 3, python_seconds: 0.3 };

fn main() {
    let (flags, asked): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = asked.iter().find(|asked| !SECTIONS.contains(&asked.as_str())) {
        eprintln!("there is no section {unknown}: the sections are {}", SECTIONS.join(", "));
        std::process::exit(2);
    }
    let extent = if flags.iter().any(|flag| flag == "--quick") { QUICK } else { FULL };
    let is_on = |section: &str| asked.is_empty() || asked.iter().any(|asked| asked == section);
    let started = Instant::now();
    let mut results = goals::Results::default();
    if is_on("reads") {
        results.reads = reads::run(extent.sizes, extent.rounds);
    }
    if is_on("writes") {
        results.writes = writes::run(extent.sizes, extent.rounds);
    }
    if is_on("listing") {
        listing::run(extent.sizes, extent.rounds);
    }
    if is_on("eviction") {
        results.hit_rates = Some(eviction::run(extent.requests));
    }
    if is_on("stalls") {
        results.stalls = stalls::run(extent.stalls);
    }
    if is_on("article") {
        results.article = article::run(extent.rounds, extent.python_seconds);
    }
    goals::print(&results);
    println!(
        "\n{} s, {} cores",
        started.elapsed().as_secs(),
        std::thread::available_parallelism().map_or(0, usize::from)
    );
}
