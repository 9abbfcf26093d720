//! Handing a prompt to `$VISUAL` or `$EDITOR`, and taking it back.

use super::super::action::{Action, Scope};
use super::super::editor::Outcome;
use super::super::message::{Effect, Then};
use super::super::model::Model;
use super::{browse, current, fail, files, key, say};
use crate::prompt::PromptId;

/// Hands over the current prompt: its unsaved text where there is some, else its file.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(id) = current(model) else {
        say(model, "Select a prompt first");
        return Vec::new();
    };
    if !browse::is_writable(model) {
        return Vec::new();
    }
    if model.is_moving(&id) {
        say(model, files::busy_with(&id));
        return Vec::new();
    }
    let draft = model.drafts.get(&id).filter(|draft| draft.is_modified()).map(|draft| draft.editor.text());
    vec![Effect::EditOutside { id, draft }]
}

/// The editor ended: an unsaved text comes back as it left it.
pub(super) fn edited(model: &mut Model, id: PromptId, outcome: Result<Option<String>, String>) -> Vec<Effect> {
    let mut effects = Vec::new();
    match outcome {
        Ok(Some(text)) => {
            let taken = model.drafts.get_mut(&id).map(|draft| draft.replace_text(text.clone()));
            match taken {
                None | Some(Outcome::TooLarge) => {
                    let bytes = text.into_bytes();
                    effects.push(Effect::Keep { id: id.clone(), bytes, then: Then::Nothing });
                }
                Some(Outcome::Changed | Outcome::Moved | Outcome::Unchanged) => {
                    let save = key(model, Scope::Edit, Action::Save);
                    say(model, format!("{id} has the text of your editor. {save} saves it"));
                }
            }
        }
        Ok(None) => say(model, format!("Back from your editor with {id}")),
        Err(why) => fail(model, why),
    }
    // A change of the file is seen by the watch; this asks where there is none.
    effects.push(Effect::Reload);
    effects
}
