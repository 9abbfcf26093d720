//! How Python writes values, for the tools that are written in it.

use minijinja::value::{Tuple, Value, ValueKind};
use minijinja::{Error, ErrorKind, State};
use serde_json::{Map, Value as Json};

use super::{MAX_BYTES, too_large};

/// How many bytes a method of a text makes for the price of one step of Jinja.
pub(super) const BYTES_PER_STEP: usize = 64;

/// What Python's `json.loads` makes of it.
pub(in crate::prompt) fn value(data: &Json) -> Value {
    match data {
        Json::Null => Value::from(()),
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Value::from(whole),
            (None, Some(whole)) => Value::from(whole),
            (None, None) => Value::from(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(value).collect(),
        Json::Object(fields) => map(fields),
    }
}

/// A map in its own order.
pub(super) fn map(fields: &Map<String, Json>) -> Value {
    Value::from_pairs(fields.iter().map(|(key, field)| (key.as_str(), value(field))))
}

/// What says that a value grows without end.
pub(super) fn beyond() -> Error {
    Error::new(ErrorKind::WriteFailure, too_large())
}

/// `text`, unless it is larger than a text may be.
fn within(text: String) -> Result<String, Error> {
    if text.len() > MAX_BYTES { Err(beyond()) } else { Ok(text) }
}

/// What `str(value)` gives.
pub(in crate::prompt) fn text(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Undefined => Ok(String::new()),
        ValueKind::String => Ok(value.as_str().unwrap_or_default().to_owned()),
        _ => {
            let mut text = String::new();
            write(value, &mut text);
            within(text)
        }
    }
}

/// What `repr(value)` gives; of a value that is too large the beginning, which is too large too. A list times a number
/// takes no room before it is written.
fn write(value: &Value, text: &mut String) {
    match value.kind() {
        ValueKind::None => text.push_str("None"),
        ValueKind::Bool => text.push_str(if value.is_true() { "True" } else { "False" }),
        ValueKind::String => quote(value.as_str().unwrap_or_default(), text),
        // A list times a number is no list to the library, and written by it without end.
        ValueKind::Seq | ValueKind::Iterable => {
            let (open, close) = if value.is_tuple() { ('(', ')') } else { ('[', ']') };
            text.push(open);
            for (index, item) in value.try_iter().into_iter().flatten().enumerate() {
                if text.len() > MAX_BYTES {
                    return;
                }
                text.push_str(if index > 0 { ", " } else { "" });
                write(&item, text);
            }
            text.push(close);
        }
        ValueKind::Map => {
            text.push('{');
            for (index, key) in value.try_iter().into_iter().flatten().enumerate() {
                if text.len() > MAX_BYTES {
                    return;
                }
                text.push_str(if index > 0 { ", " } else { "" });
                write(&key, text);
                text.push_str(": ");
                write(&value.get_item(&key).unwrap_or_default(), text);
            }
            text.push('}');
        }
        _ => text.push_str(&value.to_string()),
    }
}

fn quote(value: &str, text: &mut String) {
    let mark = if value.contains('\'') && !value.contains('"') { '"' } else { '\'' };
    text.push(mark);
    for c in value.chars() {
        match c {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\\' => text.push_str("\\\\"),
            c if c == mark => text.extend(['\\', c]),
            c if c.is_control() && (c as u32) < 256 => text.push_str(&format!("\\x{:02x}", c as u32)),
            c => text.push(c),
        }
    }
    text.push(mark);
}

/// The filter `tojson` of Jinja2: keys in order, everything but ASCII and what means something to HTML escaped.
pub(super) fn to_json(value: &Value, indent: Option<usize>) -> Result<Value, Error> {
    let mut text = String::new();
    write_json(value, indent, 0, &mut text)?;
    Ok(Value::from_safe_string(within(text)?))
}

fn write_json(value: &Value, indent: Option<usize>, depth: usize, text: &mut String) -> Result<(), Error> {
    if text.len() > MAX_BYTES {
        return Err(beyond());
    }
    let line = |depth: usize, text: &mut String| {
        if let Some(indent) = indent {
            text.push('\n');
            text.push_str(&" ".repeat(indent.min(16) * depth));
        }
    };
    let comma = if indent.is_some() { "," } else { ", " };
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => text.push_str("null"),
        ValueKind::Bool | ValueKind::Number => text.push_str(&value.to_string()),
        ValueKind::Map => {
            let mut keys: Vec<Value> = value.try_iter().into_iter().flatten().collect();
            keys.sort();
            text.push('{');
            for (index, key) in keys.iter().enumerate() {
                text.push_str(if index > 0 { comma } else { "" });
                line(depth + 1, text);
                write_json_text(&self::text(key)?, text);
                text.push_str(": ");
                write_json(&value.get_item(key).unwrap_or_default(), indent, depth + 1, text)?;
            }
            if !keys.is_empty() {
                line(depth, text);
            }
            text.push('}');
        }
        ValueKind::Seq | ValueKind::Iterable => {
            text.push('[');
            let mut is_empty = true;
            for item in value.try_iter().into_iter().flatten() {
                text.push_str(if is_empty { "" } else { comma });
                is_empty = false;
                line(depth + 1, text);
                write_json(&item, indent, depth + 1, text)?;
            }
            if !is_empty {
                line(depth, text);
            }
            text.push(']');
        }
        _ => write_json_text(&self::text(value)?, text),
    }
    Ok(())
}

