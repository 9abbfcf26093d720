//! Forms on the full screen: opening, handing over, coming back.

use std::sync::Arc;

use super::{Luck, World, ends, id};
use crate::tui::message::{Effect, Msg, To, Why};
use crate::tui::model::form::Focus;
use crate::tui::model::messages::Weight;
use crate::tui::model::pipe::{News, State, Stream, Went};
use crate::tui::model::{Keyboard, Overlay};

const REVIEW: &str = "---\nargs:\n  language: {default: Rust}\n  key: {kind: secret, required: false}\n  diff: {kind: \
                      multiline}\n---\nReview {{language}} {{key}}: {{diff}}\n";

fn world() -> World {
    let mut world = World::of(&[("a.md", REVIEW), ("b.md", "No arguments.\n"), ("c.md", "写 {{主题}}\n")]);
    world.press("Home");
    world.answer();
    world
}

/// The form of the selected prompt.
fn opened(world: &mut World) {
    world.press("Enter");
    world.answer();
    assert_eq!(world.model.keyboard(), Keyboard::Form);
}

fn copied(effects: &[Effect]) -> Vec<&str> {
    let copied = effects.iter().filter_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copied.collect()
}

fn remembers(effects: &[Effect], name: &str) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Remember { used, .. } => used.get(name).cloned(),
        _ => None,
    })
}

#[test]
fn enter_opens_a_form_where_there_is_something_to_fill_in_and_copies_where_there_is_not() {
    let mut world = world();
    opened(&mut world);
    world.press("Esc j Enter");
    let effects = world.answer();
    assert_eq!((copied(&effects), world.model.form.clone()), (vec!["No arguments.\n"], None));
}

#[test]
fn what_is_filled_in_is_copied_and_kept_for_the_next_time_but_for_secrets() {
    let mut world = world();
    opened(&mut world);
    world.press("Ctrl+U");
    world.type_text("Go");
    world.press("Tab");
    world.type_text("sk-1");
    world.press("Tab");
    world.type_text("-a\n+b");
    let effects = world.press("F5");
    assert!(matches!(&effects[..], [Effect::Fill { to: To::Copy, .. }]), "{effects:?}");
    let effects = world.answer();
    assert_eq!(copied(&effects), ["Review Go sk-1: -a\n+b\n"]);
    assert_eq!((remembers(&effects, "language").as_deref(), remembers(&effects, "key")), (Some("Go"), None));
    assert_eq!(world.disk.values[&id("a.md")].of("diff"), ["-a\n+b"]);
    assert!(!format!("{:?}", world.disk.values).contains("sk-1"));
}

#[test]
fn nothing_is_handed_over_while_something_required_is_missing() {
    for key in ["F5", "F6", "F7", "F4"] {
        let mut world = world();
        opened(&mut world);
        let effects = world.press(key);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Fill { .. })), "{key}");
        assert_eq!(world.said(), "Nothing was handed over: it needs diff");
        assert_eq!(world.model.opened_form().map(|form| form.focus), Some(Focus::Field(2)));
    }
}

#[test]
fn esc_and_another_prompt_and_a_change_on_disk_lose_no_value() {
    let mut world = world();
    opened(&mut world);
    world.press("Tab Tab");
    world.type_text("kept");
    world.press("Esc End Enter");
    world.answer();
    world.type_text("周报");
    world.press("Esc Home");
    world.disk.write("a.md", REVIEW.replace("Review", "Check"));
    world.publish();
    world.answer();
    world.press("Enter");
    world.answer();
    world.press("F5");
    assert_eq!(copied(&world.answer()), ["Check Rust : kept\n"]);
}

#[test]
fn a_prompt_that_changes_under_its_open_form_is_read_again() {
    let mut world = world();
    opened(&mut world);
    world.press("Tab Tab");
    world.type_text("kept");
    world.disk.write("a.md", "Now {{diff}} and {{more}}\n");
    let effects = world.publish();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Compose { why: Why::Renew, .. })), "{effects:?}");
    world.answer();
    world.press("Tab");
    world.type_text("more");
    world.press("F5");
    assert_eq!(copied(&world.answer()), ["Now kept and more\n"]);
}

#[test]
fn what_is_typed_before_the_form_is_there_goes_into_it() {
    let mut world = world();
    world.press("Enter Tab Tab");
    world.type_text("q|d");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
    world.answer();
    world.press("F5");
    assert_eq!(copied(&world.answer()), ["Review Rust : q|d\n"]);
}

#[test]
fn the_last_values_are_copied_without_a_form_and_a_form_opens_where_they_do_not_suffice() {
    let mut world = world();
    world.press("Y");
    world.answer();
    assert_eq!((world.model.keyboard(), world.said()), (Keyboard::Form, "Nothing was handed over: it needs diff"));
    world.press("Esc");
    let used = [("language".to_owned(), "Go".to_owned()), ("diff".to_owned(), "last".to_owned())].into();
    world.disk.values.entry(id("a.md")).or_default().add(&used, &[]);
    world.press("Y");
    assert_eq!(copied(&world.answer()), ["Review Go : last\n"]);
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
}

