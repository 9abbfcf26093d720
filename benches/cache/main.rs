//! The cache and its peers in one run. `cargo bench --bench cache`; with `-- --quick` a short run, with the names of
//! sections only those: `reads`, `writes`, `listing`, `eviction`, `stalls`, `article`.
//!
//! Only ratios within one run say something: times depend on the machine and on what else it does.

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
    stalls: usize,
    python_seconds: f64,
}

const FULL: Extent = Extent { sizes: &[100, 1_000, 10_000, 100_000], rounds: 31, stalls: 9, python_seconds: 1.0 };

const QUICK: Extent = Extent { sizes: &[1_000, 10_000], rounds: 5, stalls: 3, python_seconds: 0.3 };

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
    // Where others want the cores too, less of what two threads do is done at once, and less of it counts.
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    println!("{cores} cores; the load before this run: {load}");
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
        results.hit_rates = Some(eviction::run());
    }
    if is_on("stalls") {
        results.stalls = stalls::run(extent.stalls);
    }
    if is_on("article") {
        results.article = article::run(extent.rounds, extent.python_seconds);
    }
    goals::print(&results);
    println!("\n{} s", started.elapsed().as_secs());
}
