//! Figures in the text exposition format of Prometheus, version 0.0.4: for each metric its `HELP`, its `TYPE` and its
//! samples, in base units (seconds, bytes). What cannot be told is left out; a label that has not occurred yet counts 0,
//! so that the first occurrence is an increase.
//!
//! The format: <https://prometheus.io/docs/instrumenting/exposition_formats/>.

use std::fmt::Write;

use serde::Serialize;

use super::{Figures, Followed, Percentiles, WhatIf};
use crate::cache::{CacheState, Cap, Cause, MissReason, OldSnapshots, Swap};
use crate::store::WatchState;

/// What every name begins with.
const PREFIX: &str = "promptbook_";

/// Metrics as text, in the order in which they are added.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
}

/// What a metric is to who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Only ever goes up.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Quantiles and how many they are of.
    Summary,
}

impl Exposition {
    /// Adds a figure that goes up and down. `help` is one plain sentence.
    pub fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.head(name, help, Kind::Gauge);
        self.sample(name, "", value);
    }

    /// Adds every figure that is a number.
    pub fn figures(&mut self, figures: &Figures) {
        // A new figure stops here until somebody has decided what it is.
        let Figures {
            generation,
            last_swap: Swap { generation: _, cause: _, added, changed, removed, evicted },
            swaps,
            prompts,
            resident,
            resident_bytes,
            max_bytes,
            max_entries,
            cache,
            hits,
            misses: _,
            miss_reasons,
            hit_rate,
            evictions: _,
            eviction_causes,
            load,
            save,
            build,
            swap,
            flights,
            loads_shared,
            watch,
            old_snapshots,
            index_bytes,
            what_if,
            followed,
            memory,
            memory_limit,
        } = figures;
        self.gauge("prompts", "Prompts known.", *prompts as f64);
        self.gauge("resident_prompts", "Prompts whose text is in memory.", *resident as f64);
        self.gauge("resident_bytes", "Bytes of text in memory.", *resident_bytes as f64);
        self.gauge("max_resident_prompts", "The cap on prompts in memory.", *max_entries as f64);
        self.gauge("max_resident_bytes", "The cap on bytes of text in memory.", *max_bytes as f64);
        let on = f64::from(u8::from(*cache == CacheState::On));
        self.gauge("cache_enabled", "Whether texts are kept in memory: 1, or 0.", on);

        self.counter("hits_total", "Reads served from memory.", *hits);
        self.counters("misses_total", "Reads that went to the store.", "reason", &MissReason::ALL, miss_reasons);
        if let Some(rate) = hit_rate {
            self.gauge("hit_ratio", "Hits of all reads since start, 0 to 1.", *rate);
        }
        self.counters("evictions_total", "Texts put out of memory to keep a cap.", "cap", &Cap::ALL, eviction_causes);

        self.gauge("generation", "The number of the current snapshot.", *generation as f64);
        self.counters("swaps_total", "Snapshots that replaced another.", "cause", &Cause::ALL, swaps);
        let changes = [("added", added), ("changed", changed), ("removed", removed), ("evicted", evicted)];
        self.head("last_swap_prompts", "Prompts that the last swap changed.", Kind::Gauge);
        for (change, count) in changes {
            self.sample("last_swap_prompts", &label("change", change), f64::from(*count));
        }

        self.summary("load_seconds", "How long loads took.", *load);
        self.summary("save_seconds", "How long saves took, from the call to the swap.", *save);
        self.summary("build_seconds", "How long making a snapshot took, lost races included.", *build);
        self.summary("swap_seconds", "How long putting it in the place of the one before took.", *swap);
        self.gauge("loads_in_progress", "Loads in progress.", *flights as f64);
        self.counter("loads_shared_total", "Loads saved because several readers shared one.", *loads_shared);

        self.gauge("index_bytes", "Bytes of the table by which prompts are found.", *index_bytes as f64);
        self.what_if(what_if, followed);
        self.watch(watch);
        self.old_snapshots(old_snapshots);
        if let Some(bytes) = memory {
            self.gauge("process_resident_memory_bytes", "Memory of the whole process.", *bytes as f64);
        }
        if let Some(bytes) = memory_limit {
            self.gauge("memory_limit_bytes", "Memory beyond which the cache turns itself off.", *bytes as f64);
        }
    }

    /// The text: metrics, each line ended.
    pub fn finish(self) -> String {
        self.text
    }

    fn what_if(&mut self, what_if: &[WhatIf], followed: &Followed) {
        let Followed { reads, names, sample, unseen } = followed;
        let of = |what: &WhatIf| format!("{{policy=\"{}\",room=\"{}\"}}", word(what.policy), word(what.room));
        let rates = what_if.iter().filter_map(|what| Some((of(what), what.hit_rate?, what.error?)));
        let rates: Vec<(String, f64, f64)> = rates.collect();
        if !rates.is_empty() {
            self.head("what_if_hit_ratio", "Hits of all reads with another policy or room, 0 to 1.", Kind::Gauge);
            rates.iter().for_each(|(labels, rate, _)| self.sample("what_if_hit_ratio", labels, *rate));
            self.head("what_if_hit_ratio_error", "The standard error of that.", Kind::Gauge);
            rates.iter().for_each(|(labels, _, error)| self.sample("what_if_hit_ratio_error", labels, *error));
        }
        self.gauge("what_if_reads", "Reads that it rests on.", *reads as f64);
        self.gauge("what_if_unseen_reads", "Hits that went by without being followed by name.", *unseen as f64);
        self.gauge("what_if_names", "Names that are followed.", *names as f64);
        self.gauge("what_if_sample", "The part of all names that is followed, 0 to 1.", *sample);
    }

    fn watch(&mut self, state: &WatchState) {
        let (folders, every) = match state {
            WatchState::Off => (0, None),
            WatchState::Watching { folders } => (*folders, None),
            WatchState::Polling { every, reason: _ } | WatchState::Away { every, reason: _ } => (0, Some(*every)),
        };
        self.gauge("watched_folders", "Folders in which the system reports changes.", folders as f64);
        if let Some(every) = every {
            self.gauge("poll_interval_seconds", "How often the book is listed instead.", every.as_secs_f64());
        }
    }

    fn old_snapshots(&mut self, old: &OldSnapshots) {
        let OldSnapshots { alive, bytes, oldest, holders, by_generation: _ } = old;
        self.gauge("old_snapshots", "Replaced snapshots that somebody still holds.", *alive as f64);
        self.gauge(
            "old_snapshots_bytes",
            "Bytes of texts and of the table of names in memory for those only.",
            *bytes as f64,
        );
        if let Some(oldest) = oldest {
            self.gauge("oldest_snapshot_generation", "The number of the oldest of those.", *oldest as f64);
        }
        if !holders.is_empty() {
            self.head("old_snapshots_held", "Who holds those, and how often.", Kind::Gauge);
            for (holder, count) in holders {
                self.sample("old_snapshots_held", &label("holder", &word(holder)), *count as f64);
            }
        }
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, Kind::Counter);
        self.sample(name, "", value as f64);
    }

    /// One counter with a sample for each of `all`, also for those that are not in `counted`.
    fn counters<T: PartialEq + Serialize>(
        &mut self,
        name: &str,
        help: &str,
        by: &str,
        all: &[T],
        counted: &[(T, u64)],
    ) {
        self.head(name, help, Kind::Counter);
        for each in all {
            let value = counted.iter().find(|(one, _)| one == each).map_or(0, |(_, count)| *count);
            self.sample(name, &label(by, &word(each)), value as f64);
        }
    }

    /// Quantiles since start. Their sum is not kept, and the format does not ask for it.
    fn summary(&mut self, name: &str, help: &str, of: Option<Percentiles>) {
        let Some(Percentiles { count, p50_ns, p99_ns, max_ns }) = of else { return };
        self.head(name, help, Kind::Summary);
        for (quantile, nanos) in [("0.5", p50_ns), ("0.99", p99_ns), ("1", max_ns)] {
            self.sample(name, &label("quantile", quantile), nanos as f64 / 1e9);
        }
        self.sample(&format!("{name}_count"), "", count as f64);
    }

    fn head(&mut self, name: &str, help: &str, kind: Kind) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Summary => "summary",
        };
        // Writing to a String cannot fail.
        let _ = write!(self.text, "# HELP {PREFIX}{name} {help}\n# TYPE {PREFIX}{name} {kind}\n");
    }

    fn sample(&mut self, name: &str, labels: &str, value: f64) {
        // Writing to a String cannot fail. Rust writes numbers in full, which the format reads.
        let _ = writeln!(self.text, "{PREFIX}{name}{labels} {value}");
    }
}

fn label(name: &str, value: &str) -> String {
    // The values are words of ours and numbers: nothing in them has to be escaped.
    format!("{{{name}=\"{value}\"}}")
}

/// A variant by the name that it has in JSON.
fn word(variant: impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(word)) => word,
        // No such type is given.
        _ => String::new(),
    }
}
