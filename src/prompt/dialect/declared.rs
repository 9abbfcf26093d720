//! Arguments that a header declares, and what is odd about them beside those that the body uses.
//!
//! ```yaml
//! args:
//!   language: {default: Rust, choices: [Rust, Go, 中文], description: of the change}
//!   diff: {kind: multiline, required: true}
//! ```
//!
//! Also as a list of names, `args: [language, diff]`, or with nothing but defaults, `language: Rust`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde_json::Value as Data;

use crate::prompt::dialect::source::{Reader, Source};
use crate::prompt::header::Header;
use crate::prompt::parts::{Argument, Kind, Origin, Severity, Takes, Value, refusal};

/// The arguments that the field `key` of the header declares.
pub(super) fn arguments(header: &Header, key: &str) -> Vec<Argument> {
    let Some(field) = header.get(key) else {
        return Vec::new();
    };
    match &field.value {
        Data::Object(named) => named.iter().map(|(name, said)| argument(name, said)).collect(),
        Data::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Data::String(name) => Some(argument(name, &Data::Null)),
                // `- name: language` with its fields beside it, or `- language: {…}`.
                Data::Object(fields) => match fields.get("name").and_then(Data::as_str) {
                    Some(name) => Some(argument(name, item)),
                    None => fields.iter().next().map(|(name, said)| argument(name, said)),
                },
                _ => None,
            })
            .collect(),
        Data::String(names) => {
            names.split([',', ' ']).filter(|name| !name.is_empty()).map(|name| argument(name, &Data::Null)).collect()
        }
        _ => Vec::new(),
    }
}

/// The argument `name` of which the header says `said`.
pub(super) fn argument(name: &str, said: &Data) -> Argument {
    let takes = if name == "input" { Takes::Input } else { Takes::Name };
    let mut argument = Argument { required: false, origin: Origin::Declared, ..Argument::inferred(name, takes) };
    let Data::Object(fields) = said else {
        // `language: Rust` is a default, `language:` alone only says that there is one to fill in.
        argument.default = (!said.is_null()).then(|| Value::from(said.clone()));
        argument.required = said.is_null();
        return argument;
    };
    let text = |key: &str| fields.get(key).and_then(Data::as_str).map(str::to_owned);
    argument.description = text("description").unwrap_or_default();
    argument.placeholder = text("placeholder").or_else(|| text("hint"));
    argument.default = fields.get("default").filter(|default| !default.is_null()).cloned().map(Value::from);
    if let Some(Data::Array(choices)) = fields.get("choices") {
        argument.choices = choices.iter().map(|choice| Value::from(choice.clone()).text().into_owned()).collect();
        argument.kind = Kind::Choice;
    }
    if let Some(kind) = text("kind").or_else(|| text("type")).as_deref().and_then(Kind::named) {
        argument.kind = kind;
    }
    let required = fields.get("required").and_then(Data::as_bool);
    argument.required = required.unwrap_or(argument.default.is_none() && !fields.contains_key("default"));
    if fields.get("input").and_then(Data::as_bool) == Some(true) {
        argument.takes = Takes::Input;
    }
    argument
}

/// The text says at `span` that `default` stands where nothing is given for the argument `index`.
pub(super) fn default(reader: &mut Reader<'_>, index: usize, span: Range<usize>, default: &str) {
    let argument = &mut reader.arguments()[index];
    match &argument.default {
        None => {
            argument.default = Some(Value::from(default));
            argument.required = false;
        }
        Some(known) if known.text() != default => {
            let what = format!("{} has two defaults; \"{}\" is the one that counts", argument.name, known.text());
            reader.odd(span, Severity::Warning, what, "give the default once");
        }
        Some(_) => {}
    }
}

/// Where each word of `range` stands: as a key if it is one, else where it stands first.
fn places(text: &str, range: Range<usize>) -> HashMap<&str, usize> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut places: HashMap<&str, (usize, bool)> = HashMap::new();
    let mut at = range.start;
    while let Some(start) = text[at..range.end].find(is_word).map(|found| at + found) {
        let rest = &text[start..range.end];
        let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        let is_key = rest[word.len()..].trim_start_matches(['"', '\'', ' ']).starts_with(':');
        let known = places.entry(word).or_insert((start, is_key));
        if is_key && !known.1 {
            *known = (start, true);
        }
        at = start + word.len();
    }
    places.into_iter().map(|(word, (at, _))| (word, at)).collect()
}

/// Something that a header says of an argument in vain.
struct Misdeclared {
    /// The argument.
    name: String,
    /// What of it: the name of one of its fields, or its own.
    word: String,
    what: String,
    hint: String,
}

