//! The metrics screen: what the cache is doing. Swaps stand on the time axis of the hit rate, so that a dip stands above
//! the swap that made it.
//!
//! ```text
//! ┌[Snapshot cache: what it is doing]────────────────────────── 1 m · live ┐
//! │disk > watch > build > SWAP #42 > readers     12 s ago: review.md ...   │  pipeline
//! │100 % ▇▇▇▇▇▇▇▁▇▇▇▇▇▇                                                    │  axes
//! │swaps s······d····e·                                                    │
//! │Hit rate   1 m 99.2 %   since start 98.7 %                              │  figures, one of them selected
//! │In words   15 misses were first reads after #42.                        │  words
//! │12:04:31   swap #42 disk ~1                                             │  events
//! └────────────────────────────────────────────────────────────────────────┘
//! ```

mod axes;
mod charts;
mod events;
mod explain;
mod figures;
mod pipeline;
mod steps;
mod words;

pub(super) use axes::{rate_bars, swap_axis};
pub(super) use events::noted_text;
pub use steps::STEPS as SAVE_STEPS;
pub(super) use words::sentence;

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::super::model::figure::Figure;
use super::super::model::monitor::{Monitor, Over, Room, Source, Time};
use super::{Theme, framed};
use crate::metrics::Window;

/// Narrower screens get the figures in few words.
const WORDY: usize = 60;

/// Wide enough for the events beside the figures.
const WIDE: u16 = 150;

/// Draws `monitor`.
pub fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    let block = framed("Snapshot cache: what it is doing", true, theme);
    let place = Line::styled(format!(" {} ", moment(monitor)), theme.key()).alignment(Alignment::Right);
    // A screen too narrow for both shows where it is, not what it is.
    let block = if area.width < 60 { framed("Cache", true, theme).title(place) } else { block.title(place) };
    let inside = block.inner(area);
    frame.render_widget(block, area);
    match monitor.look.over {
        Over::Explanation(top) => return explain::draw(frame, inside, monitor, top, theme),
        Over::Steps(step) => return steps::draw(frame, inside, monitor, step, theme),
        Over::Nothing => {}
    }
    if monitor.look.room == Room::Events {
        return events::draw(frame, inside, monitor, theme);
    }
    let inside = if inside.width >= WIDE && monitor.look.room == Room::Shared {
        let [figures, gap, events] =
            Layout::horizontal([Constraint::Fill(3), Constraint::Length(2), Constraint::Fill(2)]).areas(inside);
        let _ = gap;
        events::draw(frame, events, monitor, theme);
        Parts::of(figures, monitor, false)
    } else {
        Parts::of(inside, monitor, monitor.look.room == Room::Shared)
    };
    pipeline::draw(frame, inside.pipeline, monitor, theme);
    axes::draw(frame, inside.axes, monitor, theme);
    figures::draw(frame, inside.figures, monitor, theme);
    words::draw(frame, inside.words, monitor, theme);
    if inside.events.height > 0 {
        events::draw(frame, inside.events, monitor, theme);
    }
}

/// Where the parts are, from top to bottom.
struct Parts {
    pipeline: Rect,
    axes: Rect,
    figures: Rect,
    words: Rect,
    events: Rect,
}

impl Parts {
    fn of(area: Rect, monitor: &Monitor, with_events: bool) -> Parts {
        let (width, height) = (area.width, area.height);
        let is_tight = height < 12;
        let figures = figures::HEIGHT;
        let words = if usize::from(width) < WORDY { 0 } else { words::height(monitor, width.into(), 3).min(3) };
        let events = match (with_events, is_tight) {
            (false, _) => 0,
            (true, true) => 2,
            (true, false) => 4,
        };
        let pipeline = u16::from(!is_tight);
        let spare = height.saturating_sub(pipeline + words + events);
        // The axes get what the figures leave, within reason; where there is little, both get little.
        let axes = match monitor.look.room {
            Room::Axes => spare,
            _ if is_tight => 2,
            _ if !with_events => spare.saturating_sub(figures).max(2),
            _ => spare.saturating_sub(figures).clamp(2, (height / 3).max(2)),
        };
        let figures = if monitor.look.room == Room::Axes { 0 } else { figures.min(spare.saturating_sub(axes)) };
        let [pipeline, axes, figures, words, events] = Layout::vertical([
            Constraint::Length(pipeline),
            Constraint::Length(axes),
            Constraint::Length(figures),
            Constraint::Length(words),
            if with_events { Constraint::Min(events) } else { Constraint::Length(0) },
        ])
        .areas(area);
        Parts { pipeline, axes, figures, words, events }
    }
}

/// All figures as text, to be given to somebody.
pub fn report(monitor: &Monitor) -> String {
    let mut lines = vec![format!("promptbook cache, {}", moment(monitor))];
    lines.extend(Figure::ALL.map(|figure| format!("{:<11}{}", figure.label(), figures::value(figure, monitor))));
    lines.extend(words::sentences(monitor));
    lines.join("\n") + "\n"
}

/// Which stretch of time is looked at: `1 m · live`, `5 m · paused`, `1 h · 12 min ago`.
fn moment(monitor: &Monitor) -> String {
    let span = monitor.span();
    let ago = monitor.second() - span.end.min(monitor.second());
    let when = match (&monitor.look.time, ago) {
        (Time::Live, _) => match monitor.source {
            Source::Live => "live".to_owned(),
            Source::Silent(seconds) => format!("no answer for {}", seconds_ago(seconds)),
            Source::Ended => "ended".to_owned(),
        },
        (Time::Paused { .. }, 0) => "paused".to_owned(),
        (Time::Paused { .. }, seconds) => format!("paused, {} ago", seconds_ago(seconds)),
    };
    format!("{} · {when}", span.window.label())
}

/// `12 s`, `3 min`, `1 h`.
fn seconds_ago(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..3600 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}

/// `12 s ago` or, beyond the window, nothing.
fn within(monitor: &Monitor, second: u64) -> Option<u64> {
    let ago = monitor.span().end.checked_sub(second)?;
    (ago < Window::Hour.seconds()).then_some(ago)
}

/// A label in front of what follows.
fn label(text: &str, width: usize, theme: &Theme) -> Span<'static> {
    Span::styled(format!("{text:<width$}"), theme.strong())
}
