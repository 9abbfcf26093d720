//! The metrics screen: what the cache is doing, with swaps on the time axis of the hit rate, so that a dip stands above
//! the swap that made it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::model::Model;
use super::super::wording::{bytes, cap, count, micros, percent, plural, plural_of};
use super::super::wrap::{WrappedRow, wrap};
use super::{Theme, framed, put};
use crate::cache::{CacheState, Cap, Cause, MissReason, OldSnapshots};
use crate::library::EventKind;
use crate::metrics::{Figures, History, Percentiles};
use crate::prompt::sanitize::sanitize_line;
use crate::store::WatchState;

/// Draws the metrics, with the events scrolled back by `back`.
pub(super) fn draw(frame: &mut Frame, area: Rect, model: &Model, back: usize, theme: &Theme) {
    let block = framed("Snapshot cache: what it is doing", true, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let mut lines = figures(model, inside.width.into(), theme);
    // The events need a few rows of their own; what is cut is at the end, where the least important figures are.
    let height = usize::from(inside.height);
    let events = if height < 12 { 1 } else { 3.max(height.saturating_sub(lines.len() + 1)) };
    lines.truncate(height.saturating_sub(events + 1));
    let top = lines.len();
    for (y, line) in (0..).zip(lines) {
        put(frame, inside, y, line);
    }
    let row = |y: usize| u16::try_from(y).unwrap_or(u16::MAX);
    put(frame, inside, row(top), Line::styled("Events, newest first", theme.strong()));
    let shown = model.events.iter().rev().filter_map(|(time, event)| Some((time, event_text(&event.kind)?)));
    for (y, (time, text)) in shown.skip(back).take(events).enumerate() {
        let line = Line::from(vec![Span::styled(format!("{time}  "), theme.quiet()), Span::raw(text)]);
        put(frame, inside, row(top + 1 + y), line);
    }
}

/// Columns of the labels.
const LABEL: usize = 11;

/// Narrower screens get the figures in few words.
const WORDY: usize = 60;

fn figures(model: &Model, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let figures = &model.figures;
    let history = &model.history;
    let axis = width.saturating_sub(LABEL + 5).clamp(10, 60);
    // A long figure goes on in the next line, under its beginning.
    let row = |label: &str, value: String| -> Vec<Line<'static>> {
        let rows = wrap(&value, width.saturating_sub(LABEL));
        let line = |(at, row): (usize, &WrappedRow)| {
            let label = if at == 0 { format!("{label:<LABEL$}") } else { " ".repeat(LABEL) };
            Line::from(vec![Span::styled(label, theme.strong()), Span::raw(value[row.bytes.clone()].to_owned())])
        };
        rows.iter().enumerate().map(line).collect()
    };
    let on_axis = |label: &str, marks: Vec<Span<'static>>| {
        vec![Line::from([vec![Span::styled(format!("{label:<LABEL$}"), theme.quiet())], marks].concat())]
    };
    let (hits, misses) = history.counts();
    let swaps = format!("{} since start{}", count(figures.generation), counted(&figures.swaps, Cause::label));
    let size = format!(
        "{}, {} in memory: {} of {}, {} evicted{}",
        plural(figures.prompts, "prompt"),
        count(figures.resident as u64),
        bytes(figures.resident_bytes),
        cap(figures.max_bytes),
        count(figures.evictions),
        counted(&figures.eviction_causes, Cap::label)
    );
    let rates =
        |separator| format!("60 s {}{separator}since start {}", percent(history.hit_rate()), percent(figures.hit_rate));
    let axes = [
        on_axis("0-100 %", vec![Span::styled(rate_bars(history, axis), theme.good()), Span::raw(" now")]),
        on_axis("swaps", swap_axis(history, axis, theme)),
    ];
    if width < WORDY {
        let size = format!("{} of {}", bytes(figures.resident_bytes), cap(figures.max_bytes));
        let rows = [row("Hit rate", rates(", ")), row("Swaps", count(figures.generation)), row("Size", size)];
        return rows.into_iter().chain(axes).flatten().collect();
    }
    let reads = |hits, misses| format!("{}, {}", plural_of(hits, "hit", "hits"), plural_of(misses, "miss", "misses"));
    let rows = [
        row("State", state(figures)),
        row("Hit rate", rates("   ")),
        row("Reads", format!("60 s {}   since start {}", reads(hits, misses), reads(figures.hits, figures.misses))),
    ];
    let rest = [
        row("Swaps", swaps),
        row("Size", size),
        row("Misses", format!("{}{}", count(figures.misses), counted(&figures.miss_reasons, MissReason::label))),
        row("Reads/s", format!("now {}   peak {}", count(history.reads_now()), count(history.reads_peak()))),
        row("Load", timing(figures.load)),
        row("Save", timing(figures.save)),
        row("Swap", timing(figures.swap)),
        row("Loads", format!("{} in progress, {} saved by sharing", figures.flights, count(figures.loads_shared))),
        if figures.old_snapshots.alive > 0 { row("Old", old(&figures.old_snapshots)) } else { Vec::new() },
        row("In words", sentence(figures)),
        vec![Line::styled(axis_legend(), theme.quiet())],
    ];
    rows.into_iter().chain(axes).chain(rest).flatten().collect()
}

/// What replaced snapshots still cost, and whom.
fn old(old: &OldSnapshots) -> String {
    let holders: Vec<String> =
        old.holders.iter().map(|(holder, times)| format!("{} {times}", holder.label())).collect();
    let snapshots = plural_of(old.alive as u64, "replaced snapshot", "replaced snapshots");
    format!("{snapshots} held by {}, {} of texts", holders.join(", "), bytes(old.bytes))
}

