//! The cache's rules, each with a name that says what holds.

mod caps;
mod eviction;
mod model;
mod trace;
mod turns;

use std::sync::Arc;

use super::*;
use crate::prompt::{Prompt, PromptId, Stamp};

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}

fn prompt(name: &str, text: &str, inode: u64) -> Arc<Prompt> {
    let stamp = Stamp { inode, size: text.len() as u64, ..Stamp::default() };
    Arc::new(Prompt::new(id(name), text.as_bytes(), stamp))
}

fn cache(max_bytes: u64, max_entries: usize) -> Cache {
    Cache::new(Limits { max_bytes, max_entries }, CacheState::On)
}

fn load(cache: &Cache, prompt: &Arc<Prompt>) -> Arc<Snapshot> {
    cache.publish(Cause::Load, |next| next.store(prompt)).snapshot
}

#[test]
fn a_snapshot_in_hand_does_not_change_when_others_are_published() {
    let cache = cache(1000, 10);
    let before = load(&cache, &prompt("a.md", "old", 1));
    load(&cache, &prompt("a.md", "new", 2));
    let text = |snapshot: &Snapshot| {
        snapshot.get(&id("a.md")).and_then(|entry| entry.body()).map(|body| body.prompt().raw().to_vec())
    };
    assert_eq!(text(&before), Some(b"old".to_vec()));
    assert_eq!(text(&cache.snapshot()), Some(b"new".to_vec()));
}

#[test]
fn an_edit_that_changes_nothing_publishes_nothing() {
    let cache = cache(1000, 10);
    let one = prompt("a.md", "text", 1);
    cache.publish(Cause::Start, |next| next.list(one.id(), one.revision().stamp));
    let Published { snapshot, .. } = cache.publish(Cause::Disk, |next| next.list(one.id(), one.revision().stamp));
    assert_eq!(snapshot.generation(), 1);
}

#[test]
fn a_batch_is_one_swap_that_counts_what_it_changed() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "a", 1));
    let Published { snapshot, .. } = cache.publish(Cause::Disk, |next| {
        next.list(&id("a.md"), Stamp { inode: 9, ..Stamp::default() });
        next.list(&id("b.md"), Stamp::default());
        next.list(&id("c.md"), Stamp::default());
        next.remove(&id("c.md"));
    });
    let swap = snapshot.swap();
    assert_eq!((swap.generation, swap.cause, swap.added, swap.changed, swap.removed), (2, Cause::Disk, 1, 1, 0));
    assert_eq!(snapshot.swaps_by(Cause::Disk), 1);
    assert_eq!(snapshot.len(), 2);
}

#[test]
fn a_file_seen_in_another_state_loses_its_text_and_says_why() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "a", 1));
    let Published { snapshot, .. } =
        cache.publish(Cause::Disk, |next| next.list(&id("a.md"), Stamp { inode: 2, ..Stamp::default() }));
    let entry = snapshot.get(&id("a.md")).expect("it is listed");
    assert!(matches!(entry.residence, Residence::Absent(MissReason::Changed)));
    assert_eq!((snapshot.resident(), snapshot.resident_bytes()), (0, 0));
}

#[test]
fn resident_bytes_are_exact_over_replace_remove_and_evict() {
    let cache = cache(10, 10);
    load(&cache, &prompt("a.md", "1234", 1));
    load(&cache, &prompt("a.md", "12345", 2));
    assert_eq!(load(&cache, &prompt("b.md", "12345", 3)).resident_bytes(), 10);
    let full = load(&cache, &prompt("c.md", "1", 4));
    assert_eq!((full.resident_bytes(), full.swap().evicted, full.evictions()), (6, 1, 1));
    let Published { snapshot: fewer, .. } = cache.publish(Cause::Remove, |next| next.remove(&id("a.md")));
    assert_eq!(fewer.resident_bytes(), 1);
}

