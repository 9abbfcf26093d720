//! The cache and its peers in one run. `cargo bench --bench cache`; with `-- --quick` a short run, with the names of
//! sections only those: `reads`, `writes`, `listing`, `eviction`, `stalls`, `article`.
//!
//! Only ratios within one run say something: times depend on the machine and on what else it does.

mod book;
mod candidates;
mod contest;
mod lineup;
mod reads;
mod table;
mod writes;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let asked: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let is_on = |section: &str| asked.is_empty() || asked.iter().any(|asked| *asked == section);
    let sizes: &[usize] = if quick { &[1_000] } else { &[100, 1_000, 10_000, 100_000] };
    let rounds = if quick { 9 } else { 61 };
    if is_on("reads") {
        reads::run(sizes, rounds);
    }
    if is_on("writes") {
        writes::run(sizes, rounds);
    }
}
