//! Every figure against an independent count: scripts whose numbers are known before they run, by one thread and by
//! eight.

use std::os::unix::fs::MetadataExt;

use super::*;
use crate::cache::{Cap, Entry, OldSnapshots, Swap};
use crate::metrics::{Followed, Policy, Room};

const SIZE: usize = 10;

fn text(fill: &str) -> String {
    fill.repeat(SIZE)
}

#[tokio::test]
async fn every_figure_of_a_known_script_on_one_thread_is_as_counted_by_hand() {
    let book = book();
    for name in ["a.md", "b.md", "c.md", "d.md"] {
        book.put(name, &text("x"));
    }
    let limits = Limits { max_bytes: 3 * SIZE as u64, max_entries: 10 };
    let library = book.library_with(Options { limits, memory_limit: Some(u64::MAX), ..book.options() });
    library.list().await.expect("a listing"); // names, then titles
    for name in ["a.md", "b.md", "c.md", "a.md"] {
        read(&library, name).await; // three first reads and a hit
    }
    read(&library, "d.md").await; // a first read; a was read again, so b goes
    read(&library, "b.md").await; // it was evicted; c goes
    save(&library, "a.md", &text("y")).await;
    book.put("d.md", &text("z"));
    library.reload().await.expect("a reload");
    read(&library, "d.md").await; // a hit: the changed text was brought in
    library.remove(&id("c.md")).await.expect("a removal");
    let held = library.hold(Holder::Client);
    let generation = held.generation();
    save(&library, "b.md", &text("y")).await;

    let current = library.snapshot();
    // A figure that is added stops here until somebody has counted it.
    let Figures {
        generation: swaps_in_all,
        last_swap,
        swaps,
        prompts,
        resident,
        resident_bytes,
        max_bytes,
        max_entries,
        cache,
        hits,
        misses,
        miss_reasons,
        hit_rate,
        evictions,
        eviction_causes,
        load,
        save: saves,
        build,
        swap,
        flights,
        loads_shared,
        watch,
        old_snapshots,
        index_bytes,
        what_if,
        followed,
        memory,
        memory_limit,
    } = library.metrics();
    let causes = [(Cause::Start, 2), (Cause::Load, 5), (Cause::Edit, 2), (Cause::Remove, 1), (Cause::Reload, 1)];
    assert_eq!(swaps, causes);
    assert_eq!(swaps_in_all, 11);
    let last = Swap { generation: 11, cause: Cause::Edit, added: 0, changed: 1, removed: 0, evicted: 0 };
    assert_eq!(last_swap, last);
    assert_eq!((prompts, resident, resident_bytes), (3, 3, 30));
    assert_eq!((max_bytes, max_entries), (30, 10));
    assert_eq!(cache, CacheState::On);
    assert_eq!((hits, misses), (2, 5));
    assert_eq!(miss_reasons, [(MissReason::FirstRead, 4), (MissReason::Evicted, 1)]);
    assert_eq!(hit_rate, Some(2.0 / 7.0));
    assert_eq!((evictions, eviction_causes), (2, vec![(Cap::Bytes, 2)]));
    let counts = [load, saves, build, swap].map(|timing| timing.map(|timing| timing.count));
    assert_eq!(counts, [Some(5), Some(2), Some(11), Some(11)]);
    for timing in [load, saves, build, swap].into_iter().flatten() {
        assert!(timing.p50_ns <= timing.p99_ns && timing.p99_ns <= timing.max_ns, "{timing:?}");
    }
    assert_eq!((flights, loads_shared), (0, 0));
    assert_eq!(watch, WatchState::Off);
    let holders = vec![(Holder::Client, 1)];
    release_this_thread();
    let bytes = 10 + held.index_bytes_not_in(&current);
    assert_eq!(
        library.metrics().old_snapshots,
        OldSnapshots {
            alive: 1,
            bytes,
            oldest: Some(generation),
            by_generation: vec![(generation, holders.clone())],
            holders
        }
    );
    assert!(old_snapshots.alive >= 1, "this thread's own reader may have one too: {old_snapshots:?}");
    assert!(index_bytes >= (current.len() * size_of::<Entry>()) as u64, "{index_bytes}");
    let here = what_if.iter().find(|what| what.policy == Policy::Sieve && what.room == Room::Same);
    assert_eq!(here.and_then(|what| what.hit_rate), hit_rate, "the ghost of this very cache");
    let Followed { reads, names: _, sample, unseen } = followed;
    assert_eq!((reads, sample, unseen), (7, 1.0, 0));
    assert_eq!(memory_limit, Some(u64::MAX));
    if cfg!(target_os = "linux") {
        assert!(memory.is_some_and(|bytes| bytes > resident_bytes));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_count_of_a_known_script_on_eight_threads_is_exact() {
    const THREADS: usize = 8;
    const OWN: usize = 8;
    const ROUNDS: usize = 500;
    let book = book();
    let names = |thread: usize| (0..OWN).map(move |n| format!("{thread}/{n}.md"));
    for name in (0..THREADS).flat_map(names) {
        book.put(&name, &text("x"));
    }
    let library = book.library();
    library.list().await.expect("a listing");
    let handle = tokio::runtime::Handle::current();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (library, handle) = (&library, &handle);
            scope.spawn(move || {
                handle.block_on(async {
                    for _ in 0..ROUNDS {
                        for name in names(thread) {
                            read(library, &name).await;
                        }
                    }
                    for name in names(thread) {
                        save(library, &name, &text("y")).await;
                    }
                });
            });
        }
    });
    for name in names(0) {
        book.put(&name, &text("z"));
    }
    library.reload().await.expect("a reload");
    for name in names(0) {
        assert_eq!(read(&library, &name).await, text("z"));
    }

    let figures = library.metrics();
    let prompts = (THREADS * OWN) as u64;
    let all = prompts * ROUNDS as u64 + OWN as u64;
    assert_eq!((figures.hits, figures.misses), (all - prompts, prompts));
    assert_eq!(figures.miss_reasons, [(MissReason::FirstRead, prompts)]);
    let causes = [(Cause::Start, 2), (Cause::Load, prompts), (Cause::Edit, prompts), (Cause::Reload, 1)];
    assert_eq!(figures.swaps, causes);
    assert_eq!(figures.generation, 2 * prompts + 3);
    assert_eq!((figures.prompts as u64, figures.resident as u64), (prompts, prompts));
    assert_eq!(figures.resident_bytes, prompts * SIZE as u64);
    let counts = [figures.load, figures.save, figures.swap].map(|timing| timing.map(|timing| timing.count));
    assert_eq!(counts, [Some(prompts), Some(prompts), Some(2 * prompts + 3)]);
    assert_eq!((figures.evictions, figures.loads_shared, figures.flights), (0, 0, 0));
    assert_eq!(figures.followed.reads + figures.followed.unseen, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn evictions_changes_of_others_sharing_and_old_snapshots_of_eight_threads_are_counted_exactly() {
    const THREADS: usize = 8;
    const OWN: usize = 6;
    const ROUNDS: usize = 20;
    let book = book();
    let names = |thread: usize| (0..OWN).map(move |n| format!("{thread}/{n}.md"));
    for name in (0..THREADS).flat_map(names) {
        book.put(&name, &text("x"));
    }
    // Room for half of what is read.
    let limits = Limits { max_bytes: u64::MAX, max_entries: THREADS * OWN / 2 };
    let library = book.library_with(Options { limits, ..book.options() });
    library.follow();
    library.list().await.expect("a listing");
    let held = library.hold(Holder::Search);
    let handle = tokio::runtime::Handle::current();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (library, handle) = (&library, &handle);
            scope.spawn(move || {
                handle.block_on(async {
                    for _ in 0..ROUNDS {
                        for name in names(thread) {
                            read(library, &name).await;
                        }
                    }
                });
            });
        }
    });
    let figures = library.metrics();
    let (prompts, reads) = ((THREADS * OWN) as u64, (THREADS * OWN * ROUNDS) as u64);
    let by = |figures: &Figures, reason| {
        figures.miss_reasons.iter().find(|(other, _)| *other == reason).map_or(0, |(_, count)| *count)
    };
    assert_eq!(figures.hits + figures.misses, reads);
    assert_eq!(by(&figures, MissReason::FirstRead), prompts);
    assert_eq!(by(&figures, MissReason::Evicted), figures.misses - prompts);
    // What came in and is not there any more was put out; every miss of its own name was a load of its own.
    assert_eq!(figures.load.map(|load| load.count), Some(figures.misses - figures.loads_shared));
    assert_eq!(figures.loads_shared, 0, "no name is read by two");
    assert_eq!(figures.resident, THREADS * OWN / 2);
    assert_eq!(figures.eviction_causes, [(Cap::Entries, figures.evictions)]);
    assert_eq!(figures.evictions, figures.misses - figures.resident as u64);
    assert_eq!(figures.old_snapshots.oldest, Some(held.generation()));
    let told = |(generation, holders): &(u64, Vec<(Holder, usize)>)| {
        *generation == held.generation() && holders.contains(&(Holder::Search, 1))
    };
    assert!(figures.old_snapshots.by_generation.iter().any(told), "{:?}", figures.old_snapshots);

    // Another program writes while the book is watched: one swap, or several where the system tells them apart.
    let before = library.metrics();
    for name in names(0) {
        book.put_at_once(&name, &text("z"));
    }
    wait_until(&library, "the changes are seen", |library| {
        names(0).all(|name| {
            let now = std::fs::metadata(book.path(&name)).expect("it is there").ino();
            library.snapshot().get(&id(&name)).is_some_and(|entry| entry.stamp.inode == now)
        })
    })
    .await;
    for name in names(0) {
        assert_eq!(read(&library, &name).await, text("z"));
    }
    let after = library.metrics();
    assert_eq!(after.hits + after.misses, before.hits + before.misses + OWN as u64);
    let disk = |figures: &Figures| figures.swaps.iter().find(|(cause, _)| *cause == Cause::Disk).map_or(0, |(_, n)| *n);
    assert!((1..=OWN as u64).contains(&(disk(&after) - disk(&before))), "{:?}", after.swaps);
    assert_eq!(after.generation, after.swaps.iter().map(|(_, count)| count).sum::<u64>());
    assert_eq!(
        after.evictions - before.evictions + after.resident as u64,
        after.misses - before.misses + before.resident as u64
    );
    drop(held);
}

