//! Which prompts include a prompt: read from every text of the book once, and after that only from those that changed.
//!
//! These reads are nobody's: they count neither as hits nor as misses, and they bring no text into memory nor keep one
//! there.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

use super::{Library, LibraryError};
use crate::cache::{Entry, Holder, Snapshot};
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialects;
use crate::prompt::template::Template;
use crate::store::Store;

/// What was found in the texts of the book.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// The generation of the snapshot that this is up to date with.
    generation: Option<u64>,
    /// Whose text was looked at, and which version of it.
    seen: HashMap<PromptId, u64>,
    /// The prompts that include others, and for each include the names that it may mean, the first before the others.
    includes: BTreeMap<PromptId, Vec<Vec<PromptId>>>,
}

impl Library {
    /// The known prompts that include `id` themselves, in the order of names; where it is gone, those that would. The
    /// first call reads every text of the book, later ones those that changed since.
    ///
    /// # Errors
    /// When the work was interrupted. A text that cannot be read includes nothing.
    pub async fn used_by(&self, id: &PromptId) -> Result<Vec<PromptId>, LibraryError> {
        let (shared, id) = (Arc::clone(&self.shared), id.clone());
        let work = move |store: &dyn Store| {
            let mut users = shared.users.lock().unwrap_or_else(PoisonError::into_inner);
            let snapshot = shared.cache.hold(Holder::Search);
            users.look(&snapshot, store, &shared.dialects);
            Ok(users.of(&id, &snapshot))
        };
        self.shared.on_disk(work).await
    }
}

impl Users {
    /// Looks at the texts of `snapshot` that were not looked at yet.
    fn look(&mut self, snapshot: &Snapshot, store: &dyn Store, dialects: &Dialects) {
        if self.generation.replace(snapshot.generation()) == Some(snapshot.generation()) {
            return;
        }
        self.seen.retain(|id, _| snapshot.get(id).is_some());
        self.includes.retain(|id, _| snapshot.get(id).is_some());
        for entry in snapshot.entries() {
            if self.seen.get(&entry.id) == Some(&entry.version) {
                continue;
            }
            self.includes.remove(&entry.id);
            // What cannot be read is tried again the next time that anything changes.
            let Some(text) = text_of(entry, store) else { continue };
            self.seen.insert(entry.id.clone(), entry.version);
            if !may_include(&text) {
                continue;
            }
            let template = Template::read(entry.id.clone(), text, dialects);
            let names = |include| template.dialect().candidates(template.id(), include);
            let includes: Vec<_> = template.includes().iter().map(names).collect();
            if !includes.is_empty() {
                self.includes.insert(entry.id.clone(), includes);
            }
        }
    }

    fn of(&self, id: &PromptId, snapshot: &Snapshot) -> Vec<PromptId> {
        let means = |candidates: &Vec<PromptId>| {
            candidates.iter().find(|name| *name == id || snapshot.get(name).is_some()) == Some(id)
        };
        let users = self.includes.iter().filter(|(_, includes)| includes.iter().any(means));
        users.map(|(user, _)| user.clone()).collect()
    }
}

/// The text of `entry`: from memory, without a visit, or from the disk.
fn text_of(entry: &Entry, store: &dyn Store) -> Option<Arc<Vec<u8>>> {
    match entry.body() {
        Some(body) => Some(body.prompt().shared_raw()),
        None => store.read(&entry.id).ok().map(|contents| Arc::new(contents.bytes)),
    }
}

/// Whether something in `text` looks like an include of any dialect: `{{>`, `{{~> `, `{{#> `. Most texts have none, and
/// this is quickly seen.
fn may_include(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"{{").any(|at| {
        let mut inside = text[at..].iter().filter(|byte| !matches!(byte, b'{' | b'~' | b'#' | b' '));
        inside.next() == Some(&b'>')
    })
}

/// Whether a prompt that others include is there still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is about to go.
    Soon,
    /// It is gone.
    Now,
}

/// How many of `users` include `what` and miss it, and the first of them: `2 prompts include it and will miss it: a.md,
/// b.md`. Nothing where there are none.
pub fn users_sentence(users: &[PromptId], what: &str, missing: Missing) -> Option<String> {
    let is_one = users.len() == 1;
    let (many, include) =
        if is_one { ("1 prompt".to_owned(), "includes") } else { (format!("{} prompts", users.len()), "include") };
    let miss = match missing {
        Missing::Soon => "will miss it",
        Missing::Now if is_one => "misses it now",
        Missing::Now => "miss it now",
    };
    (!users.is_empty()).then(|| format!("{many} {include} {what} and {miss}: {}", users_named(users, 3)))
}

/// The first `most` of `users` by their names: `a.md, b.md and 3 more`.
pub fn users_named(users: &[PromptId], most: usize) -> String {
    let names: Vec<String> = users.iter().take(most).map(ToString::to_string).collect();
    let names = names.join(", ");
    match users.len().saturating_sub(most) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}
