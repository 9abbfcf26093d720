//! Counters to figures. Nothing is invented: a figure without a sample is absent, and is shown as —.

mod figures;
mod ghosts;
mod history;
pub mod prometheus;
mod timings;

pub use figures::{Figures, FlightCounts, process_memory};
pub use ghosts::{Followed, Ghosts, Policy, Room, WhatIf};
pub use history::{Column, History, Span, Totals, Window};
pub use timings::{Percentiles, Timings};

/// Hits of all reads, 0 to 1; absent where there was none.
fn rate(hits: u64, misses: u64) -> Option<f64> {
    // What another process says need not be possible.
    let reads = hits.saturating_add(misses);
    (reads > 0).then(|| hits as f64 / reads as f64)
}
