//! Hit rates: which texts stay when not all fit. The same requests for everybody, one after the other; a miss puts the
//! prompt in.

mod policies;

use std::collections::HashMap;

use crate::table::Table;
use policies::{Lru, Moka, OldestFirst, Policy, QuickCache, S3Fifo, Sieve};

/// Prompts that are asked for.
const NAMES: usize = 10_000;

/// Prompts that fit.
const CAPACITY: usize = 1_000;

/// Enough of them that the start from an empty cache does not show.
const REQUESTS: usize = 1_000_000;

/// What is asked for over time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trace {
    /// The `n`-th most popular prompt is asked for in proportion to n^-0.8, independently of what came before.
    Zipf08,
    /// The same with n^-1, so that fewer prompts get more of the requests.
    Zipf10,
    /// The same, and after each 10 000 requests a scan: 500 prompts in a row, each once, as an export or a full-text
    /// search of a folder reads them.
    Scans,
    /// The same without scans, and each 250 000 requests other prompts become the popular ones: what was worth keeping
    /// must go.
    Moves,
}

impl Trace {
    const ALL: [Trace; 4] = [Trace::Zipf08, Trace::Zipf10, Trace::Scans, Trace::Moves];

    /// Those of the goals.
    pub const GOALS: [Trace; 3] = [Trace::Zipf08, Trace::Zipf10, Trace::Scans];

    pub fn label(self) -> &'static str {
        match self {
            Trace::Zipf08 => "zipf 0.8",
            Trace::Zipf10 => "zipf 1.0",
            Trace::Scans => "zipf 1.0 + scans",
            Trace::Moves => "zipf 1.0, moving",
        }
    }

    /// The prompts asked for; always the same.
    fn requests(self) -> Vec<usize> {
        const BETWEEN_SCANS: usize = 10_000;
        const SCAN: usize = 500;
        const BETWEEN_MOVES: usize = 250_000;
        let exponent = if self == Trace::Zipf08 { 0.8 } else { 1.0 };
        let mut random = fastrand::Rng::with_seed(1);
        // Popularity has nothing to do with the place in the order of names.
        let mut by_popularity: Vec<usize> = (0..NAMES).collect();
        random.shuffle(&mut by_popularity);
        let mut sum = 0.0;
        let sums: Vec<f64> = (1..=NAMES)
            .map(|rank| {
                sum += (rank as f64).powf(-exponent);
                sum
            })
            .collect();
        let mut requests = Vec::with_capacity(REQUESTS);
        while requests.len() < REQUESTS {
            if self == Trace::Moves && requests.len() % BETWEEN_MOVES == 0 {
                random.shuffle(&mut by_popularity);
            }
            for _ in 0..BETWEEN_SCANS {
                let point = random.f64() * sum;
                requests.push(by_popularity[sums.partition_point(|sum| *sum <= point).min(NAMES - 1)]);
            }
            if self == Trace::Scans {
                let first = random.usize(0..NAMES);
                requests.extend((first..first + SCAN).map(|n| n % NAMES));
            }
        }
        requests
    }
}

/// Hit rates in percent.
#[derive(Default)]
pub struct HitRates(HashMap<(Trace, &'static str), f64>);

impl HitRates {
    pub fn ours(&self, trace: Trace) -> f64 {
        self.0[&(trace, Sieve::NAME)]
    }

    pub fn oldest_first(&self, trace: Trace) -> f64 {
        self.0[&(trace, OldestFirst::NAME)]
    }

    /// The best of those that are not ours.
    pub fn best_peer(&self, trace: Trace) -> f64 {
        let peers = self.0.iter().filter(|((of, name), _)| *of == trace && *name != Sieve::NAME);
        peers.map(|(_, rate)| *rate).fold(0.0, f64::max)
    }
}

pub fn run() -> HitRates {
    println!("\nHit rates in percent: {NAMES} prompts, room for {CAPACITY}, {REQUESTS} requests from an empty cache.");
    let traces = Trace::ALL.map(Trace::requests);
    let mut rates = HitRates::default();
    let mut head = vec![""];
    head.extend(Trace::ALL.map(Trace::label));
    let mut table = Table::new(&head);
    compare::<Sieve>(&traces, &mut rates, &mut table);
    compare::<OldestFirst>(&traces, &mut rates, &mut table);
    compare::<Lru>(&traces, &mut rates, &mut table);
    compare::<S3Fifo>(&traces, &mut rates, &mut table);
    compare::<Moka>(&traces, &mut rates, &mut table);
    compare::<QuickCache>(&traces, &mut rates, &mut table);
    table.print("Hit rates");
    rates
}

fn compare<P: Policy>(traces: &[Vec<usize>; 4], rates: &mut HitRates, table: &mut Table) {
    let mut cells = vec![P::NAME.to_owned()];
    for (trace, requests) in Trace::ALL.into_iter().zip(traces) {
        let mut policy = P::new(NAMES, CAPACITY);
        let hits = requests.iter().filter(|request| policy.request(**request)).count();
        let rate = hits as f64 / requests.len() as f64 * 100.0;
        cells.push(format!("{rate:.1}"));
        rates.0.insert((trace, P::NAME), rate);
    }
    table.row(cells);
}
