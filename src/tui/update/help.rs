//! The help: every action, narrowed by typing; those that work here can be run.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Scope, rows_for_help};
use super::super::message::Effect;
use super::super::model::field::Field;
use super::super::model::{Below, Model, Overlay};
use super::{browse, compare, edit, form, metrics, past, pipe, say};

/// Rows that a page key moves by.
const PAGE: isize = 10;

/// Opens the help for where the keyboard is.
pub(super) fn open(model: &mut Model) {
    let scope = model.scope();
    let over = match model.overlay.take() {
        Some(Overlay::Metrics) => Below::Metrics,
        Some(Overlay::Compare(compare)) => Below::Compare(compare),
        Some(Overlay::Past(past)) => Below::Past(past),
        Some(Overlay::Output) => Below::Output,
        _ => Below::Panes,
    };
    model.overlay = Some(Overlay::Help { field: Field::default(), selected: 0, scope, over });
}

/// Takes a key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match event.code {
        KeyCode::Esc => close(model),
        KeyCode::Up => step(model, -1),
        KeyCode::Down => step(model, 1),
        KeyCode::PageUp => step(model, -PAGE),
        KeyCode::PageDown => step(model, PAGE),
        KeyCode::Enter => return run(model),
        _ => {
            if let Some(Overlay::Help { field, selected, .. }) = &mut model.overlay
                && field.press(event)
            {
                *selected = 0;
            }
        }
    }
    Vec::new()
}

/// Takes pasted text.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(Overlay::Help { field, selected, .. }) = &mut model.overlay {
        field.insert(text);
        *selected = 0;
    }
}

/// Moves the selection by `rows`, down if positive.
pub(super) fn step(model: &mut Model, rows: isize) {
    if let Some(Overlay::Help { field, selected, scope, .. }) = &mut model.overlay {
        let last = rows_for_help(field.text(), *scope).len().saturating_sub(1);
        *selected = selected.saturating_add_signed(rows).min(last);
    }
}

fn close(model: &mut Model) {
    if let Some(Overlay::Help { over, .. }) = model.overlay.take() {
        model.overlay = match over {
            Below::Panes => None,
            Below::Metrics => Some(Overlay::Metrics),
            Below::Compare(compare) => Some(Overlay::Compare(compare)),
            Below::Past(past) => Some(Overlay::Past(past)),
            Below::Output => Some(Overlay::Output),
        };
    }
}

fn run(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Help { field, selected, scope, .. }) = &model.overlay else { return Vec::new() };
    let scope = *scope;
    let Some(row) = rows_for_help(field.text(), scope).get(*selected).copied() else { return Vec::new() };
    if !row.works_in(scope) {
        let place = match row.scope {
            Scope::Browse => "in the list",
            Scope::Edit => "in the editor",
            Scope::Metrics => "in the metrics",
            Scope::Compare => "in a comparison",
            Scope::Past => "in the versions of a prompt",
            Scope::Form => "in the form of a prompt",
            Scope::Output => "in the output of a command",
            Scope::Everywhere => "everywhere",
        };
        let key = model.keymap.keys(row.id).into_iter().next().unwrap_or_default();
        say(model, format!("\"{}\" works {place}. Its key there is {key}", row.title));
        return Vec::new();
    }
    close(model);
    match scope {
        Scope::Edit => edit::act(model, row.action),
        Scope::Metrics => metrics::act(model, row.action),
        Scope::Compare => compare::act(model, row.action),
        Scope::Past => past::act(model, row.action),
        Scope::Form => form::act(model, row.action),
        Scope::Output => pipe::act(model, row.action),
        Scope::Browse | Scope::Everywhere => browse::act(model, row.action),
    }
}
