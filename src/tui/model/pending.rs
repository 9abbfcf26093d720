//! What was asked for and is not done yet: prompts that are about to open, work outside the model, the end of the program.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use crate::prompt::PromptId;
use crate::tui::message::Why;

/// A prompt that opens in the editor as soon as it is read or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its name.
    pub id: PromptId,
    /// What was typed meanwhile: it is meant for the text, and in the list it would be taken for commands.
    pub ahead: Vec<Typed>,
}

/// A prompt that is used as soon as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composing {
    /// Its name.
    pub id: PromptId,
    /// What for.
    pub why: Why,
    /// What was typed meanwhile: it is meant for the form.
    pub ahead: Vec<Typed>,
}

/// A draft that is being saved under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Whose draft.
    pub from: PromptId,
    /// The new prompt.
    pub to: PromptId,
    /// Its text.
    pub text: String,
}

/// Something typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A key.
    Key(KeyEvent),
    /// A paste.
    Paste(String),
}

/// Work outside the model that the program does not end without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A prompt is being made.
    Create(PromptId),
    /// A prompt is getting another name.
    Rename(PromptId, PromptId),
    /// A prompt is on its way to the trash.
    Trash(PromptId),
    /// A prompt is being given an earlier text.
    Restore(PromptId),
    /// A change of the book is being taken back, or made again.
    Undo,
    /// A text is on its way to a clipboard.
    Copy,
    /// The values of a form are being kept.
    Remember(PromptId),
}

/// Whether the program is about to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving {
    /// No.
    No,
    /// When everything unsaved is saved.
    Saving {
        /// What to print at the end.
        print: Option<Arc<Vec<u8>>>,
    },
    /// When everything unsaved is in the history.
    GivingUp {
        /// What to print at the end.
        print: Option<Arc<Vec<u8>>>,
    },
    /// When everything unsaved is written down, so that the next start offers it.
    Shelving {
        /// What to print at the end.
        print: Option<Arc<Vec<u8>>>,
    },
    /// The system wants it: when everything unsaved is written down, or cannot be.
    Terminating,
    /// It has ended: nothing is taken any more.
    Done,
}
