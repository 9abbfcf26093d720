//! The first line and the last two: book and cache, what was said, which keys do what.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;
use unicode_width::UnicodeWidthStr;

use super::super::action::{Action, Scope, TABLE};
use super::super::editor::Found;
use super::super::model::form::{Form, Shows};
use super::super::model::messages::{Seen, Weight};
use super::super::model::pipe::State;
use super::super::model::tokens::Counted;
use super::super::model::{Book, Keyboard, Listing, Model, Overlay, compare};
use super::super::understanding::Finding;
use super::super::wording::{length, percent, plural};
use super::super::wrap::wrap;
use super::{Theme, cell};
use crate::cache::CacheState;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::Severity;
use crate::store::WatchState;

/// The most rows of a finding: what is odd and the way out of it.
const FINDING: usize = 4;

/// ` promptbook ~/prompts  214 prompts  1 draft *                cache 99.2 % #41 on`
pub(super) fn header(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let state = match (model.snapshot.state(), &model.monitor.figures.watch) {
        (CacheState::Off(_), _) => ("off", theme.warning()),
        (CacheState::On, WatchState::Polling { .. }) => ("polling", theme.warning()),
        (CacheState::On, WatchState::Away { .. }) => ("no folder", theme.warning()),
        (CacheState::On, _) => ("ok", theme.good()),
    };
    let cache = Line::from(vec![
        Span::styled("cache ", theme.quiet()),
        Span::raw(format!("{} #{} ", percent(model.monitor.figures.hit_rate), model.monitor.figures.generation)),
        Span::styled(format!("{} ", state.0), state.1),
    ])
    .right_aligned();
    let right = u16::try_from(cache.width()).unwrap_or(0);
    let mut left = vec![Span::styled(" promptbook ", theme.strong())];
    let prompts = match model.listing {
        Listing::Reading(found) => format!("reading… {}", plural(found, "prompt")),
        Listing::Done => plural(model.snapshot.len(), "prompt"),
    };
    let drafts = match model.unsaved() {
        0 => String::new(),
        unsaved => format!("  {} *", plural(unsaved, "draft")),
    };
    let install = model.keymap.keys("install").into_iter().next().unwrap_or_default();
    let samples = match &model.book {
        Book::Samples { .. } => format!("  {install} makes them yours"),
        Book::Folder => String::new(),
    };
    if area.width >= 60 {
        left.push(Span::raw(sanitize_line(&model.title).into_owned()));
        left.push(Span::styled(format!("  {prompts}"), theme.quiet()));
        left.push(Span::styled(drafts, theme.warning()));
        left.push(Span::styled(samples, theme.key()));
    } else {
        left.push(Span::styled(drafts, theme.warning()));
    }
    // Half a name says less than none.
    let room = area.width.saturating_sub(right);
    if room >= 12 {
        frame.render_widget(Line::from(left), Rect { width: room, ..area });
    }
    frame.render_widget(cache, area);
}

/// What was said last; a long sentence also takes the line of hints. Says whether it did.
pub(super) fn message(frame: &mut Frame, area: Rect, hints: Rect, model: &Model, theme: &Theme) -> Spread {
    let Some(message) = model.messages.shown() else { return Spread::OneLine };
    let style = match message.weight {
        Weight::Note => theme.plain(),
        Weight::Warning => theme.warning(),
        Weight::Fault => theme.fault(),
    };
    let text = sanitize_line(&message.text);
    let rows = wrap(&text, usize::from(area.width).saturating_sub(2));
    let spread =
        if rows.len() > 1 && model.messages.seen() == Seen::NotYet { Spread::OverHints } else { Spread::OneLine };
    let lines = if spread == Spread::OverHints { 2 } else { 1 };
    for (row, (line, place)) in rows.iter().zip([area, hints].into_iter().enumerate()).take(lines) {
        let more = if line + 1 == lines && rows.len() > lines { "…" } else { "" };
        frame.render_widget(Line::styled(format!(" {}{more}", text[row.bytes.clone()].trim_end()), style), place);
    }
    spread
}

