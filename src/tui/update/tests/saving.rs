//! Saving, failing to, and conflicts with other programs.

use super::{BOOK, Luck, World, id, saves};
use crate::store::Expected;
use crate::tui::message::{Effect, Then};
use crate::tui::model::Question;
use crate::tui::model::draft::Disk;

fn conflict() -> World {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.write("a.md", "theirs\n");
    world.publish();
    world.press("F2");
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
    world
}

#[test]
fn a_save_writes_the_text_over_what_it_was_made_from() {
    let mut world = World::of(BOOK);
    world.press("e x");
    let effects = world.press("Ctrl+S");
    assert_eq!(saves(&effects), ["x# A\nfirst\n"]);
    assert!(matches!(&effects[0], Effect::Save { expected: Expected::Content(_), .. }));
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("x# A\nfirst\n"));
    assert_eq!((world.said(), world.model.unsaved()), ("Saved a.md (11 B, 4.0 ms)", 0));
    assert_eq!(world.press("F2"), []);
    assert_eq!(world.said(), "a.md is saved already");
}

#[test]
fn only_edited_bytes_change() {
    let mut world = World::of(&[("a.md", "\u{feff}one\r\ntwo\r\n")]);
    world.press("e x F2");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("\u{feff}xone\r\ntwo\r\n"));
}

#[test]
fn what_is_typed_during_a_save_is_still_unsaved_after_it() {
    let mut world = World::of(BOOK);
    world.press("e x F2 y");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("x# A\nfirst\n"));
    assert_eq!((world.draft("a.md").as_deref(), world.model.unsaved()), (Some("xy# A\nfirst\n"), 1));
    world.press("F2");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("xy# A\nfirst\n"));
}

#[test]
fn saving_during_a_save_saves_once_more_after_it() {
    let mut world = World::of(BOOK);
    world.press("e x F2 y");
    assert_eq!(world.press("F2 F2"), []);
    assert_eq!(saves(&world.answer_one(Luck::Good)), ["xy# A\nfirst\n"]);
    assert!(world.answer().is_empty());
    assert_eq!((world.disk.text("a.md").as_deref(), world.model.unsaved()), (Some("xy# A\nfirst\n"), 0));
}

#[test]
fn a_draft_that_was_left_goes_once_it_is_saved() {
    let mut world = World::of(BOOK);
    world.press("e x F2 Esc");
    assert_eq!(world.model.drafts.len(), 1);
    world.answer();
    assert_eq!(world.model.drafts.len(), 0);
    world.press("e x F2 y Esc");
    world.answer();
    assert_eq!(world.draft("a.md").as_deref(), Some("xyx# A\nfirst\n"), "what was typed since is kept");
}

#[test]
fn a_failed_save_keeps_the_text_and_says_what_to_do() {
    let mut world = World::of(BOOK);
    world.press("e x F2");
    world.fail();
    assert!(world.said().contains("disk full") && world.said().contains("F2 tries again"), "{}", world.said());
    assert_eq!((world.draft("a.md").as_deref(), world.model.unsaved()), (Some("x# A\nfirst\n"), 1));
    assert_eq!(saves(&world.press("F2 Esc")), ["x# A\nfirst\n"]);
    world.fail();
    assert!(world.said().contains("e opens it"), "{}", world.said());
}

#[test]
fn a_save_of_a_removed_file_creates_it_again() {
    let mut world = World::of(BOOK);
    world.press("e");
    world.disk.remove("a.md");
    world.publish();
    assert_eq!(world.model.unsaved(), 1, "the text is nowhere else now");
    assert!(matches!(&world.press("F2")[..], [Effect::Save { expected: Expected::Absent, .. }]));
    world.answer();
    assert_eq!((world.disk.text("a.md").as_deref(), world.model.unsaved()), (Some("# A\nfirst\n"), 0));
}

#[test]
fn keeping_mine_puts_the_text_on_disk_in_the_history_first() {
    let mut world = conflict();
    let effects = world.press("o");
    assert!(matches!(&effects[..], [Effect::Keep { bytes, then: Then::KeepMine, .. }] if bytes == b"theirs\n"));
    assert_eq!(world.press("F2"), [], "nothing is saved before that is safe");
    assert_eq!(saves(&world.answer_one(Luck::Good)), ["x# A\nfirst\n"]);
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("x# A\nfirst\n"));
    assert_eq!(world.disk.kept, [(id("a.md"), b"theirs\n".to_vec())]);
    assert!(
        world
            .model
            .messages
            .all()
            .any(|message| message.text == "The text that was on disk is version 0 in its history")
    );
}

#[test]
fn keeping_mine_does_not_replace_what_came_after_the_question() {
    let mut world = conflict();
    world.press("o");
    world.disk.write("a.md", "once more\n");
    assert_eq!(saves(&world.answer()), [""; 0]);
    assert_eq!(world.disk.text("a.md").as_deref(), Some("once more\n"));
    assert!(world.said().contains("changed once more"));
    world.press("F2");
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
}

#[test]
fn taking_the_disk_puts_mine_in_the_history_first() {
    let mut world = conflict();
    let effects = world.press("t");
    assert!(matches!(&effects[..], [Effect::Keep { bytes, then: Then::TakeDisk, .. }] if bytes == b"x# A\nfirst\n"));
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
    world.answer();
    assert_eq!((world.draft("a.md").as_deref(), world.model.unsaved()), (Some("theirs\n"), 0));
    assert!(world.said().contains("Yours is version 0 in its history"));
}

