//! Prompts as templates: what one asks for, with everything that it includes.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Library, LibraryError};
use crate::cache::Snapshot;
use crate::prompt::dialect::Dialects;
use crate::prompt::template::{Composition, Include, IncludeFault, Template};
use crate::prompt::{Prompt, PromptId};
use crate::store::StoreError;

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

    /// The faults of the includes of `composition` as sentences. One that is missing because it cannot be read, or its
    /// folder cannot be looked into, is told with the reason.
    pub async fn include_faults(&self, composition: &Composition) -> Vec<String> {
        let mut told = Vec::new();
        for fault in composition.faults() {
            told.push(match self.unreadable(composition, fault).await {
                Some(why) => fault.to_string().replace(", which is not in the book", &format!(", {why}")),
                None => fault.to_string(),
            });
        }
        told
    }

    /// Why the prompt that is missing by `fault` cannot be read, where that is what it is.
    async fn unreadable(&self, composition: &Composition, fault: &IncludeFault) -> Option<String> {
        let IncludeFault::Missing { chain, name, line } = fault else { return None };
        let mut parts = std::iter::once(composition.template()).chain(composition.included());
        let part = parts.find(|part| Some(part.id()) == chain.last())?;
        let include = part.includes().iter().find(|include| include.name == *name && include.line == *line)?;
        for id in part.dialect().candidates(part.id(), include).into_iter().filter(PromptId::is_listed) {
            match self.read(&id).await {
                Err(LibraryError::Store(StoreError::NotFound(_) | StoreError::NotAFolder(_))) => {}
                Err(error) => return Some(format!("which cannot be read: {error}")),
                // It has come since, or can be read again.
                Ok(_) => return None,
            }
        }
        None
    }
}

/// The prompt of the book that `include` of `template` means.
fn included(snapshot: &Snapshot, template: &Template, include: &Include) -> Option<PromptId> {
    let candidates = template.dialect().candidates(template.id(), include);
    candidates.into_iter().find(|id| snapshot.get(id).is_some())
}
