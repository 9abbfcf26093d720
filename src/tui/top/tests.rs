//! The screen of `top`, fed with reports by hand.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::model::{Effect, Followed, Model, Msg, State};
use super::view::view;
use crate::cache::{Cause, Copied, MissReason, Swap};
use crate::instances::{Instance, Recent, Report};
use crate::library::{Event, EventKind, Exchange};
use crate::metrics::{Figures, Window};
use crate::tui::keymap::Key;
use crate::tui::tests::{World, default_keymap};
use crate::tui::view::Theme;

fn followed(pid: u32) -> Followed {
    Followed { pid, book: "~/写作".to_owned(), place: (1, 2), state: State::Running }
}

fn model() -> Model {
    let mut model = Model::new(default_keymap());
    model.update(Msg::Follows(followed(1234)));
    model
}

/// A report in the second `second`, with events of these numbers.
fn report(second: u64, events: &[u64]) -> Msg {
    report_of(UNIX_EPOCH, second, figures(), events)
}

fn figures() -> Figures {
    World::of(&[("写作/周报.md", "# 周报\n")]).model.monitor.figures
}

/// A report of an instance that began at `started`, in its second `second`, with events of these numbers in the first.
fn report_of(started: SystemTime, second: u64, figures: Figures, events: &[u64]) -> Msg {
    let failed = |number: &u64| {
        let kind = EventKind::Failed { message: format!("event {number}") };
        Event { number: *number, at: started, kind }
    };
    let events: Vec<Event> = events.iter().map(failed).collect();
    let times = events.iter().map(|_| "12:04:31".to_owned()).collect();
    let now = started + Duration::from_secs(second);
    let report = Report {
        version: 1,
        pid: 1234,
        book: "~/写作".to_owned(),
        started,
        now,
        hits: 0,
        misses: 1,
        recent: Recent::default(),
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
    let narrow = frame(&model, 40, 12);
    assert!(narrow.contains("Hit rate") && narrow.contains("1234, 1 of 2  ~/写作"), "{narrow}");
}

#[test]
fn an_event_that_comes_twice_is_noted_once() {
    let mut model = model();
    model.update(report(5, &[1, 2]));
    model.update(report(6, &[2, 3]));
    let monitor = model.monitor.as_ref().expect("a report has come");
    let numbers: Vec<u64> = monitor.listed().map(|noted| noted.event.number).collect();
    assert_eq!((numbers, monitor.second()), (vec![3, 2, 1], 6));
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

#[test]
fn what_was_before_the_first_look_is_in_no_column_and_its_events_are_as_old_as_they_are() {
    let mut model = model();
    let swaps = vec![(Cause::Load, 900), (Cause::Edit, 3)];
    model.update(report_of(UNIX_EPOCH, 500, Figures { swaps: swaps.clone(), ..figures() }, &[1, 2]));
    let monitor = model.monitor.as_ref().expect("a report has come");
    let recent: u64 = monitor.history.sum(monitor.span()).swaps.iter().sum();
    assert_eq!(recent, 0);
    assert!(monitor.listed().all(|noted| noted.second == 0));
    let shown = frame(&model, 120, 40);
    assert!(shown.contains(" disk  >  watch  >  build  >  SWAP") && shown.contains("8 min ago: failed"), "{shown}");
    // Swaps are counted, whether or not an event told of them.
    let swaps = vec![(Cause::Load, 950), (Cause::Edit, 4)];
    model.update(report_of(UNIX_EPOCH, 501, Figures { swaps, ..figures() }, &[]));
    let monitor = model.monitor.as_ref().expect("a report has come");
    let recent = monitor.history.sum(monitor.span()).swaps;
    assert_eq!((recent[Cause::Load as usize], recent[Cause::Edit as usize]), (50, 1));
    assert_eq!(monitor.seen_of(Window::Minute), Some(1));
}

#[test]
fn another_book_in_the_same_process_is_counted_from_its_own_beginning() {
    let mut model = model();
    model.update(report_of(UNIX_EPOCH, 500, Figures { hits: 1_000, evictions: 9, ..figures() }, &[70, 71]));
    press(&mut model, "]");
    model.update(Msg::Ended("promptbook 1234 (built-in samples) has ended".to_owned()));
    model.update(Msg::Follows(followed(1234)));
    let later = UNIX_EPOCH + Duration::from_secs(501);
    model.update(report_of(later, 1, Figures { hits: 3, ..figures() }, &[0, 1]));
    let monitor = model.monitor.as_ref().expect("a report has come");
    assert_eq!((monitor.second(), monitor.figures.hits, monitor.listed().count()), (1, 3, 2));
    assert_eq!(monitor.span().window, Window::FiveMinutes, "how one looks at it stays");
}

#[test]
fn misses_are_after_a_swap_only_if_they_were() {
    let mut model = model();
    let read = |misses, hits| Figures { hits, misses, miss_reasons: vec![(MissReason::Changed, misses)], ..figures() };
    model.update(report_of(UNIX_EPOCH, 10, read(40, 5), &[]));
    let swap = Swap { generation: 9, cause: Cause::Disk, added: 0, changed: 1, removed: 0, evicted: 0 };
    let exchange = Exchange { swap, build: Duration::ZERO, replace: Duration::ZERO, misses: 47 };
    let Msg::Report(mut report, _) = report_of(UNIX_EPOCH, 11, read(50, 6), &[]) else { unreachable!("it is one") };
    report.events = vec![Event { number: 1, at: UNIX_EPOCH, kind: EventKind::Swapped(exchange) }];
    model.update(Msg::Report(report, vec![String::new()]));
    let report = press(&mut model, "y");
    let [Effect::Copy(report)] = report.as_slice() else { panic!("{report:?}") };
    assert!(report.contains("3 misses were first reads after swap #9 (disk)"), "{report}");
}

#[test]
fn an_instance_that_is_silent_is_not_called_live() {
    let mut model = model();
    model.update(report(5, &[1]));
    model.update(Msg::Silent(7));
    let shown = frame(&model, 100, 24);
    assert!(shown.contains("no answer for 7 s") && !shown.contains("live") && !shown.contains("following"), "{shown}");
    model.update(report(12, &[]));
    assert!(frame(&model, 100, 24).contains("1 m · live"));
    model.update(Msg::Ended("it has ended".to_owned()));
    assert!(frame(&model, 100, 24).contains("1 m · ended"));
}

#[test]
fn q_quits_whatever_is_looked_at() {
    for keys in ["Space q", "z q", "e q", "s q", "Space z e q", "i q"] {
        let mut model = model();
        model.update(report(5, &[]));
        assert_eq!(press(&mut model, keys).last(), Some(&Effect::Quit), "{keys}");
    }
}

#[test]
fn one_of_several_is_chosen_from_a_list_that_is_kept_up_to_date() {
    let instance = |pid, book: &str| Instance {
        pid,
        book: book.to_owned(),
        started: UNIX_EPOCH,
        hit_rate: Some(0.5),
        reads: 1_200,
        prompts: 7,
        memory: Some(28_000_000),
    };
    let mut model = Model::new(default_keymap());
    assert!(frame(&model, 80, 24).contains("None yet"));
    assert_eq!(press(&mut model, "Enter"), []);
    model.update(Msg::Listed(vec![instance(11, "~/prompts"), instance(22, "~/写作"), instance(33, "demo load")]));
    let shown = frame(&model, 80, 24);
    for part in ["11", "50.0 %", "1 200", "28 MB", "~/写作", "demo load", "Enter follow"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    assert!(frame(&model, 40, 12).contains("~/写作"));
    assert_eq!(press(&mut model, "Enter"), [Effect::Follow(33)], "the newest is selected at first");
    assert_eq!(press(&mut model, "↑ Enter"), [Effect::Follow(22)]);
    model.update(Msg::Listed(vec![instance(22, "~/写作"), instance(44, "another")]));
    assert_eq!(press(&mut model, "Enter"), [Effect::Follow(22)], "what was selected stays so");
    model.update(Msg::Follows(followed(22)));
    model.update(report(5, &[]));
    assert_eq!(press(&mut model, "i"), [Effect::List]);
    assert_eq!(press(&mut model, "Esc"), [], "back to the one that is followed");
    assert!(frame(&model, 80, 24).contains("Hit rate"));
}

#[test]
fn whatever_another_process_reports_is_drawn_at_any_size() {
    let mut wild = figures();
    (wild.hits, wild.misses, wild.evictions, wild.generation) = (u64::MAX, u64::MAX, u64::MAX, 0);
    (wild.prompts, wild.resident, wild.resident_bytes, wild.max_bytes) = (0, usize::MAX, u64::MAX, 0);
    wild.swaps = Cause::ALL.map(|cause| (cause, u64::MAX)).to_vec();
    wild.miss_reasons = vec![(MissReason::Evicted, u64::MAX), (MissReason::Evicted, 1)];
    (wild.old_snapshots.alive, wild.old_snapshots.oldest) = (usize::MAX, Some(u64::MAX));
    wild.what_if.iter_mut().for_each(|what| (what.hit_rate, what.error) = (Some(-7.0), Some(f64::MAX)));
    let id = crate::tui::tests::id("写作/周报.md");
    let copied = Copied { generation: 0, copied: u64::MAX, shared: u64::MAX };
    let saved = EventKind::Saved { id: id.clone(), bytes: u64::MAX, took: Duration::MAX, swap: copied };
    let loaded = EventKind::Loaded { id, bytes: u64::MAX, took: Duration::MAX, reason: MissReason::Changed };
    let swap =
        Swap { generation: u64::MAX, cause: Cause::Load, added: u32::MAX, changed: 0, removed: 0, evicted: u32::MAX };
    let swap = EventKind::Swapped(Exchange { swap, build: Duration::MAX, replace: Duration::MAX, misses: u64::MAX });
    let kinds = [saved, loaded.clone(), loaded, swap.clone(), swap];
    let mut model = model();
    model.update(report(5, &[]));
    for (second, figures) in [(6, wild.clone()), (u64::from(u32::MAX), figures()), (7, wild)] {
        let Msg::Report(mut report, _) = report_of(UNIX_EPOCH, second, figures, &[]) else { unreachable!("it is one") };
        report.events = kinds.iter().map(|kind| Event { number: second, at: UNIX_EPOCH, kind: kind.clone() }).collect();
        model.update(Msg::Report(report, vec![String::new(); kinds.len()]));
    }
    for keys in ["z", "z", "z", "e", "e s → → → →", "s ← i"] {
        press(&mut model, keys);
        for width in (1..=45).chain([80, 120, 200]) {
            for height in (1..=15).chain([24, 40, 60]) {
                frame(&model, width, height);
            }
        }
    }
}
