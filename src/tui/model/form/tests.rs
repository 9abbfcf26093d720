//! A form by itself: keys in, values and text out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use super::*;
use crate::prompt::dialect::Dialects;
use crate::prompt::template::{Takes, Template};
use crate::tui::keymap::{Key, Keymap};
use crate::tui::model::tokens::{Counted, Ticket};
use crate::tui::tests::default_keymap;

mod follow;

const AREA: Rect = Rect::new(0, 0, 80, 20);

const REVIEW: &str = "---\nargs:\n  language: {default: Rust, choices: [Rust, Go, 中文]}\n  focus: {kind: multi-choice, \
                      choices: [bugs, perf, style], required: false}\n  count: {kind: number, default: 3}\n  strict: {kind: \
                      boolean, required: false}\n  day: {kind: date, required: false}\n  key: {kind: secret, required: \
                      false}\n  diff: {kind: multiline, required: true}\n---\n{{language}} {{focus}} {{count}} \
                      {{strict}} {{day}} {{key}}\n{{diff}}\n";

struct Hand {
    form: Form,
    keymap: Keymap,
    area: Rect,
    said: String,
}

fn composition(name: &str, text: &str) -> Arc<Composition> {
    let id = PromptId::new(name).expect("a name");
    let template = Template::read(id, Arc::new(text.as_bytes().to_vec()), &Dialects::default());
    Arc::new(Composition::alone(Arc::new(template)))
}

fn form(text: &str) -> Hand {
    let form = Form::new(composition("a.md", text), Earlier::default(), "2026-11-26");
    Hand { form, keymap: default_keymap(), area: AREA, said: String::new() }
}

impl Hand {
    fn press(&mut self, keys: &str) -> Pressed {
        let mut last = Pressed::Done;
        for name in keys.split(' ') {
            last = self.form.press(Key::parse(name).expect("it is a key").event(), &self.keymap, self.area);
            if let Pressed::Says(said) = &last {
                self.said.clone_from(said);
            }
            self.show();
        }
        last
    }

    fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.form.press(KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE), &self.keymap, self.area);
        }
        self.show();
    }

    fn show(&mut self) {
        for ask in self.form.asks() {
            if let Ask::Show(revision, filling) = ask {
                self.form.take_shown(revision, filling.show(|_| Err("no such file".to_owned())));
            }
        }
    }

    fn text(&self) -> String {
        let rows = self.form.passage().visible(200, 50);
        let row = |runs: Vec<passage::Run>| runs.into_iter().map(|run| run.shown).collect::<String>();
        rows.into_iter().map(row).collect::<Vec<_>>().join("\n")
    }

    fn bytes(&self) -> Result<String, String> {
        let bytes = self.form.filling().bytes(|path| Ok(format!("<{path}>").into_bytes()))?;
        Ok(String::from_utf8(bytes).expect("text"))
    }

    fn go_to(&mut self, name: &str) {
        let at = self.form.entries.iter().position(|entry| entry.argument.name == name).expect("it is there");
        self.form.focus_on(Focus::Field(at));
    }
}

#[test]
fn every_kind_of_field_is_filled_in_by_keys() {
    let mut hand = form(REVIEW);
    hand.press("↓ Tab Space ↓ ↓ Space Tab ↑ Tab Space Tab ↑ ↑");
    hand.press("Tab");
    hand.type_text("sk-1");
    hand.press("Tab");
    hand.type_text("one");
    hand.press("Enter");
    hand.type_text("two");
    assert_eq!(hand.bytes().as_deref(), Ok("Go bugs, style 4 true 2026-11-27 sk-1\none\ntwo\n"));
    assert_eq!(hand.text(), "Go bugs, style 4 true 2026-11-27 ●●●●\none\ntwo\n");
    assert_eq!(hand.form.refuses(), None);
}

