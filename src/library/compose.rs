//! Prompts as templates: what one asks for, with everything that it includes.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Library, LibraryError};
use crate::cache::Snapshot;
use crate::prompt::dialect::Dialects;
use crate::prompt::template::{Composition, Include, Template};
use crate::prompt::{Prompt, PromptId};

impl Library {
    /// How the dialects of this book's files are found.
    pub fn dialects(&self) -> &Dialects {
        &self.shared.dialects
    }

    /// `prompt` as its tool understands it.
    pub fn template(&self, prompt: &Prompt) -> Arc<Template> {
        Arc::new(Template::read(prompt.id().clone(), prompt.shared_raw(), self.dialects()))
    }

    /// The prompt `id` and everything that it includes, ready to be rendered. Each prompt of it is one counted read.
    ///
    /// # Errors
    /// When the prompt itself cannot be read. An include that cannot be is a fault of the composition.
    pub async fn compose(&self, id: &PromptId) -> Result<Composition, LibraryError> {
        let prompt = self.read(id).await?;
        Ok(self.compose_template(self.template(&prompt)).await)
    }

    /// `template`, whose text may not be saved yet, and everything that it includes.
    pub async fn compose_template(&self, template: Arc<Template>) -> Composition {
        let snapshot = self.snapshot();
        let mut known: HashMap<PromptId, Arc<Template>> = HashMap::new();
        let mut open = vec![Arc::clone(&template)];
        while let Some(part) = open.pop() {
            for include in part.includes() {
                let Some(id) = included(&snapshot, &part, include).filter(|id| !known.contains_key(id)) else {
                    continue;
                };
                // Gone between the listing and the read: it is missing, as the composition will say.
                if let Ok(prompt) = self.read(&id).await {
                    let found = self.template(&prompt);
                    known.insert(id, Arc::clone(&found));
                    open.push(found);
                }
            }
        }
        // A circle leads back to the text that is composed, saved or not.
        known.insert(template.id().clone(), Arc::clone(&template));
        Composition::with(template, |part, include| known.get(&included(&snapshot, part, include)?).cloned())
    }
}

/// The prompt of the book that `include` of `template` means.
fn included(snapshot: &Snapshot, template: &Template, include: &Include) -> Option<PromptId> {
    let candidates = template.dialect().candidates(template.id(), include);
    candidates.into_iter().find(|id| snapshot.get(id).is_some())
}
