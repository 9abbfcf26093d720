//! What happened, newest first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::{Filter, Monitor, Noted, Sum};
use super::super::super::wording::{bytes, count, duration, nanos, plural};
use super::super::{Theme, cut, put};
use crate::cache::MissReason;
use crate::library::{EventKind, Exchange};
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
    let shown = monitor.listed().filter_map(|noted| Some((&noted.time, noted_text(noted)?)));
    let mut next = 1;
    for (y, (time, text)) in (1..area.height).zip(shown.skip(monitor.look.back)) {
        let text = cut(&text, usize::from(area.width).saturating_sub(TIME));
        put(frame, area, y, Line::from(vec![Span::styled(format!("{time:<TIME$}"), theme.quiet()), Span::raw(text)]));
        next = y + 1;
    }
    let since = monitor.log.complete_since();
    if since > 0 {
        put(frame, area, next, Line::styled("older ones are not all kept", theme.quiet()));
    } else if next == 1 {
        put(frame, area, 1, Line::styled("none yet", theme.quiet()));
    }
}

/// What is in the log as a line: one event, or what several of one second come to.
pub(in super::super) fn noted_text(noted: &Noted) -> Option<String> {
    let Sum { count: number, bytes: size, longest, evicted, missing, reasons } = noted.sum;
    let least = if missing > 0 { "at least " } else { "" };
    match &noted.event.kind {
        EventKind::Swapped(Exchange { swap, .. }) if number > 1 => {
            let mut text = format!("{least}{} swaps to #{} {}", count(number), swap.generation, swap.cause.label());
            if evicted > 0 {
                text.push_str(&format!(" evicted {}", count(evicted)));
            }
            Some(text)
        }
        EventKind::Loaded { .. } if number > 1 => {
            let reasons = MissReason::ALL.into_iter().zip(reasons).filter(|(_, count)| *count > 0);
            let reasons: Vec<String> =
                reasons.map(|(reason, number)| format!("{} {}", reason.label(), count(number))).collect();
            let (size, longest) = (bytes(size), duration(longest));
            Some(format!("{least}{} loads ({size}, longest {longest}): {}", count(number), reasons.join(", ")))
        }
        kind => event_text(kind),
    }
}

/// One event as a line, or nothing for those that only move a count.
fn event_text(kind: &EventKind) -> Option<String> {
    Some(match kind {
        EventKind::Listing { .. } => return None,
        EventKind::Listed { found, skipped: _, took } => {
            format!("listed {} in {}", plural(*found, "prompt"), duration(*took))
        }
        EventKind::Skipped { name, why } => sanitize_line(&format!("skipped {name}: it {why}")).into_owned(),
        EventKind::Swapped(Exchange { swap, build, replace, .. }) => {
            let mut text = format!("swap #{} {}", swap.generation, swap.cause.label());
            for (sign, number) in [('+', swap.added), ('~', swap.changed), ('-', swap.removed)] {
                if number > 0 {
                    text.push_str(&format!(" {sign}{}", count(number as u64)));
                }
            }
            if swap.evicted > 0 {
                text.push_str(&format!(" evicted {}", swap.evicted));
            }
            let nanos = |took: std::time::Duration| nanos(took.as_nanos().try_into().unwrap_or(u64::MAX));
            text + &format!(" ({} + {})", nanos(*build), nanos(*replace))
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
