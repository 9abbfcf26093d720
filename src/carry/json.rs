//! JSON: what `export` prints, which comes back byte for byte, and arrays of objects with a title and a text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Carried, Entry, NotThis, Remark, Wanted};
use crate::prompt::header::HeaderText;
use crate::prompt::template::{Argument, Template};
use crate::prompt::{Card, PromptId};

/// A prompt as it is exported.
#[derive(Debug, Serialize)]
pub struct Exported<'a> {
    /// Its path in the book.
    name: &'a PromptId,
    /// The same in Base64, where it is not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    name_base64: Option<String>,
    /// Title, description, tags.
    #[serde(flatten)]
    card: &'a Card,
    dialect: &'static str,
    /// The fields of its header.
    header: Map<String, Value>,
    arguments: &'a [Argument],
    bytes: usize,
    /// The file's text, where it is UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// The file's bytes in Base64, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl<'a> Exported<'a> {
    /// All that is known of a prompt file.
    pub fn of(card: &'a Card, template: &'a Template) -> Exported<'a> {
        let (name, raw) = (template.id(), template.raw());
        let in_base64 = |bytes: &[u8]| std::str::from_utf8(bytes).is_err().then(|| STANDARD.encode(bytes));
        let fields = template.header().fields().iter().map(|field| (field.key.clone(), field.value.clone()));
        Exported {
            name,
            name_base64: in_base64(name.as_bytes()),
            card,
            dialect: template.dialect().name(),
            header: fields.collect(),
            arguments: template.arguments(),
            bytes: raw.len(),
            text: std::str::from_utf8(raw).ok(),
            base64: in_base64(raw),
        }
    }
}

/// The prompts of an array of objects.
///
/// # Errors
/// When it is no JSON, or no array of objects.
pub fn read(bytes: &[u8]) -> Result<Carried, NotThis> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let data: Value =
        serde_json::from_slice(bytes).map_err(|error| NotThis(format!("it is not JSON as a whole: {error}")))?;
    let items = match data {
        Value::Array(items) => items,
        Value::Object(mut fields) => match fields.remove("prompts") {
            Some(Value::Array(items)) => items,
            // One prompt alone.
            _ => vec![Value::Object(fields)],
        },
        _ => return Err(NotThis("it is neither an array nor an object: give what promptbook export prints".into())),
    };
    let mut carried = Carried::default();
    for (index, item) in items.iter().enumerate() {
        let place = format!("item {}", index + 1);
        match entry(item, &place) {
            Ok(entry) => carried.entries.push(entry),
            Err(what) => carried.remarks.push(Remark { place, what: format!("{what}; it is passed over") }),
        }
    }
    Ok(carried)
}

fn entry(item: &Value, place: &str) -> Result<Entry, String> {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let decoded = |key: &str| {
        text(key)
            .map(|code| STANDARD.decode(code).map_err(|error| format!("its {key} is not Base64 ({error})")))
            .transpose()
    };
    let raw = match decoded("base64")? {
        Some(bytes) => Some(bytes),
        None => text("text").map(|text| text.as_bytes().to_vec()),
    };
    let name = decoded("name_base64")?.or_else(|| text("name").map(|name| name.as_bytes().to_vec()));
    // A title that a list shows is not a path: only what was exported has both a name and a file's text.
    if let (Some(bytes), Some(name)) = (raw, name) {
        return Ok(Entry { name: Wanted::Path(name), bytes, place: place.to_owned() });
    }
    let title = ["title", "act", "name"].into_iter().find_map(text);
    let body = ["prompt", "text", "content", "body"].into_iter().find_map(text);
    let (Some(title), Some(body)) = (title, body) else {
        return Err("it has no name with a text, and no title with a prompt".to_owned());
    };
    let mut header = HeaderText::default();
    header.text("title", title);
    for key in ["description", "for_devs", "type", "contributor"] {
        if let Some(said) = text(key) {
            header.text(key, said);
        }
    }
    if let Some(Value::Array(tags)) = item.get("tags") {
        header.list("tags", &tags.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>());
    }
    let bytes = format!("{}{body}", header.to_text()).into_bytes();
    Ok(Entry { name: Wanted::Title(title.to_owned()), bytes, place: place.to_owned() })
}
