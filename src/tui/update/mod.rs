//! What each message does to the model, and what is to be done outside it. Pure: no clock, disk, channel or terminal.

mod ask;
mod browse;
mod compare;
mod complete;
mod edit;
mod files;
mod filter;
mod find;
mod form;
mod help;
mod insight;
mod jobs;
pub(super) mod journal;
mod keys;
mod leave;
mod merge;
pub(super) mod metrics;
mod mouse;
mod news;
mod outside;
mod past;
mod pipe;
mod preview;
mod save;
mod users;

use std::sync::Arc;

pub(super) use pipe::words;

use super::action::{Action, Scope};
use super::message::{Effect, Msg};
use super::model::list::Item;
use super::model::messages::Weight;
use super::model::tokens::Counted;
use super::model::{Leaving, Listing, Model};
use crate::prompt::PromptId;

/// Changes `model` by `msg` and returns what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    if model.leaving == Leaving::Done {
        return Vec::new();
    }
    jobs::ended(model, &msg);
    let mut effects = match msg {
        Msg::Key(event) => keys::press(model, event),
        Msg::Paste(text) => keys::paste(model, text),
        Msg::Mouse(event) => mouse::take(model, event),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Tick(second) => {
            model.second = second;
            model.messages.expire(second);
            model.monitor.tick(second);
            Vec::new()
        }
        Msg::Published(snapshot, figures) => {
            news::published(model, snapshot, *figures);
            Vec::new()
        }
        Msg::Happened(event, time) => {
            news::happened(model, event, time);
            Vec::new()
        }
        Msg::Read(id, outcome) => news::read(model, &id, outcome),
        Msg::Found(number, ids) => {
            filter::found(model, number, ids);
            Vec::new()
        }
        Msg::Saved(id, outcome) => save::saved(model, &id, outcome),
        Msg::Created(id, outcome) => files::created(model, &id, outcome),
        Msg::Renamed(from, to, outcome) => {
            if outcome.is_ok() {
                form::renamed(model, &from, &to);
            }
            files::renamed(model, &from, &to, outcome);
            Vec::new()
        }
        Msg::Trashed(id, outcome) => {
            files::trashed(model, &id, outcome);
            Vec::new()
        }
        Msg::Undone(direction, outcome) => {
            files::undone(model, direction, outcome);
            Vec::new()
        }
        Msg::Kept(id, then, outcome) => save::kept(model, &id, then, outcome),
        Msg::Past(id, outcome) => past::known(model, id, outcome),
        Msg::PastText(hash, outcome) => past::text(model, hash, outcome),
        Msg::Restored(id, name, outcome) => {
            past::restored(model, &id, &name, outcome);
            Vec::new()
        }
        Msg::LeftBehind(left) => {
            journal::left_behind(model, left);
            Vec::new()
        }
        Msg::EditedElsewhere(id, editor) => {
            journal::edited_elsewhere(model, &id, editor);
            Vec::new()
        }
        Msg::Copied(outcome) => {
            match outcome {
                // A copy is told from the one before it.
                Ok(said) => match model.messages.times(&said) {
                    0 => say(model, said),
                    times => say(model, format!("{said}, {} times", times + 1)),
                },
                Err(fault) => fail(model, fault),
            }
            Vec::new()
        }
        Msg::NotCopied { text, why } => {
            let second = model.second;
            model.messages.note(Weight::Warning, format!("No clipboard program took the text: {why}"), second);
            vec![Effect::CopyByTerminal(text)]
        }
        Msg::Composed(id, why, outcome) => form::composed(model, id, why, outcome),
        Msg::Shown(id, revision, shown) => form::shown(model, &id, revision, *shown),
        Msg::Filled(id, to, outcome) => form::filled(model, &id, to, outcome),
        Msg::Paths(id, typed, found) => {
            form::paths(model, &id, &typed, found);
            Vec::new()
        }
        Msg::Remembered(id, outcome) => {
            form::remembered(model, &id, outcome);
            Vec::new()
        }
        Msg::TextEdited(id, outcome) => {
            form::edited(model, &id, outcome);
            Vec::new()
        }
        Msg::Confirmed(marks) => pipe::confirmed(model, marks),
        Msg::Piped(number, news) => {
            pipe::heard(model, number, news);
            Vec::new()
        }
        Msg::EditedOutside(id, outcome) => outside::edited(model, id, outcome),
        Msg::Installed(outcome) => {
            match outcome {
                Ok(count) => say(model, format!("Copied {count} samples. They are yours to change")),
                Err(fault) => fail(model, fault),
            }
            Vec::new()
        }
        Msg::Paused(subject) => insight::paused(model, &subject),
        Msg::Understood(subject, understanding, marks) => match subject.revision {
            Some(_) => insight::understood(model, subject, understanding, marks),
            None => preview::understood(model, &subject, understanding),
        },
        Msg::Tokens(ticket, count) => {
            if model.tokens.answer(ticket, count) && ticket.of == Counted::Form {
                form::counted(model, ticket, count.tokens);
            }
            Vec::new()
        }
        Msg::Users(wanted, outcome) => {
            users::found(model, wanted, outcome);
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
        Msg::Unlisted(why) => {
            model.listing = Listing::Done;
            fail(model, why);
            Vec::new()
        }
        Msg::Terminate => {
            leave::terminate(model);
            Vec::new()
        }
    };
    effects.extend(refresh(model));
    jobs::begun(model, &effects);
    // Before the end: what was saved last need not be offered at the next start.
    effects.extend(journal::follow(model));
    effects.extend(leave::when_safe(model));
    for event in filter::release(model) {
        effects.extend(update(model, Msg::Key(event)));
    }
    effects
}

