//! The header of a prompt file: where it stands, and what its fields say.
//!
//! Read strictly first; where that fails, line by line, with a finding that says where and what would mend it. A header is
//! never a reason not to open a file.

mod quote;
mod toml;
mod write;
mod yaml;

use std::ops::Range;

pub(super) use quote::{flow, quoted, scalar};
pub use write::HeaderText;

use super::parts::{Diagnostic, Severity, line_at};

/// A header's fields, in their order, and where header and body stand in the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    format: Format,
    span: Range<usize>,
    body: Range<usize>,
    fields: Vec<Field>,
    diagnostics: Vec<Diagnostic>,
}

/// How a header is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// There is none.
    #[default]
    None,
    /// YAML between two lines of `---`.
    Yaml,
    /// The whole file is YAML.
    YamlFile,
    /// The whole file is TOML.
    TomlFile,
}

/// One field at the top of a header.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub key: String,
    /// What it says. A text where the header could only be read line by line.
    pub value: serde_json::Value,
    /// The bytes of the file with its name, quotes and all; empty where the header is written in braces.
    pub name: Range<usize>,
    /// The bytes of the file with its value as it is written, quotes and all; empty where it has none.
    pub source: Range<usize>,
    /// The bytes of the file with the whole field: key, value, the lines below that belong to it, the last line end.
    pub span: Range<usize>,
}

/// What a header that is opened and never closed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclosed {
    /// No header: the `---` is text.
    Text,
    /// A header to the end of the file, as Copilot has it.
    WholeFile,
}

/// What a dialect asks of the header between lines of `---`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// Fields whose value is a text whatever it looks like: `globs: **/*.ts`, `argument-hint: [a] [b]`.
    pub loose: &'static [&'static str],
    /// What an unclosed header is.
    pub unclosed: Unclosed,
    /// Whether lines of `#` may stand before it, such as a licence.
    pub comments_before: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { loose: &[], unclosed: Unclosed::Text, comments_before: false }
    }
}

impl Header {
    /// No header: all of `text` but a byte order mark is body.
    pub(super) fn none(text: &str) -> Header {
        let start = mark_length(text);
        Header { span: start..start, body: start..text.len(), ..Header::default() }
    }

    /// The header between lines of `---` at the start of `text`.
    pub(super) fn yaml(text: &str, rules: Rules) -> Header {
        let Some((span, body)) = yaml::find(text, rules) else {
            let mut header = Header::none(text);
            header.diagnostics.extend(yaml::unclosed(text, rules));
            return header;
        };
        let (fields, diagnostics) = yaml::read(text, span.clone(), rules.loose);
        Header { format: Format::Yaml, span, body, fields, diagnostics }
    }

    /// A file that is YAML as a whole.
    pub(super) fn yaml_file(text: &str) -> Header {
        let span = mark_length(text)..text.len();
        // Nothing but a text is a prompt without a header.
        if let Ok(serde_json::Value::String(_)) = yaml_serde::from_str(&text[span.clone()]) {
            return Header { format: Format::YamlFile, span: span.clone(), body: span, ..Header::default() };
        }
        let (fields, diagnostics) = yaml::read(text, span.clone(), &[]);
        Header { format: Format::YamlFile, span: span.clone(), body: span, fields, diagnostics }
    }

    /// A file that is TOML as a whole.
    pub(super) fn toml_file(text: &str) -> Header {
        let span = mark_length(text)..text.len();
        let (fields, diagnostics) = toml::read(text, span.clone());
        Header { format: Format::TomlFile, span: span.clone(), body: span, fields, diagnostics }
    }

    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The bytes of the file with its fields, without the lines of `---`.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The bytes of the file with the body; the whole file where that is YAML or TOML.
    pub fn body(&self) -> Range<usize> {
        self.body.clone()
    }

    /// Its fields, in their order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of this name; where it stands several times, the last, as the tools have it.
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.fields.iter().rev().find(|field| field.key == key)
    }

    /// What the field says as one line of text, `None` where it is missing or says nothing. A list is joined by a space.
    pub fn text(&self, key: &str) -> Option<String> {
        let text = self.texts(key).join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// What the field says as texts: the items of a list, else the one.
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.get(key).map(|field| texts(&field.value)).unwrap_or_default()
    }

    /// Whether it is not known where `field` of the header of `text` ends.
    pub(super) fn ends_somewhere(&self, text: &str, field: &Field) -> bool {
        yaml::ends_somewhere(text, &self.span, field)
    }

    /// How many things are odd about it.
    pub(super) fn oddities(&self) -> usize {
        self.diagnostics.len()
    }

    /// What is odd about it, once.
    pub(super) fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;
    match value {
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Number(_) | Value::Bool(_) => vec![value.to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

/// The bytes of a byte order mark at the start of `text`.
pub(super) fn mark_length(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

fn finding(text: &str, span: Range<usize>, what: String, hint: &str) -> Diagnostic {
    let line = line_at(text.as_bytes(), span.start);
    Diagnostic { line, span, severity: Severity::Warning, what, hint: hint.to_owned() }
}

#[cfg(test)]
mod tests;
