//! Keys, pastes and the mouse: who has the keyboard decides what they mean.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::super::action::{Action, Scope, TABLE};
use super::super::editor::{Edit, Motion, Select};
use super::super::message::Effect;
use super::super::model::field::Field;
use super::super::model::layout::Pane;
use super::super::model::list::Item;
use super::super::model::{Keyboard, Model, Mouse, Overlay};
use super::{ask, browse, edit};

/// Rows that a notch of the wheel scrolls.
const WHEEL: isize = 3;

/// Takes one key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    model.messages.key_pressed();
    match model.keyboard() {
        Keyboard::Question => ask::press(model, event),
        Keyboard::Help => help(model, event),
        Keyboard::Messages => messages(model, event),
        Keyboard::Metrics => metrics(model, event),
        Keyboard::Find => edit::find_key(model, event),
        Keyboard::Editor => editor(model, event),
        Keyboard::Filter => filter(model, event),
        Keyboard::Browse => match model.keymap.action(Scope::Browse, event) {
            Some(action) => browse::act(model, action),
            None => unbound(model, event),
        },
    }
}

/// Keys without an action in the list: Esc clears the filter, any letter that is no ASCII begins one.
fn unbound(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match event.code {
        KeyCode::Esc if model.list.answers().is_some() => browse::clear_filter(model),
        KeyCode::Esc if model.focus == Pane::Text => {
            model.focus = Pane::List;
            Vec::new()
        }
        KeyCode::Char('c') if event.modifiers.contains(KeyModifiers::CONTROL) => {
            let quit = super::key(model, Scope::Browse, Action::Quit);
            super::say(model, format!("{quit} quits"));
            Vec::new()
        }
        KeyCode::Char(letter) if !letter.is_ascii() => {
            model.filter.typing = true;
            filter(model, event)
        }
        _ => Vec::new(),
    }
}

fn filter(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match event.code {
        KeyCode::Esc => return browse::clear_filter(model),
        KeyCode::Enter => {
            if model.list.rows().is_empty() && !model.filter.field.text().is_empty() {
                return ask::name_from_filter(model);
            }
            model.filter.typing = false;
            return Vec::new();
        }
        KeyCode::Up => return browse::act(model, Action::Up),
        KeyCode::Down => return browse::act(model, Action::Down),
        KeyCode::PageUp => return browse::act(model, Action::PageUp),
        KeyCode::PageDown => return browse::act(model, Action::PageDown),
        KeyCode::Tab => {
            model.filter.typing = false;
            return browse::act(model, Action::NextPane);
        }
        _ => {}
    }
    let before = model.filter.field.text().to_owned();
    if model.filter.field.press(event) {
        return if model.filter.field.text() == before { Vec::new() } else { browse::ask_filter(model) };
    }
    // F1 and the like; what the list's keys mean is not meant here.
    match model.keymap.action(Scope::Everywhere, event) {
        Some(action @ (Action::Help | Action::Mouse)) => browse::act(model, action),
        _ => Vec::new(),
    }
}

fn editor(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if let Some(action) = model.keymap.action(Scope::Edit, event) {
        return edit::act(model, action);
    }
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let select = if event.modifiers.contains(KeyModifiers::SHIFT) { Select::Extend } else { Select::Clear };
    let motion = |motion| Some(Edit::Move(motion, select));
    let change = match event.code {
        KeyCode::Left if control => motion(Motion::WordLeft),
        KeyCode::Right if control => motion(Motion::WordRight),
        KeyCode::Home if control => motion(Motion::Top),
        KeyCode::End if control => motion(Motion::Bottom),
        KeyCode::Left => motion(Motion::Left),
        KeyCode::Right => motion(Motion::Right),
        KeyCode::Up => motion(Motion::Up),
        KeyCode::Down => motion(Motion::Down),
        KeyCode::Home => motion(Motion::LineStart),
        KeyCode::End => motion(Motion::LineEnd),
        KeyCode::PageUp => motion(Motion::PageUp),
        KeyCode::PageDown => motion(Motion::PageDown),
        KeyCode::Enter => Some(Edit::Newline),
        KeyCode::Tab => Some(Edit::Tab),
        KeyCode::Backspace if control => Some(Edit::DeleteWordBack),
        KeyCode::Char('w') if control => Some(Edit::DeleteWordBack),
        KeyCode::Backspace => Some(Edit::DeleteBack),
        KeyCode::Delete if control => Some(Edit::DeleteWordForward),
        KeyCode::Delete => Some(Edit::DeleteForward),
        // AltGr arrives as Ctrl+Alt on some terminals, with the character it makes.
        KeyCode::Char(character) if control == event.modifiers.contains(KeyModifiers::ALT) => {
            Some(Edit::Insert(character))
        }
        _ => None,
    };
    change.map_or_else(Vec::new, |change| edit::apply(model, change))
}

fn help(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let Some(Overlay::Help { field, selected, scope }) = &mut model.overlay else { return Vec::new() };
    let rows = help_rows(field, *scope);
    match event.code {
        KeyCode::Esc => model.overlay = None,
        KeyCode::Up => *selected = selected.saturating_sub(1),
        KeyCode::Down => *selected = (*selected + 1).min(rows.len().saturating_sub(1)),
        KeyCode::PageUp => *selected = selected.saturating_sub(10),
        KeyCode::PageDown => *selected = (*selected + 10).min(rows.len().saturating_sub(1)),
        KeyCode::Enter => {
            let chosen = rows.get(*selected).map(|row| (row.scope, row.action));
            model.overlay = None;
            if let Some((scope, action)) = chosen {
                return match scope {
                    Scope::Edit => edit::act(model, action),
                    Scope::Metrics => metrics_act(model, action),
                    Scope::Browse | Scope::Everywhere => browse::act(model, action),
                };
            }
        }
        _ => {
            if field.press(event) {
                *selected = 0;
            }
        }
    }
    Vec::new()
}

