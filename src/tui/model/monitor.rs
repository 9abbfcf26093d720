//! What the metrics screen shows, and how one looks at it. Of one cache: this program's, or that of another.

use std::collections::VecDeque;

use super::figure::Figure;
use crate::cache::{MissReason, Swap};
use crate::library::{Event, EventKind};
use crate::metrics::{Figures, History, Span, Totals, Window};

/// Events kept.
pub const EVENTS_KEPT: usize = 1000;

/// Steps back and forth in a window.
const STEPS: u64 = 12;

/// One cache, as it is and as it was.
#[derive(Debug, Clone)]
pub struct Monitor {
    /// The last figures.
    pub figures: Figures,
    /// How they went.
    pub history: History,
    /// What happened, newest last.
    pub events: VecDeque<Noted>,
    /// The last swap that was more than a load, and the misses by reason before it.
    pub change: Option<(Swap, Vec<(MissReason, u64)>)>,
    /// How one looks at it.
    pub look: Look,
    second: u64,
}

/// An event with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// The local time of day.
    pub time: String,
    /// Seconds since start.
    pub second: u64,
    /// What happened.
    pub event: Event,
}

/// How one looks at it.
#[derive(Debug, Clone)]
pub struct Look {
    /// The stretch of time that windowed figures and axes are about.
    pub window: Window,
    /// Now, or a moment of the last hour.
    pub time: Time,
    /// The selected figure.
    pub selected: Figure,
    /// Events scrolled up by this many.
    pub back: usize,
    /// Which events are listed.
    pub filter: Filter,
    /// What has the most room.
    pub room: Room,
    /// What lies over the figures.
    pub over: Over,
}

/// The moment that is looked at.
#[derive(Debug, Clone)]
pub enum Time {
    /// Now, moving.
    Live,
    /// It stands still.
    Paused {
        /// The last second that is shown.
        end: u64,
        /// The figures when it was stopped.
        figures: Box<Figures>,
    },
}

/// Which events are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// All.
    All,
    /// Swaps.
    Swaps,
    /// Reads from the disk.
    Loads,
    /// Saves.
    Saves,
    /// What other programs changed, and how that is seen.
    Disk,
    /// What failed or was passed over.
    Faults,
}

/// What has the most room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Figures, axes and events share it.
    Shared,
    /// The axes.
    Axes,
    /// The events.
    Events,
}

/// What lies over the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Nothing.
    Nothing,
    /// The explanation of the selected figure, from this line on.
    Explanation(usize),
    /// How the last save went through the cache, up to this step.
    Steps(usize),
}

impl Filter {
    const ALL: [Filter; 6] = [Filter::All, Filter::Swaps, Filter::Loads, Filter::Saves, Filter::Disk, Filter::Faults];

    /// The filter in the screen's words.
    pub fn label(self) -> &'static str {
        match self {
            Filter::All => "all",
            Filter::Swaps => "swaps",
            Filter::Loads => "loads",
            Filter::Saves => "saves",
            Filter::Disk => "disk",
            Filter::Faults => "faults",
        }
    }

    /// The one after it, and after the last the first.
    pub fn next(self) -> Filter {
        let at = Filter::ALL.iter().position(|filter| *filter == self).unwrap_or(0);
        Filter::ALL[(at + 1) % Filter::ALL.len()]
    }

    fn lets_through(self, event: &EventKind) -> bool {
        match event {
            EventKind::Listing { .. } => false,
            EventKind::Swapped(_) => matches!(self, Filter::All | Filter::Swaps),
            EventKind::Loaded { .. } => matches!(self, Filter::All | Filter::Loads),
            EventKind::Saved { .. } => matches!(self, Filter::All | Filter::Saves),
            EventKind::Listed { .. } | EventKind::ChangedOnDisk { .. } | EventKind::Watch(_) => {
                matches!(self, Filter::All | Filter::Disk)
            }
            EventKind::Skipped { .. } | EventKind::Failed { .. } => matches!(self, Filter::All | Filter::Faults),
        }
    }
}