#[test]
fn defaults_hold_until_something_is_given_and_come_back_when_a_field_is_reset() {
    let mut hand = form("{{lang=Rust}} {{other}}");
    hand.show();
    assert_eq!(hand.text(), "Rust {{other}}");
    hand.press("End Backspace Backspace");
    assert_eq!(hand.text(), "Ru {{other}}");
    hand.press("Ctrl+U");
    assert_eq!(hand.text(), " {{other}}");
    hand.press("Ctrl+L");
    assert_eq!(hand.text(), "Rust {{other}}");
    assert!(hand.form.used().is_empty());
}

#[test]
fn missing_values_are_named_together_and_the_first_of_them_gets_the_keyboard() {
    let mut hand = form("{{a}} {{b=x}} {{c}} {{d}}");
    hand.type_text("1");
    hand.press("Tab Tab Tab Tab");
    let said = hand.form.refuses().expect("c and d are missing");
    assert_eq!(said, "Nothing was handed over: it needs c, d");
    assert_eq!(hand.form.focus, Focus::Field(2));
    hand.type_text("2");
    hand.press("Enter");
    hand.type_text("3");
    assert_eq!((hand.form.refuses(), hand.bytes()), (None, Ok("1 x 2 3".to_owned())));
}

#[test]
fn a_value_that_is_not_allowed_is_told_under_its_field_and_not_handed_over() {
    let mut hand = form("---\nargs:\n  n: {kind: number}\n---\n{{n}}");
    hand.type_text("x");
    assert_eq!(hand.form.entries()[0].refusal().as_deref(), Some("give a number such as 3 or 0.5"));
    assert!(hand.form.refuses().is_some_and(|said| said.contains("n: give a number")));
}

#[test]
fn choices_are_narrowed_by_typing() {
    let mut hand = form(REVIEW);
    hand.type_text("中");
    assert!(hand.text().starts_with("中文 "));
    hand.press("Enter");
    hand.press("Shift+Tab Ctrl+L");
    assert!(hand.text().starts_with("Rust "));
    hand.type_text("nothing like it");
    assert!(hand.text().starts_with("nothing like it "), "what fits nothing stays as it was typed");
}

#[test]
fn a_mistyped_choice_stays_as_it_was_typed_and_is_refused_with_everything_else_that_is_wrong() {
    let mut hand = form(REVIEW);
    hand.type_text("Rost");
    hand.press("Tab Tab");
    hand.type_text("x");
    hand.press("Tab Tab");
    hand.type_text("someday");
    hand.press("Tab");
    assert_eq!(hand.form.entries()[0].text(), "Rost");
    let said = hand.form.refuses().expect("nothing of it is allowed");
    assert_eq!(
        said,
        "Nothing was handed over: it needs diff. language: give one of Rust, Go, 中文. count: give a number such as 3 or \
         0.5. day: give a date such as 2026-01-31"
    );
    assert_eq!(hand.form.focus, Focus::Field(0));
    hand.press("Backspace Backspace Backspace");
    assert_eq!((hand.form.entries()[0].text().as_str(), hand.form.entries()[0].refusal()), ("Rust", None));
}

#[test]
fn a_default_that_is_no_choice_is_what_the_field_shows_and_tabbing_through_it_changes_nothing() {
    let mut hand = form("---\nargs:\n  a: {default: C, choices: [Rust, Cobol]}\n---\n{{a}}");
    hand.press("Tab Tab Shift+Tab Shift+Tab");
    assert_eq!((hand.form.entries()[0].text().as_str(), hand.form.entries()[0].given), ("C", false));
    hand.press("↓");
    assert_eq!(hand.form.entries()[0].text(), "Rust");
}

#[test]
fn enter_goes_through_one_line_fields_to_the_button_that_copies() {
    let mut hand = form("{{a}} {{b}}");
    hand.type_text("1");
    hand.press("Enter");
    hand.type_text("2");
    assert_eq!(hand.press("Enter"), Pressed::Done);
    assert_eq!(hand.press("Enter"), Pressed::Wants(Wish::Copy));
    assert_eq!(hand.press("→ Enter"), Pressed::Wants(Wish::Print));
    assert_eq!(hand.press("Tab Tab |"), Pressed::Done, "it is text there");
    assert_eq!(hand.bytes().as_deref(), Ok("1| 2"));
}

