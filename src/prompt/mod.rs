//! What a prompt is: its name, its bytes, the revision they belong to and the card that lists show.
//!
//! Values only. Nothing here reads a disk, a clock or a terminal.

mod card;
pub mod convert;
pub mod dialect;
pub mod edit;
mod engine;
pub mod header;
mod id;
pub mod layout;
mod name_bytes;
mod parts;
mod revision;
pub mod sanitize;
pub mod template;

pub use card::Card;
pub use id::{NameFault, PromptId, display_bytes, exact, is_listed_folder};
pub use name_bytes::Prehashed;
pub use revision::{ContentHash, Revision, Stamp};

use std::sync::Arc;

/// One revision of one prompt. Never changed once built: a save or a reload makes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    id: PromptId,
    /// As they were read: moved here, never copied, so that a load takes no more memory than the file's size.
    raw: Arc<Vec<u8>>,
    revision: Revision,
    card: Arc<Card>,
}

impl Prompt {
    /// The prompt whose file holds `raw` and carried `stamp` while it was read.
    pub fn new(id: PromptId, raw: impl Into<Vec<u8>>, stamp: Stamp) -> Prompt {
        let mut raw = raw.into();
        // What an editor had set aside would stay in memory and not be counted.
        raw.shrink_to_fit();
        let hash = ContentHash::of(&raw);
        let card = Arc::new(Card::read(&id, &raw));
        Prompt { id, raw: Arc::new(raw), revision: Revision { hash, stamp }, card }
    }

    /// The same content under the name `id`.
    pub fn under(&self, id: PromptId) -> Prompt {
        Prompt { id, ..self.clone() }
    }

    /// The prompt's name in its book.
    pub fn id(&self) -> &PromptId {
        &self.id
    }

    /// The file's bytes as they are on disk: the truth that everything else is a view of.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The same bytes, shared rather than copied.
    pub fn shared_raw(&self) -> Arc<Vec<u8>> {
        Arc::clone(&self.raw)
    }

    /// The text, or `None` where the file is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.raw).ok()
    }

    /// Which content this is, and which file it was read from.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Title, description and tags.
    pub fn card(&self) -> &Arc<Card> {
        &self.card
    }
}
