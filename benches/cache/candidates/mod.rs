//! What is compared: ways to hold prompts by name for many readers and a writer. Each is a few lines, written as its
//! documentation says, with the same hash function where one can be set.

mod left_right;
mod library;
mod locks;
mod maps;
mod ours;
mod swaps;
mod tables;

use std::sync::Arc;

use promptbook::{Prompt, PromptId};

pub use left_right::LeftRight;
pub use library::{Awaited, Resident, Served};
pub use locks::Locked;
pub use maps::{DashMap, MISSED_BY_SCC, Moka, Papaya, PapayaPinned, QuickCache, SccHashIndex};
pub use ours::{Cloned, Handle, Ours, Page, Peek, ThreadLocal, Uncounted};
pub use swaps::{Cached, Loaded, Unshared, UnsharedIds};
pub use tables::{Hash, Hasher, ImblHash, ImblOrd, RpdsHash, RpdsTree, Sorted, SortedOnDemand, Table};

/// Where a read found the prompt. Timing loops look no further: whatever a caller does with the prompt costs the same
/// in each candidate, and would make a slow one look better.
pub type Address = *const Prompt;

/// A way to hold prompts by name.
pub trait Candidate: Send + Sync + Sized {
    /// What names are to it.
    type Key: Key;
    /// What one thread reads by; made once for many reads.
    type Reader<'a>
    where
        Self: 'a;

    fn name() -> String;
    fn build(prompts: &[Arc<Prompt>]) -> Self;
    fn reader(&self) -> Self::Reader<'_>;
    fn read(reader: &mut Self::Reader<'_>, key: &Self::Key) -> Address;
    /// Puts `prompt` in for the one with the same name, visible to every read that starts afterwards.
    fn replace(&self, key: &Self::Key, prompt: &Arc<Prompt>);
}

/// A candidate that can be caught at a bad moment.
pub trait Stall: Candidate {
    /// A replace with a writer that falls asleep in the middle of it.
    fn replace_slowly(&self, key: &Self::Key, prompt: &Arc<Prompt>, sleep: impl Fn());
    /// A read whose reader falls asleep with its result in hand.
    fn read_slowly(&self, key: &Self::Key, sleep: impl Fn());
}

/// A name in the form in which a candidate takes it.
pub trait Key: Send + Sync {
    fn new(name: &str) -> Self;
}

/// The name as the peers take it.
pub type Name = Arc<str>;

impl Key for Name {
    fn new(name: &str) -> Name {
        Arc::from(name)
    }
}

impl Key for PromptId {
    fn new(name: &str) -> PromptId {
        PromptId::new(name).expect("the name is a relative path")
    }
}

/// The prompts by names of the peers' own.
fn by_name(prompts: &[Arc<Prompt>]) -> impl Iterator<Item = (Name, Arc<Prompt>)> {
    prompts.iter().map(|prompt| {
        let name = std::str::from_utf8(prompt.id().as_bytes()).expect("the names are ASCII");
        (Name::from(name), Arc::clone(prompt))
    })
}

fn address(prompt: Option<&Arc<Prompt>>) -> Address {
    Arc::as_ptr(prompt.expect("every prompt that is asked for is there"))
}