#[test]
fn what_is_typed_while_mine_goes_to_the_history_is_not_lost() {
    let mut world = conflict();
    world.press("t y");
    world.answer();
    assert_eq!(world.draft("a.md").as_deref(), Some("xy# A\nfirst\n"));
    assert!(world.said().contains("your text stays"));
}

#[test]
fn taking_a_text_that_cannot_be_edited_closes_the_editor() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.write("a.md", b"\xff");
    world.publish();
    world.press("F2 t");
    world.answer();
    assert_eq!((world.model.editing.clone(), world.model.drafts.len()), (None, 0));
    assert!(
        world.said().contains("not UTF-8") && world.said().contains("version 0 in its history"),
        "{}",
        world.said()
    );
}

#[test]
fn taking_the_disk_where_the_file_has_gone_meanwhile_keeps_mine() {
    let mut world = conflict();
    world.press("t");
    world.disk.remove("a.md");
    world.answer();
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
    assert!(matches!(world.model.drafts[&id("a.md")].disk(), Disk::Gone));
}

#[test]
fn esc_in_a_conflict_does_nothing_to_either_text_and_full_width_letters_answer() {
    let mut world = conflict();
    assert_eq!(world.press("x Ctrl+O Ctrl+T Enter"), []);
    assert!(world.model.question.is_some());
    assert_eq!(world.press("Esc"), []);
    assert_eq!((&world.model.question, world.draft("a.md").as_deref()), (&None, Some("x# A\nfirst\n")));
    assert_eq!(world.disk.text("a.md").as_deref(), Some("theirs\n"));
    world.press("F2");
    assert!(matches!(&world.type_text("Ｔ")[..], [Effect::Keep { .. }]));
}

#[test]
fn nothing_is_given_up_where_the_history_cannot_hold_it() {
    for answer in ["o", "t"] {
        let mut world = conflict();
        world.press(answer);
        assert_eq!(saves(&world.fail()), [""; 0]);
        assert!(world.said().contains("was given up: "), "{}", world.said());
        assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
        assert_eq!(world.disk.text("a.md").as_deref(), Some("theirs\n"));
    }
}

#[test]
fn a_question_that_is_out_of_date_when_it_is_answered_does_nothing() {
    let mut world = conflict();
    world.disk.write("a.md", "# A\nfirst\n");
    world.publish();
    assert_eq!(world.press("o"), []);
    assert!(world.said().contains("F2 saves your text"));
}

#[test]
fn a_conflict_that_only_the_save_finds_is_asked_about_once_the_other_text_is_known() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.write_unseen("a.md", "theirs\n");
    world.press("F2");
    world.answer();
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
    assert_eq!(world.disk.text("a.md").as_deref(), Some("theirs\n"));
    assert!(
        matches!(world.model.drafts[&id("a.md")].disk(), Disk::Changed(prompt) if prompt.text() == Some("theirs\n"))
    );
}

#[test]
fn who_goes_on_typing_is_not_interrupted_by_the_question() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.write_unseen("a.md", "theirs\n");
    world.press("F2");
    world.type_text("to");
    world.answer();
    assert_eq!(world.model.question, None);
    assert_eq!(world.draft("a.md").as_deref(), Some("xto# A\nfirst\n"));
    world.press("F2");
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
}

#[test]
fn a_file_made_anew_by_another_program_is_not_overwritten_by_a_draft_of_the_removed_one() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.remove("a.md");
    world.publish();
    world.disk.write_unseen("a.md", "theirs\n");
    world.press("F2");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("theirs\n"));
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
}

#[test]
fn an_answer_that_comes_before_its_snapshot_is_no_conflict() {
    let mut world = World::of(BOOK);
    world.press("e x F2");
    let save = world.pending.pop_front().expect("a save was asked for");
    let answer = world.disk.perform(save, Luck::Good).expect("a save has an answer");
    world.send(answer);
    world.press("y");
    assert!(matches!(world.model.drafts[&id("a.md")].disk(), Disk::Same));
    world.publish();
    assert!(matches!(world.model.drafts[&id("a.md")].disk(), Disk::Same));
}

#[test]
fn a_text_that_cannot_be_saved_under_its_name_is_saved_under_another() {
    let mut world = World::of(BOOK);
    world.press("e x F2");
    world.fail();
    assert!(world.said().contains("F2 tries again, F10 saves it elsewhere"), "{}", world.said());
    assert_eq!(world.press("F10"), []);
    let effects = world.press("Enter");
    assert!(matches!(&effects[..], [Effect::Create { id: to, .. }] if *to == id("a-copy.md")), "{effects:?}");
    world.fail();
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"), "it is where it was");
    world.press("F10 Enter");
    world.answer();
    assert_eq!(world.disk.text("a-copy.md").as_deref(), Some("x# A\nfirst\n"));
    assert_eq!(world.disk.text("a.md").as_deref(), Some("# A\nfirst\n"));
    assert_eq!((world.draft("a.md"), world.model.editing.clone()), (None, Some(id("a-copy.md"))));
    assert_eq!(world.model.unsaved(), 0);
}
