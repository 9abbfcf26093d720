//! The metrics screen: looking at one figure, another stretch of time, a moment that has passed.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Action, Scope};
use super::super::message::Effect;
use super::super::model::Model;
use super::super::model::monitor::{Monitor, Over, Room, Time};
use super::super::view;
use super::browse;
use super::keys::PAGE;
use crate::cache::{CacheState, OffReason};

/// Lines of an explanation that a page key moves by.
const EXPLAINED: usize = 5;

/// No explanation has more.
const LINES: usize = 40;

/// Opens the screen: now, with nothing over it.
pub(super) fn open(model: &mut Model) {
    model.monitor.look.over = Over::Nothing;
    model.monitor.look.time = Time::Live;
    model.monitor.look.back = 0;
    model.overlay = Some(super::super::model::Overlay::Metrics);
}

/// Takes a key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match model.keymap.action(Scope::Metrics, event) {
        Some(action) => act(model, action),
        None if event.code == KeyCode::Esc => act(model, Action::Back),
        None => Vec::new(),
    }
}

/// Does an action of the screen.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match look(&mut model.monitor, action) {
        Looked::Done => {}
        Looked::Close => model.overlay = None,
        Looked::Report(report) => return vec![Effect::Copy(report)],
        Looked::Other(Action::SwitchCache) => {
            let state = match model.snapshot.state() {
                CacheState::On => CacheState::Off(OffReason::ByHand),
                CacheState::Off(_) => CacheState::On,
            };
            return vec![Effect::SwitchCache(state)];
        }
        Looked::Other(action) => return browse::act(model, action),
    }
    Vec::new()
}

/// What an action on the metrics came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// What is shown has changed, or nothing has.
    Done,
    /// The last step back.
    Close,
    /// This text is to be copied.
    Report(String),
    /// It is about something else than what is shown.
    Other(Action),
}

/// Does what only changes how one looks at `monitor`.
pub fn look(monitor: &mut Monitor, action: Action) -> Looked {
    match (action, monitor.look.over) {
        // One step back: from what lies over the figures, from a part that has all the room, from a moment that has
        // passed, from the screen.
        (Action::Back, Over::Nothing) if monitor.look.room != Room::Shared => monitor.look.room = Room::Shared,
        (Action::Back, Over::Nothing) if matches!(monitor.look.time, Time::Paused { .. }) => monitor.pause(),
        (Action::Back, Over::Nothing) => return Looked::Close,
        (Action::Back, _) => monitor.look.over = Over::Nothing,
        (Action::ScrubBack | Action::ScrubForth, Over::Steps(step)) => {
            let last = view::SAVE_STEPS - 1;
            let step = if action == Action::ScrubForth { (step + 1).min(last) } else { step.saturating_sub(1) };
            monitor.look.over = Over::Steps(step);
        }
        (Action::PageUp, Over::Explanation(top)) => {
            monitor.look.over = Over::Explanation(top.saturating_sub(EXPLAINED))
        }
        // Beyond the last line the drawing stops.
        (Action::PageDown, Over::Explanation(top)) => {
            monitor.look.over = Over::Explanation((top + EXPLAINED).min(LINES));
        }
        (Action::Up, _) => monitor.select(-1),
        (Action::Down, _) => monitor.select(1),
        (Action::PageUp, _) => monitor.scroll(PAGE),
        (Action::PageDown, _) => monitor.scroll(-PAGE),
        (Action::Pause, _) => monitor.pause(),
        (Action::ScrubBack, _) => monitor.scrub(-1),
        (Action::ScrubForth, _) => monitor.scrub(1),
        (Action::ShorterWindow, _) => monitor.look.window = monitor.look.window.shorter(),
        (Action::LongerWindow, _) => monitor.look.window = monitor.look.window.longer(),
        (Action::FilterEvents, _) => {
            monitor.look.filter = monitor.look.filter.next();
            monitor.look.back = 0;
        }
        (Action::Explain, Over::Explanation(_)) | (Action::Steps, Over::Steps(_)) => {
            monitor.look.over = Over::Nothing;
        }
        (Action::Explain, _) => monitor.look.over = Over::Explanation(0),
        (Action::Steps, _) => monitor.look.over = Over::Steps(0),
        (Action::Zoom, _) => monitor.look.room = monitor.look.room.next(),
        (Action::Copy, _) => return Looked::Report(view::report(monitor)),
        (action, _) => return Looked::Other(action),
    }
    Looked::Done
}
