//! What one undo takes back.

use super::*;

#[test]
fn undo_takes_back_a_word_at_a_time_and_redo_brings_it_again() {
    let mut editor = Editor::new("");
    typed(&mut editor, "one two 三四");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "one two ");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "one ");
    editor.apply(Edit::Redo);
    editor.apply(Edit::Redo);
    assert_eq!(editor.text(), "one two 三四");
    assert_eq!(editor.apply(Edit::Redo), Outcome::Unchanged);
}

#[test]
fn a_motion_ends_the_run_that_one_undo_takes_back() {
    let mut editor = Editor::new("");
    typed(&mut editor, "ab");
    go(&mut editor, Motion::Left);
    typed(&mut editor, "c");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "ab");
}

#[test]
fn a_change_after_undo_drops_what_was_undone() {
    let mut editor = Editor::new("");
    typed(&mut editor, "a b");
    editor.apply(Edit::Undo);
    typed(&mut editor, "c");
    assert_eq!(editor.apply(Edit::Redo), Outcome::Unchanged);
    assert_eq!(editor.text(), "a c");
}

#[test]
fn a_thousand_steps_can_be_undone() {
    let mut editor = Editor::new("");
    for _ in 0..1_200 {
        editor.apply(Edit::InsertText("x".into()));
    }
    let mut undone = 0;
    while editor.apply(Edit::Undo) == Outcome::Changed {
        undone += 1;
    }
    assert_eq!(undone, 1_000);
    assert_eq!(editor.text(), "x".repeat(200));
}
