//! `promptbook restore NAME VERSION`: an earlier text as a new version.

use serde_json::json;

use super::past::{find_past, text};
use super::undo::{way_back, why};
use super::{Failure, Streams};
use crate::cli::RestoreArgs;
use crate::library::Library;
use crate::store::Expected;

/// Makes a version what is on disk again. What was there is kept.
pub async fn run(library: &Library, args: &RestoreArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find_past(library, &args.name).await?;
    let saved = match args.version.parse() {
        Ok(number) => library.restore(&id, number).await?,
        Err(_) => {
            let text = text(library, &id, &args.version).await?;
            library.save(&id, text.bytes, Expected::Anything).await?
        }
    };
    if args.json {
        let bytes = saved.prompt.raw().len();
        let not_kept = why(saved.not_kept.as_ref());
        let restored = json!({ "name": id, "version": args.version, "bytes": bytes, "not_kept": not_kept });
        return streams.json(&restored);
    }
    let back = way_back(saved.not_kept.as_ref());
    streams.note(&format!("{id} has the text of version {} again. {back}", args.version));
    Ok(())
}
