//! Ghosts against caches that anybody can see are right.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::cache::{Cache, CacheState, Cause};
use crate::prompt::{Prompt, Stamp};

/// A cache as one would write it down: texts from old to young.
struct Plain {
    policy: Policy,
    caps: Limits,
    texts: Vec<Text>,
    hand: usize,
    hits: u64,
}

struct Text {
    name: u64,
    bytes: u64,
    visited: bool,
    is_out: bool,
}

impl Plain {
    fn new(policy: Policy, caps: Limits) -> Plain {
        Plain { policy, caps, texts: Vec::new(), hand: 0, hits: 0 }
    }

    fn show(&mut self, name: u64, bytes: u64, event: Event) {
        let at = self.texts.iter().position(|text| text.name == name);
        match (event, at) {
            (Event::Read { .. }, Some(at)) => {
                self.hits += 1;
                self.touch(at);
            }
            (Event::FirstRead, Some(at)) => {
                self.remove(at);
                self.add(name, bytes);
            }
            (Event::Saved | Event::Changed, Some(at)) if bytes > self.caps.max_bytes => self.remove(at),
            (Event::Saved | Event::Changed, Some(at)) => {
                self.texts[at].bytes = bytes;
                self.touch(at);
                self.make_room(0, 0);
            }
            (Event::Read { .. } | Event::FirstRead | Event::Saved, None) => self.add(name, bytes),
            (Event::Gone | Event::Failed, Some(at)) => self.remove(at),
            (Event::Gone | Event::Failed | Event::Changed, None) => {}
        }
    }

    fn touch(&mut self, at: usize) {
        match self.policy {
            Policy::Sieve => self.texts[at].visited = true,
            Policy::Lru => {
                let text = self.texts.remove(at);
                self.texts.push(text);
            }
            Policy::OldestFirst => {}
        }
    }

    fn add(&mut self, name: u64, bytes: u64) {
        if bytes <= self.caps.max_bytes && self.caps.max_entries > 0 {
            self.make_room(bytes, 1);
            self.texts.push(Text { name, bytes, visited: false, is_out: false });
        }
    }

    fn make_room(&mut self, bytes: u64, texts: usize) {
        loop {
            let inside = || self.texts.iter().filter(|text| !text.is_out);
            let has_room = inside().map(|text| text.bytes).sum::<u64>() + bytes <= self.caps.max_bytes
                && inside().count() + texts <= self.caps.max_entries;
            if has_room {
                break;
            }
            let at = if self.policy == Policy::Sieve { self.hand % self.texts.len() } else { 0 };
            if self.policy == Policy::Sieve {
                self.hand = (at + 1) % self.texts.len();
                let text = &mut self.texts[at];
                text.is_out |= !std::mem::take(&mut text.visited);
            } else {
                self.remove(at);
            }
        }
        while let Some(at) = self.texts.iter().position(|text| text.is_out) {
            self.remove(at);
        }
    }

    fn remove(&mut self, at: usize) {
        self.texts.remove(at);
        self.hand -= usize::from(at < self.hand);
    }
}

fn an_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => Just(Event::Read { weight: 1.0 }),
        1 => Just(Event::FirstRead),
        1 => Just(Event::Failed),
        2 => Just(Event::Saved),
        1 => Just(Event::Changed),
        1 => Just(Event::Gone),
    ]
}

