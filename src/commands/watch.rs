//! Reports as lines, one each second: what `stats --watch` and `top` print.

use std::time::SystemTime;

use tokio::time::{Interval, MissedTickBehavior};

use super::stats::{mention, percent, read_once, size, time};
use super::{Failure, Streams};
use crate::book::Place;
use crate::folders::Folders;
use crate::instances::{self, AttachError, Follow, Report, Reporter};
use crate::library::Library;

/// What stands above the columns.
const HEADER: [&str; 10] =
    ["time", "hit rate", "reads/s", "misses/s", "prompts", "in memory", "swaps/s", "evict/s", "load p99", "memory"];

/// Follows the instance that was opened last on the book in `place`, if there is one that can be followed.
pub(super) async fn on_book(place: &Place, folders: &Folders) -> Option<Follow> {
    // Whatever is wrong with instances, the book itself can be followed.
    let listing = instances::list(&folders.run()).await.ok()?;
    let book = place.shown(folders);
    let instance = listing.instances.into_iter().rev().find(|instance| instance.book == book)?;
    Follow::attach(&folders.run(), instance.pid).await.ok()
}

/// Prints a line for each report of an instance, until it ends.
pub(super) async fn instance(mut follow: Follow, json: bool, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let who = follow.instance();
    streams.note(&format!("Following promptbook {} ({})", who.pid, who.book));
    let mut lines = Lines::new(json);
    while let Some(report) = follow.next().await {
        match report {
            Ok(report) => lines.print(report, streams)?,
            Err(end @ AttachError::Ended { .. }) => streams.note(&end.to_string()),
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(())
}

/// Reads each prompt of `library` once, then prints a line each second.
pub(super) async fn library(
    library: &Library,
    book: &str,
    json: bool,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let mut reporter = Reporter::new(library.clone(), book, SystemTime::now());
    mention(&read_once(library).await?.faults, streams);
    let mut lines = Lines::new(json);
    let mut ticks: Interval = tokio::time::interval(instances::EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        lines.print(reporter.report(), streams)?;
    }
}

/// The printed form of reports that follow each other.
struct Lines {
    json: bool,
    before: Option<Report>,
}

impl Lines {
    fn new(json: bool) -> Lines {
        Lines { json, before: None }
    }

    /// Prints one line and hands it over at once, for somebody is waiting for it.
    fn print(&mut self, report: Report, streams: &mut Streams<'_>) -> Result<(), Failure> {
        if self.json {
            streams.json_line(&report)?;
        } else {
            if self.before.is_none() {
                streams.line(columns(HEADER).as_bytes())?;
            }
            streams.line(row(&report, self.before.as_ref()).as_bytes())?;
            self.before = Some(report);
        }
        streams.finish()
    }
}

/// A report as a row. What happens in a second needs two reports to be told.
fn row(report: &Report, before: Option<&Report>) -> String {
    let figures = &report.figures;
    let seconds = before.and_then(|before| report.now.duration_since(before.now).ok()).map(|since| since.as_secs_f64());
    let per_second = |count: u64| match seconds {
        Some(seconds) if seconds > 0.0 => format!("{:.0}", count as f64 / seconds),
        _ => "—".to_owned(),
    };
    let since = |now: u64, of: fn(&Report) -> u64| now.saturating_sub(before.map_or(0, of));
    let cells = [
        local(report.now, "%H:%M:%S"),
        percent(figures.hit_rate),
        per_second(report.hits.saturating_add(report.misses)),
        per_second(report.misses),
        figures.prompts.to_string(),
        size(figures.resident_bytes),
        per_second(since(figures.generation, |before| before.figures.generation)),
        per_second(since(figures.evictions, |before| before.figures.evictions)),
        figures.load.map_or("—".to_owned(), |load| time(load.p99_ns)),
        figures.memory.map_or("—".to_owned(), size),
    ];
    columns(cells.each_ref().map(String::as_str))
}

fn columns(cells: [&str; HEADER.len()]) -> String {
    let [at, rest @ ..] = cells;
    rest.iter().fold(format!("{at:<8}"), |line, cell| format!("{line}  {cell:>10}"))
}

/// A moment in local time.
pub(super) fn local(at: SystemTime, format: &str) -> String {
    match jiff::Timestamp::try_from(at) {
        Ok(at) => at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime(format).to_string(),
        // A clock so wrong that it has no date.
        Err(_) => "—".to_owned(),
    }
}
