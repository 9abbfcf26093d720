//! A form: one field for each argument of a prompt, and the text that they come to.
//!
//! It knows nothing of the full screen around it, so that a picker of a few lines can show it as well: whoever owns it
//! hands keys to [`Form::press`], does what that [wants](Wish), and after each key asks [`Form::asks`] for what is to be
//! worked out. Pure values: no disk, clock, channel or terminal.

pub mod entry;
pub mod filling;
mod handover;
pub mod passage;
pub mod places;
mod press;
pub mod recall;
mod result;
mod typing;

use std::collections::BTreeMap;
use std::sync::Arc;

use entry::Entry;
use filling::Shown;
use recall::Recall;
use result::{Edited, Follows};

use super::tokens::Ticket;
use crate::prompt::PromptId;
use crate::prompt::template::{Argument, Composition};
use crate::values::Earlier;

pub use press::{Pressed, Wish};
pub use result::Ask;

/// What a person fills in for one prompt.
#[derive(Debug, Clone)]
pub struct Form {
    composition: Arc<Composition>,
    entries: Vec<Entry>,
    /// Values of arguments that the prompt has no more: it may get them back.
    absent: BTreeMap<String, String>,
    /// What has the keyboard.
    pub focus: Focus,
    /// What a narrow screen shows.
    pub shows: Shows,
    /// The earlier values of the focused field, while one is chosen.
    pub recall: Option<Recall>,
    earlier: Earlier,
    /// The date of today, `YYYY-MM-DD`.
    today: String,
    result: Shown,
    follows: Follows,
    tokens: Option<usize>,
    /// The question how many tokens the text is; none where the text is another since.
    awaited: Option<Ticket>,
    /// The result as it was edited by hand. It is handed over instead.
    edited: Option<Edited>,
    /// Why nothing was handed over when that was wanted last; whoever said it takes it back when something is.
    pub refused: Option<String>,
    /// Never empty.
    buttons: &'static [Button],
    /// Counts up with every change of a value.
    revision: u64,
    asked: u64,
    /// The revision whose values are written down, or are about to be.
    put_down: u64,
}

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// A field.
    Field(usize),
    /// A button.
    Button(Button),
}

/// What can be done with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// To a clipboard.
    Copy,
    /// To standard output.
    Print,
    /// To a command.
    Pipe,
    /// To whoever shows the form.
    Take,
}

impl Button {
    /// In the order of the screen.
    pub const ALL: [Button; 3] = [Button::Copy, Button::Print, Button::Pipe];

    /// Where there is one thing to do.
    const ONE: [Button; 1] = [Button::Take];

    /// What stands on it.
    pub fn label(self) -> &'static str {
        match self {
            Button::Copy => "Copy",
            Button::Print => "Print",
            Button::Pipe => "Pipe",
            Button::Take => "Take",
        }
    }
}

/// What a narrow screen shows; on a wide one, whether the result has all the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The fields.
    Fields,
    /// The text.
    Result,
}

impl Form {
    /// The form for a prompt. Fields begin with their defaults, or with what was last given, or with what was typed and
    /// not handed over.
    pub fn new(composition: Arc<Composition>, earlier: Earlier, today: impl Into<String>) -> Form {
        let mut entries: Vec<Entry> = composition.arguments().iter().cloned().map(Entry::new).collect();
        for entry in entries.iter_mut().filter(|entry| !entry.is_secret()) {
            if let Some(last) = earlier.last(&entry.argument.name).filter(|last| entry.may_begin_with(last)) {
                entry.set(last);
            }
        }
        for entry in entries.iter_mut().filter(|entry| !entry.is_secret()) {
            if let Some(typed) = earlier.unfinished(&entry.argument.name).filter(|typed| entry.may_hold(typed)) {
                entry.set(typed);
                entry.fresh = false;
            }
        }
        if let Some(first) = entries.first_mut() {
            first.enter();
        }
        let focus = if entries.is_empty() { Focus::Button(Button::Copy) } else { Focus::Field(0) };
        Form {
            composition,
            entries,
            absent: BTreeMap::new(),
            focus,
            shows: Shows::Fields,
            recall: None,
            earlier,
            today: today.into(),
            result: Shown::default(),
            follows: Follows::Field,
            tokens: None,
            awaited: None,
            edited: None,
            refused: None,
            buttons: &Button::ALL,
            revision: 1,
            asked: 0,
            put_down: 1,
        }
    }

