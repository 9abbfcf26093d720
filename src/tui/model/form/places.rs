//! Where the parts of a form are: a pure function of the room and of what is in the form, used by clicks and by drawing.
//!
//! ```text
//! ┌[Fill in  code/review.md]───────┐┌ Result ────────────────────────────────┐
//! │> language                      ││ You are a senior Rust reviewer.        │
//! │  Rust                          ││                                        │
//! │  diff  required                ││                                        │
//! └────────────────────────────────┘└────────────────────────────────────────┘
//!  [Copy] Print  Pipe                 412 chars ~118 tokens
//! ```

use ratatui::layout::Rect;

use super::entry::{Entry, Input};
use super::{Button, Focus, Form, Shows};
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::Kind;
use crate::tui::editor::rows::rows;
use crate::tui::wording::plural;
use crate::tui::wrap::wrap;

/// Narrower forms show fields or result.
const TWO_COLUMNS: u16 = 60;

/// Rows of a field that has not the keyboard, and of one that has.
const AT_REST: usize = 3;
const IN_USE: usize = 8;

/// Choices and paths that are listed below a field.
const LISTED: usize = 6;

/// Rows that a description or a refusal takes at most.
const SAID: usize = 3;

/// The rectangles of one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The fields with their frame.
    pub fields: Option<Rect>,
    /// The result with its frame.
    pub result: Option<Rect>,
    /// The line of the buttons.
    pub buttons: Rect,
    /// The line of the counts.
    pub counts: Rect,
    /// Whether there are frames; else the first row is a title.
    pub framed: bool,
}

impl Places {
    /// The parts of a form in `area` that shows these.
    pub fn of(area: Rect, shows: Shows) -> Places {
        let below = u16::from(area.height > 1);
        let body = Rect { height: area.height - below, ..area };
        let line = Rect { y: body.bottom(), height: below, ..area };
        if area.width < TWO_COLUMNS {
            let buttons = Rect { width: line.width.min(22), ..line };
            let counts = Rect { x: buttons.right(), width: line.width - buttons.width, ..line };
            let (fields, result) = match shows {
                Shows::Fields => (Some(body), None),
                Shows::Result => (None, Some(body)),
            };
            return Places { fields, result, buttons, counts, framed: false };
        }
        let left = match area.width {
            ..100 => 34,
            width => (width * 2 / 5).min(64),
        };
        let buttons = Rect { width: left, ..line };
        let counts = Rect { x: line.x + left, width: line.width - left, ..line };
        if shows == Shows::Result {
            return Places { fields: None, result: Some(body), buttons, counts, framed: true };
        }
        let fields = Rect { width: left, ..body };
        let result = Rect { x: body.x + left, width: body.width - left, ..body };
        Places { fields: Some(fields), result: Some(result), buttons, counts, framed: true }
    }

    /// What is left of a part inside its frame or below its title.
    pub fn inside(&self, part: Rect) -> Rect {
        if self.framed {
            return Rect::new(part.x + 1, part.y + 1, part.width.saturating_sub(2), part.height.saturating_sub(2));
        }
        Rect { y: part.y + 1, height: part.height.saturating_sub(1), ..part }
    }

    /// Columns and rows of the result's text, where it is shown.
    pub fn result_size(&self) -> Option<(usize, usize)> {
        let inside = self.inside(self.result?);
        Some((inside.width.saturating_sub(1).max(1).into(), inside.height.max(1).into()))
    }
}

/// A part of a field on its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Its name.
    Label,
    /// What is typed, in this many rows.
    Text(usize),
    /// One of its choices.
    Option(usize),
    /// One of the paths that go on from what is typed.
    Path(usize),
    /// What it is for.
    Description(String),
    /// What is wrong with it.
    Refusal(String),
    /// Nothing.
    Gap,
}

/// A part of a field and the cells that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Which field.
    pub entry: usize,
    /// Which part of it.
    pub part: Part,
    /// Where it is.
    pub area: Rect,
}

