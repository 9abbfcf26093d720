//! The calls that users of the library make, over a store in memory.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use promptbook::prompt::Stamp;
use promptbook::store::{Contents, Durability, FolderWatch, Found, Listing, Scope, Store, WatchSink, Written};
use promptbook::{Expected, Library, Options, Prompt, PromptId, StoreError};
use tokio::runtime::Runtime;

use super::{Address, Candidate, address};

/// A library whose texts are all in memory, asked by the call `W`.
pub struct Served<W> {
    library: Library,
    runtime: Runtime,
    call: PhantomData<W>,
}

/// A call.
pub trait Call: Send + Sync {
    const NAME: &'static str;

    fn read(library: &Library, id: &PromptId) -> Address;
}

/// The one that never waits.
pub struct Resident;

impl Call for Resident {
    const NAME: &'static str = "Library::read_resident";

    fn read(library: &Library, id: &PromptId) -> Address {
        address(library.read_resident(id).as_ref())
    }
}

/// The one that loads what is not there, and here has nothing to load.
pub struct Awaited;

impl Call for Awaited {
    const NAME: &'static str = "Library::read, awaited";

    fn read(library: &Library, id: &PromptId) -> Address {
        let reading = pin!(library.read(id));
        match reading.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(prompt) => address(prompt.ok().as_ref()),
            Poll::Pending => address(None),
        }
    }
}

impl<W: Call> Candidate for Served<W> {
    type Key = PromptId;
    type Reader<'a>
        = &'a Library
    where
        W: 'a;

    fn name() -> String {
        W::NAME.into()
    }

    fn build(prompts: &[Arc<Prompt>]) -> Served<W> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let files = prompts.iter().map(|prompt| (prompt.id().clone(), Arc::clone(prompt))).collect();
        let store = Files { files: Mutex::new(files), written: AtomicU64::new(0) };
        let library = Library::with_store(Arc::new(store), Options::default());
        runtime.block_on(async {
            for prompt in prompts {
                library.read(prompt.id()).await.expect("it is in the store");
            }
        });
        Served { library, runtime, call: PhantomData }
    }

    fn reader(&self) -> &Library {
        &self.library
    }

    fn read(library: &mut &Library, id: &PromptId) -> Address {
        W::read(library, id)
    }

    fn replace(&self, id: &PromptId, prompt: &Arc<Prompt>) {
        let saved = self.library.save(id, prompt.raw().to_vec(), Expected::Anything);
        self.runtime.block_on(saved).expect("the store takes everything");
    }
}

/// Reads and writes at no cost; what a disk would do has no place among these figures.
struct Files {
    files: Mutex<HashMap<PromptId, Arc<Prompt>>>,
    written: AtomicU64,
}

impl Files {
    fn refusal(id: &PromptId) -> StoreError {
        StoreError::NotFound(id.clone())
    }
}

impl Store for Files {
    fn list(&self, _: &Scope, _: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
        Ok(Listing::default())
    }

    fn read(&self, id: &PromptId) -> Result<Contents, StoreError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let prompt = files.get(id).ok_or_else(|| Files::refusal(id))?;
        Ok(Contents { bytes: prompt.raw().to_vec(), stamp: prompt.revision().stamp })
    }

    fn read_start(&self, id: &PromptId, _: usize) -> Result<Contents, StoreError> {
        self.read(id)
    }

    fn stamp(&self, id: &PromptId) -> Result<Stamp, StoreError> {
        Ok(self.read(id)?.stamp)
    }

    fn write(&self, _: &PromptId, bytes: &[u8], _: Expected) -> Result<Written, StoreError> {
        let inode = u64::MAX - self.written.fetch_add(1, Ordering::Relaxed);
        let stamp = Stamp { inode, size: bytes.len() as u64, ..Stamp::default() };
        Ok(Written { stamp, durability: Durability::Durable })
    }

    fn remove(&self, id: &PromptId, _: Stamp) -> Result<(), StoreError> {
        Err(Files::refusal(id))
    }

    fn rename(&self, from: &PromptId, _: &PromptId) -> Result<(), StoreError> {
        Err(Files::refusal(from))
    }

    fn watch(&self, _: WatchSink) -> Result<FolderWatch, StoreError> {
        unreachable!("nobody follows this book")
    }

    fn path(&self, _: &PromptId) -> PathBuf {
        PathBuf::new()
    }

    fn root(&self) -> PathBuf {
        PathBuf::new()
    }
}