#[test]
fn what_is_typed_on_a_button_does_nothing_but_say_the_way_back() {
    for key in ["E", "|", "y", "中"] {
        let mut hand = form("{{a}}");
        hand.press("Tab");
        assert_eq!(hand.press(key), Pressed::Says("Tab or ↑ goes back to the fields".to_owned()), "{key}");
    }
}

#[test]
fn ctrl_c_says_how_to_get_out() {
    let mut hand = form("{{a}}");
    assert_eq!(hand.press("Ctrl+C"), Pressed::Says("Esc goes back to the list, where q quits".to_owned()));
}

#[test]
fn the_default_of_a_secret_is_not_seen_in_the_text_and_is_handed_over() {
    let mut hand = form("---\nargs:\n  key: {kind: secret, default: sk-1}\n---\n{{key}}");
    hand.show();
    assert_eq!((hand.text().as_str(), hand.bytes().as_deref()), ("●●●●", Ok("sk-1")));
}

#[test]
fn a_paste_of_several_lines_stays_as_it_is_in_a_field_of_one_line_too() {
    let mut hand = form("{{diff}}");
    hand.form.paste("-a\n+b\n");
    assert_eq!(hand.bytes().as_deref(), Ok("-a\n+b"));
}

#[test]
fn values_stay_when_the_prompt_changes_and_come_back_with_their_argument() {
    let mut hand = form("{{a}} {{b}}");
    hand.type_text("1");
    hand.press("Tab");
    hand.type_text("2");
    hand.form.renew(composition("a.md", "{{b}} {{c}}"));
    hand.type_text("!");
    assert_eq!(hand.bytes().map_err(|why| why.contains("needs c")), Err(true));
    hand.form.renew(composition("a.md", "{{a}} {{b}} {{c=3}}"));
    assert_eq!(hand.bytes().as_deref(), Ok("1 2! 3"));
}

#[test]
fn a_secret_that_becomes_plain_text_under_its_form_is_given_up() {
    let mut hand = form("---\nargs:\n  key: {kind: secret}\n---\n{{key}}");
    hand.type_text("sk-secret");
    hand.form.renew(composition("a.md", "---\nargs:\n  key: {kind: secret, choices: [a]}\n---\n{{key}}"));
    assert_eq!(hand.form.entries[0].text(), "sk-secret");
    hand.form.renew(composition("a.md", "{{key}}"));
    assert_eq!((hand.form.entries[0].text().as_str(), hand.form.used().len()), ("", 0));
}

#[test]
fn a_number_of_tokens_is_taken_only_for_the_text_that_it_was_asked_about() {
    let mut hand = form("{{a}}");
    hand.show();
    let ticket = |number| Ticket { of: Counted::Form, number };
    hand.form.await_tokens(ticket(1));
    hand.form.take_edited("another text".to_owned());
    hand.form.take_tokens(ticket(1), 7);
    assert_eq!(hand.form.counts(), "12 chars");
    hand.form.await_tokens(ticket(2));
    hand.form.take_tokens(ticket(2), 2);
    assert_eq!(hand.form.counts(), "12 chars ~2 tokens");
}

#[test]
fn earlier_values_are_offered_and_the_last_stand_there_from_the_start() {
    let mut earlier = Earlier::default();
    for (language, diff) in [("Go", "old"), ("中文", "new")] {
        let used: BTreeMap<String, String> =
            [("language", language), ("diff", diff), ("key", "sk")].map(|(n, v)| (n.to_owned(), v.to_owned())).into();
        earlier.add(&used, &["key".to_owned()]);
    }
    let mut hand = form(REVIEW);
    hand.form = Form::new(composition("a.md", REVIEW), earlier, "2026-11-26");
    hand.show();
    assert!(hand.text().starts_with("中文 ") && hand.text().ends_with("new\n"), "{}", hand.text());
    let is_last = |hand: &Hand, at: usize| hand.form.is_last(&hand.form.entries()[at]);
    assert!(is_last(&hand, 0) && !is_last(&hand, 1) && is_last(&hand, 6));
    hand.go_to("diff");
    hand.press("Ctrl+R Enter");
    assert!(hand.text().ends_with("old\n") && !is_last(&hand, 6), "{}", hand.text());
    hand.go_to("key");
    hand.press("Ctrl+R");
    assert!(hand.said.contains("secret"), "{}", hand.said);
    hand.go_to("language");
    hand.press("Ctrl+R Esc");
    assert_eq!(hand.form.recall, None);
}