fn write_json_text(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            ' '..='~' if !matches!(c, '<' | '>' | '&' | '\'') => text.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    text.push('"');
}

/// The filter `escape` of Jinja2, which spells quotes otherwise than minijinja.
pub(super) fn escape(value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    let mut escaped = String::new();
    for c in text(value)?.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\'' => escaped.push_str("&#39;"),
            '"' => escaped.push_str("&#34;"),
            c => escaped.push(c),
        }
    }
    Ok(Value::from_safe_string(within(escaped)?))
}

/// The methods of Python's texts and maps that prompts use. What they make is paid for in steps.
pub(super) fn method(state: &mut State<'_, '_>, of: &Value, name: &str, given: &[Value]) -> Result<Value, Error> {
    let made = call(of, name, given)?;
    let bytes = made.as_str().map_or(0, str::len).max(of.as_str().map_or(0, str::len));
    // An item of a list takes about as much room as a step may.
    let items = made.len().filter(|_| matches!(made.kind(), ValueKind::Seq | ValueKind::Iterable)).unwrap_or(0);
    let steps = bytes / BYTES_PER_STEP + items;
    state.consume_fuel(u64::try_from(steps).unwrap_or(u64::MAX))?;
    Ok(made)
}

fn call(of: &Value, name: &str, given: &[Value]) -> Result<Value, Error> {
    let unknown = || Error::new(ErrorKind::UnknownMethod, format!("there is no method {name}"));
    let argument = |index: usize| given.get(index).and_then(Value::as_str);
    if let Some(text) = of.as_str() {
        let set = argument(0).map(|set| set.chars().collect::<Vec<char>>());
        let is_stripped = |c: char| set.as_ref().map_or_else(|| c.is_whitespace(), |set| set.contains(&c));
        return match name {
            "upper" => Ok(Value::from(text.to_uppercase())),
            "lower" => Ok(Value::from(text.to_lowercase())),
            "strip" => Ok(Value::from(text.trim_matches(is_stripped))),
            "lstrip" => Ok(Value::from(text.trim_start_matches(is_stripped))),
            "rstrip" => Ok(Value::from(text.trim_end_matches(is_stripped))),
            "startswith" => Ok(Value::from(text.starts_with(argument(0).ok_or_else(unknown)?))),
            "endswith" => Ok(Value::from(text.ends_with(argument(0).ok_or_else(unknown)?))),
            "count" => Ok(Value::from(text.matches(argument(0).ok_or_else(unknown)?).count())),
            "replace" => {
                let (from, to) = argument(0).zip(argument(1)).ok_or_else(unknown)?;
                let places = if to.len() > from.len() { text.matches(from).count() } else { 0 };
                let grown = places.saturating_mul(to.len().saturating_sub(from.len()));
                if grown.saturating_add(text.len()) > MAX_BYTES {
                    return Err(beyond());
                }
                Ok(Value::from(text.replace(from, to)))
            }
            "splitlines" => Ok(text.lines().map(Value::from).collect()),
            "split" => match argument(0) {
                None => Ok(text.split_whitespace().map(Value::from).collect()),
                Some("") => Err(Error::new(ErrorKind::InvalidOperation, "empty separator")),
                Some(between) => Ok(text.split(between).map(Value::from).collect()),
            },
            "join" => {
                let mut joined = String::new();
                for (index, item) in given.first().ok_or_else(unknown)?.try_iter()?.enumerate() {
                    let item = self::text(&item)?;
                    let between = if index > 0 { text } else { "" };
                    // Nothing between nothing may go on without end, too.
                    if joined.len() + between.len() + item.len() > MAX_BYTES || index > MAX_BYTES / BYTES_PER_STEP {
                        return Err(beyond());
                    }
                    joined.extend([between, &item]);
                }
                Ok(Value::from(joined))
            }
            "capitalize" | "title" => of_filter(name, text),
            _ => Err(unknown()),
        };
    }
    if of.kind() == ValueKind::Map {
        let pair = |key: Value| {
            let value = of.get_item(&key).unwrap_or_default();
            Value::from(Tuple::from(vec![key, value]))
        };
        return match name {
            "keys" => Ok(of.try_iter()?.collect()),
            "values" => Ok(of.try_iter()?.map(|key| of.get_item(&key).unwrap_or_default()).collect()),
            "items" => Ok(of.try_iter()?.map(pair).collect()),
            "get" => {
                let found = of.get_item(given.first().ok_or_else(unknown)?)?;
                let otherwise = || given.get(1).cloned().unwrap_or(Value::from(()));
                Ok(if found.is_undefined() { otherwise() } else { found })
            }
            _ => Err(unknown()),
        };
    }
    Err(unknown())
}

fn of_filter(name: &str, text: &str) -> Result<Value, Error> {
    let mut result = String::with_capacity(text.len());
    let mut is_inside = false;
    for c in text.chars() {
        if is_inside {
            result.extend(c.to_lowercase());
        } else {
            result.extend(c.to_uppercase());
        }
        is_inside = name == "capitalize" || c.is_alphabetic();
    }
    Ok(Value::from(result))
}
