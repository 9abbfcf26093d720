//! The editor: opening, typing ahead, finding, leaving.

use super::{BOOK, Luck, World, id, reads, saves};
use crate::library::EventKind;
use crate::tui::editor::Found;
use crate::tui::message::{Effect, Msg, Then};
use crate::tui::model::draft::Disk;
use crate::tui::model::layout::Pane;
use crate::tui::model::{Keyboard, Opening};

#[test]
fn a_prompt_on_the_screen_opens_at_once_and_takes_letters_as_text() {
    let mut world = World::of(BOOK);
    assert_eq!(world.press("e"), []);
    assert_eq!((world.model.keyboard(), world.model.focus), (Keyboard::Editor, Pane::Text));
    assert_eq!(world.type_text("q/？d"), []);
    assert_eq!(world.draft("a.md").as_deref(), Some("q/？d# A\nfirst\n"));
    assert_eq!(world.model.unsaved(), 1);
}

#[test]
fn what_is_typed_while_a_prompt_opens_goes_into_it_and_not_into_the_list() {
    let mut world = World::of(BOOK);
    world.press("G e d d");
    world.paste("贴");
    assert_eq!(world.selected(), "写作/周报.md");
    assert_eq!(reads(world.pending.make_contiguous()), ["写作/周报.md"]);
    world.answer();
    assert_eq!(world.draft("写作/周报.md").as_deref(), Some("dd贴# 周报\n本周\n"));
}

#[test]
fn esc_while_a_prompt_opens_stays_in_the_list() {
    let mut world = World::of(BOOK);
    world.press("G e x Esc");
    world.answer();
    assert_eq!((world.model.editing.clone(), world.model.drafts.len()), (None, 0));
    world.press("g e");
    world.model.editing = None;
    world.press("G");
    world.pending.clear();
    world.press("e");
    world.click(2, 3);
    assert_eq!(world.model.opening, None, "so does a click elsewhere");
}

#[test]
fn esc_leaves_an_untouched_draft_behind_and_keeps_an_edited_one() {
    let mut world = World::of(BOOK);
    world.press("e Esc");
    assert_eq!((world.model.drafts.len(), world.model.focus), (0, Pane::List));
    world.press("e x Esc");
    assert!(world.said().contains("a.md is an unsaved draft. e goes on"));
    world.press("e y");
    assert_eq!(world.draft("a.md").as_deref(), Some("xy# A\nfirst\n"), "the caret is where it was");
}

#[test]
fn a_paste_in_the_editor_is_text_of_several_lines() {
    let mut world = World::of(BOOK);
    world.press("e");
    assert_eq!(world.paste("一\r\n二\n"), []);
    assert_eq!(world.draft("a.md").as_deref(), Some("一\n二\n# A\nfirst\n"));
    world.press("Ctrl+Z");
    assert_eq!(world.draft("a.md").as_deref(), Some("# A\nfirst\n"));
    world.press("Ctrl+Y");
    assert_eq!(world.draft("a.md").as_deref(), Some("一\n二\n# A\nfirst\n"));
}

#[test]
fn a_paste_that_is_too_large_changes_nothing_and_says_so() {
    let mut world = World::of(BOOK);
    world.press("e");
    world.paste(&"x".repeat(6_000_000));
    assert!(world.said().contains("too large") && world.said().contains("F4"), "{}", world.said());
    assert_eq!(world.draft("a.md").as_deref(), Some("# A\nfirst\n"));
}

#[test]
fn ctrl_c_copies_and_never_clears_text() {
    let mut world = World::of(BOOK);
    world.press("e Ctrl+C");
    assert!(world.said().contains("Nothing is selected"));
    assert_eq!(world.press("Ctrl+A Ctrl+C"), [Effect::Copy("# A\nfirst\n".to_owned())]);
    assert_eq!(world.draft("a.md").as_deref(), Some("# A\nfirst\n"));
    assert_eq!(world.press("Ctrl+X"), [Effect::Copy("# A\nfirst\n".to_owned())]);
    assert_eq!(world.draft("a.md").as_deref(), Some(""));
    world.press("Ctrl+V Ctrl+V");
    assert_eq!(world.draft("a.md").as_deref(), Some("# A\nfirst\n# A\nfirst\n"));
    world.press("Esc Ctrl+C");
    assert_eq!((world.said(), world.draft("a.md").is_some()), ("q quits", true));
}

