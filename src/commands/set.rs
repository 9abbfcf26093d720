//! `promptbook set NAME --title ...`: the header of a prompt, and nothing else in its file.

use serde_json::json;

use super::name::find;
use super::undo::{way_back, why};
use super::{Failure, Streams};
use crate::cli::SetArgs;
use crate::library::Library;
use crate::prompt::edit::{ArgumentChange, HeaderChange, edit};
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::{Template, Value, refusal};
use crate::store::Expected;

/// Changes the header and saves the file, unless another program has changed it meanwhile.
pub async fn run(library: &Library, args: &SetArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let change = change(args);
    if change == HeaderChange::default() {
        return Err(Failure::Usage("say what to set: --title, --description, --tags or --argument".into()));
    }
    let id = find(library, &args.name).await?;
    let prompt = library.read(&id).await?;
    let template = library.template(&prompt);
    let bytes = edit(&template, &change).map_err(|fault| Failure::Header { id: id.clone(), fault })?;
    refuse_defaults(&template, &change)?;
    let (changed, length) = (bytes != prompt.raw(), bytes.len());
    let not_kept = match changed {
        true => library.save(&id, bytes, Expected::Content(prompt.revision().hash)).await?.not_kept,
        false => None,
    };
    if args.json {
        return streams
            .json(&json!({ "name": id, "bytes": length, "changed": changed, "not_kept": why(not_kept.as_ref()) }));
    }
    streams.note(&match changed {
        true => format!("Changed the header of {id}. {}", way_back(not_kept.as_ref())),
        false => format!("The header of {id} says that already"),
    });
    Ok(())
}

/// A default that lint would reject is not written: it is told what may be given, for all of them at once.
fn refuse_defaults(template: &Template, change: &HeaderChange) -> Result<(), Failure> {
    let refused = |change: &ArgumentChange| {
        let argument = template.arguments().iter().find(|argument| argument.name == change.name)?;
        let default = change.default.as_ref()?;
        let allowed = refusal(argument, &Value::from(default.clone()))?;
        let (name, default) = (sanitize_line(&change.name), sanitize_line(default));
        Some(format!("the default of {name} cannot be \"{default}\": {allowed}"))
    };
    let refused: Vec<String> = change.arguments.iter().filter_map(refused).collect();
    match refused.is_empty() {
        true => Ok(()),
        false => Err(Failure::Usage(format!("{}: {}. Nothing was changed", template.id(), refused.join("; ")))),
    }
}

fn change(args: &SetArgs) -> HeaderChange {
    let SetArgs { name: _, title, description, tags, argument: arguments, json: _ } = args;
    let tag = |tag: &str| tag.trim().trim_start_matches('#').to_owned();
    let tags = tags.as_deref().map(|tags| tags.split(',').map(tag).filter(|tag| !tag.is_empty()).collect());
    let argument = |argument: &String| match argument.split_once('=') {
        Some((name, default)) => ArgumentChange { name: name.trim().to_owned(), default: Some(default.to_owned()) },
        None => ArgumentChange { name: argument.trim().to_owned(), default: None },
    };
    let arguments = arguments.iter().map(argument).collect();
    HeaderChange { title: title.clone(), description: description.clone(), tags, arguments }
}
