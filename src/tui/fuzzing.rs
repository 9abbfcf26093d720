//! Any bytes as names, texts and keys, on a screen of any size: nothing panics, and no cell holds what a terminal would
//! obey.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::CellWidth;

use super::message::Msg;
use super::tests::World;
use super::view::{Theme, view};
use crate::cache::Cause;
use crate::prompt::{Prompt, PromptId, Stamp};

/// Characters that a terminal obeys, or that an eye does not see and a model reads. Not the sanitiser's own list.
pub(crate) fn is_hazard(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(character, '\u{e0000}'..='\u{e007f}')
}

/// Ways through the screen: list, preview, editor, search, panes, comparison.
const WAYS: [&str; 19] = [
    "2",
    "e",
    "e x F7",
    "/",
    "M",
    "L",
    "K",
    "r",
    "e F3",
    "?",
    "z",
    "v",
    "e F8",
    "M e",
    "d",
    "e End Enter PgDn",
    "Enter Tab x F5",
    "Enter x F8 PgDn",
    "Enter Tab Tab F7 x Enter Enter",
];

/// The first bytes choose the sizes, the ways and how long the name is; the rest is the name and the text.
pub fn frame(bytes: &[u8]) {
    let Some((choices, rest)) = bytes.split_at_checked(12) else { return };
    let (name, text) = rest.split_at(usize::from(choices[0]).min(rest.len()));
    let id = PromptId::new(name).unwrap_or_else(|_| PromptId::new("plain.md").expect("it is a name"));
    let mut world = World::of(&[]);
    let prompt = std::sync::Arc::new(Prompt::new(id, text, Stamp::default()));
    world.disk.hold(&prompt);
    world.disk.cache.publish(Cause::Disk, |next| next.store(&prompt));
    world.model.title = String::from_utf8_lossy(name).into_owned();
    for step in choices[1..].chunks(3) {
        let [width, height, way] = *step else { break };
        world.send(Msg::Resize(1 + u16::from(width) % 140, 1 + u16::from(height) % 60));
        world.publish();
        world.answer();
        draw(&world);
        for key in WAYS[usize::from(way) % WAYS.len()].split(' ') {
            world.press(key);
            draw(&world);
        }
        world.paste(&String::from_utf8_lossy(text));
        draw(&world);
        world.answer();
        draw(&world);
    }
}

fn draw(world: &World) {
    let (width, height) = world.model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend does not fail");
    terminal.draw(|frame| view(frame, &world.model, &Theme::new(true))).expect("a test backend does not fail");
    let buffer = terminal.backend().buffer();
    for (at, cell) in buffer.content().iter().enumerate() {
        let symbol = cell.symbol();
        assert!(!symbol.chars().any(is_hazard), "{symbol:?}");
        let (x, _) = buffer.pos_of(at);
        assert!(x + symbol.cell_width() <= width.max(2), "{symbol:?} hangs over the edge at {x} of {width}");
        let unseen = symbol.chars().filter(|c| unicode_width::UnicodeWidthChar::width(*c) == Some(0)).count();
        assert!(unseen <= 80, "{unseen} characters without a width in one cell");
    }
}
