//! What the library and the log have to tell, and what on the screen a message moves.

use super::Runtime;
use crate::cache::Holder;
use crate::library::EventKind;
use crate::store::WatchState;
use crate::tui::calm::Moved;
use crate::tui::message::Msg;
use crate::tui::model::Model;
use crate::tui::model::messages::Weight;

impl Runtime {
    /// Brings the library's events, snapshot and figures to the model, if they moved: before whatever else is ready,
    /// so that the answer to a save never meets a snapshot without it.
    pub(super) fn observe(&mut self) {
        self.changes.mark_unchanged();
        let events = self.library.events_since(self.events_seen);
        if let Some(last) = events.last() {
            self.events_seen = last.number + 1;
        }
        self.log_changes.mark_unchanged();
        for line in self.log.since(self.log_seen) {
            self.log_seen = line.number + 1;
            self.ready.push_back(Msg::Log(weight_of(line.level), line.text));
        }
        let moved = {
            let (hits, misses) = self.library.reads();
            let now = (self.library.snapshot().generation(), hits, misses);
            std::mem::replace(&mut self.observed, now) != now
        };
        let mut news: Vec<Msg> = Vec::new();
        news.extend(events.into_iter().map(|event| {
            let time = time_of_day(event.at);
            Msg::Happened(event, time)
        }));
        if moved {
            let (snapshot, figures) = self.library.observe(Holder::Screen);
            news.push(Msg::Published(snapshot, Box::new(figures)));
        }
        for msg in news.into_iter().rev() {
            self.ready.push_front(msg);
        }
    }
}

/// What on the screen `msg` is about to move.
pub(super) fn moved_by(msg: &Msg, model: &Model) -> Moved {
    match msg {
        // A message that has been shown for long enough goes.
        Msg::Tick(second) if model.messages.expires_at().is_some_and(|end| end <= *second) => Moved::Screen,
        Msg::Tick(_) => Moved::Figures,
        // Names, titles and sizes are those that are on the screen.
        Msg::Published(snapshot, _)
            if snapshot.listing_changed() == model.snapshot.listing_changed()
                && snapshot.state() == model.snapshot.state() =>
        {
            Moved::Figures
        }
        Msg::Happened(event, _) => match event.kind {
            EventKind::Swapped(_) | EventKind::Loaded { .. } | EventKind::Saved { .. } => Moved::Figures,
            EventKind::Watch(WatchState::Off | WatchState::Watching { .. }) => Moved::Figures,
            _ => Moved::Screen,
        },
        _ => Moved::Screen,
    }
}

/// How much a line of the log matters on the screen.
fn weight_of(level: tracing::Level) -> Weight {
    match level {
        tracing::Level::ERROR => Weight::Fault,
        tracing::Level::WARN => Weight::Warning,
        _ => Weight::Note,
    }
}

/// The local time of day, `12:04:31`.
pub(in crate::tui) fn time_of_day(at: std::time::SystemTime) -> String {
    match jiff::Timestamp::try_from(at) {
        Ok(at) => at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string(),
        // A clock so wrong that it has no date.
        Err(_) => "--:--:--".to_owned(),
    }
}

#[cfg(test)]
mod tests;
