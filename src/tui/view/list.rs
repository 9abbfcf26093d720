//! The filter line and the list of prompts.
//!
//! ```text
//!  / filter names, titles, #tags, in:folder                   14 of 214
//! ┌[1 Prompts]────────────────┐
//! │ - code (9)                │
//! │ >   review.md             │
//! │   * 周报.md                │
//! └───────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::super::model::layout::{Layout, Pane};
use super::super::model::list::{Item, Row};
use super::super::model::{Book, Keyboard, Listing, Model};
use super::super::wording::{count, plural};
use super::{Theme, cell, cut, framed, put};
use crate::prompt::display_bytes;
use crate::search;

/// Draws the filter line; returns the caret's cell if it has the keyboard.
pub(super) fn filter(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) -> Option<Position> {
    let total = model.snapshot.len();
    let counted = match (model.list.answers(), model.listing) {
        (Some(answers), _) if area.width < 60 => format!("{}/{}", answers.len(), total),
        (Some(answers), _) => format!("{} of {}", count(answers.len() as u64), count(total as u64)),
        (None, Listing::Reading(found)) => format!("reading {}…", count(found as u64)),
        (None, Listing::Done) if area.width < 60 => count(total as u64),
        (None, Listing::Done) => String::new(),
    };
    let counted = Line::from(Span::styled(format!("{counted} "), theme.quiet())).right_aligned();
    let right = u16::try_from(counted.width()).unwrap_or(0).min(area.width);
    let field_area = Rect { x: area.x + 3, width: area.width.saturating_sub(3 + right), ..area };
    frame.render_widget(Line::from(Span::styled(" / ", theme.key())), area);
    frame.render_widget(counted, area);
    let (shown, caret) = model.filter.field.window(field_area.width.into());
    if model.filter.field.text().is_empty() && !model.filter.typing {
        let hint = if area.width < 60 { "filter" } else { "filter names, titles, #tag, in:folder" };
        frame.render_widget(Line::styled(hint, theme.quiet()), field_area);
    } else {
        frame.render_widget(Line::raw(shown), field_area);
    }
    (model.keyboard() == Keyboard::Filter).then(|| cell(field_area, caret))
}

/// Draws the list; returns the cell of the selected row, where the caret is parked.
pub(super) fn draw(frame: &mut Frame, area: Rect, layout: Layout, model: &Model, theme: &Theme) -> Option<Position> {
    let focused = model.focus == Pane::List && model.overlay.is_none();
    let inside = layout.inside(area);
    if layout.framed {
        frame.render_widget(framed("1 Prompts", focused, theme), area);
    }
    if model.list.rows().is_empty() {
        empty(frame, inside, model, theme);
        return None;
    }
    let top = model.list.top();
    let visible = model.list.rows().iter().enumerate().skip(top).take(inside.height.into());
    for (index, row) in visible {
        let selected = index == model.list.cursor();
        let y = u16::try_from(index - top).unwrap_or(u16::MAX);
        let mut line = line_of(model, row, selected, inside.width.into(), theme);
        if selected {
            line = line.style(if focused { theme.selected() } else { theme.strong() });
        }
        put(frame, inside, y, line);
    }
    let row = model.list.cursor().checked_sub(top).and_then(|row| u16::try_from(row).ok())?;
    (row < inside.height).then(|| Position::new(inside.x, inside.y + row))
}

