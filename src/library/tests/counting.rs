//! The figures of the pane, exact over a script whose figures are known.

use super::*;
use crate::cache::Cap;

#[tokio::test]
async fn every_read_counts_once_and_every_miss_has_its_reason() {
    let book = book();
    for (name, size) in [("a.md", 10), ("b.md", 10), ("c.md", 10), ("big.md", 31)] {
        book.put(name, &"x".repeat(size));
    }
    let limits = Limits { max_bytes: 30, max_entries: 10 };
    let library = book.library_with(Options { limits, ..book.options() });
    library.list().await.expect("a listing");
    let read_all = async |names: &[&str]| {
        for name in names {
            read(&library, name).await;
        }
    };

    read_all(&["a.md", "b.md", "c.md", "a.md", "b.md", "c.md"]).await; // 3 first reads, 3 hits
    read_all(&["big.md", "big.md", "big.md"]).await; // a first read, then twice too large
    library.remove(&id("c.md")).await.expect("a removal");
    library.undo().await.expect("it comes back");
    read_all(&["c.md"]).await; // a hit: what was brought back is in memory
    save(&library, "d.md", &"x".repeat(10)).await; // a and b were read, c was too: the oldest goes
    read_all(&["a.md", "d.md"]).await; // a was evicted; bringing it back evicts another
    library.set_cache(OFF);
    read_all(&["a.md", "d.md"]).await; // twice off
    library.set_cache(CacheState::On);

    let figures = library.metrics();
    assert_eq!((figures.hits, figures.misses), (5, 9));
    assert_eq!(
        figures.miss_reasons,
        [(MissReason::FirstRead, 4), (MissReason::Evicted, 1), (MissReason::TooLarge, 2), (MissReason::Off, 2)]
    );
    assert_eq!(figures.hit_rate, Some(5.0 / 14.0));
    assert_eq!((figures.evictions, figures.loads_shared, figures.flights), (2, 0, 0));
    assert_eq!(figures.eviction_causes, [(Cap::Bytes, 2)]);
    assert_eq!(figures.load.map(|load| load.count), Some(9));
    assert_eq!(figures.save.map(|save| save.count), Some(2), "what was brought back was written, too");
}

#[tokio::test]
async fn a_text_that_changed_unread_is_a_miss_for_that_reason() {
    let book = book();
    book.put("a.md", "one");
    let library = book.library();
    read(&library, "a.md").await;
    library.set_cache(OFF);
    book.put("a.md", "two, which is longer");
    library.reload().await.expect("a reload");
    library.set_cache(CacheState::On);
    read(&library, "a.md").await;
    let reasons = library.metrics().miss_reasons;
    assert_eq!(reasons, [(MissReason::FirstRead, 1), (MissReason::Changed, 1)]);
}

#[tokio::test]
async fn every_swap_counts_once_under_its_cause() {
    let book = book();
    for name in ["a.md", "b.md"] {
        book.put(name, name);
    }
    let library = book.library();
    library.list().await.expect("a listing"); // names, then titles
    read(&library, "a.md").await;
    read(&library, "a.md").await;
    save(&library, "a.md", "edited").await;
    library.save(&id("c.md"), "new".into(), Expected::Absent).await.expect("a save");
    library.rename(&id("c.md"), &id("d.md")).await.expect("a rename");
    library.remove(&id("d.md")).await.expect("a removal");
    library.undo().await.expect("it comes back");
    book.put("b.md", "changed by another program");
    library.reload().await.expect("a reload");
    library.reload().await.expect("a reload that finds nothing");
    library.clear();
    library.clear();
    library.set_cache(OFF);
    library.set_cache(OFF);

    let expected = [
        (Cause::Start, 2),
        (Cause::Load, 1),
        (Cause::Edit, 1),
        (Cause::Create, 2),
        (Cause::Remove, 1),
        (Cause::Rename, 1),
        (Cause::Reload, 1),
        (Cause::Switch, 2),
    ];
    let figures = library.metrics();
    assert_eq!(figures.swaps, expected);
    assert_eq!(figures.generation, 11);
    let told: Vec<u64> = library
        .events_since(0)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Swapped(exchange) => Some(exchange.swap.generation),
            _ => None,
        })
        .collect();
    assert_eq!(told, (1..=11).collect::<Vec<_>>(), "each swap is told once");
    assert_eq!(figures.swap.map(|swap| swap.count), Some(11));
}

