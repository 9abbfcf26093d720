//! What is followed or chosen, and what a message does to it. Knows no socket, clock or terminal.

use std::time::SystemTime;

use super::super::action::{Action, Scope};
use super::super::keymap::Keymap;
use super::super::model::monitor::{Monitor, Source, Time};
use super::super::update::metrics::{Looked, look};
use crate::instances::{Instance, Report};

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

/// What is on the screen.
#[derive(Debug)]
pub(super) struct Model {
    /// Which instance is followed, once one is.
    pub(super) followed: Option<Followed>,
    /// The list from which one is chosen, while it is open.
    pub(super) choice: Option<Choice>,
    /// The figures of the one that is followed, once there are any; they stay when it has ended.
    pub(super) monitor: Option<Monitor>,
    /// When it began to serve its book.
    started: Option<SystemTime>,
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
    /// It has said nothing for so many seconds.
    Silent(u64),
    /// It has ended, or cannot be understood.
    Ended,
}

/// The running instances.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Choice {
    /// The oldest first.
    pub(super) instances: Vec<Instance>,
    /// The process that is selected; while it is there.
    selected: Option<u32>,
}

/// What comes from outside.
#[derive(Debug)]
pub(super) enum Msg {
    /// A key.
    Key(KeyEvent),
    /// What the instance says, with the local times of its events.
    Report(Box<Report>, Vec<String>),
    /// It has said nothing for so many seconds.
    Silent(u64),
    /// There is no more to come of it, and why.
    Ended(String),
    /// This one is followed from now on.
    Follows(Followed),
    /// These run.
    Listed(Vec<Instance>),
    /// Something is to be told.
    Said(String),
}

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// Follow the next running instance.
    FollowNext,
    /// Follow the instance with this process.
    Follow(u32),
    /// Say which run.
    List,
    /// Hand this text to the clipboard.
    Copy(String),
    /// End.
    Quit,
}

impl Choice {
    /// The row that is selected.
    pub(super) fn row(&self) -> usize {
        self.instances.iter().position(|instance| Some(instance.pid) == self.selected).unwrap_or(0)
    }

    fn step(&mut self, rows: isize) {
        let row = self.row().saturating_add_signed(rows).min(self.instances.len().saturating_sub(1));
        self.selected = self.instances.get(row).map(|instance| instance.pid);
    }
}

impl Model {
    /// Follows nobody yet: the running ones are listed.
    pub(super) fn new(keymap: Keymap) -> Model {
        Model {
            followed: None,
            choice: Some(Choice::default()),
            monitor: None,
            started: None,
            last_event: None,
            said: None,
            keymap,
        }
    }

    /// Changes the model by `msg`, and returns what is to be done.
    pub(super) fn update(&mut self, msg: Msg) -> Option<Effect> {
        match msg {
            Msg::Key(event) => return self.press(event),
            Msg::Report(report, times) => self.take(*report, times),
            Msg::Silent(seconds) => self.becomes(State::Silent(seconds)),
            Msg::Ended(why) => {
                self.becomes(State::Ended);
                self.said = Some(format!("{why}. Tab follows another one, q quits"));
            }
            Msg::Follows(followed) => {
                if self.followed.as_ref().is_none_or(|before| before.pid != followed.pid) {
                    self.forget();
                }
                self.said = None;
                self.choice = None;
                self.followed = Some(followed);
                self.becomes(State::Running);
            }
            Msg::Listed(instances) => {
                if let Some(choice) = &mut self.choice {
                    choice.instances = instances;
                    // The newest is what most likely was meant; one that was selected stays so.
                    let newest = choice.instances.last().map(|instance| instance.pid);
                    let is_there = choice.instances.iter().any(|instance| Some(instance.pid) == choice.selected);
                    choice.selected = choice.selected.filter(|_| is_there).or(newest);
                }
            }
            Msg::Said(text) => self.said = Some(text),
        }
        None
    }

    /// Whether the instance that is followed has not ended.
    pub(super) fn is_following(&self) -> bool {
        self.followed.as_ref().is_some_and(|followed| followed.state != State::Ended)
    }

    fn becomes(&mut self, state: State) {
        if let Some(followed) = &mut self.followed {
            followed.state = state;
        }
        if let Some(monitor) = &mut self.monitor {
            monitor.source = match state {
                State::Running => Source::Live,
                State::Silent(seconds) => Source::Silent(seconds),
                State::Ended => Source::Ended,
            };
        }
    }

    fn press(&mut self, event: KeyEvent) -> Option<Effect> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        if self.is_following() {
            self.said = None;
        }
        if event.code == KeyCode::Char('q') {
            return Some(Effect::Quit);
        }
        if self.choice.is_some() {
            return self.choose(event);
        }
        match (event.code, self.keymap.action(Scope::Metrics, event)) {
            (KeyCode::Tab, _) => Some(Effect::FollowNext),
            (KeyCode::Char('i'), _) => {
                let selected = self.followed.as_ref().map(|followed| followed.pid);
                self.choice = Some(Choice { instances: Vec::new(), selected });
                Some(Effect::List)
            }
            // Esc is a step back while there is one; at the end of them it quits.
            (_, Some(action)) => self.act(action),
            (KeyCode::Esc, None) => self.act(Action::Back),
            _ => None,
        }
    }

    /// A key while the running ones are listed.
    fn choose(&mut self, event: KeyEvent) -> Option<Effect> {
        let choice = self.choice.as_mut()?;
        match (event.code, self.keymap.action(Scope::Metrics, event)) {
            (KeyCode::Enter, _) => choice.instances.get(choice.row()).map(|instance| Effect::Follow(instance.pid)),
            (KeyCode::Tab, _) => {
                choice.step(1);
                None
            }
            (_, Some(Action::Up)) => {
                choice.step(-1);
                None
            }
            (_, Some(Action::Down)) => {
                choice.step(1);
                None
            }
            (KeyCode::Esc, _) | (_, Some(Action::Back)) => {
                if self.followed.is_none() {
                    return Some(Effect::Quit);
                }
                self.choice = None;
                None
            }
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

    /// Forgets the figures, not how one looked at them.
    fn forget(&mut self) {
        (self.monitor, self.started, self.last_event) = (None, None, None);
    }

    fn take(&mut self, report: Report, times: Vec<String>) {
        let second = report.now.duration_since(report.started).unwrap_or_default().as_secs();
        let Report { figures, events, started, .. } = report;
        // Another book in the same process has counted from the beginning.
        if self.started.replace(started).is_some_and(|before| before != started)
            && let Some(before) = self.monitor.take()
        {
            self.last_event = None;
            let mut look = before.look;
            look.time = Time::Live;
            let monitor = self.monitor.insert(Monitor::since(second, figures.clone()));
            monitor.look = look;
        }
        let monitor = self.monitor.get_or_insert_with(|| Monitor::since(second, figures.clone()));
        monitor.started = started;
        monitor.tick(second);
        for (event, time) in events.into_iter().zip(times) {
            // The first report brings events that an earlier one may have brought already.
            if self.last_event.is_none_or(|last| event.number > last) {
                self.last_event = Some(event.number);
                monitor.note(event, time);
            }
        }
        monitor.take(figures);
        self.becomes(State::Running);
    }
}
