//! `promptbook stats`: every prompt read once, and the figures of that.

use serde::Serialize;

use super::skipped::mention_skipped;
use super::{Failure, Streams};
use crate::cache::{CacheState, OldSnapshots};
use crate::cli::StatsArgs;
use crate::instances::Follow;
use crate::library::Library;
use crate::metrics::prometheus::Exposition;
use crate::metrics::{Figures, Percentiles, Policy, Room, WhatIf};
use crate::prompt::PromptId;
use crate::store::WatchState;

/// The figures of the pane, and what only a look at every prompt tells.
#[derive(Debug, Serialize)]
struct Stats {
    /// Bytes of all files.
    bytes: u64,
    /// Prompts that could not be read.
    unreadable: usize,
    #[serde(flatten)]
    figures: Figures,
}

/// Lists the book, reads each prompt through the cache and prints what that came to.
pub async fn run(library: &Library, args: &StatsArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let ReadOnce { bytes, faults } = read_once(library).await?;
    let stats = Stats { bytes, unreadable: faults.len(), figures: library.metrics() };
    if args.json {
        streams.json(&stats)?;
    } else if args.prometheus {
        streams.contents(exposition(&stats).as_bytes())?;
    } else {
        for (label, figure) in lines(&stats) {
            streams.line(format!("{label:<11} {figure}").as_bytes())?;
        }
    }
    mention(&faults, streams);
    mention_skipped(library, streams);
    Ok(())
}

/// What reading each prompt once came to.
pub(super) struct ReadOnce {
    /// Bytes of all files.
    bytes: u64,
    /// Why some could not be read.
    pub(super) faults: Vec<String>,
}

/// Lists the book and reads each prompt through the cache.
pub(super) async fn read_once(library: &Library) -> Result<ReadOnce, Failure> {
    library.list().await?;
    let snapshot = library.snapshot();
    let ids: Vec<PromptId> = snapshot.entries().map(|entry| entry.id.clone()).collect();
    let bytes = snapshot.entries().map(|entry| entry.stamp.size).sum();
    drop(snapshot);
    let mut faults = Vec::new();
    for id in &ids {
        if let Err(error) = library.read(id).await {
            faults.push(error.to_string());
        }
    }
    Ok(ReadOnce { bytes, faults })
}

/// Says what could not be read, if anything.
pub(super) fn mention(faults: &[String], streams: &mut Streams<'_>) {
    if let Some(first) = faults.first() {
        streams.note(&format!("{} could not be read, the first because {first}", count(faults.len() as u64, "prompt")));
    }
}

fn exposition(stats: &Stats) -> String {
    let Stats { bytes, unreadable, figures } = stats;
    let mut text = Exposition::default();
    text.gauge("book_bytes", "Bytes of all prompt files.", *bytes as f64);
    text.gauge("unreadable_prompts", "Prompts that could not be read.", *unreadable as f64);
    text.figures(figures);
    text.finish()
}

/// Prints what an instance says now for Prometheus, which makes rates of its counters itself.
pub(super) async fn scrape(mut follow: Follow, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let Some(report) = follow.next().await else { return Ok(()) };
    let report = report?;
    let mut text = Exposition::default();
    let started = report.started.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    text.gauge("start_time_seconds", "When it began to serve this book, since 1970.", started.as_secs_f64());
    text.figures(&report.figures);
    streams.contents(text.finish().as_bytes())
}

