//! Who decides what leaves. Each on one thread, with a fixed hash and without shards where it has them, so that every
//! run counts the same hits.

use std::collections::{HashMap, HashSet, VecDeque};
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

/// S3-FIFO, after its paper: Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023. What comes stands
/// in a short queue first and moves on to the long one where it is asked for more than once meanwhile.
pub struct S3Fifo {
    /// How often those inside were asked for, up to 3.
    inside: HashMap<usize, u8>,
    short: VecDeque<usize>,
    long: VecDeque<usize>,
    /// Those that left the short queue lately: they come into the long one.
    left: VecDeque<usize>,
    left_names: HashSet<usize>,
    capacity: usize,
}

impl S3Fifo {
    fn make_room(&mut self) {
        while self.inside.len() >= self.capacity {
            if self.short.len() >= self.capacity / 10 { self.shorten_the_short() } else { self.shorten_the_long() }
        }
    }

    fn shorten_the_short(&mut self) {
        let Some(n) = self.short.pop_front() else { return };
        if self.inside.get(&n).is_some_and(|asked| *asked > 1) {
            self.inside.insert(n, 0);
            self.long.push_back(n);
            return;
        }
        self.inside.remove(&n);
        self.left.push_back(n);
        self.left_names.insert(n);
        if self.left.len() > self.capacity - self.capacity / 10
            && let Some(oldest) = self.left.pop_front()
        {
            self.left_names.remove(&oldest);
        }
    }

    fn shorten_the_long(&mut self) {
        let Some(n) = self.long.pop_front() else { return };
        match self.inside.get_mut(&n) {
            Some(asked @ 1..) => {
                *asked -= 1;
                self.long.push_back(n);
            }
            _ => _ = self.inside.remove(&n),
        }
    }
}

impl Policy for S3Fifo {
    const NAME: &'static str = "S3-FIFO";

    fn new(_: usize, capacity: usize) -> S3Fifo {
        let (inside, left_names) = (HashMap::new(), HashSet::new());
        S3Fifo { inside, short: VecDeque::new(), long: VecDeque::new(), left: VecDeque::new(), left_names, capacity }
    }

    fn request(&mut self, n: usize) -> bool {
        if let Some(asked) = self.inside.get_mut(&n) {
            *asked = (*asked + 1).min(3);
            return true;
        }
        self.make_room();
        self.inside.insert(n, 0);
        if self.left_names.remove(&n) {
            self.left.retain(|left| *left != n);
            self.long.push_back(n);
        } else {
            self.short.push_back(n);
        }
        false
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