fn state(figures: &Figures) -> String {
    let cache = match figures.cache {
        CacheState::On => "on",
        CacheState::Off(reason) => &format!("off {}, every read goes to the disk", reason.label()),
    };
    let watch = match &figures.watch {
        WatchState::Off => "changes of other programs are not followed".to_owned(),
        WatchState::Watching { folders } => format!("watching {}", plural(*folders, "folder")),
        WatchState::Polling { every, reason } => {
            format!("polling every {} s: {}", every.as_secs(), sanitize_line(reason))
        }
    };
    format!("cache {cache}; {watch}")
}

fn counted<T: Copy>(counts: &[(T, u64)], label: impl Fn(T) -> &'static str) -> String {
    let parts: Vec<String> = counts.iter().map(|(what, n)| format!("{} {}", label(*what), count(*n))).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn timing(timing: Option<Percentiles>) -> String {
    timing.map_or("—".to_owned(), |timing| {
        format!(
            "{}   p50 {}   p99 {}   max {}",
            plural_of(timing.count, "time", "times"),
            micros(timing.p50_us),
            micros(timing.p99_us),
            micros(timing.max_us)
        )
    })
}

fn axis_legend() -> String {
    let marks: Vec<String> = Cause::ALL.iter().map(|cause| format!("{}={}", cause.letter(), cause.label())).collect();
    marks.join(" ")
}

/// One bar a second, newest last, as high as the hit rate; seconds without a read are dots.
pub(super) fn rate_bars(history: &History, width: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let rates = history.rates();
    let bar = |rate: &Option<f64>| match rate {
        // The top bar is for all, the lowest for almost none.
        Some(rate) => BARS[((rate * 7.0).floor() as usize).min(7)],
        None => '·',
    };
    rates[rates.len().saturating_sub(width)..].iter().map(bar).collect()
}

/// One letter for the swap of each second, on the axis of [`rate_bars`].
pub(super) fn swap_axis(history: &History, width: usize, theme: &Theme) -> Vec<Span<'static>> {
    let marks = history.swap_marks();
    let mark = |mark: &Option<Cause>| match mark {
        Some(cause) => Span::styled(cause.letter().to_string(), theme.key()),
        None => Span::styled("·", theme.quiet()),
    };
    marks[marks.len().saturating_sub(width)..].iter().map(mark).collect()
}

/// What the figures mean.
pub(super) fn sentence(figures: &Figures) -> String {
    if let CacheState::Off(_) = figures.cache {
        return "The cache is off: every read goes to the disk, and everything still works.".to_owned();
    }
    let Some(rate) = figures.hit_rate else {
        return "Nothing has been read yet: select a prompt, and its first read will be a miss.".to_owned();
    };
    let first = figures.miss_reasons.iter().find(|(reason, _)| *reason == MissReason::FirstRead).map_or(0, |r| r.1);
    let evicted = figures.miss_reasons.iter().find(|(reason, _)| *reason == MissReason::Evicted).map_or(0, |r| r.1);
    let memory = format!("{} of reads came from memory", percent(Some(rate)));
    if evicted > 0 {
        return format!(
            "{memory}; {} had been evicted: a larger cache.max_bytes than {} would keep them.",
            count(evicted),
            cap(figures.max_bytes)
        );
    }
    match (figures.misses, first) {
        (misses, first) if figures.hits == 0 && misses == first => {
            format!("None of {} came from memory yet: all were first reads.", plural(misses as usize, "read"))
        }
        (0, _) => format!("{memory}; no reader waited for a swap."),
        (misses, first) if misses == first => format!("{memory}; the other {} were first reads.", count(first)),
        (misses, first) => {
            format!("{memory}; of {} {} were first reads.", plural_of(misses, "miss", "misses"), count(first))
        }
    }
}

/// One event as a line, or nothing for those that only move a count.
pub(super) fn event_text(kind: &EventKind) -> Option<String> {
    Some(match kind {
        EventKind::Listing { .. } => return None,
        EventKind::Listed { found, skipped: _, took } => {
            format!("listed {} in {}", plural(*found, "prompt"), super::super::wording::duration(*took))
        }
        EventKind::Skipped { name, why } => sanitize_line(&format!("skipped {name}: it {why}")).into_owned(),
        EventKind::Swapped(swap) => {
            let mut text = format!("swap #{} {}", swap.generation, swap.cause.label());
            for (sign, number) in [('+', swap.added), ('~', swap.changed), ('-', swap.removed)] {
                if number > 0 {
                    text.push_str(&format!(" {sign}{}", count(number as u64)));
                }
            }
            if swap.evicted > 0 {
                text.push_str(&format!(" evicted {}", swap.evicted));
            }
            text
        }
        EventKind::Loaded { id, bytes: size, took, reason } => {
            format!("loaded {id} ({}, {}): {}", bytes(*size), super::super::wording::duration(*took), reason.label())
        }
        EventKind::Saved { id, bytes: size, took } => {
            format!("saved {id} ({}, {})", bytes(*size), super::super::wording::duration(*took))
        }
        EventKind::ChangedOnDisk { ids } => match ids.as_slice() {
            [one] => format!("{one} changed on disk"),
            several => format!("{} changed on disk", plural(several.len(), "prompt")),
        },
        EventKind::Watch(WatchState::Off) => "not watching".to_owned(),
        EventKind::Watch(WatchState::Watching { folders }) => format!("watching {}", plural(*folders, "folder")),
        EventKind::Watch(WatchState::Polling { every, .. }) => format!("polling every {} s", every.as_secs()),
        EventKind::Failed { message } => format!("failed: {}", sanitize_line(message)),
    })
}
