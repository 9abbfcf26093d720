//! Who takes part in the contests of reads and writes.

use crate::book::Book;
use crate::candidates::*;
use crate::contest::{Contestant, Entrant};

type Contestants<'a> = Vec<Box<dyn Contestant + 'a>>;

/// Every way to hold prompts.
pub fn kinds(book: &Book) -> Contestants<'_> {
    let kinds = [
        boxed::<Ours<Handle>>,
        boxed::<Cached<Hash>>,
        boxed::<LeftRight<Hash>>,
        boxed::<Cached<ImblHash>>,
        boxed::<Cached<RpdsHash>>,
        boxed::<Cached<ImblOrd<false>>>,
        boxed::<SccHashIndex>,
        boxed::<Papaya>,
        boxed::<DashMap>,
        boxed::<QuickCache>,
        boxed::<Moka>,
        boxed::<Locked<std::sync::Mutex<Hash>>>,
        boxed::<Locked<std::sync::RwLock<Hash>>>,
        boxed::<Locked<parking_lot::Mutex<Hash>>>,
        boxed::<Locked<parking_lot::RwLock<Hash>>>,
        boxed::<Locked<tokio::sync::RwLock<Hash>>>,
    ];
    kinds.map(|new| new(book)).into()
}

/// Other ways to read what one of the kinds holds. They write alike.
pub fn other_ways_to_read(book: &Book) -> Contestants<'_> {
    let ways = [
        boxed::<Uncounted>,
        boxed::<Ours<Cloned>>,
        boxed::<Ours<ThreadLocal>>,
        boxed::<Ours<Peek>>,
        boxed::<Served<Resident>>,
        boxed::<Served<Awaited>>,
        boxed::<Loaded<Hash>>,
        boxed::<PapayaPinned>,
        boxed::<UnsharedIds>,
    ];
    ways.map(|new| new(book)).into()
}

/// Ways to give a page of prompts in the order of names that all were there at one moment.
pub fn listings(book: &Book) -> Contestants<'_> {
    let ways = [
        boxed::<Ours<Page>>,
        boxed::<Cached<SortedOnDemand>>,
        boxed::<Cached<Sorted>>,
        boxed::<Cached<ImblOrd<true>>>,
        boxed::<Cached<RpdsTree>>,
        boxed::<LeftRight<Sorted>>,
        boxed::<Locked<std::sync::Mutex<Sorted>>>,
        boxed::<Locked<std::sync::RwLock<Sorted>>>,
        boxed::<Locked<parking_lot::Mutex<Sorted>>>,
        boxed::<Locked<parking_lot::RwLock<Sorted>>>,
        boxed::<Locked<tokio::sync::RwLock<Sorted>>>,
    ];
    ways.map(|new| new(book)).into()
}

/// The ways to read that depend on how long names are: ours keep short ones in place.
pub fn with_long_names(book: &Book) -> Contestants<'_> {
    let kinds = [boxed::<Ours<Handle>>, boxed::<Ours<ThreadLocal>>, boxed::<Cached<Hash>>, boxed::<SccHashIndex>];
    kinds.map(|new| new(book)).into()
}

/// What the article compares: a table that is copied for each write, and a table behind a lock.
pub fn article(book: &Book) -> Contestants<'_> {
    let kinds = [boxed::<Ours<Handle>>, boxed::<Loaded<Hash>>, boxed::<Locked<std::sync::Mutex<Hash>>>];
    kinds.map(|new| new(book)).into()
}

fn boxed<'a, C: Candidate + 'a>(book: &'a Book) -> Box<dyn Contestant + 'a> {
    Box::new(Entrant::<C>::new(book))
}