/// A form with a multiline field that was filled in before.
fn filled_before() -> Hand {
    let mut earlier = Earlier::default();
    for diff in ["-old\n+老", "-new\n+新"] {
        earlier.add(&[("diff".to_owned(), diff.to_owned())].into(), &[]);
    }
    let text = "---\nargs:\n  diff: {kind: multiline, default: none}\n---\n{{diff}}";
    let mut hand = form(text);
    hand.form = Form::new(composition("a.md", text), earlier, "2026-11-26");
    hand.press("Ctrl+L End");
    hand
}

#[test]
fn up_shows_the_earlier_values_of_a_field_of_lines_and_undo_brings_back_what_stood_there() {
    let mut hand = filled_before();
    assert!(hand.form.offers_earlier());
    hand.press("↑ ↓ Enter");
    assert_eq!(hand.text(), "-old\n+老");
    hand.press("Ctrl+Z");
    assert_eq!(hand.text(), "none");
    hand.press("↑ Enter");
    assert_eq!(hand.text(), "-new\n+新");
    hand.press("↑");
    assert_eq!(hand.form.recall, None, "it goes to the first row of what was taken");
    hand.press("↑ Enter");
    assert_eq!(hand.text(), "-old\n+老", "and on to the other value");
}

#[test]
fn up_in_a_text_that_was_typed_only_moves_and_a_reset_can_be_undone() {
    let mut hand = filled_before();
    hand.press("Ctrl+U");
    hand.type_text("typed");
    hand.press("Enter ↑ ↑ ↑");
    assert!(!hand.form.offers_earlier() && hand.form.recall.is_none());
    hand.press("Ctrl+L");
    assert_eq!((hand.text().as_str(), hand.form.used().len()), ("none", 0));
    hand.press("Ctrl+Z");
    assert_eq!(hand.text(), "typed\n");
    hand.press("Ctrl+R Esc");
    assert_eq!(hand.text(), "typed\n");
}

#[test]
fn a_secret_is_in_no_debug_output_and_in_nothing_that_is_kept() {
    let mut hand = form(REVIEW);
    hand.go_to("key");
    hand.type_text("sk-secret");
    assert!(!format!("{:?}", hand.form).contains("sk-secret"));
    assert!(!hand.form.used().contains_key("key"));
    assert!(hand.form.holds_a_secret());
}

#[test]
fn a_value_that_stands_in_many_places_is_filled_in_where_it_holds_up_nobody() {
    let is_quick = |text: &str, value: String| {
        let mut hand = form(text);
        hand.form.entries[0].set(&value);
        hand.form.filling().is_quick()
    };
    assert!(is_quick(&"{{x}} ".repeat(100), "v".repeat(100)));
    assert!(is_quick("{{x}}", "v".repeat(20_000)));
    assert!(!is_quick(&"{{x}} ".repeat(100), "v".repeat(20_000)));
}

#[test]
fn an_earlier_choice_with_a_comma_in_it_keeps_its_mark() {
    let mut hand = form("---\nargs:\n  tags: {kind: multi-choice, choices: [a, \"b, c\"]}\n---\n{{tags}}");
    hand.form.entries[0].set("b, c");
    assert!(matches!(&hand.form.entries[0].input, entry::Input::Marks(_, marks) if *marks == [false, true]));
}

