//! Leaving: asked once, and nothing is lost.

use super::{BOOK, Luck, World, ends, id, saves};
use crate::tui::message::{Effect, Msg, Then, Unsaved};
use crate::tui::model::{Leaving, Question};

/// A book with two unsaved drafts.
fn two_drafts() -> World {
    let mut world = World::of(BOOK);
    world.edit("a.md");
    world.press("x Esc");
    world.edit("写作/周报.md");
    world.press("y Esc");
    assert_eq!(world.model.unsaved(), 2);
    world
}

#[test]
fn without_drafts_q_ends_at_once() {
    let mut world = World::of(BOOK);
    assert_eq!(world.press("q"), [Effect::Quit { print: None, unsaved: Vec::new() }]);
    assert_eq!(world.press("e x F2 q"), [], "after that nothing is taken any more");
}

#[test]
fn p_ends_with_the_text_of_the_screen_to_print() {
    let mut world = World::of(BOOK);
    assert!(
        matches!(&world.press("p")[..], [Effect::Quit { print: Some(bytes), .. }] if bytes[..] == *b"# A\nfirst\n")
    );
    let mut world = World::of(BOOK);
    world.press("e x Esc p s");
    assert!(matches!(&world.answer()[..], [Effect::Quit { print: Some(bytes), .. }] if bytes.starts_with(b"x# A")));
}

#[test]
fn q_does_nothing_where_text_is_typed() {
    let mut world = World::of(BOOK);
    world.press("e");
    assert!(!ends(&world.press("q Esc / q")));
    assert_eq!(world.model.leaving, Leaving::No);
}

#[test]
fn drafts_are_asked_about_once_and_esc_stays() {
    let mut world = two_drafts();
    assert_eq!(world.press("q"), []);
    assert_eq!(world.model.question, Some(Question::Drafts { print: None }));
    assert_eq!(world.press("x Enter Ctrl+S Ctrl+D"), [], "only the letters of the question answer it");
    assert_eq!(world.press("Esc"), []);
    assert_eq!((&world.model.question, &world.model.leaving, world.model.unsaved()), (&None, &Leaving::No, 2));
}

#[test]
fn save_all_and_quit_ends_when_the_last_draft_is_saved() {
    let mut world = two_drafts();
    assert_eq!(saves(&world.press("q s")), ["x# A\nfirst\n", "y# 周报\n本周\n"]);
    assert!(!ends(&world.answer_one(Luck::Good)));
    assert!(ends(&world.answer()));
    assert_eq!(world.disk.text("写作/周报.md").as_deref(), Some("y# 周报\n本周\n"));
}

#[test]
fn a_save_that_fails_cancels_leaving_and_keeps_the_text() {
    let mut world = two_drafts();
    world.press("q s");
    assert!(!ends(&world.answer_one(Luck::Bad)));
    assert!(!ends(&world.answer_one(Luck::Good)));
    assert_eq!((&world.model.leaving, world.draft("a.md").as_deref()), (&Leaving::No, Some("x# A\nfirst\n")));
    assert!(world.said().contains("is not saved"));
    world.press("q");
    assert_eq!(world.model.question, Some(Question::Drafts { print: None }));
}

#[test]
fn keeping_the_drafts_and_quitting_writes_them_down_for_the_next_start() {
    for answer in ["k", "q"] {
        let mut world = two_drafts();
        let effects = world.press(&format!("q {answer}"));
        assert!(effects.iter().all(|effect| matches!(effect, Effect::Shelve(_))), "{effects:?}");
        assert!(ends(&world.answer()));
        assert_eq!((world.disk.shelved.len(), world.disk.kept.len()), (2, 0));
        assert!(!world.journal.iter().any(|effect| matches!(effect, Effect::Forget(_))), "they stay written down");
    }
    let mut world = two_drafts();
    world.press("q k");
    assert!(!ends(&world.fail()));
    assert_eq!((&world.model.leaving, world.model.unsaved()), (&Leaving::No, 2));
}

#[test]
fn to_the_trash_and_quit_ends_when_the_last_draft_is_safe() {
    let mut world = two_drafts();
    let effects = world.press("q d");
    assert!(effects.iter().all(|effect| matches!(effect, Effect::Keep { then: Then::Quit, .. })), "{effects:?}");
    assert!(!ends(&world.answer_one(Luck::Good)));
    assert!(ends(&world.answer()));
    assert_eq!(world.disk.kept.len(), 2);
    assert_eq!(world.disk.text("a.md").as_deref(), Some("# A\nfirst\n"));
}

#[test]
fn a_trash_that_fails_gives_nothing_up_and_stays() {
    let mut world = two_drafts();
    world.press("q d");
    world.answer_one(Luck::Good);
    assert!(!ends(&world.answer_one(Luck::Bad)));
    assert_eq!((&world.model.leaving, world.model.unsaved()), (&Leaving::No, 2), "not even the one that is safe");
    assert!(world.said().contains("was given up: "));
}

#[test]
fn what_is_typed_while_leaving_is_saved_or_kept_too() {
    for (answer, kept) in [("s", 0), ("d", 3)] {
        let mut world = two_drafts();
        world.press("q");
        world.press(answer);
        world.press("e z");
        assert!(ends(&world.answer()));
        assert_eq!(world.disk.kept.len(), kept);
        let last = ["yz# 周报\n本周\n"; 1];
        match answer {
            "s" => assert_eq!(world.disk.text("写作/周报.md").as_deref(), Some(last[0])),
            _ => assert_eq!(world.disk.kept[2].1, last[0].as_bytes()),
        }
    }
}

