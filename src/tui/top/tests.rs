//! The screen of `top`, fed with reports by hand.

use std::time::{Duration, UNIX_EPOCH};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::model::{Effect, Followed, Model, Msg, State};
use super::view::view;
use crate::instances::Report;
use crate::library::{Event, EventKind};
use crate::tui::keymap::Key;
use crate::tui::tests::{World, default_keymap};
use crate::tui::view::Theme;

fn followed(pid: u32) -> Followed {
    Followed { pid, book: "~/写作".to_owned(), place: (1, 2), state: State::Running }
}

fn model() -> Model {
    Model::new(followed(1234), default_keymap())
}

/// A report in the second `second`, with events of these numbers.
fn report(second: u64, events: &[u64]) -> Msg {
    let world = World::of(&[("写作/周报.md", "# 周报\n")]);
    let figures = world.model.monitor.figures.clone();
    let failed = |number: &u64| {
        let kind = EventKind::Failed { message: format!("event {number}") };
        Event { number: *number, at: UNIX_EPOCH, kind }
    };
    let events: Vec<Event> = events.iter().map(failed).collect();
    let times = events.iter().map(|_| "12:04:31".to_owned()).collect();
    let now = UNIX_EPOCH + Duration::from_secs(second);
    let report = Report {
        version: 1,
        pid: 1234,
        book: "~/写作".to_owned(),
        started: UNIX_EPOCH,
        now,
        hits: 0,
        misses: 1,
        figures,
        events,
    };
    Msg::Report(Box::new(report), times)
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let event = |name: &str| Key::parse(name).expect("it is a key").event();
    keys.split(' ').filter_map(|name| model.update(Msg::Key(event(name)))).collect()
}

fn frame(model: &Model, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend does not fail");
    terminal.draw(|frame| view(frame, model, &Theme::new(true))).expect("a test backend does not fail");
    terminal.backend().to_string()
}

#[test]
fn the_figures_of_another_process_are_on_the_same_screen() {
    let mut model = model();
    assert!(frame(&model, 80, 24).contains("Waiting for its first figures"));
    model.update(report(5, &[1, 2]));
    let shown = frame(&model, 80, 24);
    for part in ["process 1234, 1 of 2", "following", "Hit rate", "failed: event 2", "Tab next instance"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    assert!(frame(&model, 40, 12).contains("Hit rate"));
}

#[test]
fn an_event_that_comes_twice_is_noted_once() {
    let mut model = model();
    model.update(report(5, &[1, 2]));
    model.update(report(6, &[2, 3]));
    let monitor = model.monitor.as_ref().expect("a report has come");
    let numbers: Vec<u64> = monitor.events.iter().map(|noted| noted.event.number).collect();
    assert_eq!((numbers, monitor.second()), (vec![1, 2, 3], 6));
}

#[test]
fn the_end_of_the_instance_is_said_and_its_last_figures_stay() {
    let mut model = model();
    model.update(report(5, &[1]));
    model.update(Msg::Ended("promptbook 1234 (~/写作) has ended".to_owned()));
    press(&mut model, "↓ e");
    let shown = frame(&model, 80, 24);
    for part in ["promptbook 1234", "has ended. Tab follows another one, q quits", "ended "] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    assert!(shown.contains("Formula"), "its figures can still be looked at");
    assert_eq!(press(&mut model, "Tab"), [Effect::FollowNext]);
    model.update(Msg::Follows(followed(77)));
    assert!(model.monitor.is_none(), "another one has figures of its own");
}

#[test]
fn nothing_is_changed_from_here_and_esc_leaves_step_by_step() {
    let mut model = model();
    assert_eq!(press(&mut model, "q"), [Effect::Quit], "before anything has come");
    model.update(report(5, &[]));
    assert_eq!(press(&mut model, "x"), []);
    assert_eq!(model.said.as_deref(), Some("Nothing is changed from here: that works in its own screen"));
    assert_eq!(press(&mut model, "e Esc"), []);
    let copied = press(&mut model, "y");
    assert!(matches!(copied.as_slice(), [Effect::Copy(report)] if report.contains("Hit rate")), "{copied:?}");
    assert_eq!(press(&mut model, "Esc"), [Effect::Quit]);
}