fn lines(stats: &Stats) -> Vec<(&'static str, String)> {
    // A new figure stops here until somebody has decided how it is printed.
    let Figures {
        generation,
        last_swap: _,
        swaps,
        prompts,
        resident,
        resident_bytes,
        max_bytes,
        max_entries,
        cache: state,
        hits,
        misses,
        miss_reasons,
        hit_rate,
        evictions,
        eviction_causes,
        load,
        save,
        build,
        swap,
        flights,
        loads_shared,
        watch: watched,
        old_snapshots,
        index_bytes,
        what_if: ghosts,
        followed: _,
        memory,
        memory_limit,
    } = &stats.figures;
    let by = |parts: Vec<String>| if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    let reasons = miss_reasons.iter().map(|(reason, count)| format!("{} {count}", reason.label())).collect();
    let causes = swaps.iter().map(|(cause, count)| format!("{} {count}", cause.label())).collect();
    let caps = eviction_causes.iter().map(|(cap, count)| format!("{} {count}", cap.label())).collect();
    let limit = memory_limit.map_or(String::new(), |limit| format!(" of at most {}", size(limit)));
    vec![
        ("prompts", format!("{prompts} ({})", size(stats.bytes))),
        (
            "in memory",
            format!("{resident} of at most {max_entries} ({} of at most {})", size(*resident_bytes), size(*max_bytes)),
        ),
        ("cache", cache(*state)),
        ("hit rate", percent(*hit_rate)),
        ("hits", hits.to_string()),
        ("misses", format!("{misses}{}", by(reasons))),
        ("swaps", format!("{generation}{}", by(causes))),
        ("evictions", format!("{evictions}{}", by(caps))),
        ("what if", what_if(ghosts)),
        ("load", percentiles(*load)),
        ("save", percentiles(*save)),
        ("build", percentiles(*build)),
        ("swap", percentiles(*swap)),
        ("loads", format!("{flights} in progress, {loads_shared} saved by sharing")),
        ("old", old(old_snapshots)),
        ("watch", watch(watched)),
        ("memory", memory.map_or("—".into(), size) + &limit),
        ("index", size(*index_bytes)),
    ]
}

fn what_if(ghosts: &[WhatIf]) -> String {
    let one = |what: &WhatIf| {
        let error = what.error.filter(|error| *error >= 0.0005).map(|error| format!(" ±{:.1}", error * 100.0));
        format!("{} {} {}{}", what.policy.label(), what.room.label(), percent(what.hit_rate), error.unwrap_or_default())
    };
    // This very cache is told of above.
    let told = ghosts.iter().filter(|what| (what.policy == Policy::Sieve) != (what.room == Room::Same));
    told.map(one).collect::<Vec<_>>().join(", ")
}

fn old(old: &OldSnapshots) -> String {
    let holders: Vec<String> =
        old.holders.iter().map(|(holder, times)| format!("{} {times}", holder.label())).collect();
    match old.alive {
        0 => "none alive".to_owned(),
        alive => format!("{alive} alive ({}), held by {}", size(old.bytes), holders.join(", ")),
    }
}

fn cache(state: CacheState) -> String {
    match state {
        CacheState::On => "on".into(),
        CacheState::Off(reason) => format!("off {}", reason.label()),
    }
}

fn percentiles(of: Option<Percentiles>) -> String {
    of.map_or("—".into(), |of| format!("p50 {}, p99 {}, max {}", time(of.p50_ns), time(of.p99_ns), time(of.max_ns)))
}

fn watch(state: &WatchState) -> String {
    match state {
        WatchState::Off => "off".into(),
        WatchState::Watching { folders } => count(*folders as u64, "folder"),
        WatchState::Polling { every, reason } => format!("every {} s, because {reason}", every.as_secs()),
        WatchState::Away { every, reason } => format!("looked for every {} s: {reason}", every.as_secs()),
    }
}

/// A rate from 0 to 1 in percent.
pub(super) fn percent(rate: Option<f64>) -> String {
    rate.map_or("—".to_owned(), |rate| format!("{:.1} %", rate * 100.0))
}

pub(super) fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

pub(super) fn time(nanos: u64) -> String {
    match nanos {
        0..1_000 => format!("{nanos} ns"),
        1_000..1_000_000 => format!("{:.1} us", nanos as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", nanos as f64 / 1e6),
        _ => format!("{:.1} s", nanos as f64 / 1e9),
    }
}

pub(super) fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    match bytes {
        0..KIB => count(bytes, "byte"),
        KIB..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_in_units_that_a_person_reads() {
        assert_eq!(
            [0, 310, 3_100, 3_100_000, 2_000_000_000].map(time),
            ["0 ns", "310 ns", "3.1 us", "3.1 ms", "2.0 s"]
        );
        assert_eq!([size(1), size(2048), size(64 << 20)], ["1 byte", "2.0 KiB", "64.0 MiB"]);
        assert_eq!(percentiles(None), "—");
    }
}
