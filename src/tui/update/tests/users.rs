//! Who includes a prompt: asked for off the loop, told where it matters.

use super::{World, id};
use crate::tui::message::{Effect, Msg};

const INCLUDED: &[(&str, &str)] = &[("a.md", "A"), ("b.md", "{{> a}}"), ("写作/周报.md", "{{> a}}"), ("z.md", "Z")];

fn known(world: &World, name: &str) -> Option<Vec<String>> {
    world.model.users.of(&id(name)).map(|users| users.iter().map(ToString::to_string).collect())
}

#[test]
fn users_are_asked_for_once_the_book_is_listed_and_only_where_the_list_stops() {
    let mut world = World::unlisted(INCLUDED);
    world.publish();
    world.answer();
    assert_eq!(world.users, [], "not every name is known yet");
    let mut world = World::of(INCLUDED);
    assert_eq!(known(&world, "a.md"), None);
    for _ in 0..3 {
        world.press("j");
        world.answer();
    }
    assert_eq!(world.users.len(), 1, "one at a time");
    assert_eq!(world.answer_users(), ["a.md", &world.selected()]);
    world.press("M");
    world.press("Esc");
    assert_eq!(world.users, [], "what is known is not asked again");
}

#[test]
fn what_is_known_of_users_holds_until_the_book_changes_and_stays_until_then() {
    let mut world = World::of(INCLUDED);
    world.answer_users();
    assert_eq!(known(&world, "a.md"), Some(vec!["b.md".into(), "写作/周报.md".into()]));
    world.disk.write("b.md", "no more");
    world.publish();
    world.answer();
    assert_eq!(known(&world, "a.md").map(|users| users.len()), Some(2));
    assert_eq!(world.answer_users(), ["a.md"]);
    assert_eq!(known(&world, "a.md"), Some(vec!["写作/周报.md".into()]));
}

#[test]
fn an_answer_that_nobody_asked_for_is_dropped() {
    let mut world = World::of(INCLUDED);
    let Some(Effect::FindUsers(mut wanted)) = world.users.pop() else { panic!("it was not asked") };
    wanted.listing += 1;
    world.send(Msg::Users(wanted, Ok(vec![id("z.md")])));
    assert_eq!(known(&world, "a.md"), None);
}

#[test]
fn the_question_for_a_name_does_not_wait_for_users() {
    // On this screen there is no preview that would have asked.
    let mut world = World::listed(INCLUDED);
    world.send(Msg::Resize(40, 5));
    world.answer();
    world.users.clear();
    world.model.users = Default::default();
    world.press("r");
    assert!(world.model.question.is_some());
    assert_eq!(world.answer_users(), ["a.md"]);
    assert_eq!(known(&world, "a.md").map(|users| users.len()), Some(2));
}

#[test]
fn a_prompt_in_the_trash_is_said_at_once_and_who_misses_it_when_that_is_known() {
    let mut world = World::of(INCLUDED);
    world.press("d");
    world.answer();
    assert_eq!(world.said(), "Moved a.md to the trash. u brings it back");
    world.answer_users();
    let all = "Moved a.md to the trash. u brings it back. 2 prompts include a.md and miss it now: b.md, 写作/周报.md";
    assert_eq!(world.said(), all);

    let mut world = World::of(INCLUDED);
    world.answer_users();
    world.press("d");
    world.answer();
    assert_eq!(world.said(), all, "it was known before");

    let mut world = World::of(INCLUDED);
    world.press("d");
    world.answer();
    world.press("u");
    world.answer();
    world.answer_users();
    assert_eq!(world.said(), "Undone: a.md is back. U takes that back", "nobody misses it any more");
}

#[test]
fn a_new_name_says_who_still_includes_the_old_one() {
    let mut world = World::of(INCLUDED);
    world.press("r Ctrl+U");
    world.type_text("q\n");
    world.answer();
    assert_eq!(world.said(), "a.md is q.md now");
    world.answer_users();
    assert_eq!(world.said(), "a.md is q.md now. 2 prompts include a.md and miss it now: b.md, 写作/周报.md");
    world.press("r Ctrl+U");
    world.type_text("p\n");
    world.answer();
    world.answer_users();
    assert_eq!(world.said(), "q.md is p.md now");
}
