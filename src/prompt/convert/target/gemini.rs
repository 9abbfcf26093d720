//! Gemini: a file of TOML with one input.

use super::arguments::{input_of, one_text, tell_losses, without_arguments};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::Outline;
use crate::prompt::header::quoted;
use crate::prompt::template::Template;

pub(super) fn write(outline: &Outline, template: &Template, written: &mut Written) {
    let input = input_of(outline);
    let parts = one_text(outline, written);
    let parts = without_arguments(parts, outline, input, written);
    if let Some(argument) = input.map(|index| &outline.arguments[index]) {
        tell_losses(argument, written, false);
    }
    let text = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &|_, _| "{{args}}".to_owned() });
    written.is_whole = true;
    if !template.description().is_empty() {
        let description = quoted(template.description());
        written.body.push_str(&format!("description = {description}\n"));
    }
    written.body.push_str(&format!("prompt = {}\n", toml(&text)));
    written.names =
        (0..outline.arguments.len()).map(|index| (Some(index) == input).then(|| "args".to_owned())).collect();
}

/// A text of TOML on several lines.
fn toml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str("\"\"\"\n");
    let mut quotes = 0;
    for c in text.chars() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\\' => out.push_str("\\\\"),
            // The third would end the text.
            '"' if quotes % 3 == 0 => out.push_str("\\\""),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    // One before the end would be taken for a part of it.
    if out.ends_with('"') && !out.ends_with("\\\"") && quotes > 0 {
        out.pop();
        out.push_str("\\\"");
    }
    out.push_str("\"\"\"");
    out
}
