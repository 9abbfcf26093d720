//! Merges.

use proptest::prelude::*;

use super::super::{Markers, merge};
use super::edited;

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// Whether each line of `part` stands in `whole`, in the same order.
fn survives(part: &str, whole: &str) -> bool {
    let mut whole = whole.split('\n');
    lines(part).iter().all(|line| line.is_empty() || whole.any(|other| other == *line))
}

/// The first line of each conflict, and the one behind its last.
fn places(markers: &Markers, text: &str) -> Vec<(usize, usize)> {
    markers.conflicts_in(text).into_iter().map(|conflict| (conflict.lines.start, conflict.lines.end)).collect()
}

/// The text with the lines of one side of each conflict, as a person would settle it.
fn settled(text: &str, markers: &Markers, keep: usize) -> String {
    let mut side = None;
    let mut kept = Vec::new();
    let all = lines(text);
    let conflicts = markers.conflicts_in(text);
    for (at, line) in all.iter().enumerate() {
        let in_conflict = conflicts.iter().any(|conflict| conflict.lines.contains(&at));
        if !in_conflict {
            side = None;
            kept.push(*line);
        } else if !markers.conflicts_in(line).is_empty() {
            side = Some(side.map_or(0, |side: usize| (side + 1) % 4));
        } else if side == Some(keep) {
            kept.push(*line);
        }
    }
    kept.join("\n")
}

proptest! {
    #[test]
    fn a_side_that_changed_nothing_gives_way_to_the_other(base in edited(), other in edited()) {
        for merged in [merge(&base, &base, &other), merge(&base, &other, &base), merge(&base, &other, &other)] {
            prop_assert_eq!(&merged.text, &other);
            prop_assert_eq!((merged.conflicts, merged.markers), (0, Markers::default()));
        }
    }

    #[test]
    fn no_line_of_either_side_is_lost_where_they_conflict(base in edited(), mine in edited(), disk in edited()) {
        let merged = merge(&base, &mine, &disk);
        let found = merged.markers.conflicts_in(&merged.text);
        prop_assert_eq!(found.len(), merged.conflicts);
        if merged.conflicts > 0 {
            // Lines that only one side has, against a base that has them not, are in the merged text.
            for side in [&mine, &disk] {
                for line in lines(side).into_iter().filter(|line| !lines(&base).contains(line)) {
                    prop_assert!(lines(&merged.text).contains(&line), "{line:?} is lost in {:?}", merged.text);
                }
            }
        }
    }

    #[test]
    fn a_merged_text_has_only_whole_lines_of_the_three(base in edited(), mine in edited(), disk in edited()) {
        let merged = merge(&base, &mine, &disk);
        for line in lines(&merged.text) {
            let is_marker = !merged.markers.conflicts_in(line).is_empty();
            let is_known = [&base, &mine, &disk].iter().any(|text| lines(text).contains(&line));
            prop_assert!(is_marker || is_known || line.is_empty(), "{line:?} is new in {:?}", merged.text);
        }
    }

    #[test]
    fn in_a_text_where_everything_conflicts_both_sides_stand_whole(mine in edited(), disk in edited()) {
        let merged = merge("", &mine, &disk);
        if merged.conflicts > 0 {
            prop_assert!(survives(&mine, &merged.text) && survives(&disk, &merged.text), "{:?}", merged.text);
            let ended = |text: &str| if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
            prop_assert_eq!(settled(&merged.text, &merged.markers, 0), ended(&mine));
            prop_assert_eq!(settled(&merged.text, &merged.markers, 2), ended(&disk));
        }
    }

    #[test]
    fn markers_are_never_taken_for_a_line_that_was_there(base in edited(), mine in edited(), disk in edited()) {
        let merged = merge(&base, &mine, &disk);
        for text in [&base, &mine, &disk] {
            prop_assert_eq!(merged.markers.conflicts_in(text), []);
        }
    }
}

#[test]
fn changes_apart_from_each_other_are_both_taken() {
    let base = "# 周报\n\n本周完成\n\n下周计划\n";
    let merged = merge(base, "# 我的周报\n\n本周完成\n\n下周计划\n", "# 周报\n\n本周完成\n\n下周计划\n再议\n");
    assert_eq!((merged.text.as_str(), merged.conflicts), ("# 我的周报\n\n本周完成\n\n下周计划\n再议\n", 0));
}

#[test]
fn a_text_about_markers_gets_longer_ones() {
    let base = "Title\n========\n\n<<<<<<< HEAD\n";
    let merged = merge(base, &base.replace("Title", "Mine"), &base.replace("Title", "Theirs"));
    assert!(
        merged.text.starts_with("<<<<<<<<< mine\nMine\n||||||||| base\nTitle\n=========\nTheirs\n>>>>>>>>> disk\n")
    );
    assert_eq!(places(&merged.markers, &merged.text), [(0, 7)]);
}

#[test]
fn a_missing_final_newline_never_joins_a_line_to_a_marker_or_to_another_line() {
    let merged = merge("a", "mine", "theirs");
    assert_eq!(merged.text, "<<<<<<< mine\nmine\n||||||| base\na\n=======\ntheirs\n>>>>>>> disk\n");
    let merged = merge("a\nb\n", "a\nb", "a\nb\nc\n");
    assert_eq!(merged.conflicts, 1);
    assert!(!merged.text.contains("bc"), "{}", merged.text);
}

#[test]
fn what_is_left_of_a_conflict_is_still_found() {
    let merged = merge("1\nx\n2\n", "one\nx\nzwei\n", "uno\nx\ndos\n");
    assert_eq!(places(&merged.markers, &merged.text), [(0, 7), (8, 15)]);
    let settled = merged.text.replacen("<<<<<<< mine\n", "", 1);
    assert_eq!(merged.markers.conflicts_in(&settled).len(), 2);
    let settled = "one\nx\nzwei\n>>>>>>> disk\n";
    assert_eq!(places(&merged.markers, settled), [(3, 4)]);
    assert!(merged.markers.conflicts_in("one\nx\nzwei\n").is_empty());
}

#[test]
fn a_second_merge_in_a_text_with_conflicts_keeps_both_kinds_apart() {
    let first = merge("a\n", "mine\n", "theirs\n");
    let second = merge("theirs\n", &first.text, "once more\n");
    let mut markers = first.markers.clone();
    markers.add(&second.markers);
    assert_eq!(second.conflicts, 1);
    assert!(second.text.starts_with("<<<<<<<< mine\n<<<<<<< mine\nmine\n"), "{}", second.text);
    assert!(!markers.conflicts_in(&second.text).is_empty());
    assert!(!markers.conflicts_in(&first.text).is_empty());
}

#[test]
fn the_markers_of_a_text_are_found_without_knowing_of_its_merge() {
    let merged = merge("a\n", "mine\n", "theirs\n");
    assert_eq!(Markers::found_in(&merged.text), merged.markers);
    assert_eq!(Markers::found_in("<<<<<<< mine\n=======\nno more\n"), Markers::default());
    assert_eq!(Markers::found_in("Title\n=======\n"), Markers::default());
}

#[test]
fn texts_as_large_as_an_editor_takes_are_merged_in_bounded_work() {
    let text = |word: &str| (0..60_000).map(|n| format!("{n} {word}\n")).collect::<String>();
    let merged = merge(&text("base"), &text("mine"), &text("theirs"));
    assert_eq!(merged.conflicts, 1);
}
