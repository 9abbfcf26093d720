//! Names and texts that want to do something to the terminal, or to the eye.

use ratatui::buffer::CellWidth;

use super::{World, drawn, frame};
use crate::cache::Cause;
use crate::library::EventKind;
use crate::prompt::{Prompt, PromptId, Stamp};
use crate::tui::message::Msg;
use crate::tui::model::messages::Weight;
use crate::tui::view::Theme;

/// Moves the cursor, fills the clipboard, reorders, hides, smuggles, piles up.
const EVIL: &str =
    "\u{1b}[2J\u{9b}H\u{1b}]52;c;aGk=\u{7}\u{202e}oops\u{2066}\u{200b}\u{e0041}\u{e0042}\u{ad}\u{7f}\u{feff}";

fn pile() -> String {
    format!("e{}", "\u{301}".repeat(100))
}

/// A book whose only prompt has a name, a title and a text like that.
fn world(width: u16, height: u16) -> World {
    let mut world = World::of(&[]);
    let name = format!("dir{EVIL}/{EVIL}{}{}.md", pile(), "长".repeat(300));
    let id = PromptId::new(name.as_bytes()).expect("odd, but harmless");
    let text = format!("---\ntitle: {EVIL}\ntags: [{EVIL}]\n---\n# {EVIL}{}\n{}\n\ttab\r\n", pile(), "宽".repeat(500));
    let prompt = std::sync::Arc::new(Prompt::new(id, text.as_bytes(), Stamp::default()));
    world.disk.cache.publish(Cause::Disk, |next| next.store(&prompt));
    world.model.title = EVIL.to_owned();
    world.send(Msg::Resize(width, height));
    world.publish();
    world.answer();
    world
}

/// Characters that no cell of any frame may hold.
fn is_evil(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

fn assert_harmless(world: &World, state: &str) {
    let (buffer, _) = drawn(world, Theme::new(true));
    for cell in buffer.content() {
        let symbol = cell.symbol();
        assert!(!symbol.chars().any(is_evil), "{state}: {symbol:?}");
        assert!(symbol.chars().count() <= 16 && symbol.cell_width() <= 2, "{state}: {symbol:?}");
    }
}

#[test]
fn hostile_names_and_texts_are_shown_escaped() {
    let frame = frame(&world(120, 40));
    for shown in ["␛[2J", "\\u{9b}H", "\\u{202e}oops", "\\u{e0041}", "␡"] {
        assert!(frame.contains(shown), "{shown} in\n{frame}");
    }
}

#[test]
fn no_state_of_the_screen_lets_hostile_text_through() {
    for (width, height) in [(80, 24), (40, 12), (120, 40), (21, 6)] {
        let mut world = world(width, height);
        assert_harmless(&world, "browsing");
        for keys in ["r Esc", "c Esc", "d", "y", "M", "Esc L Esc", "? Esc", "2", "z", "z 1", "h", "l"] {
            for key in keys.split(' ') {
                world.press(key);
                assert_harmless(&world, key);
            }
            world.answer();
        }
    }
}

#[test]
fn hostile_text_in_fields_and_in_the_editor_is_shown_escaped() {
    for (width, height) in [(80, 24), (40, 12), (21, 6)] {
        let mut world = World::of(&[("a.md", "text\n")]);
        world.send(Msg::Resize(width, height));
        for keys in ["/", "n", "?", "e", "e F3"] {
            world.press(keys);
            world.paste(&format!("{EVIL}{}长", pile()));
            assert_harmless(&world, keys);
            world.answer();
            assert_harmless(&world, keys);
            world.press("Enter");
            assert_harmless(&world, keys);
            world.press("Esc Esc Esc");
        }
    }
}

#[test]
fn hostile_text_of_another_program_is_compared_escaped() {
    for (width, height) in [(80, 24), (40, 12), (21, 6), (20, 5)] {
        let mut world = World::of(&[("a.md", "text\n")]);
        world.send(Msg::Resize(width, height));
        world.press("e x");
        world.disk.write("a.md", format!("{EVIL}{}长\r{EVIL}\ttab\r\n{}", pile(), "宽".repeat(500)));
        world.publish();
        for keys in ["F7", "n", "Tab", "Tab", "z", "End", "PgUp", "?", "Esc", "Esc", "F2", "c"] {
            world.press(keys);
            assert_harmless(&world, keys);
        }
    }
}

#[test]
fn hostile_messages_and_events_are_shown_escaped() {
    let mut world = World::of(&[]);
    world.send(Msg::Resize(120, 40));
    for weight in [Weight::Note, Weight::Warning, Weight::Fault] {
        world.send(Msg::Log(weight, format!("{EVIL}{}", pile())));
        assert_harmless(&world, "a message");
    }
    world.happen(EventKind::Failed { message: EVIL.to_owned() });
    world.happen(EventKind::Skipped { name: EVIL.to_owned(), why: EVIL.to_owned() });
    for key in ["L", "Esc", "M"] {
        world.press(key);
        assert_harmless(&world, key);
    }
}

#[test]
fn wide_characters_at_the_edge_of_every_pane_do_no_harm() {
    for width in 1..130 {
        for height in [1, 5, 6, 12, 30] {
            let mut world = world(width, height);
            assert_harmless(&world, "browsing");
            world.press("2");
            assert_harmless(&world, "the preview");
        }
    }
}
