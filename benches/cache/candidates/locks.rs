//! A table behind one lock, changed in place.

use std::sync::{Arc, PoisonError};

use promptbook::Prompt;

use super::{Address, Candidate, Name, Stall, Table, by_name};

/// A lock around a table. A lock for one at a time takes a read for a write.
pub trait Lock: Send + Sync {
    const NAME: &'static str;
    type Table: Table;

    fn new(table: Self::Table) -> Self;
    fn read<R>(&self, look: impl FnOnce(&Self::Table) -> R) -> R;
    fn write(&self, change: impl FnOnce(&mut Self::Table));
}

impl<T: Table> Lock for std::sync::Mutex<T> {
    const NAME: &'static str = "std Mutex";
    type Table = T;

    fn new(table: T) -> Self {
        std::sync::Mutex::new(table)
    }

    fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<T: Table> Lock for std::sync::RwLock<T> {
    const NAME: &'static str = "std RwLock";
    type Table = T;

    fn new(table: T) -> Self {
        std::sync::RwLock::new(table)
    }

    fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<T: Table> Lock for parking_lot::Mutex<T> {
    const NAME: &'static str = "parking_lot Mutex";
    type Table = T;

    fn new(table: T) -> Self {
        parking_lot::Mutex::new(table)
    }

    fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.lock())
    }

    fn write(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.lock());
    }
}

impl<T: Table> Lock for parking_lot::RwLock<T> {
    const NAME: &'static str = "parking_lot RwLock";
    type Table = T;

    fn new(table: T) -> Self {
        parking_lot::RwLock::new(table)
    }

    fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.read())
    }

    fn write(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.write());
    }
}

impl<T: Table> Lock for tokio::sync::RwLock<T> {
    const NAME: &'static str = "tokio RwLock";
    type Table = T;

    fn new(table: T) -> Self {
        tokio::sync::RwLock::new(table)
    }

    fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.blocking_read())
    }

    fn write(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.blocking_write());
    }
}

/// A table behind the lock `L`.
pub struct Locked<L>(L);

impl<L: Lock> Candidate for Locked<L> {
    type Key = Name;
    type Reader<'a>
        = &'a L
    where
        L: 'a;

    fn name() -> String {
        format!("{}, {}", L::NAME, L::Table::NAME)
    }

    fn build(prompts: &[Arc<Prompt>]) -> Locked<L> {
        Locked(L::new(L::Table::build(by_name(prompts))))
    }

    fn reader(&self) -> &L {
        &self.0
    }

    fn read(lock: &mut &L, name: &Name) -> Address {
        lock.read(|table| table.look(name))
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.0.write(|table| table.put(Arc::clone(name), Arc::clone(prompt)));
    }
}

impl<L: Lock> Stall for Locked<L> {
    fn replace_slowly(&self, name: &Name, prompt: &Arc<Prompt>, sleep: impl Fn()) {
        self.0.write(|table| {
            table.put(Arc::clone(name), Arc::clone(prompt));
            sleep();
        });
    }

    fn read_slowly(&self, name: &Name, sleep: impl Fn()) {
        self.0.read(|table| {
            table.look(name);
            sleep();
        });
    }
}
