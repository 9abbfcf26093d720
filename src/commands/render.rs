//! `promptbook render NAME [KEY=VALUE ...]`: the text of a prompt with its arguments filled in.

mod example;
mod json;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::failure::shown;
use super::name::{compose, find};
use super::{Failure, Streams, input, lint};
use crate::cli::RenderArgs;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialect;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::{
    Argument, Composition, Kind, RenderFault, Rendered, Role, Severity, Strictness, Template, Values,
};
use crate::search::near::nearest_of;

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a PromptId,
    dialect: Dialect,
    messages: Vec<ShownMessage<'a>>,
    /// All messages as one text; absent where it is not UTF-8, which is to be had without `--json`.
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct ShownMessage<'a> {
    role: Option<Role>,
    text: Option<&'a str>,
}

/// Prints the rendered bytes, exactly.
pub async fn run(library: &Library, args: &RenderArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let is_stdin = |file: &Option<_>| file.as_deref() == Some(Path::new("-"));
    if is_stdin(&args.input) && is_stdin(&args.args_json) {
        return Err(Failure::Usage("--input and --args-json cannot both take standard input: give one a file".into()));
    }
    let id = find(library, &args.name).await?;
    let composition = compose(library, &id).await?;
    let values = values(&composition, args, streams)?;
    let strictness = if args.strict { Strictness::Strict } else { Strictness::Usual };
    let findings = if args.strict { findings(&composition) } else { Vec::new() };
    match composition.render(&values, strictness) {
        Ok(rendered) if findings.is_empty() => print(&id, composition.template(), &rendered, args.json, streams),
        Ok(_) => Err(Failure::Unrendered(findings.join("\n"))),
        Err(faults) => {
            let includes = library.include_faults(&composition).await;
            Err(refused(&id, &composition, &faults.0, includes, findings, (args, &values)))
        }
    }
}

fn print(
    id: &PromptId,
    template: &Template,
    rendered: &Rendered,
    json: bool,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let (text, _) = rendered.text();
    if !json {
        return streams.contents(&text);
    }
    let messages = rendered
        .messages
        .iter()
        .map(|message| ShownMessage { role: message.role, text: std::str::from_utf8(&message.text).ok() });
    let text = std::str::from_utf8(&text).ok();
    streams.json(&Shown { name: id, dialect: template.dialect(), messages: messages.collect(), text })
}

/// What was given, with the files that it names read.
fn values(composition: &Composition, args: &RenderArgs, streams: &mut Streams<'_>) -> Result<Values, Failure> {
    let mut values = Values::default();
    if let Some(file) = &args.args_json {
        let given = json::values(&input::read(file, "rendered", streams)?, composition);
        let named = given.map_err(|why| Failure::Input { file: file_name(file), why, undone: "rendered" })?;
        values.named.extend(named);
    }
    let takes_free_words = !composition.template().dialect().takes_words_in_order();
    for word in &args.words {
        match key_and_value(word.as_bytes()) {
            Some((key, value)) => match composition.arguments().iter().find(|argument| argument.name == key) {
                Some(argument) => values.set(key, contents(argument, value, streams)?.into_owned()),
                None if takes_free_words => values.positions.push(word.as_bytes().to_vec()),
                // Rendering tells of it, together with everything else that is wrong.
                None => values.set(key, value.to_vec()),
            },
            None => values.positions.push(word.as_bytes().to_vec()),
        }
    }
    values.positions.extend(args.exact_words.iter().map(|word| word.as_bytes().to_vec()));
    for argument in composition.arguments().iter().filter(|argument| argument.kind == Kind::File) {
        if let Some(word) = composition.word_for(argument, &values) {
            values.positions[word] = contents(argument, &values.positions[word], streams)?.into_owned();
        }
    }
    if let Some(file) = &args.input {
        values.input = Some(input::read(file, "rendered", streams)?);
    }
    Ok(values)
}

/// A file in a message.
fn file_name(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { shown(file.as_os_str()) }
}

/// The two sides of `key=value`, where the left one can be the name of an argument. An address with a `=` in it is a word.
fn key_and_value(word: &[u8]) -> Option<(&str, &[u8])> {
    let at = memchr::memchr(b'=', word)?;
    let key = std::str::from_utf8(&word[..at]).ok()?;
    let is_key =
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '\''));
    is_key.then_some((key, &word[at + 1..]))
}

