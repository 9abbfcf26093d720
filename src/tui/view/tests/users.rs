//! Who includes a prompt, below its text and above the question for another name.

use insta::assert_snapshot;

use super::{World, frame};
use crate::tui::message::Msg;

const BOOK: &[(&str, &str)] = &[
    ("code/review.md", "{{> team/header}}Review {{diff}}.\n"),
    ("notes/a.md", "{{> team/header}}"),
    ("notes/会议纪要.md", "{{> team/header}}"),
    ("notes/z.md", "{{> team/header}}"),
    ("team/header.md", "We are {{team}}.\n我们是{{team}}。\n"),
    ("写作/周报.md", "{{> team/header}}"),
];

fn shows(width: u16, height: u16) -> World {
    let mut world = World::of(BOOK);
    world.send(Msg::Resize(width, height));
    world.model.list.reveal(&crate::tui::tests::id("team/header.md"));
    world.publish();
    world.answer();
    world
}

#[test]
fn the_users_of_a_prompt_below_its_text() {
    let mut world = shows(80, 20);
    world.answer_users();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  6 prompts                                cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  team/header.md ───────────────────┐
    │   code/review.md             ││We are {{team}}.                              │
    │  - notes (3)                 ││我们是{{team}}。                              │
    │     a.md                     ││                                              │
    │     z.md                     ││                                              │
    │     会议纪要.md              ││                                              │
    │>  team/header.md             ││                                              │
    │   写作/周报.md               ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││Vars  team=…                                  │
    │                              ││Used by code/review.md, notes/a.md and 3 more │
    │                              ││plain  30 chars                               │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn the_users_of_a_prompt_above_the_question_for_its_new_name() {
    let mut world = shows(80, 10);
    world.press("r");
    let before = frame(&world);
    world.answer_users();
    assert_ne!(frame(&world), before);
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  6 prompts                                cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  team/header.md ───────────────────┐
    │     a.md                     ││We are {{team}}.                              │
    │     z.md                     ││我们是{{team}}。                              │
    │     会议纪要.md              ││                                              │
     5 prompts include it and will miss it: code/review.md, notes/a.md, notes/z.md
     and 2 more
     New name: team/header.md
     Enter do it  Esc leave it
    ");
}

#[test]
fn the_users_of_a_prompt_on_a_narrow_screen() {
    let mut world = shows(40, 18);
    world.answer_users();
    world.press("v");
    assert_snapshot!(frame(&world), @"
     promptbook             cache 0 % #8 ok
     2 Preview  team/header.md
    We are {{team}}.
    我们是{{team}}。









    Vars  team=…
    Used by code/review.md and 4 more
    plain  30 chars

     Enter use  e edit  / filter  n new
    ");
    world.press("r");
    assert_snapshot!(frame(&world), @"
     promptbook             cache 0 % #8 ok
     2 Preview  team/header.md
    We are {{team}}.
    我们是{{team}}。









    Vars  team=…
     5 prompts include it and will miss it:
     code/review.md, notes/a.md, notes/z.md…
     New name: team/header.md
     Enter do it  Esc leave it
    ");
}
