//! What a listing passed over, as one remark.

use super::Streams;
use crate::library::{EventKind, Library};

/// Files named in the remark; the rest is counted.
const NAMED: usize = 3;

/// Says what the listings of this run passed over, if anything.
pub(super) fn mention_skipped(library: &Library, streams: &mut Streams<'_>) {
    let skipped: Vec<String> = library
        .events_since(0)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Skipped { name, why } => Some(format!("{name}: {why}")),
            _ => None,
        })
        .collect();
    if skipped.is_empty() {
        return;
    }
    let mut remark = format!("Skipped {}", skipped.len());
    for line in skipped.iter().take(NAMED) {
        remark.push_str(&format!("\n  {line}"));
    }
    if skipped.len() > NAMED {
        remark.push_str(&format!("\n  and {} more", skipped.len() - NAMED));
    }
    streams.note(&remark);
}
