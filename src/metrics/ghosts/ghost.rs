//! One cache that might have been.

use super::queue::Queue;
use super::{Event, Policy, Reads, Room, WhatIf};
use crate::cache::Limits;

/// A cache without texts.
#[derive(Debug)]
pub(super) struct Ghost {
    policy: Policy,
    room: Room,
    /// The caps of the cache that is simulated.
    limits: Limits,
    /// The caps that the sample gets of them.
    caps: Limits,
    queue: Queue,
    /// Misses of each name by its number.
    misses: Vec<f64>,
    /// All of them.
    total: f64,
    /// The sum of their squares.
    squares: f64,
}

impl Ghost {
    pub(super) fn new(policy: Policy, room: Room, limits: Limits) -> Ghost {
        Ghost {
            policy,
            room,
            limits,
            caps: limits,
            queue: Queue::default(),
            misses: Vec::new(),
            total: 0.0,
            squares: 0.0,
        }
    }

    /// Something happened to the text of `name`, which has so many `bytes` now.
    pub(super) fn show(&mut self, name: usize, bytes: u64, event: Event) {
        match event {
            Event::Read { .. } if self.queue.has(name) => self.touch(name),
            Event::Read { weight } => {
                self.miss(name, weight);
                self.bring_in(name, bytes);
            }
            Event::FirstRead => {
                self.miss(name, 1.0);
                self.queue.leave(name);
                self.bring_in(name, bytes);
            }
            Event::Failed => {
                self.miss(name, 1.0);
                self.queue.leave(name);
            }
            Event::Saved | Event::Changed if self.queue.has(name) => self.replace(name, bytes),
            Event::Saved => self.bring_in(name, bytes),
            Event::Changed => {}
            Event::Gone => self.queue.leave(name),
        }
    }

    /// Names have left the sample, which is the `part` of all names now.
    pub(super) fn shrink(&mut self, gone: &[usize], part: f64) {
        for name in gone {
            self.queue.leave(*name);
            if let Some(misses) = self.misses.get_mut(*name) {
                *misses = 0.0;
            }
        }
        self.total = self.misses.iter().sum();
        self.squares = self.misses.iter().map(|misses| misses * misses).sum();
        let Limits { max_bytes, max_entries } = self.limits;
        let scaled = |cap: f64| (cap * part).round();
        self.caps =
            Limits { max_bytes: scaled(max_bytes as f64) as u64, max_entries: scaled(max_entries as f64) as usize };
        self.keep_within_caps(None);
    }

    /// The hit rate of `reads`, of which the ghosts were shown those of a `part` of all names.
    pub(super) fn hit_rate(&self, reads: &Reads, part: f64) -> Option<f64> {
        (reads.all > 0).then(|| (1.0 - self.total / part / reads.all as f64).clamp(0.0, 1.0))
    }

    /// What `reads` came to here, where the hit rate grows by `slope` as the caps grow by a factor of e.
    pub(super) fn what_if(&self, reads: &Reads, part: f64, slope: f64) -> WhatIf {
        let (policy, room, max_bytes) = (self.policy, self.room, self.limits.max_bytes);
        let Some(hit_rate) = self.hit_rate(reads, part) else {
            return WhatIf { policy, room, max_bytes, hit_rate: None, error: None };
        };
        let all = reads.all as f64;
        let of_names = (1.0 - part) * self.squares / (part * all).powi(2);
        let of_caps = (1.0 - part) * self.queue.spread() * slope.powi(2);
        let unseen = reads.unseen as f64 / all;
        let of_reads = unseen * hit_rate * (1.0 - hit_rate) / reads.shown.max(1) as f64;
        let of_gaps = (unseen * (1.0 - hit_rate) / 4.0).powi(2);
        WhatIf {
            policy,
            room,
            max_bytes,
            hit_rate: Some(hit_rate),
            error: Some((of_names + of_caps + of_reads + of_gaps).sqrt()),
        }
    }

    fn miss(&mut self, name: usize, weight: f64) {
        if self.misses.len() <= name {
            self.misses.resize(name + 1, 0.0);
        }
        let misses = &mut self.misses[name];
        self.squares += weight * (2.0 * *misses + weight);
        self.total += weight;
        *misses += weight;
    }

    /// `name`, which is in memory, was wanted.
    fn touch(&mut self, name: usize) {
        match self.policy {
            Policy::Sieve => self.queue.visit(name),
            Policy::Lru => self.queue.renew(name),
            Policy::OldestFirst => {}
        }
    }

    /// The text of `name`, which is in memory, has another in its place.
    fn replace(&mut self, name: usize, bytes: u64) {
        if self.has_room_for(bytes) {
            self.queue.resize(name, bytes);
            self.touch(name);
            self.keep_within_caps(None);
        } else {
            self.queue.leave(name);
        }
    }

    fn bring_in(&mut self, name: usize, bytes: u64) {
        if self.has_room_for(bytes) {
            self.queue.join(name, bytes);
            self.keep_within_caps(Some(name));
        }
    }

    fn has_room_for(&self, bytes: u64) -> bool {
        self.caps.max_entries > 0 && bytes <= self.caps.max_bytes
    }

    fn keep_within_caps(&mut self, newcomer: Option<usize>) {
        let Limits { max_bytes, max_entries } = self.caps;
        let few = |len: usize, bytes: u64| len <= max_entries && bytes <= max_bytes;
        match self.policy {
            Policy::Sieve => self.queue.put_out_by_hand(newcomer, few),
            Policy::Lru | Policy::OldestFirst => self.queue.put_out_oldest(few),
        }
    }
}
