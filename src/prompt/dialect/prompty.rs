//! A Prompty file: a YAML header and a body in Jinja or mustache, with lines such as `system:` that say who speaks.
//!
//! `inputs` is a map or a list. A `default` is a default; an `example`, a `sample` and a bare value are only examples.

use serde_json::Value as Data;

use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::engine::{jinja, mustache};
use crate::prompt::parts::{Argument, Body, Kind, Origin, Severity, Takes, Value, line_at};

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, declared(source));
    lint(source, &mut reader);
    let body = source.header.body();
    let start = body.end - source.text[body.clone()].trim_start().len();
    let body = start..body.end;
    let text = &source.text[body.clone()];
    let is_mustache = language(source).is_some_and(|language| language == "mustache");
    let looked = if is_mustache { mustache::look(text) } else { jinja::look(&text.replace("\r\n", "\n")) };
    match looked {
        Ok(uses) => {
            for found in uses {
                reader.argument_or(&found.name, || {
                    let kind = if found.is_list { Kind::MultiChoice } else { Kind::Text };
                    Argument { required: found.is_shown, kind, ..Argument::inferred(&found.name, Takes::Name) }
                });
            }
        }
        Err(refusal) => {
            let line = line_at(source.raw, body.start) + refusal.line - 1;
            let engine = if is_mustache { "mustache" } else { "Jinja" };
            let what = format!("{engine} refuses the text: {}", refusal.what);
            reader.odd(super::line_span(source.text, line), Severity::Fault, what, "mend the tag, or write it as text");
        }
    }
    let tags = if is_mustache { mustache::tags(text) } else { jinja::tags(text) };
    let lines =
        jinja::role_lines(text).into_iter().map(|(line, _)| line.start..line.start + text[line].trim_end().len());
    let mut marks: Vec<_> = tags.into_iter().chain(lines).collect();
    marks.sort_by_key(|mark| mark.start);
    for mark in marks {
        reader.mark(mark.start + body.start..mark.end + body.start);
    }
    reader.finish_as(if is_mustache { Body::Mustache(body) } else { Body::Jinja(body) })
}

/// The template language that the header names: `template: jinja2`, or in `format` or `type` of a map.
fn language(source: &Source<'_>) -> Option<String> {
    let template = &source.header.get("template")?.value;
    let said = template.get("format").or_else(|| template.get("type")).unwrap_or(template);
    let said = said.get("kind").unwrap_or(said).as_str()?;
    Some(said.to_ascii_lowercase())
}

fn declared(source: &Source<'_>) -> Vec<Argument> {
    let header = source.header;
    let mut arguments: Vec<Argument> =
        match header.get("inputs").or_else(|| header.get("input")).map(|field| &field.value) {
            Some(Data::Object(named)) => named.iter().map(|(name, said)| argument(name, said)).collect(),
            Some(Data::Array(items)) => items
                .iter()
                .filter_map(|item| match item {
                    Data::String(name) => Some(argument(name, &Data::Null)),
                    item => Some(argument(item.get("name")?.as_str()?, item)),
                })
                .collect(),
            _ => Vec::new(),
        };
    // What older files give as a sample is what may stand in an empty field.
    if let Some(Data::Object(samples)) = header.get("sample").map(|field| &field.value) {
        for argument in arguments.iter_mut().filter(|argument| argument.placeholder.is_none()) {
            argument.placeholder = samples.get(&argument.name).map(shown);
        }
    }
    arguments
}

fn argument(name: &str, said: &Data) -> Argument {
    let mut argument = Argument { required: false, origin: Origin::Declared, ..Argument::inferred(name, Takes::Name) };
    let Data::Object(fields) = said else {
        argument.placeholder = (!said.is_null()).then(|| shown(said));
        argument.kind = kind_of(match said {
            Data::Bool(_) => "boolean",
            Data::Number(_) => "number",
            Data::Array(_) => "array",
            _ => "string",
        });
        return argument;
    };
    let text = |key: &str| fields.get(key).and_then(Data::as_str);
    argument.description = text("description").unwrap_or_default().to_owned();
    argument.kind = kind_of(text("kind").or_else(|| text("type")).unwrap_or("string"));
    argument.default = fields.get("default").filter(|default| !default.is_null()).cloned().map(Value::from);
    argument.placeholder =
        fields.get("example").or_else(|| fields.get("sample")).filter(|value| !value.is_null()).map(shown);
    argument.required = fields.get("required").or_else(|| fields.get("is_required")).and_then(Data::as_bool)
        == Some(true)
        && argument.default.is_none();
    if let Some(Data::Array(choices)) = fields.get("enumValues").or_else(|| fields.get("enum")) {
        argument.choices = choices.iter().map(shown).collect();
        argument.kind = Kind::Choice;
    }
    argument
}

fn kind_of(name: &str) -> Kind {
    match name {
        "integer" | "float" | "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" | "list" => Kind::MultiChoice,
        _ => Kind::Text,
    }
}

fn shown(value: &Data) -> String {
    Value::from(value.clone()).text().into_owned()
}

fn lint(source: &Source<'_>, reader: &mut Reader<'_>) {
    let span = source.header.span();
    if let Some(at) = ["---", "+++"].iter().filter_map(|rule| source.text[span.clone()].find(rule)).min() {
        let at = span.start + at;
        let what = "prompty ends its header at the rule inside of it, and does not open the file";
        reader.odd(at..at + 3, Severity::Fault, what, "write it with two signs, or with a dash");
    }
    if let Some(language) = language(source).filter(|language| !matches!(language.as_str(), "jinja2" | "mustache"))
        && let Some(field) = source.header.get("template")
    {
        let what = format!("prompty has no template language {language}; it is read as Jinja");
        reader.odd(field.source.clone(), Severity::Fault, what, "write jinja2 or mustache");
    }
}

#[cfg(test)]
mod tests;
