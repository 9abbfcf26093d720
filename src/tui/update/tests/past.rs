//! The versions of a prompt: chosen, compared, copied and had back.

use super::{BOOK, World, id};
use crate::compare::Row as Line;
use crate::tui::message::Effect;
use crate::tui::model::past::Past;
use crate::tui::model::{Keyboard, Overlay};

/// A prompt that was saved three times.
fn saved_thrice() -> World {
    let mut world = World::of(BOOK);
    for letter in ["x", "y", "z"] {
        world.press(&format!("e {letter} F2"));
        world.answer();
        world.press("Esc");
    }
    world
}

fn past(world: &World) -> &Past {
    match &world.model.overlay {
        Some(Overlay::Past(past)) => past,
        other => panic!("no versions but {other:?}, and {:?} was said", world.said()),
    }
}

/// The lines that only one of the compared versions has.
fn differences(world: &World) -> Vec<String> {
    let comparison = past(world).view.as_ref().expect("both texts are here").comparison();
    let lines = comparison.rows().iter().filter_map(|row| match row {
        Line::Removed { old, .. } => Some(format!("-{}", comparison.old_line(*old).text)),
        Line::Added { new, .. } => Some(format!("+{}", comparison.new_line(*new).text)),
        Line::Same { .. } | Line::Folded { .. } => None,
    });
    lines.collect()
}

#[test]
fn the_newest_version_that_is_not_on_disk_is_compared_with_it_first() {
    let mut world = saved_thrice();
    assert_eq!(world.press("H"), [Effect::Past(id("a.md"))]);
    world.answer();
    assert_eq!(world.model.keyboard(), Keyboard::Past);
    let names: Vec<_> = past(&world).rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names, past(&world).selected), (vec!["now", "3", "2", "1"], 2));
    assert_eq!(differences(&world), ["-yx# A", "+zyx# A"]);
    world.press("↓");
    world.answer();
    assert_eq!(differences(&world), ["-x# A", "+zyx# A"]);
    world.press("↓ ↓ G");
    assert_eq!(past(&world).selected, 3, "there is no older one");
}

#[test]
fn any_two_versions_are_compared_with_the_older_one_first() {
    let mut world = saved_thrice();
    world.press("H");
    world.answer();
    world.press("Space ↓");
    world.answer();
    assert_eq!(differences(&world), ["-x# A", "+yx# A"]);
    world.press("Space ↑");
    assert_eq!(differences(&world), ["-x# A", "+yx# A"], "whichever was chosen first");
}

#[test]
fn a_version_comes_back_as_a_new_one_and_undo_takes_that_back() {
    let mut world = saved_thrice();
    world.press("H");
    world.answer();
    let effects = world.press("Enter");
    assert!(matches!(&effects[..], [Effect::Restore { number: Some(2), .. }]), "{effects:?}");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("yx# A\nfirst\n"));
    assert_eq!(world.said(), "a.md has the text of version 2 again. u takes that back");
    world.press("u");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("zyx# A\nfirst\n"));
}

#[test]
fn a_version_does_not_come_back_over_an_unsaved_text_or_onto_a_full_disk() {
    let mut world = saved_thrice();
    world.press("e w Esc H");
    world.answer();
    assert_eq!(world.press("Enter"), []);
    assert!(world.said().contains("a.md has unsaved text"), "{}", world.said());
    assert_eq!(world.draft("a.md").as_deref(), Some("wzyx# A\nfirst\n"));

    let mut world = saved_thrice();
    world.press("H");
    world.answer();
    world.press("Enter");
    world.fail();
    assert!(world.said().contains("a.md stays as it is"), "{}", world.said());
    assert_eq!(world.disk.text("a.md").as_deref(), Some("zyx# A\nfirst\n"));
}

#[test]
fn a_version_is_copied_and_esc_leads_back() {
    let mut world = saved_thrice();
    world.press("H");
    world.answer();
    assert_eq!(world.press("y"), [Effect::Copy("yx# A\nfirst\n".to_owned())]);
    world.answer();
    world.press("? Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Past, "the help leads back to it");
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
}

#[test]
fn a_prompt_without_a_past_says_so_and_one_that_cannot_be_read_why() {
    let mut world = World::of(BOOK);
    world.press("H");
    world.answer();
    assert_eq!(world.said(), "a.md has no other version yet: one is kept whenever it is saved");
    let mut world = saved_thrice();
    world.press("H");
    world.fail();
    assert!(world.said().contains("cannot be had"), "{}", world.said());
    world.press("H");
    world.answer_one(crate::tui::tests::Luck::Good);
    world.fail();
    assert!(world.said().contains("This version cannot be shown"), "{}", world.said());
}
