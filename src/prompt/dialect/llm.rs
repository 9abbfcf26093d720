//! A template of `llm`: a YAML file, or nothing but a text.
//!
//! `$name` and `${name}` are parameters, `$$` is `$`, `$input` is what is piped in or typed. Without `$input` it follows
//! the prompt on a line of its own. `system` is said before.

mod old;

use std::ops::Range;

use serde_json::Value as Data;

use super::spelled::{Spelled, Walk};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::engine::python;
use crate::prompt::parts::{Argument, Origin, Otherwise, Role, Severity, SiteKind, Takes, Value};

/// What llm's `Template` has. Any other key makes it refuse the file.
const KEYS: [&str; 15] = [
    // Overwritten by the name of the file.
    "name",
    "prompt",
    "system",
    "attachments",
    "attachment_types",
    "model",
    "defaults",
    "options",
    "extract",
    "extract_last",
    "schema_object",
    "fragments",
    "system_fragments",
    "tools",
    "functions",
];

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, defaults(source));
    lint(source, &mut reader);
    sites(source, &mut reader);
    let texts = match bare(source) {
        Some(text) => vec![(Role::User, text)],
        None => [("system", Role::System), ("prompt", Role::User)]
            .into_iter()
            .filter_map(|(key, role)| {
                let field = source.header.get(key)?;
                let value = field.value.as_str().filter(|value| !value.is_empty())?;
                Some((role, Spelled::yaml(source.text, field.source.clone(), field.span.end, value)))
            })
            .collect(),
    };
    // llm looks for `$input` alone: `${input}` without it is nothing.
    let uses_input = texts.iter().any(|(_, spelled)| {
        dollars(&spelled.text)
            .iter()
            .any(|(range, dollar)| *dollar == Dollar::Name && &spelled.text[range.start + 1..range.end] == "input")
    });
    for (role, spelled) in &texts {
        let start = spelled.span(0..0).start;
        reader.go_to(start);
        reader.role(start..start, *role);
        fill(&mut reader, spelled, uses_input);
    }
    let says_prompt = texts.iter().any(|(role, _)| *role == Role::User);
    if !uses_input || !says_prompt {
        let input =
            reader.argument_or("input", || Argument { required: false, ..Argument::inferred("input", Takes::Input) });
        if !says_prompt {
            reader.role(0..0, Role::User);
        }
        reader.append(0, if says_prompt { "\n" } else { "" }, input, false);
    }
    reader.finish(0)
}

fn fill(reader: &mut Reader<'_>, spelled: &Spelled, uses_input: bool) {
    let text = spelled.text.as_str();
    let mut walk = Walk::new(spelled, reader);
    for (range, dollar) in dollars(text) {
        let name = text[range.clone()].trim_matches(['$', '{', '}']);
        match dollar {
            Dollar::Escape => walk.special(range, |reader, span| reader.escape(span, "$")),
            Dollar::Name | Dollar::Braced if name == "input" && !uses_input => walk.special(range, |reader, span| {
                reader.escape(span.clone(), "");
                let what = "llm puts nothing at ${input}, and the input behind the prompt";
                reader.odd(span, Severity::Warning, what, "write $input");
            }),
            Dollar::Name | Dollar::Braced => {
                let takes = if name == "input" { Takes::Input } else { Takes::Name };
                walk.special(range, |reader, span| {
                    reader.fill_named(span, name, takes, Otherwise::Empty);
                });
            }
            Dollar::Stray => {
                let behind: String = text[range.start..].chars().take_while(|c| !c.is_whitespace()).take(12).collect();
                let what = format!("llm stops at {behind}: a $ alone means nothing to it");
                let span = spelled.span(range);
                walk.reader.odd(span, Severity::Fault, what, format!("write ${behind}"));
            }
        }
    }
    walk.finish(text.len());
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dollar {
    /// `$$`
    Escape,
    /// `$name`
    Name,
    /// `${name}`
    Braced,
    /// Anything else: Python's `string.Template` refuses it.
    Stray,
}

/// Every `$` of `text` and what belongs to it.
fn dollars(text: &str) -> Vec<(Range<usize>, Dollar)> {
    let name = |rest: &str| {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if rest.starts_with(|c: char| c.is_ascii_digit()) { 0 } else { length }
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('$').map(|start| at + start) {
        let rest = &text[start + 1..];
        let (length, dollar) = if rest.starts_with('$') {
            (2, Dollar::Escape)
        } else if name(rest) > 0 {
            (1 + name(rest), Dollar::Name)
        } else if let Some(rest) = rest.strip_prefix('{')
            && name(rest) > 0
            && rest[name(rest)..].starts_with('}')
        {
            (3 + name(rest), Dollar::Braced)
        } else {
            (1, Dollar::Stray)
        };
        at = start + length;
        found.push((start..at, dollar));
    }
    found
}

/// The text of a file that is no map.
fn bare(source: &Source<'_>) -> Option<Spelled> {
    if !source.header.fields().is_empty() {
        return None;
    }
    let body = super::trimmed(source.text, source.header.body());
    let value = match yaml_serde::from_str::<Data>(source.body()) {
        Ok(Data::String(value)) => value,
        Ok(Data::Null) => return None,
        _ => source.text[body.clone()].to_owned(),
    };
    Some(Spelled::yaml(source.text, body, source.header.body().end, &value))
}

fn defaults(source: &Source<'_>) -> Vec<Argument> {
    let Some(field) = source.header.get("defaults") else { return Vec::new() };
    let Data::Object(defaults) = &field.value else { return Vec::new() };
    let written = old::written(&source.text[field.source.clone()]);
    let named = defaults.iter().filter(|(name, _)| *name != "input");
    named
        .map(|(name, value)| Argument {
            required: false,
            default: Some(Value::from(match written.get(name.as_str()).and_then(|text| old::value(text, value)) {
                Some(value) => python_text(&value),
                None => python_text(value),
            })),
            origin: Origin::Declared,
            ..Argument::inferred(name, Takes::Name)
        })
        .collect()
}

/// How Python's `str` writes the value.
fn python_text(value: &Data) -> String {
    python::text(&python::value(value)).unwrap_or_default()
}

fn lint(source: &Source<'_>, reader: &mut Reader<'_>) {
    for field in source.header.fields() {
        // The place of a key that is spelled otherwise may be unknown.
        let key = field.name.clone();
        match field.key.as_str() {
            "prompt" | "system" if !field.value.is_string() && !field.value.is_null() => {
                let what = format!("llm refuses the file: {} is no text", field.key);
                reader.odd(field.source.clone(), Severity::Fault, what, "write it in quotes");
            }
            "dialect" => {}
            known if KEYS.contains(&known) => {}
            unknown => {
                let what = format!("llm refuses the file: it knows no {unknown}");
                reader.odd(key, Severity::Fault, what, "take it out, or write the prompt below prompt: |");
            }
        }
    }
}

fn sites(source: &Source<'_>, reader: &mut Reader<'_>) {
    for key in ["attachments", "fragments", "system_fragments"] {
        if let Some(field) = source.header.get(key) {
            for item in source.header.texts(key) {
                let is_far = item.starts_with("http://") || item.starts_with("https://");
                let kind = if is_far { SiteKind::Fetch } else { SiteKind::File };
                reader.site(field.source.clone(), kind, &item);
            }
        }
    }
    if let Some(field) = source.header.get("functions") {
        reader.site(field.source.clone(), SiteKind::Script, "functions");
    }
}

#[cfg(test)]
mod tests;
