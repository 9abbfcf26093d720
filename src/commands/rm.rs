//! `promptbook rm NAME`: one prompt to the trash.

use serde_json::json;

use super::name::{find, note_users};
use super::{Failure, Streams};
use crate::cli::NameArgs;
use crate::library::Library;

/// Moves the prompt to the trash and says how to get it back, and who includes it.
pub async fn run(library: &Library, args: &NameArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    library.remove(&id).await?;
    let number = library.versions(&id).await?.last().map(|version| version.number);
    if args.json {
        streams.json(&json!({ "name": id, "version": number }))?;
    } else {
        streams.note(&format!("Moved {id} to the trash. promptbook undo brings it back"));
    }
    note_users(library, &id, streams).await;
    Ok(())
}
