//! Match files of espanso: what a trigger is replaced by becomes a prompt, what a form or a choice asks for an argument.
//! What espanso would run (`shell`, `script`) stays as text and becomes an argument to be filled in.
//!
//! ```yaml
//! matches:
//!   - trigger: ":greet"
//!     replace: "Hello {{name}}, it is {{now}}."
//!     vars:
//!       - {name: now, type: date, params: {format: "%H:%M"}}
//! ```

use serde_json::{Map, Value, json};

use super::{Carried, Entry, NotThis, Remark, Wanted, placeholder::Body};
use crate::prompt::header::HeaderText;

/// The prompts of a match file.
///
/// # Errors
/// When it is not YAML, or has no list of matches.
pub fn read(bytes: &[u8]) -> Result<Carried, NotThis> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotThis("it is not UTF-8".to_owned()))?;
    let data: Value =
        yaml_serde::from_str(text).map_err(|error| NotThis(format!("it is not YAML as a whole: {error}")))?;
    let list = |key: &str| data.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    if !data.get("matches").is_some_and(Value::is_array) {
        return Err(NotThis("it has no list of matches, so it is no match file of espanso".to_owned()));
    }
    let global = list("global_vars");
    let mut carried = Carried::default();
    for (index, item) in list("matches").iter().enumerate() {
        let place = format!("match {}", index + 1);
        let mut remarks = Vec::new();
        match entry(item, &global, &place, &mut remarks) {
            Ok(entry) => carried.entries.push(entry),
            Err(what) => remarks.push(format!("{what}; it is passed over")),
        }
        carried.remarks.extend(remarks.into_iter().map(|what| Remark { place: place.clone(), what }));
    }
    Ok(carried)
}

fn entry(item: &Value, global: &[Value], place: &str, remarks: &mut Vec<String>) -> Result<Entry, String> {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let triggers: Vec<String> = match (text("trigger"), item.get("triggers"), text("regex")) {
        (Some(trigger), _, _) => vec![trigger.to_owned()],
        (_, Some(Value::Array(several)), _) => several.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        (_, _, Some(regex)) => vec![regex.to_owned()],
        _ => Vec::new(),
    };
    let title = text("label").map(str::to_owned).or_else(|| triggers.first().cloned());
    let title = title.ok_or("it has no trigger")?;
    let (mut arguments, mut cursor) = (Arguments::default(), false);
    let mut without_cursor = |text: &str| {
        cursor |= text.contains("$|$");
        text.replace("$|$", "")
    };
    let mut body = Body::default();
    let own = item.get("vars").and_then(Value::as_array).cloned().unwrap_or_default();
    let vars: Vec<&Value> = own.iter().chain(global).collect();
    if let Some(layout) = text("form") {
        let fields = item.get("form_fields").cloned().unwrap_or_default();
        walk(&without_cursor(layout), "[[", "]]", &mut body, |name| {
            arguments.field(name, fields.get(name), remarks);
            Some(argument_name(name))
        });
    } else {
        let replace = ["replace", "markdown", "html"].into_iter().find_map(text);
        let replace = replace.ok_or("it has no text (replace, form, markdown or html)")?;
        walk(&without_cursor(replace), "{{", "}}", &mut body, |name| {
            let (var_name, field) = name.split_once('.').map_or((name, None), |(var, field)| (var, Some(field)));
            let var = vars.iter().find(|var| var.get("name").and_then(Value::as_str) == Some(var_name));
            match (var, field) {
                (Some(var), _) => arguments.variable(name, var, field, remarks),
                // The groups of a regular expression are filled from what was typed.
                (None, None) if text("regex").is_some() => arguments.add(name, json!({"required": true})),
                (None, _) => return None,
            }
            Some(argument_name(name))
        });
    }
    if cursor {
        remarks.push("$|$, where the cursor would stand, is left out".to_owned());
    }
    if body.backslash {
        remarks.push("a \\ before a placeholder is left out, for here it would make text of it".to_owned());
    }
    let mut header = HeaderText::default();
    header.text("title", &title);
    if triggers.len() == 1 {
        header.text("trigger", &triggers[0]);
    } else {
        header.list("triggers", &triggers);
    }
    header.map("args", &arguments.found);
    // A trigger such as ":date" makes a name without its mark.
    let name = title.trim_matches(|c: char| c.is_ascii_punctuation()).to_owned();
    let name = Wanted::Title(if name.is_empty() { place.to_owned() } else { name });
    Ok(Entry { name, bytes: format!("{}{}", header.to_text(), body.finish()).into_bytes(), place: place.to_owned() })
}

/// Takes `text` apart at its placeholders; `known` has the argument that one stands for, or none where it is text.
fn walk(text: &str, open: &str, close: &str, body: &mut Body, mut known: impl FnMut(&str) -> Option<String>) {
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let inner = &rest[start + open.len()..];
        let Some(end) = inner.find(close) else { break };
        let name = inner[..end].trim();
        match known(name).filter(|_| !name.is_empty()) {
            Some(argument) => {
                body.text(&rest[..start]);
                body.fill(&argument);
                rest = &inner[end + close.len()..];
            }
            None => {
                body.text(&rest[..start + open.len()]);
                rest = inner;
            }
        }
    }
    body.text(rest);
}

