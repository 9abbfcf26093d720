//! A text of one line under edit: the filter, a name, what to find.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

use crate::prompt::sanitize::sanitize_line;

/// The most bytes that a field takes: more than any name or filter has, and little enough to be searched for at once.
const MOST: usize = 4096;

/// One line of text and a caret between two of its graphemes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    caret: usize,
}

impl Field {
    /// A field that holds `text`, with the caret behind it.
    pub fn with(text: impl Into<String>) -> Field {
        let text = text.into();
        Field { caret: text.len(), text }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Inserts at the caret, as much as a field takes. Line ends and tabs become spaces, other control characters are
    /// dropped.
    pub fn insert(&mut self, text: &str) {
        let text = text.trim_end_matches(['\n', '\r']).chars();
        let shown = text.map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).filter(|c| !c.is_control());
        let mut left = MOST.saturating_sub(self.text.len());
        let fits = |c: &char| {
            left = left.saturating_sub(c.len_utf8());
            left > 0
        };
        let text: String = shown.take_while(fits).collect();
        self.text.insert_str(self.caret, &text);
        self.caret += text.len();
    }

    /// Takes a key that edits or moves; says whether it was one.
    pub fn press(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            // AltGr arrives as Ctrl+Alt on some terminals, with the character it makes.
            KeyCode::Char(character) if control == alt => self.insert(character.encode_utf8(&mut [0; 4])),
            KeyCode::Char('u') if control => {
                self.text.drain(..self.caret);
                self.caret = 0;
            }
            KeyCode::Char('w') if control => {
                let before = self.text[..self.caret].trim_end();
                let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
                self.text.drain(start..self.caret);
                self.caret = start;
            }
            KeyCode::Backspace => {
                let start = self.before();
                self.text.drain(start..self.caret);
                self.caret = start;
            }
            KeyCode::Delete => {
                let end = self.after();
                self.text.drain(self.caret..end);
            }
            KeyCode::Left => self.caret = self.before(),
            KeyCode::Right => self.caret = self.after(),
            KeyCode::Home => self.caret = 0,
            KeyCode::End => self.caret = self.text.len(),
            _ => return false,
        }
        true
    }

    /// What `width` columns show of the text around the caret, safe for a screen, and the caret's column in it.
    pub fn window(&self, width: usize) -> (String, usize) {
        let cells = |shown: &str| usize::from(shown.cell_width());
        let mut before = Vec::new();
        let mut caret = 0;
        for cluster in self.text[..self.caret].graphemes(true).rev() {
            let shown = sanitize_line(cluster);
            // One column is kept for the caret itself.
            if caret + cells(&shown) >= width.max(1) {
                break;
            }
            caret += cells(&shown);
            before.push(shown);
        }
        let mut window: String = before.into_iter().rev().collect();
        let mut columns = caret;
        for cluster in self.text[self.caret..].graphemes(true) {
            let shown = sanitize_line(cluster);
            columns += cells(&shown);
            if columns > width {
                break;
            }
            window.push_str(&shown);
        }
        (window, caret)
    }

    fn before(&self) -> usize {
        self.text[..self.caret].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.caret..].graphemes(true).next().map_or(self.caret, |grapheme| self.caret + grapheme.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut Field, code: KeyCode) {
        assert!(field.press(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    #[test]
    fn keys_step_over_whole_characters() {
        let mut field = Field::with("a周e\u{301}👩\u{200d}👧");
        press(&mut field, KeyCode::Backspace);
        press(&mut field, KeyCode::Backspace);
        assert_eq!(field.text(), "a周");
        press(&mut field, KeyCode::Left);
        press(&mut field, KeyCode::Char('x'));
        assert_eq!(field.text(), "ax周");
        press(&mut field, KeyCode::Delete);
        assert_eq!(field.text(), "ax");
    }

    #[test]
    fn a_paste_of_several_lines_becomes_one_line() {
        let mut field = Field::default();
        field.insert("two\nlines\u{1b}[2J\n");
        assert_eq!(field.text(), "two lines[2J");
    }

    #[test]
    fn a_huge_paste_is_cut_where_a_field_is_full() {
        let mut field = Field::default();
        field.insert(&"周".repeat(1_000_000));
        assert!(field.text().len() <= MOST && field.text().len() > MOST - 8);
        field.insert("x".repeat(100).as_str());
        assert!(field.text().len() <= MOST);
    }

    #[test]
    fn what_cannot_be_seen_is_shown_escaped() {
        let mut field = Field::default();
        field.insert("a\u{202e}b\u{e0041}");
        assert_eq!(field.window(40), ("a\\u{202e}b\\u{e0041}".to_owned(), 19));
        press(&mut field, KeyCode::Home);
        assert_eq!(field.window(40), ("a\\u{202e}b\\u{e0041}".to_owned(), 0));
        press(&mut field, KeyCode::End);
        for width in 1..40 {
            let (shown, caret) = field.window(width);
            assert!(caret < width && usize::from(shown.cell_width()) <= width, "{shown:?} {caret} in {width}");
        }
    }

    #[test]
    fn a_character_of_alt_gr_is_typed_and_other_combinations_are_not() {
        let mut field = Field::default();
        assert!(field.press(KeyEvent::new(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT)));
        assert!(!field.press(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT)));
        assert!(!field.press(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
        assert_eq!(field.text(), "@");
    }

    #[test]
    fn the_caret_is_always_inside_the_window() {
        let mut field = Field::with("一二三四五六七八九十");
        for _ in 0..11 {
            for width in 1..25 {
                let (shown, caret) = field.window(width);
                assert!(caret < width && usize::from(shown.cell_width()) <= width, "{shown:?} {caret} in {width}");
            }
            field.press(KeyEvent::new(KeyCode::Left, KeyModifiers::NONE));
        }
    }

    #[test]
    fn ctrl_w_takes_a_word_and_ctrl_u_the_rest() {
        let mut field = Field::with("in:写作 weekly report");
        field.press(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(field.text(), "in:写作 weekly ");
        field.press(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(field.text(), "");
    }
}
