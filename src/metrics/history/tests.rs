//! What an hour of seconds says.

use proptest::prelude::*;

use super::*;

fn reads(hits: u64, misses: u64) -> Totals {
    Totals { hits, misses, ..Totals::default() }
}

fn swaps(cause: Cause, count: u64) -> [u64; Cause::ALL.len()] {
    let mut swaps = [0; Cause::ALL.len()];
    swaps[cause as usize] = count;
    swaps
}

fn minute(history: &History) -> Column {
    history.sum(history.until_now(Window::Minute))
}

#[test]
fn a_rate_without_a_read_is_absent_rather_than_zero() {
    let mut history = History::default();
    history.sample(3, reads(0, 0));
    assert_eq!((minute(&history).hit_rate(), history.reads_in(3)), (None, 0));
    let columns = history.columns(history.until_now(Window::Minute), 60);
    assert!(columns.iter().all(|column| *column == Column::default()));
}

#[test]
fn a_window_counts_its_own_seconds_and_nothing_older() {
    let mut history = History::default();
    history.sample(1, reads(10, 10));
    history.sample(30, reads(40, 10));
    assert_eq!((minute(&history).hits, minute(&history).misses), (40, 10));
    history.sample(61, reads(40, 10));
    assert_eq!((minute(&history).hits, minute(&history).misses), (30, 0));
    assert_eq!(minute(&history).hit_rate(), Some(1.0));
    history.sample(90, reads(40, 10));
    assert_eq!(minute(&history).hit_rate(), None);
    let longer = history.sum(history.until_now(Window::FiveMinutes));
    assert_eq!((longer.hits, longer.misses), (40, 10));
}

#[test]
fn a_swap_stands_in_the_second_of_the_dip_that_it_made() {
    let mut history = History::default();
    history.sample(58, reads(100, 0));
    history.sample(59, Totals { swaps: swaps(Cause::Disk, 1), ..reads(100, 0) });
    let mut both = swaps(Cause::Disk, 1);
    both[Cause::Load as usize] = 2;
    history.sample(59, Totals { swaps: both, ..reads(100, 4) });
    let columns = history.columns(history.until_now(Window::Minute), 60);
    let dip = columns.iter().position(|column| column.hit_rate() == Some(0.0));
    let mark = columns.iter().position(|column| column.causes() == [Cause::Disk]);
    assert_eq!((dip, mark), (Some(59), Some(59)));
}

#[test]
fn what_was_can_be_looked_at_from_any_second_of_the_hour() {
    let mut history = History::default();
    history.sample(10, reads(1, 1));
    history.sample(100, reads(9, 1));
    history.sample(3_000, reads(9, 2));
    let then = history.sum(Span { end: 69, window: Window::Minute });
    assert_eq!((then.hits, then.misses), (1, 1));
    let between = history.sum(Span { end: 2_000, window: Window::Minute });
    assert_eq!(between.reads(), 0);
}

#[test]
fn nothing_moves_any_more_once_the_window_has_passed() {
    let mut history = History::default();
    history.sample(1, reads(1, 0));
    assert!(history.is_moving(Window::Minute));
    history.sample(62, reads(1, 0));
    assert!(!history.is_moving(Window::Minute));
    assert!(history.is_moving(Window::Hour));
}

#[test]
fn the_peak_is_the_busiest_second() {
    let mut history = History::default();
    history.sample(1, reads(50, 0));
    history.sample(2, reads(60, 0));
    assert_eq!((history.reads_peak(2), history.reads_in(2)), (50, 10));
}

#[test]
fn a_size_lasts_until_it_changes() {
    let mut history = History::default();
    history.sample(5, Totals { resident_bytes: 7, ..Totals::default() });
    history.sample(70, Totals { resident_bytes: 9, ..Totals::default() });
    let sizes = history.columns(history.until_now(Window::Minute), 60);
    let sizes: Vec<_> = sizes.iter().map(|column| column.resident_bytes).collect();
    assert_eq!((sizes[0], sizes[58], sizes[59]), (Some(7), Some(7), Some(9)));
}

#[test]
fn what_was_counted_before_anybody_looked_is_in_no_second() {
    let mut history = History::since(reads(1_000, 10));
    history.sample(5, reads(1_003, 10));
    assert_eq!((minute(&history).hits, history.reads_in(5), history.reads_peak(5)), (3, 3, 3));
    let before = Totals { swaps: swaps(Cause::Load, 900), ..Totals::default() };
    let mut history = History::since(before);
    history.sample(5, Totals { swaps: swaps(Cause::Load, 902), ..before });
    assert_eq!(minute(&history).swaps, swaps(Cause::Load, 2));
}

#[test]
fn what_was_now_and_most_at_a_moment_that_has_passed_is_still_known() {
    let mut history = History::default();
    for (second, hits) in [(1, 5), (2, 50), (3, 52), (9, 300)] {
        history.sample(second, reads(hits, 0));
    }
    let then = |second| (history.reads_in(second), history.reads_peak(second));
    assert_eq!([0, 1, 3, 5, 9].map(then), [(0, 0), (5, 5), (2, 45), (0, 45), (248, 248)]);
}

#[test]
fn two_hours_are_kept_and_no_more() {
    let mut history = History::default();
    for second in 0..20_000 {
        history.sample(second, reads(second, 0));
    }
    assert_eq!(history.seconds.len(), 7_201);
    assert_eq!(history.sum(history.until_now(Window::Hour)).hits, 3_600);
    let an_hour_ago = Span { end: 20_000 - 3_600, window: Window::Hour };
    assert_eq!(history.sum(an_hour_ago).hits, 3_600, "also at the far end of what can be looked at");
}

#[test]
fn counts_that_go_back_do_no_harm() {
    let mut history = History::since(reads(u64::MAX, 10));
    for (second, hits) in [(1, 3), (2, u64::MAX), (3, 0)] {
        history.sample(second, Totals { evictions: 9 - second, ..reads(hits, u64::MAX) });
    }
    assert!(minute(&history).hits > 0);
}

proptest! {
    #[test]
    fn however_an_hour_is_cut_its_columns_add_up(
        steps in prop::collection::vec((0..400_u64, 0..50_u64, 0..5_u64, prop::option::of(0..Cause::ALL.len())), 1..60),
        columns in 1..200_usize,
    ) {
        let mut history = History::default();
        let (mut second, mut totals) = (0, Totals::default());
        for (later, hits, misses, cause) in steps {
            second += later;
            totals.hits += hits;
            totals.misses += misses;
            if let Some(cause) = cause {
                totals.swaps[cause] += 1;
            }
            history.sample(second, totals);
        }
        for window in Window::ALL {
            let span = history.until_now(window);
            let whole = history.sum(span);
            let parts = history.columns(span, columns);
            prop_assert!(parts.len() <= columns);
            prop_assert_eq!(parts.iter().map(|part| part.hits).sum::<u64>(), whole.hits);
            prop_assert_eq!(parts.iter().map(|part| part.misses).sum::<u64>(), whole.misses);
            for cause in Cause::ALL {
                let swaps = parts.iter().map(|part| part.swaps[cause as usize]).sum::<u64>();
                prop_assert_eq!(swaps, whole.swaps[cause as usize]);
            }
        }
    }
}
