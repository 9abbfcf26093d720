//! Looking at the metrics: another figure, another stretch of time, a moment that has passed.

use super::{BOOK, World};
use crate::library::EventKind;
use crate::metrics::Window;
use crate::tui::message::{Effect, Msg};
use crate::tui::model::figure::Figure;
use crate::tui::model::monitor::{Filter, Over, Room, Time};

fn failure() -> EventKind {
    EventKind::Failed { message: "x".to_owned() }
}

fn world() -> World {
    let mut world = World::of(BOOK);
    world.send(Msg::Tick(3_000));
    world.press("M");
    world
}

#[test]
fn figures_are_selected_one_by_one_and_explained() {
    let mut world = world();
    assert_eq!(world.model.monitor.look.selected, Figure::HitRate);
    world.press("↑ ↑ ↑");
    assert_eq!(world.model.monitor.look.selected, Figure::ALL[0]);
    world.press("e ↓");
    assert_eq!(world.model.monitor.look.over, Over::Explanation(0));
    assert_eq!(world.model.monitor.look.selected, Figure::ALL[1]);
    world.press("e");
    assert_eq!(world.model.monitor.look.over, Over::Nothing);
}

#[test]
fn the_window_has_three_lengths() {
    let mut world = world();
    for (key, window) in
        [("]", Window::FiveMinutes), ("]", Window::Hour), ("]", Window::Hour), ("[", Window::FiveMinutes)]
    {
        world.press(key);
        assert_eq!(world.model.monitor.span().window, window);
    }
}

#[test]
fn a_paused_screen_shows_the_figures_of_then_until_it_goes_on() {
    let mut world = world();
    let then = world.model.monitor.shown().clone();
    world.press("Space x");
    world.answer();
    world.send(Msg::Tick(3_010));
    world.happen(failure());
    assert_eq!(world.model.monitor.span().end, 3_000);
    assert_eq!(*world.model.monitor.shown(), then);
    assert!(!world.model.monitor.listed().any(|noted| noted.event.kind == failure()));
    world.press("Space");
    assert_eq!(world.model.monitor.span().end, 3_010);
    assert_ne!(*world.model.monitor.shown(), then);
    assert!(world.model.monitor.listed().any(|noted| noted.event.kind == failure()));
}

#[test]
fn one_can_go_back_an_hour_and_no_further_and_not_into_the_future() {
    let mut world = world();
    world.send(Msg::Tick(10_000));
    world.press("→");
    assert!(matches!(world.model.monitor.look.time, Time::Live), "there is nothing after now");
    world.press("←");
    assert_eq!(world.model.monitor.span().end, 10_000 - 5);
    world.press("] ] ← ← ← ← ← ← ← ← ← ← ← ← ← ← ← ←");
    assert_eq!(world.model.monitor.span().end, 10_000 - 3_600);
    for _ in 0..20 {
        world.press("→");
    }
    assert_eq!(world.model.monitor.span().end, 10_000);
}

#[test]
fn the_events_can_be_narrowed_to_one_kind() {
    let mut world = world();
    world.happen(failure());
    let kinds = [Filter::Swaps, Filter::Loads, Filter::Saves, Filter::Disk, Filter::Faults, Filter::All];
    for filter in kinds {
        world.press("/");
        assert_eq!(world.model.monitor.look.filter, filter);
        let fault = world.model.monitor.listed().any(|noted| noted.event.kind == failure());
        assert_eq!(fault, matches!(filter, Filter::Faults | Filter::All), "{filter:?}");
    }
}

#[test]
fn esc_takes_back_what_lies_over_then_the_zoom_then_the_pause_then_the_screen() {
    let mut world = world();
    world.press("z Space e Esc");
    assert_eq!((world.model.monitor.look.over, world.model.monitor.look.room), (Over::Nothing, Room::Axes));
    world.press("Esc");
    assert_eq!(world.model.monitor.look.room, Room::Shared);
    assert!(matches!(world.model.monitor.look.time, Time::Paused { .. }));
    world.press("Esc");
    assert!(matches!(world.model.monitor.look.time, Time::Live));
    world.press("Esc");
    assert!(!world.model.shows_pane());
}

#[test]
fn the_report_has_every_figure() {
    let mut world = world();
    let effects = world.press("y");
    let [Effect::Copy(report)] = effects.as_slice() else { panic!("{effects:?}") };
    for figure in Figure::ALL {
        assert!(report.lines().any(|line| line.starts_with(figure.label())), "{report}");
    }
}

#[test]
fn an_open_pane_is_drawn_each_second_and_a_hidden_one_never() {
    let mut world = world();
    world.send(Msg::Tick(5_000));
    assert_eq!(world.model.next_change(), Some(5_001));
    world.press("Esc");
    assert_eq!(world.model.next_change(), None);
}
