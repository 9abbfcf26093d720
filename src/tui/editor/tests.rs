//! The editor as a person meets it: keys in, text, carets and cells out.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::*;

mod drawing;
mod find;
mod moving;
mod properties;
mod typing;
mod undo;

const FAMILY: &str = "👩\u{200d}👩\u{200d}👧";
const FLAG: &str = "🇨🇳";
const E_ACUTE: &str = "e\u{301}";
const HANGUL: &str = "\u{1112}\u{1161}\u{11ab}";

fn drawn(editor: &Editor, width: u16, height: u16) -> (Buffer, Option<Position>) {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let caret = editor.render(area, &mut buffer);
    (buffer, caret)
}

/// What the screen shows, one string per row, trailing blanks cut.
fn screen(editor: &Editor, width: u16, height: u16) -> Vec<String> {
    let (buffer, _) = drawn(editor, width, height);
    let row = |y| {
        let mut text = String::new();
        let mut x = 0;
        while x < width {
            text.push_str(buffer[(x, y)].symbol());
            x += buffer[(x, y)].cell_width().max(1);
        }
        text.trim_end().to_string()
    };
    (0..height).map(row).collect()
}

fn caret_cell(editor: &Editor, width: u16, height: u16) -> (u16, u16) {
    let (_, caret) = drawn(editor, width, height);
    caret.map(|position| (position.x, position.y)).unwrap()
}

/// The text of the cells with this attribute.
fn marked(buffer: &Buffer, modifier: Modifier) -> String {
    buffer.content().iter().filter(|cell| cell.modifier.contains(modifier)).map(|cell| cell.symbol()).collect()
}

fn at(text: &str, caret: Place) -> Editor {
    let mut editor = Editor::new(text);
    editor.set_caret(caret);
    editor
}

fn typed(editor: &mut Editor, text: &str) {
    for character in text.chars() {
        editor.apply(Edit::Insert(character));
    }
}

fn go(editor: &mut Editor, motion: Motion) -> Place {
    editor.apply(Edit::Move(motion, Select::Clear));
    editor.caret()
}

fn extend(editor: &mut Editor, motion: Motion) -> Option<String> {
    editor.apply(Edit::Move(motion, Select::Extend));
    editor.selected_text()
}
