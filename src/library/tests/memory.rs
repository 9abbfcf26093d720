//! What happens when memory is short, and what replaced snapshots cost.

use super::*;
use crate::cache::{OldSnapshots, release_this_thread};

#[tokio::test]
async fn a_load_that_finds_no_memory_empties_the_cache_and_is_done_again() {
    let book = book();
    book.put("a.md", "first");
    book.put("b.md", "second");
    let library = book.library();
    read(&library, "a.md").await;
    book.store.reads_without_memory.store(1, Ordering::SeqCst);
    assert_eq!(read(&library, "b.md").await, "second");
    let snapshot = library.snapshot();
    assert_eq!(snapshot.state(), CacheState::Off(OffReason::OutOfMemory));
    assert_eq!((snapshot.resident(), snapshot.resident_bytes()), (0, 0));

    // Everything goes on from the disk, and the cache can be had back.
    save(&library, "a.md", "saved").await;
    assert_eq!(read(&library, "a.md").await, "saved");
    library.set_cache(CacheState::On);
    assert_eq!(read(&library, "a.md").await, "saved");
    assert_eq!(resident(&library, "a.md").as_deref(), Some("saved"));
}

#[tokio::test]
async fn a_text_for_which_there_is_never_memory_is_refused_with_its_size() {
    let book = book();
    book.put("a.md", "first");
    let library = book.library();
    book.store.reads_without_memory.store(2, Ordering::SeqCst);
    let refused = library.read(&id("a.md")).await.expect_err("there is no memory");
    assert_eq!(
        refused.to_string(),
        "there is not enough memory for a.md, which is 5 bytes long: close other programs and try again"
    );
    assert_eq!(read(&library, "a.md").await, "first");
}

#[tokio::test]
async fn a_cache_that_was_off_keeps_its_reason_when_memory_runs_out() {
    let book = book();
    book.put("a.md", "first");
    let library = book.library();
    library.set_cache(OFF);
    book.store.reads_without_memory.store(1, Ordering::SeqCst);
    assert!(library.read(&id("a.md")).await.is_err());
    assert_eq!(library.snapshot().state(), OFF);
}

#[tokio::test]
async fn a_process_over_its_memory_limit_turns_the_cache_off_and_says_why() {
    let book = book();
    book.put("a.md", "first");
    let within = book.library_with(Options { memory_limit: Some(u64::MAX), ..book.options() });
    read(&within, "a.md").await;
    assert_eq!(within.snapshot().state(), CacheState::On);

    let over = book.library_with(Options { memory_limit: Some(1), ..book.options() });
    assert_eq!(read(&over, "a.md").await, "first");
    let snapshot = over.snapshot();
    assert_eq!((snapshot.state(), snapshot.resident()), (CacheState::Off(OffReason::MemoryLimit), 0));
    assert_eq!(read(&over, "a.md").await, "first");

    let over = book.library_with(Options { memory_limit: Some(1), ..book.options() });
    save(&over, "a.md", "saved").await;
    assert_eq!(over.snapshot().state(), CacheState::Off(OffReason::MemoryLimit), "a save brings a text too");
}

/// A way by which a text comes into memory.
#[derive(Debug, Clone, Copy)]
enum Way {
    Load,
    Save,
    Restore,
    Rename,
    Reload,
}

const WAYS: [Way; 5] = [Way::Load, Way::Save, Way::Restore, Way::Rename, Way::Reload];

/// Brings the text of `b.md` into memory by `way`. All that comes before is done before `prepared`, which is told the
/// library.
async fn bring(way: Way, book: &Book, library: &Library, prepared: impl FnOnce(&Library)) {
    match way {
        Way::Load => {
            book.put("b.md", "text");
            prepared(library);
            read(library, "b.md").await;
        }
        Way::Save => {
            prepared(library);
            save(library, "b.md", "text").await;
        }
        Way::Restore => {
            save(library, "b.md", "text").await;
            library.remove(&id("b.md")).await.expect("a removal");
            prepared(library);
            library.undo().await.expect("it comes back");
        }
        Way::Rename => {
            save(library, "c.md", "text").await;
            prepared(library);
            library.rename(&id("c.md"), &id("b.md")).await.expect("a rename");
        }
        Way::Reload => {
            save(library, "b.md", "old").await;
            book.put("b.md", "text");
            prepared(library);
            library.reload().await.expect("a reload");
        }
    }
}