#[test]
fn positions_are_fields_and_their_words_make_up_the_rest() {
    let id = PromptId::new(".claude/commands/fix.md").expect("a name");
    let template = Template::read(id, Arc::new(b"$1 of $ARGUMENTS".to_vec()), &Dialects::default());
    let composition = Composition::alone(Arc::new(template));
    let mut hand = form("x");
    hand.form = Form::new(Arc::new(composition), Earlier::default(), "2026-11-26");
    for at in 0..hand.form.entries().len() {
        if matches!(hand.form.entries()[at].argument.takes, Takes::Position(_)) {
            hand.form.focus_on(Focus::Field(at));
            hand.type_text("word");
        }
    }
    assert_eq!(hand.form.refuses(), None);
}

#[test]
fn what_was_edited_by_hand_is_handed_over_until_it_is_given_up() {
    let mut hand = form("{{a}}");
    hand.form.take_edited("by hand".to_owned());
    assert_eq!((hand.form.refuses(), hand.form.edited().map(|text| text.as_str())), (None, Some("by hand")));
    hand.press("Ctrl+L");
    assert_eq!(hand.form.edited(), None);
    assert!(hand.form.refuses().is_some());
}

#[test]
fn a_path_is_completed_and_the_file_is_the_value() {
    let mut hand = form("---\nargs:\n  f: {kind: file}\n---\n{{f}}");
    hand.type_text("@no");
    let asks = {
        hand.form.entries[0].paths.asked = None;
        hand.form.asks()
    };
    assert_eq!(asks, [Ask::Paths("@no".to_owned())]);
    hand.form.take_paths("@n", vec!["stale".to_owned()]);
    hand.form.take_paths("@no", vec!["@notes/".to_owned(), "@nothing.md".to_owned()]);
    hand.press("↓ ↓ Enter");
    assert_eq!(hand.bytes().as_deref(), Ok("<nothing.md>"));
    assert_eq!(hand.form.entries()[0].refusal().as_deref(), Some("no such file"));
}

#[test]
fn typing_takes_the_place_of_what_stands_in_a_line_and_a_motion_keeps_it() {
    let mut hand = form("{{lang=Rust}} for {{reader=me}}");
    hand.type_text("Go");
    assert_eq!(hand.text(), "Go for me");
    hand.press("Tab End");
    hand.type_text("n");
    assert_eq!(hand.text(), "Go for men");
    hand.press("Shift+Tab");
    hand.type_text("!");
    assert_eq!(hand.text(), "Go! for men", "what was typed is not taken away by a key");
    hand.press("Ctrl+L");
    hand.form.renew(composition("a.md", "{{lang=Rust}} for {{reader=me}}"));
    hand.type_text("C");
    assert_eq!(hand.text(), "C for men", "also after the prompt was read again");
}

#[test]
fn an_earlier_value_that_may_not_be_given_any_more_or_has_no_room_leaves_the_default() {
    let text =
        "---\nargs:\n  language: {default: Rust, choices: [Rust, Go]}\n  note: dflt\n---\nL={{language}} N={{note}}";
    let mut earlier = Earlier::default();
    let long = "x".repeat(crate::prompt::layout::MAX_LINE_CHARACTERS + 1);
    let used = [("language", "Python"), ("note", long.as_str())].map(|(n, v)| (n.to_owned(), v.to_owned()));
    earlier.add(&used.into(), &[]);
    let mut hand = form(text);
    hand.form = Form::new(composition("a.md", text), earlier, "2026-11-26");
    hand.form.take_last_values();
    hand.show();
    assert_eq!(hand.text(), "L=Rust N=dflt");
    assert_eq!(hand.form.earlier_values().count(), 0);

    let mut earlier = Earlier::default();
    let kept = "y".repeat(40_000);
    earlier.add(&[("note".to_owned(), kept.clone())].into(), &[]);
    hand.form = Form::new(composition("a.md", text), earlier, "2026-11-26");
    assert!(hand.form.entries()[1].text() == kept, "a kept value is not there as it was");
}
