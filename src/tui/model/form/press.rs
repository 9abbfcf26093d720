//! What keys, pastes and clicks do to a form.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};

use super::entry::{Entry, Input};
use super::places::{Part, Places, blocks, button_columns};
use super::recall::Took;
use super::{Button, Focus, Follows, Form, Shows};
use crate::prompt::template::Kind;
use crate::tui::action::{Action, Scope};
use crate::tui::editor::{Edit, Motion, Outcome, Select};
use crate::tui::keymap::Keymap;

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
                choice.cursor = Some(*option);
                entry.given = true;
                self.changed();
            }
            (Part::Option(option), Input::Marks(choice, marks)) => {
                choice.cursor = Some(*option);
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

    /// Scrolls the result of a form in `area` by `rows`, down if positive, if it is on the screen.
    pub fn scroll(&mut self, rows: isize, area: Rect) {
        if let Some(size) = Places::of(area, self.shows).result_size() {
            self.follows = Follows::Person;
            self.passage_mut().scroll(rows, size);
        }
    }

    /// The result stays as it was last seen in `area`, whatever has the keyboard next.
    fn settle(&mut self, area: Rect) {
        if let Some(size) = Places::of(area, self.shows).result_size() {
            self.passage_mut().settle(size);
        }
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
    fn step(&mut self, by: isize) {
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

    fn type_key(&mut self, event: KeyEvent) -> Pressed {
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
        let today = self.today.clone();
        let Some(entry) = self.focused_mut() else { return Pressed::Done };
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let select = if event.modifiers.contains(KeyModifiers::SHIFT) { Select::Extend } else { Select::Clear };
        let vertical = match event.code {
            KeyCode::Up => Some(-1),
            KeyCode::Down => Some(1),
            _ => None,
        };
        if let Some(by) = vertical {
            if let Some(stepped) = stepped(entry, by, &today) {
                entry.exchange(&stepped);
                self.changed();
                return Pressed::Done;
            }
            if !entry.paths.found.is_empty() {
                let last = entry.paths.found.len() - 1;
                entry.paths.selected = match entry.paths.selected {
                    None if by > 0 => Some(0),
                    None => Some(last),
                    Some(at) => Some(at.saturating_add_signed(by).min(last)),
                };
                return Pressed::Done;
            }
            if by < 0 && self.offers_earlier() {
                return self.show_earlier();
            }
            let motion = if by < 0 { Motion::Up } else { Motion::Down };
            // Past the last line nothing happens: in the next field the same key could change its value.
            return self.edit(Edit::Move(motion, select));
        }
        let takes_path = entry.paths.selected.is_some();
        let motion = |motion| Edit::Move(motion, select);
        let edit = match event.code {
            KeyCode::Enter if takes_path => {
                self.take_path();
                return Pressed::Done;
            }
            KeyCode::Enter if entry.has_lines() => Edit::Newline,
            KeyCode::Enter => {
                self.step(1);
                return Pressed::Done;
            }
            KeyCode::Left if control => motion(Motion::WordLeft),
            KeyCode::Right if control => motion(Motion::WordRight),
            KeyCode::Home if control => motion(Motion::Top),
            KeyCode::End if control => motion(Motion::Bottom),
            KeyCode::Left => motion(Motion::Left),
            KeyCode::Right => motion(Motion::Right),
            KeyCode::Home => motion(Motion::LineStart),
            KeyCode::End => motion(Motion::LineEnd),
            KeyCode::Backspace if control => Edit::DeleteWordBack,
            KeyCode::Char('w') if control => Edit::DeleteWordBack,
            KeyCode::Char('a') if control => Edit::SelectAll,
            KeyCode::Char('z') if control => Edit::Undo,
            KeyCode::Char('y') if control => Edit::Redo,
            KeyCode::Char('u') if control => {
                self.edit(Edit::SelectAll);
                Edit::Cut
            }
            KeyCode::Backspace => Edit::DeleteBack,
            KeyCode::Delete if control => Edit::DeleteWordForward,
            KeyCode::Delete => Edit::DeleteForward,
            // AltGr arrives as Ctrl+Alt on some terminals, with the character it makes.
            KeyCode::Char(character) if control == event.modifiers.contains(KeyModifiers::ALT) => {
                Edit::Insert(character)
            }
            _ => return Pressed::Done,
        };
        self.edit(edit)
    }

    fn edit(&mut self, edit: Edit) -> Pressed {
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

    fn take_path(&mut self) {
        let Some(entry) = self.focused_mut() else { return };
        let Some(path) = entry.paths.selected.and_then(|at| entry.paths.found.get(at)).cloned() else { return };
        entry.exchange(&path);
        entry.paths.found.clear();
        entry.paths.selected = None;
        self.changed();
    }

    /// The field's default again; on a button, the fields' text again instead of one that was edited by hand.
    fn reset(&mut self) -> Pressed {
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

fn button_at(area: Rect, buttons: &[Button], at: Position) -> Option<Button> {
    if !area.contains(at) {
        return None;
    }
    let of = |(_, x, width): &(Button, u16, u16)| (*x..*x + *width).contains(&at.x);
    button_columns(area, buttons).iter().find(|place| of(place)).map(|(button, ..)| *button)
}
