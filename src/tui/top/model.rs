//! What is followed, and what a message does to it. Knows no socket, clock or terminal.

use super::super::action::{Action, Scope};
use super::super::keymap::Keymap;
use super::super::model::monitor::Monitor;
use super::super::update::metrics::{Looked, look};
use crate::instances::Report;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

/// What is on the screen.
#[derive(Debug)]
pub(super) struct Model {
    /// Which instance.
    pub(super) followed: Followed,
    /// Its figures, once there are any; they stay when it has ended.
    pub(super) monitor: Option<Monitor>,
    /// The number of the last event.
    last_event: Option<u64>,
    /// What has been said last.
    pub(super) said: Option<String>,
    pub(super) keymap: Keymap,
}

/// Which instance is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Followed {
    /// Its process.
    pub(super) pid: u32,
    /// Its book, safe to show.
    pub(super) book: String,
    /// Its place among those that run, from 1, and how many there are.
    pub(super) place: (usize, usize),
    /// Whether it still runs.
    pub(super) state: State,
}

/// Whether it still runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It does.
    Running,
    /// It has ended, or cannot be understood.
    Ended,
}

/// What comes from outside.
#[derive(Debug)]
pub(super) enum Msg {
    /// A key.
    Key(KeyEvent),
    /// What the instance says, with the local times of its events.
    Report(Box<Report>, Vec<String>),
    /// There is no more to come of it, and why.
    Ended(String),
    /// Another one is followed from now on.
    Follows(Followed),
    /// Something is to be told.
    Said(String),
}

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// Follow the next running instance.
    FollowNext,
    /// Hand this text to the clipboard.
    Copy(String),
    /// End.
    Quit,
}

impl Model {
    pub(super) fn new(followed: Followed, keymap: Keymap) -> Model {
        Model { followed, monitor: None, last_event: None, said: None, keymap }
    }

    /// Changes the model by `msg`, and returns what is to be done.
    pub(super) fn update(&mut self, msg: Msg) -> Option<Effect> {
        match msg {
            Msg::Key(event) => return self.press(event),
            Msg::Report(report, times) => self.take(*report, times),
            Msg::Ended(why) => {
                self.followed.state = State::Ended;
                self.said = Some(format!("{why}. Tab follows another one, q quits"));
            }
            Msg::Follows(followed) => {
                if followed.pid != self.followed.pid {
                    (self.monitor, self.last_event) = (None, None);
                }
                self.said = None;
                self.followed = followed;
            }
            Msg::Said(text) => self.said = Some(text),
        }
        None
    }

    fn press(&mut self, event: KeyEvent) -> Option<Effect> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        if self.followed.state == State::Running {
            self.said = None;
        }
        match (event.code, self.keymap.action(Scope::Metrics, event)) {
            (KeyCode::Tab, _) => Some(Effect::FollowNext),
            // Esc is a step back while there is one; at the end of them it quits.
            (_, Some(action)) => self.act(action),
            (KeyCode::Esc, None) => self.act(Action::Back),
            _ => None,
        }
    }

    fn act(&mut self, action: Action) -> Option<Effect> {
        let Some(monitor) = &mut self.monitor else {
            return (action == Action::Back).then_some(Effect::Quit);
        };
        match look(monitor, action) {
            Looked::Done => None,
            Looked::Close => Some(Effect::Quit),
            Looked::Report(report) => Some(Effect::Copy(report)),
            Looked::Other(_) => {
                self.said = Some("Nothing is changed from here: that works in its own screen".to_owned());
                None
            }
        }
    }

    fn take(&mut self, report: Report, times: Vec<String>) {
        let second = report.now.duration_since(report.started).unwrap_or_default().as_secs();
        let Report { figures, events, .. } = report;
        let monitor = self.monitor.get_or_insert_with(|| Monitor::new(figures.clone()));
        monitor.tick(second);
        for (event, time) in events.into_iter().zip(times) {
            // The first report brings events that an earlier one may have brought already.
            if self.last_event.is_none_or(|last| event.number > last) {
                self.last_event = Some(event.number);
                monitor.note(event, time);
            }
        }
        monitor.take(figures);
    }
}
