//! New, duplicate, rename, trash and undo.

use super::{BOOK, Luck, World, id};
use crate::tui::message::{Direction, Effect, Msg};
use crate::tui::model::draft::Disk;
use crate::tui::model::{Keyboard, Naming, Question};

fn name_asked(world: &World) -> &str {
    match &world.model.question {
        Some(Question::Name { field, .. }) => field.text(),
        other => panic!("no name is asked for, but {other:?}"),
    }
}

fn fault(world: &World) -> &str {
    match &world.model.question {
        Some(Question::Name { fault: Some(fault), .. }) => fault,
        other => panic!("no fault is said, but {other:?}"),
    }
}

#[test]
fn a_new_prompt_begins_in_the_selected_folder_and_opens() {
    let mut world = World::of(BOOK);
    world.press("j n");
    assert_eq!(name_asked(&world), "code/");
    world.type_text("新");
    assert!(matches!(&world.press("Enter")[..], [Effect::Create { bytes, .. }] if bytes.is_empty()));
    world.answer();
    assert_eq!((world.selected(), world.model.editing.clone()), ("code/新.md".to_owned(), Some(id("code/新.md"))));
    assert_eq!(world.said(), "Made code/新.md");
}

#[test]
fn what_is_typed_before_a_new_prompt_is_there_goes_into_it() {
    let mut world = World::of(BOOK);
    world.press("n");
    world.type_text("new\ndq 你好");
    assert_eq!(world.selected(), "a.md");
    world.answer();
    assert_eq!(world.draft("new.md").as_deref(), Some("dq 你好"));
}

#[test]
fn a_name_that_cannot_be_is_refused_with_the_reason_and_can_be_corrected() {
    let mut world = World::of(BOOK);
    world.press("n");
    world.type_text("../x");
    assert_eq!(world.press("Enter"), []);
    assert!(fault(&world).contains("stay inside the book"));
    world.press("Ctrl+U");
    world.type_text("a");
    assert_eq!(world.press("Enter"), []);
    assert!(fault(&world).contains("a.md exists already"));
    world.press("Backspace");
    world.paste("b\n");
    assert!(matches!(&world.model.question, Some(Question::Name { fault: None, .. })));
    assert!(matches!(&world.press("Enter")[..], [Effect::Create { .. }]));
}

#[test]
fn a_prompt_that_could_not_be_made_leaves_nothing_open() {
    let mut world = World::of(BOOK);
    world.press("n");
    world.type_text("b\nxyz");
    world.fail();
    assert!(world.said().contains("b.md was not made"));
    assert_eq!((world.model.keyboard(), world.model.drafts.len()), (Keyboard::Browse, 0));
    world.disk.write("b.md", "");
    world.publish();
    assert_eq!(world.selected(), "a.md", "nobody waits for it any more");
}

#[test]
fn a_new_prompt_is_shown_even_if_the_filter_would_hide_it() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("zzz");
    world.answer();
    world.press("Enter Enter");
    world.answer();
    assert_eq!((world.model.list.answers(), world.selected()), (None, "zzz.md".to_owned()));
}

#[test]
fn a_duplicate_has_a_free_name_and_the_text_of_the_screen() {
    let mut world = World::of(&[("a.md", "A"), ("a-copy.md", "")]);
    world.press("j");
    world.answer();
    world.press("e x Esc c");
    assert_eq!(name_asked(&world), "a-copy-2.md");
    assert!(matches!(&world.press("Enter")[..], [Effect::Create { bytes, .. }] if bytes == b"xA"));
    world.answer();
    assert_eq!((world.selected(), &world.model.editing), ("a-copy-2.md".to_owned(), &None));
}

#[test]
fn a_renamed_prompt_stays_selected_whichever_comes_first_the_answer_or_the_snapshot() {
    for answer_first in [true, false] {
        let mut world = World::of(BOOK);
        world.press("r Ctrl+U");
        world.type_text("z");
        assert_eq!(world.press("Enter"), [Effect::Rename { from: id("a.md"), to: id("z.md") }]);
        let rename = world.pending.pop_front().expect("a rename was asked for");
        let answer = world.disk.perform(rename, Luck::Good).expect("a rename has an answer");
        if answer_first {
            world.send(answer);
            world.publish();
        } else {
            world.publish();
            world.send(answer);
        }
        world.answer();
        assert_eq!((world.selected(), world.said()), ("z.md".to_owned(), "a.md is z.md now"));
    }
}

