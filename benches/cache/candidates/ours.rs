//! promptbook's cache and the ways to read from it.

use std::hint::black_box;
use std::marker::PhantomData;
use std::sync::Arc;

use arc_swap::ArcSwap;
use promptbook::cache::{Cache, CacheState, Cause, Limits, Reader, Snapshot};
use promptbook::{Prompt, PromptId};

use super::{Address, Candidate, Sorted, Stall, address};

/// The cache, read by the way `W`.
pub struct Ours<W> {
    cache: Cache,
    way: PhantomData<W>,
}

/// A way to read.
pub trait Way: Send + Sync {
    const NAME: &'static str;
    type Reader<'a>;

    fn reader(cache: &Cache) -> Self::Reader<'_>;
    fn read(reader: &mut Self::Reader<'_>, id: &PromptId) -> Address;
}

/// By a thread's own handle, borrowing the prompt.
pub struct Handle;

impl Way for Handle {
    const NAME: &'static str = "promptbook";
    type Reader<'a> = Reader;

    fn reader(cache: &Cache) -> Reader {
        cache.reader()
    }

    fn read(reader: &mut Reader, id: &PromptId) -> Address {
        address(reader.read(id))
    }
}

/// By a thread's own handle, with an `Arc` to keep.
pub struct Cloned;

impl Way for Cloned {
    const NAME: &'static str = "promptbook, Arc returned";
    type Reader<'a> = Reader;

    fn reader(cache: &Cache) -> Reader {
        cache.reader()
    }

    fn read(reader: &mut Reader, id: &PromptId) -> Address {
        address(black_box(reader.read(id).cloned()).as_ref())
    }
}

/// Without a handle; the cache finds the thread's own.
pub struct ThreadLocal;

impl Way for ThreadLocal {
    const NAME: &'static str = "promptbook, thread-local";
    type Reader<'a> = &'a Cache;

    fn reader(cache: &Cache) -> &Cache {
        cache
    }

    fn read(cache: &mut &Cache, id: &PromptId) -> Address {
        cache.read_with(id, |prompt| address(Some(prompt))).expect("every prompt is in memory")
    }
}

/// By the current snapshot, taken for each read; uncounted.
pub struct Peek;

impl Way for Peek {
    const NAME: &'static str = "promptbook, ArcSwap::load";
    type Reader<'a> = &'a Cache;

    fn reader(cache: &Cache) -> &Cache {
        cache
    }

    fn read(cache: &mut &Cache, id: &PromptId) -> Address {
        look(&cache.peek(), id)
    }
}

/// A sorted page of prompts instead of one.
pub struct Page;

impl Way for Page {
    const NAME: &'static str = "promptbook";
    type Reader<'a> = Reader;

    fn reader(cache: &Cache) -> Reader {
        cache.reader()
    }

    fn read(reader: &mut Reader, id: &PromptId) -> Address {
        let page = reader.snapshot().entries_from(id).take(Sorted::PAGE);
        let last = page.map(|entry| black_box(address(entry.body().map(|body| body.prompt())))).last();
        last.expect("the page starts at a name that is there")
    }
}

fn look(snapshot: &Snapshot, id: &PromptId) -> Address {
    address(snapshot.get(id).and_then(|entry| entry.body()).map(|body| body.prompt()))
}

impl<W: Way> Candidate for Ours<W> {
    type Key = PromptId;
    type Reader<'a>
        = W::Reader<'a>
    where
        W: 'a;

    fn name() -> String {
        W::NAME.into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> Ours<W> {
        let cache = Cache::new(Limits::default(), CacheState::On);
        cache.publish(Cause::Start, |next| prompts.iter().for_each(|prompt| next.store(prompt)));
        Ours { cache, way: PhantomData }
    }

    fn reader(&self) -> W::Reader<'_> {
        W::reader(&self.cache)
    }

    fn read(reader: &mut W::Reader<'_>, id: &PromptId) -> Address {
        W::read(reader, id)
    }

    fn replace(&self, _: &PromptId, prompt: &Arc<Prompt>) {
        self.cache.publish(Cause::Edit, |next| next.store(prompt));
    }
}

impl<W: Way> Stall for Ours<W> {
    fn replace_slowly(&self, _: &PromptId, prompt: &Arc<Prompt>, sleep: impl Fn()) {
        self.cache.publish(Cause::Edit, |next| {
            next.store(prompt);
            sleep();
        });
    }

    fn read_slowly(&self, id: &PromptId, sleep: impl Fn()) {
        let mut reader = self.cache.reader();
        reader.read(id);
        sleep();
    }
}

/// Our snapshots behind a reference of the bench's own, so that a read leaves no trace: no count, no visited bit, and not
/// which generation its reader has. What those three cost is the difference.
pub struct Uncounted {
    cache: Cache,
    current: ArcSwap<Snapshot>,
}

impl Candidate for Uncounted {
    type Key = PromptId;
    type Reader<'a> = arc_swap::Cache<&'a ArcSwap<Snapshot>, Arc<Snapshot>>;

    fn name() -> String {
        "promptbook, uncounted".into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> Uncounted {
        let Ours { cache, .. } = Ours::<Handle>::build(prompts);
        Uncounted { current: ArcSwap::new(cache.snapshot()), cache }
    }

    fn reader(&self) -> Self::Reader<'_> {
        arc_swap::Cache::new(&self.current)
    }

    fn read(current: &mut Self::Reader<'_>, id: &PromptId) -> Address {
        look(current.load(), id)
    }

    fn replace(&self, _: &PromptId, prompt: &Arc<Prompt>) {
        self.current.store(self.cache.publish(Cause::Edit, |next| next.store(prompt)).snapshot);
    }
}
