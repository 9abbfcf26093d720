//! `promptbook undo` and `promptbook redo`: the last change of the book that was made from here.

use serde_json::json;

use super::{Failure, Streams};
use crate::cli::JsonArgs;
use crate::history::{Change, HistoryError};
use crate::library::{Library, Undone};

/// What is said behind a change that was made: the way back, or why there is none.
pub(super) fn way_back(not_kept: Option<&HistoryError>) -> String {
    match not_kept {
        None => "promptbook undo takes that back".to_owned(),
        Some(fault) => format!("It cannot be undone: {fault}"),
    }
}

/// Why a change cannot be undone, as JSON prints it.
pub(super) fn why(not_kept: Option<&HistoryError>) -> Option<String> {
    not_kept.map(ToString::to_string)
}

/// Takes the last change back.
pub async fn undo(library: &Library, args: &JsonArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    tell(&library.undo().await?, "undo", "redo", args, streams)
}

/// Makes the change again that was taken back last.
pub async fn redo(library: &Library, args: &JsonArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    tell(&library.redo().await?, "redo", "undo", args, streams)
}

fn tell(undone: &Undone, done: &str, back: &str, args: &JsonArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    if args.json {
        return streams
            .json(&json!({ "done": done, "change": undone.change, "others": undone.others, "left": undone.left }));
    }
    let what = match &undone.change {
        Change::Saved { name, before: None, .. } => format!("{name} is back"),
        Change::Saved { name, .. } => format!("{name} has another text again"),
        Change::Removed { name, .. } => format!("{name} is in the trash"),
        Change::Renamed { from, to } => format!("{from} is {to}"),
        // Nothing that is undone is one of these.
        Change::Met { name, .. } | Change::GivenUp { name, .. } => name.to_string(),
    };
    let mut what = what;
    if undone.others > 0 {
        what.push_str(&format!(", and so for {} more that were changed together", undone.others));
    }
    if undone.left > 0 {
        what.push_str(&format!("; {} stay as they are, for they changed since", undone.left));
    }
    streams.note(&format!("{what}. promptbook {back} takes that back"));
    Ok(())
}
