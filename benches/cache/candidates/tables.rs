//! Tables that know nothing of threads: what the locks, swaps and copies share between threads.

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::ops::Bound::{Included, Unbounded};
use std::sync::Arc;

use promptbook::Prompt;

use super::{Address, Name, address};

/// The hash function of every candidate that lets one be set.
pub type Hasher = foldhash::fast::RandomState;

/// A table of prompts by name. Its clone is what a writer has to make who may not change it in place.
pub trait Table: Clone + Send + Sync {
    const NAME: &'static str;

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> Self;
    fn look(&self, name: &str) -> Address;
    fn put(&mut self, name: Name, prompt: Arc<Prompt>);
}

#[derive(Clone)]
pub struct Hash(HashMap<Name, Arc<Prompt>, Hasher>);

impl Table for Hash {
    const NAME: &'static str = "HashMap";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> Hash {
        Hash(prompts.collect())
    }

    fn look(&self, name: &str) -> Address {
        address(self.0.get(name))
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.insert(name, prompt);
    }
}

#[derive(Clone)]
pub struct ImblHash(imbl::GenericHashMap<Name, Arc<Prompt>, Hasher, imbl::shared_ptr::DefaultSharedPtr>);

impl Table for ImblHash {
    const NAME: &'static str = "imbl::HashMap";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> ImblHash {
        ImblHash(prompts.collect())
    }

    fn look(&self, name: &str) -> Address {
        address(self.0.get(name))
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.insert(name, prompt);
    }
}

#[derive(Clone)]
pub struct RpdsHash(rpds::HashTrieMapSync<Name, Arc<Prompt>, Hasher>);

impl Table for RpdsHash {
    const NAME: &'static str = "rpds::HashTrieMap";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> RpdsHash {
        RpdsHash(prompts.collect())
    }

    fn look(&self, name: &str) -> Address {
        address(self.0.get(name))
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.insert_mut(name, prompt);
    }
}

/// A table in the order of names, which answers a look with the page that starts at the name.
#[derive(Clone)]
pub struct Sorted(BTreeMap<Name, Arc<Prompt>>);

impl Sorted {
    /// Prompts on a page: a tall screen.
    pub const PAGE: usize = 50;
}

impl Table for Sorted {
    const NAME: &'static str = "BTreeMap";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> Sorted {
        Sorted(prompts.collect())
    }

    fn look(&self, name: &str) -> Address {
        let page = self.0.range::<str, _>((Included(name), Unbounded)).take(Sorted::PAGE);
        let last = page.map(|(_, prompt)| black_box(Arc::as_ptr(prompt))).last();
        last.expect("the page starts at a name that is there")
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.insert(name, prompt);
    }
}

/// Answers a look with the page that starts at the name, of a table that has no order: by looking at all names and sorting
/// those of the page, as the article's cache would have to.
#[derive(Clone)]
pub struct SortedOnDemand(Hash);

impl Table for SortedOnDemand {
    const NAME: &'static str = "HashMap, sorted for each page";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> SortedOnDemand {
        SortedOnDemand(Hash::build(prompts))
    }

    fn look(&self, name: &str) -> Address {
        let from = |(known, _): &(&Name, &Arc<Prompt>)| ***known >= *name;
        let mut page: Vec<(&Name, &Arc<Prompt>)> = self.0.0.iter().filter(from).collect();
        // Only the page itself need be in order.
        if page.len() > Sorted::PAGE {
            page.select_nth_unstable_by_key(Sorted::PAGE, |(name, _)| *name);
            page.truncate(Sorted::PAGE);
        }
        page.sort_unstable_by_key(|(name, _)| *name);
        page.iter().for_each(|(_, prompt)| _ = black_box(Arc::as_ptr(prompt)));
        address(page.last().map(|(_, prompt)| *prompt))
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.put(name, prompt);
    }
}

/// A persistent table in the order of names; answers a look with one prompt, or with a page.
#[derive(Clone)]
pub struct ImblOrd<const PAGED: bool>(imbl::OrdMap<Name, Arc<Prompt>>);

impl<const PAGED: bool> Table for ImblOrd<PAGED> {
    const NAME: &'static str = "imbl::OrdMap";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> Self {
        ImblOrd(prompts.collect())
    }

    fn look(&self, name: &str) -> Address {
        if !PAGED {
            return address(self.0.get(name));
        }
        let page = self.0.range::<_, str>((Included(name), Unbounded)).take(Sorted::PAGE);
        let last = page.map(|(_, prompt)| black_box(Arc::as_ptr(prompt))).last();
        last.expect("the page starts at a name that is there")
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.insert(name, prompt);
    }
}

/// Another one, of which a look is a page.
#[derive(Clone)]
pub struct RpdsTree(rpds::RedBlackTreeMapSync<Name, Arc<Prompt>>);

impl Table for RpdsTree {
    const NAME: &'static str = "rpds::RedBlackTreeMap";

    fn build(prompts: impl Iterator<Item = (Name, Arc<Prompt>)>) -> RpdsTree {
        RpdsTree(prompts.collect())
    }

    fn look(&self, name: &str) -> Address {
        let page = self.0.range::<str, _>((Included(name), Unbounded)).take(Sorted::PAGE);
        let last = page.map(|(_, prompt)| black_box(Arc::as_ptr(prompt))).last();
        last.expect("the page starts at a name that is there")
    }

    fn put(&mut self, name: Name, prompt: Arc<Prompt>) {
        self.0.insert_mut(name, prompt);
    }
}