fn line_of<'a>(model: &Model, row: &'a Row, selected: bool, width: usize, theme: &Theme) -> Line<'a> {
    let mark = if selected { ">" } else { " " };
    let indent = "  ".repeat(row.depth.into());
    match &row.item {
        Item::Folder(folder) => {
            let fold = if model.list.is_folded(folder) { "+" } else { "-" };
            let name = display_bytes(&folder[row.label_from.min(folder.len())..]);
            Line::from(vec![
                Span::raw(format!("{mark} {indent}{fold} ")),
                Span::styled(name, theme.strong()),
                Span::styled(format!(" ({})", row.count), theme.quiet()),
            ])
        }
        Item::Prompt(id) => {
            let edited = model.drafts.get(id).is_some_and(|draft| draft.is_modified());
            let edited = if edited { "*" } else { " " };
            let label = display_bytes(&id.as_bytes()[row.label_from.min(id.as_bytes().len())..]);
            let mut spans = vec![Span::raw(format!("{mark}{edited}{indent} "))];
            let removed = if model.snapshot.get(id).is_none() { " (removed)" } else { "" };
            let room = width.saturating_sub(spans[0].width() + removed.width());
            if model.list.answers().is_some() {
                let marks = search::marks(&label, model.filter.field.text());
                let (label, marks) = end_of(&label, marks, room);
                spans.extend(marked(&label, &marks, theme.matched()));
            } else {
                spans.push(Span::raw(cut(&label, room)));
            }
            if !removed.is_empty() {
                spans.push(Span::styled(removed, theme.warning()));
            }
            Line::from(spans)
        }
    }
}

/// The end of `text` in at most `width` columns, behind an ellipsis where that is not all of it, and the `marks` that are
/// left: of a whole path the file's name says most.
pub(super) fn end_of(text: &str, marks: Vec<u32>, width: usize) -> (String, Vec<u32>) {
    if text.width() <= width {
        return (text.to_owned(), marks);
    }
    let mut start = text.len();
    for (at, _) in text.grapheme_indices(true).rev().take_while(|(at, _)| text[*at..].width() < width) {
        start = at;
    }
    let dropped = u32::try_from(text[..start].chars().count()).unwrap_or(u32::MAX);
    // The ellipsis is a character, too.
    let marks = marks.into_iter().filter_map(|mark| Some(mark.checked_sub(dropped)? + 1)).collect();
    (format!("…{}", &text[start..]), marks)
}

/// `text` with the characters at `marks` set in `style`.
pub(in super::super) fn marked(text: &str, marks: &[u32], style: Style) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut run = String::new();
    let mut in_mark = false;
    for (at, character) in (0..).zip(text.chars()) {
        let is_mark = marks.binary_search(&at).is_ok();
        if is_mark != in_mark && !run.is_empty() {
            spans.push(Span::styled(std::mem::take(&mut run), if in_mark { style } else { Style::new() }));
        }
        in_mark = is_mark;
        run.push(character);
    }
    spans.push(Span::styled(run, if in_mark { style } else { Style::new() }));
    spans
}

fn empty(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let typed = model.filter.field.text();
    let keys = |id: &str| model.keymap.keys(id).into_iter().next().unwrap_or_default();
    let lines: Vec<String> = match (model.listing, &model.book) {
        (Listing::Reading(found), _) => vec![format!("Reading… {}", plural(found, "prompt"))],
        (Listing::Done, _) if !typed.is_empty() => {
            vec![
                format!("No prompt matches \"{typed}\"."),
                "Enter creates it".to_owned(),
                "Esc clears the filter".to_owned(),
            ]
        }
        (Listing::Done, Book::Folder) => vec![
            "No prompts here yet.".to_owned(),
            format!("{}  new prompt", keys("new")),
            format!("{}  add samples", keys("install")),
            format!("{}  quit", keys("quit")),
        ],
        (Listing::Done, Book::Samples { .. }) => vec!["No samples.".to_owned()],
    };
    for (y, text) in (0..).zip(lines) {
        let text = crate::prompt::sanitize::sanitize_line(&text).into_owned();
        put(frame, area, y, Line::styled(text, theme.quiet()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_too_long_keeps_its_end_and_its_marks() {
        assert_eq!(end_of("code/review.md", vec![5, 6], 14), ("code/review.md".into(), vec![5, 6]));
        assert_eq!(end_of("code/review.md", vec![0, 5, 6], 10), ("…review.md".into(), vec![1, 2]));
        assert_eq!(end_of("写作/周报.md", vec![3, 4], 8), ("…周报.md".into(), vec![1, 2]));
        for width in 0..14 {
            let (shown, marks) = end_of("写作/周报.md", (0..8).collect(), width);
            assert!(shown.width() <= width.max(1), "{shown} in {width}");
            assert_eq!(marks.len(), shown.chars().count() - usize::from(width < 12), "{shown}");
        }
    }
}
