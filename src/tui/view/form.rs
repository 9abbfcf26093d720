//! A form: its fields, the text that they come to, the buttons and the counts. Needs no more than the form, so that
//! whoever shows one can draw it anywhere.
//!
//! ```text
//! ┌[Fill in  code/review.md]───────┐┌ Text ──────────────────────────────────┐
//! │> language                      ││ You are a senior Rust reviewer.        │
//! │  Rust                          ││                                        │
//! │  diff  required                ││                                        │
//! └────────────────────────────────┘└────────────────────────────────────────┘
//!  [Copy] Print  Pipe                 412 chars ~118 tokens
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;
use unicode_width::UnicodeWidthStr;

use super::super::model::form::entry::{Choice, Entry, Input};
use super::super::model::form::passage::Passage;
use super::super::model::form::places::{Block, Part, Places, blocks, button_columns, kind_hint};
use super::super::model::form::recall::Recall;
use super::super::model::form::{Focus, Form, Shows};
use super::super::wording::bytes;
use super::list::end_of;
use super::{Theme, cell, framed, put};
use crate::prompt::PromptId;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::Kind;

/// Draws `form` over `area`; returns the caret's cell.
pub fn draw(frame: &mut Frame, area: Rect, form: &Form, theme: &Theme) -> Option<Position> {
    frame.render_widget(Clear, area);
    let places = Places::of(area, form.shows);
    let mut caret = None;
    if let Some(fields) = places.fields {
        let focused = matches!(form.focus, Focus::Field(_));
        title(frame, fields, places, &titled("Fill in  ", form.id(), "", fields.width), focused, theme);
        caret = draw_fields(frame, places.inside(fields), form, theme);
    }
    if let Some(result) = places.result {
        let focused = form.shows == Shows::Result;
        let name = match form.edited() {
            Some(_) => "Text, edited by hand: not of the fields",
            None => "Text",
        };
        title(frame, result, places, name, focused, theme);
        draw_result(frame, places.inside(result), form, theme);
    }
    caret = draw_buttons(frame, places.buttons, form, theme).or(caret);
    let counts = form.counts();
    // Half a number would be another number.
    let fits = counts.width() < usize::from(places.counts.width);
    let counts = if fits { counts.as_str() } else { counts.split_once(" chars ").map_or("", |(_, tokens)| tokens) };
    let line = Line::styled(format!(" {}", sanitize_line(counts)), theme.quiet());
    frame.render_widget(if places.framed { line } else { line.right_aligned() }, places.counts);
    if let Some(recall) = &form.recall {
        caret =
            places.fields.and_then(|fields| draw_recall(frame, places.inside(fields), form, recall, theme)).or(caret);
    }
    caret
}

/// A title with the name of a prompt, of which the end is seen where there is too little room.
pub(super) fn titled(before: &str, id: &PromptId, behind: &str, width: u16) -> String {
    // The frame and its brackets.
    let room = usize::from(width).saturating_sub(4 + before.width() + behind.width());
    format!("{before}{}{behind}", end_of(&sanitize_line(&id.to_string()), Vec::new(), room).0)
}

fn title(frame: &mut Frame, area: Rect, places: Places, text: &str, focused: bool, theme: &Theme) {
    let text = sanitize_line(text);
    if places.framed {
        frame.render_widget(framed(&text, focused, theme), area);
    } else {
        put(frame, area, 0, Line::styled(format!(" {text}"), theme.strong()));
    }
}

fn draw_fields(frame: &mut Frame, area: Rect, form: &Form, theme: &Theme) -> Option<Position> {
    let mut caret = None;
    for Block { entry: at, part, area } in blocks(form, area) {
        let Some(entry) = form.entries().get(at) else { continue };
        let focused = form.focus == Focus::Field(at);
        match part {
            Part::Label => label(frame, area, form, at, focused, theme),
            Part::Text(_) => {
                let found = draw_input(frame, area, form, entry, focused, theme);
                caret = if focused { found } else { caret };
            }
            Part::Option(option) => {
                let (cursor, mark) = match &entry.input {
                    Input::Choice(choice) => (choice.cursor, ""),
                    Input::Marks(choice, marks) => (choice.cursor, if marks[option] { "[x] " } else { "[ ] " }),
                    Input::Text(_) | Input::Truth(_) => (None, ""),
                };
                let choice = entry.argument.choices.get(option).map(String::as_str).unwrap_or_default();
                listed(frame, area, &format!("{mark}{choice}"), cursor == Some(option), theme);
            }
            Part::Path(path) => {
                let name = entry.paths.found.get(path).map(String::as_str).unwrap_or_default();
                listed(frame, area, name, entry.paths.selected == Some(path), theme);
            }
            Part::Description(text) => put(frame, area, 0, Line::styled(text, theme.quiet())),
            Part::Refusal(text) => put(frame, area, 0, Line::styled(text, theme.warning())),
            Part::Gap => {}
        }
    }
    caret
}

