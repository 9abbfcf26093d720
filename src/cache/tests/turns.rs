//! A long edit among short ones that never stop.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

/// How long an edit lets others be first in each attempt, where they may not be. Whoever may publishes within a few.
const YIELDS: usize = 20_000;

/// Edits that lose more races than this are given up by the test.
const GIVEN_UP: usize = 4 * Turns::LOSSES;

/// Publishes an edit that lets somebody else be first whenever that is possible, while short edits never stop once it
/// `began`, which is after it has the turn, if it gets one, and has called `has_turn`. Returns its attempts.
fn attempts_of_a_long_edit(cache: &Cache, began: &AtomicBool, has_turn: impl Fn()) -> usize {
    let mut attempts = 0;
    cache.publish(Cause::Start, |next| {
        attempts += 1;
        if attempts == 1 {
            has_turn();
            began.store(true, Ordering::SeqCst);
        }
        (0..2_000).for_each(|number| next.list(&id(&format!("{number}.md")), Stamp::default()));
        let before = cache.snapshot().generation();
        for yields in 0.. {
            let is_patient = attempts <= Turns::LOSSES || yields < YIELDS;
            if cache.snapshot().generation() != before || !is_patient || attempts > GIVEN_UP {
                break;
            }
            std::thread::yield_now();
        }
    });
    attempts
}

/// Publishes short edits from when somebody `began` until all `is_done`.
fn short_edits(cache: &Cache, began: &AtomicBool, is_done: &AtomicBool) {
    while !began.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    for inode in 1.. {
        cache.publish(Cause::Disk, |next| next.list(&id("short.md"), Stamp { inode, ..Stamp::default() }));
        if is_done.load(Ordering::SeqCst) {
            break;
        }
    }
}

/// Publishes a long edit while short ones never stop, and counts its attempts.
fn a_long_edit_ends(cache: &Cache, has_turn: impl Fn()) {
    let (began, is_done) = (AtomicBool::new(false), AtomicBool::new(false));
    let attempts = std::thread::scope(|scope| {
        scope.spawn(|| short_edits(cache, &began, &is_done));
        let attempts = attempts_of_a_long_edit(cache, &began, has_turn);
        is_done.store(true, Ordering::SeqCst);
        attempts
    });
    // One short edit may have begun before the turn was taken.
    assert!((Turns::LOSSES + 1..=Turns::LOSSES + 2).contains(&attempts), "{attempts} attempts");
    assert_eq!(cache.snapshot().len(), 2_001);
}

#[test]
fn a_long_edit_is_published_though_short_ones_never_stop() {
    a_long_edit_ends(&cache(1000, 10), || {});
}

#[test]
fn a_long_edit_that_had_to_wait_for_a_loser_first_is_published_though_short_ones_never_stop() {
    let cache = cache(1000, 10);
    // While somebody who lost is at it, whoever comes waits for the turn; then that one is done.
    cache.turns.losers.fetch_add(1, Ordering::SeqCst);
    a_long_edit_ends(&cache, || _ = cache.turns.losers.fetch_sub(1, Ordering::SeqCst));
}