/// The actions that the help lists: those of the place it was opened from first, narrowed by what is typed.
pub fn help_rows(field: &Field, scope: Scope) -> Vec<&'static super::super::action::Row> {
    let wanted = field.text().to_lowercase();
    let fits = |row: &&super::super::action::Row| {
        row.title.to_lowercase().contains(&wanted) || row.id.replace('_', " ").contains(&wanted)
    };
    let here = TABLE.iter().filter(|row| row.scope == scope || row.scope == Scope::Everywhere);
    // Actions of other places cannot be run from here, but the editor's keys are worth knowing before one is in it.
    let elsewhere = TABLE.iter().filter(|row| row.scope != scope && row.scope != Scope::Everywhere);
    here.chain(elsewhere).filter(fits).collect()
}

fn messages(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let most = model.messages.len().saturating_sub(1);
    let Some(Overlay::Messages(back)) = &mut model.overlay else { return Vec::new() };
    match event.code {
        KeyCode::Up => *back = (*back + 1).min(most),
        KeyCode::Down => *back = back.saturating_sub(1),
        KeyCode::PageUp => *back = (*back + 10).min(most),
        KeyCode::PageDown => *back = back.saturating_sub(10),
        _ => model.overlay = None,
    }
    Vec::new()
}

fn metrics(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match model.keymap.action(Scope::Metrics, event) {
        Some(action) => metrics_act(model, action),
        None => Vec::new(),
    }
}

fn metrics_act(model: &mut Model, action: Action) -> Vec<Effect> {
    let most = model.events.len().saturating_sub(1);
    match (&mut model.overlay, action) {
        (Some(Overlay::Metrics(back)), Action::Up) => *back = (*back + 1).min(most),
        (Some(Overlay::Metrics(back)), Action::Down) => *back = back.saturating_sub(1),
        (_, Action::Back) => model.overlay = None,
        (_, Action::SwitchCache) => {
            let on = model.snapshot.state() != crate::cache::CacheState::On;
            return vec![Effect::SwitchCache { on }];
        }
        (_, action) => return browse::act(model, action),
    }
    Vec::new()
}

/// Takes pasted text: into the text that has the keyboard, else as a filter.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.keyboard() {
        Keyboard::Question => ask::paste(model, text),
        Keyboard::Help => {
            if let Some(Overlay::Help { field, selected, .. }) = &mut model.overlay {
                field.insert(text);
                *selected = 0;
            }
            Vec::new()
        }
        Keyboard::Find => {
            if let Some(find) = &mut model.find {
                find.field.insert(text);
            }
            edit::find_typed(model)
        }
        Keyboard::Editor => edit::apply(model, Edit::InsertText(text.to_owned())),
        Keyboard::Filter | Keyboard::Browse => {
            model.filter.typing = true;
            model.filter.field.insert(text);
            browse::ask_filter(model)
        }
        Keyboard::Messages | Keyboard::Metrics => Vec::new(),
    }
}

/// Takes a click or a turn of the wheel.
pub(super) fn mouse(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let at = ratatui::layout::Position::new(event.column, event.row);
    let Some(layout) = model.layout() else { return Vec::new() };
    let within = |pane: Option<ratatui::layout::Rect>| pane.filter(|pane| pane.contains(at)).map(|p| layout.inside(p));
    let rows = match event.kind {
        MouseEventKind::ScrollUp => -WHEEL,
        MouseEventKind::ScrollDown => WHEEL,
        MouseEventKind::Down(MouseButton::Left) => 0,
        _ => return Vec::new(),
    };
    let keyboard = model.keyboard();
    match (&mut model.overlay, keyboard) {
        (_, Keyboard::Question) | (Some(Overlay::Help { .. }), _) => return Vec::new(),
        (Some(Overlay::Messages(back) | Overlay::Metrics(back)), _) => {
            *back = back.saturating_add_signed(-rows);
            return Vec::new();
        }
        (None, _) => {}
    }
    if let Some(inside) = within(layout.text) {
        if model.editing.is_some() {
            return edit::mouse(model, inside, at, rows);
        }
        match rows {
            0 => model.focus = Pane::Text,
            rows => model.preview.scroll(rows, inside.height.into()),
        }
    } else if let Some(inside) = within(layout.list).filter(|_| model.editing.is_none()) {
        if rows != 0 {
            model.list.move_by(rows);
        } else if inside.contains(at) {
            model.focus = Pane::List;
            model.filter.typing = false;
            let row = model.list.top() + usize::from(at.y - inside.y);
            if row < model.list.rows().len() {
                let again = row == model.list.cursor();
                model.list.select_row(row);
                if again && matches!(model.list.selected(), Some(Item::Folder(_))) {
                    return browse::act(model, Action::Use);
                }
            }
        }
    }
    Vec::new()
}

/// Gives the mouse to the terminal or takes it back.
pub(super) fn switch_mouse(model: &mut Model) -> Vec<Effect> {
    let captured = model.mouse == Mouse::Released;
    model.mouse = if captured { Mouse::Captured } else { Mouse::Released };
    super::say(
        model,
        if captured { "The mouse selects and scrolls here" } else { "The mouse is the terminal's: drag to select" },
    );
    vec![Effect::Mouse { captured }]
}
