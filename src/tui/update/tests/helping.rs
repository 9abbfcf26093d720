//! Help while a prompt is written: it comes after a pause, and it takes nothing from the text.

use super::{World, id};
use crate::tokens::{Count, Vocabulary};
use crate::tui::message::{Effect, Msg};
use crate::tui::model::Keyboard;
use crate::tui::model::tokens::Counted;

const BOOK: &[(&str, &str)] = &[
    (".claude/commands/fix.md", "Fix it for \n"),
    ("review.md", "---\nargs:\n  language: {choices: [Rust, 中文]}\n  受众: 同事\n---\n{{language}} {{受众}}\n"),
    ("team/header.md", "Be kind.\n"),
    ("team/页脚.md", "谢谢。\n"),
];

/// The editor with the caret at the start of the last line of `review.md`, which is empty.
fn editing() -> World {
    let mut world = World::of(BOOK);
    world.edit("review.md");
    world.pause();
    world.press("Ctrl+End");
    world
}

/// The names on offer.
fn offered(world: &World) -> Vec<&str> {
    let offer = world.model.completion.as_ref();
    offer.map(|offer| offer.items.iter().map(|item| item.name.as_str()).collect()).unwrap_or_default()
}

/// The last line of the text in the editor.
fn last_line(world: &World) -> String {
    let text = world.draft("review.md").expect("it is edited");
    text.rsplit('\n').next().unwrap_or("").to_owned()
}

#[test]
fn a_text_that_has_just_opened_and_one_that_has_changed_wait_to_be_understood() {
    let mut world = World::of(BOOK);
    assert_eq!(world.model.resting(), None);
    world.edit("review.md");
    assert!(world.model.resting().is_some_and(|(_, is_new)| is_new));
    world.pause();
    assert_eq!(world.model.resting(), None);
    world.press("↓ End");
    assert_eq!(world.model.resting(), None, "the caret changes nothing");
    world.type_text("x");
    assert!(world.model.resting().is_some_and(|(_, is_new)| !is_new));
}

#[test]
fn what_an_earlier_text_was_understood_as_is_dropped() {
    let mut world = editing();
    world.type_text("{{open");
    let (subject, _) = world.model.resting().expect("it changed");
    assert!(matches!(world.send(Msg::Paused(subject.clone()))[..], [Effect::Understand { .. }]));
    world.type_text("}}");
    world.answer();
    assert_eq!(world.model.open_draft().map(|draft| draft.is_understood()), Some(false));
    assert_eq!(world.send(Msg::Paused(subject)), [], "nor is it asked again");
    world.pause();
    let findings = world.model.open_draft().and_then(|draft| draft.understood()).map(|found| found.findings.len());
    assert_eq!(findings, Some(1), "open is used and not declared");
}

#[test]
fn tokens_are_counted_for_the_preview_and_for_the_text_in_the_editor() {
    let mut world = World::listed(BOOK);
    world.model.tokens.vocabulary = Some(Vocabulary::O200k);
    world.model.list.reveal(&id("team/header.md"));
    world.publish();
    world.answer();
    assert_eq!(world.model.tokens.of(Counted::Preview), Some(Count { tokens: 2, exact: true }));
    world.press("e");
    world.pause();
    world.type_text("Be very kind. ");
    assert_eq!(world.model.tokens.of(Counted::Editor), Some(Count { tokens: 2, exact: true }), "until it is known");
    world.pause();
    assert_eq!(world.model.tokens.of(Counted::Editor), Some(Count { tokens: 5, exact: true }));
}

#[test]
fn braces_offer_the_arguments_after_a_pause_and_enter_takes_one_as_one_step() {
    let mut world = editing();
    world.type_text("In {{");
    assert_eq!(offered(&world), [""; 0], "who types on is not disturbed");
    world.pause();
    assert_eq!(offered(&world), ["language", "受众"]);
    world.type_text("受");
    assert_eq!(offered(&world), ["受众"]);
    world.press("Enter");
    assert_eq!((last_line(&world).as_str(), offered(&world)), ("In {{受众}}", vec![]));
    world.type_text("x");
    assert_eq!(last_line(&world), "In {{受众}}x");
    world.press("Ctrl+Z Ctrl+Z");
    assert_eq!(last_line(&world), "In {{受");
}

#[test]
fn arrows_choose_and_tab_takes_and_what_is_closed_is_replaced_whole() {
    let mut world = editing();
    world.type_text("{{x}} y");
    world.press("Home → → Del");
    world.pause();
    assert_eq!(offered(&world), ["language", "受众"]);
    world.press("↓ ↓ ↓ Tab");
    assert_eq!(last_line(&world), "{{受众}} y");
}

