//! The text that a form comes to: working it out, its length, what of it is seen, and the text that was edited by hand
//! in its place.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::entry::Entry;
use super::filling::{Filling, Shown};
use super::passage::Passage;
use super::places::Places;
use super::{Focus, Form};
use crate::prompt::template::Kind;
use crate::tui::model::tokens::Ticket;
use crate::tui::wording::count;

/// What the result is scrolled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// The field with the keyboard: its first place is seen.
    Field,
    /// The person, until another field gets the keyboard.
    Person,
}

/// The result after an editor outside.
#[derive(Debug, Clone)]
pub(super) struct Edited {
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

    /// Scrolls the result of a form in `area` by `rows`, down if positive, if it is on the screen.
    pub fn scroll(&mut self, rows: isize, area: Rect) {
        if let Some(size) = Places::of(area, self.shows).result_size() {
            self.follows = Follows::Person;
            self.passage_mut().scroll(rows, size);
        }
    }

    /// The result stays as it was last seen in `area`, whatever has the keyboard next.
    pub(super) fn settle(&mut self, area: Rect) {
        if let Some(size) = Places::of(area, self.shows).result_size() {
            self.passage_mut().settle(size);
        }
    }

    /// Has the result show the first place of the field with the keyboard, unless the person has scrolled it since that
    /// field has it.
    pub(super) fn seek(&mut self) {
        let place = match (self.follows, self.focus) {
            (Follows::Field, Focus::Field(at)) => self.result.places.get(at).cloned().flatten(),
            (Follows::Person, _) | (_, Focus::Button(_)) => None,
        };
        self.result.passage.seek(place);
    }
}
