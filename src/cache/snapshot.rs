//! The snapshot: everything the screen, a client or a writer can know of the book at one moment.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::MissReason;
use super::index::Index;
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

/// Why a text is put out of memory: which cap it helps to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// [`Limits::max_bytes`].
    Bytes,
    /// [`Limits::max_entries`].
    Entries,
}

impl Cap {
    /// Every cap, in the order in which the figures list them.
    pub const ALL: [Cap; 2] = [Cap::Bytes, Cap::Entries];

    /// The cap in the pane's words.
    pub fn label(self) -> &'static str {
        match self {
            Cap::Bytes => "bytes",
            Cap::Entries => "prompts",
        }
    }
}

/// Whether texts are kept in memory at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheState {
    /// They are.
    On,
    /// Every read goes to the store; everything still works.
    Off(OffReason),
}

/// Why the cache is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// `cache.enabled = false` or `--no-cache`.
    Configured,
    /// The key in the metrics pane.
    ByHand,
    /// There was not enough memory to load a prompt.
    OutOfMemory,
    /// The process came over its configured limit of memory.
    MemoryLimit,
}

impl OffReason {
    /// The reason in words that stand after "off".
    pub fn label(self) -> &'static str {
        match self {
            OffReason::Configured => "by --no-cache or cache.enabled",
            OffReason::ByHand => "by hand",
            OffReason::OutOfMemory => "because memory ran out while a prompt was read",
            OffReason::MemoryLimit => "because the program came over its memory limit (cache.memory_limit)",
        }
    }
}

/// Why a snapshot replaced another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// The generation that it made: the number of swaps since start.
    pub generation: u64,
    /// Why.
    pub cause: Cause,
    /// Prompts that are new.
    pub added: u32,
    /// Prompts whose text, stamp or residence changed.
    pub changed: u32,
    /// Prompts that are gone.
    pub removed: u32,
    /// Texts put out of memory to keep the caps.
    pub evicted: u32,
}

/// A text in memory.
#[repr(C)]
pub struct Body {
    pub(super) prompt: Arc<Prompt>,
    /// Read since the eviction hand last passed. The one thing that readers write; it decides only what is evicted.
    pub(super) visited: AtomicBool,
    /// Its place in the eviction queue.
    pub(super) place: u64,
}

impl Clone for Body {
    /// The same text in the same place. A visit of the original that comes later is not seen by the clone.
    fn clone(&self) -> Body {
        let visited = AtomicBool::new(self.visited.load(Ordering::Relaxed));
        Body { prompt: Arc::clone(&self.prompt), place: self.place, visited }
    }
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
    Resident(Body),
    /// It is not, so a read would miss for this reason.
    Absent(MissReason),
}

/// One known prompt. A read looks at the first fields only, which this order puts into one cache line.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Entry {
    /// Its name.
    pub id: PromptId,
    /// Its text.
    pub residence: Residence,
    /// The generation in which this content became known. A load that started from another version is stale and does
    /// not publish.
    pub version: u64,
    /// Title and tags, once the file's start has been read.
    pub card: Option<Arc<Card>>,
    /// Its file's state when last seen.
    pub stamp: Stamp,
}

impl Entry {
    /// The text, where it is in memory.
    pub fn body(&self) -> Option<&Body> {
        match &self.residence {
            Residence::Resident(body) => Some(body),
            Residence::Absent(_) => None,
        }
    }
}

/// What a publication copied of the table of names, and what it shares with the snapshot that it replaced, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// The generation that was published.
    pub generation: u64,
    /// New: the way to each changed name, its entry, and the snapshot itself.
    pub copied: u64,
    /// As it was, for both.
    pub shared: u64,
}

