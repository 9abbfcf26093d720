//! Everything that a frame is drawn from. Changed by `update` alone; knows no clock, disk, channel or terminal.

pub mod compare;
pub mod comparing;
pub mod completion;
pub mod draft;
pub mod field;
pub mod figure;
pub mod form;
pub mod layout;
pub mod list;
pub mod messages;
pub mod monitor;
pub mod past;
pub mod pipe;
pub mod preview;
pub mod tokens;
pub mod users;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compare::{Compare, Reloaded};
use completion::Completion;
use crossterm::event::KeyEvent;
use draft::Draft;
use field::Field;
use form::Form;
use layout::{Dock, Layout, Pane, Wish, Zoom};
use list::List;
use messages::Messages;
use monitor::Monitor;
use past::Past;
use pipe::{Choosing, Output};
use preview::Preview;
use tokens::Tokens;
use users::Users;

use super::action::Scope;
use super::editor::{Found, Place};
use super::keymap::Keymap;
use super::message::Why;
use super::understanding::Subject;
use crate::cache::Held;
use crate::drafts::LeftBehind;
use crate::metrics::{Figures, Window};
use crate::prompt::dialect::Dialects;
use crate::prompt::{ContentHash, PromptId, Stamp};

/// What a person looks at and works on.
#[derive(Debug, Clone)]
pub struct Model {
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// The book's name for the first line.
    pub title: String,
    /// What kind of book it is.
    pub book: Book,
    /// The book at one moment; everything of one frame comes from it.
    pub snapshot: Held,
    /// The figures of that snapshot, how they went and what happened.
    pub monitor: Monitor,
    /// How far the first listing is.
    pub listing: Listing,
    /// The list of prompts.
    pub list: List,
    /// The filter.
    pub filter: Filter,
    /// The text of the selected prompt.
    pub preview: Preview,
    /// How many tokens the texts on the screen are.
    pub tokens: Tokens,
    /// Who includes the prompt that is looked at.
    pub users: Users,
    /// How the dialects of this book's files are found.
    pub dialects: Arc<Dialects>,
    /// Edited prompts.
    pub drafts: BTreeMap<PromptId, Draft>,
    /// The unsaved drafts, and which revision of each, made from what, was asked to be written down.
    pub journalled: BTreeMap<PromptId, (u64, ContentHash)>,
    /// The prompts that other programs are told are edited here.
    pub edited: BTreeSet<PromptId>,
    /// Drafts that were left behind by earlier runs.
    pub left: Vec<LeftBehind>,
    /// The prompt in the editor.
    pub editing: Option<PromptId>,
    /// The draft that is being saved under another name, that name, and its text.
    pub elsewhere: Option<Elsewhere>,
    /// What opens in the editor as soon as it is there.
    pub opening: Option<Opening>,
    /// The forms that were opened, with what was filled in.
    pub forms: BTreeMap<PromptId, Form>,
    /// Whose form is on the screen.
    pub form: Option<PromptId>,
    /// The state of the file that it was made from.
    pub form_stamp: Option<Stamp>,
    /// The prompt that is being understood, to be used as soon as it is.
    pub composing: Option<Composing>,
    /// The commands of the settings: their names and their lines.
    pub commands: Vec<(String, String)>,
    /// The command lines that were seen and let run.
    pub confirmed: BTreeSet<String>,
    /// How many commands were started.
    pub runs: u64,
    /// What the last of them says.
    pub output: Option<Box<Output>>,
    /// What is looked for in the editor.
    pub find: Option<Find>,
    /// What is offered at the caret of the editor.
    pub completion: Option<Completion>,
    /// Where an offer was closed: it does not open there again.
    pub declined: Option<Place>,
    /// What was cut or copied in the editor.
    pub clip: String,
    /// The pane with the keyboard.
    pub focus: Pane,
    /// Whether only that pane is shown.
    pub zoom: Zoom,
    /// The cache strip.
    pub dock: Dock,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// What is asked; it has the keyboard.
    pub question: Option<Question>,
    /// What has been said.
    pub messages: Messages,
    /// The last text that was reloaded under an untouched editor.
    pub reloaded: Option<Reloaded>,
    /// Which key does what.
    pub keymap: Keymap,
    /// Who has the mouse.
    pub mouse: Mouse,
    /// Seconds since start.
    pub second: u64,
    /// What was asked for and is not done yet.
    pub jobs: Vec<Job>,
    /// Whether the program is about to end.
    pub leaving: Leaving,
}

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

