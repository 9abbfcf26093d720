//! Comparing, merging and walking through conflicts.

use super::{BOOK, Luck, World, ends, id, saves};
use crate::compare::Row;
use crate::tui::message::{Effect, Then};
use crate::tui::model::compare::Compare;
use crate::tui::model::draft::{Disk, Work};
use crate::tui::model::{Keyboard, Overlay, Question};

const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

/// A draft with `mine` as its text, made from [`BASE`], while another program wrote `theirs`; the save has asked.
fn conflict(mine: &str, theirs: &str) -> World {
    let mut world = World::of(&[("a.md", BASE)]);
    world.press("e Ctrl+A");
    world.paste(mine);
    world.disk.write("a.md", theirs);
    world.publish();
    world.press("F2");
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
    world
}

fn compared(world: &World) -> &Compare {
    match &world.model.overlay {
        Some(Overlay::Compare(compare)) => compare,
        other => panic!("no comparison but {other:?}, and {:?} was said", world.said()),
    }
}

/// The lines that only the first and only the second of the compared texts has.
fn differences(world: &World) -> Vec<String> {
    let comparison = compared(world).view.comparison();
    let lines = comparison.rows().iter().filter_map(|row| match row {
        Row::Removed { old, .. } => Some(format!("-{}", comparison.old_line(*old).text)),
        Row::Added { new, .. } => Some(format!("+{}", comparison.new_line(*new).text)),
        Row::Same { .. } | Row::Folded { .. } => None,
    });
    lines.collect()
}

#[test]
fn comparing_from_the_question_shows_mine_against_the_disk_and_esc_leads_back_to_it() {
    let mut world = conflict("ONE\ntwo\nthree\nfour\nfive\n", "one\ntwo\nthree\nfour\nFIVE\n");
    assert_eq!(world.press("c"), []);
    assert_eq!(world.model.keyboard(), Keyboard::Compare);
    assert_eq!(differences(&world), ["-one", "+ONE", "-FIVE", "+five"]);
    assert_eq!(compared(&world).view.labels(), ("on disk", "yours"));
    world.press("Tab");
    assert_eq!(
        (compared(&world).view.labels(), differences(&world)),
        (("as it was", "yours"), vec!["-one".into(), "+ONE".into()])
    );
    world.press("Tab");
    assert_eq!(differences(&world), ["-five", "+FIVE"]);
    assert_eq!(world.press("Esc"), []);
    assert_eq!((&world.model.overlay, &world.model.question), (&None, &Some(Question::Conflict(id("a.md")))));
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Editor);
    assert_eq!(world.draft("a.md").as_deref(), Some("ONE\ntwo\nthree\nfour\nfive\n"));
}

#[test]
fn a_merge_without_overlap_takes_both_changes_and_its_save_expects_the_disks_text() {
    let mut world = conflict("ONE\ntwo\nthree\nfour\nfive\n", "one\ntwo\nthree\nfour\nFIVE\n");
    let effects = world.press("m");
    assert!(matches!(&effects[..], [Effect::Keep { then: Then::KeepBoth, bytes, .. }] if bytes.ends_with(b"FIVE\n")));
    assert_eq!(world.press("F2"), [], "nothing is saved before both are safe");
    world.answer();
    assert_eq!(world.said(), "Merged, nothing overlapped: F2 saves");
    assert_eq!(world.draft("a.md").as_deref(), Some("ONE\ntwo\nthree\nfour\nFIVE\n"));
    let kept: Vec<String> =
        world.disk.kept.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert_eq!(kept, ["one\ntwo\nthree\nfour\nFIVE\n", "ONE\ntwo\nthree\nfour\nfive\n"]);
    assert_eq!(saves(&world.press("F2")), ["ONE\ntwo\nthree\nfour\nFIVE\n"]);
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("ONE\ntwo\nthree\nfour\nFIVE\n"));
    assert_eq!(world.model.unsaved(), 0);
}

#[test]
fn one_undo_brings_back_what_was_there_before_the_merge() {
    let mut world = conflict("ONE\ntwo\nthree\nfour\nfive\n", "zero\none\ntwo\nthree\nfour\nFIVE\n");
    world.press("m");
    world.answer();
    world.press("Ctrl+Z");
    assert_eq!(world.draft("a.md").as_deref(), Some("ONE\ntwo\nthree\nfour\nfive\n"));
    world.press("Ctrl+Y");
    assert!(world.draft("a.md").is_some_and(|text| text.ends_with("FIVE\n")));
}

#[test]
fn the_caret_stays_in_its_line_through_a_merge_and_through_a_reload() {
    let mut world = conflict("one\ntwo\nthree\nfour\nFIVE\n", "new\nlines\none\ntwo\nthree\nfour\nfive\n");
    world.press("Esc Ctrl+Home ↓ ↓ → → F2 m");
    world.answer();
    assert_eq!(world.model.drafts[&id("a.md")].editor.caret(), (4, 2), "still in three");

    let mut world = World::of(&[("a.md", BASE)]);
    world.press("e ↓ ↓ → →");
    world.disk.write("a.md", "new\none\nTWO\nthree\nfour\nfive\n");
    world.publish();
    assert_eq!(world.said(), "a.md changed on disk, reloaded (+2 -1). F7 diff");
    assert_eq!(world.model.drafts[&id("a.md")].editor.caret(), (3, 2));
}