/// `name` as a name that a plain prompt can have: `form.name` is `form_name`.
fn argument_name(name: &str) -> String {
    super::placeholder::name(name)
}

/// The arguments of one match, as its header declares them.
#[derive(Default)]
struct Arguments {
    found: Vec<(String, Value)>,
}

impl Arguments {
    fn add(&mut self, name: &str, said: Value) {
        let name = argument_name(name);
        if !self.found.iter().any(|(known, _)| *known == name) {
            self.found.push((name, said));
        }
    }

    /// A field of a form.
    fn field(&mut self, name: &str, field: Option<&Value>, remarks: &mut Vec<String>) {
        let said = |key: &str| field.and_then(|field| field.get(key));
        let mut declared = Map::new();
        if let Some(choices) = said("values").map(Choices::of).filter(|choices| !choices.ids.is_empty()) {
            declared.insert("choices".to_owned(), json!(choices.ids));
            if let Some(labels) = choices.labels(name, remarks) {
                declared.insert("description".to_owned(), json!(labels));
            }
        } else if said("multiline").and_then(Value::as_bool) == Some(true) {
            declared.insert("kind".to_owned(), json!("multiline"));
        }
        match said("default") {
            Some(default) => _ = declared.insert("default".to_owned(), default.clone()),
            None => _ = declared.insert("required".to_owned(), json!(true)),
        }
        self.add(name, Value::Object(declared));
    }

    /// What a placeholder of a variable asks for.
    fn variable(&mut self, name: &str, var: &Value, field: Option<&str>, remarks: &mut Vec<String>) {
        let params = var.get("params").cloned().unwrap_or_default();
        let param = |key: &str| params.get(key).and_then(Value::as_str).map(str::to_owned);
        let kind = var.get("type").and_then(Value::as_str).unwrap_or_default();
        let mut not_run = |what: String| {
            remarks.push(format!("{name}: {what} is not run; give its output"));
            json!({"description": format!("output of {what} (not run)"), "required": true})
        };
        let said = match (kind, field) {
            ("form", Some(field)) => {
                let fields = params.get("fields").cloned().unwrap_or_default();
                return self.field(name, fields.get(field), remarks);
            }
            ("shell", _) => not_run(format!("shell: {}", param("cmd").unwrap_or_default())),
            ("script", _) => {
                not_run(format!("script: {}", texts(params.get("args").unwrap_or(&Value::Null)).join(" ")))
            }
            ("date", _) => {
                json!({"description": format!("date as {}", param("format").unwrap_or_default()), "required": true})
            }
            ("echo", _) => json!({"default": param("echo").unwrap_or_default()}),
            ("choice" | "random", _) => {
                let choices = params.get("values").or(params.get("choices")).map(Choices::of).unwrap_or_default();
                let mut said = json!({"choices": choices.ids, "required": true});
                let random = (kind == "random").then(|| "one of them at random".to_owned());
                let about: Vec<String> = random.into_iter().chain(choices.labels(name, remarks)).collect();
                if !about.is_empty() {
                    said["description"] = json!(about.join("; "));
                }
                said
            }
            ("clipboard", _) => json!({"description": "the clipboard", "kind": "multiline", "required": true}),
            (kind, _) => json!({"description": format!("{kind} of espanso"), "required": true}),
        };
        self.add(name, said);
    }
}

/// What may be chosen: espanso inserts the id of a choice and shows its label.
#[derive(Default)]
struct Choices {
    ids: Vec<String>,
    /// An id and the label that is another text.
    labelled: Vec<(String, String)>,
}

impl Choices {
    fn of(value: &Value) -> Choices {
        let mut choices = Choices::default();
        let items = match value {
            Value::Array(items) => items,
            _ => &texts(value).into_iter().map(Value::String).collect(),
        };
        for item in items {
            let (id, label) = (item.get("id").and_then(one), item.get("label").and_then(one));
            let Some(id) = id.or_else(|| one(item)).or_else(|| label.clone()) else { continue };
            if let Some(label) = label.filter(|label| *label != id) {
                choices.labelled.push((id.clone(), label));
            }
            choices.ids.push(id);
        }
        choices
    }

    /// `1: One, 2: Two`, where espanso shows something else than it inserts; that is told too.
    fn labels(&self, name: &str, remarks: &mut Vec<String>) -> Option<String> {
        if self.labelled.is_empty() {
            return None;
        }
        let labels: Vec<String> = self.labelled.iter().map(|(id, label)| format!("{id}: {label}")).collect();
        let labels = labels.join(", ");
        remarks.push(format!(
            "{name}: the choices are what espanso inserts, not the labels that it shows; those are in the description \
             ({labels})"
        ));
        Some(labels)
    }
}

/// The texts of a list, or of lines.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        Value::String(text) => text.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A value that is one text.
fn one(item: &Value) -> Option<String> {
    match item {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(item.to_string()),
        _ => None,
    }
}
