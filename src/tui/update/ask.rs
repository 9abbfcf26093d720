//! Questions: a name, unsaved drafts, a conflict. Esc never does anything to a text.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::keymap::Key;
use super::super::message::{Effect, Then};
use super::super::model::{Asked, Model, Question};
use super::{compare, files, journal, leave, merge, save, say};

/// Takes a key for the question on the screen.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.code == KeyCode::Esc {
        if matches!(model.question.take(), Some(Question::Left(_))) {
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
            if !matches!(letter, Some('c' | 'm' | 'o' | 't')) {
                return Vec::new();
            }
            model.question = None;
            match letter {
                Some('c') => compare::open_conflict(model, id),
                Some('m') => return merge::begin(model, &id),
                Some('o') => return save::settle_conflict(model, &id, Then::KeepMine),
                _ => return save::settle_conflict(model, &id, Then::TakeDisk),
            }
        }
        Some(Question::Left(Asked::Open)) => match letter {
            Some('r') => return journal::restore(model),
            Some('c') => compare::open_left(model),
            Some('d') => return journal::discard(model),
            _ => {}
        },
        Some(Question::Left(Asked::Discarding)) => {}
        Some(Question::Marked(id)) => match letter {
            Some('n') => {
                model.question = None;
                merge::next_conflict(model);
            }
            Some('s') => {
                model.question = None;
                return save::save(model, &id);
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
