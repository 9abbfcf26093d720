//! Everything that a frame is drawn from. Changed by `update` alone; knows no clock, disk, channel or terminal.

pub mod compare;
pub mod comparing;
pub mod completion;
pub mod draft;
pub mod field;
pub mod figure;
pub mod form;
mod keyboard;
pub mod layout;
pub mod list;
pub mod messages;
pub mod monitor;
mod overlay;
pub mod past;
mod pending;
pub mod pipe;
pub mod preview;
mod question;
pub mod tokens;
pub mod users;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compare::Reloaded;
use completion::Completion;
use crossterm::event::KeyEvent;
use draft::Draft;
use field::Field;
use form::Form;
use layout::{Dock, Layout, Pane, Wish, Zoom};
use list::List;
use messages::Messages;
use monitor::Monitor;
use pipe::Output;
use preview::Preview;
use tokens::Tokens;
use users::Users;

use super::editor::{Found, Place};
use super::keymap::Keymap;
use super::understanding::Subject;
use crate::cache::Held;
use crate::drafts::LeftBehind;
use crate::metrics::{Figures, Window};
use crate::prompt::dialect::Dialects;
use crate::prompt::{ContentHash, PromptId, Stamp};

pub use keyboard::Keyboard;
pub use overlay::{Below, Overlay};
pub use pending::{Composing, Elsewhere, Job, Leaving, Opening, Typed};
pub use question::{Asked, Naming, Question};

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

/// Who has the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The program.
    Captured,
    /// The terminal, for its own selection.
    Released,
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