#[test]
fn a_text_that_was_read_survives_one_that_was_not() {
    let cache = cache(1000, 2);
    load(&cache, &prompt("old-but-read.md", "x", 1));
    load(&cache, &prompt("unread.md", "x", 2));
    let snapshot = cache.snapshot();
    snapshot.get(&id("old-but-read.md")).and_then(|entry| entry.body()).expect("resident").visit();
    let snapshot = load(&cache, &prompt("new.md", "x", 3));
    let resident = |name| snapshot.get(&id(name)).is_some_and(|entry| entry.body().is_some());
    assert!(resident("old-but-read.md") && !resident("unread.md") && resident("new.md"));
}

#[test]
fn turning_the_cache_off_clears_it_and_on_fills_it_again() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "text", 1));
    let Published { snapshot: off, .. } =
        cache.publish(Cause::Switch, |next| next.switch(CacheState::Off(OffReason::ByHand)));
    assert_eq!((off.len(), off.resident(), off.resident_bytes()), (1, 0, 0));
    assert_eq!(load(&cache, &prompt("a.md", "text", 1)).resident(), 0);
    cache.publish(Cause::Switch, |next| next.switch(CacheState::On));
    assert_eq!(load(&cache, &prompt("a.md", "text", 1)).resident(), 1);
}

#[test]
fn a_list_is_laid_out_again_only_when_names_change() {
    let cache = cache(1000, 10);
    cache.publish(Cause::Start, |next| next.list(&id("a.md"), Stamp::default()));
    let listed = cache.snapshot().names_changed();
    let loaded = load(&cache, &prompt("a.md", "text", 1));
    assert_eq!(loaded.names_changed(), listed);
    assert!(cache.publish(Cause::Remove, |next| next.remove(&id("a.md"))).snapshot.names_changed() > listed);
}

/// Each of two threads adds its own names; with compare-and-swap none is lost.
fn names_after_two_writers(cache: &Cache) -> usize {
    std::thread::scope(|scope| {
        for writer in 0..2 {
            scope.spawn(move || {
                for count in 0..500 {
                    let id = id(&format!("{writer}-{count}.md"));
                    cache.publish(Cause::Start, |next| next.list(&id, Stamp::default()));
                }
            });
        }
    });
    cache.snapshot().len()
}

#[test]
fn no_update_is_lost_between_two_writers() {
    let cache = cache(1000, 10);
    assert_eq!(names_after_two_writers(&cache), 1000);
    assert_eq!(cache.snapshot().generation(), 1000);
}

#[test]
fn storing_without_comparing_loses_updates_and_this_check_sees_it() {
    // A lucky schedule loses nothing, so it gets more than one chance.
    let loses = || names_after_two_writers(&Cache::that_stores_blindly(Limits::default())) < 1000;
    assert!((0..100).any(|_| loses()));
}

#[test]
fn a_new_title_leaves_the_text_in_memory_and_in_the_queue() {
    let cache = cache(1000, 10);
    let one = prompt("a.md", "text", 1);
    load(&cache, &one);
    let title = Arc::new(crate::prompt::Card { title: "another".into(), ..Default::default() });
    let described = cache.publish(Cause::Disk, |next| next.describe(one.id(), one.revision().stamp, title.clone()));
    assert_eq!((described.snapshot.resident(), described.snapshot.resident_bytes()), (1, 4));
    let off = cache.publish(Cause::Switch, |next| next.switch(CacheState::Off(OffReason::ByHand))).snapshot;
    assert_eq!((off.resident(), off.resident_bytes()), (0, 0));
    assert!(off.get(one.id()).is_some_and(|entry| entry.body().is_none()));
}

#[test]
fn a_text_that_is_in_memory_already_is_not_swapped_for_itself() {
    let cache = cache(1000, 10);
    let one = prompt("a.md", "text", 1);
    let generation = load(&cache, &one).generation();
    assert_eq!(load(&cache, &one).generation(), generation);
}

#[test]
fn another_text_under_the_same_stamp_is_another_version() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "old", 1));
    let before = cache.snapshot().origin(&id("a.md"));
    let after = load(&cache, &prompt("a.md", "new", 1));
    assert_ne!(after.origin(&id("a.md")), before);
    assert_eq!(
        after.get(&id("a.md")).and_then(|entry| entry.body()).map(|body| body.prompt().raw()),
        Some(&b"new"[..])
    );
}