/// The value that was given as `value`: of an argument of the kind file the contents of the file of that path, with `@`
/// before it or without, as in the form. Nothing is no path.
fn contents<'v>(argument: &Argument, value: &'v [u8], streams: &mut Streams<'_>) -> Result<Cow<'v, [u8]>, Failure> {
    if argument.kind != Kind::File || value.is_empty() {
        return Ok(Cow::Borrowed(value));
    }
    let path = value.strip_prefix(b"@").unwrap_or(value);
    let home = path.strip_prefix(b"~/").and_then(|rest| Some((std::env::var_os("HOME")?, rest)));
    let path = match home {
        // A shell leaves it as it is behind `key=`.
        Some((home, rest)) => PathBuf::from(home).join(OsStr::from_bytes(rest)),
        None => PathBuf::from(OsStr::from_bytes(path)),
    };
    match input::read(&path, "rendered", streams) {
        Ok(bytes) => Ok(Cow::Owned(bytes)),
        Err(Failure::Input { file, why, undone }) => {
            let name = sanitize_line(&argument.name);
            let why = format!("{why}. {name} takes the path of a file; --args-json gives it a text as it is");
            Err(Failure::Input { file, why, undone })
        }
        Err(other) => Err(other),
    }
}

/// What is odd enough about the prompt and what it includes to stop `--strict`.
fn findings(composition: &Composition) -> Vec<String> {
    let templates = std::iter::once(composition.template()).chain(composition.included());
    let found = templates.flat_map(|template| {
        let serious = template.diagnostics().iter().filter(|found| found.severity >= Severity::Warning);
        serious.map(|found| format!("{}{}", template.id(), lint::told(found.line, &found.what, &found.hint)))
    });
    found.collect()
}

/// Everything that stands in the way, in one message with a command line to copy.
fn refused(
    id: &PromptId,
    composition: &Composition,
    faults: &[RenderFault],
    includes: Vec<String>,
    findings: Vec<String>,
    (args, values): (&RenderArgs, &Values),
) -> Failure {
    let mut lines = includes;
    let mut missing: &[String] = &[];
    let mut is_usage = false;
    for fault in faults {
        match fault {
            RenderFault::Missing(names) => missing = names,
            RenderFault::Unknown { names, known } => {
                let text = fault.to_string();
                lines.push(format!("{id} {}{}", text.strip_prefix("it ").unwrap_or(&text), meant(names, known)));
            }
            // Told by the library, which knows why.
            RenderFault::Include(_) => {}
            RenderFault::TooManyWords { .. } if composition.takes_input() => {
                lines.push(format!("{id}: {fault}. Its input comes by --input FILE, or - for standard input"));
            }
            fault => lines.push(format!("{id}: {fault}")),
        }
        is_usage |= example::is_usage(fault);
    }
    lines.extend(findings);
    if !missing.is_empty() {
        let line = example::line(composition, faults, args, values);
        let line = line.map(|line| format!(". For example:\n  {line}")).unwrap_or_default();
        lines.push(format!("{id} needs {}{line}", in_words(missing)));
    }
    let text = lines.join("\n");
    if is_usage { Failure::Usage(text) } else { Failure::Unrendered(text) }
}

/// `a, b and c`.
fn in_words(names: &[String]) -> String {
    match names {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        names => names.concat(),
    }
}

/// The most comparisons of names that an answer waits for.
const MOST_COMPARED: usize = 2000;

/// Which of the `known` names may be meant by `names`, as the end of a sentence.
fn meant(names: &[String], known: &[String]) -> String {
    if names.len() * known.len() > MOST_COMPARED {
        return String::new();
    }
    let mut near: Vec<String> = Vec::new();
    let nearest = |name: &String| nearest_of(name, known.iter().map(String::as_str)).map(str::to_owned);
    for name in names.iter().filter_map(nearest) {
        if !near.contains(&name) {
            near.push(name);
        }
    }
    if near.is_empty() { String::new() } else { format!(". Did you mean {}?", in_words(&near)) }
}
