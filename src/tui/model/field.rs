//! A text of one line under edit: the filter, a name, what to find.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

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

    /// Inserts at the caret. Line ends and tabs become spaces, other control characters are dropped.
    pub fn insert(&mut self, text: &str) {
        let text: String = text
            .trim_end_matches(['\n', '\r'])
            .chars()
            .map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c })
            .filter(|c| !c.is_control())
            .collect();
        self.text.insert_str(self.caret, &text);
        self.caret += text.len();
    }

    /// Takes a key that edits or moves; says whether it was one.
    pub fn press(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
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
            KeyCode::Char(character) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(character.encode_utf8(&mut [0; 4]));
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

    /// The part of the text that `width` columns show around the caret, and the caret's column in it.
    pub fn window(&self, width: usize) -> (&str, usize) {
        let mut start = 0;
        let before = &self.text[..self.caret];
        // One column is kept for the caret itself.
        while self.text[start..self.caret].width() >= width.max(1) && start < self.caret {
            start += before[start..].graphemes(true).next().map_or(1, str::len);
        }
        let caret = self.text[start..self.caret].width();
        let mut end = start;
        for grapheme in self.text[start..].graphemes(true) {
            if self.text[start..end].width() + grapheme.width() > width {
                break;
            }
            end += grapheme.len();
        }
        (&self.text[start..end.max(start)], caret)
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
    fn the_caret_is_always_inside_the_window() {
        let mut field = Field::with("一二三四五六七八九十");
        for _ in 0..11 {
            for width in 1..25 {
                let (shown, caret) = field.window(width);
                assert!(caret < width && shown.width() <= width, "{shown:?} {caret} in {width}");
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
