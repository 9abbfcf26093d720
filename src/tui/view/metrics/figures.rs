//! The figures: each with its name, one of them selected.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::figure::Figure;
use super::super::super::model::monitor::Monitor;
use super::super::super::wording::{bytes, cap, count, nanos, percent, plural, plural_of};
use super::super::{Theme, cut, put};
use super::{WORDY, label};
use crate::cache::{CacheState, Cap, Cause, Holder, MissReason, OldSnapshots};
use crate::metrics::{Figures, Percentiles, Policy, Room, Span as Stretch, Window};
use crate::prompt::sanitize::sanitize_line;
use crate::store::WatchState;

/// Columns of the names.
const LABEL: usize = 11;

/// Rows that all of them take.
pub(super) const HEIGHT: u16 = Figure::ALL.len() as u16;

/// Draws as many as there is room for, the selected one among them.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    let is_narrow = usize::from(area.width) < WORDY;
    let at = Figure::ALL.iter().position(|figure| *figure == monitor.look.selected).unwrap_or(0);
    let top = (at + 1).saturating_sub(area.height.into());
    for (y, figure) in (0..area.height).zip(&Figure::ALL[top..]) {
        let value = if is_narrow { in_few_words(*figure, monitor) } else { value(*figure, monitor) };
        let value = cut(&value, usize::from(area.width).saturating_sub(LABEL));
        let line = Line::from(vec![label(figure.label(), LABEL, theme), Span::raw(value)]);
        put(frame, area, y, if *figure == monitor.look.selected { line.style(theme.selected()) } else { line });
    }
}

fn in_few_words(figure: Figure, monitor: &Monitor) -> String {
    let figures = monitor.shown();
    match figure {
        Figure::HitRate => format!("{} ({} in all)", percent(rate(monitor)), percent(figures.hit_rate)),
        Figure::Swaps => count(figures.generation),
        Figure::Size => format!("{} of {}", bytes(figures.resident_bytes), cap(figures.max_bytes)),
        Figure::Misses => count(figures.misses),
        Figure::State if figures.cache == CacheState::On => "on".to_owned(),
        Figure::State => "off".to_owned(),
        figure => value(figure, monitor),
    }
}

/// What `figure` is, in words and numbers.
pub(super) fn value(figure: Figure, monitor: &Monitor) -> String {
    let figures = monitor.shown();
    let history = &monitor.history;
    let span = monitor.span();
    let window = window_of(monitor);
    match figure {
        Figure::State => match figures.cache {
            CacheState::On => "on".to_owned(),
            CacheState::Off(reason) => format!("off {}, every read goes to the disk", reason.label()),
        },
        Figure::HitRate => {
            let minute = history.sum(Stretch { window: Window::Minute, ..span }).hit_rate();
            let minute =
                if span.window == Window::Minute { String::new() } else { format!("60 s {}   ", percent(minute)) };
            format!("{minute}{window} {}   since start {}", percent(rate(monitor)), percent(figures.hit_rate))
        }
        Figure::Reads => {
            let reads =
                |hits, misses| format!("{}, {}", plural_of(hits, "hit", "hits"), plural_of(misses, "miss", "misses"));
            let sum = history.sum(span);
            format!("{window} {}   all {}", reads(sum.hits, sum.misses), reads(figures.hits, figures.misses))
        }
        Figure::Speed => {
            let then = if span.end == monitor.second() { "now" } else { "then" };
            format!("{then} {}   peak {}", count(history.reads_in(span.end)), count(history.reads_peak(span.end)))
        }
        Figure::Misses => format!("{}{}", count(figures.misses), counted(&figures.miss_reasons, MissReason::label)),
        Figure::Swaps => {
            let recent: u64 = history.sum(span).swaps.iter().sum();
            let all = format!("{}{}", count(figures.generation), counted(&figures.swaps, Cause::label));
            format!("{window} {}   all {all}", count(recent))
        }
        Figure::Size => {
            let most = format!(" (at most {})", count(figures.max_entries as u64));
            format!(
                "{}, {}{} in memory: {} of {}",
                plural(figures.prompts, "prompt"),
                plural(figures.resident, "text"),
                // A cap that no book comes near says nothing.
                if figures.max_entries <= figures.prompts { &most } else { "" },
                bytes(figures.resident_bytes),
                cap(figures.max_bytes),
            )
        }
        Figure::Evictions => {
            format!("{}{}", count(figures.evictions), counted(&figures.eviction_causes, Cap::label))
        }
        Figure::WhatIf => what_if(figures),
        Figure::Memory => {
            let process = figures.memory.map_or("—".to_owned(), bytes);
            let limit = figures.memory_limit.map_or(String::new(), |limit| format!(" of at most {}", cap(limit)));
            format!("{process}{limit} the program, of that {} the index", bytes(figures.index_bytes))
        }
        Figure::Load => timing(figures.load),
        Figure::Save => timing(figures.save),
        Figure::Publish => publication(figures),
        Figure::Flights => {
            format!("{} in progress, {} saved by sharing", figures.flights, count(figures.loads_shared))
        }
        Figure::Old => old(&figures.old_snapshots),
        Figure::Watch => watch(figures),
    }
}

