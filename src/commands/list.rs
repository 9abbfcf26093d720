//! `promptbook list [QUERY]`: the names, one per line.

use super::row::Row;
use super::skipped::mention_skipped;
use super::{Failure, Streams};
use crate::cli::ListArgs;
use crate::library::Library;
use crate::prompt::{Card, PromptId};
use crate::search::search;

/// Prints every name in the order of names, or those that fit the query, best first.
pub async fn run(library: &Library, args: &ListArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let query = args.query.join(" ");
    // Titles and tags are in the files, which need not be opened for names alone.
    if args.json || !query.is_empty() {
        library.list().await?;
    } else {
        library.list_names().await?;
    }
    let snapshot = library.snapshot();
    let ids: Vec<PromptId> = match query.is_empty() {
        true => snapshot.entries().map(|entry| entry.id.clone()).collect(),
        false => search(&snapshot, &query),
    };
    if args.json {
        let unread = Card::default();
        let entries = ids.iter().filter_map(|id| snapshot.get(id));
        let rows = entries.map(|entry| Row::new(&entry.id, entry.card.as_deref().unwrap_or(&unread), entry.stamp));
        streams.json(&rows.collect::<Vec<Row<'_>>>())?;
    } else {
        for id in &ids {
            streams.line(id.as_bytes())?;
        }
    }
    if snapshot.is_empty() {
        let root = library.store().root();
        streams.note(&format!("{} holds no prompts yet. promptbook new NAME makes one", root.display()));
    } else if ids.is_empty() {
        streams.note(&format!("No prompt matches \"{query}\""));
    }
    mention_skipped(library, streams);
    Ok(())
}