#[test]
fn a_removal_moves_the_origin_of_names_that_are_not_known() {
    let cache = cache(1000, 10);
    let before = cache.snapshot().origin(&id("a.md"));
    cache.publish(Cause::Remove, |next| next.remove(&id("a.md")));
    assert_ne!(cache.snapshot().origin(&id("a.md")), before);
}

#[test]
fn what_nobody_read_is_a_first_read_even_after_a_change() {
    let cache = cache(1000, 10);
    for inode in 1..3 {
        cache.publish(Cause::Disk, |next| next.list(&id("a.md"), Stamp { inode, ..Stamp::default() }));
    }
    let snapshot = cache.snapshot();
    let entry = snapshot.get(&id("a.md")).expect("it is listed");
    assert!(matches!(entry.residence, Residence::Absent(MissReason::FirstRead)));
}

#[test]
fn no_snapshot_exceeds_a_cap_while_many_writers_race() {
    let limits = Limits { max_bytes: 64, max_entries: 12 };
    let cache = Cache::new(limits, CacheState::On);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let cache = &cache;
            scope.spawn(move || {
                for round in 0..500_u64 {
                    let name = format!("{}.md", (round * 7 + writer * 3) % 40);
                    let text = "x".repeat((round % 17) as usize);
                    let inode = 1 + round * 4 + writer;
                    let published = if round % 11 == 10 {
                        cache.publish(Cause::Remove, |next| next.remove(&id(&name))).snapshot
                    } else {
                        load(cache, &prompt(&name, &text, inode))
                    };
                    let (bytes, entries) = (published.resident_bytes(), published.resident());
                    assert!(
                        bytes <= limits.max_bytes && entries <= limits.max_entries,
                        "{bytes} bytes, {entries} texts"
                    );
                }
            });
        }
    });
    let snapshot = cache.snapshot();
    let texts = snapshot.entries().filter_map(|entry| entry.body());
    let (count, bytes) =
        texts.fold((0, 0), |(count, bytes), body| (count + 1, bytes + body.prompt().raw().len() as u64));
    assert_eq!((snapshot.resident(), snapshot.resident_bytes()), (count, bytes));
    assert_eq!(cache.queue.len(), count, "what is not in memory is not in the queue either");
}

#[test]
fn an_edit_that_panics_leaves_the_cache_as_it_was() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "a", 1));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        cache.publish(Cause::Load, |next| {
            next.store(&prompt("b.md", "b", 2));
            assert!(next.get(&id("b.md")).is_none(), "as the test asked");
        });
    }));
    assert!(outcome.is_err());
    assert_eq!((cache.snapshot().generation(), cache.snapshot().resident(), cache.queue.len()), (1, 1, 1));
    load(&cache, &prompt("c.md", "c", 3));
    assert_eq!((cache.snapshot().resident(), cache.queue.len()), (2, 2));
}

#[test]
fn a_saved_text_stands_where_the_old_one_stood_and_counts_as_read() {
    let cache = cache(1000, 2);
    load(&cache, &prompt("saved.md", "x", 1));
    load(&cache, &prompt("unread.md", "x", 2));
    load(&cache, &prompt("saved.md", "y", 3));
    let snapshot = load(&cache, &prompt("new.md", "x", 4));
    let resident = |name| snapshot.get(&id(name)).is_some_and(|entry| entry.body().is_some());
    assert!(resident("saved.md") && !resident("unread.md") && resident("new.md"));
}

#[test]
fn a_prompt_counts_once_in_a_swap_however_often_it_was_touched() {
    let cache = cache(1000, 10);
    let stamp = |inode| Stamp { inode, ..Stamp::default() };
    cache.publish(Cause::Start, |next| ["a.md", "b.md", "c.md"].map(|name| next.list(&id(name), stamp(1))));
    let swap = cache
        .publish(Cause::Disk, |next| {
            next.list(&id("a.md"), stamp(2)); // changed, twice
            next.list(&id("a.md"), stamp(3));
            next.list(&id("b.md"), stamp(2)); // changed, then gone
            next.remove(&id("b.md"));
            next.remove(&id("c.md")); // gone, then there again: changed
            next.list(&id("c.md"), stamp(2));
            next.list(&id("d.md"), stamp(1)); // new, then changed: new
            next.list(&id("d.md"), stamp(2));
            next.list(&id("e.md"), stamp(1)); // never seen
            next.remove(&id("e.md"));
        })
        .snapshot
        .swap();
    assert_eq!((swap.added, swap.changed, swap.removed), (1, 2, 1));
}

