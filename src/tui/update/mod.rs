//! What each message does to the model, and what is to be done outside it. Pure: no clock, disk, channel or terminal.

mod ask;
mod browse;
mod edit;
mod keys;
mod news;

pub use keys::help_rows;

use std::sync::Arc;

use super::message::{Effect, Msg};
use super::model::layout::Pane;
use super::model::list::Item;
use super::model::messages::Weight;
use super::model::{Leaving, Model};
use crate::prompt::PromptId;

/// Changes `model` by `msg` and returns what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match msg {
        Msg::Key(event) => keys::press(model, event),
        Msg::Paste(text) => keys::paste(model, &text),
        Msg::Mouse(event) => keys::mouse(model, event),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Tick(second) => {
            model.second = second;
            model.messages.expire(second);
            model.history.sample(second, model.figures.hits, model.figures.misses);
            Vec::new()
        }
        Msg::Published(snapshot, figures) => news::published(model, snapshot, *figures),
        Msg::Happened(event, time) => news::happened(model, event, time),
        Msg::Read(id, outcome) => news::read(model, &id, outcome),
        Msg::Found(number, ids) => {
            if number == model.filter.asked && !model.filter.field.text().is_empty() {
                model.list.show(Some(ids));
            }
            Vec::new()
        }
        Msg::Saved(id, outcome) => edit::saved(model, &id, outcome),
        Msg::Created(id, outcome) => ask::created(model, &id, outcome),
        Msg::Renamed(from, to, outcome) => ask::renamed(model, &from, &to, outcome),
        Msg::Trashed(id, outcome) => browse::trashed(model, &id, outcome),
        Msg::Restored(trashed, outcome) => browse::restored(model, trashed, outcome),
        Msg::Kept(id, then, outcome) => edit::kept(model, &id, then, outcome),
        Msg::Copied(outcome) => {
            match outcome {
                Ok(said) => say(model, said),
                Err(fault) => fail(model, fault),
            }
            Vec::new()
        }
        Msg::NotCopied { text, why } => {
            let second = model.second;
            model.messages.note(Weight::Warning, format!("No clipboard program took the text: {why}"), second);
            vec![Effect::CopyByTerminal(text)]
        }
        Msg::EditedOutside(id, outcome) => edit::edited_outside(model, &id, outcome),
        Msg::Installed(outcome) => {
            match outcome {
                Ok(count) => say(model, format!("Copied {count} samples. They are yours to change")),
                Err(fault) => fail(model, fault),
            }
            Vec::new()
        }
        Msg::Log(weight, text) => {
            let second = model.second;
            match weight {
                Weight::Note => model.messages.note(weight, text, second),
                Weight::Warning | Weight::Fault => model.messages.say(weight, text, second),
            }
            Vec::new()
        }
        // Told twice it would keep every text twice.
        Msg::Terminate if model.leaving != Leaving::No => leave_if_safe(model),
        Msg::Terminate => edit::give_up_drafts(model, None),
    };
    effects.extend(refresh(model));
    effects
}

/// Brings what is derived up to date: rows, selection, scroll positions, and the text of what is selected.
fn refresh(model: &mut Model) -> Vec<Effect> {
    let snapshot = Arc::clone(&model.snapshot);
    model.list.refresh(&snapshot);
    let height = model.height_of(Pane::List);
    model.list.scroll_into_view(height);
    if let Some(text) = model.layout().and_then(|layout| layout.text.map(|text| layout.inside(text))) {
        // One column is kept clear of the frame.
        model.preview.set_width(usize::from(text.width.saturating_sub(1)));
    }
    let mut effects = preview_selected(model);
    effects.extend(browse::search_again(model));
    effects
}

/// Shows the selected prompt. Selecting it is a read; a new revision that a swap brought along is not.
fn preview_selected(model: &mut Model) -> Vec<Effect> {
    let entry = model.list.selected_prompt().and_then(|id| model.snapshot.get(id)).cloned();
    let Some(entry) = entry else {
        model.preview.clear();
        return Vec::new();
    };
    let is_shown = model.preview.prompt().is_some_and(|shown| *shown.id() == entry.id);
    if is_shown {
        if model.preview.prompt().is_some_and(|shown| shown.revision().stamp == entry.stamp) {
            return Vec::new();
        }
        if let Some(body) = entry.body() {
            model.preview.show(body.prompt());
            return Vec::new();
        }
    }
    if model.preview.ask(&entry.id, entry.stamp) { vec![Effect::Read(entry.id.clone())] } else { Vec::new() }
}

/// Says what happened.
fn say(model: &mut Model, text: impl Into<String>) {
    let second = model.second;
    model.messages.say(Weight::Note, text, second);
}

/// Says something to know.
fn warn(model: &mut Model, text: impl Into<String>) {
    let second = model.second;
    model.messages.say(Weight::Warning, text, second);
}

/// Says what failed; it stays until a key.
fn fail(model: &mut Model, text: impl Into<String>) {
    let second = model.second;
    model.messages.say(Weight::Fault, text, second);
}

/// The key of `action` here, for a message.
fn key(model: &Model, scope: super::action::Scope, action: super::action::Action) -> String {
    model.keymap.key(scope, action).unwrap_or_default()
}

/// The prompt that a person is working on: the one in the editor, else the selected one.
fn current(model: &Model) -> Option<PromptId> {
    model.editing.clone().or_else(|| match model.list.selected() {
        Some(Item::Prompt(id)) => Some(id.clone()),
        _ => None,
    })
}

/// Ends the program if nothing is under way any more that could lose text.
fn leave_if_safe(model: &mut Model) -> Vec<Effect> {
    let saving = model.drafts.values().any(|draft| draft.is_saving());
    match &model.leaving {
        Leaving::WhenSafe { waiting: 0, print } if !saving => vec![Effect::Quit { print: print.clone() }],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
