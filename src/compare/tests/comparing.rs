//! Comparisons.

use proptest::prelude::*;

use super::super::{Comparison, Context, Line, LineEnd, Row, compare, hunks, line_in};
use super::text;

/// The text of a side, put together again from the rows.
fn side(comparison: &Comparison, rows: &[Row], is_new: bool) -> String {
    let mut text = String::new();
    for row in rows {
        let line = match row {
            Row::Same { old, .. } if !is_new => comparison.old_line(*old),
            Row::Same { new, .. } => comparison.new_line(*new),
            Row::Removed { old, .. } if !is_new => comparison.old_line(*old),
            Row::Added { new, .. } if is_new => comparison.new_line(*new),
            _ => continue,
        };
        text.push_str(line.text);
        text.push_str(match line.end {
            LineEnd::Lf => "\n",
            LineEnd::CrLf => "\r\n",
            LineEnd::Cr => "\r",
            LineEnd::Missing => "",
        });
    }
    text
}

proptest! {
    #[test]
    fn the_rows_give_back_both_texts_byte_by_byte(old in text(), new in text()) {
        let comparison = compare(&old, &new);
        prop_assert_eq!(side(&comparison, comparison.rows(), false), &old[..]);
        prop_assert_eq!(side(&comparison, comparison.rows(), true), &new[..]);
        prop_assert_eq!(comparison.is_same(), old == new);
    }

    #[test]
    fn what_is_marked_is_inside_its_line_and_the_rest_of_the_words_is_the_same(old in text(), new in text()) {
        let comparison = compare(&old, &new);
        for row in comparison.rows() {
            let (line, marks) = match row {
                Row::Removed { old, marks } => (comparison.old_line(*old), marks),
                Row::Added { new, marks } => (comparison.new_line(*new), marks),
                _ => continue,
            };
            prop_assert!(marks.is_sorted_by_key(|mark| mark.start));
            for mark in marks {
                prop_assert!(line.text.get(mark.clone()).is_some_and(|marked| !marked.is_empty()), "{row:?} {line:?}");
            }
        }
    }

    #[test]
    fn folding_leaves_out_only_what_both_have_and_says_how_much(old in text(), new in text()) {
        let comparison = compare(&old, &new);
        let shown = comparison.shown(Context::Near);
        let folded: usize = shown.iter().map(|row| if let Row::Folded { lines } = row { *lines } else { 0 }).sum();
        let folds = shown.iter().filter(|row| matches!(row, Row::Folded { .. })).count();
        prop_assert_eq!(shown.len() - folds + folded, comparison.rows().len());
        prop_assert_eq!(hunks(&shown).len(), hunks(comparison.rows()).len());
        prop_assert_eq!(comparison.shown(Context::All), comparison.rows());
        prop_assert!(!shown.contains(&Row::Folded { lines: 1 }), "the line itself takes no more room");
    }

    #[test]
    fn a_line_is_found_again_wherever_it_went(before in text(), line in 0..8usize, after in text()) {
        let before = before.replace('\r', "");
        let line = line.min(before.matches('\n').count());
        let new = format!("{}\n{before}{after}", after.replace("last", "new"));
        let found = line_in(&before, &new, line);
        prop_assert!(found <= new.matches('\n').count());
        prop_assert_eq!(line_in(&before, &before, line), line);
    }
}

fn marked<'a>(line: Line<'a>, marks: &[std::ops::Range<usize>]) -> Vec<&'a str> {
    marks.iter().map(|mark| &line.text[mark.clone()]).collect()
}

#[test]
fn words_are_marked_in_english_and_characters_in_chinese() {
    let comparison = compare("Write one line.\n根据要点写一份周报\n", "Write two lines.\n根据要点写一份月报\n");
    let marks: Vec<Vec<&str>> = comparison
        .rows()
        .iter()
        .map(|row| match row {
            Row::Removed { old, marks } => marked(comparison.old_line(*old), marks),
            Row::Added { new, marks } => marked(comparison.new_line(*new), marks),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(marks, [vec!["one", "line"], vec!["周"], vec!["two", "lines"], vec!["月"]]);
}

#[test]
fn line_ends_and_a_missing_final_newline_are_differences_of_their_own() {
    let comparison = compare("a\r\nb\n", "a\nb");
    let ends: Vec<LineEnd> = comparison
        .rows()
        .iter()
        .map(|row| match row {
            Row::Removed { old, .. } => comparison.old_line(*old).end,
            Row::Added { new, .. } => comparison.new_line(*new).end,
            other => panic!("{other:?} is the same"),
        })
        .collect();
    assert_eq!(ends, [LineEnd::CrLf, LineEnd::Lf, LineEnd::Lf, LineEnd::Missing]);
    assert!(compare("", "").rows().is_empty());
}

#[test]
fn context_is_folded_at_both_ends_and_in_between() {
    let old: String = (0..40).map(|n| format!("line {n}\n")).collect();
    let new = old.replace("line 10\n", "changed\n").replace("line 25\n", "");
    let shown = compare(&old, &new).shown(Context::Near);
    let folds: Vec<usize> =
        shown.iter().filter_map(|row| if let Row::Folded { lines } = row { Some(*lines) } else { None }).collect();
    assert_eq!((folds, hunks(&shown)), (vec![7, 8, 11], vec![4, 13]));
}

#[test]
fn texts_as_large_as_an_editor_takes_are_compared_line_by_line_in_bounded_work() {
    let old: String = (0..60_000).map(|n| format!("{n} old text of this line\n")).collect();
    let new: String = (0..60_000).map(|n| format!("{n} new text of this line\n")).collect();
    let comparison = compare(&old, &new);
    assert_eq!((comparison.added(), comparison.removed()), (60_000, 60_000));
    let long = "字".repeat(60_000);
    let comparison = compare(&format!("{long}\n"), &format!("x{long}\n"));
    assert_eq!(comparison.rows().len(), 2);
}
