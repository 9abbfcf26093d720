//! What comes into `update` and what goes out of it: plain data, so that tests can say what they expect.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::cache::{CacheState, Held};
use crate::drafts::{self, Editor, LeftBehind};
use crate::history::Kept;
use crate::library::{Event, LibraryError, Saved, Undone};
use crate::metrics::Figures;
use crate::prompt::template::Composition;
use crate::prompt::{ContentHash, Prompt, PromptId};
use crate::store::Expected;
use crate::tokens::{Count, Vocabulary};
use crate::values::Earlier;

use super::model::Mouse;
use super::model::form::filling::{Filling, Shown};
use super::model::messages::Weight;
use super::model::past::Known;
use super::model::pipe::News;
use super::model::tokens::Ticket;
use super::model::users::Wanted;
use super::understanding::{Marks, Subject, Understanding};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key was pressed or repeats.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The screen has this many columns and rows now.
    Resize(u16, u16),
    /// Seconds since start.
    Tick(u64),
    /// A snapshot is current, and these are its figures.
    Published(Held, Box<Figures>),
    /// The library did something, at this local time of day.
    Happened(Event, String),
    /// A prompt was read.
    Read(PromptId, Result<Arc<Prompt>, LibraryError>),
    /// The book could not be listed: one sentence.
    Unlisted(String),
    /// The answers to the filter with this number.
    Found(u64, Vec<PromptId>),
    /// A save ended.
    Saved(PromptId, Result<Saved, LibraryError>),
    /// A new prompt was made.
    Created(PromptId, Result<Saved, LibraryError>),
    /// A prompt got another name, known from this generation on.
    Renamed(PromptId, PromptId, Result<u64, LibraryError>),
    /// A prompt went to the trash.
    Trashed(PromptId, Result<(), LibraryError>),
    /// The last change of the book was taken back, or made again.
    Undone(Direction, Result<Undone, LibraryError>),
    /// A text that is given up is safe in the history under this number, or is not.
    Kept(PromptId, Then, Result<u64, LibraryError>),
    /// What is known of the past of a prompt.
    Past(PromptId, Result<Known, LibraryError>),
    /// The text of a version.
    PastText(ContentHash, Result<Arc<Vec<u8>>, LibraryError>),
    /// A prompt has the text of this version again, or has not.
    Restored(PromptId, String, Result<Saved, LibraryError>),
    /// Drafts that were left behind by programs that ended without saving them.
    LeftBehind(Vec<LeftBehind>),
    /// Another program edits this prompt, too.
    EditedElsewhere(PromptId, Editor),
    /// A text went to a clipboard, or did not: one sentence.
    Copied(Result<String, String>),
    /// No clipboard program took this text, and why.
    NotCopied {
        /// The text.
        text: String,
        /// What each program said.
        why: String,
    },
    /// An editor outside ended: the text it left, if it had a draft to work on.
    EditedOutside(PromptId, Result<Option<String>, String>),
    /// A prompt is understood, and what was given for it before; or it cannot be read: one sentence.
    Composed(PromptId, Why, Result<Composed, String>),
    /// The text of a form with the values of this revision.
    Shown(PromptId, u64, Box<Shown>),
    /// A text to be handed over, or why there is none.
    Filled(PromptId, To, Result<Arc<Vec<u8>>, String>),
    /// The paths that go on from what was typed.
    Paths(PromptId, String, Vec<String>),
    /// The values of a form are kept, with those from before; or they are not.
    Remembered(PromptId, Result<Earlier, String>),
    /// An editor outside ended: the text of a form as it left it.
    TextEdited(PromptId, Result<String, String>),
    /// The marks of the command lines that were let run before.
    Confirmed(BTreeSet<String>),
    /// A command is heard of.
    Piped(u64, News),
    /// The samples were copied to the user's own folder, or were not.
    Installed(Result<usize, String>),
    /// Nobody has typed for a moment, since the text in the editor became this one.
    Paused(Subject),
    /// A text is understood; of one in the editor also what is marked in it.
    Understood(Subject, Arc<Understanding>, Marks),
    /// How many tokens the text is that was asked about with this ticket.
    Tokens(Ticket, Count),
    /// The prompts that include the one that was asked about.
    Users(Wanted, Result<Vec<PromptId>, LibraryError>),
    /// Something to be said, or only noted.
    Log(Weight, String),
    /// The system asks the program to end.
    Terminate,
}

/// What a prompt is understood for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// To be filled in.
    Fill,
    /// To be copied with the last values.
    Copy,
    /// To be piped to a command with the last values.
    Pipe,
    /// Its form is open, and its text has changed.
    Renew,
}

/// Where a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To a clipboard.
    Copy,
    /// To standard output.
    Print,
    /// To a command.
    Pipe,
    /// To an editor outside.
    Outside,
}

/// What a form is made from.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The prompt and what it includes.
    pub composition: Arc<Composition>,
    /// What was given for it before.
    pub earlier: Earlier,
    /// The date of today, `YYYY-MM-DD`.
    pub today: String,
}

/// Which way through the changes of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Take back.
    Undo,
    /// Make again.
    Redo,
}

/// What follows once a text that is given up is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The draft takes the text on disk.
    TakeDisk,
    /// The draft replaces the text on disk.
    KeepMine,
    /// The text on disk is to be merged with the draft, once the draft's own text is safe too.
    KeepBoth,
    /// The draft and the text on disk are merged.
    Merge,
    /// The program ends when the last of them is safe.
    Quit,
    /// The draft that an earlier run left behind goes.
    Settle,
    /// Nothing: the text never became a draft.
    Nothing,
}

