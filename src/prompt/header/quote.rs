//! Values as YAML has them on one line.

use std::fmt::Write as _;

use serde_json::Value;

/// A value on one line, as it may stand in brackets.
pub fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text, true),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(named) => {
            let fields = named.iter().map(|(key, value)| format!("{}: {}", scalar(key, true), flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text as YAML, in quotes only where YAML of any version, or a tool that reads its headers line by line, would take it
/// for something else.
pub fn scalar(text: &str, in_brackets: bool) -> String {
    if text.chars().any(needs_escape) {
        return quoted(text);
    }
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_odd = text.ends_with([' ', ':'])
        || text.contains(": ")
        || text.contains(" #")
        || (in_brackets && text.contains([',', '[', ']', '{', '}', ':']))
        || words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_plain = text.chars().next().is_some_and(char::is_alphabetic) && !is_odd;
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// A text in double quotes, as YAML and TOML read it alike.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Writing to a String cannot fail.
            _ if needs_escape(character) => drop(write!(quoted, "\\u{:04X}", character as u32)),
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}

/// Whether `character` cannot stand in a header as it is.
fn needs_escape(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_plain_and_everything_else_is_quoted() {
        for plain in ["Linux Terminal", "代码审查", "a-b/c.d (x)"] {
            assert_eq!(scalar(plain, true), plain);
        }
        for odd in ["", "TRUE", "no", " a", "a ", "1", "a: b", "a #b", "- a", "~", "\u{1}"] {
            assert!(scalar(odd, false).starts_with(['"', '\'']), "{odd:?}");
        }
        assert_eq!(scalar("a, b", false), "a, b");
        assert_eq!(scalar("a, b", true), "'a, b'");
    }
}
