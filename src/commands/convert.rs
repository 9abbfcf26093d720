//! `promptbook convert NAME --to DIALECT`: a prompt as a new file of another tool, and what that cannot hold.

use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use super::name::find;
use super::undo::why;
use super::{Failure, Streams};
use crate::cli::ConvertArgs;
use crate::library::Library;
use crate::prompt::convert::{Converted, convert};
use crate::store::Expected;

/// Makes the new file and prints where it is, or with `--dry-run` its text; what is lost goes to standard error.
pub async fn run(library: &Library, args: &ConvertArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    // Includes are looked for among the prompts that are known.
    library.list_names().await?;
    let composition = library.compose(&id).await?;
    let Converted { id: new, bytes, names, losses } =
        convert(&composition, args.to, args.new_name.as_deref(), library.dialects())
            .map_err(|fault| Failure::Carry(format!("{id} was not converted: {fault}")))?;
    let not_kept = match args.dry_run {
        true => None,
        false => library.save(&new, bytes.clone(), Expected::Absent).await?.not_kept,
    };
    let path = library.store().path(&new);
    if args.json {
        let arguments: Vec<_> = names.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
        let text = args.dry_run.then(|| String::from_utf8_lossy(&bytes).into_owned());
        streams.json(&json!({
            "name": new, "path": path.to_string_lossy(), "dialect": args.to, "from": id,
            "from_dialect": composition.template().dialect(), "bytes": bytes.len(), "dry_run": args.dry_run,
            "arguments": arguments, "lost": losses, "text": text, "not_kept": why(not_kept.as_ref()),
        }))?;
    } else if args.dry_run {
        streams.contents(&bytes)?;
    } else {
        streams.line(path.as_os_str().as_bytes())?;
    }
    streams.finish()?;
    for (from, to) in names.iter().filter_map(|(from, to)| Some((from, to.as_ref()?))).filter(|(from, to)| from != to) {
        streams.note(&format!("{from} is {to} there"));
    }
    for loss in &losses {
        streams.note(&format!("Lost: {}", loss.what));
    }
    if losses.is_empty() && !args.json {
        streams.note("Nothing is lost");
    }
    Ok(())
}
