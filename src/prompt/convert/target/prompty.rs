//! Prompty: Jinja under a header with inputs.

use super::arguments::{ascii, data, names, tell_kind, used};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::Outline;
use crate::prompt::parts::{Kind, Role};
use serde_json::{Map, Value as Data, json};

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let names = names(outline, |argument| ascii(&argument.name));
    let mut inputs: Vec<(String, Data)> = Vec::new();
    for (index, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        let mut said = Map::new();
        let kind = match argument.kind {
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            _ => "string",
        };
        said.insert("type".to_owned(), json!(kind));
        if !argument.description.is_empty() {
            said.insert("description".to_owned(), json!(argument.description));
        }
        if let Some(default) = &argument.default {
            said.insert("default".to_owned(), data(default));
        }
        if !argument.choices.is_empty() {
            said.insert("enumValues".to_owned(), json!(argument.choices));
        }
        if argument.required {
            said.insert("required".to_owned(), json!(true));
        }
        inputs.push((names[index].clone(), Data::Object(said)));
        if matches!(argument.kind, Kind::MultiChoice | Kind::Date | Kind::File | Kind::Secret) {
            tell_kind(argument, written);
        }
    }
    written.header.map("inputs", &inputs);
    let spelling =
        Spelling { text: &|text, next| jinja(text, next), fill: &|index, _| format!("{{{{{}}}}}", names[index]) };
    for (at, message) in outline.messages.iter().enumerate() {
        if at > 0 && !written.body.ends_with('\n') {
            written.body.push('\n');
        }
        if at > 0 || message.role.is_some_and(|role| role != Role::System) {
            written.body.push_str(&format!("{}:\n", message.role.unwrap_or(Role::User).name()));
        }
        written.body.push_str(&spell(&message.parts, &spelling));
    }
    written.names = used(outline, names);
}

/// Jinja: its own braces as texts in such.
fn jinja(text: &str, next: Option<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let mark = rest.get(at..at + 2).unwrap_or("");
        match mark {
            "{{" | "{%" | "{#" => {
                out.push_str(&format!("{{{{ '{mark}' }}}}"));
                rest = &rest[at + 2..];
            }
            // With the braces of a place behind it, it would be another mark.
            _ if next.is_some() && rest.len() == at + 1 => {
                out.push_str("{{ '{' }}");
                rest = "";
            }
            _ => {
                out.push('{');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}
