//! One field of a form: what is typed, marked or chosen for one argument, and the value that it comes to.

use std::fmt;

use crate::prompt::layout::{MAX_BYTES, MAX_LINE_CHARACTERS};
use crate::prompt::template::{Argument, Kind, Takes, Value, chosen, refusal};
use crate::tui::editor::{Edit, Editor, Motion, Select};
use crate::tui::model::field::Field;

/// A field of the form.
#[derive(Clone)]
pub struct Entry {
    /// What it is for.
    pub argument: Argument,
    /// How it is filled in.
    pub input: Input,
    /// Whether the value is the person's, now or from an earlier time; else it is the default.
    pub given: bool,
    /// Whether it holds what it began with, which nobody has touched.
    pub(super) fresh: bool,
    /// What is wrong with the file that it names.
    pub fault: Option<String>,
    /// Paths that go on from what is typed, for a file.
    pub paths: Paths,
}

/// How a field is filled in.
#[derive(Debug, Clone)]
pub enum Input {
    /// A text, of one line or more.
    Text(Box<Editor>),
    /// One of the choices.
    Choice(Choice),
    /// Any of the choices: which of them are marked.
    Marks(Choice, Vec<bool>),
    /// True, false, or not said.
    Truth(Option<bool>),
}

/// A place among choices that typing narrows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What was typed to narrow them.
    pub filter: Field,
    /// Which of all choices the cursor is at.
    pub cursor: Option<usize>,
    /// What the field holds though it is none of the choices: a default, or what was mistyped.
    pub other: Option<String>,
}

/// Paths that go on from what is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    /// What was typed when they were asked for.
    pub asked: Option<String>,
    /// The paths, as they would be typed.
    pub found: Vec<String>,
    /// The one under the cursor.
    pub selected: Option<usize>,
}

impl fmt::Debug for Entry {
    /// A secret is not written out, wherever a form is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut entry = f.debug_struct("Entry");
        entry.field("name", &self.argument.name).field("given", &self.given).field("paths", &self.paths);
        match self.argument.kind {
            Kind::Secret => entry.field("characters", &self.text().chars().count()).finish(),
            _ => entry.field("input", &self.input).field("fault", &self.fault).finish(),
        }
    }
}

impl Choice {
    /// The choices that what was typed leaves, by their place.
    pub fn fitting(&self, choices: &[String]) -> Vec<usize> {
        let wanted = self.filter.text().to_lowercase();
        let fits = |(_, choice): &(usize, &String)| choice.to_lowercase().contains(&wanted);
        choices.iter().enumerate().filter(fits).map(|(at, _)| at).collect()
    }

    /// Moves the cursor by `by` among those that fit.
    pub(super) fn step(&mut self, by: isize, choices: &[String]) {
        let fitting = self.fitting(choices);
        let last = fitting.len().saturating_sub(1);
        let at = match self.cursor.and_then(|cursor| fitting.iter().position(|at| *at == cursor)) {
            Some(at) => at.saturating_add_signed(by).min(last),
            None => 0,
        };
        if let Some(at) = fitting.get(at) {
            self.choose(*at);
        }
    }

    /// The cursor goes to the choice at `at`.
    pub(super) fn choose(&mut self, at: usize) {
        (self.cursor, self.other) = (Some(at), None);
    }

    /// What was typed that is no choice: it stays as it was typed rather than becoming another one.
    pub fn mistyped(&self, choices: &[String]) -> Option<&str> {
        match self.filter.text() {
            "" => self.other.as_deref(),
            typed => self.fitting(choices).is_empty().then_some(typed),
        }
    }

    /// After typing the cursor is at the first that fits, unless it is at one of them.
    pub(super) fn narrowed(&mut self, choices: &[String]) {
        let fitting = self.fitting(choices);
        match (self.cursor, fitting.first()) {
            (Some(cursor), _) if fitting.contains(&cursor) => self.other = None,
            (_, Some(first)) => self.choose(*first),
            (_, None) => {}
        }
    }
}

impl Entry {
    /// The field for `argument`, with its default.
    pub(super) fn new(argument: Argument) -> Entry {
        let input = Input::Truth(None);
        let mut entry = Entry { argument, input, given: false, fresh: true, fault: None, paths: Paths::default() };
        entry.reset();
        entry
    }

    /// Goes back to the default.
    pub(super) fn reset(&mut self) {
        let default = self.argument.default.as_ref().map(|default| default.text().into_owned()).unwrap_or_default();
        self.set(&default);
        (self.given, self.fresh, self.fault, self.paths) = (false, true, None, Paths::default());
    }

