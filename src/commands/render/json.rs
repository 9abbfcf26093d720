//! The values of `--args-json`: an object of names and values, whose numbers stay as they are written.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::prompt::template::{Argument, Body, Composition, Kind, Value};

/// How deep lists and objects may lie in each other, as everywhere where JSON is read.
const DEEPEST: usize = 127;

/// The names and values that `bytes` hold, as `composition` takes them.
///
/// # Errors
/// Why they cannot be had, in words that go on from the name of the file.
pub(super) fn values(bytes: &[u8], composition: &Composition) -> Result<Vec<(String, Value)>, String> {
    let broken = |error: serde_json::Error| match error.is_data() {
        true => error.to_string(),
        false => format!("it is not JSON: {error}"),
    };
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        let IgnoredAny = serde_json::from_slice(bytes).map_err(broken)?;
        return Err("it is JSON and no object: write {\"name\": \"value\"}".to_owned());
    }
    let Fields(fields) = serde_json::from_slice(bytes).map_err(broken)?;
    let copies = matches!(composition.template().body(), Body::Pieces(_));
    let value = |name: String, raw: &RawValue| {
        let argument = composition.arguments().iter().find(|argument| argument.name == name);
        let told = |error: serde_json::Error| {
            let error = error.to_string();
            // Its place is counted from the beginning of the value, which helps nobody.
            let why = error.rsplit_once(" at line ").map_or(error.as_str(), |(why, _)| why);
            format!("the value of {name} cannot be used: {why}")
        };
        let value = if copies { copied(raw) } else { computed(raw, argument) }.map_err(told)?;
        Ok((name, value))
    };
    fields.into_iter().map(|(name, raw)| value(name, raw)).collect()
}

/// A value for a text into which it is only copied. What would be written in another way as data is a text already.
fn copied(raw: &RawValue) -> serde_json::Result<Value> {
    let written = Written::read(raw, DEEPEST)?;
    let text = written.text();
    match serde_json::from_str::<serde_json::Value>(raw.get()).map(Value::from) {
        Ok(data) if data.text() == text => Ok(data),
        _ => Ok(Value::from(text)),
    }
}

/// A value for a template that computes. A number for an argument that is one is read as if it had been typed.
fn computed(raw: &RawValue, argument: Option<&Argument>) -> serde_json::Result<Value> {
    let is_number = raw.get().starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if is_number && argument.is_some_and(|argument| argument.kind == Kind::Number) {
        return Ok(Value::from(raw.get()));
    }
    serde_json::from_str::<serde_json::Value>(raw.get()).map(Value::from)
}

/// JSON whose numbers are the characters of which they were made.
enum Written {
    Null,
    Text(String),
    /// A number or a truth.
    Literal(String),
    List(Vec<Written>),
    Object(Vec<(String, Written)>),
}

impl Written {
    fn read(raw: &RawValue, depth: usize) -> serde_json::Result<Written> {
        let below = || {
            depth
                .checked_sub(1)
                .ok_or_else(|| serde_json::Error::custom("lists and objects lie too deep in each other"))
        };
        Ok(match raw.get().as_bytes().first() {
            Some(b'{') => {
                let (Fields(fields), below) = (serde_json::from_str(raw.get())?, below()?);
                let fields = fields.into_iter().map(|(name, raw)| Ok((name, Written::read(raw, below)?)));
                Written::Object(fields.collect::<serde_json::Result<_>>()?)
            }
            Some(b'[') => {
                let (items, below): (Vec<&RawValue>, usize) = (serde_json::from_str(raw.get())?, below()?);
                Written::List(items.into_iter().map(|raw| Written::read(raw, below)).collect::<Result<_, _>>()?)
            }
            Some(b'"') => Written::Text(serde_json::from_str(raw.get())?),
            Some(b'n') => Written::Null,
            _ => Written::Literal(raw.get().to_owned()),
        })
    }

    /// As [`Value::text`] has it: items of a list with commas between them, objects as JSON.
    fn text(&self) -> String {
        match self {
            Written::Null => String::new(),
            Written::Text(text) | Written::Literal(text) => text.clone(),
            Written::List(items) => items.iter().map(Written::text).collect::<Vec<_>>().join(", "),
            Written::Object(_) => self.json(),
        }
    }

    fn json(&self) -> String {
        let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
        match self {
            Written::Null => "null".to_owned(),
            Written::Text(text) => quoted(text),
            Written::Literal(literal) => literal.clone(),
            Written::List(items) => format!("[{}]", items.iter().map(Written::json).collect::<Vec<_>>().join(",")),
            Written::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{}:{}", quoted(name), value.json()));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// The fields of an object in their order, each name once.
struct Fields<'r>(Vec<(String, &'r RawValue)>);

impl<'r> Deserialize<'r> for Fields<'r> {
    fn deserialize<D: Deserializer<'r>>(deserializer: D) -> Result<Fields<'r>, D::Error> {
        deserializer.deserialize_map(Once)
    }
}

struct Once;

impl<'r> Visitor<'r> for Once {
    type Value = Fields<'r>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'r>>(self, mut map: M) -> Result<Fields<'r>, M::Error> {
        let (mut fields, mut names) = (Vec::new(), HashSet::new());
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(M::Error::custom(format_args!(
                    "{name:?} stands in it twice, so which one counts is unclear"
                )));
            }
            fields.push((name, map.next_value()?));
        }
        Ok(Fields(fields))
    }
}
