//! dotprompt: Handlebars under a header with a schema.

use super::arguments::{data, fitting, names, tell_kind, used};
use super::file::Written;
use crate::prompt::convert::outline::{Outline, Part};
use crate::prompt::engine::handlebars::HELPERS;
use crate::prompt::parts::{Kind, Role};
use serde_json::{Map, Value as Data, json};

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let names = names(outline, |argument| {
        let name = fitting(&argument.name, |c| c.is_alphanumeric() || c == '_');
        if HELPERS.contains(&name.as_str()) { format!("{name}_") } else { name }
    });
    let (mut schema, mut defaults) = (Map::new(), Map::new());
    for (index, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        let mark = if argument.required { "" } else { "?" };
        let about = argument.description.replace([',', '(', ')', '\n', '\r'], " ");
        let key = &names[index];
        if argument.kind == Kind::Choice && !argument.choices.is_empty() {
            let about = if about.trim().is_empty() { String::new() } else { format!(", {}", about.trim()) };
            schema.insert(format!("{key}{mark}(enum{about})"), json!(argument.choices));
        } else {
            let kind = match argument.kind {
                Kind::Number => "number",
                Kind::Boolean => "boolean",
                _ => "string",
            };
            let about = if about.trim().is_empty() { String::new() } else { format!(", {}", about.trim()) };
            schema.insert(format!("{key}{mark}"), json!(format!("{kind}{about}")));
        }
        if let Some(default) = &argument.default {
            defaults.insert(key.clone(), data(default));
        }
        if matches!(argument.kind, Kind::MultiChoice | Kind::Date | Kind::File | Kind::Secret) {
            tell_kind(argument, written);
        }
    }
    let mut input = vec![("schema".to_owned(), Data::Object(schema.clone()))];
    if !defaults.is_empty() {
        input.push(("default".to_owned(), Data::Object(defaults)));
    }
    if !schema.is_empty() {
        written.header.map("input", &input);
    }
    for message in &outline.messages {
        if let Some(role) = message.role {
            let role = if role == Role::Assistant { "model" } else { role.name() };
            written.body.push_str(&format!("{{{{role \"{role}\"}}}}"));
        }
        for (at, part) in message.parts.iter().enumerate() {
            let next = message.parts.get(at + 1).and_then(|next| match next {
                Part::Fill(index) => Some(names[*index].as_str()),
                Part::Text(_) => None,
            });
            let written_part = match part {
                Part::Text(text) => handlebars(text, next),
                Part::Fill(index) => {
                    // Only a space that was put behind a brace may be taken out.
                    let is_brace = at > 0 && matches!(&message.parts[at - 1], Part::Text(text) if text.ends_with('{'));
                    handlebars_place(if is_brace { "{ " } else { "" }, &names[*index])
                }
            };
            written.body.push_str(&written_part);
        }
    }
    written.names = used(outline, names);
}

/// Handlebars: a backslash before its braces; one that stands before a place is doubled. A brace before a place gets a
/// space between, which [`handlebars_place`] takes out again.
fn handlebars(text: &str, next: Option<&str>) -> String {
    let mut out = text.replace("{{", "\\{{");
    if next.is_some() && text.ends_with('\\') {
        out.push('\\');
    } else if next.is_some() && text.ends_with('{') {
        out.push(' ');
    }
    out
}

/// The place of an argument behind `before`, as it is written.
fn handlebars_place(before: &str, name: &str) -> String {
    if before.ends_with("{ ") { format!("{{{{~{name}}}}}") } else { format!("{{{{{name}}}}}") }
}
