//! A command line to copy where something is missing: one that would be accepted, or none.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::key_and_value;
use crate::cli::RenderArgs;
use crate::prompt::template::{Argument, Composition, Kind, RenderFault, Strictness, Takes, Value, Values};

/// The longest command line, in bytes, that is repeated.
const LONGEST: usize = 400;

/// Whether another command line would be without this fault.
pub(super) fn is_usage(fault: &RenderFault) -> bool {
    matches!(
        fault,
        RenderFault::Missing(_)
            | RenderFault::Unknown { .. }
            | RenderFault::TooManyWords { .. }
            | RenderFault::NotAllowed { .. }
    )
}

/// The command line `args` with what it lacks, by its `faults`, and without what is refused. Where that cannot be typed,
/// is too long to be read or would be refused too, one with nothing but what is required.
pub(super) fn line(
    composition: &Composition,
    faults: &[RenderFault],
    args: &RenderArgs,
    values: &Values,
) -> Option<String> {
    let strictness = if args.strict { Strictness::Strict } else { Strictness::Usual };
    let whole = with_what_was_given(composition, Wrong::of(faults), args, values)
        .filter(|(_, values)| is_accepted(composition, values, strictness));
    let whole = whole.map(|(line, _)| line).filter(|line| line.len() <= LONGEST);
    whole.or_else(|| {
        let mut line = Line::new(args);
        let faults =
            composition.render(&Values::default(), strictness).err().map(|faults| faults.0).unwrap_or_default();
        line.add(composition, Wrong::of(&faults).lacks)?;
        is_accepted(composition, &line.values, strictness).then(|| line.text())
    })
}

/// What is in the way, by name.
#[derive(Default)]
struct Wrong<'f> {
    /// Needed, in the order of the faults.
    lacks: Vec<&'f str>,
    refused: HashSet<&'f str>,
    unknown: HashSet<&'f str>,
    /// How many words are taken, where there are more.
    taken: Option<usize>,
}

impl<'f> Wrong<'f> {
    fn of(faults: &'f [RenderFault]) -> Wrong<'f> {
        let mut wrong = Wrong::default();
        for fault in faults {
            match fault {
                RenderFault::Missing(names) => wrong.lacks.extend(names.iter().map(String::as_str)),
                RenderFault::NotAllowed { name, .. } => _ = wrong.refused.insert(name),
                RenderFault::Unknown { names, .. } => wrong.unknown.extend(names.iter().map(String::as_str)),
                RenderFault::TooManyWords { taken, .. } => wrong.taken = Some(*taken),
                _ => {}
            }
        }
        let refused = faults.iter().filter_map(|fault| match fault {
            RenderFault::NotAllowed { name, .. } => Some(name.as_str()),
            _ => None,
        });
        wrong.lacks.extend(refused);
        wrong
    }
}

/// A command line as it is put together, and the values that it would give.
struct Line {
    name: String,
    before: Vec<String>,
    added: Vec<String>,
    after: Vec<String>,
    values: Values,
}

impl Line {
    fn new(args: &RenderArgs) -> Line {
        let name = typed(&args.name).unwrap_or_else(|| "NAME".to_owned());
        Line { name, before: Vec::new(), added: Vec::new(), after: Vec::new(), values: Values::default() }
    }

    /// Adds something for each of `names`; none where one cannot be given on a command line.
    fn add(&mut self, composition: &Composition, names: Vec<&str>) -> Option<()> {
        for name in names {
            let argument = composition.arguments().iter().find(|argument| argument.name == name);
            let is_any = |kind| matches!(kind, Kind::Text | Kind::Multiline | Kind::File | Kind::Secret);
            match argument {
                Some(Argument { takes: Takes::Input, kind, .. }) if is_any(*kind) => {
                    // One input is for all that take it.
                    if self.values.input.is_none() {
                        self.added.push("--input FILE".to_owned());
                        self.values.input = Some(Vec::new());
                    }
                }
                argument => {
                    let value = argument.map_or("…", some_value);
                    let word = format!("{name}={value}");
                    key_and_value(word.as_bytes()).filter(|(key, _)| *key == name && !name.starts_with('-'))?;
                    self.added.push(for_shell(&word));
                    self.values.named.insert(name.to_owned(), Value::from(value.to_owned()));
                }
            }
        }
        Some(())
    }