#[test]
fn print_ends_the_program_with_the_text_once_the_values_are_kept() {
    let mut world = world();
    world.press("End");
    world.answer();
    opened(&mut world);
    world.type_text("周报");
    world.press("F6");
    let effects = world.answer();
    let kept = effects.iter().position(|effect| matches!(effect, Effect::Remember { .. }));
    let quits = effects.iter().position(|effect| matches!(effect, Effect::Quit { .. }));
    assert!(kept.is_some() && kept < quits, "{effects:?}");
    assert!(ends(&effects));
    let Some(Effect::Quit { print: Some(bytes), .. }) = quits.map(|at| &effects[at]) else { panic!("{effects:?}") };
    assert_eq!(bytes.as_slice(), "写 周报\n".as_bytes());
}

#[test]
fn a_text_that_was_edited_outside_is_what_is_handed_over() {
    let mut world = world();
    world.press("End");
    world.answer();
    opened(&mut world);
    world.type_text("周报");
    world.press("F4");
    world.answer();
    assert_eq!(copied(&world.press("F5")), ["写 周报\noutside\n"]);
    world.press("Ctrl+L F5");
    assert_eq!(copied(&world.answer()), ["写 周报\n"]);
}

#[test]
fn a_secret_is_given_to_no_editor() {
    let mut world = world();
    opened(&mut world);
    world.press("Tab");
    world.type_text("sk-1");
    world.press("Tab");
    world.type_text("x");
    let effects = world.press("F4");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Fill { .. } | Effect::EditText { .. })));
    assert!(world.said().contains("secret"), "{}", world.said());
}

#[test]
fn a_failed_filling_hands_nothing_over_and_says_why() {
    let mut world = world();
    world.press("End");
    world.answer();
    opened(&mut world);
    world.type_text("x");
    world.answer();
    world.press("F5");
    let effects = world.fail();
    assert!(copied(&effects).is_empty() && world.said().contains("Nothing was handed over"), "{}", world.said());
}

/// The text of `b.md` waits for its command.
fn choosing() -> World {
    let mut world = world();
    world.press("j |");
    world.answer();
    assert_eq!(world.model.keyboard(), Keyboard::Choose);
    world
}

#[test]
fn a_command_is_shown_before_it_runs_for_the_first_time_and_not_again() {
    let mut world = choosing();
    world.type_text("wc -c");
    assert_eq!(world.press("Enter"), []);
    assert_eq!(world.press("Esc"), []);
    assert_eq!(world.press("Enter Enter Enter"), [], "a key that is held down confirms nothing");
    let effects = world.press("y");
    let words = vec!["wc".to_owned(), "-c".to_owned()];
    let text = Arc::new(b"No arguments.\n".to_vec());
    assert_eq!(effects, [Effect::Pipe { number: 1, words, text }, Effect::Confirm("wc -c".to_owned())]);
    world.answer();
    world.send(Msg::Piped(1, News::Ended("ended: exit status 0".to_owned(), Went::Well)));
    world.press("Esc |");
    world.answer();
    world.type_text("wc -c");
    assert!(matches!(&world.press("Enter")[..], [Effect::Pipe { number: 2, .. }]));
}

#[test]
fn a_text_that_goes_to_no_command_because_something_else_was_opened_is_told() {
    let mut world = world();
    world.press("j ?");
    let text = Arc::new(b"x".to_vec());
    assert_eq!(world.send(Msg::Filled(id("b.md"), To::Pipe, Ok(text))), []);
    assert!(world.said().starts_with("The text of b.md went to no command"), "{}", world.said());
}

#[test]
fn a_line_that_is_no_command_runs_nothing() {
    let mut world = choosing();
    assert_eq!(world.press("Enter"), []);
    world.type_text("sh -c 'x");
    assert_eq!(world.press("Enter"), []);
    assert_eq!(world.model.keyboard(), Keyboard::Choose);
}

#[test]
fn the_named_commands_are_offered_and_changed_before_they_run() {
    let mut world = world();
    world.model.commands = vec![("claude".to_owned(), "claude -p".to_owned()), ("llm".to_owned(), "llm".to_owned())];
    world.press("j |");
    world.answer();
    world.press("↓");
    // The test's own disk says that llm was let run before.
    assert!(matches!(&world.press("Enter")[..], [Effect::Pipe { words, .. }] if words == &["llm"]));
    world.send(Msg::Piped(1, News::Ended("ended: exit status 0".to_owned(), Went::Well)));
    world.answer();
    world.press("Esc |");
    world.answer();
    world.type_text("cl");
    world.press("Tab");
    world.type_text(" --model x");
    let effects = world.press("Enter y");
    assert!(matches!(&effects[0], Effect::Pipe { words, .. } if words == &["claude", "-p", "--model", "x"]));
}

