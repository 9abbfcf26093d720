//! `promptbook stats`: every prompt read once, and the figures of that.

use serde::Serialize;

use super::skipped::mention_skipped;
use super::{Failure, Streams};
use crate::cache::CacheState;
use crate::cli::StatsArgs;
use crate::library::Library;
use crate::metrics::prometheus::Exposition;
use crate::metrics::{Figures, Percentiles};
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

fn lines(stats: &Stats) -> Vec<(&'static str, String)> {
    let Figures { prompts, resident, resident_bytes, max_bytes, hits, misses, evictions, generation, .. } =
        stats.figures;
    let figures = &stats.figures;
    let by = |parts: Vec<String>| if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    let reasons = figures.miss_reasons.iter().map(|(reason, count)| format!("{} {count}", reason.label())).collect();
    let causes = figures.swaps.iter().map(|(cause, count)| format!("{} {count}", cause.label())).collect();
    let caps = figures.eviction_causes.iter().map(|(cap, count)| format!("{} {count}", cap.label())).collect();
    vec![
        ("prompts", format!("{prompts} ({})", size(stats.bytes))),
        ("in memory", format!("{resident} ({} of at most {})", size(resident_bytes), size(max_bytes))),
        ("cache", cache(figures.cache)),
        ("hit rate", percent(figures.hit_rate)),
        ("hits", hits.to_string()),
        ("misses", format!("{misses}{}", by(reasons))),
        ("swaps", format!("{generation}{}", by(causes))),
        ("evictions", format!("{evictions}{}", by(caps))),
        ("load", percentiles(figures.load)),
        ("swap", percentiles(figures.swap)),
        ("watch", watch(&figures.watch)),
        ("memory", figures.memory.map_or("—".into(), size)),
    ]
}

fn cache(state: CacheState) -> String {
    match state {
        CacheState::On => "on".into(),
        CacheState::Off(reason) => format!("off {}", reason.label()),
    }
}

fn percentiles(of: Option<Percentiles>) -> String {
    of.map_or("—".into(), |of| format!("p50 {}, p99 {}, max {}", time(of.p50_us), time(of.p99_us), time(of.max_us)))
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

pub(super) fn time(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} us"),
        1_000..1_000_000 => format!("{:.1} ms", micros as f64 / 1e3),
        _ => format!("{:.1} s", micros as f64 / 1e6),
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
        assert_eq!([time(0), time(310), time(3_100), time(2_000_000)], ["0 us", "310 us", "3.1 ms", "2.0 s"]);
        assert_eq!([size(1), size(2048), size(64 << 20)], ["1 byte", "2.0 KiB", "64.0 MiB"]);
        assert_eq!(percentiles(None), "—");
    }
}
