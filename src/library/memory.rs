//! When memory is short the cache is the first thing to go: every text can be read from the store again.

use super::Shared;
use crate::cache::{CacheState, Cause, OffReason, release_this_thread};
use crate::metrics::process_memory;

/// What a change of the book wants of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Want {
    /// Nothing: no text came.
    Nothing,
    /// A look at the limit, for a text came.
    Look,
    /// Room: there was not enough memory for a text.
    Room,
}

impl Shared {
    /// Turns the cache off for `reason`, which puts every text out of memory.
    pub(super) fn give_memory_back(&self, reason: OffReason) {
        let mut was_on = false;
        self.publish(Cause::Switch, |next| {
            was_on = next.state() == CacheState::On;
            // A cache that was off before keeps its own reason.
            if was_on {
                next.switch(CacheState::Off(reason));
            }
        });
        // This thread's own reader would keep every text for as long as it does not read.
        release_this_thread();
        if was_on {
            tracing::info!("the cache is off {}", reason.label());
        }
    }

    /// Makes the room that was found to be wanted.
    pub(super) async fn make_room(&self, want: Want) {
        match want {
            Want::Nothing => {}
            Want::Look => self.keep_within_memory().await,
            Want::Room => self.give_memory_back(OffReason::OutOfMemory),
        }
    }

    /// Bytes of memory that this process has, where the system says.
    async fn memory(&self) -> Option<u64> {
        #[cfg(test)]
        if let bytes @ 1.. = self.memory.load(std::sync::atomic::Ordering::SeqCst) {
            return Some(bytes);
        }
        self.on_disk(|_| Ok(process_memory())).await.ok().flatten()
    }

    /// Compares the memory of the process with its limit, where there is one. After whatever brings texts into memory:
    /// a load, a save, and what is found changed on the disk.
    pub(super) async fn keep_within_memory(&self) {
        let Some(limit) = self.options.memory_limit.filter(|_| self.cache.peek().state() == CacheState::On) else {
            return;
        };
        if let Some(bytes) = self.memory().await
            && bytes > limit
        {
            self.give_memory_back(OffReason::MemoryLimit);
        }
    }
}