/// What a header says of arguments and means nothing.
fn misdeclared(said: &Data, arguments: &[Argument]) -> Vec<Misdeclared> {
    const FIELDS: [&str; 10] =
        ["name", "description", "placeholder", "hint", "default", "choices", "kind", "type", "required", "input"];
    let mut said_of: HashMap<&str, &Data> = HashMap::new();
    match said {
        Data::Object(named) => said_of.extend(named.iter().map(|(name, said)| (name.as_str(), said))),
        Data::Array(items) => {
            for item in items.iter().filter(|item| item.is_object()) {
                match item.get("name").and_then(Data::as_str) {
                    Some(name) => _ = said_of.insert(name, item),
                    None => {
                        said_of.extend(item.as_object().into_iter().flatten().map(|(name, said)| (name.as_str(), said)))
                    }
                }
            }
        }
        _ => {}
    }
    let mut found = Vec::new();
    for argument in arguments.iter().filter(|argument| argument.origin == Origin::Declared) {
        let name = &argument.name;
        let fields = said_of.get(name.as_str()).and_then(|said| said.as_object());
        let mut tell = |what: String, word: &String, hint: String| {
            found.push(Misdeclared { name: name.clone(), word: word.clone(), what, hint });
        };
        for (key, value) in fields.into_iter().flatten() {
            if !FIELDS.contains(&key.as_str()) {
                let what = format!("{key} of {name} means nothing here");
                tell(what, key, format!("an argument has {}", FIELDS[1..].join(", ")));
            } else if matches!(key.as_str(), "kind" | "type") && value.as_str().and_then(Kind::named).is_none() {
                let kinds = Kind::NAMES.map(|(known, _)| known).join(", ");
                let what = format!("{name} is of no known kind; a text is asked for");
                tell(what, name, format!("a kind is one of {kinds}"));
            }
        }
        if matches!(argument.kind, Kind::Choice | Kind::MultiChoice) && argument.choices.is_empty() && fields.is_some()
        {
            let what = format!("{name} is a choice without choices; a text is asked for");
            tell(what, name, "give choices: [one, two]".to_owned());
        }
        if argument.kind == Kind::Secret && argument.default.is_some() {
            let what = format!("the default of the secret {name} stands in the file for everybody to read");
            tell(what, name, "take it out: a secret is typed when it is needed".to_owned());
        }
        if let Some(refused) = argument.default.as_ref().and_then(|default| refusal(argument, default)) {
            let default = argument.default.as_ref().map(|default| default.text().into_owned()).unwrap_or_default();
            tell(format!("the default of {name}, \"{default}\", is not allowed"), name, refused);
        }
    }
    found
}

/// Finds arguments that are declared and not used, and, where any are declared, used and not declared.
pub(super) fn lint(source: &Source<'_>, reader: &mut Reader<'_>) {
    let Some(field) = source.header.get("args") else {
        return;
    };
    let mut uses = vec![None; reader.arguments().len()];
    for (span, index) in reader.filled() {
        uses[index].get_or_insert(span);
    }
    let known: Vec<(String, Origin)> =
        reader.arguments().iter().map(|argument| (argument.name.clone(), argument.origin)).collect();
    let places = places(source.text, field.source.clone());
    let inputs = reader.arguments().iter().filter(|argument| argument.takes == Takes::Input);
    let inputs: Vec<String> = inputs.map(|argument| argument.name.clone()).collect();
    if inputs.len() > 1 {
        let what = format!("{} all take the input: each of them gets the whole of it", inputs.join(", "));
        reader.odd(field.name.clone(), Severity::Note, what, "mark one of them with input: true");
    }
    let place = |found: &Misdeclared| {
        let own = *places.get(found.name.as_str())?;
        let end = field.source.end;
        // A field stands behind the name of its argument.
        let at = if found.word == found.name { own } else { own + source.text[own..end].find(&found.word)? };
        Some(at..at + found.word.len())
    };
    let found = misdeclared(&field.value, reader.arguments());
    let mut found: Vec<(Range<usize>, Misdeclared)> =
        found.into_iter().map(|found| (place(&found).unwrap_or(field.name.clone()), found)).collect();
    // In the order of the text, so that lines are counted in one pass.
    found.sort_by_key(|(at, _)| at.start);
    for (at, Misdeclared { what, hint, .. }) in found {
        reader.odd(at, Severity::Warning, what, hint);
    }
    let mut names = HashSet::new();
    for ((name, origin), used) in known.iter().zip(uses) {
        if !names.insert(name) {
            let at = places.get(name.as_str()).map_or(field.name.clone(), |at| *at..*at + name.len());
            let what = format!("{name} is declared twice; the first one counts");
            reader.odd(at, Severity::Warning, what, "take one of them out");
        } else if *origin == Origin::Declared && used.is_none() {
            let at = places.get(name.as_str()).map(|at| *at..*at + name.len());
            let what = format!("{name} is declared and not used");
            reader.odd(
                at.unwrap_or(field.name.clone()),
                Severity::Warning,
                what,
                format!("use it as {{{{{name}}}}}, or take it out"),
            );
        } else if *origin == Origin::Inferred {
            let span = used.unwrap_or(field.span.start..field.span.start);
            let what = format!("{name} is used and not declared in args");
            reader.odd(span, Severity::Warning, what, format!("add {name} to args in the header"));
        }
    }
}
