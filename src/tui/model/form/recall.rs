//! The earlier values of a field: a list that opens by Up where nothing is typed, and by a key of its own anywhere.

use crossterm::event::{KeyCode, KeyEvent};

use super::entry::Input;
use super::{Form, Pressed};
use crate::prompt::template::Kind;
use crate::tui::action::{Action, Scope};
use crate::tui::keymap::Keymap;

/// Earlier values, while one of them is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The newest first.
    pub values: Vec<String>,
    /// The one under the cursor.
    pub selected: usize,
}

/// Whether the list took a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Took {
    /// It did.
    Yes,
    /// It has closed, and the key is the field's.
    No,
}

impl Form {
    /// The earlier values of the focused field but the one that stands there; a secret has none.
    pub fn earlier_values(&self) -> impl Iterator<Item = &String> {
        let entry = self.focused().filter(|entry| !entry.is_secret());
        let now = entry.map(super::entry::Entry::text).unwrap_or_default();
        let values = entry.map_or(&[][..], |entry| self.earlier.of(&entry.argument.name));
        let may_stand = move |value: &String| entry.is_some_and(|entry| entry.may_begin_with(value));
        values.iter().filter(move |value| **value != now && may_stand(value))
    }

    /// Whether Up opens the earlier values of the focused field: where it does nothing else, and a key that is held down
    /// to get to the first row does not take a person from what was typed.
    pub fn offers_earlier(&self) -> bool {
        let Some(entry) = self.focused() else { return false };
        let is_text =
            matches!(entry.input, Input::Text(_)) && !matches!(entry.argument.kind, Kind::Number | Kind::Date);
        let is_typed = || {
            let (text, default) = (entry.text(), entry.argument.default.as_ref());
            !text.is_empty()
                && !self.earlier.of(&entry.argument.name).contains(&text)
                && default.is_none_or(|default| default.text() != text)
        };
        let is_first_row = || matches!(&entry.input, Input::Text(editor) if editor.is_on_first_row());
        is_text
            && entry.paths.found.is_empty()
            && is_first_row()
            && !(entry.given && is_typed())
            && self.earlier_values().next().is_some()
    }

    pub(super) fn show_earlier(&mut self) -> Pressed {
        let Some(entry) = self.focused() else {
            return Pressed::Says("Earlier values are those of a field: go to one first".to_owned());
        };
        let name = &entry.argument.name;
        if entry.is_secret() {
            return Pressed::Says(format!("{name} is a secret: what was given is not kept"));
        }
        let values: Vec<String> = self.earlier_values().cloned().collect();
        if values.is_empty() && !self.earlier.of(name).is_empty() {
            return Pressed::Says(format!("{name} has no earlier value but the one that stands there"));
        }
        if values.is_empty() {
            return Pressed::Says(format!(
                "{name} has no earlier values yet: they are kept when the text is handed over"
            ));
        }
        self.recall = Some(Recall { values, selected: 0 });
        Pressed::Done
    }

    /// Takes a key while an earlier value is chosen.
    pub(super) fn press_recall(&mut self, event: KeyEvent, keymap: &Keymap) -> Took {
        let Some(recall) = &mut self.recall else { return Took::No };
        match event.code {
            KeyCode::Up => recall.selected = recall.selected.saturating_sub(1),
            KeyCode::Down => recall.selected = (recall.selected + 1).min(recall.values.len() - 1),
            KeyCode::Enter | KeyCode::Tab => self.take_recalled(),
            KeyCode::Esc => self.recall = None,
            _ if keymap.action(Scope::Form, event) == Some(Action::Earlier) => {
                recall.selected = (recall.selected + 1) % recall.values.len();
            }
            _ => {
                self.recall = None;
                return Took::No;
            }
        }
        Took::Yes
    }

    fn take_recalled(&mut self) {
        let Some(Recall { mut values, selected }) = self.recall.take() else { return };
        let Some(entry) = self.focused_mut() else { return };
        entry.exchange(&values.swap_remove(selected));
        self.changed();
    }
}
