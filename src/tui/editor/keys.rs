//! What keys mean in every text: where the caret goes, what is typed and what is deleted.
//!
//! The one table of it, for the editor and for the fields of a form. Keys that do something else somewhere are looked up
//! there first.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Edit, Motion, Select};

impl Edit {
    /// The edit that a key means in a text, if it means one.
    pub fn of_key(event: KeyEvent) -> Option<Edit> {
        if let Some(motion) = Motion::of_key(event) {
            let extends = event.modifiers.contains(KeyModifiers::SHIFT);
            return Some(Edit::Move(motion, if extends { Select::Extend } else { Select::Clear }));
        }
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let edit = match event.code {
            KeyCode::Enter => Edit::Newline,
            KeyCode::Tab => Edit::Tab,
            KeyCode::Backspace if control => Edit::DeleteWordBack,
            KeyCode::Char('w') if control => Edit::DeleteWordBack,
            KeyCode::Backspace => Edit::DeleteBack,
            KeyCode::Delete if control => Edit::DeleteWordForward,
            KeyCode::Delete => Edit::DeleteForward,
            // AltGr arrives as Ctrl+Alt on some terminals, with the character it makes.
            KeyCode::Char(character) if control == event.modifiers.contains(KeyModifiers::ALT) => {
                Edit::Insert(character)
            }
            _ => return None,
        };
        Some(edit)
    }
}

impl Motion {
    /// Where a key takes the caret, if it moves it.
    fn of_key(event: KeyEvent) -> Option<Motion> {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let motion = match event.code {
            KeyCode::Left if control => Motion::WordLeft,
            KeyCode::Right if control => Motion::WordRight,
            KeyCode::Home if control => Motion::Top,
            KeyCode::End if control => Motion::Bottom,
            KeyCode::Left => Motion::Left,
            KeyCode::Right => Motion::Right,
            KeyCode::Up => Motion::Up,
            KeyCode::Down => Motion::Down,
            KeyCode::Home => Motion::LineStart,
            KeyCode::End => Motion::LineEnd,
            KeyCode::PageUp => Motion::PageUp,
            KeyCode::PageDown => Motion::PageDown,
            _ => return None,
        };
        Some(motion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Key;

    fn edit(key: &str) -> Option<Edit> {
        Edit::of_key(Key::parse(key).expect("a key").event())
    }

    #[test]
    fn a_key_moves_selects_deletes_or_types() {
        assert_eq!(edit("Ctrl+←"), Some(Edit::Move(Motion::WordLeft, Select::Clear)));
        assert_eq!(edit("Shift+End"), Some(Edit::Move(Motion::LineEnd, Select::Extend)));
        assert_eq!(edit("Ctrl+W"), Some(Edit::DeleteWordBack));
        assert_eq!(edit("周"), Some(Edit::Insert('周')));
    }

    #[test]
    fn a_combination_that_makes_no_character_is_no_edit_and_one_of_alt_gr_is() {
        assert_eq!((edit("Ctrl+G"), edit("F5"), edit("Esc")), (None, None, None));
        let alt_gr = KeyEvent::new(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT);
        assert_eq!(Edit::of_key(alt_gr), Some(Edit::Insert('@')));
        assert_eq!(Edit::of_key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT)), None);
    }
}