/// `> language  required`
fn label(frame: &mut Frame, area: Rect, form: &Form, at: usize, focused: bool, theme: &Theme) {
    let entry = &form.entries()[at];
    let style = if focused { theme.focus() } else { theme.strong() };
    let name = sanitize_line(&entry.argument.name).into_owned();
    let mut notes: Vec<&str> = vec![kind_hint(entry)];
    if form.is_missing(at) {
        notes.push("required");
    } else if !entry.given && entry.argument.default.is_some() {
        notes.push("default");
    } else if form.is_unfinished(entry) {
        notes.push("changed");
    } else if form.is_last(entry) {
        notes.push("last");
    }
    notes.retain(|note| !note.is_empty());
    let line = Line::from(vec![
        Span::styled(if focused { "> " } else { "  " }, style),
        Span::styled(name, style),
        Span::styled(
            format!("  {}", notes.join(", ")),
            if form.is_missing(at) { theme.warning() } else { theme.quiet() },
        ),
    ]);
    put(frame, area, 0, line);
}

fn draw_input(
    frame: &mut Frame,
    area: Rect,
    form: &Form,
    entry: &Entry,
    focused: bool,
    theme: &Theme,
) -> Option<Position> {
    match &entry.input {
        Input::Text(_) if entry.is_secret() => {
            let characters = entry.text().chars().count();
            let dots = characters.min(usize::from(area.width.saturating_sub(1)));
            if characters == 0 {
                put(frame, area, 0, Line::styled("not kept, not shown", theme.quiet()));
            } else {
                put(frame, area, 0, Line::raw("●".repeat(dots)));
            }
            Some(cell(area, dots))
        }
        Input::Text(editor) => {
            let caret = editor.render(area, frame.buffer_mut());
            if entry.is_empty() {
                let text = placeholder(form, entry);
                put(frame, area, 0, Line::styled(sanitize_line(&text).into_owned(), theme.quiet()));
            }
            caret
        }
        Input::Choice(choice) => narrowing(frame, area, choice, &entry.text(), focused, entry, theme),
        Input::Marks(choice, _) => narrowing(frame, area, choice, &entry.text(), focused, entry, theme),
        Input::Truth(truth) => {
            let (mark, text) = match truth {
                Some(true) => ("[x] ", "true"),
                Some(false) => ("[ ] ", "false"),
                None => ("[-] ", "not said"),
            };
            let hint = if focused { "  Space, y, n" } else { "" };
            let line = Line::from(vec![Span::raw(mark), Span::raw(text), Span::styled(hint, theme.quiet())]);
            put(frame, area, 0, line);
            Some(cell(area, 1))
        }
    }
}

/// What is chosen, or what is typed to narrow the choices.
fn narrowing(
    frame: &mut Frame,
    area: Rect,
    choice: &Choice,
    chosen: &str,
    focused: bool,
    entry: &Entry,
    theme: &Theme,
) -> Option<Position> {
    if !choice.filter.text().is_empty() {
        let (shown, caret) = choice.filter.window(area.width.into());
        let none = choice.fitting(&entry.argument.choices).is_empty();
        put(frame, area, 0, Line::styled(shown, if none { theme.warning() } else { theme.matched() }));
        if none {
            let text = Line::styled("no such choice ", theme.warning()).right_aligned();
            put(frame, area, 0, text);
        }
        return Some(cell(area, caret));
    }
    if let Some(other) = &choice.other {
        put(frame, area, 0, Line::styled(sanitize_line(chosen).into_owned(), theme.warning()));
        if other.width() + 16 < usize::from(area.width) {
            put(frame, area, 0, Line::styled("no such choice ", theme.warning()).right_aligned());
        }
        return Some(cell(area, 0));
    }
    let hint = match (focused, chosen.is_empty()) {
        (true, true) => "type to narrow",
        (true, false) => "  type to narrow",
        (false, true) => "nothing chosen",
        (false, false) => "",
    };
    let chosen = sanitize_line(chosen).into_owned();
    put(frame, area, 0, Line::from(vec![Span::raw(chosen), Span::styled(hint, theme.quiet())]));
    Some(cell(area, 0))
}