/// What kind of book is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Book {
    /// A folder of the user's.
    Folder,
    /// The built-in samples, which can be copied to this folder.
    Samples {
        /// Where they would go, as a person reads it.
        folder: String,
    },
}

/// How far the first listing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// It goes on: so many prompts so far.
    Reading(usize),
    /// It is complete.
    Done,
}

/// The filter above the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// What was typed.
    pub field: Field,
    /// Whether it has the keyboard.
    pub typing: bool,
    /// The number of the last question.
    pub asked: u64,
    /// What the answers on the screen are about.
    pub answered: String,
    /// What was pressed in the list before the answers were there: it is meant for what will be found.
    pub ahead: Vec<KeyEvent>,
    /// The state of the listing that the last question was about.
    pub listing: u64,
}

/// What is looked for in the editor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    /// What was typed.
    pub field: Field,
    /// What came of it.
    pub found: Option<Found>,
}

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// All actions, narrowed by what is typed.
    Help {
        /// What was typed.
        field: Field,
        /// The selected row of those that fit.
        selected: usize,
        /// Where the actions would be run.
        scope: Scope,
        /// Whether it lies over the metrics, or over the panes.
        over: Below,
    },
    /// All messages, scrolled up by this many.
    Messages(usize),
    /// The metrics.
    Metrics,
    /// Two texts of a prompt compared.
    Compare(Box<Compare>),
    /// The versions of a prompt.
    Past(Box<Past>),
    /// The commands that a text may go to.
    Choose(Box<Choosing>),
    /// What a command says.
    Output,
}

/// What the help lies over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Below {
    /// The panes.
    Panes,
    /// The metrics.
    Metrics,
    /// A comparison.
    Compare(Box<Compare>),
    /// The versions of a prompt.
    Past(Box<Past>),
    /// What a command says.
    Output,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A name.
    Name {
        /// For what.
        purpose: Naming,
        /// What was typed.
        field: Field,
        /// What is wrong with it.
        fault: Option<String>,
    },
    /// Unsaved drafts, and the program is to end.
    Drafts {
        /// What to print at the end.
        print: Option<Arc<Vec<u8>>>,
    },
    /// The file of this draft was changed by another program.
    Conflict(PromptId),
    /// Earlier runs left drafts behind: what becomes of the first of them.
    Left(Asked),
    /// This draft is to be saved, and conflicts of a merge are still marked in it.
    Marked(PromptId),
}

/// Whether a question still is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is.
    Open,
    /// A draft is on its way to the history.
    Discarding,
}

/// What a name is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// A new, empty prompt.
    New,
    /// A new prompt with these bytes.
    Duplicate(Arc<Vec<u8>>),
    /// Another name for this one.
    Rename(PromptId),
    /// A new prompt with the unsaved text of this one.
    Elsewhere(PromptId),
}

/// Who has the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The program.
    Captured,
    /// The terminal, for its own selection.
    Released,
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

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyboard {
    /// A question.
    Question,
    /// The help, with its field.
    Help,
    /// The messages.
    Messages,
    /// The metrics.
    Metrics,
    /// A comparison.
    Compare,
    /// The versions of a prompt.
    Past,
    /// The commands that a text may go to.
    Choose,
    /// What a command says.
    Output,
    /// A form.
    Form,
    /// The field of what to find in the editor.
    Find,
    /// The editor.
    Editor,
    /// The filter's field.
    Filter,
    /// List and preview.
    Browse,
}

impl Model {
    /// The model of the first frame, before anything has been read.
    pub fn new(title: String, book: Book, snapshot: Held, figures: Figures, keymap: Keymap) -> Model {
        Model {
            size: (80, 24),
            title,
            book,
            snapshot,
            monitor: Monitor::new(figures),
            listing: Listing::Reading(0),
            list: List::default(),
            filter: Filter::default(),
            preview: Preview::default(),
            tokens: Tokens::default(),
            users: Users::default(),
            dialects: Arc::default(),
            drafts: BTreeMap::new(),
            journalled: BTreeMap::new(),
            edited: BTreeSet::new(),
            left: Vec::new(),
            editing: None,
            elsewhere: None,
            opening: None,
            forms: BTreeMap::new(),
            form: None,
            form_stamp: None,
            composing: None,
            commands: Vec::new(),
            confirmed: BTreeSet::new(),
            runs: 0,
            output: None,
            find: None,
            completion: None,
            declined: None,
            clip: String::new(),
            focus: Pane::List,
            zoom: Zoom::Off,
            dock: Dock::Automatic,
            overlay: None,
            question: None,
            messages: Messages::default(),
            reloaded: None,
            keymap,
            mouse: Mouse::Captured,
            second: 0,
            jobs: Vec::new(),
            leaving: Leaving::No,
        }
    }

