//! Bodies in a template language: what the language is given, and the messages that its text is.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value as Json};

use super::composition::Composition;
use super::fault::{RenderFault, RenderFaults};
use super::given::{Given, Strictness};
use crate::prompt::engine::{Refusal, Spoken, Use, handlebars, jinja, mustache};
use crate::prompt::parts::{Body, Kind, Message, Rendered, Role, Value, chosen, line_at};

/// Renders the body of the composition's first part. A draft that cannot be rendered yet is shown as it is written.
pub(super) fn render(
    composition: &Composition,
    given: &[Option<Given<'_>>],
    strictness: Strictness,
) -> Result<Rendered, RenderFaults> {
    // What is too much is not even begun: an engine would find out at the end only.
    if strictness != Strictness::Draft || !composition.is_beyond() {
        let rendered = fill_in(composition, given, strictness);
        if strictness != Strictness::Draft || rendered.is_ok() {
            return rendered;
        }
    }
    let template = composition.template();
    let text = template.raw()[template.header().body()].to_vec();
    Ok(Rendered { messages: vec![Message { text, ..Message::default() }] })
}

fn fill_in(
    composition: &Composition,
    given: &[Option<Given<'_>>],
    strictness: Strictness,
) -> Result<Rendered, RenderFaults> {
    let template = composition.template();
    let (Body::Handlebars(span) | Body::Jinja(span) | Body::Mustache(span)) = template.body() else {
        return Ok(Rendered { messages: Vec::new() });
    };
    let Ok(source) = std::str::from_utf8(&template.raw()[span.clone()]) else {
        return Err(RenderFaults(vec![RenderFault::NotText { name: template.id().to_string() }]));
    };
    let first_line = line_at(template.raw(), span.start);
    let refused = |refusal: Refusal| {
        let line = first_line + refusal.line - 1;
        RenderFaults(vec![RenderFault::Template { line, what: refusal.what }])
    };
    let data = |uses: &[Use]| data(composition, given, strictness, uses);
    match template.body() {
        Body::Pieces(_) => Ok(Rendered { messages: Vec::new() }),
        Body::Handlebars(_) => {
            let own = handlebars::Read::of(source).map_err(refused)?;
            let data = data(&own.uses())?;
            let mut sources = vec![own];
            for part in composition.included() {
                let source = String::from_utf8_lossy(&part.raw()[part.header().body()]);
                sources.push(handlebars::Read::of(&source).map_err(refused)?);
            }
            let partial = |index: usize, name: &str| {
                let part = composition.part(index);
                let include = part.template.includes().iter().position(|include| include.name == name)?;
                part.includes.get(include).copied().flatten()
            };
            handlebars::render(sources, partial, &data, &typed_numbers(composition, given)).map_err(refused)
        }
        Body::Jinja(_) => {
            // Jinja reads every line end as a line feed.
            let source = source.replace("\r\n", "\n");
            let uses = jinja::look(&source).map_err(refused)?;
            let part = jinja::render(&source, &data(&uses)?).map_err(refused)?;
            Ok(spoken(part))
        }
        Body::Mustache(_) => {
            let uses = mustache::look(source).map_err(refused)?;
            let part = mustache::render(source, &data(&uses)?).map_err(refused)?;
            Ok(spoken(part))
        }
    }
}

/// The messages of prompty: what stands before the first line with a role is the system's; line ends around a message
/// are not part of it.
fn spoken(part: Spoken) -> Rendered {
    let mut messages = Vec::new();
    let starts = std::iter::once((0, Role::System)).chain(part.roles.iter().map(|(line, role)| (line.end, *role)));
    let ends = part.roles.iter().map(|(line, _)| line.start).chain(std::iter::once(part.text.len()));
    for ((start, role), end) in starts.zip(ends) {
        let said = &part.text[start..end.max(start)];
        let lead = said.len() - said.trim_start_matches(['\r', '\n']).len();
        // What was filled in is in the order of the text.
        let is_filled = |at: usize| {
            let next = part.filled.partition_point(|range| range.end <= at);
            part.filled.get(next).is_some_and(|range| range.contains(&at))
        };
        let first = (start..start + lead).find(|at| is_filled(*at)).unwrap_or(start + lead);
        let mut last = start + said.len();
        while last > first && matches!(part.text.as_bytes()[last - 1], b'\r' | b'\n') && !is_filled(last - 1) {
            last -= 1;
        }
        let inside = part.filled[part.filled.partition_point(|range| range.start < first)..].iter();
        let inside =
            inside.take_while(|range| range.start < last).filter(|range| range.end <= last && !range.is_empty());
        let filled = inside.map(|range| range.start - first..range.end - first).collect();
        let text = part.text.as_bytes()[first..last].to_vec();
        messages.push(Message { role: Some(role), text, filled, ..Message::default() });
    }
    Rendered { messages }
}

/// What the template is given: texts, and numbers, truths, lists and maps where the arguments are of these kinds.
fn data(
    composition: &Composition,
    given: &[Option<Given<'_>>],
    strictness: Strictness,
    uses: &[Use],
) -> Result<Map<String, Json>, RenderFaults> {
    let structured: HashSet<&str> =
        uses.iter().filter(|found| found.has_fields || found.is_list).map(|found| found.name.as_str()).collect();
    let computes = match composition.template().body() {
        Body::Handlebars(_) => Computes::All,
        Body::Jinja(_) => Computes::Fractions,
        Body::Mustache(_) | Body::Pieces(_) => Computes::Nothing,
    };
    let (mut data, mut faults) = (Map::new(), Vec::new());
    for (argument, given) in composition.arguments().iter().zip(given) {
        let name = argument.name.clone();
        let Some(given) = given else {
            let is_text = matches!(argument.kind, Kind::Text | Kind::Multiline | Kind::Choice | Kind::File);
            if strictness == Strictness::Draft && argument.required && is_text && !structured.contains(name.as_str()) {
                data.insert(name.clone(), Json::String(format!("{{{{{name}}}}}")));
            }
            continue;
        };
        match given.value.as_ref() {
            Value::Data(value) => {
                data.insert(name, value.clone());
            }
            Value::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => {
                    let is_structured = structured.contains(name.as_str());
                    data.insert(name, typed(text, argument.kind, &argument.choices, is_structured, computes));
                }
                Err(_) => faults.push(RenderFault::NotText { name }),
            },
        }
    }
    if faults.is_empty() { Ok(data) } else { Err(RenderFaults(faults)) }
}

/// The numbers as they were typed, such as `1.50`, for where such a number is shown alone.
fn typed_numbers(composition: &Composition, given: &[Option<Given<'_>>]) -> HashMap<String, String> {
    let numbers = composition.arguments().iter().zip(given).filter(|(argument, _)| argument.kind == Kind::Number);
    let typed = numbers.filter_map(|(argument, given)| match given.as_ref()?.value.as_ref() {
        Value::Text(bytes) => Some((argument.name.clone(), String::from_utf8(bytes.to_vec()).ok()?)),
        Value::Data(_) => None,
    });
    typed.collect()
}

/// With which numbers a language computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Computes {
    /// With all, and it knows how they were typed.
    All,
    /// With fractions.
    Fractions,
    /// With none.
    Nothing,
}

/// What `text` is to a template. A number stays a text where it would be written otherwise, such as `1.50` or one of very
/// many digits, unless the language computes with it; but everybody asks whether a number is zero.
fn typed(text: &str, kind: Kind, choices: &[String], is_structured: bool, computes: Computes) -> Json {
    let parsed = || serde_json::from_str::<Json>(text).ok();
    let found = match kind {
        Kind::Number => parsed().filter(Json::is_number).filter(|number| {
            let is_fraction = text.contains(['.', 'e', 'E']);
            let written = number.to_string();
            written == text
                || number.as_f64() == Some(0.0)
                || computes == Computes::All
                || computes == Computes::Fractions && is_fraction
        }),
        Kind::Boolean => parsed().filter(Json::is_boolean),
        Kind::MultiChoice => {
            let items = chosen(choices, text).into_iter().filter(|item| !item.is_empty());
            parsed().filter(Json::is_array).or_else(|| Some(items.map(Json::from).collect()))
        }
        _ if is_structured => parsed().filter(|value| value.is_array() || value.is_object()),
        _ => None,
    };
    found.unwrap_or_else(|| Json::from(text))
}

#[cfg(test)]
mod tests;
