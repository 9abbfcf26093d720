//! The snapshot and its successor: everything the screen, a client or a writer can know of the book at one moment.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use imbl::OrdMap;
use serde::Serialize;

use super::MissReason;
use super::eviction::Queue;
use crate::prompt::{Card, Prompt, PromptId, Stamp};

/// Caps on the texts held in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of prompt text.
    pub max_bytes: u64,
    /// Most prompts with their text in memory.
    pub max_entries: usize,
}

impl Default for Limits {
    /// 64 MiB and a million prompts.
    fn default() -> Limits {
        Limits { max_bytes: 64 * 1024 * 1024, max_entries: 1_000_000 }
    }
}

/// Whether texts are kept in memory at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheState {
    /// They are.
    On,
    /// Every read goes to the store; everything still works.
    Off(OffReason),
}

/// Who turned the cache off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// `cache.enabled = false` or `--no-cache`.
    Configured,
    /// The key in the metrics pane.
    ByHand,
}

/// Why a snapshot replaced another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The listing of the book at start.
    Start,
    /// A first read brought a text into memory.
    Load,
    /// A save from here.
    Edit,
    /// A new prompt from here.
    Create,
    /// To the trash.
    Remove,
    /// A new name.
    Rename,
    /// Another program changed files.
    Disk,
    /// Asked for by a person.
    Reload,
    /// The cache was turned on, off or cleared.
    Switch,
}

impl Cause {
    /// Every cause, in the order in which the figures list them.
    pub const ALL: [Cause; 9] = [
        Cause::Start,
        Cause::Load,
        Cause::Edit,
        Cause::Create,
        Cause::Remove,
        Cause::Rename,
        Cause::Disk,
        Cause::Reload,
        Cause::Switch,
    ];

    /// The cause in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            Cause::Start => "start",
            Cause::Load => "load",
            Cause::Edit => "edit",
            Cause::Create => "create",
            Cause::Remove => "remove",
            Cause::Rename => "name",
            Cause::Disk => "disk",
            Cause::Reload => "reload",
            Cause::Switch => "switch",
        }
    }

    /// The cause as one letter on the time axis.
    pub fn letter(self) -> char {
        match self {
            Cause::Start => 's',
            Cause::Load => 'l',
            Cause::Edit => 'e',
            Cause::Create => 'c',
            Cause::Remove => 'x',
            Cause::Rename => 'n',
            Cause::Disk => 'd',
            Cause::Reload => 'r',
            Cause::Switch => 'o',
        }
    }
}

/// What one publication changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Swap {
    /// The generation that it made: the number of swaps since start.
    pub generation: u64,
    /// Why.
    pub cause: Cause,
    /// Prompts that are new.
    pub added: usize,
    /// Prompts whose text, stamp or residence changed.
    pub changed: usize,
    /// Prompts that are gone.
    pub removed: usize,
    /// Texts put out of memory to keep the caps.
    pub evicted: usize,
}

/// A text in memory, shared by every snapshot that has it.
pub struct Body {
    prompt: Arc<Prompt>,
    /// Read since the eviction hand last passed. The one thing that readers write; it decides only what is evicted.
    visited: AtomicBool,
    /// Its place in the eviction queue.
    pub(super) slot: u64,
}

impl Body {
    /// The prompt, marked as visited.
    pub fn visit(&self) -> &Arc<Prompt> {
        // Storing only when unset keeps the cache line shared between readers.
        if !self.visited.load(Ordering::Relaxed) {
            self.visited.store(true, Ordering::Relaxed);
        }
        &self.prompt
    }

    /// The prompt, for a look that should not keep it in memory: drawing, listing.
    pub fn prompt(&self) -> &Arc<Prompt> {
        &self.prompt
    }

    /// Clears the mark and says whether it was set.
    pub(super) fn take_visit(&self) -> bool {
        self.visited.swap(false, Ordering::Relaxed)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.prompt.revision().hash)
    }
}

/// Whether a prompt's text is in memory, and why not.
#[derive(Debug, Clone)]
pub enum Residence {
    /// It is.
    Resident(Arc<Body>),
    /// It is not, so a read would miss for this reason.
    Absent(MissReason),
}

/// One known prompt.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name.
    pub id: PromptId,
    /// Its file's state when last seen.
    pub stamp: Stamp,
    /// Title and tags, once the file's start has been read.
    pub card: Option<Arc<Card>>,
    /// The generation in which this content became known. A load that started from another version is stale and does
    /// not publish.
    pub version: u64,
    /// Its text.
    pub residence: Residence,
}

