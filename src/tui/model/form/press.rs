//! What keys, pastes and clicks do to a form.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};

use super::entry::Input;
use super::places::{Part, Places, blocks, button_columns};
use super::recall::Took;
use super::{Button, Focus, Form, Shows};
use crate::tui::action::{Action, Scope};
use crate::tui::editor::{Edit, Select};
use crate::tui::keymap::{Key, Keymap};

/// What came of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pressed {
    /// It is done, or meant nothing.
    Done,
    /// Whoever owns the form is to do this.
    Wants(Wish),
    /// This is to be said.
    Says(String),
    /// An action that the form does not know, such as the help.
    Other(Action),
}

/// What a form cannot do itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The text to a clipboard.
    Copy,
    /// The text to standard output, and the end.
    Print,
    /// The text to a command.
    Pipe,
    /// The text to an editor outside.
    EditOutside,
    /// One step back: the form closes and keeps its values.
    Back,
}

impl Form {
    /// Takes a key on a form in `area`.
    pub fn press(&mut self, event: KeyEvent, keymap: &Keymap, area: Rect) -> Pressed {
        self.settle(area);
        if self.recall.is_some() && self.press_recall(event, keymap) == Took::Yes {
            return Pressed::Done;
        }
        if matches!(self.focus, Focus::Button(_))
            && self.shows == Shows::Fields
            && Key::of(event).types_something()
            && event.code != KeyCode::Char(' ')
        {
            // Who types believes to be in a field: no letter is an action here.
            return Pressed::Says("Tab or ↑ goes back to the fields".to_owned());
        }
        let on_button = matches!(self.focus, Focus::Button(_)) || self.shows == Shows::Result;
        let action =
            if on_button { keymap.action_of_keys(Scope::Form, event) } else { keymap.action(Scope::Form, event) };
        if let Some(action) = action {
            return self.act(action, area);
        }
        if event.code == KeyCode::Esc {
            // Whatever the settings say, there is a way back.
            return self.act(Action::Back, area);
        }
        if event.code == KeyCode::Char('c') && event.modifiers.contains(KeyModifiers::CONTROL) {
            let back = keymap.key(Scope::Form, Action::Back).unwrap_or_else(|| "Esc".to_owned());
            let quit = keymap.key(Scope::Browse, Action::Quit).unwrap_or_default();
            return Pressed::Says(format!("{back} goes back to the list, where {quit} quits"));
        }
        match self.focus {
            Focus::Field(_) if self.shows == Shows::Fields => self.type_key(event),
            Focus::Field(_) => self.scroll_by_key(event, area),
            Focus::Button(button) => self.press_button(button, event),
        }
    }