/// Brings what is derived up to date: rows, selection, scroll positions, the text of what is selected, what drafts know
/// of the disk.
fn refresh(model: &mut Model) -> Vec<Effect> {
    let snapshot = Arc::clone(&model.snapshot);
    let unsaved = model.drafts.iter().filter(|(id, draft)| snapshot.get(id).is_none() && draft.is_at_stake());
    model.list.set_orphans(unsaved.map(|(id, _)| id.clone()).collect());
    model.list.refresh(&snapshot);
    if let Some(layout) = model.layout() {
        // A pane that is not shown keeps its place.
        if let Some(list) = layout.list {
            model.list.scroll_into_view(layout.inside(list).height.into());
        }
        if let Some(text) = layout.text {
            // One column is kept clear of the frame.
            model.preview.set_width(layout.inside(text).width.saturating_sub(1).into());
        }
    }
    let mut effects = preview_selected(model);
    effects.extend(news::compare_drafts(model));
    compare::follow(model);
    complete::follow(model);
    effects.extend(form::follow(model));
    effects.extend(filter::ask_again(model));
    effects.extend(users::follow(model));
    effects
}

/// Shows the selected prompt. Selecting it is a read; a new revision that a swap brought along is not.
fn preview_selected(model: &mut Model) -> Vec<Effect> {
    let entry = model.list.selected_prompt().and_then(|id| model.snapshot.get(id)).cloned();
    let Some(entry) = entry else {
        model.preview.clear();
        return Vec::new();
    };
    if let Some(shown) = model.preview.prompt().filter(|shown| *shown.id() == entry.id) {
        match entry.body() {
            Some(body) => {
                return preview::show(model, body.prompt());
            }
            None if shown.revision().stamp == entry.stamp => return Vec::new(),
            None => {}
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
fn key(model: &Model, scope: Scope, action: Action) -> String {
    model.keymap.key(scope, action).unwrap_or_default()
}

/// The prompt that a person is working on: the one in the editor, else the selected one.
fn current(model: &Model) -> Option<PromptId> {
    model.editing.clone().or_else(|| match model.list.selected() {
        Some(Item::Prompt(id)) => Some(id.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
