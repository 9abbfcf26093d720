//! What is given for arguments.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// One value: bytes as they were given, or data for the dialects that compute with it.
///
/// Equality of data is that of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text. It comes out as it went in, whatever its bytes are.
    Text(Vec<u8>),
    /// A number, a truth, a list or a map.
    Data(serde_json::Value),
}

impl Value {
    /// The bytes that stand in the rendered text. Of a list: its items joined by `, `.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Value::Text(bytes) => Cow::Borrowed(bytes),
            Value::Data(data) => Cow::Owned(text_of(data).into_bytes()),
        }
    }

    /// The text for a field of a form; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(bytes) => String::from_utf8_lossy(bytes),
            Value::Data(data) => Cow::Owned(text_of(data)),
        }
    }
}

fn text_of(data: &serde_json::Value) -> String {
    use serde_json::Value as Json;
    match data {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(", "),
        Json::Bool(_) | Json::Number(_) | Json::Object(_) => data.to_string(),
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.as_bytes().to_vec())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text.into_bytes())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Value {
        Value::Text(bytes)
    }
}

impl From<serde_json::Value> for Value {
    fn from(data: serde_json::Value) -> Value {
        match data {
            serde_json::Value::String(text) => Value::from(text),
            data => Value::Data(data),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(_) => serializer.serialize_str(&self.text()),
            Value::Data(data) => data.serialize(serializer),
        }
    }
}

/// Everything that is given for one rendering.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    /// By the names of arguments. An empty text is a value too.
    pub named: BTreeMap<String, Value>,
    /// Words without a name, in their order.
    pub positions: Vec<Vec<u8>>,
    /// What the dialect calls input.
    pub input: Option<Vec<u8>>,
}

impl Values {
    /// Gives `value` to the argument `name`.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.named.insert(name.into(), value.into());
    }
}