#[tokio::test]
async fn whatever_brings_texts_into_memory_keeps_to_the_limit_and_the_cache_can_be_had_back_below_it() {
    for way in WAYS {
        let book = book();
        let library = book.library_with(Options { memory_limit: Some(100), ..book.options() });
        let takes = |library: &Library, bytes| library.shared.memory.store(bytes, Ordering::SeqCst);
        takes(&library, 100);
        bring(way, &book, &library, |library| takes(library, 101)).await;
        let snapshot = library.snapshot();
        assert_eq!((snapshot.state(), snapshot.resident()), (CacheState::Off(OffReason::MemoryLimit), 0), "{way:?}");
        assert_eq!(read(&library, "b.md").await, "text");

        // Turned on above the limit it goes off again, below it stays on.
        assert_eq!(library.set_cache(CacheState::On).state(), CacheState::On);
        assert_eq!(read(&library, "b.md").await, "text");
        assert_eq!(library.snapshot().state(), CacheState::Off(OffReason::MemoryLimit), "{way:?}");
        takes(&library, 100);
        library.set_cache(CacheState::On);
        assert_eq!(read(&library, "b.md").await, "text");
        assert_eq!(library.snapshot().state(), CacheState::On, "{way:?}");
        assert_eq!(resident(&library, "b.md").as_deref(), Some("text"), "{way:?}");
    }
}

#[tokio::test]
async fn whoever_finds_no_memory_for_a_text_turns_the_cache_off_and_what_is_on_disk_is_known() {
    // What comes back from the history is written, not read.
    for way in [Way::Rename, Way::Reload] {
        let book = book();
        let library = book.library();
        save(&library, "a.md", "another").await;
        let runs_out = |_: &Library| book.store.reads_without_memory.store(1, Ordering::SeqCst);
        bring(way, &book, &library, runs_out).await;
        assert_eq!(book.store.reads_without_memory.load(Ordering::SeqCst), 0, "{way:?} reads the text");
        let snapshot = library.snapshot();
        assert_eq!((snapshot.state(), snapshot.resident()), (CacheState::Off(OffReason::OutOfMemory), 0), "{way:?}");
        assert_eq!(names(&library), ["a.md", "b.md"]);
        assert_eq!(read(&library, "b.md").await, "text");
        library.set_cache(CacheState::On);
        assert_eq!(read(&library, "b.md").await, "text");
        assert_eq!(resident(&library, "b.md").as_deref(), Some("text"), "{way:?}");
    }
}

#[tokio::test]
async fn an_old_snapshot_is_shown_with_its_holders_and_the_texts_that_only_it_has() {
    let book = book();
    book.put("a.md", "12345");
    book.put("b.md", "shared by all");
    let library = book.library();
    read(&library, "a.md").await;
    read(&library, "b.md").await;
    release_this_thread();
    assert_eq!(library.metrics().old_snapshots, OldSnapshots::default());

    let held = library.hold(Holder::Client);
    let mut reader = library.reader();
    reader.read(&id("a.md")).expect("it is in memory");
    let generation = library.snapshot().generation();
    save(&library, "a.md", "123456789").await;
    release_this_thread();
    let old = library.metrics().old_snapshots;
    let holders = vec![(Holder::Reader, 1), (Holder::Client, 1)];
    let bytes = 5 + held.index_bytes_not_in(&library.snapshot());
    assert_eq!(
        old,
        OldSnapshots {
            alive: 1,
            bytes,
            oldest: Some(generation),
            by_generation: vec![(generation, holders.clone())],
            holders
        }
    );

    drop(held);
    assert_eq!(library.metrics().old_snapshots.holders, [(Holder::Reader, 1)]);
    reader.snapshot();
    assert_eq!(library.metrics().old_snapshots, OldSnapshots::default());
}
