//! A form: one field for each argument of a prompt, and the text that they come to.
//!
//! It knows nothing of the full screen around it, so that a picker of a few lines can show it as well: whoever owns it
//! hands keys to [`Form::press`], does what that [wants](Wish), and after each key asks [`Form::asks`] for what is to be
//! worked out. Pure values: no disk, clock, channel or terminal.

pub mod entry;
pub mod filling;
pub mod passage;
pub mod places;
mod press;
pub mod recall;

use std::collections::BTreeMap;
use std::sync::Arc;

use entry::Entry;
use filling::{Filling, Shown};
use passage::Passage;
use recall::Recall;

use super::super::wording::count;
use super::tokens::Ticket;
use crate::prompt::PromptId;
use crate::prompt::template::{Argument, Composition, Kind, Takes, Values};
use crate::values::Earlier;

pub use press::{Pressed, Wish};

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
    /// Never empty.
    buttons: &'static [Button],
    /// Counts up with every change of a value.
    revision: u64,
    asked: u64,
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

/// What the result is scrolled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// The field with the keyboard: its first place is seen.
    Field,
    /// The person, until another field gets the keyboard.
    Person,
}

/// The result after an editor outside.
#[derive(Debug, Clone)]
struct Edited {
    text: Arc<String>,
    passage: Passage,
}

/// What is to be worked out for a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The text with the values of this revision, for [`Form::take_shown`].
    Show(u64, Filling),
    /// The paths that go on from this, for [`Form::take_paths`].
    Paths(String),
}

