//! The versions of one prompt on the screen: which one is selected, and how it differs from another.

use std::collections::HashMap;
use std::sync::Arc;

use super::comparing::{Comparing, Version};
use crate::history::Kept;
use crate::prompt::{ContentHash, PromptId};

/// The most rows that the list of versions takes of a screen with so many: the comparison has the rest.
pub fn list_height((_, height): (u16, u16), rows: usize) -> u16 {
    let most = (height / 3).max(3);
    u16::try_from(rows).unwrap_or(most).clamp(1, most)
}

/// The part of the screen that the comparison has, as if it were a screen of its own.
pub fn comparison_size(size: (u16, u16), rows: usize) -> (u16, u16) {
    (size.0, size.1.saturating_sub(list_height(size, rows)))
}

/// One version in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is called: `now`, `12`, `git`.
    pub name: String,
    /// When it became known, for a person.
    pub time: String,
    /// How it came to be.
    pub made: String,
    /// Its length.
    pub bytes: u64,
    /// Its text.
    pub hash: ContentHash,
    /// Where the text is.
    pub place: Place,
}

/// Where the text of a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On disk, as it is now.
    Disk,
    /// In the history, under this number.
    History(u64, Kept),
    /// In the last commit.
    Git,
}

/// What is known of a prompt's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Newest first.
    pub rows: Vec<Row>,
    /// The texts that are at hand already.
    pub texts: Vec<(ContentHash, Arc<Vec<u8>>)>,
}

/// The versions of a prompt, one of them selected and compared with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Whose versions.
    pub id: PromptId,
    /// Newest first; never empty.
    pub rows: Vec<Row>,
    /// The selected one.
    pub selected: usize,
    /// The one that it is compared with.
    pub against: usize,
    /// How they differ, once both texts are here.
    pub view: Option<Comparing>,
    texts: HashMap<ContentHash, Arc<Vec<u8>>>,
}

impl Past {
    /// The versions of `id`, with the newest selected that is not what is on disk now.
    pub fn new(id: PromptId, known: Known) -> Past {
        let now = known.rows.first().map(|row| row.hash);
        let selected = known.rows.iter().position(|row| Some(row.hash) != now).unwrap_or(0);
        let texts = known.texts.into_iter().collect();
        let mut past = Past { id, rows: known.rows, selected, against: 0, view: None, texts };
        past.compare();
        past
    }

    /// Selects the version so many rows further down, or up.
    pub fn select(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        self.compare();
    }

    /// From now on others are compared with the selected version.
    pub fn compare_with_selected(&mut self) {
        self.against = self.selected;
        self.compare();
    }

    /// The selected version.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    /// The text of the selected version, if it is here.
    pub fn text(&self) -> Option<&Arc<Vec<u8>>> {
        self.texts.get(&self.row()?.hash)
    }

    /// A text that the comparison waits for.
    pub fn missing(&self) -> Option<Kept> {
        let rows = [self.rows.get(self.against), self.rows.get(self.selected)].into_iter().flatten();
        let mut missing = rows.filter(|row| !self.texts.contains_key(&row.hash));
        missing.find_map(|row| if let Place::History(_, kept) = row.place { Some(kept) } else { None })
    }

    /// A text is here.
    pub fn take(&mut self, hash: ContentHash, text: Arc<Vec<u8>>) {
        self.texts.insert(hash, text);
        self.compare();
    }

    /// The older of the two stands left: its lines are the removed ones.
    fn compare(&mut self) {
        let version = |at: usize| {
            let row = self.rows.get(at)?;
            Some(Version::of_bytes(format!("{} {}", row.name, row.time), self.texts.get(&row.hash)?))
        };
        let (older, newer) = (self.selected.max(self.against), self.selected.min(self.against));
        self.view = version(older).zip(version(newer)).map(|(older, newer)| Comparing::new(older, newer));
    }
}
