//! What a prompt is: its name, its bytes, the revision they belong to and the card that lists show.
//!
//! Values only. Nothing here reads a disk, a clock or a terminal.

mod card;
mod id;
pub mod layout;
mod name_bytes;
mod revision;
pub mod sanitize;

pub use card::Card;
pub use id::{NameFault, PromptId, display_bytes, is_listed_folder};
pub use revision::{ContentHash, Revision, Stamp};

use std::collections::TryReserveError;
use std::sync::Arc;

/// One revision of one prompt. Never changed once built: a save or a reload makes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    id: PromptId,
    raw: Arc<[u8]>,
    revision: Revision,
    card: Arc<Card>,
}

impl Prompt {
    /// The prompt whose file holds `raw` and carried `stamp` while it was read.
    pub fn new(id: PromptId, raw: impl Into<Arc<[u8]>>, stamp: Stamp) -> Prompt {
        let raw = raw.into();
        let hash = ContentHash::of(&raw);
        let card = Arc::new(Card::read(&id, &raw));
        Prompt { id, raw, revision: Revision { hash, stamp }, card }
    }

    /// As [`Prompt::new`], where memory may be short.
    ///
    /// # Errors
    /// When there is no room for the bytes once more.
    pub fn try_new(id: PromptId, raw: Vec<u8>, stamp: Stamp) -> Result<Prompt, TryReserveError> {
        // The bytes move to their shared place by an allocation that ends the program where it fails, so the same room
        // is asked for by one that does not.
        Vec::<u8>::new().try_reserve_exact(raw.len())?;
        Ok(Prompt::new(id, raw, stamp))
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
    pub fn shared_raw(&self) -> Arc<[u8]> {
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