#[test]
fn quitting_waits_for_a_save_and_asks_about_what_was_typed_since() {
    let mut world = World::of(BOOK);
    world.press("e x F2 Esc");
    assert_eq!(world.press("q"), []);
    assert_eq!(world.model.question, None, "what is being saved is not asked about");
    assert!(ends(&world.answer()));

    let mut world = World::of(BOOK);
    world.press("e x F2 y Esc q");
    assert_eq!(world.model.question, Some(Question::Drafts { print: None }));
    world.press("s");
    assert!(ends(&world.answer()));
    assert_eq!(world.disk.text("a.md").as_deref(), Some("xy# A\nfirst\n"));
}

#[test]
fn quitting_waits_for_a_new_prompt_a_rename_the_trash_and_a_copy() {
    let mut world = World::of(BOOK);
    world.press("d y");
    assert!(!ends(&world.press("q")));
    assert!(world.said().contains("Leaving as soon as"));
    assert!(!ends(&world.answer_one(Luck::Good)));
    assert!(ends(&world.answer()));
}

#[test]
fn a_clipboard_that_never_answers_does_not_hold_up_who_asks_twice() {
    let mut world = World::of(BOOK);
    world.press("y");
    assert!(!ends(&world.press("q")));
    assert!(ends(&world.press("q")));
}

#[test]
fn esc_while_leaving_stays() {
    let mut world = two_drafts();
    world.press("q s Esc");
    assert_eq!(world.model.leaving, Leaving::No);
    assert!(!ends(&world.answer()));
    assert_eq!(world.model.unsaved(), 0, "what was begun is done");
}

#[test]
fn who_stays_is_asked_again_about_what_is_in_the_trash_already() {
    let mut world = two_drafts();
    world.press("q d");
    world.answer_one(Luck::Good);
    world.press("Esc");
    world.answer();
    world.edit("写作/周报.md");
    world.press("F2 Esc");
    world.answer();
    assert_eq!(world.model.unsaved(), 1);
    assert_eq!(world.press("q"), [], "a copy in the trash is no saved text");
    assert_eq!(world.model.question, Some(Question::Drafts { print: None }));
}

#[test]
fn a_conflict_is_asked_about_before_the_program_ends() {
    let mut world = two_drafts();
    world.disk.write("a.md", "theirs\n");
    world.publish();
    assert_eq!(saves(&world.press("q s")), [""; 0]);
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
    assert_eq!((&world.model.leaving, &world.model.editing), (&Leaving::No, &Some(id("a.md"))));
    world.press("Esc");
    assert_eq!(world.model.unsaved(), 2);
}

#[test]
fn the_system_ends_the_program_only_when_drafts_are_written_down() {
    let mut world = two_drafts();
    world.press("q");
    let effects = world.send(Msg::Terminate);
    assert_eq!((effects.len(), &world.model.question), (2, &None));
    assert_eq!(world.send(Msg::Terminate), [], "asked twice is done once");
    assert!(!ends(&world.press("Esc")), "and it cannot be cancelled");
    assert_eq!(world.answer(), [Effect::Quit { print: None, unsaved: Vec::new() }]);
    assert_eq!((world.disk.shelved.len(), world.disk.kept.len()), (2, 0));
    assert_eq!(world.disk.shelved[0].text, "x# A\nfirst\n");
}

#[test]
fn the_system_ends_the_program_at_once_where_nothing_is_unsaved() {
    let mut world = World::of(BOOK);
    world.press("y");
    assert!(ends(&world.send(Msg::Terminate)), "a clipboard is not waited for");
}

#[test]
fn a_disk_that_fails_does_not_stop_the_system_and_the_text_is_told_at_the_end() {
    let mut world = two_drafts();
    world.send(Msg::Terminate);
    assert!(!ends(&world.answer_one(Luck::Bad)));
    let effects = world.answer_one(Luck::Good);
    let [Effect::Quit { print: None, unsaved }] = &effects[..] else { panic!("it does not end: {effects:?}") };
    let [Unsaved { id: of, why, text }] = &unsaved[..] else { panic!("one text could not be kept: {unsaved:?}") };
    assert_eq!((of, text.as_str()), (&id("a.md"), "x# A\nfirst\n"));
    assert!(why.contains("disk full"));
}

#[test]
fn the_system_waits_for_a_save_and_keeps_its_text_if_it_fails() {
    let mut world = World::of(BOOK);
    world.press("e x F2");
    assert_eq!(world.send(Msg::Terminate), []);
    let effects = world.answer_one(Luck::Bad);
    assert!(matches!(&effects[..], [Effect::Shelve(draft)] if draft.text.starts_with('x')), "{effects:?}");
    assert!(ends(&world.answer()));
}

#[test]
fn the_system_is_not_stopped_by_a_conflict_that_was_being_settled() {
    for answer in ["o", "t"] {
        let mut world = World::of(BOOK);
        world.press("e x");
        world.disk.write("a.md", "theirs\n");
        world.publish();
        world.press("F2");
        world.press(answer);
        world.send(Msg::Terminate);
        world.answer_one(Luck::Bad);
        assert!(ends(&world.answer()), "{answer}");
        assert_eq!((world.disk.shelved.len(), world.disk.shelved[0].text.as_str()), (1, "x# A\nfirst\n"));
    }
}
