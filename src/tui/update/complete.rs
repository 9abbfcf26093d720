//! Completion in the editor: what is offered follows the caret, and only the keys that choose are taken from the text.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::model::completion::{Completion, Moved, Spot};
use super::super::model::{Keyboard, Model};
use super::edit;

/// Opens what can stand at the caret, unless it was closed there before.
pub(super) fn open(model: &mut Model) {
    if model.keyboard() != Keyboard::Editor || model.completion.is_some() {
        return;
    }
    let found = offer(model);
    let declined = |offer: &Completion| model.declined.as_ref() == Some(&offer.spot.start);
    model.completion = found.filter(|offer| !declined(offer));
}

/// Brings the offer up to date with the text and the caret; closes it where it has no place any more.
pub(super) fn follow(model: &mut Model) {
    if model.completion.is_none() && model.declined.is_none() {
        return;
    }
    let editor = model.open_draft().filter(|_| model.keyboard() == Keyboard::Editor).map(|draft| &draft.editor);
    let dialect = model.open_draft().and_then(|draft| draft.understood()).map(|understood| understood.dialect());
    let spot = editor.zip(dialect).and_then(|(editor, dialect)| Spot::at(editor, dialect));
    // Esc at one place says nothing of another.
    model.declined.take_if(|declined| spot.as_ref().is_none_or(|spot| spot.start != *declined));
    let Some(open) = model.completion.take() else { return };
    let Some(spot) = spot.filter(|spot| spot.start == open.spot.start && spot.form == open.spot.form) else { return };
    model.completion = if spot == open.spot { Some(open) } else { offer(model) };
}

fn offer(model: &Model) -> Option<Completion> {
    let draft = model.open_draft()?;
    Completion::at(&draft.editor, draft.understood()?, &model.snapshot)
}

/// Takes a key that chooses; says whether it was one. All others are for the text.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> bool {
    let Some(open) = &mut model.completion else { return false };
    if event.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT) {
        return false;
    }
    match event.code {
        KeyCode::Up => open.step(-1),
        KeyCode::Down => open.step(1),
        KeyCode::Esc => {
            model.declined = Some(open.spot.start);
            model.completion = None;
        }
        KeyCode::Enter if open.spot.form.is_certain() || open.moved == Moved::Yes || !open.spot.typed.is_empty() => {
            take(model);
        }
        KeyCode::Tab => take(model),
        _ => return false,
    }
    true
}

fn take(model: &mut Model) {
    let Some(open) = model.completion.take() else { return };
    if let (Some(item), Some(draft)) = (open.item(), edit::open_draft(model)) {
        draft.editor.exchange(open.spot.start, open.spot.end, &item.text);
    }
}