#[test]
fn conflicts_are_marked_counted_and_walked_through_and_saving_asks_while_any_is_left() {
    let mut world = conflict("1\ntwo\nthree\nfour\n5\n", "eins\ntwo\nthree\nfour\nfünf\n");
    world.press("m");
    world.answer();
    assert!(world.said().starts_with("Merged with 2 conflicts, marked in the text"), "{}", world.said());
    assert_eq!(
        world.draft("a.md").as_deref(),
        Some(
            "<<<<<<< mine\n1\n||||||| base\none\n=======\neins\n>>>>>>> disk\ntwo\nthree\nfour\n\
             <<<<<<< mine\n5\n||||||| base\nfive\n=======\nfünf\n>>>>>>> disk\n"
        )
    );
    let caret = |world: &World| world.model.drafts[&id("a.md")].editor.caret();
    assert_eq!(caret(&world), (0, 0));
    world.press("F6");
    assert_eq!(
        (caret(&world), world.said()),
        ((10, 0), "Conflict 2 of 2: keep what you want, remove the marked lines")
    );
    world.press("F6");
    assert_eq!(caret(&world), (0, 0), "and around again");

    assert_eq!(world.press("F2"), []);
    assert_eq!(world.model.question, Some(Question::Marked(id("a.md"))));
    assert_eq!(world.press("Esc"), []);
    assert_eq!(world.disk.text("a.md").as_deref(), Some("eins\ntwo\nthree\nfour\nfünf\n"));
    world.press("F2 n");
    assert_eq!((caret(&world), &world.model.question), ((10, 0), &None));
    assert_eq!(saves(&world.press("F2 s")).len(), 1, "whoever wants it so gets it so");
    world.answer();
    assert!(world.disk.text("a.md").is_some_and(|text| text.contains(">>>>>>> disk")));
}

#[test]
fn settled_conflicts_are_saved_without_a_question() {
    let mut world = conflict("1\ntwo\nthree\nfour\nfive\n", "eins\ntwo\nthree\nfour\nfive\n");
    world.press("m");
    world.answer();
    world.press("Ctrl+A");
    world.paste("1 = eins\ntwo\nthree\nfour\nfive\n");
    assert_eq!(saves(&world.press("F2")).len(), 1);
    world.press("F6");
    assert_eq!(world.said(), "No conflict is marked in this text");
}

#[test]
fn leaving_with_everything_saved_asks_about_conflicts_that_are_left() {
    let mut world = conflict("1\ntwo\nthree\nfour\nfive\n", "eins\ntwo\nthree\nfour\nfive\n");
    world.press("m");
    world.answer();
    assert!(!ends(&world.press("Esc q s")));
    assert_eq!(world.model.question, Some(Question::Marked(id("a.md"))));
    assert_eq!(world.model.editing, Some(id("a.md")));
}

#[test]
fn the_answers_work_from_the_comparison_too() {
    for (answer, on_disk) in [("o", "ONE\n"), ("m", "theirs\n"), ("t", "theirs\n")] {
        let mut world = conflict("ONE\n", "theirs\n");
        world.press("c");
        assert!(matches!(&world.press(answer)[..], [Effect::Keep { .. }]), "{answer}");
        assert_eq!((&world.model.overlay, world.model.keyboard()), (&None, Keyboard::Editor), "{answer}");
        world.answer();
        assert_eq!(world.disk.text("a.md").as_deref(), Some(on_disk), "{answer}");
        let kept: Vec<&[u8]> = world.disk.kept.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        let lost: &[u8] = if answer == "t" { b"ONE\n" } else { b"theirs\n" };
        assert!(kept.contains(&lost), "{answer}");
    }
}

#[test]
fn nothing_is_merged_where_either_text_changes_before_both_are_safe() {
    let mut world = conflict("ONE\n", "theirs\n");
    world.press("m y");
    let typed = world.draft("a.md");
    world.answer_one(Luck::Good);
    world.press("z");
    world.answer();
    assert!(world.said().contains("You went on typing"), "{}", world.said());
    assert!(typed.is_some() && world.draft("a.md").is_some_and(|text| text.contains("yz") && !text.contains("theirs")));

    let mut world = conflict("ONE\n", "theirs\n");
    world.press("m");
    world.answer_one(Luck::Good);
    world.disk.write("a.md", "once more\n");
    world.answer();
    assert!(world.said().contains("changed once more"), "{}", world.said());
    assert_eq!(world.draft("a.md").as_deref(), Some("ONE\n"));
    assert!(matches!(world.model.drafts[&id("a.md")].disk(), Disk::Changed(_)));
}

