//! Keys and pastes: who has the keyboard decides what they mean.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::super::action::{Action, Scope};
use super::super::editor::Edit;
use super::super::keymap::Key;
use super::super::message::Effect;
use super::super::model::layout::{Pane, Zoom};
use super::super::model::{Keyboard, Model, Overlay, Typed};
use super::{ask, browse, compare, complete, edit, filter, find, form, help, leave, metrics, past, pipe};

/// Messages or events that a page key scrolls.
pub(super) const PAGE: isize = 10;

/// Takes one key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    model.messages.key_pressed();
    if event.code == KeyCode::Esc
        && (leave::stay(model) || edit::stop_opening(model) || form::stop_waiting(model) || filter::forget_held(model))
    {
        return Vec::new();
    }
    if edit::type_ahead(model, || Typed::Key(event)) || form::type_ahead(model, || Typed::Key(event)) {
        return Vec::new();
    }
    if event.code != KeyCode::Esc && filter::hold(model, event) {
        return Vec::new();
    }
    match model.keyboard() {
        Keyboard::Question => ask::press(model, event),
        Keyboard::Help => help::press(model, event),
        Keyboard::Messages => messages(model, event),
        Keyboard::Metrics => metrics::press(model, event),
        Keyboard::Compare => compare::press(model, event),
        Keyboard::Past => past::press(model, event),
        Keyboard::Choose => pipe::press_choosing(model, event),
        Keyboard::Output => pipe::press(model, event),
        Keyboard::Form => form::press(model, event),
        Keyboard::Find => find::press(model, event),
        Keyboard::Editor => editor(model, event),
        Keyboard::Filter => filter::press(model, event),
        Keyboard::Browse => match model.keymap.action(Scope::Browse, event) {
            Some(action) => browse::act(model, action),
            None => unbound(model, event),
        },
    }
}

/// Keys without an action in the list: Esc is one step back, any letter that is no ASCII begins a filter.
fn unbound(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match event.code {
        KeyCode::Esc if model.zoom == Zoom::On => model.zoom = Zoom::Off,
        KeyCode::Esc if model.focus == Pane::Text => model.focus = Pane::List,
        KeyCode::Esc if filter::is_on(model) => return filter::step_back(model),
        KeyCode::Char('c') if event.modifiers.contains(KeyModifiers::CONTROL) => {
            let quit = super::key(model, Scope::Browse, Action::Quit);
            super::say(model, format!("{quit} quits"));
        }
        _ if Key::of(event).letter().is_some_and(|letter| !letter.is_ascii() && letter.is_alphanumeric()) => {
            filter::begin(model);
            return filter::press(model, event);
        }
        _ => {}
    }
    Vec::new()
}

fn editor(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if complete::press(model, event) {
        return Vec::new();
    }
    if let Some(action) = model.keymap.action(Scope::Edit, event) {
        return edit::act(model, action);
    }
    if event.code == KeyCode::Esc {
        // Whatever the settings say, there is a way back.
        return edit::act(model, Action::Back);
    }
    if let Some(change) = Edit::of_key(event) {
        edit::apply(model, change);
    }
    Vec::new()
}

/// Scrolls what lies over the panes by `rows`, towards what is older if positive.
pub(super) fn scroll_overlay(model: &mut Model, rows: isize) {
    let messages = model.messages.len();
    let (back, most) = match &mut model.overlay {
        Some(Overlay::Messages(back)) => (back, messages.saturating_sub(1)),
        Some(Overlay::Metrics) => return model.monitor.scroll(rows),
        Some(Overlay::Compare(_)) => return compare::scroll(model, rows.saturating_neg()),
        Some(Overlay::Past(_)) => return past::scroll(model, rows.saturating_neg()),
        Some(Overlay::Help { .. }) => return help::step(model, rows.saturating_neg()),
        Some(Overlay::Output) => return pipe::scroll(model, rows.saturating_neg()),
        Some(Overlay::Choose(_)) => return,
        None => return,
    };
    *back = back.saturating_add_signed(rows).min(most);
}

fn messages(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match (event.code, model.keymap.action(Scope::Browse, event)) {
        (KeyCode::Esc | KeyCode::Enter, _) | (_, Some(Action::Messages | Action::Quit)) => model.overlay = None,
        (_, Some(Action::Up)) => scroll_overlay(model, 1),
        (_, Some(Action::Down)) => scroll_overlay(model, -1),
        (_, Some(Action::PageUp)) => scroll_overlay(model, PAGE),
        (_, Some(Action::PageDown)) => scroll_overlay(model, -PAGE),
        (_, Some(Action::First)) => scroll_overlay(model, isize::MAX),
        (_, Some(Action::Last)) => scroll_overlay(model, isize::MIN),
        (_, Some(action @ (Action::Help | Action::Mouse))) => return browse::act(model, action),
        _ => {}
    }
    Vec::new()
}

/// Takes pasted text: into the text that has the keyboard, else as a filter.
pub(super) fn paste(model: &mut Model, text: String) -> Vec<Effect> {
    model.messages.key_pressed();
    if edit::type_ahead(model, || Typed::Paste(text.clone())) || form::type_ahead(model, || Typed::Paste(text.clone()))
    {
        return Vec::new();
    }
    match model.keyboard() {
        Keyboard::Question => ask::paste(model, &text),
        Keyboard::Help => help::paste(model, &text),
        Keyboard::Find => find::paste(model, &text),
        Keyboard::Choose => pipe::paste(model, &text),
        Keyboard::Form => return form::paste(model, &text),
        Keyboard::Editor => edit::apply(model, Edit::InsertText(text)),
        Keyboard::Filter | Keyboard::Browse => return filter::paste(model, &text),
        Keyboard::Messages | Keyboard::Metrics | Keyboard::Compare | Keyboard::Past | Keyboard::Output => {}
    }
    Vec::new()
}
