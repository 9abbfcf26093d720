//! A dotprompt file, `name.prompt` or `name.variant.prompt`: a YAML header and a body in Handlebars.
//!
//! `input.schema` declares the arguments, as Picoschema or as JSON schema, and `input.default` what they are when nothing
//! is given. `{{role "system"}}` says who speaks, `{{>name}}` is the file `_name.prompt` beside it or further up.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value as Data};

use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::engine::Use;
use crate::prompt::engine::handlebars::{Read, tags};
use crate::prompt::header::{Format, Rules, Unclosed};
use crate::prompt::id::PromptId;
use crate::prompt::parts::{Argument, Body, Include, Kind, Origin, Severity, SiteKind, Takes, Value, line_at};

pub(super) const RULES: Rules = Rules { loose: &[], unclosed: Unclosed::Text, comments_before: true };

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, declared(source));
    let body = body(source);
    let text = &source.text[body.clone()];
    // A part gets its names from the prompt that includes it, too.
    let is_part = source.id.file_name().starts_with(b"_");
    let mut inlines = HashSet::new();
    match Read::of(text) {
        Ok(read) => {
            inlines = read.inlines();
            for found in read.uses() {
                reader.argument_or(&found.name, || inferred(&found, is_part));
            }
        }
        Err(refusal) => {
            let line = line_at(source.raw, body.start) + refusal.line - 1;
            let span = super::line_span(source.text, line);
            let what = format!("promptbook cannot fill in the text: {}", refusal.what);
            reader.odd(span, Severity::Fault, what, "see https://handlebarsjs.com/guide");
        }
    }
    for tag in tags(text) {
        let span = tag.start + body.start..tag.end + body.start;
        let inner = text[tag].trim_matches(['{', '}', '~', ' ']);
        if let Some(name) = inner.strip_prefix('>').or_else(|| inner.strip_prefix("#>")) {
            let is_optional = inner.starts_with('#');
            let name = name.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'']);
            if name.starts_with(['(', '@']) || inlines.contains(name) {
                reader.mark(span);
            } else {
                let line = line_at(source.raw, span.start);
                reader.includes(Include { name: name.to_owned(), span, line, is_optional });
            }
            continue;
        }
        if inner.starts_with("media ") {
            reader.site(span.clone(), SiteKind::Fetch, inner.trim_start_matches("media "));
        }
        reader.mark(span);
    }
    reader.finish_as(Body::Handlebars(body))
}

/// Behind a header the body is taken without the white space around it.
fn body(source: &Source<'_>) -> Range<usize> {
    let body = source.header.body();
    let is_part = source.id.file_name().starts_with(b"_");
    if source.header.format() == Format::None || is_part { body } else { super::trimmed(source.text, body) }
}

fn inferred(found: &Use, is_part: bool) -> Argument {
    let mut argument = Argument::inferred(&found.name, Takes::Name);
    argument.required = found.is_shown && !is_part;
    if found.is_list {
        argument.kind = Kind::MultiChoice;
    } else if !found.is_shown {
        argument.kind = Kind::Boolean;
    }
    if found.has_fields {
        argument.kind = Kind::Text;
        argument.placeholder = Some("{\"field\": \"…\"} as JSON".to_owned());
    }
    argument
}

fn declared(source: &Source<'_>) -> Vec<Argument> {
    let Some(Data::Object(input)) = source.header.get("input").map(|field| &field.value) else {
        return Vec::new();
    };
    let mut arguments = match input.get("schema") {
        Some(Data::Object(schema)) if is_json_schema(schema) => of_json_schema(schema),
        Some(Data::Object(schema)) => schema.iter().filter_map(|(key, value)| of_picoschema(key, value)).collect(),
        _ => Vec::new(),
    };
    let Some(Data::Object(defaults)) = input.get("default") else {
        return arguments;
    };
    for (name, value) in defaults {
        let index = arguments.iter().position(|argument| argument.name == *name).unwrap_or_else(|| {
            arguments.push(Argument { kind: kind_of(value), ..declared_as(name) });
            arguments.len() - 1
        });
        arguments[index].default = Some(Value::from(value.clone()));
        arguments[index].required = false;
    }
    arguments
}

fn declared_as(name: &str) -> Argument {
    Argument { origin: Origin::Declared, ..Argument::inferred(name, Takes::Name) }
}

fn kind_of(value: &Data) -> Kind {
    match value {
        Data::Bool(_) => Kind::Boolean,
        Data::Number(_) => Kind::Number,
        Data::Array(_) => Kind::MultiChoice,
        _ => Kind::Text,
    }
}

