//! What the metrics screen shows, and how one looks at it. Of one cache: this program's, or that of another.

mod log;

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

pub use self::log::{EVENTS_KEPT, Filter, Log, Noted, Sum};
use super::figure::Figure;
use crate::library::Event;
use crate::metrics::{Figures, History, Span, Totals, Window};

/// Steps back and forth in a window.
const STEPS: u64 = 12;

/// Past figures are kept for every so many seconds, and a look back stops there. Every step is a multiple of it.
const STRIDE: u64 = 5;

/// One cache, as it is and as it was.
#[derive(Debug, Clone)]
pub struct Monitor {
    /// The last figures.
    pub figures: Figures,
    /// Earlier ones with their seconds: the last of each stride of the last hour, and the very first.
    past: VecDeque<(u64, Figures)>,
    /// The second of the last ones.
    taken: u64,
    /// How they went.
    pub history: History,
    /// What happened.
    pub log: Log,
    /// Whether there is more to come.
    pub source: Source,
    /// How one looks at it.
    pub look: Look,
    /// When its seconds began.
    pub started: SystemTime,
    /// The second of the first look: nothing is known of what was before.
    since: u64,
    second: u64,
}

/// Where the figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// They keep coming.
    Live,
    /// None has come for so many seconds.
    Silent(u64),
    /// None will come any more.
    Ended,
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
    /// Of a cache that began just now and has these figures.
    pub fn new(figures: Figures) -> Monitor {
        Monitor::since(0, figures)
    }

    /// Of a cache that has these figures in its second `second`, in which the first look is taken.
    pub fn since(second: u64, figures: Figures) -> Monitor {
        let look = Look {
            window: Window::Minute,
            time: Time::Live,
            selected: Figure::HitRate,
            back: 0,
            filter: Filter::All,
            room: Room::Shared,
            over: Over::Nothing,
        };
        Monitor {
            history: History::since(Totals::from(&figures)),
            figures,
            past: VecDeque::new(),
            taken: second,
            log: Log::default(),
            source: Source::Live,
            look,
            started: UNIX_EPOCH,
            since: second,
            second,
        }
    }

    /// It is the second `second` since start.
    pub fn tick(&mut self, second: u64) {
        self.second = self.second.max(second);
        self.history.sample(self.second, Totals::from(&self.figures));
    }

    /// The figures are these now.
    pub fn take(&mut self, figures: Figures) {
        self.history.sample(self.second, Totals::from(&figures));
        let before = std::mem::replace(&mut self.figures, figures);
        let is_first = self.past.is_empty() && self.taken < self.second;
        if is_first || stride(self.taken) != stride(self.second) {
            self.past.push_back((self.taken, before));
        }
        self.taken = self.second;
        let oldest = self.second.saturating_sub(Window::Hour.seconds());
        // The youngest of those that are older than the hour is the one for its first second.
        while self.past.get(1).is_some_and(|(second, _)| *second <= oldest) {
            self.past.pop_front();
        }
    }

    /// Something happened, at this local time of day.
    pub fn note(&mut self, event: Event, time: String) {
        let second = event.at.duration_since(self.started).map_or(0, |since| since.as_secs());
        self.log.note(event, time, second.min(self.second));
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

    /// Of the last `window` before the moment that is looked at, so many seconds were seen, if not all of them.
    pub fn seen_of(&self, window: Window) -> Option<u64> {
        let seen = self.span().end.saturating_sub(self.since);
        (self.since > 0 && seen < window.seconds()).then_some(seen)
    }

    /// The figures that are shown: the last ones, or those of the moment that is looked at.
    pub fn shown(&self) -> &Figures {
        match &self.look.time {
            Time::Live => &self.figures,
            Time::Paused { figures, .. } => figures,
        }
    }

    /// The figures at the end of the second `end`.
    fn figures_at(&self, end: u64) -> &Figures {
        if self.taken <= end {
            return &self.figures;
        }
        let then = self.past.iter().rev().find(|(second, _)| *second <= end);
        then.or(self.past.front()).map_or(&self.figures, |(_, figures)| figures)
    }

    /// The listed events up to the moment that is looked at, newest first.
    pub fn listed(&self) -> impl Iterator<Item = &Noted> {
        self.log.newest_first(self.look.filter, self.span().end)
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
        if matches!(self.look.time, Time::Live) && steps > 0 {
            return;
        }
        let step = (self.look.window.seconds() / STEPS) as i64;
        let wanted = self.span().end.saturating_add_signed(steps * step);
        // Where figures were kept; but not before the first look, or the last hour.
        let kept = if wanted < self.second { wanted - wanted % STRIDE } else { self.second };
        let first = self.second.saturating_sub(Window::Hour.seconds()).next_multiple_of(STRIDE).max(self.since);
        let end = kept.max(first.min(self.second));
        self.look.time = Time::Paused { end, figures: Box::new(self.figures_at(end).clone()) };
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

/// The stride of a second: seconds 1 to 5 are in the first.
fn stride(second: u64) -> u64 {
    second.div_ceil(STRIDE)
}

#[cfg(test)]
mod tests;
