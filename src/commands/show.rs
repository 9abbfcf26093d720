//! `promptbook show NAME`: the text of one prompt.

use std::path::PathBuf;

use serde::Serialize;

use super::name::find;
use super::row::Row;
use super::{Failure, Streams};
use crate::cli::NameArgs;
use crate::library::Library;

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    row: Row<'a>,
    path: PathBuf,
    /// Absent where the file is not UTF-8; its bytes are to be had without `--json`.
    text: Option<&'a str>,
}

/// Prints the bytes of the prompt as they are in its file.
pub async fn run(library: &Library, args: &NameArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    let prompt = library.read(&id).await?;
    if !args.json {
        return streams.contents(prompt.raw());
    }
    let row = Row::new(&id, prompt.card(), prompt.revision().stamp);
    streams.json(&Shown { row, path: library.store().path(&id), text: prompt.text() })
}