#[test]
fn nothing_is_merged_where_the_history_cannot_hold_either_text() {
    for good in [0, 1] {
        let mut world = conflict("ONE\n", "theirs\n");
        world.press("m");
        for _ in 0..good {
            world.answer_one(Luck::Good);
        }
        world.fail();
        assert!(world.said().contains("was given up: "), "{}", world.said());
        assert_eq!(world.draft("a.md").as_deref(), Some("ONE\n"));
        assert!(matches!(world.model.drafts[&id("a.md")].work(), Work::None));
    }
}

#[test]
fn a_text_on_disk_that_cannot_be_edited_is_compared_but_not_merged() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.write("a.md", b"\xff\n");
    world.publish();
    world.press("F2 c");
    assert!(differences(&world).contains(&"-\u{fffd}".to_owned()));
    assert_eq!(world.press("m"), []);
    assert!(world.said().contains("cannot be merged: line 1 is not UTF-8"), "{}", world.said());
    assert_eq!(world.model.keyboard(), Keyboard::Compare);
}

#[test]
fn merging_with_what_says_the_same_leaves_nothing_to_save() {
    let mut world = conflict("same\n", "same\n");
    world.press("m");
    world.answer();
    assert_eq!((world.said(), world.model.unsaved()), ("Merged: your text is the one on disk now", 0));
}

#[test]
fn f7_compares_an_unsaved_text_with_the_disk_and_decides_nothing() {
    let mut world = World::of(BOOK);
    world.press("e x F7");
    assert_eq!(
        (compared(&world).view.labels(), differences(&world)),
        (("on disk", "yours"), vec!["-# A".into(), "+x# A".into()])
    );
    for answer in ["m", "o", "t"] {
        assert_eq!(world.press(answer), []);
        assert_eq!(world.said(), "Nothing is to be decided here. Esc goes back");
    }
    world.press("Tab");
    assert_eq!(world.said(), "There are only these two versions");
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Editor);
}

#[test]
fn d_compares_the_draft_of_the_selected_prompt_and_says_where_nothing_differs() {
    let mut world = World::of(BOOK);
    world.press("D");
    assert_eq!(world.said(), "a.md has no draft: nothing differs from the disk");
    world.press("e x Esc D");
    assert_eq!(differences(&world), ["-# A", "+x# A"]);
    world.press("q");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
    world.disk.remove("a.md");
    world.publish();
    world.press("D");
    assert_eq!(compared(&world).view.labels(), ("on disk until removed", "yours"));
}

#[test]
fn a_text_that_was_typed_back_to_what_it_was_still_differs_from_a_changed_disk() {
    let mut world = World::of(BOOK);
    world.press("e x");
    world.disk.write("a.md", "# A\nother\n");
    world.publish();
    world.press("Ctrl+Z F7");
    assert_eq!(differences(&world), ["-other", "+first"]);
}

#[test]
fn a_comparison_that_a_save_makes_pointless_closes() {
    let mut world = World::of(BOOK);
    world.press("e x F2 F7");
    assert_eq!(world.model.keyboard(), Keyboard::Compare);
    world.answer();
    assert_eq!((world.model.keyboard(), world.said()), (Keyboard::Editor, "Saved a.md (11 B, 4.0 ms)"));
}

#[test]
fn d_after_a_reload_shows_what_the_reload_changed() {
    let mut world = World::of(BOOK);
    world.press("e");
    world.disk.write("a.md", "# A\nother\n");
    world.publish();
    world.press("F7");
    assert_eq!(differences(&world), ["-first", "+other"]);
    world.press("Esc Esc D");
    assert_eq!(differences(&world), ["-first", "+other"]);
}

#[test]
fn a_comparison_follows_what_another_program_writes_meanwhile() {
    let mut world = conflict("ONE\n", "theirs\n");
    world.press("c");
    world.disk.write("a.md", "once more\n");
    world.publish();
    assert_eq!(differences(&world), ["-once more", "+ONE"]);
    assert!(world.said().contains("changed once more"), "{}", world.said());
    world.press("t");
    world.answer();
    assert_eq!(world.draft("a.md").as_deref(), Some("once more\n"));
}

#[test]
fn n_goes_from_difference_to_difference_and_scrolling_stops_at_the_ends() {
    let text: String = (0..100).map(|n| format!("line {n}\n")).collect();
    let mut world = World::of(&[("a.md", &text)]);
    world.press("e x");
    world.disk.write("a.md", text.replace("line 50\n", "theirs\n").replace("line 99\n", ""));
    world.publish();
    world.press("F7");
    let position = |world: &World| compared(world).view.position();
    assert_eq!(position(&world), Some((1, 3)));
    world.press("n");
    assert_eq!(position(&world), Some((2, 3)));
    world.press("n n");
    assert_eq!(position(&world), Some((3, 3)), "and stays there");
    world.press("N z N");
    assert_eq!(position(&world), Some((1, 3)));
    world.press("End");
    let end = compared(&world).clone();
    world.press("↓ PgDn");
    assert_eq!(compared(&world), &end);
    world.press("Home");
    let home = compared(&world).clone();
    world.press("↑ PgUp");
    assert_eq!(compared(&world), &home);
    world.press("F1 Esc");
    assert_eq!(compared(&world), &home, "the help gives it back");
}