/// The hash of the name with this number: the last step of splitmix64.
fn hash_of(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

proptest! {
    #[test]
    fn every_ghost_hits_what_a_cache_of_its_policy_and_room_would(
        events in prop::collection::vec((0..24_u64, 0..40_u64, an_event()), 1..400)
    ) {
        let limits = Limits { max_bytes: 100, max_entries: 8 };
        let counters = Counters::default();
        let ghosts = Ghosts::of(limits, &counters);
        let mut plain: Vec<Plain> = Vec::new();
        for policy in Policy::ALL {
            plain.extend(Room::ALL.map(|room| Plain::new(policy, room.of(limits))));
        }
        let mut reads = 0;
        for (step, (name, salt, event)) in events.into_iter().enumerate() {
            // Most reads are of a few names, which change as time goes on.
            let name = if name < 16 { (name % 5 + step as u64 / 60) % 24 } else { name };
            // A text is as large as it was, unless something changed it. Some are too large for one cache or another.
            let bytes = match event {
                Event::Read { .. } => None,
                _ => Some(salt * salt / 14),
            };
            let known = || {
                let names = &ghosts.state.lock().expect("no panic").names;
                names.find(hash_of(name)).map(|number| names.bytes(number))
            };
            let bytes = bytes.or_else(known).unwrap_or(salt * salt / 14);
            let is_read = matches!(event, Event::Read { .. } | Event::FirstRead | Event::Failed);
            if is_read {
                reads += 1;
                counters.miss(MissReason::Evicted);
            }
            ghosts.happened(&counters, hash_of(name), bytes, event);
            plain.iter_mut().for_each(|plain| plain.show(name, bytes, event));
            let (what_if, followed) = ghosts.look(&counters);
            prop_assert_eq!(followed.reads, reads);
            for (what_if, plain) in what_if.iter().zip(&plain) {
                prop_assert_eq!(what_if.policy, plain.policy);
                prop_assert_eq!(what_if.max_bytes, plain.caps.max_bytes);
                let hit_rate = (reads > 0).then(|| 1.0 - (reads - plain.hits) as f64 / reads as f64);
                prop_assert_eq!(what_if.hit_rate, hit_rate, "{:?}", what_if);
                prop_assert_eq!(what_if.error, (reads > 0).then_some(0.0));
            }
        }
    }
}

/// Reads of names by their numbers, most of a few: as a Zipf distribution has it, by inversion.
fn zipf(reads: usize, names: usize) -> impl Iterator<Item = u64> {
    let mut sum = 0.0;
    let shares: Vec<f64> = (1..=names)
        .map(|rank| {
            sum += (rank as f64).powf(-0.8);
            sum
        })
        .collect();
    let mut random = fastrand::Rng::with_seed(7);
    (0..reads).map(move |_| {
        let drawn = random.f64() * sum;
        shares.partition_point(|share| *share < drawn) as u64
    })
}

/// What the reads of `trace` come to where at most so many names are followed.
fn follow(names: usize, trace: impl Iterator<Item = u64>) -> (Vec<WhatIf>, Followed) {
    let counters = Counters::default();
    let ghosts = Ghosts::that_follow(names, Limits { max_bytes: 5_000_000, max_entries: 1_000_000 }, &counters);
    for name in trace {
        counters.miss(MissReason::Evicted);
        ghosts.happened(&counters, hash_of(name), 100 + name % 1900, Event::Read { weight: 1.0 });
    }
    ghosts.look(&counters)
}

#[test]
fn a_sample_is_as_near_to_the_whole_as_it_says() {
    let (exact, whole) = follow(usize::MAX, zipf(1_000_000, 50_000));
    let (sampled, part) = follow(NAMES, zipf(1_000_000, 50_000));
    assert_eq!((whole.sample, whole.reads), (1.0, 1_000_000));
    assert_eq!(part.sample, 1.0 / 16.0);
    assert!((1_000..=NAMES).contains(&part.names), "{part:?}");
    for (exact, sampled) in exact.iter().zip(&sampled) {
        let (rate, estimate) = (exact.hit_rate.expect("it was read"), sampled.hit_rate.expect("it was read"));
        let error = sampled.error.expect("many names were read");
        println!("{:?} {:?}: {rate:.4}, {estimate:.4} within {error:.4}", exact.policy, exact.room);
        assert!((0.0..0.03).contains(&error) && error > 0.0, "{sampled:?}");
        assert!((rate - estimate).abs() <= 2.0 * error, "{exact:?} {sampled:?}");
    }
}

#[test]
fn where_hits_go_by_unseen_a_ghost_is_as_near_as_it_says() {
    const NAMES: usize = 1000;
    let limits = Limits { max_entries: 900, ..Limits::default() };
    let cache = Cache::new(limits, CacheState::On);
    let ghosts = Ghosts::of(limits, cache.counters());
    // These are shown every read, whatever became of it.
    let all = Counters::default();
    let exact = Ghosts::of(limits, &all);
    let prompt = |number| {
        let id = PromptId::new(format!("{number}.md")).expect("a valid test name");
        Arc::new(Prompt::new(id, b"text".as_slice(), Stamp::default()))
    };
    let prompts: Vec<Arc<Prompt>> = (0..=NAMES).map(prompt).collect();
    let mut reader = cache.reader();
    for number in zipf(200_000, NAMES) {
        let prompt = &prompts[number as usize];
        if reader.read(prompt.id()).is_none() {
            cache.counters().miss(MissReason::Evicted);
            cache.publish(Cause::Load, |next| next.store(prompt));
            ghosts.missed(cache.counters(), prompt.id(), Some(4), MissReason::Evicted);
        }
        all.miss(MissReason::Evicted);
        exact.missed(&all, prompt.id(), Some(4), MissReason::Evicted);
    }
    let (what_if, followed) = ghosts.look(cache.counters());
    assert!((20_000..100_000).contains(&followed.unseen), "{followed:?}");
    for (exact, what_if) in exact.look(&all).0.iter().zip(&what_if) {
        let (rate, estimate) = (exact.hit_rate.expect("it was read"), what_if.hit_rate.expect("it was read"));
        let error = what_if.error.expect("it was read");
        println!("{:?} {:?}: {rate:.4}, {estimate:.4} within {error:.4}", exact.policy, exact.room);
        assert!(error < 0.05, "{what_if:?}");
        assert!((rate - estimate).abs() <= 2.0 * error, "{exact:?} {what_if:?}");
    }
}
