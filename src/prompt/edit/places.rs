//! Where each dialect's header has what is set.

use serde_json::{Map, Value, json};

use super::write::Step;
use super::{ArgumentChange, EditFault};
use crate::prompt::dialect::{Dialect, is_name};
use crate::prompt::header::Header;

/// One value, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    /// The field at the top of the header.
    pub key: &'static str,
    /// The way from there.
    pub path: Vec<Step>,
    pub value: Value,
}

type Settings = Result<Vec<Setting>, EditFault>;

fn one(key: &'static str, value: Value) -> Settings {
    Ok(vec![Setting { key, path: Vec::new(), value }])
}

pub(super) fn title(dialect: Dialect, header: &Header, title: &str) -> Settings {
    let key = match dialect {
        Dialect::Plain | Dialect::PromptsChat => "title",
        _ if header.get("title").is_some() => "title",
        Dialect::Copilot | Dialect::Dotprompt | Dialect::Prompty => "name",
        Dialect::Skill => {
            let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if title.is_empty() || title.len() > 64 || !title.chars().all(is_part) {
                let why = "it is the name of the skill's folder, of lower-case letters, digits and hyphens";
                return Err(EditFault::Unfit { value: title.to_owned(), what: "the name of a skill", why });
            }
            "name"
        }
        Dialect::Claude
        | Dialect::Codex
        | Dialect::Gemini
        | Dialect::Opencode
        | Dialect::Fabric
        | Dialect::Llm
        | Dialect::Aichat
        | Dialect::Cursor => {
            let instead = "it is called by its file's name, which promptbook mv changes";
            return Err(EditFault::NoPlace { dialect, what: "title", instead });
        }
    };
    one(key, title.into())
}

pub(super) fn description(dialect: Dialect, description: &str) -> Settings {
    if matches!(dialect, Dialect::Fabric | Dialect::Llm | Dialect::Aichat) {
        let instead = "say it in the text";
        return Err(EditFault::NoPlace { dialect, what: "description", instead });
    }
    one("description", description.into())
}

pub(super) fn tags(dialect: Dialect, header: &Header, tags: &[String]) -> Settings {
    if let Some(tag) = tags.iter().find(|tag| tag.is_empty() || tag.contains([',', ' ', '\t', '\n', '#'])) {
        let why = "a tag is one word without spaces, commas and #";
        return Err(EditFault::Unfit { value: format!("\"{tag}\""), what: "a tag", why });
    }
    let field = header.get("tags");
    if field.is_none() && !matches!(dialect, Dialect::Plain | Dialect::PromptsChat | Dialect::Prompty) {
        let instead = "folders can group what belongs together";
        return Err(EditFault::NoPlace { dialect, what: "tags", instead });
    }
    let is_line = field.is_some_and(|field| field.value.as_str().is_some_and(|line| !line.trim().is_empty()));
    one("tags", if is_line { tags.join(", ").into() } else { tags.into() })
}

pub(super) fn argument(dialect: Dialect, header: &Header, change: &ArgumentChange) -> Settings {
    let ArgumentChange { name, default } = change;
    if !is_name(name) {
        let why = "a name is a letter or _, then letters, digits, _ and -";
        return Err(EditFault::Unfit { value: format!("\"{name}\""), what: "the name of an argument", why });
    }
    let nowhere = |what, instead| Err(EditFault::NoPlace { dialect, what, instead });
    match dialect {
        Dialect::Plain => in_args(header, name, default.as_deref()),
        Dialect::Claude | Dialect::Skill => match default {
            Some(_) => nowhere("defaults of arguments", "say in the text what holds without the argument"),
            None => in_names(header, "arguments", name),
        },
        Dialect::Llm => match default {
            Some(default) => {
                let path = vec![Step::Key(name.clone())];
                Ok(vec![Setting { key: "defaults", path, value: default.as_str().into() }])
            }
            None => nowhere("arguments without a default", "write $name where its value is to stand"),
        },
        Dialect::Dotprompt => Ok(in_schema(header, name, default.as_deref())),
        Dialect::Prompty => Ok(in_inputs(header, name, default.as_deref())),
        Dialect::Copilot => nowhere("arguments", "write ${input:name} where its value is to stand"),
        Dialect::PromptsChat => nowhere("arguments", "write ${name:default} where its value is to stand"),
        Dialect::Codex => nowhere("arguments", "write $NAME where its value is to stand, and argument-hint by hand"),
        Dialect::Opencode => nowhere("arguments", "write $1 or $ARGUMENTS where its value is to stand"),
        Dialect::Gemini => nowhere("arguments", "write {{args}} where they are to stand"),
        Dialect::Fabric => nowhere("arguments", "write {{name}} where its value is to stand"),
        Dialect::Aichat => nowhere("arguments", "write __INPUT__ where the input is to stand"),
        Dialect::Cursor => nowhere("arguments", "a rule takes none"),
    }
}

fn keys<const N: usize>(path: [&str; N]) -> Vec<Step> {
    path.into_iter().map(|key| Step::Key(key.to_owned())).collect()
}

