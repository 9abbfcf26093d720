//! The figures of the metrics screen, each with its explanation.

/// One figure, in the order in which the screen lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Whether texts are kept, and why not.
    State,
    /// Hits of all reads.
    HitRate,
    /// Hits and misses.
    Reads,
    /// Reads in the current second, and most in one.
    Speed,
    /// Reads that went to the store, by reason.
    Misses,
    /// Snapshots that replaced another, by cause.
    Swaps,
    /// Prompts and texts in memory.
    Size,
    /// Texts put out of memory, by the cap.
    Evictions,
    /// What another cap or policy would have hit.
    WhatIf,
    /// Bytes of the process and of the index.
    Memory,
    /// How long loads take.
    Load,
    /// How long saves take.
    Save,
    /// How long making and publishing a snapshot takes.
    Publish,
    /// Loads in progress, and those saved by sharing.
    Flights,
    /// Replaced snapshots that are still alive.
    Old,
    /// How changes of other programs are seen.
    Watch,
}

/// What a figure means, in the words of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// What it is.
    pub definition: &'static str,
    /// The time that it is about.
    pub window: &'static str,
    /// How it is computed, and where the numbers come from.
    pub formula: &'static str,
    /// What is to be expected.
    pub healthy: &'static str,
    /// What makes it rise and fall.
    pub moved_by: &'static str,
}

impl Figure {
    /// Every figure, in the order of the screen.
    pub const ALL: [Figure; 16] = [
        Figure::State,
        Figure::HitRate,
        Figure::Reads,
        Figure::Speed,
        Figure::Misses,
        Figure::Swaps,
        Figure::Size,
        Figure::Evictions,
        Figure::WhatIf,
        Figure::Memory,
        Figure::Load,
        Figure::Save,
        Figure::Publish,
        Figure::Flights,
        Figure::Old,
        Figure::Watch,
    ];

