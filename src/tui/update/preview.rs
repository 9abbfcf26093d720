//! The preview: a prompt is shown, understood and counted.

use std::sync::Arc;

use super::super::message::Effect;
use super::super::model::Model;
use super::super::model::preview::Showing;
use super::super::model::tokens::Counted;
use super::super::understanding::{Subject, Understanding};
use crate::prompt::Prompt;

/// Shows `prompt`.
pub(super) fn show(model: &mut Model, prompt: &Arc<Prompt>) -> Vec<Effect> {
    let dialects = Arc::clone(&model.dialects);
    let showing = model.preview.show(prompt, &dialects);
    if showing != Showing::Same {
        model.tokens.forget(Counted::Preview);
    }
    match showing {
        Showing::Same => Vec::new(),
        Showing::Done => count(model),
        Showing::Large(subject) => vec![Effect::Understand { subject, text: prompt.shared_raw() }],
    }
}

/// A large text is understood.
pub(super) fn understood(model: &mut Model, subject: &Subject, understanding: Arc<Understanding>) -> Vec<Effect> {
    if model.preview.understand(subject, understanding) { count(model) } else { Vec::new() }
}

fn count(model: &mut Model) -> Vec<Effect> {
    let Some(understood) = model.preview.understood().filter(|_| model.tokens.vocabulary.is_some()) else {
        return Vec::new();
    };
    let body = Arc::new(understood.body().to_vec());
    model.tokens.ask(Counted::Preview, body).into_iter().collect()
}