fn placeholder(form: &Form, entry: &Entry) -> String {
    match (&entry.argument.placeholder, entry.argument.kind) {
        (Some(placeholder), _) => placeholder.clone(),
        (None, Kind::Date) => format!("YYYY-MM-DD, ↑ is {}", form.today()),
        (None, Kind::File) => "@path".to_owned(),
        _ => String::new(),
    }
}

fn listed(frame: &mut Frame, area: Rect, text: &str, selected: bool, theme: &Theme) {
    let text = format!("{} {}", if selected { ">" } else { " " }, sanitize_line(text));
    put(frame, area, 0, Line::styled(text, if selected { theme.selected() } else { theme.plain() }));
}

fn draw_result(frame: &mut Frame, area: Rect, form: &Form, theme: &Theme) {
    if let Some(why) = form.problem() {
        let why = sanitize_line(why).into_owned();
        for (y, row) in (0..).zip(super::super::wrap::wrap(&why, area.width.into())) {
            put(frame, area, y, Line::styled(why[row.bytes].trim_end().to_owned(), theme.warning()));
        }
        return;
    }
    passage(frame, area, form.passage(), theme);
}

/// The rows of a text that are on the screen; what is marked is underlined.
pub(super) fn passage(frame: &mut Frame, area: Rect, passage: &Passage, theme: &Theme) {
    // One column is kept clear of the frame.
    let width = usize::from(area.width.saturating_sub(1)).max(1);
    let height = area.height.saturating_sub(u16::from(passage.cut() > 0));
    for (y, runs) in (0..).zip(passage.visible(width, height.into())) {
        let spans = runs
            .into_iter()
            .map(|run| Span::styled(run.shown, if run.marked { theme.matched() } else { theme.plain() }));
        put(frame, Rect { width: area.width.saturating_sub(1).max(1), ..area }, y, Line::from_iter(spans));
    }
    if passage.cut() > 0 {
        let more = format!("… {} more are not shown here", bytes(passage.cut() as u64));
        put(frame, area, height, Line::styled(more, theme.warning()));
    }
}

/// ` [Copy] Print  Pipe `; returns the cell of the focused one.
fn draw_buttons(frame: &mut Frame, area: Rect, form: &Form, theme: &Theme) -> Option<Position> {
    let mut caret = None;
    for (button, x, width) in button_columns(area, form.buttons()) {
        let focused = form.focus == Focus::Button(button);
        let label = button.label();
        let (text, style) = match focused {
            true => (format!("[{label}]"), theme.selected()),
            false => (format!(" {label} "), theme.plain()),
        };
        let place = Rect { x, width, ..area }.intersection(area);
        if place.is_empty() {
            continue;
        }
        frame.render_widget(Line::styled(text, style), place);
        if focused {
            caret = Some(Position::new(place.x, place.y));
        }
    }
    caret
}

/// Earlier values below the fields, the newest first.
fn draw_recall(frame: &mut Frame, area: Rect, form: &Form, recall: &Recall, theme: &Theme) -> Option<Position> {
    let height = u16::try_from(recall.values.len() + 2).unwrap_or(area.height).min(area.height).min(10);
    let name = form.focused().map(|entry| entry.argument.name.clone()).unwrap_or_default();
    let place = Rect { y: area.bottom() - height, height, ..area };
    frame.render_widget(Clear, place);
    let block = framed(&format!("Earlier  {}", sanitize_line(&name)), true, theme);
    let inside = block.inner(place);
    frame.render_widget(block, place);
    let shown = usize::from(inside.height);
    let top = recall.selected.saturating_sub(shown.saturating_sub(1));
    let mut caret = None;
    for (y, (at, value)) in (0..).zip(recall.values.iter().enumerate().skip(top).take(shown)) {
        let spot = Rect { y: inside.y + y, height: 1, ..inside };
        // A long text is known by how it begins.
        let start: String = value.chars().take(inside.width.into()).collect();
        listed(frame, spot, &start, at == recall.selected, theme);
        if at == recall.selected {
            caret = Some(Position::new(spot.x, spot.y));
        }
    }
    caret
}
