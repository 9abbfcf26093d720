//! What happened, newest first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::{Filter, Monitor};
use super::super::super::wording::{bytes, count, duration, plural};
use super::super::{Theme, put};
use super::cut;
use crate::library::EventKind;
use crate::prompt::sanitize::sanitize_line;
use crate::store::WatchState;

/// Columns of the time.
const TIME: usize = 10;

/// Draws the events that are listed.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    let heading = match monitor.look.filter {
        Filter::All => "Events, newest first".to_owned(),
        filter => format!("Events: {} only, newest first", filter.label()),
    };
    put(frame, area, 0, Line::styled(heading, theme.strong()));
    let shown = monitor.listed().filter_map(|noted| Some((&noted.time, event_text(&noted.event.kind)?)));
    let mut is_empty = true;
    for (y, (time, text)) in (1..area.height).zip(shown.skip(monitor.look.back)) {
        let text = cut(&text, usize::from(area.width).saturating_sub(TIME));
        put(frame, area, y, Line::from(vec![Span::styled(format!("{time:<TIME$}"), theme.quiet()), Span::raw(text)]));
        is_empty = false;
    }
    if is_empty {
        put(frame, area, 1, Line::styled("none yet", theme.quiet()));
    }
}

/// One event as a line, or nothing for those that only move a count.
pub(in super::super) fn event_text(kind: &EventKind) -> Option<String> {
    Some(match kind {
        EventKind::Listing { .. } => return None,
        EventKind::Listed { found, skipped: _, took } => {
            format!("listed {} in {}", plural(*found, "prompt"), duration(*took))
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
            format!("loaded {id} ({}, {}): {}", bytes(*size), duration(*took), reason.label())
        }
        EventKind::Saved { id, bytes: size, took, swap: _ } => {
            format!("saved {id} ({}, {})", bytes(*size), duration(*took))
        }
        EventKind::ChangedOnDisk { ids } => match ids.as_slice() {
            [one] => format!("{one} changed on disk"),
            several => format!("{} changed on disk", plural(several.len(), "prompt")),
        },
        EventKind::Watch(WatchState::Off) => "not watching".to_owned(),
        EventKind::Watch(WatchState::Watching { folders }) => format!("watching {}", plural(*folders, "folder")),
        EventKind::Watch(WatchState::Polling { every, .. }) => format!("polling every {} s", every.as_secs()),
        EventKind::Watch(WatchState::Away { .. }) => "the book's folder is away".to_owned(),
        EventKind::Failed { message } => format!("failed: {}", sanitize_line(message)),
    })
}
