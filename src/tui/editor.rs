//! The text of one prompt under edit: caret, selection, undo, search, and how all of it is drawn.
//!
//! The only file that knows `tui_textarea`. That crate keeps the lines and their history; carets, rows and cells are
//! decided in the files below this one, by grapheme cluster, because the crate counts characters. Knows no disk, clock,
//! clipboard or channel, and no line end but LF: `prompt::layout` stands between this text and a file's bytes.

mod draw;
mod find;
mod keys;
mod motion;
pub(in crate::tui) mod rows;
mod steps;

use std::cell::Cell;

use tui_textarea::{CursorMove, TextArea};

use self::draw::View;
pub use self::find::{Direction, Found};
use self::motion::Snap;
use self::steps::{MAX_EDITS, Run, Steps};
use super::understanding::Marks;
use crate::prompt::layout::{MAX_BYTES, MAX_LINE_CHARACTERS, MAX_LINES};

/// Text over this many bytes is not wrapped unless asked.
const WRAP_BYTES: usize = 300_000;

/// A line and a column in characters, both from 0. The column is always between two grapheme clusters.
pub type Place = (usize, usize);

/// One thing a person does to the text or the caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A typed character; CR and LF are [`Edit::Newline`], other control characters but tab do nothing.
    Insert(char),
    /// A paste, or typed characters that arrived together: one step for undo. CRLF and CR become LF, other control
    /// characters but tab are dropped.
    InsertText(String),
    Newline,
    /// Spaces up to the next tab stop.
    Tab,
    DeleteBack,
    DeleteForward,
    DeleteWordBack,
    DeleteWordForward,
    /// Deletes the selection; whoever wants it on a clipboard reads [`Editor::selected_text`] first.
    Cut,
    Undo,
    Redo,
    SelectAll,
    SelectNone,
    Move(Motion, Select),
}

/// Where the caret goes. Up, Down and the pages go by rows of the screen, as last drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    Top,
    Bottom,
    PageUp,
    PageDown,
}

/// What a motion does to the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    Extend,
    Clear,
}

/// What an [`Edit`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The text is another one now.
    Changed,
    /// Only the caret or the selection is.
    Moved,
    Unchanged,
    /// Refused: the text would go over the limits of `prompt::layout`. Nothing changed.
    TooLarge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrap {
    Automatic,
    On,
    Off,
}

/// An editable text with its caret. Drawing needs only `&self`; it remembers what it scrolled to.
#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
    bytes: usize,
    revision: u64,
    steps: Steps,
    anchor: Option<Place>,
    /// The cell that Up and Down try to keep to while they cross shorter rows.
    goal: Option<usize>,
    wrap: Wrap,
    /// How parts of the lines are set. They follow changes of the text until it is understood again.
    marks: Marks,
    view: Cell<View>,
}

impl Editor {
    /// An editor on `text`, whose lines end in LF, with the caret at the start. A final newline is a last empty line.
    pub fn new(text: &str) -> Editor {
        let mut area = TextArea::new(text.split('\n').map(String::from).collect());
        area.set_max_histories(MAX_EDITS);
        Editor {
            area,
            bytes: text.len(),
            revision: 0,
            steps: Steps::default(),
            anchor: None,
            goal: None,
            wrap: Wrap::Automatic,
            marks: Marks::default(),
            view: Cell::default(),
        }
    }

    /// The text as it stands; of an untouched editor exactly the text that it was made from.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether the text differs from `base`. Copies nothing, and stops at the first line that differs.
    pub fn is_modified_from(&self, base: &str) -> bool {
        self.bytes != base.len() || !self.area.lines().iter().map(String::as_str).eq(base.split('\n'))
    }

    /// Counts up with every change of the text, undo and redo among them.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Where the caret is.
    pub fn caret(&self) -> Place {
        self.area.cursor()
    }

    /// Puts the caret at the nearest place not behind `place`, and drops the selection.
    pub fn set_caret(&mut self, place: Place) {
        self.steps.close();
        self.anchor = None;
        self.goal = None;
        self.put_caret(self.snapped(place, Snap::Back));
    }

    /// Puts `text` in the place of what stands from `start` to `end`, as a step of its own, and the caret behind it.
    pub fn exchange(&mut self, start: Place, end: Place, text: &str) -> Outcome {
        let (start, end) = (self.snapped(start, Snap::Back), self.snapped(end, Snap::Forward));
        self.steps.close();
        self.replace(start.min(end), end, text, None)
    }

    /// Sets parts of the lines apart.
    pub fn set_marks(&mut self, marks: Marks) {
        self.marks = marks;
    }

    /// What is set apart in the lines.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The place of the byte `at` of a line.
    pub fn place_of_byte(&self, line: usize, at: usize) -> Place {
        let line = line.min(self.lines().len() - 1);
        let text = self.line(line);
        (line, text.char_indices().take_while(|(start, _)| *start < at).count())
    }

    /// The byte of the caret in its line.
    pub fn caret_byte(&self) -> usize {
        let (line, column) = self.caret();
        motion::byte_of(self.line(line), column)
    }

    /// The selected text, or `None` where nothing is selected.
    pub fn selected_text(&self) -> Option<String> {
        self.selection().map(|(start, end)| self.slice(start, end))
    }

    /// Whether long lines wrap. By default they do up to 300 KB of text.
    pub fn is_wrapped(&self) -> bool {
        match self.wrap {
            Wrap::Automatic => self.bytes <= WRAP_BYTES,
            Wrap::On => true,
            Wrap::Off => false,
        }
    }