/// ` line 4: "{{lang" is not closed; it stays plain text. …            1 204 chars  ~301 tokens`: what is odd where the
/// caret is, and how long the text is, while nothing else is said.
pub(super) fn editing(frame: &mut Frame, area: Rect, caret: Option<Position>, model: &Model, theme: &Theme) {
    let draft = model.open_draft().filter(|_| model.keyboard() == Keyboard::Editor);
    let Some(draft) = draft.filter(|_| model.messages.shown().is_none()) else { return };
    let Some(understood) = draft.understood() else { return };
    let (line, _) = draft.editor.caret();
    let finding = draft.editor.marks().fault_of_line(line).and_then(|(_, index)| understood.findings.get(index));
    if let Some(Finding { severity, what, hint, .. }) = finding {
        let style = if *severity == Severity::Fault { theme.fault() } else { theme.warning() };
        let mut hint = hint.chars();
        let first: String = hint.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
        let text = format!(" line {}: {}. {first}{}", line + 1, sanitize_line(what), sanitize_line(hint.as_str()));
        let rows = wrap(&text, usize::from(area.width).saturating_sub(2));
        let lines = rows.len().min(FINDING).min(usize::from(area.y).max(1));
        let height = u16::try_from(lines).unwrap_or(1);
        // It grows over the panes, and where it would hide the caret, from their top.
        let bottom = area.y.saturating_sub(height - 1);
        let hides = height > 1 && caret.is_some_and(|caret| caret.y >= bottom);
        let place = Rect { y: if hides { area.y.min(1) } else { bottom }, height, ..area };
        frame.render_widget(Clear, place);
        for (at, (row, line)) in rows.iter().zip(place.rows()).enumerate() {
            let more = if at + 1 == lines && rows.len() > lines { "…" } else { "" };
            let indent = if at == 0 { "" } else { " " };
            let shown = format!("{indent}{}{more}", text[row.bytes.clone()].trim_end());
            frame.render_widget(Line::styled(shown, style), line);
        }
        return;
    }
    let odd = match understood.findings.len() {
        0 => String::new(),
        findings => {
            let next = model.keymap.key(Scope::Edit, Action::NextFinding).unwrap_or_default();
            format!(" {}: {next} goes to the next", plural(findings, "finding"))
        }
    };
    let length = format!("{} ", length(understood.characters, model.tokens.of(Counted::Editor)));
    let length = Line::styled(length, theme.quiet()).right_aligned();
    let right = u16::try_from(length.width()).unwrap_or(area.width).min(area.width);
    frame.render_widget(Line::styled(odd, theme.warning()), Rect { width: area.width - right, ..area });
    frame.render_widget(length, area);
}

/// A line with fewer columns has room for four hints.
const NARROW: u16 = 60;

/// How many lines a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spread {
    OneLine,
    OverHints,
}

/// ` Enter copy  e edit  / filter  n new  M metrics  ? help  q quit`: as many as fit.
pub(super) fn hints(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let fixed: &[(&str, &str)] = match model.keyboard() {
        Keyboard::Filter => &[("↑↓", "move"), ("Enter", "keep"), ("Esc", "clear, then leave")],
        Keyboard::Help => &[("type", "narrow"), ("↑↓", "move"), ("Enter", "do it"), ("Esc", "back")],
        Keyboard::Messages => &[("↑↓", "scroll"), ("Esc", "back")],
        Keyboard::Form if model.opened_form().is_some_and(|form| form.recall.is_some()) => {
            &[("↑↓", "move"), ("Enter", "take it"), ("Esc", "back")]
        }
        Keyboard::Choose if is_asked(model) => &[("y", "run, do not ask again"), ("Esc", "back")],
        Keyboard::Choose => &[("Enter", "run"), ("↑↓", "move"), ("Tab", "edit"), ("Esc", "back")],
        _ => &[],
    };
    if !fixed.is_empty() {
        return draw_hints(frame, area, fixed.iter().map(|(key, what)| ((*key).to_owned(), *what)), theme);
    }
    let scope = match &model.overlay {
        Some(Overlay::Metrics) => Scope::Metrics,
        _ => model.scope(),
    };
    let first = |scope| TABLE.iter().filter(move |row| row.scope == scope);
    let everywhere = first(Scope::Everywhere);
    let rows: Vec<_> = if scope == Scope::Browse {
        TABLE.iter().filter(|row| matches!(row.scope, Scope::Browse | Scope::Everywhere)).collect()
    } else {
        first(scope).chain(everywhere).collect()
    };
    let mut keyed: Vec<(String, &str)> = Vec::new();
    keyed.extend(rows.into_iter().filter(|row| compare::is_offered(model, row.action)).filter_map(|row| {
        let keys = model.keymap.keys(row.id);
        // In a text only keys that type nothing work.
        let is_text = matches!(scope, Scope::Edit | Scope::Form);
        let key = keys.iter().find(|key| !is_text || key.chars().count() > 1)?;
        Some((key.clone(), if row.id == "output_back" { stopping(model) } else { row.hint? }))
    }));
    if let Some(hint) = of_field(model, area.width) {
        keyed.retain(|(_, what)| *what != hint.1 && (area.width >= NARROW || *what != "text"));
        keyed.insert(2.min(keyed.len()), hint);
    }
    draw_hints(frame, area, keyed.into_iter(), theme);
}

