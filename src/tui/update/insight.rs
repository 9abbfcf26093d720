//! Help while a prompt is written: after a pause its text is understood, and counted, and what is odd can be gone to.

use std::sync::Arc;

use super::super::message::Effect;
use super::super::model::Model;
use super::super::model::tokens::Counted;
use super::super::understanding::{Marks, Subject, Understanding};
use super::{complete, edit, say, users, warn};

/// Typing has paused at the text `subject`.
pub(super) fn paused(model: &mut Model, subject: &Subject) -> Vec<Effect> {
    let Some(draft) = model.open_draft().filter(|draft| draft.subject() == *subject) else { return Vec::new() };
    let text = Arc::new(draft.editor.text().into_bytes());
    if draft.understood().is_none() {
        // Of another text, or of none.
        model.tokens.forget(Counted::Editor);
    }
    complete::open(model);
    vec![Effect::Understand { subject: subject.clone(), text }]
}

/// The text of a draft is understood, unless it has changed since.
pub(super) fn understood(
    model: &mut Model,
    subject: Subject,
    understanding: Arc<Understanding>,
    marks: Marks,
) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(&subject.id) else { return Vec::new() };
    if !draft.understand(subject.clone(), Arc::clone(&understanding), marks) || model.editing != Some(subject.id) {
        return Vec::new();
    }
    complete::open(model);
    if model.tokens.vocabulary.is_none() {
        return Vec::new();
    }
    model.tokens.ask(Counted::Editor, Arc::new(understanding.body().to_vec())).into_iter().collect()
}

/// Goes to the next thing that is odd, on at the start behind the last.
pub(super) fn next_finding(model: &mut Model) {
    let Some(draft) = edit::open_draft(model) else { return };
    let (line, _) = draft.editor.caret();
    match draft.editor.marks().next_fault(line, draft.editor.caret_byte()) {
        Some((line, byte)) => {
            let place = draft.editor.place_of_byte(line, byte);
            draft.editor.set_caret(place);
        }
        None => missing_include(model),
    }
}

/// Goes to an include that the book does not have, which the text alone cannot tell.
fn missing_include(model: &mut Model) {
    let understood = model.open_draft().and_then(|draft| draft.understood()).map(Arc::clone);
    let missing = understood.map(|understood| users::missing(model, &understood.template)).unwrap_or_default();
    let Some((name, line)) = missing.into_iter().next() else {
        return say(model, "Nothing odd was found in this text");
    };
    if let Some(draft) = edit::open_draft(model) {
        draft.editor.set_caret((line - 1, 0));
    }
    warn(model, format!("line {line} includes {name}, which is not in the book"));
}
