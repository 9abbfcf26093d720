//! Two tables: readers use one while the writer changes the other, then they trade places.

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use left_right::{Absorb, ReadHandle, ReadHandleFactory, WriteHandle};
use promptbook::Prompt;

use super::{Address, Candidate, Name, Stall, Table, by_name};

pub struct LeftRight<T: Table> {
    readers: ReadHandleFactory<Side<T>>,
    writer: Mutex<WriteHandle<Side<T>, Replace>>,
}

/// One of the two tables.
#[derive(Clone)]
pub struct Side<T>(T);

/// The operation that each table goes through in turn.
struct Replace {
    name: Name,
    prompt: Arc<Prompt>,
}

impl<T: Table> Absorb<Replace> for Side<T> {
    fn absorb_first(&mut self, replace: &mut Replace, _: &Self) {
        self.0.put(Arc::clone(&replace.name), Arc::clone(&replace.prompt));
    }

    fn absorb_second(&mut self, replace: Replace, _: &Self) {
        self.0.put(replace.name, replace.prompt);
    }

    fn sync_with(&mut self, first: &Self) {
        *self = first.clone();
    }
}

impl<T: Table> LeftRight<T> {
    fn publish(&self, name: &Name, prompt: &Arc<Prompt>, sleep: impl Fn()) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.append(Replace { name: Arc::clone(name), prompt: Arc::clone(prompt) });
        sleep();
        writer.publish();
    }
}

impl<T: Table> Candidate for LeftRight<T> {
    type Key = Name;
    type Reader<'a>
        = ReadHandle<Side<T>>
    where
        T: 'a;

    fn name() -> String {
        format!("left-right, {}", T::NAME)
    }

    fn build(prompts: &[Arc<Prompt>]) -> LeftRight<T> {
        let (writer, reader) = left_right::new_from_empty(Side(T::build(by_name(prompts))));
        LeftRight { readers: reader.factory(), writer: Mutex::new(writer) }
    }

    fn reader(&self) -> ReadHandle<Side<T>> {
        self.readers.handle()
    }

    fn read(reader: &mut ReadHandle<Side<T>>, name: &Name) -> Address {
        reader.enter().expect("the writer is there").0.look(name)
    }

    fn replace(&self, name: &Name, prompt: &Arc<Prompt>) {
        self.publish(name, prompt, || {});
    }
}

impl<T: Table> Stall for LeftRight<T> {
    fn replace_slowly(&self, name: &Name, prompt: &Arc<Prompt>, sleep: impl Fn()) {
        self.publish(name, prompt, sleep);
    }

    fn read_slowly(&self, name: &Name, sleep: impl Fn()) {
        let reader = self.readers.handle();
        let table = reader.enter().expect("the writer is there");
        table.0.look(name);
        sleep();
    }
}
