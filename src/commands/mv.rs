//! `promptbook mv OLD NEW`: another name for one prompt. Those that include it are told, not rewritten.

use serde_json::json;

use super::name::{find, note_users};
use super::undo::{way_back, why};
use super::{Failure, Streams};
use crate::cli::MvArgs;
use crate::library::Library;
use crate::prompt::PromptId;

/// Gives the prompt a new name, which must be free, and says who still includes the old one.
pub async fn run(library: &Library, args: &MvArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let to = PromptId::for_new_file(&args.new)?;
    let from = find(library, &args.old).await?;
    let not_kept = library.rename(&from, &to).await?.not_kept;
    if args.json {
        let path = library.store().path(&to);
        let not_kept = why(not_kept.as_ref());
        streams.json(&json!({ "from": from, "to": to, "path": path.to_string_lossy(), "not_kept": not_kept }))?;
    } else {
        streams.note(&format!("Renamed {from} to {to}. {}", way_back(not_kept.as_ref())));
    }
    note_users(library, &from, streams).await;
    Ok(())
}