    /// Where the panes are, or `None` on a screen that is too small.
    pub fn layout(&self) -> Option<Layout> {
        let wish = Wish { focus: self.focus, zoom: self.zoom, dock: self.dock };
        Layout::of(self.size.0, self.size.1, wish)
    }

    /// What has the keyboard.
    pub fn keyboard(&self) -> Keyboard {
        match (&self.question, &self.overlay) {
            (Some(_), _) => Keyboard::Question,
            (None, Some(Overlay::Help { .. })) => Keyboard::Help,
            (None, Some(Overlay::Messages(_))) => Keyboard::Messages,
            (None, Some(Overlay::Metrics)) => Keyboard::Metrics,
            (None, Some(Overlay::Compare(_))) => Keyboard::Compare,
            (None, Some(Overlay::Past(_))) => Keyboard::Past,
            (None, Some(Overlay::Choose(_))) => Keyboard::Choose,
            (None, Some(Overlay::Output)) => Keyboard::Output,
            (None, None) if self.form.is_some() => Keyboard::Form,
            (None, None) if self.find.is_some() => Keyboard::Find,
            (None, None) if self.editing.is_some() => Keyboard::Editor,
            (None, None) if self.filter.typing => Keyboard::Filter,
            (None, None) => Keyboard::Browse,
        }
    }

    /// The scope in which keys are looked up where no field takes them.
    pub fn scope(&self) -> Scope {
        match self.keyboard() {
            Keyboard::Editor | Keyboard::Find => Scope::Edit,
            Keyboard::Metrics => Scope::Metrics,
            Keyboard::Compare => Scope::Compare,
            Keyboard::Past => Scope::Past,
            Keyboard::Form => Scope::Form,
            Keyboard::Output => Scope::Output,
            _ => Scope::Browse,
        }
    }

    /// The draft in the editor.
    pub fn open_draft(&self) -> Option<&Draft> {
        self.drafts.get(self.editing.as_ref()?)
    }

    /// The text in the editor, if it is not understood as it stands, and whether it never was.
    pub fn resting(&self) -> Option<(Subject, bool)> {
        let draft = self.open_draft().filter(|draft| !draft.is_understood())?;
        Some((draft.subject(), draft.understood().is_none()))
    }

    /// The form on the screen.
    pub fn opened_form(&self) -> Option<&Form> {
        self.forms.get(self.form.as_ref()?)
    }

    /// Whether a file of this name is being made, moved or removed.
    pub fn is_moving(&self, id: &PromptId) -> bool {
        self.jobs.iter().any(|job| match job {
            Job::Create(other) | Job::Trash(other) | Job::Restore(other) => other == id,
            Job::Rename(from, to) => from == id || to == id,
            // Which names these are is known when it is done; until then the library keeps them apart.
            Job::Undo | Job::Copy | Job::Remember(_) => false,
        })
    }

    /// Forgets a draft, and leaves the editor if that is where it was.
    pub fn drop_draft(&mut self, id: &PromptId) {
        self.drafts.remove(id);
        if self.editing.as_ref() == Some(id) {
            self.editing = None;
            self.find = None;
            self.focus = Pane::List;
        }
    }

    /// How many drafts hold something unsaved.
    pub fn unsaved(&self) -> usize {
        self.drafts.values().filter(|draft| draft.is_modified()).count()
    }

    /// Rows of text on the screen in `pane`.
    pub fn height_of(&self, pane: Pane) -> usize {
        let Some(layout) = self.layout() else { return 1 };
        let area = match pane {
            Pane::List => layout.list,
            Pane::Text => layout.text,
        };
        area.map_or(1, |area| layout.inside(area).height.max(1).into())
    }

    /// Whether figures that move with time are on the screen.
    pub fn shows_metrics(&self) -> bool {
        let strip = self.layout().is_some_and(|layout| layout.strip.is_some());
        // A form lies over the strip.
        self.shows_pane() || strip && self.form.is_none()
    }

    /// Whether the metrics screen is open: its figures are taken each second, whatever moves.
    pub fn shows_pane(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Metrics))
    }

    /// The second at which something on the screen changes by itself, if anything will.
    pub fn next_change(&self) -> Option<u64> {
        let metrics = (self.shows_metrics() && (self.shows_pane() || self.monitor.history.is_moving(Window::Minute)))
            .then_some(self.second + 1);
        [metrics, self.messages.expires_at()].into_iter().flatten().min()
    }
}