/// A text that the program could put nowhere before it had to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// Whose text.
    pub id: PromptId,
    /// Why it could not be kept.
    pub why: String,
    /// The text.
    pub text: String,
}

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read a prompt for a person to see: a counted read.
    Read(PromptId),
    /// Find what fits the filter.
    Search {
        /// Told again with the answer: later questions make earlier answers stale.
        number: u64,
        /// What was typed.
        typed: String,
    },
    /// Save an edited text over the bytes that it was made from.
    Save {
        /// What the text was made from; unchanged lines keep its bytes.
        base: Arc<Prompt>,
        /// The text, lines ended by LF.
        text: String,
        /// What is believed to be on disk.
        expected: Expected,
    },
    /// Make a new prompt.
    Create {
        /// Its name.
        id: PromptId,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Give a prompt another name.
    Rename {
        /// The name it has.
        from: PromptId,
        /// The name it gets.
        to: PromptId,
    },
    /// Move a prompt to the trash.
    Trash(PromptId),
    /// Take back the last change of the book, or make it again.
    Undo(Direction),
    /// Put a text that is given up where it can be had back.
    Keep {
        /// Whose text.
        id: PromptId,
        /// Its bytes.
        bytes: Vec<u8>,
        /// What follows.
        then: Then,
    },
    /// Find the versions of this prompt.
    Past(PromptId),
    /// Read the text of a version.
    PastText(Kept),
    /// Make a version what is on disk again.
    Restore {
        /// Whose version.
        id: PromptId,
        /// What it is called.
        name: String,
        /// Its number in the history, if it is from there.
        number: Option<u64>,
        /// Its text.
        text: Arc<Vec<u8>>,
    },
    /// Write the draft of this prompt down within a second: its text grew.
    Journal(PromptId),
    /// Forget what was written down of this prompt's draft: it is saved or given up.
    Forget(PromptId),
    /// Write this text down now, for the program is about to end.
    Shelve(drafts::Draft),
    /// Go on with a draft of an earlier run: from now on it is one of this run.
    Adopt(LeftBehind),
    /// Forget a draft of an earlier run: it is given up.
    Settle(LeftBehind),
    /// Tell other programs that this prompt is edited here.
    Enter(PromptId),
    /// Tell them that it is not any more.
    Leave(PromptId),
    /// Find out what a text is as a prompt.
    Understand {
        /// Which text; told again with the answer.
        subject: Subject,
        /// Its bytes.
        text: Arc<Vec<u8>>,
    },
    /// Count the tokens of a text. A later question of the same asker makes this one stale.
    CountTokens {
        /// Told again with the answer.
        ticket: Ticket,
        /// The bytes; what is not UTF-8 in them counts as U+FFFD.
        text: Arc<Vec<u8>>,
        /// By which vocabulary.
        vocabulary: Vocabulary,
    },
    /// Find the prompts that include one. No counted reads, though every text may be looked at.
    FindUsers(Wanted),
    /// Put a text on the clipboard.
    Copy(String),
    /// Hand a text to the terminal's own clipboard.
    CopyByTerminal(String),
    /// Leave the screen to `$VISUAL` or `$EDITOR`.
    EditOutside {
        /// The prompt.
        id: PromptId,
        /// The unsaved text to work on; without one, the file itself is edited.
        draft: Option<String>,
    },
    /// Understand a prompt, and find what was given for it before.
    Compose {
        /// The prompt.
        id: PromptId,
        /// Its unsaved text, if it has one.
        draft: Option<Arc<Vec<u8>>>,
        /// Told again with the answer.
        why: Why,
    },
    /// Work out the text of a form for a person to see. Only the newest question of a form is of interest.
    Show {
        /// Whose form.
        id: PromptId,
        /// Told again with the answer.
        revision: u64,
        /// The prompt and the values.
        filling: Filling,
    },
    /// Work out the text of a form to hand it over.
    Fill {
        /// Whose form.
        id: PromptId,
        /// Told again with the answer.
        to: To,
        /// The prompt and the values.
        filling: Filling,
    },
    /// Find the paths that go on from what is typed in a form.
    Paths {
        /// Whose form.
        id: PromptId,
        /// What is typed.
        typed: String,
    },
    /// Write down what is typed in the form of this prompt and not handed over, soon.
    PutDown(PromptId),
    /// Keep the values of a form for the next time.
    Remember {
        /// Whose form.
        id: PromptId,
        /// The values by the names of arguments.
        used: BTreeMap<String, String>,
        /// Arguments of which nothing may be kept.
        secrets: Vec<String>,
    },
    /// Leave the screen to `$VISUAL` or `$EDITOR` with the text of a form.
    EditText {
        /// Whose form.
        id: PromptId,
        /// The text.
        text: String,
    },
    /// Find the command lines that were let run before.
    ReadConfirmed,
    /// Keep in mind that this command line may run.
    Confirm(String),
    /// Start a command and give it a text.
    Pipe {
        /// Told again with whatever is heard of it.
        number: u64,
        /// The program and its arguments.
        words: Vec<String>,
        /// What it gets on standard input.
        text: Arc<Vec<u8>>,
    },
    /// End a command.
    StopPipe {
        /// Which run.
        number: u64,
        /// Whether it is not asked any more.
        harshly: bool,
    },
    /// Compare the whole book with the disk.
    Reload,
    /// Turn the cache on or off.
    SwitchCache(CacheState),
    /// Copy the samples to the user's own folder and open it.
    Install,
    /// Take the mouse, or leave it to the terminal.
    Mouse(Mouse),
    /// Stop and return to the shell for now.
    Suspend,
    /// End.
    Quit {
        /// The bytes to print to standard output, if any.
        print: Option<Arc<Vec<u8>>>,
        /// What to say on standard error, since it could be kept nowhere.
        unsaved: Vec<Unsaved>,
    },
}
