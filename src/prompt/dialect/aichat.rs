//! A role of aichat: YAML for the model, then what the model is told.
//!
//! With `__INPUT__` the text is what the person says. Without, it is the system's, the person's input follows, and
//! `### INPUT:` and `### OUTPUT:` are shots before that. `__ARG1__` is the first of the words behind the role's name.
//! `{{__os__}}` and the like come from the machine.

use std::ops::Range;

use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::parts::{Argument, Otherwise, Role, Severity, SiteKind, Takes};

const INPUT: &str = "__INPUT__";
const FIELDS: [&str; 7] = ["model", "temperature", "top_p", "use_tools", "name", "description", "dialect"];
const MACHINE: [&str; 8] = ["os", "os_distro", "os_family", "arch", "shell", "locale", "now", "cwd"];

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, Vec::new());
    let body = super::trimmed(source.text, source.header.body());
    reader.go_to(body.start);
    lint(source, &mut reader);
    let text = &source.text[body.clone()];
    let shots = shots(text);
    if text.contains(INPUT) {
        reader.role(body.start..body.start, Role::User);
        parts(source, &mut reader, body.clone());
        return reader.finish(body.end);
    }
    let at = |range: &Range<usize>| range.start + body.start..range.end + body.start;
    if !text.is_empty() {
        let (system, shots) = shots.unwrap_or((0..text.len(), Vec::new()));
        reader.role(body.start..body.start, Role::System);
        say(source, &mut reader, at(&system));
        for (heading, role, said) in shots {
            let (heading, said) = (at(&heading), at(&said));
            reader.role(heading, role);
            say(source, &mut reader, said);
        }
    }
    reader.role(body.end..body.end, Role::User);
    // There is a role without anything said, such as one that is looked at.
    let input =
        reader.argument_or("input", || Argument { required: false, ..Argument::inferred("input", Takes::Input) });
    reader.append(body.end, "", input, false);
    reader.finish(body.end)
}

/// `part` without the white space around it, and nothing else up to its end.
fn say(source: &Source<'_>, reader: &mut Reader<'_>, part: Range<usize>) {
    let said = super::trimmed(source.text, part.clone());
    reader.go_to(said.start);
    parts(source, reader, said.clone());
    reader.skip(said.end..part.end);
}

/// A shot's heading, who says it, and what, as bytes of the text.
type Shot = (Range<usize>, Role, Range<usize>);

/// What is said before the first `### INPUT:`, and the shots, if there is an output for every input.
fn shots(text: &str) -> Option<(Range<usize>, Vec<Shot>)> {
    let mut headings: Vec<(Range<usize>, Role)> = Vec::new();
    let mut at = 0;
    loop {
        let (heading, role) = if headings.len().is_multiple_of(2) {
            ("### INPUT:", Role::User)
        } else {
            ("### OUTPUT:", Role::Assistant)
        };
        let Some(found) = text[at..].find(heading) else { break };
        headings.push((at + found..at + found + heading.len(), role));
        at += found + heading.len();
    }
    let is_whole = !headings.is_empty() && headings.len().is_multiple_of(2) && at < text.len();
    let system = 0..headings.first()?.0.start;
    let shots = headings.iter().enumerate().map(|(index, (heading, role))| {
        let end = headings.get(index + 1).map_or(text.len(), |(next, _)| next.start);
        (heading.clone(), *role, heading.end..end)
    });
    is_whole.then(|| (system, shots.collect()))
}

/// The placeholders in `range`.
fn parts(source: &Source<'_>, reader: &mut Reader<'_>, range: Range<usize>) {
    let mut at = range.start;
    while let Some(found) = memchr::memmem::find(&source.text.as_bytes()[at..range.end], b"__") {
        let start = at + found;
        let rest = &source.text[start..range.end];
        at = start + 2;
        let digits = rest.strip_prefix("__ARG").map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if rest.starts_with(INPUT) {
            at = start + INPUT.len();
            reader.fill_named(start..at, "input", Takes::Input, Otherwise::Empty);
        } else if digits > 0 && rest[5 + digits..].starts_with("__") {
            at = start + 7 + digits;
            reader.fill_named(start..at, &rest[2..5 + digits], Takes::Name, Otherwise::AsWritten);
        } else if source.text[..start].ends_with("{{")
            && let Some(name) =
                MACHINE.iter().find(|name| rest[2..].strip_prefix(**name).is_some_and(|rest| rest.starts_with("__}}")))
        {
            at = start + name.len() + 6;
            reader.site(start - 2..at, SiteKind::Environment, name);
        }
    }
    reader.verbatim_to(range.end);
}

fn lint(source: &Source<'_>, reader: &mut Reader<'_>) {
    for field in source.header.fields() {
        if !FIELDS.contains(&field.key.as_str()) {
            let what = format!("aichat knows no field {}, and passes over it", field.key);
            let span = field.name.clone();
            reader.odd(span, Severity::Warning, what, "it knows model, temperature, top_p and use_tools");
        }
    }
}

#[cfg(test)]
mod tests;