/// What the field with the keyboard has to offer now, paths or earlier values: worth more than keys that every form has,
/// but not than the way back.
fn of_field(model: &Model, width: u16) -> Option<(String, &'static str)> {
    let on_screen = |form: &&Form| model.scope() == Scope::Form && form.shows == Shows::Fields;
    let form = model.opened_form().filter(on_screen)?;
    let paths = &form.focused()?.paths;
    if paths.selected.is_some() {
        return Some(("Enter".to_owned(), "take it"));
    }
    if !paths.found.is_empty() {
        return Some(("↓".to_owned(), "paths"));
    }
    form.earlier_values().next()?;
    if form.offers_earlier() {
        return Some(("↑".to_owned(), "earlier"));
    }
    let key = model.keymap.key(Scope::Form, Action::Earlier).filter(|_| width >= NARROW)?;
    Some((key, "earlier"))
}

/// What the key that stops a command and closes what it said does now.
fn stopping(model: &Model) -> &'static str {
    match model.output.as_ref().map(|output| &output.state) {
        Some(State::Running) => "stop",
        Some(State::Stopping) => "end at once",
        Some(State::Ended(..)) | None => "close",
    }
}

fn is_asked(model: &Model) -> bool {
    matches!(&model.overlay, Some(Overlay::Choose(choosing)) if choosing.asked.is_some())
}

pub(in super::super) fn draw_hints<'a>(
    frame: &mut Frame,
    area: Rect,
    hints: impl Iterator<Item = (String, &'a str)>,
    theme: &Theme,
) {
    let mut spans = vec![Span::raw(" ")];
    let mut width = 1;
    for (key, what) in hints {
        width += key.width() + what.width() + 3;
        if width > usize::from(area.width) + 2 {
            break;
        }
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw(format!(" {what}  ")));
    }
    frame.render_widget(Line::from(spans), area);
}

/// The field of what to find in the editor; returns the caret's cell.
pub(super) fn find(frame: &mut Frame, area: Rect, hints: Rect, model: &Model, theme: &Theme) -> Option<Position> {
    let find = model.find.as_ref()?;
    let found = match find.found {
        Some(Found::Match { nth, of }) => format!("{nth} of {of} "),
        Some(Found::None) => "not found ".to_owned(),
        None => String::new(),
    };
    frame.buffer_mut().set_style(area, theme.plain());
    frame.render_widget(Clear, area);
    let found = Line::styled(found, theme.quiet()).right_aligned();
    let right = u16::try_from(found.width()).unwrap_or(0).min(area.width);
    frame.render_widget(Line::styled(" Find: ", theme.key()), area);
    frame.render_widget(found, area);
    let field = Rect { x: area.x + 7, width: area.width.saturating_sub(7 + right), ..area };
    let (shown, caret) = find.field.window(field.width.into());
    frame.render_widget(Line::raw(shown), field);
    let keys = [("Enter", "next"), ("↑", "previous"), ("Esc", "back to the text")];
    draw_hints(frame, hints, keys.into_iter().map(|(key, what)| (key.to_owned(), what)), theme);
    Some(cell(field, caret))
}