impl Entry {
    /// The text, where it is in memory.
    pub fn body(&self) -> Option<&Arc<Body>> {
        match &self.residence {
            Residence::Resident(body) => Some(body),
            Residence::Absent(_) => None,
        }
    }
}

/// The book at one moment: complete, immutable and cheap to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    entries: OrdMap<PromptId, Arc<Entry>>,
    queue: Queue,
    resident_bytes: u64,
    state: CacheState,
    swap: Swap,
    /// Generation in which the set of names last changed: lists need not be laid out again before it moves.
    names_changed: u64,
    /// Generation in which names, stamps or cards last changed, so that a filter must run again.
    listing_changed: u64,
    swaps_by_cause: [u64; Cause::ALL.len()],
    evictions: u64,
}

impl Snapshot {
    pub(super) fn empty(state: CacheState) -> Snapshot {
        Snapshot {
            entries: OrdMap::new(),
            queue: Queue::default(),
            resident_bytes: 0,
            state,
            swap: Swap { generation: 0, cause: Cause::Start, added: 0, changed: 0, removed: 0, evicted: 0 },
            names_changed: 0,
            listing_changed: 0,
            swaps_by_cause: [0; Cause::ALL.len()],
            evictions: 0,
        }
    }

    /// The entry of `id`.
    pub fn get(&self, id: &PromptId) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// Every entry, in the order of names.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.entries.values()
    }

    /// The entries from `id` on, in the order of names.
    pub fn entries_from<'a>(&'a self, id: &PromptId) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        self.entries.range(id.clone()..).map(|(_, entry)| entry)
    }

    /// The entries in and below the folder `folder` (its bytes below the root, empty for the root), in the order of
    /// names.
    pub fn entries_below<'a>(&'a self, folder: &[u8]) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        // No name has a byte below this one, so everything in the folder sorts from here on.
        let first = [folder, if folder.is_empty() { b"\x01" } else { b"/\x01" }].concat();
        let folder = folder.to_vec();
        let is_below = move |entry: &&Arc<Entry>| {
            let rest = entry.id.as_bytes().strip_prefix(folder.as_slice());
            folder.is_empty() || rest.is_some_and(|rest| rest.first() == Some(&b'/'))
        };
        // Such a name can always be built: it has no empty part and no NUL.
        PromptId::new(first).ok().into_iter().flat_map(|first| self.entries_from(&first)).take_while(is_below)
    }

    /// How many prompts are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many texts are in memory.
    pub fn resident(&self) -> usize {
        self.queue.len()
    }

    /// Bytes of text in memory.
    pub fn resident_bytes(&self) -> u64 {
        self.resident_bytes
    }

    /// Whether texts are kept.
    pub fn state(&self) -> CacheState {
        self.state
    }

    /// The number of swaps since start.
    pub fn generation(&self) -> u64 {
        self.swap.generation
    }

    /// The swap that published this snapshot.
    pub fn swap(&self) -> Swap {
        self.swap
    }

    /// The generation in which the set of names last changed.
    pub fn names_changed(&self) -> u64 {
        self.names_changed
    }

    /// The generation in which names, stamps or cards last changed.
    pub fn listing_changed(&self) -> u64 {
        self.listing_changed
    }

    /// Swaps since start for `cause`.
    pub fn swaps_by(&self, cause: Cause) -> u64 {
        self.swaps_by_cause[cause as usize]
    }

    /// Texts put out of memory since start to keep the caps.
    pub fn evictions(&self) -> u64 {
        self.evictions
    }
}