    /// The figure's name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Figure::State => "State",
            Figure::HitRate => "Hit rate",
            Figure::Reads => "Reads",
            Figure::Speed => "Reads/s",
            Figure::Misses => "Misses",
            Figure::Swaps => "Swaps",
            Figure::Size => "Size",
            Figure::Evictions => "Evicted",
            Figure::WhatIf => "What if",
            Figure::Memory => "Memory",
            Figure::Load => "Load",
            Figure::Save => "Save",
            Figure::Publish => "Publish",
            Figure::Flights => "Loads",
            Figure::Old => "Old",
            Figure::Watch => "Watch",
        }
    }

    /// What it means.
    pub fn explanation(self) -> Explanation {
        match self {
            Figure::State => Explanation {
                definition: "Whether texts that were read are kept in memory. Off, every read goes to the disk; everything else works as before.",
                window: "now",
                formula: "the state in the current snapshot, with the reason for which it is off",
                healthy: "on",
                moved_by: "x here, cache.enabled and --no-cache, too little memory, cache.memory_limit",
            },
            Figure::HitRate => Explanation {
                definition: "The part of all reads that was served from memory. A read is asked for by a person or a client; drawing the screen is none.",
                window: "60 s, the chosen one ([ and ]), and since start; what was before this screen looked is in no window",
                formula: "hits / (hits + misses), of the readers' own counters; — where nothing was read",
                healthy: "over 90 % once everything in use has been read; low just after the start",
                moved_by: "first reads, files that other programs change, a cap that is too small, the cache being off",
            },
            Figure::Reads => Explanation {
                definition: "Reads served from memory (hits) and reads that went to the disk (misses).",
                window: "the chosen one, and since start",
                formula: "exact counts: each reader counts its own hits, each load its miss. Reads made while nobody looked count in the second of the next look",
                healthy: "many hits for each miss",
                moved_by: "what you select, open, copy and print",
            },
            Figure::Speed => Explanation {
                definition: "Reads in the current second, and the most in any second.",
                window: "the last second that is looked at; the peak since this screen began to look, up to then",
                formula: "the difference of the read counters over the second",
                healthy: "whatever you ask for: a read from memory takes a hundredth of a microsecond",
                moved_by: "you, and the programs that embed the library",
            },
            Figure::Misses => Explanation {
                definition: "Reads that went to the disk, by reason: first read, changed (another program wrote the file), evicted (put out to keep a cap), no room (the text alone exceeds a cap), cache off.",
                window: "since start",
                formula: "one count for each read that started or joined a load, under the reason of that load",
                healthy: "first reads, and some changed ones where other programs write",
                moved_by: "evicted and no room: a larger cache.max_bytes; changed: who writes to the book",
            },
            Figure::Swaps => Explanation {
                definition: "How often a new snapshot took the place of the current one, by cause. Many changes at once (a git checkout) are one swap, or a few where they take long.",
                window: "the chosen one, and since start",
                formula: "the snapshot's generation; each publication counts once under its cause",
                healthy: "one for each first read, save or change of the disk; none while nothing happens",
                moved_by: "start, load, edit, create, remove, name, disk, reload, switch",
            },
            Figure::Size => Explanation {
                definition: "Prompts that are known, texts in memory, and their bytes against cache.max_bytes.",
                window: "now",
                formula: "exact sums kept with the snapshot; a text counts with the bytes of its file",
                healthy: "under the cap, or at it with few evicted misses",
                moved_by: "reading brings texts in; the cap, changes and x put them out",
            },
            Figure::Evictions => Explanation {
                definition: "Texts put out of memory to keep a cap: of bytes (cache.max_bytes) or of prompts (cache.max_entries). Which text goes is decided by SIEVE: one that was not read since the hand last passed.",
                window: "since start",
                formula: "exact: counted by the writer that puts them out, under the cap that was exceeded",
                healthy: "0, or few of the texts put out being read again",
                moved_by: "a book that is larger than the cap",
            },
            Figure::WhatIf => Explanation {
                definition: "What the same reads would have hit with half the cap or twice the cap, and at the same cap with another policy: LRU (out goes what was read longest ago) or oldest first (what came first).",
                window: "since start",
                formula: "caches without texts follow the same reads; in a large book a sample of the names (SHARDS), then ± is the standard error",
                healthy: "twice the cap brings little: the cap is large enough",
                moved_by: "a cap near the size of what is read again and again",
            },
            Figure::Memory => Explanation {
                definition: "Memory of the whole program as the system counts it, and of that the tables by which names are found.",
                window: "now",
                formula: "resident pages of /proc/self/statm; nodes and entries of the snapshot's hash map by their sizes, without titles, texts and the ordered set of names",
                healthy: "about 30 MB and the texts",
                moved_by: "texts, old snapshots that somebody holds, open drafts",
            },
            Figure::Load => Explanation {
                definition: "How long a read from the disk took: open, read, look whether the file moved meanwhile.",
                window: "since start",
                formula: "percentiles of a histogram with two digits; one sample for each load, from its start to its text",
                healthy: "p99 under 1 ms on a local disk",
                moved_by: "the disk, network file systems, large files",
            },
            Figure::Save => Explanation {
                definition: "How long a save took, with everything that makes it safe: temporary file, fsync, rename, fsync of the folder, swap.",
                window: "since start",
                formula: "percentiles as for loads; from the call to the swap",
                healthy: "a few milliseconds: fsync is most of it",
                moved_by: "the disk's fsync",
            },
            Figure::Publish => Explanation {
                definition: "How long it took to build the next snapshot, and then to swap it in. Readers go on meanwhile.",
                window: "since start",
                formula: "percentiles as for loads; build until the compare-and-swap begins, swap until it ends, lost races included",
                healthy: "build a few microseconds, milliseconds for a whole listing; swap under a microsecond",
                moved_by: "how many prompts one swap changes",
            },
            Figure::Flights => Explanation {
                definition: "Loads in progress, and reads that found one in progress and waited for its text rather than load it again.",
                window: "now; since start",
                formula: "entries of the table of flights; one count for each read that joined one",
                healthy: "0 in progress while nothing is read",
                moved_by: "several readers asking for one prompt at once",
            },
            Figure::Old => Explanation {
                definition: "Snapshots that were replaced and are still in use, who uses them, and the bytes of text that only they have.",
                window: "when the figures were taken",
                formula: "weak references to every replaced snapshot; holders say who they are, whoever did not is unnamed",
                healthy: "none, or one for a moment",
                moved_by: "a reader that rests, a search that runs, a program that keeps a snapshot",
            },
            Figure::Watch => Explanation {
                definition: "How changes of other programs are seen: reported by the system, or by listing the book again and again.",
                window: "now",
                formula: "folders with a watch of their own (inotify), or the interval of the listing with its reason",
                healthy: "watching as many folders as the book has",
                moved_by: "network file systems and fs.inotify.max_user_watches make it poll",
            },
        }
    }
}