/// The window in words, or how much of it was seen.
fn window_of(monitor: &Monitor) -> String {
    let window = monitor.span().window;
    match monitor.seen_of(window) {
        Some(seconds) => format!("{} seen", super::seconds_ago(seconds)),
        None if window == Window::Minute => "60 s".to_owned(),
        None => window.label().to_owned(),
    }
}

/// Hits of all reads in the stretch that is looked at.
fn rate(monitor: &Monitor) -> Option<f64> {
    monitor.history.sum(monitor.span()).hit_rate()
}

/// What replaced snapshots still cost, and whom.
pub(super) fn old(old: &OldSnapshots) -> String {
    if old.alive == 0 {
        return "none alive".to_owned();
    }
    format!("{} alive, held by {}: {} of texts", count(old.alive as u64), holders(&old.holders), bytes(old.bytes))
}

/// Who holds something, and how often.
pub(super) fn holders(holders: &[(Holder, usize)]) -> String {
    holders.iter().map(|(holder, times)| format!("{} {times}", holder.label())).collect::<Vec<_>>().join(", ")
}

/// What other caps hit, then what other policies hit.
fn what_if(figures: &Figures) -> String {
    let rate = |policy, room| {
        let found = figures.what_if.iter().find(|what| (what.policy, what.room) == (policy, room));
        let (rate, error) = found.map_or((None, None), |what| (what.hit_rate, what.error));
        let error = error.filter(|error| *error >= 0.0005).map(|error| format!(" ±{:.1}", error * 100.0));
        percent(rate) + &error.unwrap_or_default()
    };
    format!(
        "half the cap {}, twice {}; LRU {}, oldest first {}",
        rate(Policy::Sieve, Room::Half),
        rate(Policy::Sieve, Room::Twice),
        rate(Policy::Lru, Room::Same),
        rate(Policy::OldestFirst, Room::Same)
    )
}

fn watch(figures: &Figures) -> String {
    match &figures.watch {
        WatchState::Off => "changes of other programs are not followed".to_owned(),
        WatchState::Watching { folders } => format!("watching {}", plural(*folders, "folder")),
        WatchState::Polling { every, reason } => {
            format!("polling every {} s: {}", every.as_secs(), sanitize_line(reason))
        }
        WatchState::Away { every, reason } => {
            format!("looking for it every {} s: {}", every.as_secs(), sanitize_line(reason))
        }
    }
}

fn counted<T: Copy>(counts: &[(T, u64)], label: impl Fn(T) -> &'static str) -> String {
    let parts: Vec<String> = counts.iter().map(|(what, n)| format!("{} {}", label(*what), count(*n))).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

/// The two parts of a publication.
fn publication(figures: &Figures) -> String {
    let Some((build, swap)) = figures.build.zip(figures.swap) else { return "—".to_owned() };
    let times = |of: Percentiles| [of.p50_ns, of.p99_ns, of.max_ns].map(nanos).join(", ");
    format!("p50, p99, max   build {}   swap {}", times(build), times(swap))
}

fn timing(timing: Option<Percentiles>) -> String {
    timing.map_or("—".to_owned(), |timing| {
        let [p50, p99, max] = [timing.p50_ns, timing.p99_ns, timing.max_ns].map(nanos);
        format!("{}   p50 {p50}   p99 {p99}   max {max}", plural_of(timing.count, "time", "times"))
    })
}
