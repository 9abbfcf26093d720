//! What a monitor makes of figures and events as they come.

use std::time::Duration;

use super::*;
use crate::cache::{Cause, Swap};
use crate::library::{EventKind, Exchange};
use crate::prompt::PromptId;
use crate::tui::tests::World;

fn monitor() -> Monitor {
    Monitor::new(World::of(&[("写作/周报.md", "# 周报\n")]).model.monitor.figures)
}

fn at(second: u64, kind: EventKind) -> Event {
    Event { number: 0, at: UNIX_EPOCH + Duration::from_secs(second), kind }
}

fn swap(generation: u64, cause: Cause, misses: u64) -> EventKind {
    let swap = Swap { generation, cause, added: 0, changed: 1, removed: 0, evicted: 1 };
    EventKind::Swapped(Exchange { swap, build: Duration::from_micros(4), replace: Duration::from_nanos(90), misses })
}

fn load(took: u64) -> EventKind {
    let id = PromptId::new("写作/周报.md").expect("a name");
    let (bytes, took) = (10, Duration::from_micros(took));
    EventKind::Loaded { id, bytes, took, reason: crate::cache::MissReason::Evicted }
}

fn saved(generation: u64) -> EventKind {
    let id = PromptId::new("写作/周报.md").expect("a name");
    let swap = crate::cache::Copied { generation, copied: 700, shared: 9_000 };
    EventKind::Saved { id, bytes: 10, took: Duration::from_millis(4), swap }
}

/// Takes figures with so many hits in the second `second`.
fn take(monitor: &mut Monitor, second: u64, hits: u64) {
    monitor.tick(second);
    let figures = Figures { hits, ..monitor.figures.clone() };
    monitor.take(figures);
}

#[test]
fn an_event_stands_in_the_second_in_which_it_happened_however_late_it_is_told() {
    let mut monitor = monitor();
    monitor.tick(100);
    monitor.note(at(40, saved(3)), "12:00:40".to_owned());
    monitor.note(at(900, saved(4)), "12:15:00".to_owned());
    let seconds: Vec<u64> = monitor.listed().map(|noted| noted.second).collect();
    assert_eq!(seconds, [100, 40], "and none in the future");
}

#[test]
fn a_flood_of_loads_puts_no_save_out_and_is_told_by_the_second() {
    let mut monitor = monitor();
    monitor.tick(1);
    monitor.note(at(1, saved(1)), String::new());
    for second in 2..2_000 {
        monitor.tick(second);
        for took in 0..20 {
            monitor.note(at(second, load(took)), String::new());
            monitor.note(at(second, swap(second * 20 + took, Cause::Load, 0)), String::new());
        }
    }
    assert!(matches!(monitor.log.last_save(1_999), Some(noted) if noted.second == 1));
    monitor.look.filter = Filter::Loads;
    let loads: Vec<&Noted> = monitor.listed().collect();
    assert_eq!(loads.len(), 1_998);
    let Sum { count, bytes, longest, reasons, .. } = loads[0].sum;
    assert_eq!((count, bytes, longest), (20, 200, Duration::from_micros(19)));
    assert_eq!(reasons.iter().sum::<u64>(), 20);
    monitor.look.filter = Filter::Swaps;
    assert_eq!(monitor.listed().next().map(|noted| noted.sum.evicted), Some(20));
    monitor.look.filter = Filter::All;
    let order: Vec<u64> = monitor.listed().map(|noted| noted.second).collect();
    assert!(order.is_sorted_by(|newer, older| newer >= older));
}

#[test]
fn a_look_back_shows_the_figures_and_the_last_save_of_then() {
    let mut monitor = monitor();
    for second in 1..=1_000 {
        take(&mut monitor, second, second * 10);
        if second % 100 == 0 {
            monitor.note(at(second, saved(second)), String::new());
        }
    }
    monitor.scrub(-1);
    assert_eq!((monitor.span().end, monitor.shown().hits), (995, 9_950));
    monitor.look.window = Window::FiveMinutes;
    monitor.scrub(-8);
    assert_eq!((monitor.span().end, monitor.shown().hits), (795, 7_950));
    let then = monitor.log.last_save(monitor.span().end).map(|noted| noted.second);
    assert_eq!(then, Some(700));
    for _ in 0..100 {
        monitor.scrub(-1);
    }
    assert_eq!((monitor.span().end, monitor.shown().hits), (0, 0), "nothing is known of what was before");
    monitor.scrub(1_000);
    assert_eq!((monitor.span().end, monitor.shown().hits), (1_000, 10_000));
    take(&mut monitor, 1_003, 10_030);
    assert_eq!(monitor.shown().hits, 10_000, "what was stopped stands still");
}

#[test]
fn figures_that_did_not_move_are_those_of_every_second_between() {
    let mut monitor = monitor();
    take(&mut monitor, 7, 70);
    take(&mut monitor, 3_000, 80);
    take(&mut monitor, 3_001, 90);
    for _ in 0..5 {
        monitor.scrub(-1);
    }
    assert_eq!((monitor.span().end, monitor.shown().hits), (2_975, 70));
}

#[test]
fn a_book_that_was_open_before_is_looked_back_at_no_further_than_it_was_seen() {
    let figures = monitor().figures;
    let mut monitor = Monitor::since(5_002, Figures { hits: 1_000_000, ..figures });
    take(&mut monitor, 5_003, 1_000_005);
    take(&mut monitor, 5_012, 1_000_007);
    assert_eq!(monitor.seen_of(Window::Minute), Some(10));
    for _ in 0..10 {
        monitor.scrub(-1);
    }
    assert_eq!((monitor.span().end, monitor.shown().hits), (5_002, 1_000_000));
    take(&mut monitor, 5_062, 1_000_007);
    monitor.pause();
    assert_eq!(monitor.seen_of(Window::Minute), None);
}

#[test]
fn the_last_change_is_that_of_the_moment_that_is_looked_at() {
    let mut monitor = monitor();
    for (second, generation, cause) in [(10, 1, Cause::Disk), (20, 2, Cause::Load), (30, 3, Cause::Edit)] {
        monitor.tick(second);
        monitor.note(at(second, swap(generation, cause, generation * 7)), String::new());
    }
    let change = |end| monitor.log.last_change(end).map(|change| (change.swap.generation, change.misses));
    assert_eq!([9, 25, 30].map(change), [None, Some((1, 7)), Some((3, 21))]);
}

#[test]
fn loads_that_were_left_out_on_the_way_are_not_counted_as_all() {
    let mut monitor = monitor();
    monitor.tick(1);
    for (number, kind) in [(10, load(1)), (11, load(2)), (500, saved(3)), (501, load(4)), (502, load(5))] {
        monitor.note(Event { number, ..at(1, kind) }, String::new());
    }
    monitor.look.filter = Filter::Loads;
    let sums: Vec<(u64, u64)> = monitor.listed().map(|noted| (noted.sum.count, noted.sum.missing)).collect();
    assert_eq!(sums, [(4, 488)]);
    monitor.look.filter = Filter::Saves;
    assert_eq!(monitor.listed().map(|noted| noted.sum.missing).sum::<u64>(), 0);
}
