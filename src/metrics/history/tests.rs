//! What an hour of seconds says.

use proptest::prelude::*;

use super::*;

fn reads(hits: u64, misses: u64) -> Totals {
    Totals { hits, misses, ..Totals::default() }
}

fn minute(history: &History) -> Column {
    history.sum(history.until_now(Window::Minute))
}

#[test]
fn a_rate_without_a_read_is_absent_rather_than_zero() {
    let mut history = History::default();
    history.sample(3, reads(0, 0));
    assert_eq!((minute(&history).hit_rate(), history.reads_now()), (None, 0));
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
    history.swap(59, Cause::Disk);
    history.swap(59, Cause::Load);
    history.swap(59, Cause::Load);
    history.sample(59, reads(100, 4));
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
    assert_eq!((history.reads_peak(), history.reads_now()), (50, 10));
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
    assert_eq!((minute(&history).hits, history.reads_now(), history.reads_peak()), (3, 3, 3));
}

#[test]
fn an_hour_is_kept_and_no_more() {
    let mut history = History::default();
    for second in 0..10_000 {
        history.sample(second, reads(second, 0));
        history.swap(second, Cause::Load);
    }
    assert_eq!(history.seconds.len(), 3_601);
    assert_eq!(history.sum(history.until_now(Window::Hour)).hits, 3_600);
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
                history.swap(second, Cause::ALL[cause]);
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
                let swaps = parts.iter().map(|part| part.swaps[cause as usize]).sum::<u32>();
                prop_assert_eq!(swaps, whole.swaps[cause as usize]);
            }
        }
    }
}
