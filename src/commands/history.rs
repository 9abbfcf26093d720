//! `promptbook history NAME`: the versions of one prompt, newest first.

use super::past::{find_past, rows};
use super::{Failure, Streams};
use crate::cli::NameArgs;
use crate::library::Library;

/// Prints the versions of the prompt, which may be gone.
pub async fn run(library: &Library, args: &NameArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find_past(library, &args.name).await?;
    let rows = rows(library, &id).await?;
    if args.json {
        return streams.json(&rows);
    }
    for row in &rows {
        streams.line(row.line().as_bytes())?;
    }
    match rows.len() {
        0 => streams.note(&format!("{id} has no other version: one is kept whenever it is saved from here")),
        _ => streams.note(&format!("promptbook restore {} VERSION brings one back", shell_words::quote(&id.display()))),
    }
    Ok(())
}
