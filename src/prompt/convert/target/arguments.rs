//! What becomes of arguments: their names in the new file, the one that is its input, and what they lose.

use std::collections::HashSet;

use serde_json::{Value as Data, json};

use super::file::Written;
use super::{Loss, LossKind, loss};
use crate::prompt::convert::outline::{Outline, Part, joined};
use crate::prompt::dialect::Dialect;
use crate::prompt::parts::{Argument, Kind, Role, Takes, Value};

/// Names that the target can have, each once.
pub(super) fn names(outline: &Outline, name: impl Fn(&Argument) -> String) -> Vec<String> {
    let mut given: HashSet<String> = HashSet::new();
    outline
        .arguments
        .iter()
        .map(|argument| {
            let name = name(argument);
            let mut unique = name.clone();
            let mut number = 2;
            while !given.insert(unique.clone()) {
                unique = format!("{name}_{number}");
                number += 1;
            }
            unique
        })
        .collect()
}

pub(super) fn used(outline: &Outline, names: Vec<String>) -> Vec<Option<String>> {
    names.into_iter().enumerate().map(|(index, name)| outline.uses(index).then_some(name)).collect()
}

/// `name` with every character that `fits` refuses as `_`; `arg` where nothing is left of it.
pub(super) fn fitting(name: &str, fits: impl Fn(char) -> bool) -> String {
    let mut safe: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if safe.chars().all(|c| c == '_') {
        safe = "arg".to_owned();
    }
    if safe.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        safe.insert_str(0, "arg");
    }
    safe
}

pub(super) fn ascii(name: &str) -> String {
    fitting(name, |c| c.is_ascii_alphanumeric() || c == '_')
}

/// The argument that a dialect with one input gives it to: the input, else everything, else the only one.
pub(super) fn input_of(outline: &Outline) -> Option<usize> {
    let places: Vec<usize> = (0..outline.arguments.len()).filter(|index| outline.uses(*index)).collect();
    let is = |index: &&usize, wanted: fn(Takes) -> bool| wanted(outline.arguments[**index].takes);
    let input = places.iter().find(|index| is(index, |takes| takes == Takes::Input));
    let rest = places.iter().find(|index| is(index, |takes| matches!(takes, Takes::Rest(_))));
    input.or(rest).or(places.first().filter(|_| places.len() == 1)).copied()
}

/// Tells what an argument loses where the target only has its name, and its description where `hint` holds that.
pub(super) fn tell_losses(argument: &Argument, written: &mut Written, hint: bool) {
    let name = spoken(argument);
    let mut lose = |kind, what: String| written.losses.push(loss(kind, what).about(&argument.name));
    if let Some(default) = &argument.default {
        lose(LossKind::Default, format!("{name} has no default there: it was \"{}\"", default.text()));
    }
    if !argument.choices.is_empty() {
        let choices = argument.choices.join(", ");
        lose(LossKind::Choices, format!("{name} may be anything there, not only {choices}"));
    }
    if !argument.description.is_empty() && !hint {
        lose(LossKind::Description, format!("what {name} is for is not said there: {}", argument.description));
    }
    tell_kind(argument, written);
}

/// Tells that the target takes any text where only some values made sense.
pub(super) fn tell_kind(argument: &Argument, written: &mut Written) {
    let name = spoken(argument);
    let any = |only: &str| format!("{name} may be any text there, not only {only}");
    let (what, hint) = match argument.kind {
        Kind::Text | Kind::Multiline | Kind::Choice => return,
        // What they are was told with the choices.
        Kind::MultiChoice if !argument.choices.is_empty() => return,
        Kind::MultiChoice => (any("several words with commas between them"), ""),
        Kind::Number => (any("a number"), ""),
        Kind::Boolean => (any("true or false"), ""),
        Kind::Date => (any("a date"), "write dates as in 2026-01-31"),
        Kind::File => (format!("{name} takes a text there, and no @path"), "give the contents of the file"),
        Kind::Secret => {
            (format!("{name} is no secret there: it may be shown and kept"), "do not give one that others must not see")
        }
    };
    written.losses.push(Loss { hint, ..loss(LossKind::Kind, what) }.about(&argument.name));
}

/// The name of an argument in a sentence: a number alone would be taken for one.
fn spoken(argument: &Argument) -> String {
    let name = &argument.name;
    if name.bytes().all(|byte| byte.is_ascii_digit()) { format!("${name}") } else { name.clone() }
}

/// All messages as one text; tells that the roles are lost.
pub(super) fn one_text(outline: &Outline, written: &mut Written) -> Vec<Part> {
    if outline.has_roles() {
        let roles: Vec<&str> = outline.messages.iter().filter_map(|message| message.role).map(Role::name).collect();
        let what = match roles.as_slice() {
            [one] => format!("that this is what the {one} says is not kept"),
            several => format!("who speaks is not kept apart: {} stand in the text as lines", several.join(", ")),
        };
        written.losses.push(loss(LossKind::Role, what));
    }
    outline.merged()
}

/// Writes the arguments that have no place out: their default, or their name in brackets.
pub(super) fn without_arguments(
    parts: Vec<Part>,
    outline: &Outline,
    keep: Option<usize>,
    written: &mut Written,
) -> Vec<Part> {
    for (index, argument) in outline.arguments.iter().enumerate() {
        if outline.uses(index) && Some(index) != keep {
            let instead = match &argument.default {
                Some(default) => format!("its default \"{}\" is written out", default.text()),
                None => format!("[{}] stands in the text for it", argument.name),
            };
            let name = spoken(argument);
            let tool = written.dialect;
            let takes = if tool == Dialect::Cursor.name() { "takes no values" } else { "takes one text and no more" };
            let what = format!("{tool} {takes}, so {name} cannot be given: {instead}");
            written.losses.push(loss(LossKind::Argument, what).about(&argument.name));
        }
    }
    let fixed = parts.into_iter().map(|part| match part {
        Part::Fill(index) if Some(index) != keep => {
            let argument = &outline.arguments[index];
            let default = argument.default.as_ref().map(|default| default.text().into_owned());
            Part::Text(default.unwrap_or_else(|| format!("[{}]", argument.name)))
        }
        part => part,
    });
    joined(fixed.collect())
}

/// A default as data.
pub(super) fn data(value: &Value) -> Data {
    match value {
        Value::Text(_) => json!(value.text()),
        Value::Data(data) => data.clone(),
    }
}