#[test]
fn with_the_cache_the_texts_go_that_its_thread_had_read() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "a", 1));
    let text =
        cache.snapshot().get(&id("a.md")).and_then(|entry| entry.body()).map(|body| Arc::downgrade(body.prompt()));
    let text = text.expect("it is in memory");
    assert!(cache.read(&id("a.md")).is_some());
    assert!(text.upgrade().is_some());
    drop(cache);
    assert!(text.upgrade().is_none());
}

#[test]
fn a_thread_that_rests_keeps_no_text() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "a", 1));
    let text =
        cache.snapshot().get(&id("a.md")).and_then(|entry| entry.body()).map(|body| Arc::downgrade(body.prompt()));
    let text = text.expect("it is in memory");
    assert!(cache.read(&id("a.md")).is_some());
    cache.publish(Cause::Switch, |next| next.drop_texts(MissReason::FirstRead));
    assert!(text.upgrade().is_some(), "the thread still has the snapshot that it read from");
    release_this_thread();
    assert!(text.upgrade().is_none());
}

#[test]
fn who_looks_at_a_text_may_read_another() {
    let cache = cache(1000, 10);
    load(&cache, &prompt("a.md", "b.md", 1));
    load(&cache, &prompt("b.md", "found", 2));
    let found = cache.read_with(&id("a.md"), |text| {
        release_this_thread();
        cache.read(&id(text.text().expect("it is text"))).map(|text| text.raw().to_vec())
    });
    assert_eq!(found, Some(Some(b"found".to_vec())));
    assert_eq!(cache.counters().hits(), 2);
}

#[test]
fn two_who_count_old_snapshots_at_once_do_not_count_each_other() {
    let cache = cache(1000, 10);
    let held = cache.hold(Holder::Client);
    load(&cache, &prompt("a.md", "a", 1));
    let current = cache.snapshot();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    assert_eq!(cache.old_snapshots(&current).holders, [(Holder::Client, 1)]);
                }
            });
        }
    });
    drop(held);
}

#[test]
fn a_count_of_swaps_that_is_full_stays_as_it_is() {
    let cache = cache(1000, 10);
    let full = Snapshot { swaps_by_cause: [u32::MAX; Cause::ALL.len()], ..Snapshot::clone(&cache.snapshot()) };
    cache.current.store(Arc::new(full));
    let snapshot = load(&cache, &prompt("a.md", "a", 1));
    assert_eq!((snapshot.generation(), snapshot.swaps_by(Cause::Load)), (1, u64::from(u32::MAX)));
}

#[test]
fn the_bytes_of_the_table_are_known_without_looking_at_it() {
    let cache = cache(1000, 10);
    let nothing = cache.snapshot();
    for round in 0..3 {
        let edits = cache.publish(Cause::Start, |next| {
            for number in 0..2_000 {
                let id = id(&format!("{number}.md"));
                if number % 3 == round { next.remove(&id) } else { next.list(&id, Stamp::default()) }
            }
        });
        assert_eq!(edits.snapshot.index_bytes(), edits.snapshot.index_bytes_not_in(&nothing));
    }
}

#[test]
fn with_each_of_two_caches_the_texts_go_that_its_thread_had_read_and_the_others_stay() {
    let caches = [cache(1000, 10), cache(1000, 10)];
    let texts = caches.each_ref().map(|cache| {
        load(cache, &prompt("a.md", "a", 1));
        Arc::downgrade(&cache.read(&id("a.md")).expect("it is in memory"))
    });
    let [first, second] = caches;
    drop(first);
    assert_eq!(texts.each_ref().map(|text| text.upgrade().is_some()), [false, true]);
    assert!(second.read(&id("a.md")).is_some());
    drop(second);
    assert!(texts[1].upgrade().is_none());
}