fn is_json_schema(schema: &Map<String, Data>) -> bool {
    let types = ["any", "boolean", "integer", "null", "number", "string", "object", "array"];
    schema.get("type").and_then(Data::as_str).is_some_and(|kind| types.contains(&kind))
        || schema.get("properties").is_some_and(Data::is_object)
}

/// One property of Picoschema: `name?: string, what it is for`, `name(enum, what for): [a, b]`, `name(array): string`.
fn of_picoschema(key: &str, value: &Data) -> Option<Argument> {
    if key == "(*)" {
        return None;
    }
    let (name, within) = key.split_once('(').map_or((key, None), |(name, within)| (name, Some(within)));
    let (name, is_optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
    let mut argument = Argument { required: !is_optional, ..declared_as(name.trim()) };
    let (kind, description) = match (within, value.as_str()) {
        (Some(within), _) => described(within.trim_end_matches(')')),
        (None, Some(said)) => described(said),
        (None, None) => ("object", ""),
    };
    argument.description = description.to_owned();
    match kind {
        "enum" => choose(&mut argument, value),
        "array" => {
            argument.kind = Kind::MultiChoice;
            if let Some(said) = value.as_str().filter(|_| description.is_empty()) {
                argument.description = described(said).1.to_owned();
            }
        }
        kind => set_kind(&mut argument, kind),
    }
    Some(argument)
}

fn described(said: &str) -> (&str, &str) {
    said.split_once(',').map_or((said.trim(), ""), |(kind, description)| (kind.trim(), description.trim()))
}

fn of_json_schema(schema: &Map<String, Data>) -> Vec<Argument> {
    let Some(Data::Object(properties)) = schema.get("properties") else {
        return Vec::new();
    };
    let required = schema.get("required").and_then(Data::as_array);
    let property = |(name, said): (&String, &Data)| {
        let is_required = required.is_some_and(|names| names.iter().any(|known| known == name.as_str()));
        let mut argument = Argument { required: is_required, ..declared_as(name) };
        argument.description = said.get("description").and_then(Data::as_str).unwrap_or_default().to_owned();
        if let Some(default) = said.get("default").filter(|default| !default.is_null()) {
            argument.default = Some(Value::from(default.clone()));
            argument.required = false;
        }
        let kind = match said.get("type") {
            Some(Data::Array(kinds)) => kinds.iter().filter_map(Data::as_str).find(|kind| *kind != "null"),
            kind => kind.and_then(Data::as_str),
        };
        set_kind(&mut argument, kind.unwrap_or("any"));
        if kind == Some("string") && said.get("format").and_then(Data::as_str) == Some("date") {
            argument.kind = Kind::Date;
        }
        if let Some(choices) = said.get("enum") {
            choose(&mut argument, choices);
        }
        if let Some(choices) = said.get("items").and_then(|items| items.get("enum")) {
            choose(&mut argument, choices);
            argument.kind = Kind::MultiChoice;
        }
        argument
    };
    properties.iter().map(property).collect()
}

fn set_kind(argument: &mut Argument, kind: &str) {
    match kind {
        "number" | "integer" => argument.kind = Kind::Number,
        "boolean" => argument.kind = Kind::Boolean,
        "array" => argument.kind = Kind::MultiChoice,
        "object" => argument.placeholder = Some("{\"field\": \"…\"} as JSON".to_owned()),
        _ => {}
    }
}

fn choose(argument: &mut Argument, choices: &Data) {
    let choices = choices.as_array().into_iter().flatten().filter(|choice| !choice.is_null());
    argument.choices = choices.map(|choice| Value::from(choice.clone()).text().into_owned()).collect();
    argument.kind = Kind::Choice;
}

/// The file `_name.prompt` in the folder of the prompt that includes it, then in each folder above.
pub(super) fn candidates(from: &PromptId, name: &str) -> Vec<PromptId> {
    let (below, name) = name.rsplit_once('/').map_or(("", name), |(below, name)| (below, name));
    let below = if below.is_empty() { String::new() } else { format!("{below}/") };
    let folder = String::from_utf8_lossy(from.folder()).into_owned();
    let mut folder = Some(folder.as_str()).filter(|folder| !folder.is_empty());
    let mut ids = Vec::new();
    loop {
        let lead = folder.map_or_else(String::new, |folder| format!("{folder}/"));
        ids.extend(PromptId::new(format!("{lead}{below}_{name}.prompt")));
        let Some(at) = folder else { return ids };
        folder = at.rsplit_once('/').map(|(above, _)| above);
    }
}

#[cfg(test)]
mod tests;
