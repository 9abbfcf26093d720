//! The filter.

use super::{BOOK, World, id, reads};
use crate::tui::message::{Effect, Msg};
use crate::tui::model::layout::Pane;
use crate::tui::model::{Keyboard, Question};

fn found(world: &World) -> Vec<String> {
    world.model.list.answers().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn typing_narrows_and_selects_the_best_answer() {
    let mut world = World::of(BOOK);
    world.press("/");
    assert_eq!(world.model.keyboard(), Keyboard::Filter);
    let effects = world.type_text("rv");
    assert!(
        matches!(&effects[..], [Effect::Search { number: 1, .. }, Effect::Search { number: 2, typed }] if typed == "rv")
    );
    world.answer();
    assert_eq!((found(&world), world.selected()), (vec!["code/review.md".to_owned()], "code/review.md".to_owned()));
}

#[test]
fn stale_answers_are_dropped() {
    let mut world = World::of(BOOK);
    world.press("/ a");
    world.press("Backspace r");
    world.send(Msg::Found(1, vec![id("a.md")]));
    assert_eq!(found(&world), [""; 0]);
    world.press("Esc");
    world.send(Msg::Found(3, vec![id("a.md")]));
    assert_eq!(world.model.list.answers(), None, "the filter was cleared before its answer came");
}

#[test]
fn the_selection_stays_when_the_same_filter_runs_again_after_a_swap() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("md");
    world.answer();
    world.press("↓ ↓");
    world.answer();
    let selected = world.selected();
    world.disk.write("new.md", "x\n");
    world.publish();
    world.answer();
    assert_eq!((found(&world).len(), world.selected()), (5, selected));
}

#[test]
fn esc_clears_the_filter_then_leaves_it_and_keeps_what_was_found_selected() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("review");
    world.answer();
    world.press("Esc");
    assert_eq!((world.model.keyboard(), world.model.list.answers()), (Keyboard::Filter, None));
    assert_eq!(world.selected(), "code/review.md");
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
    assert_eq!(world.press("Esc Esc Esc"), [], "and never quits");
}

#[test]
fn enter_goes_to_the_list_and_esc_there_clears_the_filter() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("code");
    world.press("Enter");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
    world.press("Esc");
    assert_eq!(world.model.filter.field.text(), "", "even before its answer has come");
    world.answer();
    assert_eq!(world.model.list.answers(), None);
}

#[test]
fn what_is_pressed_before_the_answer_acts_on_what_is_found() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("review\ne");
    world.type_text("dq");
    assert_eq!((world.selected(), &world.model.editing), ("a.md".to_owned(), &None));
    world.answer();
    assert_eq!(world.draft("code/review.md").as_deref(), Some("dq# Review\n{{diff}}\n"));

    let mut world = World::of(BOOK);
    world.press("/ r Enter d Esc");
    let effects = world.answer();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Trash(_))), "Esc takes it back: {effects:?}");
    assert_eq!(world.model.filter.field.text(), "r");
}

#[test]
fn a_letter_that_is_no_ascii_begins_a_filter_wherever_the_keyboard_is_in_the_list() {
    for focus in ["1", "2"] {
        let mut world = World::of(BOOK);
        world.press(focus);
        world.type_text("周报");
        world.answer();
        assert_eq!((world.model.filter.field.text(), world.selected()), ("周报", "写作/周报.md".to_owned()));
        assert_eq!(world.model.focus, Pane::List);
    }
}

#[test]
fn full_width_keys_are_the_keys_they_look_like() {
    let mut world = World::of(BOOK);
    world.type_text("ｊ");
    assert_eq!(world.selected(), "code/");
    world.type_text("，《😀");
    assert_eq!(world.model.keyboard(), Keyboard::Browse, "what is no letter begins nothing");
    world.type_text("ｘ");
    assert_eq!(world.model.filter.field.text(), "", "x does nothing here, nor does its full-width form");
    world.type_text("／");
    assert_eq!(world.model.keyboard(), Keyboard::Filter);
    world.type_text("ｘ");
    assert_eq!(world.model.filter.field.text(), "ｘ", "a field takes it as it is");
}

#[test]
fn a_paste_in_the_list_is_a_filter() {
    let mut world = World::of(BOOK);
    world.press("2");
    world.paste("code\nreview\n");
    assert_eq!((world.model.filter.field.text(), world.model.focus), ("code review", Pane::List));
    world.answer();
    assert_eq!(world.selected(), "code/review.md");
}

#[test]
fn what_is_not_found_can_be_made_and_esc_leaves_everything_as_it_was() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("zzz");
    world.answer();
    assert_eq!((world.selected(), found(&world)), (String::new(), Vec::new()));
    world.press("Enter");
    assert!(matches!(&world.model.question, Some(Question::Name { field, .. }) if field.text() == "zzz"));
    world.press("Esc");
    world.press("Tab");
    world.press("Tab Enter");
    assert!(world.model.question.is_some(), "Enter in the list does the same");
    world.press("Esc Esc");
    assert_eq!((world.model.list.answers(), world.selected()), (None, "a.md".to_owned()));
}

#[test]
fn the_arrows_move_in_the_answers_and_other_keys_belong_to_the_text() {
    let mut world = World::of(BOOK);
    world.press("/");
    world.type_text("md");
    world.answer();
    let first = world.selected();
    world.press("↓");
    assert_ne!(world.selected(), first);
    world.press("↑ PgDn");
    assert_eq!(Some(world.selected()), found(&world).last().cloned());
    world.press("PgUp Home Del ← q");
    assert_eq!(world.model.filter.field.text(), "qd");
    world.press("Ctrl+C");
    assert_eq!(world.model.filter.field.text(), "qd", "Ctrl+C never clears text");
    world.press("F1");
    assert_eq!(world.model.keyboard(), Keyboard::Help);
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Filter);
    world.press("Tab");
    assert_eq!((world.model.keyboard(), world.model.focus), (Keyboard::Browse, Pane::Text));
}

#[test]
fn a_prompt_that_is_found_and_gone_is_no_row() {
    let mut world = World::of(BOOK);
    world.press("/ a");
    world.send(Msg::Found(1, vec![id("gone.md"), id("a.md"), id("code/review.md")]));
    assert_eq!((world.model.list.rows().len(), world.selected()), (2, "a.md".to_owned()));
    assert_eq!(reads(&world.press("Esc")), [""; 0]);
}