    /// Wraps long lines if they are not, and the other way round, whatever the size of the text.
    pub fn toggle_wrap(&mut self) {
        self.wrap = if self.is_wrapped() { Wrap::Off } else { Wrap::On };
        self.goal = None;
    }

    /// Does one edit. A change with text selected replaces the selection.
    pub fn apply(&mut self, edit: Edit) -> Outcome {
        match edit {
            Edit::Insert('\n' | '\r') | Edit::Newline => self.insert("\n", None),
            Edit::Insert(c) if c.is_control() && c != '\t' => Outcome::Unchanged,
            Edit::Insert(c) => self.insert(c.encode_utf8(&mut [0; 4]), Some((Run::Typing, c))),
            Edit::InsertText(text) => match cleaned(&text).as_str() {
                // Nothing was pasted, so nothing is replaced.
                "" => Outcome::Unchanged,
                text => self.insert(text, None),
            },
            Edit::Tab => self.insert(&" ".repeat(self.cells_to_tab_stop()), None),
            Edit::DeleteBack => self.delete_to(Motion::Left),
            Edit::DeleteForward => self.delete_to(Motion::Right),
            Edit::DeleteWordBack => self.delete_to(Motion::WordLeft),
            Edit::DeleteWordForward => self.delete_to(Motion::WordRight),
            Edit::Cut => match self.selection() {
                Some((start, end)) => self.replace(start, end, "", None),
                None => Outcome::Unchanged,
            },
            Edit::Undo => {
                let edits = self.steps.undo();
                self.travel(edits, TextArea::undo)
            }
            Edit::Redo => {
                let edits = self.steps.redo();
                self.travel(edits, TextArea::redo)
            }
            Edit::SelectAll => self.go(self.end(), Some((0, 0))),
            Edit::SelectNone => self.go(self.caret(), None),
            Edit::Move(motion, select) => self.move_by(motion, select),
        }
    }

    /// The lines of the text, at least one.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    fn put_caret(&mut self, place: Place) {
        self.area.cancel_selection();
        self.area.move_cursor(jump_to(place));
    }

    fn insert(&mut self, text: &str, run: Option<(Run, char)>) -> Outcome {
        let (start, end) = self.selection().unwrap_or((self.caret(), self.caret()));
        self.replace(start, end, text, run)
    }

    fn delete_to(&mut self, motion: Motion) -> Outcome {
        if self.selection().is_some() {
            return self.insert("", None);
        }
        let (caret, target) = (self.caret(), self.target(motion));
        let (start, end) = (caret.min(target), caret.max(target));
        let run = match motion {
            Motion::Left | Motion::Right => self.slice(start, end).chars().next().map(|first| (Run::Erasing, first)),
            _ => None,
        };
        self.replace(start, end, "", run)
    }

    /// The one way by which the text changes, but for undo and redo.
    fn replace(&mut self, start: Place, end: Place, text: &str, run: Option<(Run, char)>) -> Outcome {
        if start == end && text.is_empty() {
            return Outcome::Unchanged;
        }
        if !self.fits(start, end, text) {
            return Outcome::TooLarge;
        }
        let bytes = |(line, column): Place| (line, motion::byte_of(self.line(line), column));
        let (from, to) = (bytes(start), bytes(end));
        let feeds = text.matches('\n').count();
        let tail = text.rfind('\n').map_or(from.1 + text.len(), |last| text.len() - last - 1);
        self.marks.replaced(from, to, feeds, tail);
        self.put_caret(start);
        if start != end {
            self.area.start_selection();
            self.area.move_cursor(jump_to(end));
        }
        self.area.insert_str(text);
        self.steps.record(usize::from(start != end) + usize::from(!text.is_empty()), run);
        self.text_changed()
    }

    fn travel(&mut self, edits: Option<usize>, step: fn(&mut TextArea<'static>) -> bool) -> Outcome {
        let Some(edits) = edits else { return Outcome::Unchanged };
        for _ in 0..edits {
            step(&mut self.area);
        }
        let (line, lines) = (self.caret().0, self.lines().len());
        self.marks.jumped(line, lines);
        self.text_changed()
    }

    fn text_changed(&mut self) -> Outcome {
        // One line feed less than lines, and there is always a line.
        self.bytes = self.lines().iter().map(|line| line.len() + 1).sum::<usize>() - 1;
        self.revision += 1;
        self.anchor = None;
        self.goal = None;
        // What was typed may have joined the cluster behind it.
        let caret = self.snapped(self.caret(), Snap::Forward);
        if caret != self.caret() {
            self.put_caret(caret);
        }
        Outcome::Changed
    }

    /// Whether the text would stay within the limits of files, which are also within what the text area can address.
    fn fits(&self, start: Place, end: Place, text: &str) -> bool {
        let bytes = self.bytes - self.slice(start, end).len() + text.len();
        let lines = self.lines().len() - (end.0 - start.0) + text.matches('\n').count();
        let mut lengths: Vec<usize> = text.split('\n').map(|line| line.chars().count()).collect();
        let last = lengths.len() - 1;
        lengths[0] += start.1;
        lengths[last] += self.line_end(end.0).1 - end.1;
        bytes <= MAX_BYTES && lines <= MAX_LINES && lengths.iter().all(|length| *length <= MAX_LINE_CHARACTERS)
    }
}

fn jump_to((line, column): Place) -> CursorMove {
    // `fits` keeps every line and column far below this limit.
    let narrow = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    CursorMove::Jump(narrow(line), narrow(column))
}

/// A paste as it goes into the text: line ends are LF, and no control character but tab.
fn cleaned(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace(|c: char| c.is_control() && c != '\n' && c != '\t', "")
}

#[cfg(test)]
mod tests;