#[tokio::test]
async fn titles_that_a_reload_reads_are_swapped_in_for_the_reload() {
    let book = book();
    let library = book.library();
    library.list().await.expect("a listing");
    book.put("a.md", "# Title\n");
    // It was changed long ago, so that a reload has no other reason to look into it.
    *book.store.frozen.lock().expect("no panic") = Some(Stamp::default());
    // Nothing reads its title: a listing of names knows that there is such a file, and no more.
    library.list_names().await.expect("a listing");
    let started = swaps(&library, Cause::Start);
    assert_eq!(title(&library, "a.md"), None);
    library.reload().await.expect("a reload");
    assert_eq!(title(&library, "a.md").as_deref(), Some("Title"));
    assert_eq!((swaps(&library, Cause::Start), swaps(&library, Cause::Reload)), (started, 1));
}

#[tokio::test]
async fn a_text_that_was_cleared_is_read_again_and_no_first_read() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    read(&library, "a.md").await;
    library.clear();
    read(&library, "a.md").await;
    let figures = library.metrics();
    assert_eq!(figures.miss_reasons, [(MissReason::FirstRead, 1), (MissReason::Cleared, 1)]);
    // A cache that nobody cleared would have hit.
    assert!(figures.what_if.iter().all(|what_if| what_if.hit_rate == Some(0.5)), "{:?}", figures.what_if);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_count_of_events_never_goes_back() {
    let book = book();
    let library = book.library();
    let mut events = library.subscribe();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let shared = Arc::clone(&library.shared);
            tokio::spawn(async move {
                for _ in 0..500 {
                    shared.events.push(EventKind::Listing { found: 0 });
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let mut last = 0;
    while last < 4000 {
        tokio::time::timeout(PATIENCE, events.changed()).await.expect("all are told").expect("it is held");
        let now = *events.borrow_and_update();
        assert!(now >= last, "{now} after {last}");
        last = now;
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(library.events_since(0).first().map(|event| event.number), Some(0));
}

#[test]
fn a_million_reads_of_eight_threads_are_counted_to_the_last() {
    const THREADS: u64 = 8;
    const ROUNDS: u64 = 1250;
    const HITS_PER_ROUND: u64 = 99;
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    let book = book();
    let limits = Limits { max_bytes: 10, max_entries: 10 };
    let library = book.library_with(Options { limits, ..book.options() });
    runtime.block_on(async {
        save(&library, "a.md", "in memory").await;
        save(&library, "big.md", "too large for memory").await;
    });
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let (resident, too_large) = (id("a.md"), id("big.md"));
                for round in 0..ROUNDS {
                    // Readers come and go, and take with them what they counted.
                    let mut reader = library.reader();
                    for read in 0..HITS_PER_ROUND {
                        let found = if read % 2 == 0 {
                            reader.read(&resident).is_some()
                        } else {
                            library.read_resident(&resident).is_some()
                        };
                        assert!(found && reader.read(&too_large).is_none(), "round {round}");
                    }
                    runtime.block_on(library.read(&too_large)).expect("a read");
                }
            });
        }
    });
    let (hits, misses) = (THREADS * ROUNDS * HITS_PER_ROUND, THREADS * ROUNDS);
    assert_eq!(hits + misses, 1_000_000);
    let figures = library.metrics();
    assert_eq!((figures.hits, figures.misses), (hits, misses));
    assert_eq!(figures.miss_reasons, [(MissReason::TooLarge, misses)]);
    assert_eq!(book.store.reads() + figures.loads_shared, misses, "each miss is a read of the store or shares one");
}

#[tokio::test]
async fn each_batch_of_a_listing_and_each_reload_is_one_swap() {
    let book = book();
    let name = |number: usize| format!("{}/{number}.md", number % 3);
    (0..1100).for_each(|number| book.put(&name(number), "# listed\n"));
    let library = Library::open(book.path(""), book.options()).expect("a book");
    library.list().await.expect("a listing");
    // The disk hands over up to 1024 names at once, and up to 2048 titles are read at once.
    assert_eq!(library.metrics().swaps, [(Cause::Start, 2 + 1)]);

    (0..200).for_each(|number| book.put(&name(number), "# changed\n"));
    (200..300).for_each(|number| fs::remove_file(book.path(&name(number))).expect("a removal"));
    (1100..1150).for_each(|number| book.put(&name(number), "# created\n"));
    library.reload().await.expect("a reload");
    let swap = library.snapshot().swap();
    assert_eq!((swap.cause, swap.added, swap.removed), (Cause::Reload, 50, 100));
    assert_eq!(library.metrics().swaps, [(Cause::Start, 3), (Cause::Reload, 1)]);
}

#[tokio::test]
async fn a_text_that_was_put_out_with_the_cache_off_says_so_when_it_is_read_again() {
    let book = book();
    book.put("a.md", "one");
    let library = book.library();
    read(&library, "a.md").await;
    library.set_cache(OFF);
    library.set_cache(CacheState::On);
    read(&library, "a.md").await;
    read(&library, "a.md").await;
    assert_eq!(library.metrics().miss_reasons, [(MissReason::FirstRead, 1), (MissReason::Off, 1)]);
}
