//! Where motions take the caret, and what they select.

use super::*;

#[test]
fn left_and_right_step_over_whole_clusters() {
    let text = format!("a{E_ACUTE}{FAMILY}{FLAG}{HANGUL}中");
    let columns = [0, 1, 3, 8, 10, 13, 14];
    let mut editor = Editor::new(&text);
    for column in &columns[1..] {
        assert_eq!(go(&mut editor, Motion::Right), (0, *column));
    }
    for column in columns[..columns.len() - 1].iter().rev() {
        assert_eq!(go(&mut editor, Motion::Left), (0, *column));
    }
}

#[test]
fn left_and_right_cross_line_ends_and_stop_at_the_ends_of_the_text() {
    let mut editor = at("中\n文", (0, 1));
    assert_eq!(go(&mut editor, Motion::Right), (1, 0));
    assert_eq!(go(&mut editor, Motion::Left), (0, 1));
    assert_eq!(go(&mut editor, Motion::Bottom), (1, 1));
    assert_eq!(go(&mut editor, Motion::Right), (1, 1));
    assert_eq!(go(&mut editor, Motion::Top), (0, 0));
    assert_eq!(go(&mut editor, Motion::Left), (0, 0));
}

#[test]
fn a_caret_is_never_set_inside_a_cluster_or_past_the_text() {
    let text = format!("a{FAMILY}");
    assert_eq!(at(&text, (0, 3)).caret(), (0, 1));
    assert_eq!(at(&text, (9, 99)).caret(), (0, 6));
}

#[test]
fn a_mark_typed_behind_a_letter_leaves_the_caret_behind_both() {
    let mut editor = at("\u{301}x", (0, 0));
    editor.apply(Edit::Insert('e'));
    assert_eq!(editor.caret(), (0, 2));
    assert_eq!(editor.text(), "e\u{301}x");
}

#[test]
fn up_and_down_keep_their_cell_across_short_rows_and_wide_clusters() {
    let mut editor = at(&format!("abcdef\n\n中{FAMILY}文"), (0, 3));
    drawn(&editor, 40, 5);
    assert_eq!(go(&mut editor, Motion::Down), (1, 0));
    assert_eq!(go(&mut editor, Motion::Down), (2, 1), "cell 3 is the right half of the family");
    assert_eq!(go(&mut editor, Motion::Up), (1, 0));
    assert_eq!(go(&mut editor, Motion::Up), (0, 3));
}

#[test]
fn up_and_down_go_by_rows_of_a_wrapped_line() {
    let mut editor = at("一二三四五六七", (0, 1));
    assert_eq!(screen(&editor, 7, 3), ["一二三", "四五六", "七"]);
    assert_eq!(go(&mut editor, Motion::Down), (0, 4));
    assert_eq!(go(&mut editor, Motion::Down), (0, 7));
    assert_eq!(go(&mut editor, Motion::Up), (0, 4));
    editor.toggle_wrap();
    assert_eq!(go(&mut editor, Motion::Down), (0, 4), "without wrap there is one row");
}

#[test]
fn pages_go_by_the_height_last_drawn() {
    let text: Vec<String> = (0..30).map(|line| line.to_string()).collect();
    let mut editor = Editor::new(&text.join("\n"));
    drawn(&editor, 20, 10);
    assert_eq!(go(&mut editor, Motion::PageDown), (9, 0));
    assert_eq!(go(&mut editor, Motion::PageDown), (18, 0));
    assert_eq!(go(&mut editor, Motion::PageUp), (9, 0));
    for _ in 0..5 {
        go(&mut editor, Motion::PageDown);
    }
    assert_eq!(editor.caret().0, 29);
}

#[test]
fn word_motions_stop_at_word_ends_and_at_each_han_character() {
    let mut editor = Editor::new("  fix it,\n写代码");
    let stops = [(0, 5), (0, 8), (0, 9), (1, 0), (1, 1), (1, 2), (1, 3), (1, 3)];
    for stop in stops {
        assert_eq!(go(&mut editor, Motion::WordRight), stop);
    }
    let stops = [(1, 2), (1, 1), (1, 0), (0, 9), (0, 8), (0, 6), (0, 2), (0, 0), (0, 0)];
    for stop in stops {
        assert_eq!(go(&mut editor, Motion::WordLeft), stop);
    }
}

#[test]
fn home_and_end_go_to_the_ends_of_the_line() {
    let mut editor = at("第一行\n第二行", (1, 1));
    assert_eq!(go(&mut editor, Motion::LineEnd), (1, 3));
    assert_eq!(go(&mut editor, Motion::LineStart), (1, 0));
}

#[test]
fn extended_motions_select_and_plain_ones_collapse_to_the_side_they_point_to() {
    let mut editor = at("one 二三\nfour", (0, 4));
    assert_eq!(extend(&mut editor, Motion::LineEnd).as_deref(), Some("二三"));
    assert_eq!(extend(&mut editor, Motion::Right).as_deref(), Some("二三\n"));
    assert_eq!(go(&mut editor, Motion::Left), (0, 4));
    assert_eq!(editor.selected_text(), None);
    extend(&mut editor, Motion::LineStart);
    assert_eq!(editor.selected_text().as_deref(), Some("one "));
    assert_eq!(go(&mut editor, Motion::Right), (0, 4));
    editor.apply(Edit::SelectAll);
    assert_eq!(editor.selected_text().as_deref(), Some("one 二三\nfour"));
    assert_eq!(editor.apply(Edit::SelectNone), Outcome::Moved);
    assert_eq!(editor.selected_text(), None);
}
