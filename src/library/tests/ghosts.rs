//! What the ghosts make of the reads of a real book.

use super::*;
use crate::metrics::{Policy, Room, WhatIf};

fn what_if(library: &Library, policy: Policy, room: Room) -> WhatIf {
    let figures = library.metrics();
    *figures.what_if.iter().find(|what_if| (what_if.policy, what_if.room) == (policy, room)).expect("all are there")
}

#[tokio::test]
async fn the_ghost_of_the_cache_as_it_is_hits_what_the_cache_hits() {
    let mut random = fastrand::Rng::with_seed(11);
    let book = book();
    let name = |number: usize| format!("{number}.md");
    (0..24).for_each(|number| book.put(&name(number), &"x".repeat(number * number / 14)));
    let limits = Limits { max_bytes: 100, max_entries: 8 };
    let library = book.library_with(Options { limits, ..book.options() });
    library.list().await.expect("a listing");
    for step in 0..1500 {
        // Most is about a few names, which change as time goes on.
        let number = if random.bool() { (random.usize(..5) + step / 100) % 24 } else { random.usize(..24) };
        let (name, size) = (name(number), random.usize(..41));
        match random.u32(..40) {
            0 | 1 => _ = save(&library, &name, &"s".repeat(size)).await,
            2 => _ = library.remove(&id(&name)).await,
            3 => {
                book.put_at_once(&name, &"d".repeat(size));
                library.reload().await.expect("a reload");
            }
            // What is not there any more is a miss too.
            _ => _ = library.read(&id(&name)).await,
        }
        // Between two looks hits and misses come in turn, and the ghosts must be shown them in that order.
        if step % 16 != 0 {
            continue;
        }
        let figures = library.metrics();
        assert_eq!((figures.followed.reads, figures.followed.unseen), (figures.hits + figures.misses, 0));
        let same = what_if(&library, Policy::Sieve, Room::Same);
        let hits = same.hit_rate.map(|rate| (rate * (figures.hits + figures.misses) as f64).round());
        assert_eq!(hits.unwrap_or_default(), figures.hits as f64, "step {step}: {figures:?}");
    }
    let figures = library.metrics();
    let labels: Vec<&str> = figures.miss_reasons.iter().map(|(reason, _)| reason.label()).collect();
    assert_eq!(labels, ["first read", "changed", "evicted"], "the trace has all of it");
    assert!(figures.hits > 300 && figures.evictions > 100, "{figures:?}");
}

#[tokio::test]
async fn twice_the_cap_keeps_what_the_cap_does_not() {
    let book = book();
    for name in ["a.md", "b.md"] {
        book.put(name, "xxxxxxxx");
    }
    let limits = Limits { max_bytes: 10, max_entries: 10 };
    let library = book.library_with(Options { limits, ..book.options() });
    for name in ["a.md", "b.md", "a.md", "b.md"] {
        read(&library, name).await;
    }
    assert_eq!(library.metrics().hit_rate, Some(0.0));
    let twice = what_if(&library, Policy::Lru, Room::Twice);
    assert_eq!((twice.max_bytes, twice.hit_rate, twice.error), (20, Some(0.5), Some(0.0)));
    assert_eq!(what_if(&library, Policy::OldestFirst, Room::Half).hit_rate, Some(0.0));
}

#[tokio::test]
async fn with_the_cache_off_the_ghosts_say_what_it_would_have_hit() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library_with(Options { cache: OFF, ..book.options() });
    assert_eq!(what_if(&library, Policy::Sieve, Room::Same).hit_rate, None);
    for _ in 0..4 {
        read(&library, "a.md").await;
    }
    assert_eq!(library.metrics().hit_rate, Some(0.0));
    assert_eq!(what_if(&library, Policy::Sieve, Room::Same).hit_rate, Some(0.75));
}

#[tokio::test]
async fn hits_that_went_by_unseen_count_as_those_that_were_seen() {
    let book = book();
    book.put("a.md", "xxxxxxxx");
    let limits = Limits { max_bytes: 10, max_entries: 10 };
    let library = book.library_with(Options { limits, ..book.options() });
    for _ in 0..1000 {
        read(&library, "a.md").await;
    }
    let figures = library.metrics();
    assert!(figures.followed.unseen > 900 && figures.followed.reads < 100, "{:?}", figures.followed);
    let rates = Room::ALL.map(|room| what_if(&library, Policy::Lru, room).hit_rate);
    assert_eq!(rates, [Some(0.0), Some(0.999), Some(0.999)]);
}
