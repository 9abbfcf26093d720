//! What the figures mean, in sentences. Each is chosen by a rule from what is measured; the most important comes first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::Monitor;
use super::super::super::wording::{bytes, cap, count, percent, plural, plural_of};
use super::super::super::wrap::{WrappedRow, wrap};
use super::super::{Theme, put};
use super::label;
use crate::cache::{CacheState, MissReason};
use crate::library::Exchange;
use crate::metrics::{Figures, Policy, Room};
use crate::prompt::sanitize::sanitize_line;
use crate::store::WatchState;

/// Columns of the name.
const LABEL: usize = 11;

/// Rows that the sentences take, at most `most`.
pub(super) fn height(monitor: &Monitor, width: usize, most: u16) -> u16 {
    that_fit(monitor, width, most).1.len() as u16
}

/// Draws as many sentences as there is room for, each of them whole but for the first.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    let (text, rows) = that_fit(monitor, area.width.into(), area.height);
    for (y, row) in (0..area.height).zip(rows) {
        let name = label(if y == 0 { "In words" } else { "" }, LABEL, theme);
        put(frame, area, y, Line::from(vec![name, Span::raw(text[row.bytes].to_owned())]));
    }
}

/// The first sentence, and those after it that fit into `most` rows with it; and the rows.
fn that_fit(monitor: &Monitor, width: usize, most: u16) -> (String, Vec<WrappedRow>) {
    let width = width.saturating_sub(LABEL);
    let mut sentences = sentences(monitor).into_iter();
    let mut text = sentences.next().unwrap_or_default();
    for sentence in sentences {
        let longer = format!("{text} {sentence}");
        if wrap(&longer, width).len() > most.into() {
            break;
        }
        text = longer;
    }
    let rows = wrap(&text, width);
    (text, rows)
}

/// The most important sentence.
pub(in super::super) fn sentence(monitor: &Monitor) -> String {
    sentences(monitor).swap_remove(0)
}

/// Every sentence that holds; there is always one.
pub(super) fn sentences(monitor: &Monitor) -> Vec<String> {
    let figures = monitor.shown();
    let rules = [off, small_cap, polling, after_change, old_snapshot, shared_loads];
    let mut said: Vec<String> = rules.iter().filter_map(|rule| rule(monitor, figures)).collect();
    if figures.cache == CacheState::On {
        said.insert(usize::from(said.len() > 1), summary(figures));
    }
    said
}

fn misses(figures: &Figures, reason: MissReason) -> u64 {
    figures.miss_reasons.iter().find(|(of, _)| *of == reason).map_or(0, |(_, count)| *count)
}

fn off(_: &Monitor, figures: &Figures) -> Option<String> {
    let CacheState::Off(reason) = figures.cache else { return None };
    Some(format!("The cache is off {}: every read goes to the disk, and everything still works.", reason.label()))
}

fn small_cap(monitor: &Monitor, figures: &Figures) -> Option<String> {
    // Of the stretch that is looked at: what is long over needs no advice.
    let evicted = monitor.history.sum(monitor.span()).evicted_misses;
    (evicted > 0).then(|| {
        let again = plural_of(evicted, "read of an evicted text", "reads of evicted texts");
        format!("{again} went to the disk, with a cap of {}: {}", cap(figures.max_bytes), advice(figures))
    })
}

/// The cap that would do: within a hundredth of what no cap can better.
fn advice(figures: &Figures) -> String {
    let sieve = |room| {
        let what = figures.what_if.iter().find(|what| what.policy == Policy::Sieve && what.room == room)?;
        Some((what.hit_rate?, what.error.unwrap_or_default(), what.max_bytes))
    };
    let (Some((same, _, present)), Some((twice, error, doubled))) = (sieve(Room::Same), sieve(Room::Twice)) else {
        return "a larger cache.max_bytes keeps more of them.".to_owned();
    };
    let gain = twice - same;
    if gain <= error.max(0.001) {
        return "twice as much would not have helped.".to_owned();
    }
    let about = if error >= 0.0005 { format!(" ±{:.1}", error * 100.0) } else { String::new() };
    let doubling = format!("would have hit {}{about} instead of {}", percent(Some(twice)), percent(figures.hit_rate));
    // First reads and changed texts miss whatever the cap is.
    let reads = figures.hits.saturating_add(figures.misses).max(1) as f64;
    let most = 1.0 - misses_but_evicted(figures) as f64 / reads;
    let left = most - 0.01 - twice;
    if left <= 0.0 {
        return format!("{} would do, it {doubling}.", cap(doubled));
    }
    // Each doubling brings less than the one before, so it takes at least so many.
    let doublings = 1.0 + (left / gain).ceil();
    let all = figures.resident_bytes as f64 / figures.resident.max(1) as f64 * figures.prompts as f64;
    let enough = (present as f64 * doublings.exp2()).min(all).max(doubled as f64);
    format!("twice as much {doubling}; about {} would do (at most {}).", bytes(enough as u64), percent(Some(most)))
}

fn misses_but_evicted(figures: &Figures) -> u64 {
    figures.misses.saturating_sub(misses(figures, MissReason::Evicted))
}

fn polling(_: &Monitor, figures: &Figures) -> Option<String> {
    let WatchState::Polling { every, reason } = &figures.watch else { return None };
    let reason = sanitize_line(reason);
    Some(format!("Changes of other programs are seen only every {} s, because {reason}.", every.as_secs()))
}

fn after_change(monitor: &Monitor, figures: &Figures) -> Option<String> {
    let Exchange { swap, misses: before, .. } = monitor.log.last_change(monitor.span().end)?;
    let so_far = misses(figures, MissReason::FirstRead) + misses(figures, MissReason::Changed);
    let first = so_far.saturating_sub(*before);
    (first > 0 && figures.hits > 0).then(|| {
        let misses = plural_of(first, "miss was a first read", "misses were first reads");
        format!("{misses} after swap #{} ({}).", swap.generation, swap.cause.label())
    })
}

fn old_snapshot(_: &Monitor, figures: &Figures) -> Option<String> {
    let old = &figures.old_snapshots;
    let oldest = old.oldest.filter(|_| old.alive > 0)?;
    let holders: Vec<&str> = old.holders.iter().map(|(holder, _)| holder.label()).collect();
    let kept = if old.bytes > 0 { format!(", which keeps {} in memory", bytes(old.bytes)) } else { String::new() };
    let behind = count(figures.generation.saturating_sub(oldest));
    Some(format!("Somebody ({}) still reads a snapshot {behind} swaps old{kept}.", holders.join(", ")))
}

fn shared_loads(_: &Monitor, figures: &Figures) -> Option<String> {
    let shared = figures.loads_shared;
    (shared > 0).then(|| format!("{} shared with one in progress.", plural_of(shared, "load was", "loads were")))
}

fn summary(figures: &Figures) -> String {
    let Some(rate) = figures.hit_rate else {
        return "Nothing has been read yet: select a prompt, and its first read will be a miss.".to_owned();
    };
    let memory = format!("{} of reads came from memory", percent(Some(rate)));
    let why: Vec<String> =
        figures.miss_reasons.iter().map(|(reason, number)| format!("{} {}", count(*number), reason.label())).collect();
    match figures.misses {
        0 => format!("{memory}; no reader waited for a swap."),
        all => format!("{memory}; {} went to the disk: {}.", plural(all as usize, "read"), why.join(", ")),
    }
}

#[cfg(test)]
mod tests;
