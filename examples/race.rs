//! The cache with a race in it: its reference to the current snapshot is replaced by a plain store, as the article's
//! assignment would be where threads are truly parallel. Built by `.ci/prove sanitizer` only, which fails unless
//! ThreadSanitizer finds this.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::thread;

use promptbook::Snapshot;
use promptbook::cache::{Cache, CacheState, Cause, Limits};
use promptbook::prompt::{PromptId, Stamp};

/// What [`Cache`] holds in an `ArcSwap`, without one.
struct Current(UnsafeCell<Arc<Snapshot>>);

// SAFETY: there is none. That is what is to be found.
unsafe impl Sync for Current {}

impl Current {
    fn replace(&self, snapshot: Arc<Snapshot>) {
        // SAFETY: none either. The snapshot that was there is not dropped, so that readers of it crash nothing.
        let old = unsafe { std::mem::replace(&mut *self.0.get(), snapshot) };
        std::mem::forget(old);
    }

    fn prompts(&self) -> usize {
        // SAFETY: nor here.
        unsafe { (*self.0.get()).len() }
    }
}

fn main() {
    let cache = Cache::new(Limits::default(), CacheState::On);
    let current = Current(UnsafeCell::new(cache.snapshot()));
    let seen: usize = thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..1_000 {
                let id = PromptId::new(format!("{number}.md")).expect("a valid name");
                current.replace(cache.publish(Cause::Start, |next| next.list(&id, Stamp::default())).snapshot);
            }
        });
        (0..1_000).map(|_| current.prompts()).sum()
    });
    println!("saw {seen} prompts in all");
}