#[test]
fn esc_asks_a_command_to_end_then_ends_it_then_closes_what_it_said() {
    let mut world = choosing();
    world.type_text("llm\n");
    world.send(Msg::Piped(1, News::Said(Stream::Out, "一\n".as_bytes().to_vec())));
    assert_eq!(world.press("Esc"), [Effect::StopPipe { number: 1, harshly: false }]);
    assert_eq!(world.said(), "The command was asked to end. Esc once more ends it at once");
    assert_eq!(world.press("Esc"), [Effect::StopPipe { number: 1, harshly: true }]);
    assert_eq!(world.said(), "The command is being ended at once");
    world.send(Msg::Piped(1, News::Ended("ended by signal 9".to_owned(), Went::Badly)));
    assert_eq!(world.said(), "The command has ended. Esc closes what it said");
    assert!(matches!(world.model.output.as_ref().map(|output| &output.state), Some(State::Ended(_, Went::Badly))));
    assert_eq!(copied(&world.press("y")), ["一\n"]);
    world.press("Esc");
    assert_eq!(world.model.overlay, None);
    assert!(world.model.messages.shown().is_none(), "nothing is said of what is not on the screen");
    // What is heard afterwards belongs to nothing on the screen.
    world.send(Msg::Piped(1, News::Said(Stream::Out, b"late".to_vec())));
    assert!(world.model.output.is_none());
}

#[test]
fn what_is_said_of_a_command_and_of_a_form_is_withdrawn_when_it_is_so_no_more() {
    let mut world = choosing();
    world.type_text("llm\n");
    world.press("y");
    assert_eq!(world.said(), "There is nothing to copy yet: it has said nothing on standard output");
    world.send(Msg::Piped(1, News::Said(Stream::Out, b"x".to_vec())));
    assert!(world.model.messages.shown().is_none());
    world.press("Esc");
    world.send(Msg::Log(Weight::Warning, "another thing".to_owned()));
    world.send(Msg::Piped(1, News::Said(Stream::Out, b"y".to_vec())));
    assert_eq!(world.said(), "another thing", "what is said of others stays");

    let mut world = self::world();
    world.press("Enter x");
    assert!(world.said().starts_with("a.md is being read"), "{}", world.said());
    world.answer();
    assert!(world.model.opened_form().is_some() && world.model.messages.shown().is_none());
    world.press("Esc Enter x Esc");
    assert!(world.model.messages.shown().is_none() && world.model.composing.is_none());
}

#[test]
fn why_nothing_was_handed_over_is_not_said_any_more_once_something_is() {
    let mut world = world();
    opened(&mut world);
    world.press("F7");
    assert_eq!(world.said(), "Nothing was handed over: it needs diff");
    world.type_text("x");
    world.press("F7");
    world.answer();
    assert_eq!(world.model.keyboard(), Keyboard::Choose);
    assert!(world.model.messages.shown().is_none());
}

#[test]
fn a_line_that_was_chosen_before_it_was_known_that_it_ran_before_does_not_ask() {
    let mut world = world();
    world.press("j |");
    world.answer();
    world.model.confirmed.clear();
    world.type_text("llm");
    assert_eq!(world.press("Enter"), []);
    let effects = world.send(Msg::Confirmed([crate::values::confirmed::mark("llm")].into()));
    assert!(matches!(&effects[..], [Effect::Pipe { number: 1, .. }]), "{effects:?}");
}

#[test]
fn what_was_wrong_with_a_command_line_is_not_said_of_another() {
    let mut world = choosing();
    let fault = |world: &World| match &world.model.overlay {
        Some(Overlay::Choose(choosing)) => choosing.fault.clone(),
        _ => None,
    };
    world.press("Enter");
    assert_eq!(fault(&world).as_deref(), Some("Type a command, such as llm"));
    world.press("↓");
    assert_eq!(fault(&world), None);
}

#[test]
fn the_help_over_the_output_gives_it_back() {
    let mut world = choosing();
    world.type_text("llm\n");
    world.press("? Esc");
    assert_eq!(world.model.overlay, Some(Overlay::Output));
}

#[test]
fn a_prompt_that_cannot_be_read_opens_no_form() {
    let mut world = World::listed(&[("a.md", REVIEW)]);
    world.fail();
    world.press("Enter");
    world.answer_one(Luck::Bad);
    assert_eq!((world.model.form.clone(), world.model.composing.clone()), (None, None));
}

#[test]
fn what_was_said_goes_with_the_key_that_changes_it_and_a_second_copy_is_told_from_the_first() {
    let mut world = world();
    let shown = |world: &World| world.model.messages.shown().map(|message| message.text.clone());
    opened(&mut world);
    world.press("F5");
    assert_eq!(shown(&world).as_deref(), Some("Nothing was handed over: it needs diff"));
    world.press("End");
    assert!(shown(&world).is_some(), "nothing has changed yet");
    world.type_text("x");
    assert_eq!(shown(&world), None);
    world.press("Ctrl+R");
    assert!(shown(&world).is_some_and(|said| said.contains("earlier values")));
    world.press("Esc");
    assert_eq!(shown(&world), None);
    world.send(Msg::Copied(Ok("Copied 3 characters".to_owned())));
    world.send(Msg::Copied(Ok("Copied 3 characters".to_owned())));
    assert_eq!(shown(&world).as_deref(), Some("Copied 3 characters, 2 times"));
}