impl Room {
    /// The one after it.
    pub fn next(self) -> Room {
        match self {
            Room::Shared => Room::Axes,
            Room::Axes => Room::Events,
            Room::Events => Room::Shared,
        }
    }
}

impl Monitor {
    /// Of a cache with these figures.
    pub fn new(figures: Figures) -> Monitor {
        let look = Look {
            window: Window::Minute,
            time: Time::Live,
            selected: Figure::HitRate,
            back: 0,
            filter: Filter::All,
            room: Room::Shared,
            over: Over::Nothing,
        };
        let (history, events) = (History::since(Totals::from(&figures)), VecDeque::new());
        Monitor { figures, history, events, change: None, look, second: 0 }
    }

    /// It is the second `second` since start.
    pub fn tick(&mut self, second: u64) {
        self.second = self.second.max(second);
        self.history.sample(self.second, Totals::from(&self.figures));
    }

    /// The figures are these now.
    pub fn take(&mut self, figures: Figures) {
        self.history.sample(self.second, Totals::from(&figures));
        self.figures = figures;
    }

    /// Something happened.
    pub fn note(&mut self, event: Event, time: String) {
        if let EventKind::Swapped(swap) = &event.kind {
            self.history.swap(self.second, swap.cause);
            if swap.cause != crate::cache::Cause::Load {
                self.change = Some((*swap, self.figures.miss_reasons.clone()));
            }
        }
        if matches!(event.kind, EventKind::Listing { .. }) {
            return;
        }
        if self.events.len() == EVENTS_KEPT {
            self.events.pop_front();
        }
        self.events.push_back(Noted { time, second: self.second, event });
    }

    /// The second since start.
    pub fn second(&self) -> u64 {
        self.second
    }

    /// The stretch of time that is looked at.
    pub fn span(&self) -> Span {
        let end = match self.look.time {
            Time::Live => self.second,
            Time::Paused { end, .. } => end,
        };
        Span { end, window: self.look.window }
    }

    /// The figures that are shown: the last ones, or those from when time was stopped.
    pub fn shown(&self) -> &Figures {
        match &self.look.time {
            Time::Live => &self.figures,
            Time::Paused { figures, .. } => figures,
        }
    }

    /// The listed events up to the moment that is looked at, newest first.
    pub fn listed(&self) -> impl Iterator<Item = &Noted> {
        let (end, filter) = (self.span().end, self.look.filter);
        let listed = move |noted: &&Noted| noted.second <= end && filter.lets_through(&noted.event.kind);
        self.events.iter().rev().filter(listed)
    }

    /// Stops the time, or lets it go on.
    pub fn pause(&mut self) {
        self.look.time = match self.look.time {
            Time::Live => Time::Paused { end: self.second, figures: Box::new(self.figures.clone()) },
            Time::Paused { .. } => Time::Live,
        };
        self.look.back = 0;
    }

    /// Goes back or, with a positive number, forth by so many steps, within the last hour. The time stands still then.
    pub fn scrub(&mut self, steps: i64) {
        if matches!(self.look.time, Time::Live) {
            if steps > 0 {
                return;
            }
            self.pause();
        }
        let step = (self.look.window.seconds() / STEPS) as i64;
        let first = self.second.saturating_sub(Window::Hour.seconds());
        if let Time::Paused { end, .. } = &mut self.look.time {
            *end = end.saturating_add_signed(steps * step).clamp(first, self.second);
        }
        self.look.back = 0;
    }

    /// Selects the figure so many below the selected one.
    pub fn select(&mut self, rows: isize) {
        let at = Figure::ALL.iter().position(|figure| *figure == self.look.selected).unwrap_or(0);
        let at = at.saturating_add_signed(rows).min(Figure::ALL.len() - 1);
        self.look.selected = Figure::ALL[at];
    }

    /// Scrolls the events by `rows`, towards older ones if positive.
    pub fn scroll(&mut self, rows: isize) {
        let most = self.listed().count().saturating_sub(1);
        self.look.back = self.look.back.saturating_add_signed(rows).min(most);
    }
}