#[test]
fn a_rename_to_the_same_name_does_nothing_and_one_that_fails_says_so() {
    let mut world = World::of(BOOK);
    world.press("m");
    assert_eq!(world.press("Enter"), []);
    assert_eq!(world.model.question, None);
    world.press("r Home");
    world.type_text("z/");
    world.press("Enter");
    world.fail();
    assert!(world.said().contains("a.md keeps its name"));
    assert_eq!(world.selected(), "a.md");
}

#[test]
fn a_name_that_is_not_utf_8_is_not_changed_by_looking_at_it() {
    let mut world = World::of(&[]);
    let odd = crate::PromptId::new(b"a\xff.md").expect("an odd but harmless name");
    world.disk.cache.publish(crate::cache::Cause::Disk, |next| next.list(&odd, crate::prompt::Stamp::default()));
    world.publish();
    world.press("r");
    assert_eq!(world.press("Enter"), []);
    assert_eq!(world.model.question, None);
}

#[test]
fn the_draft_of_a_renamed_prompt_goes_along_and_saves_under_the_new_name() {
    for answer_first in [true, false] {
        let mut world = World::of(BOOK);
        world.press("e x Esc r Ctrl+U");
        world.type_text("z\n");
        let rename = world.pending.pop_front().expect("a rename was asked for");
        let answer = world.disk.perform(rename, Luck::Good).expect("a rename has an answer");
        if answer_first {
            world.send(answer);
            world.publish();
        } else {
            world.publish();
            world.send(answer);
        }
        assert_eq!(world.draft("z.md").as_deref(), Some("x# A\nfirst\n"));
        assert_eq!(world.draft("a.md"), None);
        assert!(matches!(world.model.drafts[&id("z.md")].disk(), Disk::Same));
        world.press("e F2");
        world.answer();
        assert_eq!(world.disk.text("z.md").as_deref(), Some("x# A\nfirst\n"));
    }
}

#[test]
fn a_name_that_only_a_draft_has_is_taken() {
    let mut world = World::of(BOOK);
    world.press("e x Esc");
    world.disk.remove("a.md");
    world.publish();
    world.press("n Ctrl+U");
    world.type_text("a\n");
    assert!(fault(&world).contains("exists already"));
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
}

#[test]
fn a_prompt_is_not_moved_while_it_is_saved_nor_saved_while_it_is_moved() {
    let mut world = World::of(BOOK);
    world.press("e x F2 Esc");
    assert_eq!(world.press("r"), []);
    assert_eq!(world.model.question, None);
    assert!(world.said().contains("still being worked on"));
    world.answer();
    world.press("e y Esc r Ctrl+U");
    world.type_text("z\n");
    assert_eq!(world.press("e F2"), []);
    assert!(world.said().contains("still being worked on"), "{}", world.said());
    world.answer();
    assert_eq!(world.model.editing, Some(id("z.md")));
    assert_eq!(super::saves(&world.press("F2")).len(), 1);
}

#[test]
fn a_save_that_begins_while_a_new_name_is_typed_holds_the_rename_up() {
    let mut world = World::of(BOOK);
    world.press("e x Esc r Ctrl+U");
    world.type_text("z");
    world.model.drafts.get_mut(&id("a.md")).expect("it was edited").start_save();
    assert_eq!(world.press("Enter"), []);
    assert!(fault(&world).contains("still being worked on"));
}

