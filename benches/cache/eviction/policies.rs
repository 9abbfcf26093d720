//! Who decides what leaves. Each on one thread, with a fixed hash and without shards where it has them, so that every
//! run counts the same hits.

use std::collections::{HashSet, VecDeque};
use std::num::NonZeroUsize;
use std::sync::Arc;

use foldhash::fast::FixedState;
use promptbook::cache::{Cache, CacheState, Cause, Limits, Reader};
use promptbook::prompt::Stamp;
use promptbook::{Prompt, PromptId};

use crate::book::name;

/// A cache of `capacity` prompts, each known by its number.
pub trait Policy {
    const NAME: &'static str;

    fn new(names: usize, capacity: usize) -> Self;
    /// Asks for prompt `n`, puts it in if it was not there, and says whether it was.
    fn request(&mut self, n: usize) -> bool;
}

/// promptbook's own, through its public calls.
pub struct Sieve {
    cache: Cache,
    reader: Reader,
    prompts: Vec<Arc<Prompt>>,
}

impl Policy for Sieve {
    const NAME: &'static str = "promptbook (SIEVE)";

    fn new(names: usize, capacity: usize) -> Sieve {
        let cache = Cache::new(Limits { max_entries: capacity, ..Limits::default() }, CacheState::On);
        let id = |n| PromptId::new(name(n)).expect("the name is a relative path");
        let prompt = |n| Arc::new(Prompt::new(id(n), b"text".as_slice(), Stamp::default()));
        Sieve { reader: cache.reader(), cache, prompts: (0..names).map(prompt).collect() }
    }

    fn request(&mut self, n: usize) -> bool {
        let prompt = &self.prompts[n];
        let is_hit = self.reader.read(prompt.id()).is_some();
        if !is_hit {
            self.cache.publish(Cause::Load, |next| next.store(prompt));
        }
        is_hit
    }
}

/// The article's: what was put in first leaves first.
pub struct OldestFirst {
    inside: HashSet<usize>,
    order: VecDeque<usize>,
    capacity: usize,
}

impl Policy for OldestFirst {
    const NAME: &'static str = "oldest first (the article)";

    fn new(_: usize, capacity: usize) -> OldestFirst {
        OldestFirst { inside: HashSet::new(), order: VecDeque::new(), capacity }
    }

    fn request(&mut self, n: usize) -> bool {
        let is_hit = !self.inside.insert(n);
        if !is_hit {
            self.order.push_back(n);
            if self.order.len() > self.capacity
                && let Some(oldest) = self.order.pop_front()
            {
                self.inside.remove(&oldest);
            }
        }
        is_hit
    }
}

/// What was read longest ago leaves first.
pub struct Lru(lru::LruCache<usize, ()>);

impl Policy for Lru {
    const NAME: &'static str = "LRU (lru)";

    fn new(_: usize, capacity: usize) -> Lru {
        Lru(lru::LruCache::new(NonZeroUsize::new(capacity).expect("there is room")))
    }

    fn request(&mut self, n: usize) -> bool {
        let is_hit = self.0.get(&n).is_some();
        if !is_hit {
            self.0.put(n, ());
        }
        is_hit
    }
}

/// W-TinyLFU.
pub struct Moka(moka::sync::Cache<usize, (), FixedState>);

impl Policy for Moka {
    const NAME: &'static str = "W-TinyLFU (moka)";

    fn new(_: usize, capacity: usize) -> Moka {
        let builder = moka::sync::Cache::builder().max_capacity(capacity as u64);
        Moka(builder.build_with_hasher(FixedState::default()))
    }

    fn request(&mut self, n: usize) -> bool {
        let is_hit = self.0.get(&n).is_some();
        if !is_hit {
            self.0.insert(n, ());
            // Otherwise it would evict when its clock says so.
            self.0.run_pending_tasks();
        }
        is_hit
    }
}

/// A relative of S3-FIFO and Clock-PRO.
pub struct QuickCache(quick_cache::unsync::Cache<usize, (), quick_cache::UnitWeighter, FixedState>);

impl Policy for QuickCache {
    const NAME: &'static str = "quick_cache";

    fn new(_: usize, capacity: usize) -> QuickCache {
        let (weighter, lifecycle) = (quick_cache::UnitWeighter, quick_cache::unsync::DefaultLifecycle::default());
        let hasher = FixedState::default();
        QuickCache(quick_cache::unsync::Cache::with(capacity, capacity as u64, weighter, hasher, lifecycle))
    }

    fn request(&mut self, n: usize) -> bool {
        let is_hit = self.0.get(&n).is_some();
        if !is_hit {
            self.0.insert(n, ());
        }
        is_hit
    }
}
