//! `promptbook convert NAME --to DIALECT`: a prompt as a new file of another tool, and what that cannot hold.

use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use super::name::find;
use super::undo::{way_back, why};
use super::{Failure, Streams, lint};
use crate::cli::ConvertArgs;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::prompt::convert::{Converted, Loss, convert};
use crate::prompt::dialect::Dialect;
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
    if let Some(renamed) = renamed(composition.template().dialect(), args.to, &names) {
        streams.note(&renamed);
    }
    for loss in &losses {
        streams.note(&told(&id, loss));
    }
    if losses.is_empty() && !args.json {
        streams.note("Nothing is lost");
    }
    if let Some(fault) = &not_kept {
        streams.note(&way_back(Some(fault)));
    }
    Ok(())
}

/// `Lost: review.md:4: what it is. What to do`, as lint has it.
fn told(id: &PromptId, loss: &Loss) -> String {
    let Loss { kind: _, what, line, hint, about: _ } = loss;
    match line {
        Some(line) => format!("Lost: {id}{}", lint::told(*line, what, hint)),
        None => format!("Lost: {}", lint::sentence(what, hint)),
    }
}

/// What the arguments are called there, where that is something else.
fn renamed(from: Dialect, to: Dialect, names: &[(String, Option<String>)]) -> Option<String> {
    let others = names.iter().filter_map(|(old, new)| Some((old, new.as_ref()?))).filter(|(old, new)| old != new);
    let others: Vec<String> =
        others.map(|(old, new)| format!("{} is {}", called(from, old), called(to, new))).collect();
    (!others.is_empty()).then(|| format!("In the new file {}", others.join(", ")))
}

/// The name of an argument as the text of a prompt has it.
fn called(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Claude | Dialect::Skill | Dialect::Codex | Dialect::Opencode | Dialect::Llm => format!("${name}"),
        Dialect::Copilot if name == "selection" => "${selection}".to_owned(),
        Dialect::Copilot => format!("${{input:{name}}}"),
        Dialect::PromptsChat => format!("${{{name}}}"),
        Dialect::Aichat => format!("__{}__", name.to_ascii_uppercase()),
        Dialect::Plain
        | Dialect::Dotprompt
        | Dialect::Prompty
        | Dialect::Fabric
        | Dialect::Gemini
        | Dialect::Cursor => format!("{{{{{name}}}}}"),
    }
}