#[test]
fn the_trash_takes_a_prompt_and_gives_it_back() {
    let mut world = World::of(BOOK);
    assert_eq!(world.press("d"), [Effect::Trash(id("a.md"))]);
    assert_eq!(world.press("d e r"), [], "it is on its way already");
    world.answer();
    assert_eq!((world.disk.text("a.md"), world.said()), (None, "Moved a.md to the trash. u brings it back"));
    assert_eq!(world.press("u"), [Effect::Undo(Direction::Undo)]);
    assert_eq!(world.press("u U"), [], "one at a time");
    world.fail();
    assert!(world.said().contains("Nothing was undone"));
    assert_eq!(world.press("u"), [Effect::Undo(Direction::Undo)], "it can be tried again");
    world.answer();
    assert_eq!((world.selected(), world.said()), ("a.md".to_owned(), "Undone: a.md is back. U takes that back"));
    world.press("u");
    world.answer();
    assert_eq!(world.said(), "Nothing more to undo");
    world.press("U");
    world.answer();
    assert_eq!((world.disk.text("a.md"), world.said()), (None, "Redone: a.md is in the trash. u takes that back"));
    world.press("U");
    world.answer();
    assert!(world.said().contains("Nothing to redo"));
}

#[test]
fn undoing_a_save_reloads_an_untouched_editor_and_a_draft_is_not_replaced() {
    let mut world = World::of(BOOK);
    world.press("e x F2");
    world.answer();
    world.press("Esc u");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("# A\nfirst\n"));
    assert_eq!(world.said(), "Undone: a.md has the text of before. U takes that back");
    world.press("U");
    world.answer();
    world.press("e y Esc u");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("# A\nfirst\n"));
    assert_eq!(world.draft("a.md").as_deref(), Some("yx# A\nfirst\n"), "what was typed stays a draft");
}

#[test]
fn undoing_a_new_name_takes_the_draft_along() {
    let mut world = World::of(BOOK);
    world.press("r");
    world.press("Backspace Backspace Backspace Backspace");
    world.type_text("other.md");
    world.press("Enter");
    world.answer();
    world.press("e x Esc u");
    world.answer();
    assert_eq!(world.said(), "Undone: other.md is a.md. U takes that back");
    assert_eq!((world.draft("other.md"), world.draft("a.md").as_deref()), (None, Some("x# A\nfirst\n")));
}

#[test]
fn a_prompt_that_the_trash_cannot_hold_stays() {
    let mut world = World::of(BOOK);
    world.press("Del");
    world.fail();
    assert!(world.said().contains("a.md did not go to the trash"));
    assert_eq!((world.selected(), world.disk.text("a.md").is_some()), ("a.md".to_owned(), true));
}

#[test]
fn an_edited_prompt_does_not_go_to_the_trash() {
    let mut world = World::of(BOOK);
    world.press("e x Esc");
    assert_eq!(world.press("d"), []);
    assert_eq!(world.said(), "a.md has unsaved text, so it stays. e opens it");
}

#[test]
fn what_is_typed_into_a_prompt_on_its_way_to_the_trash_stays_as_a_draft() {
    let mut world = World::of(BOOK);
    world.press("d");
    // As if the editor had been open already.
    let prompt = world.model.preview.prompt().cloned().expect("it is on the screen");
    world.model.drafts.insert(id("a.md"), crate::tui::model::draft::Draft::begin(&prompt, 0).expect("it is text"));
    world.model.editing = Some(id("a.md"));
    world.press("x");
    world.answer();
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
    assert!(world.said().contains("but not what you typed since"));
    world.press("F2");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("x# A\nfirst\n"));
}

#[test]
fn an_untouched_draft_of_a_trashed_prompt_leaves_the_editor() {
    let mut world = World::of(BOOK);
    world.press("e");
    world.send(Msg::Trashed(id("a.md"), Ok(())));
    assert_eq!((world.model.editing.clone(), world.model.drafts.len()), (None, 0));
}

#[test]
fn a_folder_is_neither_renamed_nor_removed_nor_copied() {
    let mut world = World::of(BOOK);
    world.press("j");
    assert_eq!(world.press("r d c y e E"), []);
    assert_eq!(world.model.question, None);
    assert_eq!(world.selected(), "code/");
}

#[test]
fn esc_in_a_name_leaves_everything_as_it_was() {
    let mut world = World::of(BOOK);
    for key in ["n", "c", "r"] {
        world.press(key);
        assert!(matches!(
            world.model.question,
            Some(Question::Name { purpose: Naming::New | Naming::Duplicate(_) | Naming::Rename(_), .. })
        ));
        assert_eq!(world.press("x Ctrl+C Esc"), []);
        assert_eq!(world.model.question, None);
    }
}
