//! `promptbook drafts`: unsaved texts that were left behind, for whoever has no full screen at hand.

use std::path::Path;

use serde_json::json;

use super::{Failure, Streams};
use crate::cli::DraftsArgs;
use crate::drafts::Drafts;
use crate::folders;
use crate::library::Library;
use crate::prompt::layout;

/// Lists the drafts that ended programs left behind, or prints the text of one.
pub fn run(library: &Library, state: &Path, args: &DraftsArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let folder = folders::of_book(state, &library.store().root()).join("drafts");
    let left = Drafts::new(&folder).left_behind();
    let left = left.map_err(|source| Failure::Folder { folder: folder.clone(), source })?;
    if let Some(name) = &args.name {
        // The newest, where several programs left one.
        let wanted = left.iter().rfind(|left| left.draft.id.to_string() == *name);
        let draft = &wanted.ok_or_else(|| Failure::Usage(format!("no draft of {name} was left behind")))?.draft;
        return streams.contents(&layout::splice(&draft.base, &draft.text));
    }
    if args.json {
        let rows = left.iter().map(|left| {
            let draft = &left.draft;
            json!({ "name": draft.id, "time": draft.at / 1000, "bytes": draft.text.len() })
        });
        return streams.json(&rows.collect::<Vec<_>>());
    }
    for left in &left {
        streams.line(left.draft.id.as_bytes())?;
    }
    if !left.is_empty() {
        streams.note("promptbook in the full screen restores them; promptbook drafts NAME prints one");
    }
    Ok(())
}
