//! What readers note of their hits: all of them where somebody takes them in time, and otherwise how many not.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::cache::trace::CAPACITY;
use crate::prompt::Prehashed;

/// Every name is in this sample.
const EVERYBODY: u64 = 0;

fn hash(name: &str) -> u64 {
    Prehashed.hash_one(id(name))
}

/// A cache with texts of these names, whose readers note every hit.
fn cache_with(names: &[&str]) -> Cache {
    let cache = cache(1000, 100);
    names.iter().for_each(|name| _ = load(&cache, &prompt(name, "x", 1)));
    cache.counters().take_noted(EVERYBODY, |_| ());
    cache
}

fn take(cache: &Cache, sample: u64) -> Vec<Noted> {
    let mut taken = Vec::new();
    cache.counters().take_noted(sample, |noted| taken.push(noted));
    taken
}

#[test]
fn hits_are_noted_in_their_order_and_none_is_lost_where_they_are_taken_in_time() {
    let names = ["a.md", "b.md", "c.md"];
    let cache = cache_with(&names);
    let mut reader = cache.reader();
    let mut expected = Vec::new();
    let mut taken = Vec::new();
    for read in 0..1000 {
        let name = names[read * read % 7 % 3];
        assert!(reader.read(&id(name)).is_some());
        expected.push(Noted { name: hash(name), weight: 1.0 });
        if read % CAPACITY == CAPACITY - 1 {
            taken.extend(take(&cache, EVERYBODY));
        }
    }
    drop(reader);
    taken.extend(take(&cache, EVERYBODY));
    assert_eq!(taken, expected);
    assert_eq!(cache.counters().hits_unseen(), 0);
}

#[test]
fn hits_that_find_no_room_are_counted_and_those_before_them_stand_for_them() {
    let cache = cache_with(&["a.md"]);
    let mut reader = cache.reader();
    let mut read = |times| (0..times).for_each(|_| assert!(reader.read(&id("a.md")).is_some()));
    let weights = || take(&cache, EVERYBODY).iter().map(|noted| noted.weight).collect::<Vec<_>>();
    let unseen = || cache.counters().hits_unseen() as usize;
    read(4 * CAPACITY);
    assert_eq!(unseen(), 3 * CAPACITY);
    assert_eq!(weights(), [4.0; CAPACITY]);
    read(10);
    assert_eq!(weights(), [1.0; 10]);
    assert_eq!(unseen(), 3 * CAPACITY);
    read(2 * CAPACITY);
    assert_eq!(weights(), [2.0; CAPACITY]);
    assert_eq!((cache.counters().hits() as usize, unseen()), (6 * CAPACITY + 10, 4 * CAPACITY));
}

#[test]
fn nothing_is_noted_before_somebody_asks_and_then_only_names_in_the_sample() {
    let names: Vec<String> = (0..CAPACITY).map(|number| format!("{number}.md")).collect();
    let cache = cache(1000, 100);
    names.iter().for_each(|name| _ = load(&cache, &prompt(name, "x", 1)));
    let mut reader = cache.reader();
    let mut read_all = || names.iter().for_each(|name| assert!(reader.read(&id(name)).is_some()));
    read_all();
    let sample = 1 << 24;
    assert_eq!(take(&cache, sample), []);
    read_all();
    let expected: Vec<u64> = names.iter().map(|name| hash(name)).filter(|hash| hash & sample == 0).collect();
    assert_eq!(take(&cache, sample).iter().map(|noted| noted.name).collect::<Vec<_>>(), expected);
    assert_eq!(cache.counters().hits_unseen(), 0);
}

#[test]
fn of_a_million_hits_of_eight_threads_each_is_taken_or_known_to_be_unseen() {
    const THREADS: u64 = 8;
    const ROUNDS: u64 = 125;
    const HITS: u64 = 1000;
    let cache = cache_with(&["a.md", "b.md"]);
    let is_over = AtomicBool::new(false);
    let taken = std::thread::scope(|scope| {
        let taker = scope.spawn(|| {
            let mut taken = 0;
            while !is_over.load(Ordering::Acquire) {
                taken += take(&cache, EVERYBODY).len() as u64;
            }
            taken + take(&cache, EVERYBODY).len() as u64
        });
        let readers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..ROUNDS {
                        // Readers come and go.
                        let mut reader = cache.reader();
                        for read in 0..HITS {
                            let name = if read % 3 == 0 { "a.md" } else { "b.md" };
                            assert!(reader.read(&id(name)).is_some());
                        }
                    }
                })
            })
            .collect();
        readers.into_iter().for_each(|reader| reader.join().expect("no panic"));
        is_over.store(true, Ordering::Release);
        taker.join().expect("no panic")
    });
    let counters = cache.counters();
    assert_eq!(counters.hits(), THREADS * ROUNDS * HITS);
    assert_eq!(taken + counters.hits_unseen(), counters.hits());
    assert!(taken > 0);
}
