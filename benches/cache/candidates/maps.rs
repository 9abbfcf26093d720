//! Maps and caches made for many threads: each entry is replaced in place, and there is no moment at which the whole
//! could be seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use promptbook::Prompt;

use super::{Address, Candidate, Hasher, Name, address, by_name};

/// Room that no candidate fills, so that none evicts while it is timed.
const ROOM: usize = 4;

pub struct DashMap(dashmap::DashMap<Name, Arc<Prompt>, Hasher>);

impl Candidate for DashMap {
    type Key = Name;
    type Reader<'a> = &'a Self;

    fn name() -> String {
        "dashmap".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> DashMap {
        DashMap(by_name(prompts).collect())
    }

    fn reader(&self) -> &DashMap {
        self
    }

    fn read(map: &mut &DashMap, name: &Name) -> Address {
        address(map.0.get(&**name).as_deref())
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.insert(Arc::clone(name), Arc::clone(prompt));
    }
}

/// Pins the map for each read.
pub struct Papaya(papaya::HashMap<Name, Arc<Prompt>, Hasher>);

impl Candidate for Papaya {
    type Key = Name;
    type Reader<'a> = &'a Self;

    fn name() -> String {
        "papaya".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> Papaya {
        Papaya(by_name(prompts).collect())
    }

    fn reader(&self) -> &Papaya {
        self
    }

    fn read(map: &mut &Papaya, name: &Name) -> Address {
        address(map.0.pin().get(&**name))
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.pin().insert(Arc::clone(name), Arc::clone(prompt));
    }
}

/// Pins the map once for many reads: its best case, in which nothing that is replaced is freed.
pub struct PapayaPinned(Papaya);

impl Candidate for PapayaPinned {
    type Key = Name;
    type Reader<'a> = papaya::HashMapRef<'a, Name, Arc<Prompt>, Hasher, papaya::LocalGuard<'a>>;

    fn name() -> String {
        "papaya, pinned for many reads".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> PapayaPinned {
        PapayaPinned(Papaya::build(prompts))
    }

    fn reader(&self) -> Self::Reader<'_> {
        self.0.0.pin()
    }

    fn read(map: &mut Self::Reader<'_>, name: &Name) -> Address {
        address(map.get(&**name))
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.replace(name, prompt);
    }
}

/// Reads of `scc::HashIndex` that did not find a prompt that was there before and after.
pub static MISSED_BY_SCC: AtomicUsize = AtomicUsize::new(0);

pub struct SccHashIndex(scc::HashIndex<Name, Arc<Prompt>, Hasher>);

impl Candidate for SccHashIndex {
    type Key = Name;
    type Reader<'a> = &'a Self;

    fn name() -> String {
        "scc::HashIndex".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> SccHashIndex {
        let map = SccHashIndex(scc::HashIndex::with_capacity_and_hasher(prompts.len(), Hasher::default()));
        for (name, prompt) in by_name(prompts) {
            map.replace(&name, &prompt);
        }
        map
    }

    fn reader(&self) -> &SccHashIndex {
        self
    }

    fn read(map: &mut &SccHashIndex, name: &Name) -> Address {
        // A peek that comes by while the entry is replaced may see neither the old one nor the new one.
        map.0.peek_with(&**name, |_, prompt| Arc::as_ptr(prompt)).unwrap_or_else(|| {
            MISSED_BY_SCC.fetch_add(1, Ordering::Relaxed);
            std::ptr::null()
        })
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        match self.0.entry_sync(Arc::clone(name)) {
            scc::hash_index::Entry::Occupied(mut entry) => entry.update(Arc::clone(prompt)),
            scc::hash_index::Entry::Vacant(entry) => drop(entry.insert_entry(Arc::clone(prompt))),
        }
    }
}

pub struct Moka(moka::sync::Cache<Name, Arc<Prompt>, Hasher>);

impl Candidate for Moka {
    type Key = Name;
    type Reader<'a> = &'a Self;

    fn name() -> String {
        "moka".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> Moka {
        let room = ROOM * prompts.len();
        let cache = moka::sync::Cache::builder().max_capacity(room as u64).build_with_hasher(Hasher::default());
        by_name(prompts).for_each(|(name, prompt)| cache.insert(name, prompt));
        cache.run_pending_tasks();
        Moka(cache)
    }

    fn reader(&self) -> &Moka {
        self
    }

    fn read(cache: &mut &Moka, name: &Name) -> Address {
        address(cache.0.get(&**name).as_ref())
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.insert(Arc::clone(name), Arc::clone(prompt));
    }
}

pub struct QuickCache(quick_cache::sync::Cache<Name, Arc<Prompt>, quick_cache::UnitWeighter, Hasher>);

impl Candidate for QuickCache {
    type Key = Name;
    type Reader<'a> = &'a Self;

    fn name() -> String {
        "quick_cache".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> QuickCache {
        // Shards are filled unevenly, and small ones have little room to spare.
        let room = ROOM * prompts.len().max(1000);
        let (weighter, lifecycle) = (quick_cache::UnitWeighter, quick_cache::sync::DefaultLifecycle::default());
        let cache = quick_cache::sync::Cache::with(room, room as u64, weighter, Hasher::default(), lifecycle);
        by_name(prompts).for_each(|(name, prompt)| cache.insert(name, prompt));
        QuickCache(cache)
    }

    fn reader(&self) -> &QuickCache {
        self
    }

    fn read(cache: &mut &QuickCache, name: &Name) -> Address {
        address(cache.0.get(&**name).as_ref())
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.insert(Arc::clone(name), Arc::clone(prompt));
    }
}