/// The successor of a snapshot while a writer makes it.
#[derive(Debug)]
pub struct Next {
    snapshot: Snapshot,
    limits: Limits,
    added: usize,
    changed: usize,
    removed: usize,
    listing: ListingChange,
    switched: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ListingChange {
    None,
    Details,
    Names,
}

impl Next {
    pub(super) fn of(current: &Snapshot, limits: Limits) -> Next {
        Next {
            snapshot: current.clone(),
            limits,
            added: 0,
            changed: 0,
            removed: 0,
            listing: ListingChange::None,
            switched: false,
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

    /// Makes `id` known in the file state `stamp`, without its text. A text in memory of another state is dropped.
    pub fn list(&mut self, id: &PromptId, stamp: Stamp) {
        let residence = match self.snapshot.get(id) {
            Some(entry) if entry.stamp == stamp => return,
            Some(_) => Residence::Absent(MissReason::Changed),
            None => Residence::Absent(MissReason::FirstRead),
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
        let known = self.snapshot.get(prompt.id());
        let same_file = known.filter(|entry| entry.stamp == prompt.revision().stamp);
        let version = same_file.map_or_else(|| self.version(), |entry| entry.version);
        let refusal = self.refusal(prompt);
        if let (Some(entry), Some(refusal)) = (same_file, refusal)
            && matches!(entry.residence, Residence::Absent(reason) if reason == refusal)
            && entry.card.as_ref() == Some(prompt.card())
        {
            return;
        }
        let residence = match refusal {
            Some(reason) => Residence::Absent(reason),
            None => {
                let slot = self.snapshot.queue.push(prompt.id().clone());
                let body = Body { prompt: Arc::clone(prompt), visited: AtomicBool::new(false), slot };
                Residence::Resident(Arc::new(body))
            }
        };
        self.put(Entry {
            id: prompt.id().clone(),
            stamp: prompt.revision().stamp,
            card: Some(Arc::clone(prompt.card())),
            version,
            residence,
        });
    }

    /// Why the text of `prompt` must not stay in memory, if it must not.
    fn refusal(&self, prompt: &Prompt) -> Option<MissReason> {
        match self.snapshot.state {
            CacheState::Off(_) => Some(MissReason::Off),
            CacheState::On if prompt.raw().len() as u64 > self.limits.max_bytes => Some(MissReason::TooLarge),
            CacheState::On => None,
        }
    }

    /// Forgets `id`.
    pub fn remove(&mut self, id: &PromptId) {
        if let Some(entry) = self.snapshot.entries.remove(id) {
            self.release(&entry);
            self.removed += 1;
            self.listing = ListingChange::Names;
        }
    }

    /// Turns the cache on or off. Off also puts every text out of memory.
    pub fn switch(&mut self, state: CacheState) {
        if self.snapshot.state == state {
            return;
        }
        self.snapshot.state = state;
        self.switched = true;
        let reason = match state {
            CacheState::On => MissReason::FirstRead,
            CacheState::Off(_) => MissReason::Off,
        };
        self.drop_texts(reason);
    }

    /// Puts every text out of memory; each is loaded anew when it is next read.
    pub fn drop_texts(&mut self, reason: MissReason) {
        let resident: Vec<PromptId> = self.snapshot.queue.ids().cloned().collect();
        for id in resident {
            self.put_out(&id, reason);
        }
    }

    /// Puts the text of `id` out of memory.
    pub(super) fn put_out(&mut self, id: &PromptId, reason: MissReason) {
        if let Some(entry) = self.snapshot.get(id) {
            let entry = Entry { residence: Residence::Absent(reason), ..Entry::clone(entry) };
            self.put(entry);
        }
    }

    pub(super) fn resident_bytes(&self) -> u64 {
        self.snapshot.resident_bytes
    }

    pub(super) fn queue(&mut self) -> &mut Queue {
        &mut self.snapshot.queue
    }

    /// The version of content that becomes known now: the generation being made.
    fn version(&self) -> u64 {
        self.snapshot.swap.generation + 1
    }

    fn put(&mut self, entry: Entry) {
        if let Residence::Resident(body) = &entry.residence {
            self.snapshot.resident_bytes += body.prompt.raw().len() as u64;
        }
        let (id, stamp, card) = (entry.id.clone(), entry.stamp, entry.card.clone());
        match self.snapshot.entries.insert(id, Arc::new(entry)) {
            Some(old) => {
                self.release(&old);
                self.changed += 1;
                if old.stamp != stamp || old.card != card {
                    self.listing = self.listing.max(ListingChange::Details);
                }
            }
            None => {
                self.added += 1;
                self.listing = ListingChange::Names;
            }
        }
    }

    /// Takes what `entry` held out of the queue and the count of bytes.
    fn release(&mut self, entry: &Entry) {
        if let Some(body) = entry.body() {
            self.snapshot.queue.remove(body.slot);
            self.snapshot.resident_bytes -= body.prompt.raw().len() as u64;
        }
    }

    /// The finished successor within the caps, or `None` where nothing changed.
    pub(super) fn finish(mut self, cause: Cause) -> Option<Snapshot> {
        if self.added + self.changed + self.removed == 0 && !self.switched {
            return None;
        }
        let (added, changed, removed) = (self.added, self.changed, self.removed);
        let limits = self.limits;
        let evicted = super::eviction::keep_within(&mut self, limits);
        let mut snapshot = self.snapshot;
        let generation = snapshot.swap.generation + 1;
        snapshot.swap = Swap { generation, cause, added, changed, removed, evicted };
        snapshot.swaps_by_cause[cause as usize] += 1;
        snapshot.evictions += evicted as u64;
        if self.listing >= ListingChange::Names {
            snapshot.names_changed = generation;
        }
        if self.listing >= ListingChange::Details {
            snapshot.listing_changed = generation;
        }
        Some(snapshot)
    }
}
