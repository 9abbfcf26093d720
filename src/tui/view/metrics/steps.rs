//! The last save, step by step: what was there, what was copied, what was shared, the swap, who still reads the old one.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::{Filter, Monitor};
use super::super::super::wording::{bytes, count, duration, nanos, plural_of};
use super::super::super::wrap::wrap;
use super::super::{Theme, put};
use super::figures;
use crate::library::{EventKind, Exchange};
use crate::metrics::Figures;

/// How many steps there are.
pub const STEPS: usize = 5;

/// Draws the steps up to `step`.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, step: usize, theme: &Theme) {
    let end = monitor.span().end;
    let saved = monitor.log.last_save(end).and_then(|noted| match &noted.event.kind {
        EventKind::Saved { id, bytes: size, took, swap } => Some((noted, id, *size, *took, *swap)),
        _ => None,
    });
    let Some((noted, id, size, took, swap)) = saved else {
        let text = no_save(monitor.shown());
        for (y, row) in (0..area.height).zip(wrap(&text, area.width.into())) {
            put(frame, area, y, Line::raw(text[row.bytes].to_owned()));
        }
        return;
    };
    let before = swap.generation.saturating_sub(1);
    let times = monitor.log.newest_first(Filter::Swaps, end).find_map(|noted| match &noted.event.kind {
        EventKind::Swapped(Exchange { swap: other, build, replace, .. }) if other.generation == swap.generation => {
            let nanos = |took: std::time::Duration| nanos(took.as_nanos().try_into().unwrap_or(u64::MAX));
            Some((format!(" That took {}.", nanos(*build)), format!(" The swap took {}.", nanos(*replace))))
        }
        _ => None,
    });
    let (built_in, swapped_in) = times.unwrap_or_default();
    put(frame, area, 0, Line::styled(format!("The last save: {id}, {} at {}", bytes(size), noted.time), theme.focus()));
    let steps: [String; STEPS] = [
        format!(
            "Snapshot #{} is current. It is never changed again: readers take it by one load of a reference, and \
             nobody waits.",
            before
        ),
        format!(
            "The file is written first: a temporary file, fsync, rename, fsync of the folder. Then a new snapshot is \
             built beside the current one. Of its index {} are new: the way to the one name, and its \
             entry.{built_in}",
            bytes(swap.copied)
        ),
        format!(
            "The other {} are not copied: both snapshots point to them. So a save takes as little with a thousand \
             prompts as with ten.",
            bytes(swap.shared)
        ),
        format!(
            "SWAP: one compare-and-swap of one reference makes #{} the current one. Had another writer been first, \
             this one would have started again from that one's snapshot; none is lost.{swapped_in} From the call to here: {}.",
            swap.generation,
            duration(took)
        ),
        format!(
            "Whoever read #{before} goes on reading it, whole and unchanged, and takes the new one with the next look. \
             It is freed when the last lets go. {} Old snapshots now: {}. Current: #{}.",
            still_read(monitor.shown(), before),
            figures::old(&monitor.shown().old_snapshots),
            count(monitor.shown().generation)
        ),
    ];
    let mut y = 1 + u16::from(area.height > 14);
    // Where there is no room for all so far, the last one is shown.
    let first = if area.height < 16 { step } else { 0 };
    for (at, text) in steps.iter().enumerate().take(step + 1).skip(first) {
        let style = if at == step { theme.plain() } else { theme.quiet() };
        for (row_at, row) in wrap(text, usize::from(area.width).saturating_sub(4).min(100)).into_iter().enumerate() {
            let number = if row_at == 0 { format!("{}.  ", at + 1) } else { "    ".to_owned() };
            let line = vec![Span::styled(number, theme.strong()), Span::styled(text[row.bytes].to_owned(), style)];
            put(frame, area, y, Line::from(line));
            y += 1;
        }
        y += u16::from(area.height > 20);
    }
    let hint = if step + 1 < STEPS { "→ goes on" } else { "← goes back" };
    put(frame, area, y, Line::styled(format!("    {} of {STEPS}; {hint}", step + 1), theme.quiet()));
}

/// Why there is no save to be shown.
fn no_save(figures: &Figures) -> String {
    match figures.save {
        None => "Nothing has been saved yet: save a prompt, and this shows what the cache did.".to_owned(),
        Some(saves) => format!(
            "{} made before this screen could see it: the next one is shown here.",
            plural_of(saves.count, "save was", "saves were")
        ),
    }
}

/// Who holds the snapshot of this generation now.
fn still_read(figures: &Figures, generation: u64) -> String {
    let old = &figures.old_snapshots;
    match old.by_generation.iter().find(|(other, _)| *other == generation) {
        Some((_, holders)) => format!("#{generation} is still held by {}.", figures::holders(holders)),
        // Of many only the oldest are told one by one.
        None if old.by_generation.len() < old.alive => format!("Whether #{generation} is still held is not told."),
        None => format!("Nobody holds #{generation} any more."),
    }
}
