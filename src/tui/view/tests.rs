//! Frames as a person sees them.

mod browse;
mod cells;
mod compare;
mod edit;
mod form;
mod helping;
mod hostile;
mod metrics;
mod metrics_chinese;
mod metrics_screen;
mod overlays;
mod past;
mod users;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Position;

use super::super::message::Msg;
use super::super::tests::{Luck, World};
use super::{Theme, view};

/// A book in two languages.
const BOOK: &[(&str, &str)] = &[
    ("code/commit-msg.md", "---\ntags: [code]\n---\n# Commit message\nWrite one line.\n"),
    (
        "code/review.md",
        "---\ntags: [code, review]\n---\n# Code review\nYou are a senior {{language}} reviewer.\n\n> Be strict.\n\n```\n{{diff}}\n```\n",
    ),
    ("release.md", "# Release notes\nFor {{audience}}, in plain words.\n"),
    (
        "写作/周报.md",
        "# 周报\n根据 {{要点}} 写一份本周工作周报，语气专业，不超过三百字。分为本周完成、下周计划、需要协助三部分。\n",
    ),
    ("写作/润色.md", "# 润色\n润色下面的文字。\n"),
];

/// The book with the prompt `name` on the screen, on a screen of this size.
fn shows(name: &str, width: u16, height: u16) -> World {
    let mut world = World::of(BOOK);
    world.send(Msg::Resize(width, height));
    world.model.list.reveal(&super::super::tests::id(name));
    world.publish();
    world.answer();
    world
}

/// What is drawn, and the caret's cell.
fn drawn(world: &World, theme: Theme) -> (Buffer, Option<Position>) {
    let (width, height) = world.model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend does not fail");
    terminal.draw(|frame| view(frame, &world.model, &theme)).expect("a test backend does not fail");
    let backend = terminal.backend();
    (backend.buffer().clone(), backend.cursor_visible().then(|| backend.cursor_position()))
}

/// The frame as text, without the spaces at the ends of its lines.
fn frame(world: &World) -> String {
    let (buffer, _) = drawn(world, Theme::new(true));
    let row = |y| row(&buffer, y).trim_end().to_owned();
    (0..buffer.area.height).map(row).collect::<Vec<_>>().join("\n")
}

/// One line of the screen.
fn row(buffer: &Buffer, y: u16) -> String {
    let mut line = String::new();
    let mut x = 0;
    while x < buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        line.push_str(symbol);
        // A wide character covers the cell after it.
        x += symbol.cell_width().max(1);
    }
    line
}

/// Where the first cell of `text` is, at or right of the column `from`.
fn find(buffer: &Buffer, text: &str, from: u16) -> (u16, u16) {
    let places = (0..buffer.area.height).flat_map(|y| {
        let line = row(buffer, y);
        let columns: Vec<u16> = line.match_indices(text).map(|(at, _)| line[..at].cell_width()).collect();
        columns.into_iter().map(move |x| (x, y))
    });
    let mut places = places.filter(|(x, _)| *x >= from);
    places.next().unwrap_or_else(|| panic!("{text:?} is not on the screen"))
}
