//! Several names of one file: symbolic links, hard links, paths through a link to a folder. What is changed under one
//! name is changed under the others too.
//!
//! To look for them among all prompts at every save would take longer the more prompts there are, and books have few
//! links. So suspicion is noted where it arises: of two names for one file at least one is suspect.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::cache::Snapshot;
use crate::prompt::{PromptId, Stamp};
use crate::store::Found;

/// The names that may lead to the file of another.
#[derive(Debug, Default)]
pub(super) struct Links {
    suspects: Mutex<HashSet<PromptId>>,
}

impl Links {
    /// Nothing is known yet of how `id` leads to its file: it was read or written before a listing met it.
    pub(super) fn suspect(&self, id: &PromptId) {
        self.lock().insert(id.clone());
    }

    /// A listing met `found`, which follows no link to a folder.
    pub(super) fn met(&self, found: &[Found]) {
        let mut suspects = self.lock();
        for found in found {
            if found.is_linked {
                suspects.insert(found.id.clone());
            } else {
                suspects.remove(&found.id);
            }
        }
    }

    /// The names in `known` that lead to the same files as `changed`, which are names with the states that their files
    /// had; some of `changed` may be among them.
    pub(super) fn other_names(&self, known: &Snapshot, changed: &[(&PromptId, Stamp)]) -> BTreeSet<PromptId> {
        let file = |stamp: Stamp| (stamp.device, stamp.inode);
        let files: HashSet<_> =
            changed.iter().map(|(_, stamp)| file(*stamp)).filter(|(_, inode)| *inode != 0).collect();
        let leads_there = |id: &PromptId| known.get(id).is_some_and(|entry| files.contains(&file(entry.stamp)));
        let suspects = self.lock();
        if files.is_empty() {
            BTreeSet::new()
        } else if changed.iter().any(|(id, _)| suspects.contains(*id)) {
            drop(suspects);
            known.entries().map(|entry| &entry.id).filter(|id| leads_there(id)).cloned().collect()
        } else {
            suspects.iter().filter(|id| leads_there(id)).cloned().collect()
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<PromptId>> {
        self.suspects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{Cache, CacheState, Cause, Limits};

    fn id(name: &str) -> PromptId {
        PromptId::new(name).expect("a valid test name")
    }

    fn stamp(inode: u64) -> Stamp {
        Stamp { inode, ..Stamp::default() }
    }

    fn found(name: &str, inode: u64, is_linked: bool) -> Found {
        Found { id: id(name), stamp: stamp(inode), is_linked }
    }

    #[test]
    fn only_names_under_suspicion_are_looked_at_until_one_of_them_is_changed_itself() {
        let cache = Cache::new(Limits::default(), CacheState::On);
        let book = [found("a.md", 1, false), found("b.md", 2, false), found("link.md", 1, true)];
        let known = cache.publish(Cause::Start, |next| {
            book.iter().for_each(|found| next.list(&found.id, found.stamp));
        });
        let known = known.snapshot;
        let links = Links::default();
        links.met(&book);
        let others = |name: &str, inode| {
            let others = links.other_names(&known, &[(&id(name), stamp(inode))]);
            others.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(others("a.md", 1), ["link.md"]);
        assert_eq!(others("b.md", 2), [""; 0]);
        assert_eq!(others("link.md", 1), ["a.md", "link.md"]);

        // A name that no listing has met may be another one's: that takes a look at all.
        links.suspect(&id("b.md"));
        assert_eq!(others("b.md", 2), ["b.md"]);
        links.met(&book);
        assert_eq!(others("b.md", 2), [""; 0]);
    }
}