#[test]
fn cut_and_insert_without_anything_to_cut_or_insert_say_so() {
    let mut world = World::of(BOOK);
    world.press("e");
    assert_eq!(world.press("Ctrl+X"), []);
    assert!(world.said().contains("Nothing is selected"));
    assert_eq!(world.press("Ctrl+V"), []);
    assert!(world.said().contains("Nothing was cut or copied"));
}

#[test]
fn keys_of_motion_and_deletion_edit_as_in_any_editor() {
    let mut world = World::of(&[("a.md", "one two\nthree")]);
    world.press("e End Backspace Ctrl+W Home Del ↓");
    assert_eq!(world.draft("a.md").as_deref(), Some("ne \nthree"));
    world.press("End Enter Tab ← Ctrl+Home x Ctrl+End y");
    assert_eq!(world.draft("a.md").as_deref(), Some("xne \nthree\n    y"));
    world.press("Ctrl+← Ctrl+→ PgUp PgDn ↑ Shift+Home Del");
    assert_eq!(world.draft("a.md").as_deref().map(|text| text.lines().count()), Some(3));
    world.press("F8");
    assert!(world.model.open_draft().is_some_and(|draft| !draft.editor.is_wrapped()));
}

#[test]
fn find_moves_through_the_matches_and_esc_is_one_step_back() {
    let mut world = World::of(&[("a.md", "x\nfoo\nfoo\n")]);
    world.press("e F3");
    world.type_text("foo");
    let found = |world: &World| world.model.find.as_ref().and_then(|find| find.found);
    assert_eq!(found(&world), Some(Found::Match { nth: 1, of: 2 }));
    world.press("Enter");
    assert_eq!(found(&world), Some(Found::Match { nth: 2, of: 2 }));
    world.press("F3 ↑");
    assert_eq!(found(&world), Some(Found::Match { nth: 2, of: 2 }));
    world.paste("bar");
    assert_eq!(found(&world), Some(Found::None));
    world.press("Ctrl+U");
    assert_eq!(found(&world), None);
    world.press("Ctrl+C Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Editor);
    assert_eq!(world.draft("a.md").as_deref(), Some("x\nfoo\nfoo\n"));
}

#[test]
fn saving_and_the_help_work_while_something_is_looked_for() {
    let mut world = World::of(BOOK);
    world.press("e x F3");
    assert_eq!(saves(&world.press("F2")), ["x# A\nfirst\n"]);
    world.press("F1");
    assert_eq!(world.model.keyboard(), Keyboard::Help);
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Find);
}

#[test]
fn a_text_that_arrives_late_does_not_replace_a_draft() {
    let mut world = World::of(BOOK);
    let prompt = world.model.preview.prompt().cloned().expect("it is on the screen");
    world.press("e x Esc");
    world.model.opening = Some(Opening { id: id("a.md"), ahead: Vec::new() });
    world.send(Msg::Read(id("a.md"), Ok(prompt)));
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
}

#[test]
fn a_file_that_cannot_be_edited_here_says_why_and_what_to_do() {
    let mut world = World::of(BOOK);
    world.disk.write("a.md", b"\xff");
    world.publish();
    world.press("e");
    assert!(world.said().contains("not UTF-8") && world.said().contains("E opens it"), "{}", world.said());
    assert_eq!(world.model.editing, None);
}

#[test]
fn a_clean_draft_takes_what_other_programs_write_and_an_edited_one_keeps_its_text() {
    let mut world = World::of(BOOK);
    world.press("e");
    world.disk.write("a.md", "other\n");
    world.publish();
    assert_eq!(
        (world.draft("a.md").as_deref(), world.said()),
        (Some("other\n"), "a.md changed on disk, reloaded (+1 -2). F7 diff")
    );
    world.press("x");
    world.disk.write("a.md", "another\n");
    world.publish();
    assert_eq!(world.draft("a.md").as_deref(), Some("xother\n"));
    assert!(world.said().contains("F2 asks what to do"));
    assert!(world.model.open_draft().is_some_and(|draft| matches!(draft.disk(), Disk::Changed(_))));
}

