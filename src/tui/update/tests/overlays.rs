//! Help, messages and metrics, and the keys that lead to them and back.

use super::{BOOK, World, ends};
use crate::cache::{CacheState, OffReason};
use crate::library::EventKind;
use crate::tui::message::Effect;
use crate::tui::model::{Keyboard, Mouse, Overlay};

fn back(world: &World) -> usize {
    match world.model.overlay {
        Some(Overlay::Messages(back)) => back,
        Some(Overlay::Metrics) => world.model.monitor.look.back,
        ref other => panic!("nothing scrolls in {other:?}"),
    }
}

#[test]
fn the_help_narrows_and_runs_an_action() {
    let mut world = World::of(BOOK);
    world.press("?");
    world.type_text("cache strip");
    world.press("Enter");
    assert_eq!(world.model.overlay, None);
    assert!(world.model.layout().is_some_and(|layout| layout.strip.is_some()));
    world.press(":");
    world.paste("quit");
    assert!(!ends(&world.press("Ctrl+C")));
    assert!(ends(&world.press("Enter")));
}

#[test]
fn the_help_does_not_run_actions_of_other_places_but_says_where_they_work() {
    let mut world = World::of(BOOK);
    world.press("?");
    world.type_text("soft wrap");
    assert_eq!(world.press("Enter"), []);
    assert_eq!(world.said(), "\"Soft wrap on or off\" works in the editor. Its key there is F8");
    assert_eq!(world.model.keyboard(), Keyboard::Help);
    world.press("Esc e x F1");
    world.type_text("to the trash");
    assert_eq!(world.press("Enter"), []);
    assert!(world.said().contains("works in the list"));
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Editor);
}

#[test]
fn the_help_of_the_editor_runs_the_actions_of_the_editor() {
    let mut world = World::of(BOOK);
    world.press("e x F1");
    world.type_text("undo");
    world.press("Enter");
    assert_eq!((world.draft("a.md").as_deref(), world.model.keyboard()), (Some("# A\nfirst\n"), Keyboard::Editor));
}

