//! What keys do to the field with the keyboard: typing, choosing, marking, and its default again.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::entry::{Entry, Input};
use super::{Form, Pressed};
use crate::prompt::template::Kind;
use crate::tui::editor::{Edit, Outcome};

impl Form {
    /// Takes a key of the field with the keyboard.
    pub(super) fn type_key(&mut self, event: KeyEvent) -> Pressed {
        let Some(entry) = self.focused_mut() else { return Pressed::Done };
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let Entry { argument, input, given, .. } = entry;
        match input {
            Input::Text(_) => return self.type_text(event),
            Input::Choice(choice) | Input::Marks(choice, _) if matches!(event.code, KeyCode::Up | KeyCode::Down) => {
                choice.step(if event.code == KeyCode::Up { -1 } else { 1 }, &argument.choices);
                *given |= matches!(input, Input::Choice(_));
            }
            Input::Choice(_) | Input::Marks(..) if event.code == KeyCode::Enter => self.step(1),
            Input::Choice(choice) if event.code == KeyCode::Delete => {
                *choice = Default::default();
                *given = true;
            }
            Input::Marks(choice, marks) if event.code == KeyCode::Char(' ') => {
                let Some(at) = choice.cursor.filter(|at| choice.fitting(&argument.choices).contains(at)) else {
                    return Pressed::Done;
                };
                marks[at] = !marks[at];
                choice.filter = Default::default();
                *given = true;
            }
            Input::Choice(choice) => {
                if !choice.filter.press(event) {
                    return Pressed::Done;
                }
                if !choice.filter.text().is_empty() {
                    choice.narrowed(&argument.choices);
                    *given = true;
                }
            }
            Input::Marks(choice, _) => {
                if choice.filter.press(event) {
                    choice.narrowed(&argument.choices);
                    // What is no choice is not lost silently.
                    *given |= choice.mistyped(&argument.choices).is_some();
                }
            }
            Input::Truth(truth) => {
                *truth = match event.code {
                    KeyCode::Char(' ') => Some(*truth != Some(true)),
                    KeyCode::Char('y' | 't' | 'Y' | 'T') if !control => Some(true),
                    KeyCode::Char('n' | 'f' | 'N' | 'F') if !control => Some(false),
                    KeyCode::Left => Some(false),
                    KeyCode::Right => Some(true),
                    KeyCode::Delete | KeyCode::Backspace => None,
                    KeyCode::Enter => {
                        self.step(1);
                        return Pressed::Done;
                    }
                    _ => return Pressed::Done,
                };
                *given = true;
            }
        }
        self.changed();
        Pressed::Done
    }

    fn type_text(&mut self, event: KeyEvent) -> Pressed {
        let Some(entry) = self.focused() else { return Pressed::Done };
        let (has_lines, takes_path) = (entry.has_lines(), entry.paths.selected.is_some());
        let control = event.modifiers.contains(KeyModifiers::CONTROL) && !event.modifiers.contains(KeyModifiers::ALT);
        match event.code {
            KeyCode::Up if self.step_value(-1) => {}
            KeyCode::Down if self.step_value(1) => {}
            KeyCode::Up if event.modifiers.is_empty() && self.offers_earlier() => return self.show_earlier(),
            KeyCode::Enter if takes_path => self.take_path(),
            KeyCode::Enter if !has_lines => self.step(1),
            // What a key of its own does in the editor, which has more of them.
            KeyCode::Char('a') if control => return self.edit(Edit::SelectAll),
            KeyCode::Char('z') if control => return self.edit(Edit::Undo),
            KeyCode::Char('y') if control => return self.edit(Edit::Redo),
            KeyCode::Char('u') if control => {
                self.edit(Edit::SelectAll);
                return self.edit(Edit::Cut);
            }
            // Past the last line nothing happens: in the next field the same key could change its value.
            _ => return Edit::of_key(event).map_or(Pressed::Done, |edit| self.edit(edit)),
        }
        Pressed::Done
    }

    /// Up and Down where they do more than move: to another number or date, or to another of the paths that are offered.
    fn step_value(&mut self, by: isize) -> bool {
        let today = self.today.clone();
        let Some(entry) = self.focused_mut() else { return false };
        if let Some(stepped) = stepped(entry, by, &today) {
            entry.exchange(&stepped);
            self.changed();
            return true;
        }
        let Some(last) = entry.paths.found.len().checked_sub(1) else { return false };
        entry.paths.selected = Some(match entry.paths.selected {
            None if by > 0 => 0,
            None => last,
            Some(at) => at.saturating_add_signed(by).min(last),
        });
        true
    }

    pub(super) fn edit(&mut self, edit: Edit) -> Pressed {
        let Some(entry) = self.focused_mut() else { return Pressed::Done };
        let Input::Text(editor) = &mut entry.input else { return Pressed::Done };
        entry.fresh = false;
        match editor.apply(edit) {
            Outcome::Changed => {
                entry.given = true;
                entry.paths.found.clear();
                entry.paths.selected = None;
                self.changed();
            }
            Outcome::TooLarge => {
                let text = "That is too large for a field: put it in a file, and pipe it to promptbook render";
                return Pressed::Says(text.to_owned());
            }
            Outcome::Moved | Outcome::Unchanged => {}
        }
        Pressed::Done
    }

    /// Holds the path under the cursor.
    pub(super) fn take_path(&mut self) {
        let Some(entry) = self.focused_mut() else { return };
        let Some(path) = entry.paths.selected.and_then(|at| entry.paths.found.get(at)).cloned() else { return };
        entry.exchange(&path);
        entry.paths.found.clear();
        entry.paths.selected = None;
        self.changed();
    }

    /// The field's default again; on a button, the fields' text again instead of one that was edited by hand.
    pub(super) fn reset(&mut self) -> Pressed {
        if let Some(entry) = self.focused_mut() {
            entry.give_up();
            entry.enter();
            self.changed();
            return Pressed::Done;
        }
        if self.edited.take().is_some() {
            self.changed();
            return Pressed::Says("The text is that of the fields again".to_owned());
        }
        Pressed::Says("A field goes back to its default: go to one first".to_owned())
    }
}

/// A number or a date, one more or less.
fn stepped(entry: &Entry, by: isize, today: &str) -> Option<String> {
    let text = entry.text();
    let text = text.trim();
    let by = i64::try_from(by).ok()?;
    match entry.argument.kind {
        // Up is more: a later day, a larger number.
        Kind::Date if text.is_empty() => Some(today.to_owned()),
        Kind::Date => {
            let date = text.parse::<jiff::civil::Date>().ok()?;
            let days = jiff::Span::new().days(-by);
            date.checked_add(days).ok().map(|date| date.to_string())
        }
        Kind::Number => text.parse::<i64>().ok()?.checked_sub(by).map(|number| number.to_string()),
        _ => None,
    }
}
