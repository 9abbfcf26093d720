//! Writing a header anew: lines of YAML between two of `---`, each value as one line.

use serde_json::Value;

/// A header that is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderText {
    lines: String,
}

impl HeaderText {
    /// Adds a text. A text comes back as it went in, whatever is in it.
    pub fn text(&mut self, key: &str, text: &str) -> &mut HeaderText {
        self.line(key, &scalar(text))
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
            self.lines.push_str(&format!("{}:\n", scalar(key)));
            for (name, data) in entries {
                self.lines.push_str(&format!("  {}: {}\n", scalar(name), flow(data)));
            }
        }
        self
    }

    /// Adds `value`, which is YAML already.
    pub fn line(&mut self, key: &str, value: &str) -> &mut HeaderText {
        self.lines.push_str(&format!("{}: {value}\n", scalar(key)));
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

/// `text` as a YAML value on one line: as it is where every reader takes it for this text, else in double quotes.
pub fn scalar(text: &str) -> String {
    let mut characters = text.chars();
    let is_plain = characters.next().is_some_and(char::is_alphabetic)
        && characters.all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '+'))
        && !text.ends_with(' ')
        && !is_word_with_a_meaning(text);
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn is_word_with_a_meaning(text: &str) -> bool {
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Line ends of YAML, and what must not stand in it at all.
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c if c.is_control() => out.push_str(&format!("\\x{:02X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `data` on one line.
fn flow(data: &Value) -> String {
    match data {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => data.to_string(),
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, data)| format!("{}: {}", scalar(name), flow(data)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
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

    #[test]
    fn plain_words_stay_plain_and_everything_else_is_quoted() {
        for plain in ["Linux Terminal", "代码审查", "a-b/c.d (x)"] {
            assert_eq!(scalar(plain), plain);
        }
        for odd in ["", "TRUE", "no", " a", "a ", "1", "a: b", "a #b", "- a", "~", "a,b", "\u{1}"] {
            assert!(scalar(odd).starts_with('"'), "{odd:?}");
        }
    }
}