#[test]
fn what_a_change_means_for_a_draft_is_said_whether_the_event_or_the_snapshot_comes_first() {
    for event_first in [true, false] {
        let mut world = World::of(BOOK);
        world.press("e");
        world.disk.write("a.md", "other\n");
        let event = EventKind::ChangedOnDisk { ids: vec![id("a.md")] };
        if event_first {
            world.happen(event);
            world.publish();
        } else {
            world.publish();
            world.happen(event);
        }
        assert_eq!(world.said(), "a.md changed on disk, reloaded (+1 -2). F7 diff");
    }
}

#[test]
fn a_change_that_is_not_in_memory_is_read_once_for_a_draft() {
    let mut world = World::of(BOOK);
    world.press("M x Esc");
    world.answer();
    world.press("e x");
    world.press("Esc G");
    world.answer();
    world.disk.write("a.md", "other\n");
    assert_eq!(reads(&world.publish()), ["a.md"]);
    assert_eq!(reads(&world.publish()), [""; 0]);
    world.answer();
    assert!(matches!(world.model.drafts[&id("a.md")].disk(), Disk::Changed(_)));
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
}

#[test]
fn a_file_that_goes_and_comes_back_as_it_was_is_no_conflict() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.remove("a.md");
    world.publish();
    assert!(world.said().contains("removed by another program. F2 creates it again"));
    world.disk.write("a.md", "# A\nfirst\n");
    world.publish();
    world.answer();
    assert!(world.model.open_draft().is_some_and(|draft| matches!(draft.disk(), Disk::Same)));
}

#[test]
fn a_listing_that_goes_on_does_not_take_drafts_for_gone() {
    let mut world = World::unlisted(BOOK);
    world.publish();
    world.answer();
    world.press("e x");
    world.disk.remove("a.md");
    world.publish();
    assert!(world.model.open_draft().is_some_and(|draft| matches!(draft.disk(), Disk::Same)));
    world.happen(EventKind::Listed { found: 3, skipped: 0, took: std::time::Duration::ZERO });
    assert!(world.model.open_draft().is_some_and(|draft| matches!(draft.disk(), Disk::Gone)));
}

#[test]
fn an_editor_outside_gets_the_unsaved_text_and_its_work_can_be_undone_and_saved() {
    let mut world = World::of(BOOK);
    assert!(matches!(&world.press("E")[..], [Effect::EditOutside { draft: None, .. }]));
    world.answer();
    assert!(world.said().contains("Back from your editor"));
    world.press("e x");
    assert!(
        matches!(&world.press("F4")[..], [Effect::EditOutside { draft: Some(text), .. }] if text == "x# A\nfirst\n")
    );
    assert!(world.answer().contains(&Effect::Reload));
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\noutside\n"));
    world.press("Ctrl+Z");
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
    world.press("F4");
    world.answer_one(Luck::Bad);
    assert!(world.said().contains("could not be started"));
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
}

#[test]
fn what_an_editor_outside_left_is_kept_even_if_it_is_too_large_or_has_no_draft() {
    let mut world = World::of(BOOK);
    world.press("e x");
    let huge = "y".repeat(6_000_000);
    let effects = world.send(Msg::EditedOutside(id("a.md"), Ok(Some(huge.clone()))));
    assert!(
        matches!(&effects[..], [Effect::Keep { bytes, then: Then::Nothing, .. }, Effect::Reload] if bytes.len() == huge.len())
    );
    world.answer();
    assert!(world.said().contains("it is version 0 in its history"), "{}", world.said());
    assert_eq!(world.draft("a.md").as_deref(), Some("x# A\nfirst\n"));
    let effects = world.send(Msg::EditedOutside(id("b.md"), Ok(Some("text".to_owned()))));
    assert!(matches!(&effects[0], Effect::Keep { bytes, .. } if bytes == b"text"));
    world.fail();
    assert!(world.said().contains("could not be kept"));
}
