//! The frame: who is followed, its metrics or the list of those that run, what was said, the keys.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::super::action::{Action, Scope, TABLE};
use super::super::view::{Theme, draw_hints, framed, monitor, put, too_small};
use super::super::wording::{bytes, count, percent};
use super::model::{Choice, Model, State};
use crate::instances::Instance;
use crate::prompt::sanitize::sanitize_line;

/// The least columns and rows for a frame.
const LEAST: (u16, u16) = (20, 5);

/// Narrower lists leave out what the name of a book needs.
const WIDE: u16 = 70;

/// Narrower headers say less.
const NARROW: u16 = 60;

/// Draws `model`.
pub(super) fn view(frame: &mut Frame, model: &Model, theme: &Theme) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(frame);
        return;
    }
    let [header, body, said, hints] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
            .areas(area);
    head(frame, header, model, theme);
    match (&model.choice, &model.monitor) {
        (Some(choice), _) => list(frame, body, choice, theme),
        (None, Some(shown)) => monitor(frame, body, shown, theme),
        (None, None) => frame.render_widget(Line::styled(" Waiting for its first figures", theme.quiet()), body),
    }
    if let Some(text) = &model.said {
        frame.render_widget(Line::raw(format!(" {text}")), said);
    }
    if model.choice.is_some() {
        let back = if model.followed.is_some() { "back" } else { "quit" };
        let keys = [("q", "quit"), ("↑↓", "move"), ("Enter", "follow"), ("Esc", back)];
        return draw_hints(frame, hints, keys.into_iter().map(|(key, what)| (key.to_owned(), what)), theme);
    }
    let looks = TABLE.iter().filter(|row| row.scope == Scope::Metrics);
    let looks = looks.filter(|row| !matches!(row.action, Action::SwitchCache | Action::Reload | Action::Back));
    let keys = looks.filter_map(|row| Some((model.keymap.keys(row.id).into_iter().next()?, row.hint?)));
    let own = [("q", "quit"), ("Tab", "next instance"), ("i", "all")];
    draw_hints(frame, hints, own.into_iter().map(|(key, what)| (key.to_owned(), what)).chain(keys), theme);
}

fn head(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let is_narrow = area.width < NARROW;
    let name = if is_narrow { " top" } else { " promptbook top" };
    let mut title = vec![Span::styled(name, theme.strong())];
    let mut state = None;
    if let Some(followed) = &model.followed {
        let (nth, of) = followed.place;
        let place = if of > 1 { format!(", {nth} of {of}") } else { String::new() };
        let (pid, book) = (followed.pid, &followed.book);
        // Where there is little room the number comes first: half of it would be another one.
        let text = match is_narrow {
            true => format!("  {pid}{place}  {book}"),
            false => format!("  {book}  process {pid}{place}"),
        };
        title.push(Span::raw(sanitize_line(&text).into_owned()));
        state = Some(match followed.state {
            State::Running => Span::styled("following ", theme.good()),
            State::Silent(seconds) => Span::styled(format!("no answer for {seconds} s "), theme.fault()),
            State::Ended => Span::styled("ended ", theme.fault()),
        });
    }
    frame.render_widget(Line::from(title), area);
    if let Some(state) = state.filter(|_| !is_narrow) {
        frame.render_widget(Line::from(state).alignment(Alignment::Right), area);
    }
}

/// The running instances, one a row.
fn list(frame: &mut Frame, area: Rect, choice: &Choice, theme: &Theme) {
    let block = framed("Running promptbooks of yours", true, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    if choice.instances.is_empty() {
        let text = "None yet: promptbook in another terminal, or promptbook demo-load, and it is here";
        return put(frame, inside, 0, Line::styled(text, theme.quiet()));
    }
    let is_wide = inside.width >= WIDE;
    put(
        frame,
        inside,
        0,
        Line::styled(row(["number", "hit rate", "reads", "prompts", "memory", "book"], is_wide), theme.strong()),
    );
    let rows = inside.height.saturating_sub(1);
    let top = (choice.row() + 1).saturating_sub(rows.into());
    for (y, (at, instance)) in (1..inside.height).zip(choice.instances.iter().enumerate().skip(top)) {
        let Instance { pid, book, hit_rate, reads, prompts, memory, .. } = instance;
        let cells = [
            pid.to_string(),
            percent(*hit_rate),
            count(*reads),
            count(*prompts as u64),
            memory.map_or("—".to_owned(), bytes),
            book.clone(),
        ];
        let line = Line::raw(sanitize_line(&row(cells.each_ref().map(String::as_str), is_wide)).into_owned());
        put(frame, inside, y, if at == choice.row() { line.style(theme.selected()) } else { line });
    }
}

fn row(cells: [&str; 6], is_wide: bool) -> String {
    let [pid, rate, reads, prompts, memory, book] = cells;
    match is_wide {
        true => format!("{pid:>8}  {rate:>8}  {reads:>12}  {prompts:>8}  {memory:>8}  {book}"),
        false => format!("{pid:>8}  {rate:>8}  {book}"),
    }
}
