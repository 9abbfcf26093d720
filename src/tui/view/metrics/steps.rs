//! The last save, step by step: what was there, what was copied, what was shared, the swap, who still reads the old one.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::Monitor;
use super::super::super::wording::{bytes, count, duration};
use super::super::super::wrap::wrap;
use super::super::{Theme, put};
use super::figures;
use crate::library::EventKind;

/// How many steps there are.
pub const STEPS: usize = 5;

/// Draws the steps up to `step`.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, step: usize, theme: &Theme) {
    let saved = monitor.events.iter().rev().find_map(|noted| match &noted.event.kind {
        EventKind::Saved { id, bytes: size, took, swap } => Some((noted, id, *size, *took, *swap)),
        _ => None,
    });
    let Some((noted, id, size, took, swap)) = saved else {
        put(frame, area, 0, Line::raw("Nothing has been saved yet: save a prompt, and this shows what the cache did."));
        return;
    };
    put(frame, area, 0, Line::styled(format!("The last save: {id}, {} at {}", bytes(size), noted.time), theme.focus()));
    let steps: [String; STEPS] = [
        format!(
            "Snapshot #{} is current. It is never changed again: readers take it by one load of a reference, and \
             nobody waits.",
            swap.generation - 1
        ),
        format!(
            "The file is written first: a temporary file, fsync, rename, fsync of the folder. Then a new snapshot is \
             built beside the current one. Of its index {} are new: the way to the one name, and its entry.",
            bytes(swap.copied)
        ),
        format!(
            "The other {} are not copied: both snapshots point to them. So a save takes as little with a thousand \
             prompts as with ten.",
            bytes(swap.shared)
        ),
        format!(
            "SWAP: one compare-and-swap of one reference makes #{} the current one. Had another writer been first, \
             this one would have started again from that one's snapshot; none is lost. From the call to here: {}.",
            swap.generation,
            duration(took)
        ),
        format!(
            "Whoever read #{} goes on reading it, whole and unchanged, and takes the new one with the next look. It \
             is freed when the last lets go. Old snapshots now: {}. Current: #{}.",
            swap.generation - 1,
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