    fn text(self) -> String {
        let start = ["promptbook".to_owned(), "render".to_owned(), self.name];
        let mut words: Vec<String> = start.into_iter().chain(self.before).chain(self.added).collect();
        if !self.after.is_empty() {
            words.push("--".to_owned());
            words.extend(self.after);
        }
        words.join(" ")
    }
}

/// The line with what was given and is not refused; none where something of it cannot be typed.
fn with_what_was_given(
    composition: &Composition,
    wrong: Wrong<'_>,
    args: &RenderArgs,
    values: &Values,
) -> Option<(String, Values)> {
    let find = |name: &str| composition.arguments().iter().find(|argument| argument.name == name);
    // The names in a file of values are not taken out of it.
    if args.args_json.is_some() && !wrong.unknown.is_empty() {
        return None;
    }
    let mut line = Line::new(args);
    line.values.named = values.named.clone();
    line.values.named.retain(|name, _| !wrong.unknown.contains(name.as_str()));
    let refused_words = wrong.refused.iter().filter_map(|name| composition.word_for(find(name)?, values));
    let refused_words: HashSet<usize> = refused_words.collect();
    let is_kept = |word: usize| !refused_words.contains(&word) && wrong.taken.is_none_or(|taken| word < taken);
    // A secret is not repeated where others may read it, and any word without a name may be one.
    let has_secrets = composition.arguments().iter().any(|argument| argument.kind == Kind::Secret);
    let by_position = |word: &OsStr| if has_secrets { Some("…".to_owned()) } else { typed(word) };
    let mut position = 0;
    for word in &args.words {
        let named = key_and_value(word.as_bytes()).map(|(key, _)| (key, find(key)));
        match named {
            Some((key, Some(_))) if wrong.refused.contains(key) => {}
            Some((key, Some(Argument { kind: Kind::Secret, .. }))) => line.before.push(for_shell(&format!("{key}=…"))),
            Some((_, Some(_))) => line.before.push(typed(word)?),
            Some((key, None)) if wrong.unknown.contains(key) => {}
            _ => {
                if is_kept(position) {
                    line.before.push(by_position(word)?);
                    line.values.positions.push(values.positions.get(position)?.clone());
                }
                position += 1;
            }
        }
    }
    for word in &args.exact_words {
        if is_kept(position) {
            line.after.push(by_position(word)?);
            line.values.positions.push(values.positions.get(position)?.clone());
        }
        position += 1;
    }
    let file = |option: &str, file: &Option<PathBuf>| match file {
        Some(file) => typed(file.as_os_str()).map(|file| vec![option.to_owned(), file]),
        None => Some(Vec::new()),
    };
    line.before.extend(file("--args-json", &args.args_json)?);
    line.before.extend(file("--input", &args.input)?);
    line.values.input.clone_from(&values.input);
    line.add(composition, wrong.lacks)?;
    let values = line.values.clone();
    Some((line.text(), values))
}

fn is_accepted(composition: &Composition, values: &Values, strictness: Strictness) -> bool {
    composition.render(values, strictness).err().is_none_or(|faults| !faults.0.iter().any(is_usage))
}

/// Something that the argument takes.
fn some_value(argument: &Argument) -> &str {
    match argument.kind {
        Kind::Number => "1",
        Kind::Boolean => "true",
        Kind::Date => "2026-01-31",
        Kind::File => "@FILE",
        _ => argument.choices.first().map_or("…", String::as_str),
    }
}

fn typed(word: &OsStr) -> Option<String> {
    word.to_str().map(for_shell)
}

/// `word` as it is typed at a shell, in quotes only where it needs them.
fn for_shell(word: &str) -> String {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '=' | '@' | ':' | ',' | '+' | '…');
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { shell_words::quote(word).into_owned() }
}
