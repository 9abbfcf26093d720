//! The successor of a snapshot: the rules by which a writer makes one, so that every snapshot is complete and within its
//! caps.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::MissReason;
use super::eviction::{Places, Queue};
use super::snapshot::{Body, CacheState, Cap, Cause, Entry, Limits, Origin, Residence, Snapshot, Swap};
use crate::prompt::{Card, Prompt, PromptId, Revision, Stamp};

/// The successor of a snapshot while a writer makes it.
#[derive(Debug)]
pub struct Next<'a> {
    base: &'a Snapshot,
    snapshot: Snapshot,
    limits: Limits,
    queue: &'a Queue,
    places: Places<'a>,
    added: u32,
    changed: u32,
    removed: u32,
    evicted: u32,
    listing: ListingChange,
    /// Must be published although no entry changed.
    marked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ListingChange {
    None,
    Details,
    Names,
}

impl<'a> Next<'a> {
    pub(super) fn of(current: &'a Snapshot, limits: Limits, queue: &'a Queue) -> Next<'a> {
        Next {
            base: current,
            snapshot: current.clone(),
            limits,
            queue,
            places: Places::of(queue),
            added: 0,
            changed: 0,
            removed: 0,
            evicted: 0,
            listing: ListingChange::None,
            marked: false,
        }
    }

    /// The entry of `id` as the successor has it so far.
    pub fn get(&self, id: &PromptId) -> Option<&Arc<Entry>> {
        self.snapshot.get(id)
    }

    /// Whether texts are kept.
    pub fn state(&self) -> CacheState {
        self.snapshot.state
    }

    /// What a load of `id` would start from.
    pub fn origin(&self, id: &PromptId) -> Origin {
        self.snapshot.origin(id)
    }

    /// Names forgotten so far.
    pub fn removals(&self) -> u64 {
        self.snapshot.removals
    }

    /// Makes every load of `id` that is under way stale, because the file may have changed since it was read.
    pub fn outdate(&mut self, id: &PromptId) {
        match self.snapshot.get(id) {
            Some(entry) => {
                let entry = Entry { version: self.version(), ..Entry::clone(entry) };
                self.put(entry);
            }
            None => self.remove(id),
        }
    }

    /// Makes `id` known in the file state `stamp`, without its text. A text in memory of another state is dropped.
    pub fn list(&mut self, id: &PromptId, stamp: Stamp) {
        let residence = match self.snapshot.get(id).map(AsRef::as_ref) {
            Some(entry) if entry.stamp == stamp => return,
            // What nobody had read yet is still a first read.
            None | Some(Entry { residence: Residence::Absent(MissReason::FirstRead), .. }) => {
                Residence::Absent(MissReason::FirstRead)
            }
            Some(_) => Residence::Absent(MissReason::Changed),
        };
        // The last known title stays until the file's start is read again: a list should not flicker.
        let card = self.snapshot.get(id).and_then(|entry| entry.card.clone());
        self.put(Entry { id: id.clone(), stamp, card, version: self.version(), residence });
    }

    /// Gives a known prompt its title and tags, if it still is in the state `stamp` that they were read from.
    pub fn describe(&mut self, id: &PromptId, stamp: Stamp, card: Arc<Card>) {
        if let Some(entry) = self.snapshot.get(id)
            && entry.stamp == stamp
            && entry.card.as_ref() != Some(&card)
        {
            let entry = Entry { card: Some(card), ..Entry::clone(entry) };
            self.put(entry);
        }
    }

    /// Makes `prompt` the content of its name, with its text in memory if the switch and the cap allow.
    pub fn store(&mut self, prompt: &Arc<Prompt>) {
        let Revision { hash, stamp } = prompt.revision();
        let refusal = self.refusal(prompt);
        let mut version = self.version();
        let known = self.snapshot.get(prompt.id());
        if let Some(entry) = known.filter(|entry| entry.stamp == stamp) {
            let same_text = entry.body().is_none_or(|body| body.prompt.revision().hash == hash);
            // Another text under the same stamp is a change within one tick of the file system's clock.
            if same_text {
                version = entry.version;
            }
            let settled = match (&entry.residence, refusal) {
                (Residence::Resident(_), None) => same_text,
                (Residence::Absent(_), Some(MissReason::Off)) => true,
                (Residence::Absent(reason), Some(refusal)) => *reason == refusal,
                _ => false,
            };
            if settled && entry.card.as_ref() == Some(prompt.card()) {
                return;
            }
        }
        let residence = match refusal {
            Some(reason) => Residence::Absent(reason),
            None => {
                // A text that takes the place of another counts as read, as for any cache that is written through.
                let (place, visited) = match known.and_then(|entry| entry.body()) {
                    Some(replaced) => (replaced.place, true),
                    None => (self.places.join(prompt.id()), false),
                };
                Residence::Resident(Body { prompt: Arc::clone(prompt), place, visited: AtomicBool::new(visited) })
            }
        };
        self.put(Entry { id: prompt.id().clone(), stamp, card: Some(Arc::clone(prompt.card())), version, residence });
    }

    /// Why the text of `prompt` must not stay in memory, if it must not.
    fn refusal(&self, prompt: &Prompt) -> Option<MissReason> {
        match self.snapshot.state {
            CacheState::Off(_) => Some(MissReason::Off),
            CacheState::On if self.limits.max_entries == 0 => Some(MissReason::TooLarge),
            CacheState::On if prompt.raw().len() as u64 > self.limits.max_bytes => Some(MissReason::TooLarge),
            CacheState::On => None,
        }
    }

    /// Forgets `id`. A name that was not known counts too, for a load of it may be under way and must not bring it back.
    pub fn remove(&mut self, id: &PromptId) {
        self.snapshot.removals += 1;
        self.marked = true;
        if let Some(entry) = self.snapshot.entries.remove(id) {
            if let Some(body) = entry.body() {
                self.release(body, None);
            }
            match self.base.get(id) {
                Some(base) => {
                    self.removed += 1;
                    self.changed -= u32::from(!Arc::ptr_eq(base, &entry));
                }
                None => self.added -= 1,
            }
            self.listing = ListingChange::Names;
        }
    }

    /// Turns the cache on or off. Off also puts every text out of memory.
    pub fn switch(&mut self, state: CacheState) {
        if self.snapshot.state == state {
            return;
        }
        self.snapshot.state = state;
        self.marked = true;
        if let CacheState::Off(_) = state {
            self.drop_texts(MissReason::Off);
        }
    }

    /// Puts every text out of memory; each is loaded anew when it is next read.
    pub fn drop_texts(&mut self, reason: MissReason) {
        let texts = self.snapshot.entries().filter(|entry| entry.body().is_some());
        for id in texts.map(|entry| entry.id.clone()).collect::<Vec<_>>() {
            self.put_out(&id, reason);
        }
    }

    /// Puts texts out of memory, the oldest first, until the caps are kept. For the rare case that the hand finds none:
    /// where one snapshot brings more texts than there is room for, or other writers move the hand too.
    pub(super) fn evict_the_oldest(&mut self) {
        let texts = self.snapshot.entries().filter_map(|entry| Some((entry.body()?.place, entry.id.clone())));
        let mut oldest_first: Vec<(u64, PromptId)> = texts.collect();
        oldest_first.sort_unstable_by_key(|(place, _)| *place);
        for (_, id) in oldest_first {
            let Some(cap) = self.broken_cap() else { return };
            self.evict(&id, cap);
        }
    }

    /// Puts the text of `id` out of memory to keep `cap`.
    pub(super) fn evict(&mut self, id: &PromptId, cap: Cap) {
        self.put_out(id, MissReason::Evicted);
        self.evicted += 1;
        self.snapshot.evictions[cap as usize] += 1;
    }

    /// Puts the text of `id` out of memory.
    fn put_out(&mut self, id: &PromptId, reason: MissReason) {
        if let Some(entry) = self.snapshot.get(id) {
            let entry = Entry { residence: Residence::Absent(reason), ..Entry::clone(entry) };
            self.put(entry);
        }
    }

    /// The first place in the queue that was taken for this snapshot.
    pub(super) fn first_joined(&self) -> u64 {
        self.places.first_joined()
    }

    /// The cap that is not kept yet.
    pub(super) fn broken_cap(&self) -> Option<Cap> {
        if self.snapshot.resident_bytes > self.limits.max_bytes {
            Some(Cap::Bytes)
        } else if self.snapshot.resident > self.limits.max_entries {
            Some(Cap::Entries)
        } else {
            None
        }
    }

    /// The version of content that becomes known now: the generation being made.
    fn version(&self) -> u64 {
        self.snapshot.swap.generation + 1
    }

    fn put(&mut self, entry: Entry) {
        let entry = Arc::new(entry);
        // Before the first change the base need not be asked what it has: it is the same.
        let is_first = self.added + self.changed + self.removed == 0;
        let old = self.snapshot.entries.insert(Arc::clone(&entry));
        if let Some(body) = entry.body() {
            self.snapshot.resident_bytes += body.prompt.raw().len() as u64;
            self.snapshot.resident += 1;
        }
        match old {
            Some(old) => {
                if let Some(body) = old.body() {
                    self.release(body, entry.body().map(|body| body.place));
                }
                // A prompt that is changed twice on the way to one snapshot is one that changed.
                let is_of_base = is_first || self.base.get(&entry.id).is_some_and(|base| Arc::ptr_eq(base, &old));
                self.changed += u32::from(is_of_base);
                if old.stamp != entry.stamp || old.card != entry.card {
                    self.listing = self.listing.max(ListingChange::Details);
                }
            }
            None => {
                match self.base.get(&entry.id) {
                    Some(_) => {
                        self.removed -= 1;
                        self.changed += 1;
                    }
                    None => self.added += 1,
                }
                self.listing = ListingChange::Names;
            }
        }
    }

    /// Takes a text out of the count of bytes, and out of the queue but for the place that its successor stands in.
    fn release(&mut self, body: &Body, successor: Option<u64>) {
        self.snapshot.resident_bytes -= body.prompt.raw().len() as u64;
        self.snapshot.resident -= 1;
        if successor != Some(body.place) {
            self.places.leave(body.place);
        }
    }

    /// The finished successor within the caps, or `None` where nothing changed.
    pub(super) fn finish(mut self, cause: Cause) -> Option<Finished<'a>> {
        if self.added + self.changed + self.removed == 0 && !self.marked {
            return None;
        }
        let (added, changed, removed) = (self.added, self.changed, self.removed);
        let queue = self.queue;
        super::eviction::keep_within_caps(&mut self, queue);
        let evicted = self.evicted;
        let mut snapshot = self.snapshot;
        let generation = snapshot.swap.generation + 1;
        snapshot.swap = Swap { generation, cause, added, changed, removed, evicted };
        let swaps = &mut snapshot.swaps_by_cause[cause as usize];
        *swaps = swaps.saturating_add(1);
        if self.listing >= ListingChange::Names {
            snapshot.names_changed = generation;
        }
        if self.listing >= ListingChange::Details {
            snapshot.listing_changed = generation;
        }
        Some(Finished { snapshot: Arc::new(snapshot), places: self.places })
    }
}

/// A successor ready to be published, and what that means for the queue.
pub(super) struct Finished<'a> {
    pub(super) snapshot: Arc<Snapshot>,
    places: Places<'a>,
}

impl Finished<'_> {
    /// The snapshot, which is the current one now.
    pub(super) fn published(self) -> Arc<Snapshot> {
        self.places.settle();
        self.snapshot
    }
}
