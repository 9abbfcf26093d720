//! The commands that a text may go to, and what one says.
//!
//! ```text
//! ┌[Pipe code/review.md to a command]──────────┐   ┌[Output  claude -p  ended: exit status 0]───────────────┐
//! │ Command: cl                                │   │ The change looks right.                                │
//! │ > claude   claude -p                       │   │ ! 2 warnings                                           │
//! └────────────────────────────────────────────┘   └────────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::super::model::Model;
use super::super::model::pipe::{Choosing, Output, State, Went};
use super::super::wording::bytes;
use super::super::wrap::wrap;
use super::form::{passage, titled};
use super::{Theme, cell, framed, put};
use crate::prompt::sanitize::sanitize_line;

/// Draws the commands over the panes; returns the caret's cell.
pub(super) fn choose(frame: &mut Frame, model: &Model, choosing: &Choosing, theme: &Theme) -> Option<Position> {
    let screen = frame.area();
    let width = screen.width.min(76);
    let wanted = u16::try_from(model.commands.len()).unwrap_or(20) + 6;
    let height = screen.height.saturating_sub(3).min(wanted.max(8));
    let area = Rect::new((screen.width - width) / 2, 1 + (screen.height.saturating_sub(3) - height) / 3, width, height);
    frame.render_widget(Clear, area);
    let size = bytes(choosing.text.len() as u64);
    // What is done is seen in what lies below; whose text it is is not.
    let behind = if width < 60 { format!(" ({size})") } else { format!(" ({size}) to a command") };
    let block = framed(&titled("Pipe ", &choosing.id, &behind, width), true, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    if let Some(line) = &choosing.asked {
        return asked(frame, inside, line, theme);
    }
    let label = " Command: ";
    put(frame, inside, 0, Line::styled(label, theme.key()));
    let label = u16::try_from(label.len()).unwrap_or(0).min(inside.width);
    let place = Rect { x: inside.x + label, width: inside.width - label, height: 1, ..inside };
    let (shown, caret) = choosing.field.window(place.width.into());
    frame.render_widget(Line::raw(shown), place);
    let below = Rect { y: inside.y + 1, height: inside.height.saturating_sub(2), ..inside };
    let offers = choosing.offers(&model.commands);
    let rows = usize::from(below.height);
    let top = choosing.selected.saturating_sub(rows.saturating_sub(1));
    for (y, (at, offer)) in (0..).zip(offers.iter().enumerate().skip(top).take(rows)) {
        let cursor = if at == choosing.selected { ">" } else { " " };
        let name = offer.name.as_deref().unwrap_or("as typed");
        let line = format!(" {cursor} {:<10} {}", sanitize_line(name), sanitize_line(&offer.line));
        put(
            frame,
            below,
            y,
            Line::styled(line, if at == choosing.selected { theme.selected() } else { theme.plain() }),
        );
    }
    let last = inside.height.saturating_sub(1);
    match &choosing.fault {
        Some(fault) => put(frame, inside, last, Line::styled(format!(" {}", sanitize_line(fault)), theme.warning())),
        None if offers.is_empty() => {
            put(frame, inside, last, Line::styled(" Type a command, such as llm", theme.quiet()))
        }
        None => put(frame, inside, last, Line::styled(" No shell reads it; sh -c '…' does", theme.quiet())),
    }
    Some(cell(place, caret))
}

/// The command line before it runs for the first time, word by word.
fn asked(frame: &mut Frame, inside: Rect, line: &str, theme: &Theme) -> Option<Position> {
    let words = super::super::update::words(line).unwrap_or_default();
    put(frame, inside, 0, Line::styled(" This runs for the first time:", theme.warning()));
    let shown = sanitize_line(&shell_words::join(&words)).into_owned();
    let width = usize::from(inside.width.saturating_sub(4)).max(1);
    let rows = wrap(&shown, width);
    let room = usize::from(inside.height.saturating_sub(3)).max(1);
    for (y, row) in (2..).zip(rows.iter().take(room)) {
        put(frame, inside, y, Line::styled(format!("   {}", &shown[row.bytes.clone()]), theme.strong()));
    }
    if rows.len() > room {
        put(frame, inside, inside.height.saturating_sub(1), Line::styled(" … it is longer than this", theme.warning()));
    }
    None
}

/// Draws what a command says over all but the first line and the last two.
pub(super) fn output(frame: &mut Frame, output: &Output, theme: &Theme) {
    let screen = frame.area();
    let area = Rect { y: 1, height: screen.height.saturating_sub(3), ..screen };
    frame.render_widget(Clear, area);
    let state = match &output.state {
        State::Running => "running".to_owned(),
        State::Stopping => "is being stopped".to_owned(),
        State::Ended(_, Went::Unstarted) => "did not start".to_owned(),
        State::Ended(how, _) => how.clone(),
    };
    // How it ended is seen however long the command is.
    let room = usize::from(area.width).saturating_sub(state.chars().count() + 14);
    let line: String = output.line.chars().take(room).collect();
    let block = framed(&sanitize_line(&format!("Output  {line}  {state}")), true, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    if let State::Ended(why, Went::Unstarted) = &output.state {
        let why = sanitize_line(why);
        for (y, row) in (0..).zip(wrap(&why, usize::from(inside.width).max(1))) {
            put(frame, inside, y, Line::styled(why[row.bytes].trim_end().to_owned(), theme.fault()));
        }
        return;
    }
    if output.passage.is_empty() {
        let text = match &output.state {
            State::Ended(..) => "It said nothing.",
            State::Running | State::Stopping => "It has said nothing yet.",
        };
        put(frame, inside, 0, Line::styled(text, theme.quiet()));
    }
    passage(frame, inside, &output.passage, theme);
    if let State::Ended(how, Went::Badly) = &output.state {
        let text = sanitize_line(how).into_owned();
        let line = Line::from(vec![Span::styled(format!(" {text} "), theme.fault())]).right_aligned();
        // The corner of the frame stays.
        let place = Rect { width: area.width.saturating_sub(1), ..area };
        put(frame, place, area.height.saturating_sub(1), line);
    }
}