    /// Whether an earlier value may still stand there: the prompt may ask for something else by now.
    pub(super) fn may_begin_with(&self, text: &str) -> bool {
        self.may_hold(text) && refusal(&self.argument, &Value::from(text)).is_none()
    }

    /// Whether `text` can stand there as it is.
    pub(super) fn may_hold(&self, text: &str) -> bool {
        !matches!(self.input, Input::Text(_)) || is_editable(text)
    }

    /// Holds `text`, as if it had been typed.
    pub(super) fn set(&mut self, text: &str) {
        let choices = &self.argument.choices;
        self.given = true;
        self.input = match self.argument.kind {
            Kind::Choice if !choices.is_empty() => {
                let cursor = choices.iter().position(|choice| choice == text);
                let other = (cursor.is_none() && !text.is_empty()).then(|| text.to_owned());
                Input::Choice(Choice { filter: Field::default(), cursor, other })
            }
            Kind::MultiChoice if !choices.is_empty() => {
                let given = chosen(choices, text);
                let marks = choices.iter().map(|choice| given.contains(&choice.trim())).collect();
                let unknown = |part: &&&str| !part.is_empty() && !choices.iter().any(|choice| choice.trim() == **part);
                let unknown: Vec<&str> = given.iter().filter(unknown).copied().collect();
                let other = (!unknown.is_empty()).then(|| unknown.join(", "));
                Input::Marks(Choice { filter: Field::default(), cursor: Some(0), other }, marks)
            }
            Kind::Boolean => Input::Truth(match text.trim() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }),
            _ => {
                let mut editor = Editor::new(&held(text));
                editor.apply(Edit::Move(Motion::Bottom, Select::Clear));
                Input::Text(Box::new(editor))
            }
        };
    }

    /// Holds `text` in the place of what stands there, as if it had been typed over it: undo brings that back.
    pub(super) fn exchange(&mut self, text: &str) {
        match &mut self.input {
            Input::Text(editor) => {
                editor.apply(Edit::SelectAll);
                let text = held(text);
                editor.apply(if text.is_empty() { Edit::Cut } else { Edit::InsertText(text) });
            }
            Input::Choice(_) | Input::Marks(..) | Input::Truth(_) => self.set(text),
        }
        (self.given, self.fresh) = (true, false);
    }

    /// Goes back to the default as a person wants it: undo brings back what was typed.
    pub(super) fn give_up(&mut self) {
        let Input::Text(_) = self.input else { return self.reset() };
        let default = self.argument.default.as_ref().map(|default| default.text().into_owned()).unwrap_or_default();
        self.exchange(&default);
        (self.given, self.fresh, self.fault, self.paths) = (false, true, None, Paths::default());
    }

    /// The keyboard comes: what a line began with is selected, so that typing takes its place and a motion keeps it; so is
    /// the earlier value of several lines. What a person has typed is never taken away by a key.
    pub(super) fn enter(&mut self) {
        let is_replaced = self.fresh && (self.given || !self.has_lines());
        if let (Input::Text(editor), true) = (&mut self.input, is_replaced) {
            editor.apply(Edit::SelectAll);
        }
        if let (Input::Choice(choice) | Input::Marks(choice, _), false) = (&mut self.input, self.fresh)
            && let Some(other) = choice.other.take()
        {
            choice.filter.insert(&other);
            if choice.mistyped(&self.argument.choices).is_none() {
                (choice.filter, choice.other) = (Field::default(), Some(other));
            }
        }
    }

    /// The keyboard goes: what was typed to narrow choices has done its work, and what narrowed them to none stays.
    pub(super) fn leave(&mut self) {
        match &mut self.input {
            Input::Choice(choice) | Input::Marks(choice, _) => {
                let typed = std::mem::take(&mut choice.filter);
                if !typed.text().is_empty() {
                    let narrowed = Choice { filter: typed, ..Choice::default() };
                    if let Some(mistyped) = narrowed.mistyped(&self.argument.choices) {
                        choice.other = Some(mistyped.to_owned());
                        (self.given, self.fresh) = (true, false);
                    }
                }
            }
            Input::Text(editor) => {
                editor.apply(Edit::SelectNone);
            }
            Input::Truth(_) => {}
        }
        self.paths = Paths::default();
    }

    /// The text of the field, as it would be typed.
    pub fn text(&self) -> String {
        match &self.input {
            Input::Text(editor) => editor.text(),
            Input::Choice(choice) => {
                let chosen = || choice.cursor.and_then(|at| self.argument.choices.get(at)).map(String::as_str);
                choice.mistyped(&self.argument.choices).or_else(chosen).unwrap_or_default().to_owned()
            }
            Input::Marks(choice, marks) => {
                self.marked(marks).chain(choice.mistyped(&self.argument.choices)).collect::<Vec<_>>().join(", ")
            }
            Input::Truth(truth) => truth.map(|truth| truth.to_string()).unwrap_or_default(),
        }
    }

    /// Whether its text is this one.
    pub fn holds(&self, text: &str) -> bool {
        match &self.input {
            // Each frame asks: a long text is not copied for it.
            Input::Text(editor) => editor.lines().iter().map(String::as_str).eq(text.split('\n')),
            Input::Choice(_) | Input::Marks(..) | Input::Truth(_) => self.text() == text,
        }
    }

    fn marked<'a>(&'a self, marks: &'a [bool]) -> impl Iterator<Item = &'a str> {
        self.argument.choices.iter().zip(marks).filter(|(_, marked)| **marked).map(|(choice, _)| choice.as_str())
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        match &self.input {
            Input::Text(editor) => matches!(editor.lines(), [only] if only.is_empty()),
            Input::Choice(choice) => choice.cursor.is_none() && choice.mistyped(&self.argument.choices).is_none(),
            Input::Marks(choice, marks) => !marks.contains(&true) && choice.mistyped(&self.argument.choices).is_none(),
            Input::Truth(truth) => truth.is_none(),
        }
    }

    /// The value that is given, or `None` where the default holds. Of a file: its path.
    pub fn value(&self) -> Option<Value> {
        if !self.given || self.is_empty() && self.argument.default.is_none() {
            return None;
        }
        Some(match (&self.input, self.argument.kind) {
            (Input::Truth(Some(truth)), _) => Value::Data((*truth).into()),
            (Input::Marks(choice, marks), _) => {
                let all = self.marked(marks).chain(choice.mistyped(&self.argument.choices));
                Value::Data(all.map(serde_json::Value::from).collect::<Vec<_>>().into())
            }
            (Input::Text(editor), Kind::Number) => {
                let text = editor.text();
                match serde_json::from_str::<serde_json::Number>(text.trim()) {
                    // Only a number that is written as it was typed.
                    Ok(number) if number.to_string() == text => Value::Data(number.into()),
                    _ => Value::from(text),
                }
            }
            _ => Value::from(self.text()),
        })
    }

    /// The path of the file whose contents are the value.
    pub fn path(&self) -> Option<String> {
        if self.argument.kind != Kind::File || !self.given || self.is_empty() {
            return None;
        }
        let text = self.text();
        Some(text.strip_prefix('@').unwrap_or(&text).to_owned())
    }

    /// Whether it needs a value and has none.
    pub(super) fn is_missing(&self) -> bool {
        self.argument.required && if self.given { self.is_empty() } else { self.argument.default.is_none() }
    }

    /// What is wrong with the value, if anything is.
    pub fn refusal(&self) -> Option<String> {
        if let Some(fault) = &self.fault {
            return Some(fault.clone());
        }
        // Each frame asks, and a long text need not be copied to know that every text is allowed.
        if matches!(self.argument.kind, Kind::Text | Kind::Multiline | Kind::File | Kind::Secret) {
            return None;
        }
        let value = self.value()?;
        refusal(&self.argument, &value).filter(|_| !value.bytes().is_empty())
    }

    /// Whether Enter is a line of the text rather than the way to the next field.
    pub fn has_lines(&self) -> bool {
        matches!(self.input, Input::Text(_))
            && (self.argument.kind == Kind::Multiline
                || self.argument.takes == Takes::Input && self.argument.kind == Kind::Text)
    }

    /// Whether it is never kept for the next time, and never readable on the screen.
    pub fn is_secret(&self) -> bool {
        self.argument.kind == Kind::Secret
    }
}

/// `text` as a field holds it. What an editor cannot hold stays the default, which comes out as it is.
fn held(text: &str) -> String {
    if is_editable(text) { text.replace('\r', "") } else { String::new() }
}

/// Whether an editor holds `text`.
fn is_editable(text: &str) -> bool {
    let is_short = |line: &str| line.len() <= MAX_LINE_CHARACTERS || line.chars().count() <= MAX_LINE_CHARACTERS;
    text.len() <= MAX_BYTES && text.lines().all(is_short)
}
