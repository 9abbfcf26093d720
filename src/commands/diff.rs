//! `promptbook diff NAME [VERSION]`: what changed since, as a patch.

use serde_json::json;
use similar::TextDiff;

use super::past::{Text, find_past, rows, text};
use super::{Failure, Streams};
use crate::cli::DiffArgs;
use crate::library::Library;

/// Prints how a version differs from what is on disk, or from another version.
pub async fn run(library: &Library, args: &DiffArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find_past(library, &args.name).await?;
    let from = match &args.from {
        Some(version) => text(library, &id, version).await?,
        None => previous(library, &id).await?,
    };
    let to = text(library, &id, args.to.as_deref().unwrap_or("disk")).await?;
    let diff = TextDiff::from_lines(from.bytes.as_slice(), to.bytes.as_slice());
    let mut patch = Vec::new();
    let (old, new) = (format!("{id} ({})", from.name), format!("{id} ({})", to.name));
    diff.unified_diff().header(&old, &new).to_writer(&mut patch).map_err(Failure::Output)?;
    if args.json {
        let patch = String::from_utf8_lossy(&patch);
        return streams.json(&json!({ "name": id, "from": from.name, "to": to.name, "patch": patch }));
    }
    if patch.is_empty() {
        streams.note(&format!("{id} is the same in both ({}, {})", from.name, to.name));
    }
    streams.contents(&patch)
}

/// The newest version that is not what is on disk.
async fn previous(library: &Library, id: &crate::PromptId) -> Result<Text, Failure> {
    let rows = rows(library, id).await?;
    match rows.iter().find(|row| !row.is_current()) {
        Some(row) => text(library, id, row.version()).await,
        None => Err(Failure::Usage(format!("{id} has no other version: one is kept whenever it is saved from here"))),
    }
}
