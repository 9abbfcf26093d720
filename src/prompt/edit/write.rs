//! Values as the text of a header.

use std::fmt::Write as _;
use std::ops::Range;
use std::str::FromStr;

use serde_json::{Map, Value};
use yaml_edit::{Document, YamlNode};

use crate::prompt::header::{flow, scalar};

/// One way to write a value: what stands at these bytes of the file instead. Its lines end in LF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub at: Range<usize>,
    pub text: String,
}

/// One step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    /// The item at this place of a list; one behind the last is added.
    Item(usize),
}

/// Puts `new` where `path` leads from `value`. What is missing on the way is made; where something else than a map or a
/// list stands in the way, nothing is put and the answer is `false`.
pub(super) fn put(value: &mut Value, path: &[Step], new: Value) -> bool {
    let Some((step, rest)) = path.split_first() else {
        *value = new;
        return true;
    };
    if value.is_null() {
        *value = match step {
            Step::Key(_) => Value::Object(Map::new()),
            Step::Item(_) => Value::Array(Vec::new()),
        };
    }
    match (step, value) {
        (Step::Key(key), Value::Object(named)) => put(named.entry(key.as_str()).or_insert(Value::Null), rest, new),
        (Step::Item(place), Value::Array(items)) => {
            items.resize(items.len().max(place + 1), Value::Null);
            put(&mut items[*place], rest, new)
        }
        _ => false,
    }
}

/// Stands for the new value while the library finds its place: a word that no library puts in quotes.
const MARK: &str = "promptbookPutsTheNewValueHere";

/// The field `text`, whose key is `key`, with the value that `path` leads to set, as it is written outside of brackets and
/// inside; nothing where the library cannot.
pub(super) fn with_yaml_edit(text: &str, key: &str, path: &[Step], value: &Value) -> Vec<String> {
    let new = [false, true].into_iter().filter_map(|in_brackets| marked(text, key, path, value, in_brackets));
    new.collect()
}

fn marked(text: &str, key: &str, path: &[Step], value: &Value, in_brackets: bool) -> Option<String> {
    // What a strict reader refuses is no case for a young library.
    if text.contains(MARK) || yaml_serde::from_str::<Value>(text).is_err() {
        return None;
    }
    let document = Document::from_str(text).ok()?;
    let path = [&[Step::Key(key.to_owned())], path].concat();
    let new = mark(&YamlNode::Mapping(document.as_mapping()?), &path, value, in_brackets)?;
    let marked = document.to_string();
    let (before, after) = marked.split_once(MARK)?;
    let before = if new.is_empty() { before.strip_suffix(' ').unwrap_or(before) } else { before };
    Some(format!("{before}{new}{after}"))
}

/// Puts the mark where `path` leads and answers what is to stand there.
fn mark(node: &YamlNode, path: &[Step], value: &Value, in_brackets: bool) -> Option<String> {
    let (step, rest) = path.split_first()?;
    let is_way = |child: &YamlNode| !rest.is_empty() && matches!(child, YamlNode::Mapping(_) | YamlNode::Sequence(_));
    match (step, node) {
        (Step::Key(key), YamlNode::Mapping(named)) => {
            if let Some(child) = named.get(key.as_str()).filter(is_way) {
                return mark(&child, rest, value, in_brackets);
            }
            named.set(key.as_str(), MARK);
        }
        (Step::Item(place), YamlNode::Sequence(items)) => {
            if let Some(child) = items.get(*place).filter(is_way) {
                return mark(&child, rest, value, in_brackets);
            }
            match *place < items.len() {
                true => drop(items.set(*place, MARK)),
                false => items.push(MARK),
            }
        }
        _ => return None,
    }
    let mut new = Value::Null;
    put(&mut new, rest, value.clone());
    Some(match &new {
        Value::Null => String::new(),
        Value::String(text) => scalar(text, in_brackets),
        new => flow(new),
    })
}

/// A field on lines of its own.
pub(super) fn block(key: &str, value: &Value) -> String {
    let mut text = format!("{key}:");
    block_below(&mut text, value, 1);
    text
}

/// Writing to a String cannot fail.
fn block_below(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(named) if !named.is_empty() => {
            text.push('\n');
            for (key, value) in named {
                let _ = write!(text, "{}{}:", "  ".repeat(depth), scalar(key, true));
                block_below(text, value, depth + 1);
            }
        }
        Value::Null => text.push('\n'),
        Value::String(value) => {
            let _ = writeln!(text, " {}", scalar(value, false));
        }
        value => {
            let _ = writeln!(text, " {}", flow(value));
        }
    }
}