    /// The same form with one button, for whoever wants its text and nothing else.
    pub fn to_take(mut self) -> Form {
        self.buttons = &Button::ONE;
        if let Focus::Button(_) = self.focus {
            self.focus = self.first_button();
        }
        self
    }

    /// What can be done with the text.
    pub fn buttons(&self) -> &'static [Button] {
        self.buttons
    }

    fn first_button(&self) -> Focus {
        Focus::Button(self.buttons.first().copied().unwrap_or(Button::Copy))
    }

    /// The prompt has another text now. What was given stays.
    pub fn renew(&mut self, composition: Arc<Composition>) {
        if Arc::ptr_eq(&self.composition, &composition) {
            return;
        }
        let focused = match self.focus {
            Focus::Field(at) => self.entries.get(at).map(|entry| entry.argument.name.clone()),
            Focus::Button(_) => None,
        };
        let mut known: BTreeMap<String, Entry> =
            std::mem::take(&mut self.entries).into_iter().map(|entry| (entry.argument.name.clone(), entry)).collect();
        for argument in composition.arguments() {
            let entry = match known.remove(&argument.name) {
                Some(mut entry) if is_filled_alike(&entry.argument, argument) => {
                    entry.argument = argument.clone();
                    if !entry.given {
                        entry.reset();
                    }
                    entry
                }
                other => {
                    let mut entry = Entry::new(argument.clone());
                    // A secret goes into no field that is read on the screen and kept.
                    let stays = |other: &Entry| other.given && (!other.is_secret() || entry.is_secret());
                    let before = other.filter(stays).map(|other| other.text());
                    if let Some(text) = before.or_else(|| self.absent.remove(&argument.name)) {
                        entry.set(&text);
                    }
                    entry
                }
            };
            self.entries.push(entry);
        }
        let gone = known.into_values().filter(|entry| entry.given && !entry.is_secret());
        self.absent.extend(gone.map(|entry| (entry.argument.name.clone(), entry.text())));
        self.composition = composition;
        let place = focused.and_then(|name| self.entries.iter().position(|entry| entry.argument.name == name));
        self.focus = match (place, self.focus) {
            (Some(at), _) => Focus::Field(at),
            (None, Focus::Field(_)) if !self.entries.is_empty() => Focus::Field(0),
            (None, _) => self.first_button(),
        };
        // Typing goes on taking the place of what the field began with.
        if let Some(entry) = self.focused_mut() {
            entry.enter();
        }
        self.recall = None;
        self.changed();
    }

    /// The same prompt under another name, or newer values of earlier times.
    pub fn know(&mut self, earlier: Earlier) {
        self.earlier = earlier;
    }

    /// Takes the last values for everything that is not filled in.
    pub fn take_last_values(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| !entry.given && !entry.is_secret()) {
            if let Some(last) = self.earlier.last(&entry.argument.name).filter(|last| entry.may_begin_with(last)) {
                entry.set(last);
            }
        }
        self.changed();
    }

    /// Whose form it is.
    pub fn id(&self) -> &PromptId {
        self.composition.template().id()
    }

    /// The prompt with what it includes.
    pub fn composition(&self) -> &Arc<Composition> {
        &self.composition
    }

    /// The fields.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The focused field.
    pub fn focused(&self) -> Option<&Entry> {
        match self.focus {
            Focus::Field(at) => self.entries.get(at),
            Focus::Button(_) => None,
        }
    }

    fn focused_mut(&mut self) -> Option<&mut Entry> {
        match self.focus {
            Focus::Field(at) => self.entries.get_mut(at),
            Focus::Button(_) => None,
        }
    }

    /// The date of today, for a field of that kind.
    pub fn today(&self) -> &str {
        &self.today
    }

    /// It is not looked at any more: the values stay, and the text is worked out again when it is.
    pub fn put_away(&mut self) {
        self.result = Shown::default();
        (self.asked, self.recall) = (0, None);
    }

    /// Counts up with every change of a value.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    fn changed(&mut self) {
        self.revision += 1;
    }

    fn focus_on(&mut self, focus: Focus) {
        self.recall = None;
        if focus == self.focus {
            return;
        }
        if let Some(entry) = self.focused_mut() {
            entry.leave();
        }
        self.focus = focus;
        if let Some(entry) = self.focused_mut() {
            entry.enter();
        }
        self.follows = Follows::Field;
        self.seek();
    }
}

/// Whether what fills in one argument fills in the other.
fn is_filled_alike(one: &Argument, other: &Argument) -> bool {
    one.kind == other.kind && one.choices == other.choices
}

#[cfg(test)]
mod tests;