/// The book at one moment: complete, immutable and cheap to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(super) entries: Index,
    pub(super) resident: usize,
    pub(super) resident_bytes: u64,
    pub(super) state: CacheState,
    pub(super) swap: Swap,
    /// Generation in which the set of names last changed: lists need not be laid out again before it moves.
    pub(super) names_changed: u64,
    /// Generation in which names, stamps or cards last changed, so that a filter must run again.
    pub(super) listing_changed: u64,
    /// In 32 bits, because every write copies them: at a hundred swaps a second for one cause its count is full after a
    /// year, and then stays as it is.
    pub(super) swaps_by_cause: [u32; Cause::ALL.len()],
    pub(super) evictions: [u64; Cap::ALL.len()],
    /// How often a name was forgotten.
    pub(super) removals: u64,
}

/// Which content of a name a load starts from. It stays equal for as long as nothing newer of that name is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A known prompt in this version.
    Known(u64),
    /// A name that is not known, after so many removals: one of them may have been of this very name, and its text
    /// must not come back.
    Unknown {
        /// Names forgotten since start.
        removals: u64,
    },
}

impl Snapshot {
    pub(super) fn empty(state: CacheState) -> Snapshot {
        Snapshot {
            entries: Index::new(),
            resident: 0,
            resident_bytes: 0,
            state,
            swap: Swap { generation: 0, cause: Cause::Start, added: 0, changed: 0, removed: 0, evicted: 0 },
            names_changed: 0,
            listing_changed: 0,
            swaps_by_cause: [0; Cause::ALL.len()],
            evictions: [0; Cap::ALL.len()],
            removals: 0,
        }
    }

    /// The entry of `id`.
    pub fn get(&self, id: &PromptId) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// Every entry, in the order of names.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.entries.iter()
    }

    /// The entries from `id` on, in the order of names.
    pub fn entries_from<'a>(&'a self, id: &PromptId) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        self.entries.iter_from(id)
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

    /// The texts of this snapshot that `other` does not have. Looks only at what the two do not share.
    pub(super) fn texts_not_in<'a>(&'a self, other: &'a Snapshot) -> impl Iterator<Item = &'a Arc<Prompt>> {
        let same = |one: &Entry, prompt| one.body().is_some_and(|body| Arc::ptr_eq(&body.prompt, prompt));
        let texts = self.entries.not_in(&other.entries).into_iter().filter_map(|entry| Some(&entry.body()?.prompt));
        texts.filter(move |prompt| !other.get(prompt.id()).is_some_and(|entry| same(entry, prompt)))
    }

    /// Bytes of the table of names that `other` does not share.
    pub(crate) fn index_bytes_not_in(&self, other: &Snapshot) -> u64 {
        // The map's root lies in the snapshot, and so is never shared.
        size_of::<Snapshot>() as u64 + self.entries.bytes_not_in(&other.entries)
    }

    /// Bytes of the table by which prompts are found: nodes and entries, without texts, titles and the set of names.
    pub fn index_bytes(&self) -> u64 {
        size_of::<Snapshot>() as u64 + self.entries.bytes()
    }

    /// How many prompts are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }

    /// How many texts are in memory.
    pub fn resident(&self) -> usize {
        self.resident
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

    /// Swaps since start for `cause`; 4 294 967 295 stands for that many and more.
    pub fn swaps_by(&self, cause: Cause) -> u64 {
        self.swaps_by_cause[cause as usize].into()
    }

    /// Texts put out of memory since start to keep the caps.
    pub fn evictions(&self) -> u64 {
        self.evictions.iter().sum()
    }

    /// Those to keep `cap`. Where both are exceeded it is the one of bytes.
    pub fn evictions_for(&self, cap: Cap) -> u64 {
        self.evictions[cap as usize]
    }

    /// How often a name was forgotten since start.
    pub fn removals(&self) -> u64 {
        self.removals
    }

    /// What a load of `id` starts from.
    pub fn origin(&self, id: &PromptId) -> Origin {
        match self.get(id) {
            Some(entry) => Origin::Known(entry.version),
            None => Origin::Unknown { removals: self.removals },
        }
    }
}