    /// Does an action on a form in `area`.
    pub fn act(&mut self, action: Action, area: Rect) -> Pressed {
        self.settle(area);
        let rows = Places::of(area, self.shows).result_size().map_or(1, |(_, height)| height);
        let page = isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(1);
        match action {
            Action::NextField => self.step(1),
            Action::PreviousField => self.step(-1),
            Action::PageUp => self.scroll(-page, area),
            Action::PageDown => self.scroll(page, area),
            Action::SwapPanes => {
                self.shows = if self.shows == Shows::Fields { Shows::Result } else { Shows::Fields };
            }
            Action::Earlier => return self.show_earlier(),
            Action::ResetField => return self.reset(),
            Action::Copy => return Pressed::Wants(Wish::Copy),
            Action::Print => return Pressed::Wants(Wish::Print),
            Action::Pipe => return Pressed::Wants(Wish::Pipe),
            Action::EditOutside => return Pressed::Wants(Wish::EditOutside),
            Action::Back if self.shows == Shows::Result => self.shows = Shows::Fields,
            Action::Back => return Pressed::Wants(Wish::Back),
            other => return Pressed::Other(other),
        }
        Pressed::Done
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Pressed {
        self.recall = None;
        let Some(entry) = self.focused_mut() else { return Pressed::Done };
        match &mut entry.input {
            Input::Text(_) => {
                // The line end behind a copied line is rarely meant, where there is one line.
                let text = if entry.has_lines() { text } else { text.trim_end_matches(['\n', '\r']) };
                return self.edit(Edit::InsertText(text.to_owned()));
            }
            Input::Choice(choice) | Input::Marks(choice, _) => {
                choice.filter.insert(text);
                choice.narrowed(&entry.argument.choices);
                entry.given = true;
                self.changed();
            }
            Input::Truth(_) => {}
        }
        Pressed::Done
    }

    /// Takes a click at `at` on a form in `area`.
    pub fn click(&mut self, area: Rect, at: Position) -> Pressed {
        self.settle(area);
        let places = Places::of(area, self.shows);
        if let Some(button) = button_at(places.buttons, self.buttons, at) {
            self.focus_on(Focus::Button(button));
            return self.press_button(button, KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
        }
        let Some(fields) = places.fields else { return Pressed::Done };
        let block = blocks(self, places.inside(fields)).into_iter().find(|block| block.area.contains(at));
        let Some(block) = block else { return Pressed::Done };
        let again = self.focus == Focus::Field(block.entry);
        self.focus_on(Focus::Field(block.entry));
        let entry = &mut self.entries[block.entry];
        match (&block.part, &mut entry.input) {
            (Part::Text(_), Input::Text(editor)) if again => {
                editor.click(block.area, at.x, at.y, Select::Clear);
            }
            (Part::Text(_), Input::Truth(truth)) => {
                *truth = Some(*truth != Some(true));
                entry.given = true;
                self.changed();
            }
            (Part::Option(option), Input::Choice(choice)) => {
                choice.choose(*option);
                entry.given = true;
                self.changed();
            }
            (Part::Option(option), Input::Marks(choice, marks)) => {
                choice.choose(*option);
                marks[*option] = !marks[*option];
                entry.given = true;
                self.changed();
            }
            (Part::Path(path), _) => {
                entry.paths.selected = Some(*path);
                self.take_path();
            }
            _ => {}
        }
        Pressed::Done
    }

    fn scroll_by_key(&mut self, event: KeyEvent, area: Rect) -> Pressed {
        match event.code {
            KeyCode::Up => self.scroll(-1, area),
            KeyCode::Down => self.scroll(1, area),
            KeyCode::Home => self.scroll(isize::MIN, area),
            KeyCode::End => self.scroll(isize::MAX, area),
            _ => {}
        }
        Pressed::Done
    }

    fn press_button(&mut self, button: Button, event: KeyEvent) -> Pressed {
        let at = self.buttons.iter().position(|other| *other == button).unwrap_or(0);
        let beside = |at: usize| Focus::Button(self.buttons.get(at).copied().unwrap_or(button));
        match event.code {
            KeyCode::Enter | KeyCode::Char(' ') => match button {
                Button::Copy => return Pressed::Wants(Wish::Copy),
                Button::Print | Button::Take => return Pressed::Wants(Wish::Print),
                Button::Pipe => return Pressed::Wants(Wish::Pipe),
            },
            KeyCode::Left => self.focus_on(beside(at.saturating_sub(1))),
            KeyCode::Right => self.focus_on(beside(at + 1)),
            KeyCode::Up => self.focus_on(self.last_field()),
            _ => {}
        }
        Pressed::Done
    }

    fn last_field(&self) -> Focus {
        self.entries.len().checked_sub(1).map_or(self.first_button(), Focus::Field)
    }

    /// To the next field, the buttons, and round again.
    pub(super) fn step(&mut self, by: isize) {
        let (fields, buttons) = (self.entries.len(), self.buttons.len());
        let at = match self.focus {
            Focus::Field(at) => at,
            Focus::Button(button) => fields + self.buttons.iter().position(|other| *other == button).unwrap_or(0),
        };
        let all = fields + buttons;
        let next = if by > 0 { (at + 1) % all } else { (at + all - 1) % all };
        let focus = match self.buttons.get(next.wrapping_sub(fields)) {
            Some(button) => Focus::Button(*button),
            None => Focus::Field(next),
        };
        self.shows = Shows::Fields;
        self.focus_on(focus);
    }
}

fn button_at(area: Rect, buttons: &[Button], at: Position) -> Option<Button> {
    if !area.contains(at) {
        return None;
    }
    let of = |(_, x, width): &(Button, u16, u16)| (*x..*x + *width).contains(&at.x);
    button_columns(area, buttons).iter().find(|place| of(place)).map(|(button, ..)| *button)
}
