//! Which prompts include the one that is looked at: what was asked, and the newest answer. Finding them is an effect, and
//! only one is asked for at a time: whoever runs through the list is answered where it stops.

use std::sync::Arc;

use super::super::message::Effect;
use crate::prompt::PromptId;

/// Of which prompt, in which state of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The prompt that may be included.
    pub id: PromptId,
    /// The generation in which names or texts last changed: an answer holds until the next such.
    pub listing: u64,
}

/// The prompts that include one, in the order of names.
#[derive(Debug, Clone, Default)]
pub struct Users {
    asked: Option<Wanted>,
    known: Option<(Wanted, Arc<[PromptId]>)>,
    /// A prompt that went before it was known who includes it.
    pub parted: Option<Parted>,
}

/// A prompt that is gone, or has another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    /// The name that is no more.
    pub id: PromptId,
    /// What was said of it.
    pub said: String,
}

impl Users {
    /// Asks who includes a prompt, unless that is known or another answer still is to come.
    #[must_use]
    pub fn ask(&mut self, wanted: Wanted) -> Option<Effect> {
        let is_known = self.known.as_ref().is_some_and(|(known, _)| *known == wanted);
        if is_known || self.asked.is_some() {
            return None;
        }
        self.asked = Some(wanted.clone());
        Some(Effect::FindUsers(wanted))
    }

    /// The answer to `wanted` has come; says whether it was awaited.
    pub fn answered(&mut self, wanted: &Wanted) -> bool {
        self.asked.take_if(|asked| *asked == *wanted).is_some()
    }

    /// Keeps an answer for the screen.
    pub fn keep(&mut self, wanted: Wanted, users: Vec<PromptId>) {
        self.known = Some((wanted, users.into()));
    }

    /// Who includes `id`, as far as it is known; until a newer answer is there, that of before a change stays.
    pub fn of(&self, id: &PromptId) -> Option<&Arc<[PromptId]>> {
        self.known.as_ref().filter(|(known, _)| known.id == *id).map(|(_, users)| users)
    }
}
