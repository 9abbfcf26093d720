//! Which texts stay: what SIEVE keeps, and never more than the caps.

use proptest::prelude::*;

use super::*;

#[test]
fn the_caps_are_kept_even_where_the_queue_knows_none_of_the_texts() {
    let cache = cache(1000, 2);
    load(&cache, &prompt("a.md", "x", 1));
    load(&cache, &prompt("b.md", "x", 2));
    cache.queue.leave(&[1, 2]);
    assert_eq!(cache.queue.len(), 0);
    assert_eq!(load(&cache, &prompt("c.md", "x", 3)).resident(), 2);
}

#[test]
fn of_more_texts_at_once_than_there_is_room_for_the_latest_stay() {
    let cache = cache(1000, 3);
    load(&cache, &prompt("old.md", "x", 1));
    let names = ["z.md", "b.md", "y.md", "a.md", "m.md"];
    let published = cache.publish(Cause::Start, |next| {
        names.iter().for_each(|name| next.store(&prompt(name, "x", 2)));
    });
    let snapshot = published.snapshot;
    let resident = snapshot.entries().filter(|entry| entry.body().is_some()).map(|entry| entry.id.to_string());
    assert_eq!(resident.collect::<Vec<_>>(), ["a.md", "m.md", "y.md"]);
    assert_eq!((snapshot.swap().evicted, cache.queue.len()), (3, 3));
}

#[test]
fn an_eviction_is_counted_for_the_cap_that_it_keeps() {
    let cache = cache(10, 3);
    for name in ["a.md", "b.md", "c.md", "d.md"] {
        load(&cache, &prompt(name, "x", 1));
    }
    let snapshot = load(&cache, &prompt("large.md", "123456789", 2));
    assert_eq!((snapshot.evictions_for(Cap::Entries), snapshot.evictions_for(Cap::Bytes)), (1, 2));
    assert_eq!((snapshot.evictions(), snapshot.resident_bytes()), (3, 10));
}

/// SIEVE as its paper has it, over names: from old to young, each with its mark.
#[derive(Default)]
struct Sieve {
    queue: Vec<(u32, bool)>,
    hand: usize,
}

impl Sieve {
    fn read(&mut self, name: u32, capacity: usize) {
        if let Some((_, visited)) = self.queue.iter_mut().find(|(known, _)| *known == name) {
            *visited = true;
            return;
        }
        if self.queue.len() == capacity {
            while std::mem::take(&mut self.queue[self.hand].1) {
                self.hand = (self.hand + 1) % capacity;
            }
            self.queue.remove(self.hand);
            self.hand %= capacity - 1;
        }
        self.queue.push((name, false));
    }
}

proptest! {
    #[test]
    fn what_stays_in_memory_is_what_sieve_keeps(reads in prop::collection::vec(0..30_u32, 1..400)) {
        const CAPACITY: usize = 8;
        let cache = cache(1000, CAPACITY);
        let mut sieve = Sieve::default();
        for (time, name) in reads.into_iter().enumerate() {
            // Half of the reads are of a few names, which change as time goes on.
            let name = if name < 15 { (name % 5 + time as u32 / 50) % 30 } else { name };
            let file = format!("{name}.md");
            if cache.read(&id(&file)).is_none() {
                load(&cache, &prompt(&file, "x", 1));
            }
            sieve.read(name, CAPACITY);
            let mut expected: Vec<PromptId> = sieve.queue.iter().map(|(name, _)| id(&format!("{name}.md"))).collect();
            expected.sort();
            let snapshot = cache.snapshot();
            let resident = snapshot.entries().filter(|entry| entry.body().is_some()).map(|entry| entry.id.clone());
            prop_assert_eq!(resident.collect::<Vec<_>>(), expected);
        }
    }
}
