//! Questions: a name, unsaved drafts, a conflict. Esc never does anything to a text.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::keymap::Key;
use super::super::message::{Effect, Then};
use super::super::model::{Model, Question};
use super::{files, journal, leave, save, say};

/// Takes a key for the question on the screen.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.code == KeyCode::Esc {
        if model.question.take() == Some(Question::Left) {
            say(model, "The drafts stay where they are. The next start offers them again");
        }
        return Vec::new();
    }
    let letter = Key::of(event).letter();
    match model.question.clone() {
        Some(Question::Name { purpose, field, .. }) if event.code == KeyCode::Enter => {
            return files::answer_name(model, purpose, field.text());
        }
        Some(Question::Name { .. }) => {
            if let Some(Question::Name { field, fault, .. }) = &mut model.question
                && field.press(event)
            {
                *fault = None;
            }
        }
        Some(Question::Drafts { print }) => match letter {
            Some('s') => {
                model.question = None;
                leave::save_all(model, print);
            }
            Some('k' | 'q') => {
                model.question = None;
                leave::shelve_all(model, print);
            }
            Some('d') => {
                model.question = None;
                leave::give_up_all(model, print);
            }
            _ => {}
        },
        Some(Question::Conflict(id)) => {
            let then = match letter {
                Some('o') => Then::KeepMine,
                Some('t') => Then::TakeDisk,
                _ => return Vec::new(),
            };
            model.question = None;
            return save::settle_conflict(model, &id, then);
        }
        Some(Question::Left) => match letter {
            Some('r') => {
                model.question = None;
                return journal::restore(model);
            }
            Some('d') => {
                model.question = None;
                return journal::discard(model);
            }
            _ => {}
        },
        None => {}
    }
    Vec::new()
}

/// Pastes into the name that is asked for.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(Question::Name { field, fault, .. }) = &mut model.question {
        field.insert(text);
        *fault = None;
    }
}