impl Form {
    /// The form for a prompt. Fields begin with their defaults, those of few words with what was last given.
    pub fn new(composition: Arc<Composition>, earlier: Earlier, today: impl Into<String>) -> Form {
        let mut entries: Vec<Entry> = composition.arguments().iter().cloned().map(Entry::new).collect();
        for entry in entries.iter_mut().filter(|entry| !entry.has_lines() && !entry.is_secret()) {
            if let Some(last) = earlier.last(&entry.argument.name) {
                entry.set(last);
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
            buttons: &Button::ALL,
            revision: 1,
            asked: 0,
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
            if let Some(last) = self.earlier.last(&entry.argument.name) {
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

    /// The text to look at.
    pub fn passage(&self) -> &Passage {
        self.edited.as_ref().map_or(&self.result.passage, |edited| &edited.passage)
    }

    fn passage_mut(&mut self) -> &mut Passage {
        self.edited.as_mut().map_or(&mut self.result.passage, |edited| &mut edited.passage)
    }

    /// Why there is no text.
    pub fn problem(&self) -> Option<&str> {
        self.result.problem.as_deref().filter(|_| self.edited.is_none())
    }

    /// The text that is looked at in one piece, to count its tokens.
    pub fn counted_text(&self) -> Arc<Vec<u8>> {
        match &self.edited {
            Some(edited) => Arc::new(edited.text.as_bytes().to_vec()),
            None => Arc::clone(&self.result.text),
        }
    }

    /// It is asked by `ticket` how many tokens the text is.
    pub fn await_tokens(&mut self, ticket: Ticket) {
        self.awaited = Some(ticket);
    }

    /// Takes the number of tokens that was asked for by `ticket`, unless it is of another text.
    pub fn take_tokens(&mut self, ticket: Ticket, tokens: usize) {
        if self.awaited == Some(ticket) {
            (self.awaited, self.tokens) = (None, Some(tokens));
        }
    }

    /// `412 chars ~118 tokens`.
    pub fn counts(&self) -> String {
        let characters = match &self.edited {
            Some(edited) => edited.text.chars().count(),
            None => self.result.characters,
        };
        let tokens = self.tokens.map(|tokens| format!(" ~{} tokens", count(tokens as u64))).unwrap_or_default();
        format!("{} chars{tokens}", count(characters as u64))
    }

    /// What is to be worked out since this was last asked.
    pub fn asks(&mut self) -> Vec<Ask> {
        let mut asks = Vec::new();
        if self.asked != self.revision {
            self.asked = self.revision;
            asks.push(Ask::Show(self.revision, self.filling()));
        }
        if let Some(entry) = self.focused_mut().filter(|entry| entry.argument.kind == Kind::File) {
            let typed = entry.text();
            if entry.given && entry.paths.asked.as_ref() != Some(&typed) {
                entry.paths.asked = Some(typed.clone());
                asks.push(Ask::Paths(typed));
            }
        }
        asks
    }

    /// Takes the text with the values of `revision`, unless they have changed since.
    pub fn take_shown(&mut self, revision: u64, shown: Shown) {
        if revision != self.revision {
            return;
        }
        for entry in &mut self.entries {
            let fault = shown.faults.iter().find(|(name, _)| *name == entry.argument.name);
            entry.fault = fault.map(|(_, why)| why.clone());
        }
        let before = std::mem::replace(&mut self.result, shown);
        self.result.passage.keep_place(&before.passage);
        self.seek();
        (self.awaited, self.tokens) = (None, None);
    }

    /// Takes the paths that go on from `typed`, if that still stands in the field.
    pub fn take_paths(&mut self, typed: &str, found: Vec<String>) {
        let holds = |entry: &&mut Entry| entry.paths.asked.as_deref() == Some(typed) && entry.text() == typed;
        if let Some(entry) = self.entries.iter_mut().find(holds) {
            entry.paths.found = found;
            entry.paths.selected = None;
        }
    }

    /// The prompt and the values as they stand.
    pub fn filling(&self) -> Filling {
        let mut values = Values::default();
        let mut files = Vec::new();
        for entry in &self.entries {
            let name = entry.argument.name.clone();
            if let Some(path) = entry.path() {
                files.push((name, path));
            } else if let Some(value) = entry.value() {
                values.set(name, value);
            }
        }
        let secrets = self.entries.iter().filter(|entry| entry.is_secret()).map(|entry| entry.argument.name.clone());
        Filling { composition: Arc::clone(&self.composition), values, files, secrets: secrets.collect() }
    }

    /// What keeps the text from being handed over, in one sentence; the first field of it gets the keyboard. A text that
    /// was edited by hand is handed over as it is.
    pub fn refuses(&mut self) -> Option<String> {
        if self.edited.is_some() {
            return None;
        }
        let missing: Vec<usize> = (0..self.entries.len()).filter(|at| self.is_missing(*at)).collect();
        let refused = self.entries.iter().enumerate().find_map(|(at, entry)| Some((at, entry.refusal()?)));
        let (at, said) = match (missing.first(), refused) {
            (Some(first), _) => {
                let names: Vec<&str> = missing.iter().map(|at| self.entries[*at].argument.name.as_str()).collect();
                (*first, format!("Nothing was handed over: it needs {}", names.join(", ")))
            }
            (None, Some((at, why))) => {
                (at, format!("Nothing was handed over. {}: {why}", self.entries[at].argument.name))
            }
            (None, None) => return None,
        };
        self.focus_on(Focus::Field(at));
        self.shows = Shows::Fields;
        Some(said)
    }

    /// Whether the field at `at` needs a value and has none, not even from the words of others.
    pub fn is_missing(&self, at: usize) -> bool {
        let entry = &self.entries[at];
        let has_words = |from: usize| {
            self.entries.iter().any(|other| {
                matches!(other.argument.takes, Takes::Position(position) if position >= from)
                    && other.given
                    && !other.is_empty()
            })
        };
        entry.is_missing() && !matches!(entry.argument.takes, Takes::Rest(from) if has_words(from))
    }

    /// The text as it was edited by hand.
    pub fn edited(&self) -> Option<&Arc<String>> {
        self.edited.as_ref().map(|edited| &edited.text)
    }

    /// From now on `text` is what is handed over.
    pub fn take_edited(&mut self, text: String) {
        let passage = Passage::new(text.as_bytes(), &[]);
        self.edited = Some(Edited { text: Arc::new(text), passage });
        (self.awaited, self.tokens) = (None, None);
        self.asked = 0;
        self.focus_on(self.first_button());
    }

    /// Whether a secret is filled in: then the text may stand in no file.
    pub fn holds_a_secret(&self) -> bool {
        self.entries.iter().any(|entry| entry.is_secret() && !entry.is_empty())
    }

    /// What is worth keeping for the next time: never a secret; of a file its path.
    pub fn used(&self) -> BTreeMap<String, String> {
        let kept = self.entries.iter().filter(|entry| !entry.is_secret() && entry.given);
        kept.map(|entry| (entry.argument.name.clone(), entry.text())).collect()
    }

    /// The arguments whose values may not be kept.
    pub fn secrets(&self) -> Vec<String> {
        self.entries.iter().filter(|entry| entry.is_secret()).map(|entry| entry.argument.name.clone()).collect()
    }

    /// It is not looked at any more: the values stay, and the text is worked out again when it is.
    pub fn put_away(&mut self) {
        self.result = Shown::default();
        (self.asked, self.recall) = (0, None);
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

    /// Has the result show the first place of the field with the keyboard, unless the person has scrolled it since that
    /// field has it.
    fn seek(&mut self) {
        let place = match (self.follows, self.focus) {
            (Follows::Field, Focus::Field(at)) => self.result.places.get(at).cloned().flatten(),
            (Follows::Person, _) | (_, Focus::Button(_)) => None,
        };
        self.result.passage.seek(place);
    }
}

/// Whether what fills in one argument fills in the other.
fn is_filled_alike(one: &Argument, other: &Argument) -> bool {
    one.kind == other.kind && one.choices == other.choices
}

#[cfg(test)]
mod tests;