/// Plain: `args` as a map, a list or names on one line.
fn in_args(header: &Header, name: &str, default: Option<&str>) -> Settings {
    const KEY: &str = "args";
    let new = default.map_or(Value::Null, Value::from);
    let setting = |path: Vec<Step>, value: Value| vec![Setting { key: KEY, path, value }];
    Ok(match header.get(KEY).map(|field| &field.value) {
        Some(Value::Object(named)) => match (named.get(name), default) {
            (Some(_), None) => Vec::new(),
            (Some(Value::Object(_)), Some(_)) => setting(keys([name, "default"]), new),
            _ => setting(keys([name]), new),
        },
        Some(Value::Array(items)) => {
            let place = items.iter().position(|item| match item {
                Value::String(known) => known == name,
                Value::Object(fields) => match fields.get("name") {
                    Some(known) => known == name,
                    None => fields.keys().next().is_some_and(|known| known == name),
                },
                _ => false,
            });
            let item = default.map_or(json!(name), |default| json!({ "name": name, "default": default }));
            match (place, place.and_then(|place| items.get(place)), default) {
                (Some(_), _, None) => Vec::new(),
                (Some(place), Some(Value::Object(fields)), Some(_)) => {
                    let rest = match (fields.contains_key("name"), fields.get(name)) {
                        (false, Some(Value::Object(_))) => keys([name, "default"]),
                        (false, _) => keys([name]),
                        (true, _) => keys(["default"]),
                    };
                    setting([vec![Step::Item(place)], rest].concat(), new)
                }
                (place, _, _) => setting(vec![Step::Item(place.unwrap_or(items.len()))], item),
            }
        }
        Some(Value::String(_)) if default.is_none() => in_names(header, KEY, name)?,
        Some(Value::String(line)) => {
            names(KEY, line)?;
            let others = line.split([',', ' ']).filter(|known| !known.is_empty() && *known != name);
            let named = others.map(|known| (known.to_owned(), Value::Null)).chain([(name.to_owned(), new)]);
            setting(Vec::new(), Value::Object(named.collect::<Map<_, _>>()))
        }
        _ => setting(keys([name]), new),
    })
}

/// The names on one line of the field `key`, which must hold nothing else.
fn names<'a>(key: &str, line: &'a str) -> Result<Vec<&'a str>, EditFault> {
    let names: Vec<&str> = line.split([',', ' ']).filter(|name| !name.is_empty()).collect();
    if names.iter().all(|name| is_name(name)) { Ok(names) } else { Err(EditFault::Entangled(key.to_owned())) }
}

/// A list of names, or names on one line.
fn in_names(header: &Header, key: &'static str, name: &str) -> Settings {
    let setting = |path: Vec<Step>, value: Value| Ok(vec![Setting { key, path, value }]);
    match header.get(key).map(|field| &field.value) {
        None | Some(Value::Null) => setting(Vec::new(), json!([name])),
        Some(Value::Array(items)) if items.iter().any(|item| item == name) => Ok(Vec::new()),
        Some(Value::Array(items)) => setting(vec![Step::Item(items.len())], name.into()),
        Some(Value::String(line)) => match names(key, line)? {
            known if known.contains(&name) => Ok(Vec::new()),
            known if known.is_empty() => setting(Vec::new(), name.into()),
            _ => {
                let between = if line.contains(',') { ", " } else { " " };
                setting(Vec::new(), format!("{}{between}{name}", line.trim_end()).into())
            }
        },
        Some(_) => Err(EditFault::Entangled(key.to_owned())),
    }
}

/// dotprompt: `input.schema`, by Picoschema or JSON schema, and `input.default`.
fn in_schema(header: &Header, name: &str, default: Option<&str>) -> Vec<Setting> {
    let input = header.get("input").map(|field| &field.value);
    let schema = input.and_then(|input| input.get("schema"));
    let properties = schema.and_then(|schema| schema.get("properties"));
    // `name?: string` and `name(enum, why): [a, b]` are names too.
    let is_it = |key: &String| key.split(['?', '(']).next() == Some(name);
    let known = properties.or(schema).and_then(Value::as_object).is_some_and(|named| named.keys().any(is_it));
    let declared = (!known).then(|| match properties {
        Some(_) => (keys(["schema", "properties", name]), json!({ "type": "string" })),
        None => (keys(["schema", name]), json!("string")),
    });
    let default = default.map(|default| (keys(["default", name]), json!(default)));
    declared.into_iter().chain(default).map(|(path, value)| Setting { key: "input", path, value }).collect()
}

/// Prompty: `inputs` as a map or a list.
fn in_inputs(header: &Header, name: &str, default: Option<&str>) -> Vec<Setting> {
    let key = if header.get("inputs").is_none() && header.get("input").is_some() { "input" } else { "inputs" };
    let setting = |path: Vec<Step>, value: Value| vec![Setting { key, path, value }];
    let mut new = Map::from_iter([("type".to_owned(), json!("string"))]);
    new.extend(default.map(|default| ("default".to_owned(), json!(default))));
    match (header.get(key).map(|field| &field.value), default) {
        (Some(Value::Array(items)), default) => {
            let place = items.iter().position(|item| item.get("name").is_some_and(|known| known == name));
            match (place, default) {
                (Some(_), None) => Vec::new(),
                (Some(place), Some(default)) => {
                    setting([vec![Step::Item(place)], keys(["default"])].concat(), default.into())
                }
                (None, _) => {
                    let named = Map::from_iter([("name".to_owned(), json!(name))]);
                    setting(vec![Step::Item(items.len())], named.into_iter().chain(new).collect::<Map<_, _>>().into())
                }
            }
        }
        (Some(Value::Object(named)), None) if named.contains_key(name) => Vec::new(),
        (Some(Value::Object(named)), Some(default)) if named.contains_key(name) => {
            let is_described = named.get(name).is_some_and(Value::is_object);
            setting(if is_described { keys([name, "default"]) } else { keys([name]) }, default.into())
        }
        _ => setting(keys([name]), new.into()),
    }
}
