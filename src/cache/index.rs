//! The prompts of one snapshot: a hash map for reading one, an ordered set of names for listing them. Replacing an entry
//! leaves the set alone, so listing costs a write nothing; both are one value, so a sorted page is consistent while
//! writers run.

use std::sync::Arc;

use imbl::OrdSet;

use super::map::{Keyed, Map};
use super::snapshot::Entry;
use crate::prompt::{Prehashed, PromptId};

/// Every known prompt. Clones share everything.
#[derive(Debug, Clone)]
pub(super) struct Index {
    entries: Map<Entry, Prehashed>,
    names: OrdSet<PromptId>,
}

impl Keyed for Entry {
    type Key = PromptId;

    fn key(&self) -> &PromptId {
        &self.id
    }
}

impl Index {
    pub(super) fn new() -> Index {
        Index { entries: Map::with_hasher(Prehashed), names: OrdSet::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(&self, id: &PromptId) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// Puts `entry` in, and returns the one of the same name that it replaces.
    pub(super) fn insert(&mut self, entry: Arc<Entry>) -> Option<Arc<Entry>> {
        let replaced = self.entries.insert(Arc::clone(&entry));
        if replaced.is_none() {
            self.names.insert(entry.id.clone());
        }
        replaced
    }

    pub(super) fn remove(&mut self, id: &PromptId) -> Option<Arc<Entry>> {
        let removed = self.entries.remove(id)?;
        self.names.remove(id);
        Some(removed)
    }

    /// The entries that `other` does not share.
    pub(super) fn not_in<'a>(&'a self, other: &Index) -> Vec<&'a Arc<Entry>> {
        self.entries.not_in(&other.entries)
    }

    /// Bytes of the hash map that `other` does not share: nodes and entries, without texts, titles and the set of names.
    pub(super) fn bytes_not_in(&self, other: &Index) -> u64 {
        self.entries.bytes_not_in(&other.entries) as u64
    }

    /// Bytes of the hash map, counted in the same way. Looks at nothing of it.
    pub(super) fn bytes(&self) -> u64 {
        self.entries.bytes() as u64
    }

    /// Every entry, in the order of names.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.names.iter().filter_map(|id| self.entries.get(id))
    }

    /// The entries from `id` on, in the order of names.
    pub(super) fn iter_from<'a>(&'a self, id: &PromptId) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        self.names.range(id.clone()..).filter_map(|id| self.entries.get(id))
    }
}
