//! What was asked of the cache, and what this run measured. A figure that was not taken is left out: a run of some
//! sections judges those.

use crate::article::{self, Article};
use crate::candidates::*;
use crate::contest::{Crowd, Read};
use crate::eviction::{HitRates, Trace};
use crate::reads::Reads;
use crate::stalls::Stalls;
use crate::table::{self, Table as Lines};
use crate::writes::Writes;

/// What the sections of this run measured.
#[derive(Default)]
pub struct Results {
    pub reads: Reads,
    pub writes: Writes,
    pub hit_rates: Option<HitRates>,
    pub stalls: Stalls,
    pub article: Article,
}

const ONE: Crowd = Crowd { readers: 1, writer: false };
const TWO: Crowd = Crowd { readers: 2, writer: false };

type Promptbook = Ours<Handle>;

pub fn print(results: &Results) {
    let mut goals = Goals { lines: Lines::new(&["goal", "asked", "measured", "verdict"]) };
    reads(&mut goals, &results.reads);
    peers(&mut goals, &results.reads);
    writes(&mut goals, &results.writes);
    python(&mut goals, &results.article);
    stalls(&mut goals, &results.stalls);
    if let Some(hit_rates) = &results.hit_rates {
        eviction(&mut goals, hit_rates);
    }
    goals.lines.print("Goals");
}

/// 1: how near a hit comes to the floor.
fn reads(goals: &mut Goals, reads: &Reads) {
    for size in [100, 1_000, 10_000] {
        for (crowd, threads) in [(ONE, "1 thread"), (TWO, "2 threads")] {
            let goal = |what| format!("1 {what}, {}, {threads}", table::size(size));
            let ratio = |read: Read| read.ratio;
            goals.at_most(goal("read by handle"), "the floor", 1.3, reads.get::<Promptbook>(size, crowd).map(ratio));
            let thread_local = reads.get::<Ours<ThreadLocal>>(size, crowd).map(ratio);
            goals.at_most(goal("read, thread-local"), "the floor", 1.3, thread_local);
        }
        let returned = reads.get::<Ours<Cloned>>(size, ONE).map(|read| read.ratio);
        goals.at_most(format!("1 Arc returned, {}, 1 thread", table::size(size)), "the floor", 1.6, returned);
        for (crowd, threads) in [(ONE, "1 thread"), (TWO, "2 threads")] {
            let counted = reads.get::<Promptbook>(size, crowd).zip(reads.get::<Uncounted>(size, crowd));
            let added = counted.map(|(counted, uncounted)| counted.ns - uncounted.ns);
            let goal = format!("1 counter, visited bit, generation, {}, {threads}", table::size(size));
            goals.row(goal, "<= +2 ns", added.map(|ns| (format!("{ns:+.1} ns"), ns <= 2.0)));
        }
    }
}

/// 2: how far the peers are, at two threads and 1 000 prompts.
fn peers(goals: &mut Goals, reads: &Reads) {
    /// Times as fast as the candidate `C`, each compared by its own floor.
    fn over<C: Candidate>(goals: &mut Goals, reads: &Reads, asked: f64) {
        let both = reads.get::<C>(1_000, TWO).zip(reads.get::<Promptbook>(1_000, TWO));
        let goal = format!("2 against {}, 2 threads", C::name());
        goals.at_least(goal, "", asked, both.map(|(peer, ours)| peer.ratio / ours.ratio));
    }
    over::<DashMap>(goals, reads, 2.0);
    over::<Locked<std::sync::Mutex<Hash>>>(goals, reads, 3.0);
    over::<Locked<std::sync::RwLock<Hash>>>(goals, reads, 3.0);
    over::<Locked<parking_lot::Mutex<Hash>>>(goals, reads, 3.0);
    over::<Locked<parking_lot::RwLock<Hash>>>(goals, reads, 3.0);
    over::<Locked<tokio::sync::RwLock<Hash>>>(goals, reads, 3.0);
    over::<SccHashIndex>(goals, reads, 1.2);
    over::<Moka>(goals, reads, 10.0);
    // Level, as far as two such ratios repeat.
    over::<LeftRight<Hash>>(goals, reads, 0.95);
}

