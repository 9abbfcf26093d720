//! Panes at every size, and the mouse in them.

use crossterm::event::{MouseButton, MouseEventKind};

use super::{BOOK, World};
use crate::tui::message::Msg;
use crate::tui::model::layout::{Dock, Pane, Zoom};
use crate::tui::model::{Keyboard, Overlay};

const SIZES: [(u16, u16); 5] = [(20, 5), (40, 12), (80, 24), (120, 40), (200, 60)];

fn many() -> World {
    let names: Vec<String> = (0..100).map(|n| format!("{n:02}.md")).collect();
    let text: String = (0..200).map(|n| format!("line {n}\n")).collect();
    World::of(&names.iter().map(|name| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn one_pane_can_have_the_screen_at_every_size() {
    for (width, height) in SIZES {
        let mut world = World::of(BOOK);
        world.send(Msg::Resize(width, height));
        for (focus, pane) in [("1", Pane::List), ("2", Pane::Text)] {
            world.press(focus);
            world.press("z");
            let layout = world.model.layout().expect("it is large enough");
            assert_eq!((layout.list.is_some(), layout.text.is_some()), (pane == Pane::List, pane == Pane::Text));
            world.press("z");
            assert_eq!(world.model.zoom, Zoom::Off);
        }
    }
}

#[test]
fn a_narrow_screen_swaps_list_and_preview_and_a_wide_one_moves_the_keyboard() {
    for (width, height) in SIZES {
        let mut world = World::of(BOOK);
        world.send(Msg::Resize(width, height));
        world.press("v");
        assert_eq!(world.model.focus, Pane::Text);
        let layout = world.model.layout().expect("it is large enough");
        assert_eq!(layout.list.is_some(), width >= 60, "{width}x{height}");
        world.press("Tab");
        assert_eq!(world.model.focus, Pane::List);
        world.press("l Shift+Tab");
        world.press("→ ←");
        assert_eq!(world.model.focus, Pane::List, "left of the preview is the list");
    }
}

#[test]
fn the_cache_strip_docks_where_there_is_room_and_says_why_it_does_not() {
    for (width, height) in SIZES {
        let mut world = World::of(BOOK);
        world.send(Msg::Resize(width, height));
        let shown = |world: &World| world.model.layout().is_some_and(|layout| layout.strip.is_some());
        assert_eq!(shown(&world), width >= 100);
        let before = shown(&world);
        world.press("K");
        if height < 16 {
            assert!(!shown(&world) && world.said().contains("M shows the metrics"), "{width}x{height}");
        } else {
            assert_eq!(shown(&world), !before);
            world.press("K");
            assert_eq!(shown(&world), before);
        }
    }
    let mut world = World::of(BOOK);
    world.press("z K");
    assert!(world.said().contains("z shows the others"), "{}", world.said());
    assert_eq!(world.model.dock, Dock::Shown);
}

#[test]
fn a_hidden_list_keeps_its_place() {
    let mut world = many();
    world.press("PgDn PgDn k k k");
    let (top, cursor) = (world.model.list.top(), world.model.list.cursor());
    world.press("2 z");
    world.send(Msg::Resize(1, 1));
    world.send(Msg::Resize(80, 24));
    world.press("z 1");
    assert_eq!((world.model.list.top(), world.model.list.cursor()), (top, cursor));
}

#[test]
fn pages_and_ends_move_in_the_focused_pane() {
    let mut world = many();
    world.press("PgDn");
    assert_eq!(world.model.list.cursor(), 17, "one row of the page before stays on the screen");
    world.press("G j");
    assert_eq!(world.model.list.cursor(), 99);
    world.press("g k Ctrl+D Ctrl+U");
    assert_eq!(world.model.list.cursor(), 0);
    world.answer();
    world.press("2 End");
    assert_eq!(
        (world.model.list.cursor(), world.model.preview.top()),
        (0, 201 - 17),
        "the last of 18 rows tells of the prompt"
    );
    world.press("Home PgDn k");
    assert_eq!(world.model.preview.top(), 16);
}

#[test]
fn folders_fold_by_key_and_by_click() {
    let mut world = World::of(BOOK);
    world.press("j h");
    assert_eq!(world.model.list.rows().len(), 3);
    world.press("h");
    assert_eq!(world.selected(), "code/", "a folder at the top has no folder above it");
    world.press("l j h");
    assert_eq!(world.selected(), "code/");
    world.press("Enter");
    assert_eq!(world.model.list.rows().len(), 3);
    world.press("g");
    world.click(3, 4);
    assert_eq!((world.selected(), world.model.list.rows().len()), ("code/".to_owned(), 3), "the first click selects");
    world.click(3, 4);
    assert_eq!(world.model.list.rows().len(), 5, "the second opens");
}

#[test]
fn a_click_means_what_lies_under_it() {
    let mut world = World::of(BOOK);
    world.click(60, 10);
    assert_eq!(world.model.focus, Pane::Text);
    world.click(5, 5);
    assert_eq!((world.model.focus, world.selected()), (Pane::List, "code/commit.md".to_owned()));
    world.click(5, 15);
    assert_eq!(world.selected(), "code/commit.md", "below the last row there is nothing");
    world.click(10, 1);
    assert_eq!(world.model.keyboard(), Keyboard::Filter);
    world.click(5, 3);
    assert_eq!((world.model.keyboard(), world.selected()), (Keyboard::Browse, "a.md".to_owned()));
    world.click(79, 23);
    world.click(500, 500);
    let kind = MouseEventKind::Up(MouseButton::Right);
    assert_eq!(world.mouse(kind, 5, 3), []);
}

#[test]
fn the_wheel_scrolls_what_lies_under_it() {
    let mut world = many();
    world.mouse(MouseEventKind::ScrollDown, 60, 10);
    assert_eq!((world.model.preview.top(), world.model.list.cursor()), (3, 0));
    world.mouse(MouseEventKind::ScrollDown, 5, 10);
    world.mouse(MouseEventKind::ScrollUp, 60, 10);
    assert_eq!(world.model.list.cursor(), 3);
    world.press("L");
    for _ in 0..50 {
        world.mouse(MouseEventKind::ScrollUp, 5, 10);
    }
    world.press("Esc ?");
    world.mouse(MouseEventKind::ScrollDown, 5, 10);
    assert!(matches!(world.model.overlay, Some(Overlay::Help { selected: 3, .. })));
    world.press("Esc M");
    for _ in 0..50 {
        world.mouse(MouseEventKind::ScrollUp, 5, 10);
    }
    let most = world.model.monitor.listed().count() - 1;
    assert_eq!(world.model.monitor.look.back, most, "and not beyond the oldest");
    world.click(5, 5);
    assert_eq!(world.model.list.cursor(), 3, "nothing is under what lies over it");
}

#[test]
fn the_mouse_does_nothing_while_something_is_asked() {
    let mut world = World::of(BOOK);
    world.press("n");
    world.click(60, 10);
    world.mouse(MouseEventKind::ScrollDown, 5, 10);
    assert_eq!((world.model.focus, world.selected()), (Pane::List, "a.md".to_owned()));
    assert!(world.model.question.is_some());
}

/// Draws, for clicks land on what was drawn last.
fn draw(world: &World) {
    let (width, height) = world.model.size;
    let backend = ratatui::backend::TestBackend::new(width, height);
    let mut terminal = ratatui::Terminal::new(backend).expect("a test backend does not fail");
    let theme = crate::tui::view::Theme::new(true);
    terminal.draw(|frame| crate::tui::view::view(frame, &world.model, &theme)).expect("a test backend does not fail");
}

#[test]
fn a_click_in_the_editor_puts_the_caret_there_even_below_a_banner() {
    let mut world = World::of(&[("a.md", "one\ntwo\nthree\n")]);
    world.press("e");
    draw(&world);
    world.click(35, 4);
    world.press("x");
    assert_eq!(world.draft("a.md").as_deref(), Some("one\ntxwo\nthree\n").map(|_| "one\ntwxo\nthree\n"));
    world.disk.write("a.md", "other\n");
    world.publish();
    draw(&world);
    world.click(33, 4);
    world.press("y");
    assert_eq!(world.draft("a.md").as_deref(), Some("yone\ntwxo\nthree\n"));
    world.mouse(MouseEventKind::ScrollDown, 60, 10);
    world.press("z");
    assert!(world.draft("a.md").is_some_and(|text| text.ends_with('z')));
    world.click(5, 5);
    assert_eq!(world.model.keyboard(), Keyboard::Editor, "the list waits until the editor is left");
}

#[test]
fn a_storm_of_sizes_while_typing_loses_nothing() {
    let mut world = many();
    world.press("e");
    for (at, (width, height)) in
        [(1, 1), (0, 0), (80, 24), (19, 5), (20, 5), (1, 60), (300, 1), (80, 24)].iter().enumerate()
    {
        world.send(Msg::Resize(*width, *height));
        draw(&world);
        world.type_text(&at.to_string());
    }
    assert!(world.draft("00.md").is_some_and(|text| text.starts_with("01234567line 0\n")));
}
