//! The frame: who is followed, its metrics, what was said, the keys.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout};
use ratatui::text::{Line, Span};

use super::super::action::{Action, Scope, TABLE};
use super::super::view::{Theme, monitor};
use super::model::{Model, State};

/// Draws `model`.
pub(super) fn view(frame: &mut Frame, model: &Model, theme: &Theme) {
    let [header, body, said, hints] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
            .areas(frame.area());
    let followed = &model.followed;
    let (nth, of) = followed.place;
    let place = if of > 1 { format!(", {nth} of {of}") } else { String::new() };
    let title = vec![
        Span::styled(" promptbook top", theme.strong()),
        Span::raw(format!("  {}  process {}{place}", followed.book, followed.pid)),
    ];
    frame.render_widget(Line::from(title), header);
    let state = match followed.state {
        State::Running => Span::styled("following ", theme.good()),
        State::Ended => Span::styled("ended ", theme.fault()),
    };
    if header.width >= 60 {
        frame.render_widget(Line::from(state).alignment(Alignment::Right), header);
    }
    match &model.monitor {
        Some(shown) => monitor(frame, body, shown, theme),
        None => frame.render_widget(Line::styled(" Waiting for its first figures", theme.quiet()), body),
    }
    if let Some(text) = &model.said {
        frame.render_widget(Line::raw(format!(" {text}")), said);
    }
    let looks = TABLE.iter().filter(|row| row.scope == Scope::Metrics);
    let looks = looks.filter(|row| !matches!(row.action, Action::SwitchCache | Action::Reload | Action::Back));
    let keys = looks.filter_map(|row| Some((model.keymap.keys(row.id).into_iter().next()?, row.hint?)));
    let keys = [("q".to_owned(), "quit"), ("Tab".to_owned(), "next instance")].into_iter().chain(keys);
    super::super::view::draw_hints(frame, hints, keys, theme);
}
