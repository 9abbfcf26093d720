//! What the screen tells of a prompt besides its text, and what it offers while one is written.

use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};

use super::{Theme, World, drawn, find, frame};
use crate::tokens::Vocabulary;
use crate::tui::message::Msg;
use crate::tui::tests::id;

const REVIEW: &str = "---\ntitle: Code review\ndescription: Finds what a tired eye misses.\ntags: [code, 审阅]\n\
                      args:\n  language: Rust\n  focus: {choices: [bugs, perf]}\n  diff: {kind: multiline}\n---\n\
                      You are a senior {{language}} reviewer.\nLook for {{focus}}.\n\n{{> team/header}}\n{{diff}}\n{{lang\n";

const BOOK: &[(&str, &str)] = &[
    ("code/review.md", REVIEW),
    ("team/header.md", "Be kind.\n"),
    (
        "写作/周报.md",
        "---\nargs:\n  受众: {choices: [同事, 上级]}\n  要点: {}\n---\n# 周报\n为**{{受众}}**写 {{要点}}。\n",
    ),
];

fn shows(name: &str, width: u16, height: u16) -> World {
    let mut world = World::listed(BOOK);
    world.model.tokens.vocabulary = Some(Vocabulary::O200k);
    world.send(Msg::Resize(width, height));
    world.model.list.reveal(&id(name));
    world.publish();
    world.answer();
    world
}

#[test]
fn a_preview_tells_what_the_prompt_asks_for() {
    assert_snapshot!(frame(&shows("code/review.md", 80, 24)), @"");
}

#[test]
fn a_preview_of_a_narrow_screen() {
    let mut world = shows("写作/周报.md", 40, 12);
    assert_snapshot!(frame(&world), @"");
    world.press("v");
    assert_snapshot!(frame(&world), @"");
}

#[test]
fn a_preview_of_a_wide_screen() {
    assert_snapshot!(frame(&shows("code/review.md", 120, 40)), @"");
}

#[test]
fn variables_are_told_by_their_weight_and_not_by_colour_alone() {
    let world = shows("code/review.md", 80, 24);
    let (buffer, _) = drawn(&world, Theme::new(false));
    let (x, y) = find(&buffer, "{{language}}", 30);
    assert!(buffer[(x, y)].modifier.contains(Modifier::BOLD) && !buffer[(x - 1, y)].modifier.contains(Modifier::BOLD));
    assert_eq!(buffer[(x, y)].fg, Color::Reset);
}

#[test]
fn an_offer_below_the_caret_and_one_above_it() {
    let mut world = shows("code/review.md", 80, 24);
    world.press("e");
    world.pause();
    world.press("Ctrl+End");
    world.type_text("{{");
    world.pause();
    assert_snapshot!(frame(&world), @"");
    let mut world = shows("写作/周报.md", 40, 12);
    world.press("e");
    world.pause();
    world.press("Ctrl+End");
    world.type_text("给 {{");
    world.pause();
    world.press("↓");
    assert_snapshot!(frame(&world), @"");
}

#[test]
fn the_finding_of_the_carets_line_is_told_and_elsewhere_how_long_the_text_is() {
    let mut world = shows("code/review.md", 80, 24);
    world.press("e");
    world.pause();
    assert_snapshot!(frame(&world).lines().nth(22).unwrap_or_default(), @"");
    world.press("Ctrl+N");
    assert_snapshot!(frame(&world).lines().nth(22).unwrap_or_default(), @"");
    let (buffer, _) = drawn(&world, Theme::new(false));
    let (x, y) = find(&buffer, "{{lang", 30);
    let (x, y) =
        if buffer[(x, y)].modifier.contains(Modifier::UNDERLINED) { (x, y) } else { find(&buffer, "{{lang ", x) };
    assert!(buffer[(x, y)].modifier.contains(Modifier::UNDERLINED), "{x} {y}");
}
