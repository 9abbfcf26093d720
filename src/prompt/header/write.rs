//! Writing a header anew: lines of YAML between two of `---`, each value as one line.

use serde_json::Value;

use super::quote::{flow, scalar};

/// A header that is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderText {
    lines: String,
}

impl HeaderText {
    /// Adds a text. A text comes back as it went in, whatever is in it.
    pub fn text(&mut self, key: &str, text: &str) -> &mut HeaderText {
        self.line(key, &scalar(text, false))
    }

    /// Adds a list of texts on one line, if there are any.
    pub fn list(&mut self, key: &str, items: &[String]) -> &mut HeaderText {
        if items.is_empty() {
            return self;
        }
        let data = items.iter().map(|item| Value::String(item.clone())).collect();
        self.data(key, &Value::Array(data))
    }

    /// Adds any data on one line.
    pub fn data(&mut self, key: &str, data: &Value) -> &mut HeaderText {
        self.line(key, &flow(data))
    }

    /// Adds a map, each entry on a line of its own, if there are any.
    pub fn map(&mut self, key: &str, entries: &[(String, Value)]) -> &mut HeaderText {
        if !entries.is_empty() {
            self.lines.push_str(&format!("{}:\n", scalar(key, true)));
            for (name, data) in entries {
                self.lines.push_str(&format!("  {}: {}\n", scalar(name, true), flow(data)));
            }
        }
        self
    }

    /// Adds `value`, which is YAML already.
    pub fn line(&mut self, key: &str, value: &str) -> &mut HeaderText {
        self.lines.push_str(&format!("{}: {value}\n", scalar(key, true)));
        self
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines of its fields.
    pub fn fields(&self) -> &str {
        &self.lines
    }

    /// The header with its lines of `---`; nothing where it has no fields.
    pub fn to_text(&self) -> String {
        if self.is_empty() { String::new() } else { format!("---\n{}---\n", self.lines) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::{Header, Rules};
    use super::*;

    proptest! {
        #[test]
        fn whatever_text_is_written_is_read_again(text: String, odd in "[a-z\\-: #'\"\\[\\]{}&*!|>%@`,?\\n\\r\\t\u{85}\u{2028}\u{feff}\u{7f}0-9.]{0,12}") {
            for text in [text, odd] {
                let mut header = HeaderText::default();
                header.text("title", &text).list("tags", &[text.clone(), "x".into()]).text("last", "end");
                let file = format!("{}body", header.to_text());
                let read = Header::yaml(&file, Rules::default());
                let value = |key: &str| read.get(key).map(|field| field.value.clone());
                prop_assert_eq!(value("title"), Some(json!(text)), "{}", file);
                prop_assert_eq!(value("tags"), Some(json!([text, "x"])), "{}", file);
                prop_assert_eq!(value("last"), Some(json!("end")), "{}", file);
                prop_assert_eq!(&file[read.body()], "body");
            }
        }
    }
}
