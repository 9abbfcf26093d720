//! Questions, on the last two lines: what is asked, and the keys that answer. What there is to know before stands above.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::super::model::{Asked, Model, Naming, Question};
use super::super::wording::plural;
use super::super::wrap::wrap;
use super::status::draw_hints;
use super::{Theme, cell, put};
use crate::library::{Missing, users_sentence};
use crate::prompt::PromptId;
use crate::prompt::sanitize::sanitize_line;

/// A name; returns the caret's cell.
pub(super) fn name(
    frame: &mut Frame,
    area: Rect,
    hints: Rect,
    question: &Question,
    model: &Model,
    theme: &Theme,
) -> Option<Position> {
    let Question::Name { purpose, field, fault } = question else { return None };
    if let Naming::Rename(id) = purpose {
        users(frame, area, id, model, theme);
    }
    let label = match purpose {
        Naming::New => " New prompt: ",
        Naming::Duplicate(_) => " Duplicate as: ",
        Naming::Rename(_) => " New name: ",
        Naming::Elsewhere(_) => " Save as: ",
    };
    frame.render_widget(Clear, area);
    frame.render_widget(Line::styled(label, theme.key()), area);
    let width = u16::try_from(label.len()).unwrap_or(0).min(area.width);
    let place = Rect { x: area.x + width, width: area.width - width, ..area };
    let (shown, caret) = field.window(place.width.into());
    frame.render_widget(Line::raw(shown), place);
    frame.render_widget(Clear, hints);
    match fault {
        Some(fault) => frame.render_widget(Line::styled(format!(" {}", sanitize_line(fault)), theme.fault()), hints),
        None => keys(frame, hints, &[("Enter", "do it"), ("Esc", "leave it")], theme),
    }
    Some(cell(place, caret))
}

/// Above the question: which prompts include the one that is to get another name, once that is known.
fn users(frame: &mut Frame, question: Rect, id: &PromptId, model: &Model, theme: &Theme) {
    let users = model.users.of(id).map(AsRef::as_ref).unwrap_or_default();
    let Some(sentence) = users_sentence(users, "it", Missing::Soon) else { return };
    let rows = wrap(&sentence, usize::from(question.width).saturating_sub(2).max(1));
    let shown = rows.len().min(2);
    let height = u16::try_from(shown).unwrap_or(0).min(question.y);
    let area = Rect { y: question.y - height, height, ..question };
    frame.render_widget(Clear, area);
    for (y, row) in (0..).zip(&rows[..shown]) {
        let more = if usize::from(y) + 1 == shown && rows.len() > shown { "…" } else { "" };
        let line = format!(" {}{more}", sentence[row.bytes.clone()].trim_end());
        put(frame, area, y, Line::styled(line, theme.warning()));
    }
}

/// A choice.
pub(super) fn choices(frame: &mut Frame, area: Rect, hints: Rect, question: &Question, model: &Model, theme: &Theme) {
    // Where there is little room the answers are short, so that each of them is there.
    let is_narrow = hints.width < 60;
    let (text, choices): (String, &[(&str, &str)]) = match question {
        Question::Drafts { .. } => (
            format!("{} unsaved.", plural(model.unsaved(), "draft")),
            &[("s", "save all, quit"), ("k", "keep drafts, quit"), ("d", "discard, quit"), ("Esc", "stay")],
        ),
        Question::Conflict(id) if is_narrow => (
            format!("{id} has another text on disk."),
            &[("c", "compare"), ("m", "merge"), ("o", "mine"), ("t", "disk"), ("Esc", "back")],
        ),
        Question::Conflict(id) => (
            format!("{id} has another text on disk."),
            &[("c", "compare"), ("m", "merge"), ("o", "keep mine"), ("t", "take disk"), ("Esc", "keep editing")],
        ),
        Question::Left(asked) => {
            let name = model.left.first().map(|left| left.draft.id.to_string()).unwrap_or_default();
            let more = match model.left.len().saturating_sub(1) {
                0 => String::new(),
                more => format!(" ({more} more)"),
            };
            let keys: &[_] = match asked {
                Asked::Open => {
                    &[("r", "restore"), ("c", "compare"), ("d", "discard, to the history"), ("Esc", "later")]
                }
                Asked::Discarding => &[],
            };
            (format!("Left unsaved: {name}{more}"), keys)
        }
        Question::Marked(id) => {
            let conflicts = model.drafts.get(id).map_or(0, |draft| draft.conflicts().len());
            let (verb, text) = (if conflicts == 1 { "is" } else { "are" }, plural(conflicts, "conflict"));
            (
                format!("{text} of the merge {verb} still marked in {id}."),
                &[("n", "next conflict"), ("s", "save it so"), ("Esc", "keep editing")],
            )
        }
        Question::Name { .. } => return,
    };
    frame.render_widget(Clear, area);
    frame.render_widget(Line::styled(format!(" {text}"), theme.warning()), area);
    frame.render_widget(Clear, hints);
    keys(frame, hints, choices, theme);
}

fn keys(frame: &mut Frame, area: Rect, keys: &[(&'static str, &'static str)], theme: &Theme) {
    draw_hints(frame, area, keys.iter().map(|(key, what)| ((*key).to_owned(), *what)), theme);
}