/// 3: what a write takes, and how that grows.
fn writes(goals: &mut Goals, writes: &Writes) {
    let ours = |size| writes.get::<Promptbook>(size);
    for size in [1_000, 10_000, 100_000] {
        let bytes = ours(size).map(|write| (table::bytes(write.bytes), write.bytes <= 1024.0));
        goals.row(format!("3 bytes per replace, {}", table::size(size)), "<= 1024 B", bytes);
    }
    let (small, large) = (ours(1_000), ours(100_000));
    let growth = large.zip(small);
    goals.at_most("3 bytes, 100 k to 1 k".into(), "", 1.6, growth.map(|(large, small)| large.bytes / small.bytes));
    goals.at_most("3 write time, 100 k to 1 k".into(), "", 8.0, growth.map(|(large, small)| large.ns / small.ns));
    for (size, asked) in [(1_000, 30.0), (10_000, 100.0), (100_000, 1000.0)] {
        let both = writes.get::<Cached<Hash>>(size).zip(ours(size));
        let goal = format!("3 write against the whole copy, {}", table::size(size));
        goals.at_least(goal, "", asked, both.map(|(copy, ours)| copy.ns / ours.ns));
    }
}

/// 4: against the Python of the article.
fn python(goals: &mut Goals, article: &Article) {
    for (size, asked) in article::SIZES.into_iter().zip([15.0, 40.0, 300.0]) {
        let both = article.python.get(&size).zip(article.ours.get(&size));
        let size = table::size(size);
        let read = both.map(|(python, ours)| python.read_ns / ours.read_ns);
        goals.at_least(format!("4 read against Python, {size}"), "", 15.0, read);
        let write = both.map(|(python, ours)| python.write_ns / ours.write_ns);
        goals.at_least(format!("4 write against Python, {size}"), "", asked, write);
    }
}

/// 5: nobody waits for anybody.
fn stalls(goals: &mut Goals, stalls: &Stalls) {
    let longest = stalls.get::<Promptbook>();
    let verdict = |ns: f64| (table::time(ns), ns < 1e6);
    goals.row("5 longest read, writer asleep".into(), "< 1 ms", longest.map(|longest| verdict(longest.read)));
    goals.row("5 longest write, reader asleep".into(), "< 1 ms", longest.map(|longest| verdict(longest.write)));
}

/// 6: which texts stay.
fn eviction(goals: &mut Goals, rates: &HitRates) {
    for trace in Trace::GOALS {
        let behind = rates.best_peer(trace) - rates.ours(trace);
        let goal = format!("6 behind the best peer, {}", trace.label());
        goals.row(goal, "<= 1.5 points", Some((format!("{behind:.1} points"), behind <= 1.5)));
        let ahead = rates.ours(trace) - rates.oldest_first(trace);
        let goal = format!("6 ahead of oldest first, {}", trace.label());
        goals.row(goal, ">= 6 points", Some((format!("{ahead:.1} points"), ahead >= 6.0)));
    }
}

struct Goals {
    lines: Lines,
}

impl Goals {
    // What is not a number was not measured: on one core there is nothing that two threads do at once.
    fn at_most(&mut self, goal: String, of: &str, asked: f64, measured: Option<f64>) {
        let measured = measured.filter(|ratio| ratio.is_finite());
        let measured = measured.map(|ratio| (format!("{ratio:.2}x"), ratio <= asked));
        self.row(goal, format!("<= {asked}x {of}").trim_end(), measured);
    }

    fn at_least(&mut self, goal: String, of: &str, asked: f64, measured: Option<f64>) {
        let measured = measured.filter(|ratio| ratio.is_finite());
        let measured = measured.map(|ratio| (format!("{}x", table::digits(ratio)), ratio >= asked));
        self.row(goal, format!(">= {asked}x {of}").trim_end(), measured);
    }

    fn row(&mut self, goal: String, asked: &str, measured: Option<(String, bool)>) {
        if let Some((measured, is_met)) = measured {
            let verdict = if is_met { "met" } else { "missed" };
            self.lines.row([goal, asked.to_owned(), measured, verdict.to_owned()]);
        }
    }
}
