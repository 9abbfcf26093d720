//! The article's way with other tables: a writer clones the table, changes the clone and swaps one reference. And the
//! floor beneath everything, a table that nobody shares.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use promptbook::prompt::Prehashed;
use promptbook::{Prompt, PromptId};

use super::{Address, Candidate, Name, Stall, Table, address, by_name};

/// The floor: a plain table. No writer can reach it.
pub struct Unshared<T>(T);

impl<T: Table> Candidate for Unshared<T> {
    type Key = Name;
    type Reader<'a>
        = &'a T
    where
        T: 'a;

    fn name() -> String {
        format!("floor: unshared {}", T::NAME)
    }

    fn build(prompts: &[Arc<Prompt>]) -> Unshared<T> {
        Unshared(T::build(by_name(prompts)))
    }

    fn reader(&self) -> &T {
        &self.0
    }

    fn read(table: &mut &T, name: &Name) -> Address {
        table.look(name)
    }

    fn replace(&self, _: &Name, _: &Arc<Prompt>) {}
}

/// The floor with our names, which bring their hash along, where the others hash the text of the name for each look:
/// what a table gains by that alone.
pub struct UnsharedIds(HashMap<PromptId, Arc<Prompt>, Prehashed>);

impl Candidate for UnsharedIds {
    type Key = PromptId;
    type Reader<'a> = &'a UnsharedIds;

    fn name() -> String {
        "unshared HashMap, hashed names".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> UnsharedIds {
        UnsharedIds(prompts.iter().map(|prompt| (prompt.id().clone(), Arc::clone(prompt))).collect())
    }

    fn reader(&self) -> &UnsharedIds {
        self
    }

    fn read(table: &mut &UnsharedIds, id: &PromptId) -> Address {
        address(table.0.get(id))
    }

    fn replace(&self, _: &PromptId, _: &Arc<Prompt>) {}
}

/// A swapped table whose readers keep the one they saw last.
pub struct Cached<T>(Swapped<T>);

/// A swapped table whose readers take the current one for each read.
pub struct Loaded<T>(Swapped<T>);

struct Swapped<T> {
    current: ArcSwap<T>,
}

impl<T: Table> Swapped<T> {
    fn build(prompts: &[Arc<Prompt>]) -> Swapped<T> {
        Swapped { current: ArcSwap::from_pointee(T::build(by_name(prompts))) }
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>, sleep: impl Fn()) {
        self.current.rcu(|current| {
            let mut next = T::clone(current);
            next.put(Arc::clone(name), Arc::clone(prompt));
            sleep();
            next
        });
    }
}

impl<T: Table> Candidate for Cached<T> {
    type Key = Name;
    type Reader<'a>
        = arc_swap::Cache<&'a ArcSwap<T>, Arc<T>>
    where
        T: 'a;

    fn name() -> String {
        format!("arc_swap::Cache, {}", T::NAME)
    }

    fn build(prompts: &[Arc<Prompt>]) -> Cached<T> {
        Cached(Swapped::build(prompts))
    }

    fn reader(&self) -> Self::Reader<'_> {
        arc_swap::Cache::new(&self.0.current)
    }

    fn read(current: &mut Self::Reader<'_>, name: &Name) -> Address {
        current.load().look(name)
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.replace(name, prompt, || {});
    }
}

impl<T: Table> Stall for Cached<T> {
    fn replace_slowly(&self, name: &Name, prompt: &Arc<Prompt>, sleep: impl Fn()) {
        self.0.replace(name, prompt, sleep);
    }

    fn read_slowly(&self, name: &Name, sleep: impl Fn()) {
        let table = self.0.current.load_full();
        table.look(name);
        sleep();
    }
}

impl<T: Table> Candidate for Loaded<T> {
    type Key = Name;
    type Reader<'a>
        = &'a ArcSwap<T>
    where
        T: 'a;

    fn name() -> String {
        format!("ArcSwap::load, {}", T::NAME)
    }

    fn build(prompts: &[Arc<Prompt>]) -> Loaded<T> {
        Loaded(Swapped::build(prompts))
    }

    fn reader(&self) -> &ArcSwap<T> {
        &self.0.current
    }

    fn read(current: &mut &ArcSwap<T>, name: &Name) -> Address {
        current.load().look(name)
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.replace(name, prompt, || {});
    }
}
