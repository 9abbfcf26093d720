//! `promptbook path NAME`: where the file of one prompt is.

use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use super::name::find;
use super::{Failure, Streams};
use crate::cli::NameArgs;
use crate::library::Library;

/// Prints the absolute path of the prompt's file.
pub async fn run(library: &Library, args: &NameArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    let path = library.store().path(&id);
    if args.json {
        return streams.json(&json!({ "name": id, "path": path.to_string_lossy() }));
    }
    streams.line(path.as_os_str().as_bytes())
}
