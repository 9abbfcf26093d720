//! `promptbook rm NAME`: one prompt to the trash.

use serde_json::json;

use super::name::{find, note_users};
use super::undo::why;
use super::{Failure, Streams};
use crate::cli::NameArgs;
use crate::library::{Library, LibraryError};

/// Moves the prompt to the trash and says how to get it back, and who includes it. What could not be brought back is not
/// removed.
pub async fn run(library: &Library, args: &NameArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    let not_kept = match library.remove(&id).await {
        Ok(changed) => changed.not_kept,
        Err(LibraryError::History(fault)) => {
            let path = library.store().path(&id);
            return Err(Failure::Unkept { id, fault, path });
        }
        Err(error) => return Err(error.into()),
    };
    let version = library.versions(&id).await.ok().and_then(|versions| versions.last().map(|version| version.number));
    if args.json {
        let not_kept = why(not_kept.as_ref());
        streams.json(&json!({ "name": id, "version": version, "not_kept": not_kept }))?;
    } else {
        let back = match (not_kept, version) {
            (None, _) => "promptbook undo brings it back".to_owned(),
            (Some(fault), None) => format!("It cannot be undone: {fault}"),
            (Some(fault), Some(number)) => {
                format!("It cannot be undone: {fault}. promptbook restore {id} {number} brings its text back")
            }
        };
        streams.note(&format!("Moved {id} to the trash. {back}"));
    }
    note_users(library, &id, streams).await;
    Ok(())
}
