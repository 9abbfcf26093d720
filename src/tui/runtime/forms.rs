//! What a form needs from outside: the prompt with what it includes, the values from before, files, and the work on
//! large texts.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;

use crate::library::Library;
use crate::prompt::PromptId;
use crate::prompt::template::{Composition, Template};
use crate::tui::message::{Composed, Msg};
use crate::tui::model::form::filling::Filling;
use crate::values::{Store, file};

/// A prompt up to this many bytes is understood at once, if it is in memory and includes no other.
const QUICK: usize = 64 * 1024;

/// The work on texts to look at: one at a time, and of those that wait only the newest.
#[derive(Clone, Default)]
pub(super) struct Showing {
    slot: Arc<Mutex<Slot>>,
}

#[derive(Default)]
struct Slot {
    at_work: bool,
    next: Option<(PromptId, u64, Filling)>,
}

impl Showing {
    /// Works out the text of a form, off the loop.
    pub(super) fn show(&self, work: (PromptId, u64, Filling), home: PathBuf, sender: UnboundedSender<Msg>) {
        {
            let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
            slot.next = Some(work);
            if std::mem::replace(&mut slot.at_work, true) {
                return;
            }
        }
        let slot = Arc::clone(&self.slot);
        tokio::task::spawn_blocking(move || {
            loop {
                let next = {
                    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                    let next = slot.next.take();
                    slot.at_work = next.is_some();
                    next
                };
                let Some((id, revision, filling)) = next else { return };
                let shown = filling.show(|path| file::read(path, &home));
                // The loop is gone only when the program ends.
                let _ = sender.send(Msg::Shown(id, revision, Box::new(shown)));
            }
        });
    }
}

/// The prompt as it can be had at once: in memory or unsaved, small, and without includes.
pub(super) fn at_once(library: &Library, id: &PromptId, draft: Option<&Arc<Vec<u8>>>) -> Option<Arc<Composition>> {
    let template = match draft {
        Some(text) if text.len() <= QUICK => of_draft(library, id, text),
        Some(_) => return None,
        None => {
            let prompt = library.read_resident(id)?;
            if prompt.raw().len() > QUICK {
                return None;
            }
            library.template(&prompt)
        }
    };
    template.includes().is_empty().then(|| Arc::new(Composition::alone(template)))
}

/// The prompt with everything that it includes.
pub(in crate::tui) async fn compose(
    library: Library,
    id: PromptId,
    draft: Option<Arc<Vec<u8>>>,
) -> Result<Arc<Composition>, String> {
    let template = match draft {
        Some(text) => {
            let (library, id) = (library.clone(), id.clone());
            tokio::task::spawn_blocking(move || of_draft(&library, &id, &text)).await
        }
        None => {
            let prompt = library.read(&id).await.map_err(|error| error.to_string())?;
            let library = library.clone();
            tokio::task::spawn_blocking(move || library.template(&prompt)).await
        }
    };
    let template = template.map_err(|_| format!("{id} could not be understood: try again"))?;
    Ok(Arc::new(library.compose_template(template).await))
}

fn of_draft(library: &Library, id: &PromptId, text: &Arc<Vec<u8>>) -> Arc<Template> {
    Arc::new(Template::read(id.clone(), Arc::clone(text), library.dialects()))
}

/// What a form is made from.
pub(in crate::tui) fn composed(composition: Arc<Composition>, values: &Store, id: &PromptId) -> Composed {
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::system()).date().to_string();
    Composed { composition, earlier: values.read(id), today }
}
