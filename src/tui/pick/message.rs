//! What happens to the picker, and what it wants done.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::KeyEvent;
use ratatui::layout::Size;

use super::super::message::Composed;
use super::super::model::form::filling::{Filling, Shown};
use crate::cache::Snapshot;
use crate::prompt::{Prompt, PromptId};

/// Something that happened.
#[derive(Debug)]
pub(super) enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Pasted(String),
    /// The rows have this size now.
    Size(Size),
    /// The book is known as far as this.
    Published(Arc<Snapshot>),
    /// All of the book is known.
    Listed,
    /// Not all of it could be.
    Unlisted(String),
    /// The prompts that fit, for the question with this number.
    Found(u64, Vec<PromptId>),
    /// The text of a prompt, and what it asks for.
    Read(Arc<Prompt>, Vec<String>),
    /// There is none.
    Unread(PromptId, String),
    /// The prompt that was chosen, understood.
    Composed(Box<Composed>),
    /// What a form comes to, at one of its revisions.
    Shown(PromptId, u64, Box<Shown>),
    /// The paths that go on from what was typed in a form.
    Paths(PromptId, String, Vec<String>),
    /// The prompt that was chosen cannot be had, with the reason.
    Refused(String),
    /// A frame was drawn.
    Drawn,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// Find what fits.
    Search(u64, String),
    /// Read a prompt for the preview.
    Read(PromptId),
    /// This prompt was chosen: hand it over, or find out what it asks for.
    Take(PromptId),
    /// Work out what a form comes to, at this revision.
    Show(PromptId, u64, Filling),
    /// Find the paths that go on from this.
    Paths(PromptId, String),
    /// Hand over the text, and remember what it was filled in with.
    Fill(PromptId, Filling, Used),
    /// Nothing was chosen.
    Leave,
    /// Nothing can be: no prompt fits this.
    Nothing(String),
}

/// What a form was filled in with, and which of it may not be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Used {
    pub values: BTreeMap<String, String>,
    pub secrets: Vec<String>,
}

impl Used {
    /// Whether there is nothing to keep and nothing to forget: what was kept of an argument before it became a secret
    /// is forgotten, whatever else was given.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.secrets.is_empty()
    }
}