#[test]
fn a_text_that_is_typed_without_a_pause_is_exactly_what_was_typed() {
    let mut world = editing();
    let typed = "{{lang\n{{\n\t$x {{language}}\n{{> team";
    world.type_text(&typed.replace('\t', "    "));
    assert!(world.draft("review.md").is_some_and(|text| text.ends_with(&typed.replace('\t', "    "))));
}

#[test]
fn esc_closes_the_offer_and_not_the_editor_and_it_stays_closed_there() {
    let mut world = editing();
    world.type_text("{{");
    world.pause();
    world.press("Esc");
    assert_eq!((offered(&world), world.model.keyboard()), (vec![], Keyboard::Editor));
    world.type_text("la");
    world.pause();
    assert_eq!(offered(&world), [""; 0]);
    world.press("Enter");
    world.type_text("{{");
    world.pause();
    assert_eq!(offered(&world).len(), 2, "another place");
    world.press("Esc Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
}

#[test]
fn an_offer_ends_where_its_place_does() {
    for keys in ["←", "↑ Home", "}", "F3", "End Space x"] {
        let mut world = editing();
        world.type_text("{{");
        world.pause();
        assert_eq!(offered(&world).len(), 2);
        if keys.starts_with('↑') {
            // Up chooses while there is an offer.
            world.click(40, 5);
        } else {
            world.press(keys);
        }
        assert_eq!(offered(&world), [""; 0], "{keys}");
    }
}

#[test]
fn includes_offer_the_prompts_of_the_book_without_their_extension() {
    let mut world = editing();
    world.type_text("{{> ");
    world.pause();
    assert_eq!(offered(&world), [".claude/commands/fix", "team/header", "team/页脚"]);
    world.type_text("页");
    assert_eq!(offered(&world), ["team/页脚"]);
    world.press("Tab");
    assert_eq!(last_line(&world), "{{> team/页脚}}");
}

#[test]
fn a_lone_dollar_takes_no_enter_from_the_text_and_what_is_typed_behind_it_does() {
    let mut world = World::of(BOOK);
    world.edit(".claude/commands/fix.md");
    world.pause();
    world.press("End");
    world.type_text("$");
    world.pause();
    assert_eq!(offered(&world), ["ARGUMENTS"]);
    world.press("Enter");
    assert_eq!(world.draft(".claude/commands/fix.md").as_deref(), Some("Fix it for $\n\n"));
    world.type_text("$A");
    world.pause();
    world.press("Enter");
    assert_eq!(world.draft(".claude/commands/fix.md").as_deref(), Some("Fix it for $\n$ARGUMENTS\n"));
}

#[test]
fn a_key_goes_from_one_finding_to_the_next_and_says_where_there_is_none() {
    let mut world = editing();
    world.press("Ctrl+N");
    assert_eq!(world.said(), "Nothing odd was found in this text");
    world.type_text("一 {{open\n\n{{more");
    world.pause();
    let caret = |world: &World| world.model.open_draft().map(|draft| draft.editor.caret());
    world.press("Ctrl+N");
    assert_eq!(caret(&world), Some((6, 2)));
    world.press("Ctrl+N");
    assert_eq!(caret(&world), Some((8, 0)));
    world.press("Ctrl+N");
    assert_eq!(caret(&world), Some((6, 2)));
    // The findings move with their lines until the text is understood again.
    world.press("Ctrl+Home Enter Ctrl+N");
    assert_eq!(caret(&world), Some((7, 2)));
}

#[test]
fn the_key_for_the_next_finding_also_finds_an_include_that_the_book_does_not_have() {
    let mut world = World::listed(BOOK);
    world.edit("review.md");
    world.press("Ctrl+End");
    world.type_text("{{> team/header}}\n{{> team/none}}\n");
    world.pause();
    world.press("Ctrl+N");
    assert_eq!(world.model.open_draft().map(|draft| draft.editor.caret()), Some((7, 0)));
    assert_eq!(world.said(), "line 8 includes team/none, which is not in the book");
}

#[test]
fn the_text_of_a_form_is_counted_as_it_is_filled_in() {
    let mut world = World::listed(BOOK);
    world.model.tokens.vocabulary = Some(Vocabulary::O200k);
    world.model.list.reveal(&id("review.md"));
    world.publish();
    world.answer();
    world.press("Enter");
    world.answer();
    let counts = |world: &World| world.model.opened_form().map(|form| form.counts()).unwrap_or_default();
    let before = counts(&world);
    assert!(before.contains(" chars ~"), "{before}");
    world.press("Tab");
    world.type_text("们");
    world.answer();
    assert!(counts(&world).contains(" chars ~") && counts(&world) != before, "{}", counts(&world));
}