#[test]
fn the_help_of_the_metrics_goes_back_to_them() {
    let mut world = World::of(BOOK);
    world.press("M ?");
    world.press("Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Metrics);
    world.press("?");
    world.type_text("cache on");
    assert_eq!(world.press("Enter"), [Effect::SwitchCache(CacheState::Off(OffReason::ByHand))]);
    assert_eq!(world.model.keyboard(), Keyboard::Metrics);
}

#[test]
fn the_selection_of_the_help_stays_among_its_rows() {
    let mut world = World::of(BOOK);
    let selected = |world: &World| match &world.model.overlay {
        Some(Overlay::Help { selected, .. }) => *selected,
        other => panic!("no help but {other:?}"),
    };
    world.press("? ↑");
    assert_eq!(selected(&world), 0);
    for _ in 0..20 {
        world.press("PgDn");
    }
    assert_eq!(selected(&world), crate::tui::action::TABLE.len() - 1);
    world.press("PgUp ↑ ↓");
    world.type_text("quit");
    assert_eq!(selected(&world), 0, "other rows, so the first of them");
    world.type_text("zzz");
    world.press("↓ PgDn");
    assert_eq!((selected(&world), world.press("Enter")), (0, Vec::new()));
}

#[test]
fn messages_scroll_and_close() {
    let mut world = World::of(BOOK);
    for _ in 0..30 {
        world.press("u");
    }
    world.press("L");
    world.press("↓");
    assert_eq!(back(&world), 0);
    world.press("↑ k PgUp");
    assert_eq!(back(&world), 12);
    world.press("Home");
    assert_eq!(back(&world), world.model.messages.len() - 1);
    world.press("End x");
    assert_eq!(back(&world), 0, "a key without a meaning does nothing");
    for close in ["Esc", "L", "q", "Enter"] {
        assert_eq!(world.press(close), []);
        assert_eq!(world.model.overlay, None, "{close}");
        world.press("L");
    }
}

#[test]
fn metrics_scroll_switch_the_cache_reload_and_close() {
    let mut world = World::of(BOOK);
    for _ in 0..5 {
        world.happen(EventKind::Failed { message: "x".to_owned() });
    }
    world.press("M PgDn");
    assert_eq!(back(&world), 0);
    world.press("PgUp PgUp");
    assert_eq!(back(&world), world.model.monitor.listed().count() - 1);
    assert_eq!(world.press("x"), [Effect::SwitchCache(CacheState::Off(OffReason::ByHand))]);
    world.answer();
    assert_eq!(world.said(), "The cache is off: every read goes to the disk");
    assert_eq!(world.press("x"), [Effect::SwitchCache(CacheState::On)]);
    world.answer();
    assert_eq!(world.said(), "The cache is on");
    assert_eq!(world.press("R"), [Effect::Reload]);
    world.answer();
    assert_eq!(world.press("n d c p"), [], "keys of the list mean nothing here");
    world.paste("text");
    assert_eq!((world.model.keyboard(), world.model.filter.field.text()), (Keyboard::Metrics, ""));
    for close in ["Esc", "q", "M"] {
        assert_eq!(world.press(close), []);
        assert_eq!(world.model.overlay, None, "{close}");
        world.press("M");
    }
}

#[test]
fn esc_is_one_step_back_from_everywhere_and_never_ends_the_program() {
    let mut world = World::of(BOOK);
    for way in ["?", "L", "M", "n", "c", "r", "/", "2", "z", "e", "e F3", "e F1", "e x F7", "M ?", "/ F1", "/ x"] {
        world.press(way);
        for _ in 0..4 {
            assert!(!ends(&world.press("Esc")), "{way}");
        }
        assert_eq!(world.model.keyboard(), Keyboard::Browse, "{way}");
        assert_eq!((&world.model.overlay, &world.model.question), (&None, &None), "{way}");
        assert_eq!(world.model.zoom, crate::tui::model::layout::Zoom::Off, "{way}");
    }
}

#[test]
fn esc_goes_back_even_where_the_settings_give_it_no_meaning() {
    let mut world = World::of(BOOK);
    let mut keys = crate::config::Config::defaults(&crate::folders::Folders {
        home: "/".into(),
        config: "/".into(),
        data: "/".into(),
        state: "/".into(),
    })
    .keys;
    keys.insert("back".to_owned(), vec!["F11".to_owned()]);
    keys.insert("metrics_back".to_owned(), vec!["q".to_owned()]);
    world.model.keymap = crate::tui::keymap::Keymap::read(&keys).expect("these keys have no fault");
    world.press("e Esc M Esc");
    assert_eq!(world.model.keyboard(), Keyboard::Browse);
}

#[test]
fn the_mouse_is_given_to_the_terminal_and_taken_back() {
    let mut world = World::of(BOOK);
    assert_eq!(world.press("F12"), [Effect::Mouse(Mouse::Released)]);
    assert_eq!(world.press("e F12"), [Effect::Mouse(Mouse::Captured)]);
    assert_eq!(world.model.mouse, Mouse::Captured);
}

#[test]
fn keys_without_a_meaning_and_released_keys_do_nothing() {
    let mut world = World::of(BOOK);
    let before = format!("{:?}", world.model);
    assert_eq!(world.press("x a F5 Ins Backspace Ctrl+E Alt+x Alt+é"), []);
    assert_eq!(format!("{:?}", world.model), before);
    let mut event = crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char('d'));
    event.kind = crossterm::event::KeyEventKind::Release;
    assert_eq!(world.send(crate::tui::message::Msg::Key(event)), []);
    event.kind = crossterm::event::KeyEventKind::Repeat;
    assert_eq!(world.send(crate::tui::message::Msg::Key(event)).len(), 1);
}

#[test]
fn the_shell_and_a_comparison_with_the_disk_are_effects() {
    let mut world = World::of(BOOK);
    assert_eq!(world.press("Ctrl+Z"), [Effect::Suspend]);
    assert_eq!(world.press("R"), [Effect::Reload]);
    world.answer();
    assert!(world.model.messages.all().any(|message| message.text.contains("was compared")));
}