#[test]
fn times_that_are_known_come_out_as_their_percentiles() {
    let timings = crate::metrics::Timings::default();
    // 1 to 1 000 microseconds, each once; the swap takes a thousandth of the building.
    for micros in 1..=1_000_u64 {
        timings.load(Duration::from_micros(micros));
        timings.save(Duration::from_millis(micros));
        timings.publication(Duration::from_micros(micros), Duration::from_nanos(micros));
    }
    let library = book().library();
    let cache = crate::cache::Cache::new(Limits::default(), CacheState::On);
    let flights = crate::metrics::FlightCounts { now: 0, shared: 0 };
    let ghosts = crate::metrics::Ghosts::of(cache.limits(), cache.counters());
    let figures = Figures::of(&library.snapshot(), &cache, &ghosts, &timings, flights, WatchState::Off);
    for (timing, unit) in [(figures.load, 1_000), (figures.save, 1_000_000), (figures.build, 1_000), (figures.swap, 1)]
    {
        let timing = timing.expect("there are samples");
        assert_eq!(timing.count, 1_000);
        for (found, wanted) in [(timing.p50_ns, 500), (timing.p99_ns, 990), (timing.max_ns, 1_000)] {
            // Two digits are kept.
            let off = found.abs_diff(wanted * unit) as f64 / (wanted * unit) as f64;
            assert!(off < 0.01, "{found} for {}", wanted * unit);
        }
    }
}
