//! What edits do to the text.

use super::*;

#[test]
fn the_text_comes_back_exactly_with_or_without_a_final_newline() {
    for text in ["", "\n", "one", "one\n", "你好\n\n世界\n", "\t\n\u{feff}"] {
        assert_eq!(Editor::new(text).text(), text);
        assert!(!Editor::new(text).is_modified_from(text));
    }
    assert!(Editor::new("a\n").is_modified_from("a"));
    assert!(Editor::new("ab").is_modified_from("ac"));
}

#[test]
fn typing_goes_in_at_the_caret_and_counts_up_the_revision() {
    let mut editor = at("写一份\n", (0, 3));
    let before = editor.revision();
    typed(&mut editor, "周报");
    assert_eq!(editor.text(), "写一份周报\n");
    assert_eq!(editor.caret(), (0, 5));
    assert_eq!(editor.revision(), before + 2);
    assert!(editor.is_modified_from("写一份\n"));
}

#[test]
fn motions_and_refused_edits_do_not_count_as_changes() {
    let mut editor = Editor::new("ab");
    assert_eq!(editor.apply(Edit::Move(Motion::Right, Select::Clear)), Outcome::Moved);
    assert_eq!(editor.apply(Edit::Move(Motion::Up, Select::Clear)), Outcome::Unchanged);
    assert_eq!(editor.apply(Edit::Insert('\u{1b}')), Outcome::Unchanged);
    assert_eq!(editor.apply(Edit::Cut), Outcome::Unchanged);
    assert_eq!(editor.apply(Edit::Undo), Outcome::Unchanged);
    assert_eq!(editor.revision(), 0);
}

#[test]
fn enter_splits_a_line_and_backspace_joins_it_again() {
    let mut editor = at("ab", (0, 1));
    editor.apply(Edit::Newline);
    assert_eq!((editor.text().as_str(), editor.caret()), ("a\nb", (1, 0)));
    editor.apply(Edit::DeleteBack);
    assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
    editor.apply(Edit::Insert('\r'));
    editor.apply(Edit::Move(Motion::Left, Select::Clear));
    editor.apply(Edit::DeleteForward);
    assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
}

#[test]
fn tab_fills_up_to_the_next_stop_after_wide_text() {
    let mut editor = at("中", (0, 1));
    editor.apply(Edit::Tab);
    assert_eq!(editor.text(), "中  ");
    editor.apply(Edit::Tab);
    assert_eq!(editor.text(), "中      ");
}

#[test]
fn backspace_and_delete_take_a_whole_cluster_and_one_undo_brings_it_back() {
    for cluster in [E_ACUTE, FAMILY, FLAG, HANGUL, "中"] {
        let text = format!("a{cluster}b");
        let mut editor = at(&text, (0, 1 + cluster.chars().count()));
        editor.apply(Edit::DeleteBack);
        assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
        editor.apply(Edit::Undo);
        assert_eq!(editor.text(), text);
        editor.set_caret((0, 1));
        editor.apply(Edit::DeleteForward);
        assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
        editor.apply(Edit::Undo);
        assert_eq!(editor.text(), text);
    }
}

#[test]
fn deleting_by_words_takes_what_the_motion_crosses() {
    let mut editor = at("keep this word", (0, 9));
    editor.apply(Edit::DeleteWordBack);
    assert_eq!(editor.text(), "keep  word");
    editor.apply(Edit::DeleteWordForward);
    assert_eq!(editor.text(), "keep ");
    let mut editor = at("写代码", (0, 3));
    editor.apply(Edit::DeleteWordBack);
    assert_eq!(editor.text(), "写代");
}

#[test]
fn typing_replaces_the_selection_and_one_undo_brings_it_back() {
    let mut editor = Editor::new("你好\n世界");
    editor.apply(Edit::SelectAll);
    editor.apply(Edit::Insert('x'));
    assert_eq!(editor.text(), "x");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "你好\n世界");
    editor.apply(Edit::Redo);
    assert_eq!((editor.text().as_str(), editor.caret()), ("x", (0, 1)));
}

#[test]
fn cut_deletes_the_selection_and_only_that() {
    let mut editor = at("one two", (0, 3));
    extend(&mut editor, Motion::LineEnd);
    assert_eq!(editor.apply(Edit::Cut), Outcome::Changed);
    assert_eq!(editor.text(), "one");
    assert_eq!(editor.apply(Edit::Cut), Outcome::Unchanged);
}

#[test]
fn a_paste_is_one_step_even_over_a_selection() {
    let mut editor = at("甲乙丙", (0, 1));
    extend(&mut editor, Motion::Right);
    editor.apply(Edit::InsertText("1\r\n2\r3\n4".into()));
    assert_eq!(editor.text(), "甲1\n2\n3\n4丙");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "甲乙丙");
}

#[test]
fn control_characters_are_dropped_from_a_paste_and_tabs_are_not() {
    let mut editor = Editor::new("");
    editor.apply(Edit::InsertText("a\u{1b}[31m\tb\0\u{7f}\u{9b}中".into()));
    assert_eq!(editor.text(), "a[31m\tb中");
    editor.apply(Edit::SelectAll);
    assert_eq!(editor.apply(Edit::InsertText("\u{1b}\0".into())), Outcome::Unchanged);
}

#[test]
fn an_edit_over_the_limits_is_refused_and_changes_nothing() {
    let mut editor = Editor::new("a\nb");
    let too_long = "x".repeat(MAX_LINE_CHARACTERS);
    assert_eq!(editor.apply(Edit::InsertText(too_long.clone())), Outcome::TooLarge);
    assert_eq!(editor.apply(Edit::InsertText("\n".repeat(MAX_LINES))), Outcome::TooLarge);
    assert_eq!(editor.apply(Edit::InsertText(format!("{too_long}\n").repeat(80))), Outcome::TooLarge);
    assert_eq!((editor.text().as_str(), editor.revision()), ("a\nb", 0));
    let mut editor = at(&format!("{too_long}\nb"), (1, 0));
    assert_eq!(editor.apply(Edit::DeleteBack), Outcome::TooLarge);
}
