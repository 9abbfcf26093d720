//! Weights and colours of cells, and the caret.

use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::{World, drawn, find, shows};
use crate::tui::view::Theme;

/// Worlds that show everything there is to show.
fn states(width: u16, height: u16) -> Vec<World> {
    let ways = [
        "",
        "/ r e",
        "/ z z",
        "e x",
        "e x F3 r",
        "e x Esc",
        "e x Esc q",
        "n",
        "n ? Enter",
        "r",
        "?",
        "? q",
        "L",
        "M",
        "K",
        "z",
        "2",
        "2 z",
        "u",
        "d",
        "h",
    ];
    let state = |way: &str| {
        let mut world = shows("写作/周报.md", width, height);
        if !way.is_empty() {
            world.press(way);
        }
        world.answer();
        world
    };
    let mut worlds: Vec<World> = ways.into_iter().map(state).collect();
    let mut conflict = state("e x");
    conflict.disk.write("写作/周报.md", "他们的\n");
    conflict.publish();
    conflict.press("F2");
    worlds.push(conflict);
    let mut gone = state("e x");
    gone.disk.remove("写作/周报.md");
    gone.publish();
    worlds.push(gone);
    worlds
}

#[test]
fn letters_that_match_are_bold_and_underlined_and_no_others() {
    let mut world = shows("release.md", 80, 12);
    world.press("/");
    world.type_text("周报");
    world.answer();
    let (buffer, _) = drawn(&world, Theme::new(true));
    let (x, y) = find(&buffer, ">  写作/周报.md", 0);
    let marked = |at| buffer[(x + 3 + at, y)].modifier.contains(Modifier::BOLD | Modifier::UNDERLINED);
    let cells: Vec<bool> = (0..12).map(marked).collect();
    assert_eq!(cells[..5], [false; 5]);
    assert!(cells[5] && cells[7]);
    assert_eq!(cells[9..], [false; 3]);
}

#[test]
fn the_selection_is_reversed_where_the_keyboard_is_and_bold_elsewhere() {
    let mut world = shows("release.md", 80, 12);
    let modifier = |world: &World| {
        let (buffer, _) = drawn(world, Theme::new(true));
        let (x, y) = find(&buffer, ">  release.md", 0);
        buffer[(x + 3, y)].modifier
    };
    assert!(modifier(&world).contains(Modifier::REVERSED));
    world.press("2");
    assert!(modifier(&world).contains(Modifier::BOLD) && !modifier(&world).contains(Modifier::REVERSED));
}

#[test]
fn the_focused_pane_has_brackets() {
    let mut world = shows("release.md", 80, 12);
    find(&drawn(&world, Theme::new(false)).0, "[1 Prompts]", 0);
    world.press("2");
    find(&drawn(&world, Theme::new(false)).0, "[2 Preview  release.md]", 0);
    find(&drawn(&world, Theme::new(false)).0, " 1 Prompts ", 0);
}

#[test]
fn without_colours_no_cell_has_one() {
    for (width, height) in [(80, 24), (40, 12), (120, 40)] {
        for world in states(width, height) {
            let (buffer, _) = drawn(&world, Theme::new(false));
            for cell in buffer.content() {
                assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{:?}", cell.symbol());
            }
        }
    }
}

#[test]
fn with_colours_the_background_is_the_terminals_own() {
    let mut colours = 0;
    for world in states(120, 40) {
        let (buffer, _) = drawn(&world, Theme::new(true));
        assert!(buffer.content().iter().all(|cell| cell.bg == Color::Reset));
        colours += buffer.content().iter().filter(|cell| cell.fg != Color::Reset).count();
    }
    assert!(colours > 0);
}

#[test]
fn no_cell_holds_anything_that_a_terminal_would_obey() {
    for (width, height) in [(80, 24), (40, 12), (120, 40), (20, 5), (19, 5), (1, 1)] {
        for world in states(width, height) {
            let (buffer, _) = drawn(&world, Theme::new(true));
            for cell in buffer.content() {
                assert!(!cell.symbol().chars().any(char::is_control), "{:?}", cell.symbol());
            }
        }
    }
}

#[test]
fn the_caret_is_where_text_is_typed() {
    let caret = |world: &World| drawn(world, Theme::new(true)).1;
    let mut world = shows("release.md", 80, 12);
    let (_, row) = find(&drawn(&world, Theme::new(true)).0, ">  release.md", 0);
    assert_eq!(caret(&world).map(|at| at.y), Some(row), "in the list it is parked on the selected row");
    world.press("/");
    world.type_text("周报");
    assert_eq!(caret(&world), Some(Position::new(7, 1)));
    world.answer();
    world.press("Esc Esc n Ctrl+U");
    world.type_text("写");
    let label = " New prompt: ".len() as u16;
    assert_eq!(caret(&world), Some(Position::new(label + 2, 10)));
    world.press("Esc e");
    world.answer();
    world.press("→");
    let (x, y) = find(&drawn(&world, Theme::new(true)).0, "# ", 32);
    assert_eq!(caret(&world), Some(Position::new(x + 1, y)));
    world.press("F3");
    world.type_text("周");
    assert_eq!(caret(&world), Some(Position::new(" Find: ".len() as u16 + 2, 10)));
    world.press("F1");
    world.type_text("x");
    assert!(caret(&world).is_some_and(|at| at.y == 2), "in the field of the help");
    world.press("Esc Esc Esc L");
    assert_eq!(caret(&world), None, "nothing is typed into the messages");
}

#[test]
fn every_size_can_be_drawn() {
    for world in &mut states(80, 24) {
        for (width, height) in (1..=60).flat_map(|width| (1..=30).map(move |height| (width, height))) {
            // Every fifth size of each state, another fifth for each: all of it would take a minute.
            if (width * 31 + height) % 5 == world.model.drafts.len() as u16 * 2 % 5 {
                world.send(crate::tui::message::Msg::Resize(width, height));
                drawn(world, Theme::new(true));
            }
        }
        for (width, height) in [(80, 24), (100, 28), (200, 60), (500, 3), (3, 200), (1000, 100)] {
            world.send(crate::tui::message::Msg::Resize(width, height));
            drawn(world, Theme::new(true));
        }
    }
}
