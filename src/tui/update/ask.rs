//! Questions: a name, unsaved drafts, a conflict. Esc never does anything to a text.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::message::{Effect, Then};
use super::super::model::field::Field;
use super::super::model::list::Item;
use super::super::model::{Model, Naming, Question};
use super::{edit, fail, say};
use crate::library::{LibraryError, Saved};
use crate::prompt::PromptId;

/// Takes a key for the question on the screen.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.code == KeyCode::Esc {
        model.question = None;
        return Vec::new();
    }
    match model.question.clone() {
        Some(Question::Name { purpose, field, .. }) if event.code == KeyCode::Enter => {
            answer_name(model, purpose, field.text())
        }
        Some(Question::Name { .. }) => {
            if let Some(Question::Name { field, fault, .. }) = &mut model.question
                && field.press(event)
            {
                *fault = None;
            }
            Vec::new()
        }
        Some(Question::Drafts { print }) => match event.code {
            KeyCode::Char('s') => {
                model.question = None;
                edit::save_all_and_leave(model, print)
            }
            KeyCode::Char('d') => {
                model.question = None;
                edit::give_up_drafts(model, print)
            }
            _ => Vec::new(),
        },
        Some(Question::Conflict(id)) => {
            let then = match event.code {
                KeyCode::Char('o') => Then::KeepMine,
                KeyCode::Char('t') => Then::TakeDisk,
                _ => return Vec::new(),
            };
            model.question = None;
            edit::settle_conflict(model, &id, then)
        }
        None => Vec::new(),
    }
}

/// Pastes into the name that is asked for.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Question::Name { field, fault, .. }) = &mut model.question {
        field.insert(text);
        *fault = None;
    }
    Vec::new()
}

/// Asks before the program ends, if anything is unsaved.
pub(super) fn quit(model: &mut Model, print: Option<Arc<[u8]>>) -> Vec<Effect> {
    edit::quit(model, print)
}

/// Asks for a name that begins with what the filter did not find.
pub(super) fn name_from_filter(model: &mut Model) -> Vec<Effect> {
    if super::browse::is_writable(model) {
        let field = Field::with(model.filter.field.text().trim());
        model.question = Some(Question::Name { purpose: Naming::New, field, fault: None });
    }
    Vec::new()
}

fn answer_name(model: &mut Model, purpose: Naming, name: &str) -> Vec<Effect> {
    let id = match PromptId::for_new_file(name) {
        Ok(id) => id,
        Err(fault) => return refuse(model, fault.to_string()),
    };
    if let Naming::Rename(from) = &purpose
        && *from == id
    {
        model.question = None;
        return Vec::new();
    }
    if model.snapshot.get(&id).is_some() {
        return refuse(model, format!("{id} exists already: choose another name"));
    }
    model.question = None;
    vec![match purpose {
        Naming::New => Effect::Create { id, bytes: Vec::new() },
        Naming::Duplicate(bytes) => Effect::Create { id, bytes: bytes.to_vec() },
        Naming::Rename(from) => Effect::Rename { from, to: id },
    }]
}

fn refuse(model: &mut Model, why: String) -> Vec<Effect> {
    if let Some(Question::Name { fault, .. }) = &mut model.question {
        *fault = Some(why);
    }
    Vec::new()
}

/// A new prompt was made: it is selected, and an empty one opens in the editor.
pub(super) fn created(model: &mut Model, id: &PromptId, outcome: Result<Saved, LibraryError>) -> Vec<Effect> {
    match outcome {
        Ok(saved) => {
            if !model.filter.field.text().is_empty() {
                model.filter.field = Field::default();
                model.filter.typing = false;
                model.list.show(None);
            }
            model.list.reveal(id);
            say(model, format!("Made {id}"));
            if saved.prompt.raw().is_empty() {
                model.preview.show(&saved.prompt);
                edit::begin(model, &saved.prompt);
            }
        }
        Err(error) => fail(model, format!("Could not make {id}: {error}")),
    }
    Vec::new()
}

/// A prompt got another name: its draft and the selection follow.
pub(super) fn renamed(
    model: &mut Model,
    from: &PromptId,
    to: &PromptId,
    outcome: Result<(), LibraryError>,
) -> Vec<Effect> {
    match outcome {
        Ok(()) => {
            if let Some(draft) = model.drafts.remove(from) {
                model.drafts.insert(to.clone(), draft.renamed(to));
            }
            if model.editing.as_ref() == Some(from) {
                model.editing = Some(to.clone());
            }
            let follows = matches!(model.list.selected(), Some(Item::Prompt(id)) if id == from)
                || model.list.selected_prompt().is_none()
                || model.list.answers().is_none();
            if follows {
                model.list.reveal(to);
            }
            say(model, format!("{from} is {to} now"));
        }
        Err(error) => fail(model, format!("{from} keeps its name: {error}")),
    }
    Vec::new()
}