/// The parts of all fields that are inside `area`, scrolled as far as it takes to show the one with the keyboard.
pub fn blocks(form: &Form, area: Rect) -> Vec<Block> {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let focused = match form.focus {
        Focus::Field(at) => Some(at),
        Focus::Button(_) => None,
    };
    let mut all: Vec<(usize, Part)> = Vec::new();
    for (at, entry) in form.entries().iter().enumerate() {
        all.extend(parts(entry, focused == Some(at), width, area.height.into()).into_iter().map(|part| (at, part)));
        if entry.is_secret() && form.buttons() == [Button::Take] {
            let warned = "on a command line the shell keeps it in its history";
            all.extend(said(warned, width).into_iter().map(|row| (at, Part::Description(row))));
        }
        if focused == Some(at) && form.offers_earlier() {
            let count = form.earlier_values().count();
            all.push((at, Part::Description(format!("↑ shows {}", plural(count, "earlier value")))));
        }
        all.push((at, Part::Gap));
    }
    let rows_of = |part: &Part| if let Part::Text(rows) = part { *rows } else { 1 };
    let needed: usize = all.iter().map(|(_, part)| rows_of(part)).sum();
    let height = usize::from(area.height);
    if needed > height + 1 {
        all.retain(|(_, part)| *part != Part::Gap);
    }
    let mut y = 0;
    let placed: Vec<(usize, usize, usize, Part)> = all
        .into_iter()
        .map(|(entry, part)| {
            let rows = rows_of(&part);
            y += rows;
            (entry, y - rows, rows, part)
        })
        .collect();
    let own = |wanted: usize| placed.iter().filter(move |(entry, _, _, part)| *entry == wanted && *part != Part::Gap);
    let top = focused.map_or(0, |focused| {
        let start = own(focused).map(|(_, y, ..)| *y).min().unwrap_or(0);
        let end = own(focused).map(|(_, y, rows, _)| y + rows).max().unwrap_or(0);
        end.saturating_sub(height).min(start)
    });
    // The buttons stand below the last field.
    let top = if focused.is_none() { y.saturating_sub(height + 1) } else { top };
    placed
        .into_iter()
        .filter(|(_, y, rows, _)| y + rows > top && *y < top + height)
        .map(|(entry, y, rows, part)| {
            let indent = if part == Part::Label { 0 } else { 2.min(area.width) };
            let skip = top.saturating_sub(y);
            let shown = (rows - skip).min(top + height - y.max(top));
            let cells = |rows: usize| u16::try_from(rows).unwrap_or(area.height);
            let place = Rect {
                x: area.x + indent,
                y: area.y + cells(y.saturating_sub(top)),
                width: area.width - indent,
                height: cells(shown),
            };
            Block { entry, part, area: place }
        })
        .collect()
}

fn parts(entry: &Entry, focused: bool, width: usize, height: usize) -> Vec<Part> {
    let mut parts = vec![Part::Label];
    let listed = LISTED.min(height.saturating_sub(3).max(1));
    match &entry.input {
        Input::Text(editor) => {
            let most = if focused { IN_USE.min((height / 2).max(1)) } else { AT_REST };
            let lines = editor.lines();
            // A text that goes on grows by a row before it is scrolled.
            let rows = if entry.is_secret() { 1 } else { rows_up_to(lines, width, most) };
            let least = if focused && entry.has_lines() { 2.min(most) } else { 1 };
            parts.push(Part::Text(rows.max(least)));
            if focused {
                parts.extend(window(entry.paths.found.len(), entry.paths.selected, listed).map(Part::Path));
            }
        }
        Input::Choice(choice) => {
            parts.push(Part::Text(1));
            if focused {
                let fitting = choice.fitting(&entry.argument.choices);
                let at = choice.cursor.and_then(|cursor| fitting.iter().position(|at| *at == cursor));
                parts.extend(window(fitting.len(), at, listed).map(|at| Part::Option(fitting[at])));
            }
        }
        Input::Marks(choice, _) => {
            let fitting = choice.fitting(&entry.argument.choices);
            let at = choice.cursor.and_then(|cursor| fitting.iter().position(|at| *at == cursor));
            parts.push(Part::Text(1));
            if focused {
                parts.extend(window(fitting.len(), at, listed).map(|at| Part::Option(fitting[at])));
            }
        }
        Input::Truth(_) => parts.push(Part::Text(1)),
    }
    if let Some(refusal) = entry.refusal() {
        parts.extend(said(&refusal, width).into_iter().map(Part::Refusal));
    }
    if focused {
        parts.extend(said(&entry.argument.description, width).into_iter().map(Part::Description));
    }
    parts
}

fn said(text: &str, width: usize) -> Vec<String> {
    let text = sanitize_line(text.trim());
    let rows = if text.is_empty() { Vec::new() } else { wrap(&text, width) };
    rows.into_iter().take(SAID).map(|row| text[row.bytes].trim_end().to_owned()).collect()
}

/// The places of `most` of `count` things around `at`.
fn window(count: usize, at: Option<usize>, most: usize) -> std::ops::Range<usize> {
    let start = at.unwrap_or(0).saturating_sub(most / 2).min(count.saturating_sub(most));
    start..count.min(start + most)
}

/// The rows that `lines` take, counted no further than `most`.
fn rows_up_to(lines: &[String], width: usize, most: usize) -> usize {
    let mut count = 0;
    for line in lines {
        // A character takes at most four bytes, and this many of them at least so many rows.
        count += if line.len() / 4 > width * most { most } else { rows(line, Some(width)).len() };
        if count >= most {
            return most;
        }
    }
    count
}

/// The columns of each button in `area`, from its left.
pub fn button_columns(area: Rect, buttons: &[Button]) -> Vec<(Button, u16, u16)> {
    let mut x = area.x + 1;
    let place = |button: &Button| {
        let width = button.label().len() as u16 + 2;
        x += width;
        (*button, x - width, width)
    };
    buttons.iter().map(place).collect()
}

/// What kind of value is asked for, where that is not plain.
pub fn kind_hint(entry: &Entry) -> &'static str {
    match entry.argument.kind {
        Kind::Text | Kind::Choice | Kind::Boolean => "",
        Kind::Multiline => "",
        Kind::MultiChoice => "any of",
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::File => "file",
        Kind::Secret => "secret",
    }
}
