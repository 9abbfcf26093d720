//! Bodies: texts with what the target would take for something else escaped where it can be, and the places of arguments
//! as the target spells them. What cannot be spelled is found when the new file is compared with the old one.

use super::outline::Part;

/// The spelling of one dialect.
pub(super) struct Spelling<'a> {
    /// A text; the second is what stands behind it, if it is the place of an argument.
    pub text: &'a dyn Fn(&str, Option<&str>) -> String,
    /// The place of an argument; the second is the text behind it.
    pub fill: &'a dyn Fn(usize, &str) -> String,
}

/// `parts` as the dialect spells them.
pub(super) fn spell(parts: &[Part], spelling: &Spelling<'_>) -> String {
    let mut body = String::new();
    for (at, part) in parts.iter().enumerate() {
        let behind = match parts.get(at + 1) {
            Some(Part::Text(text)) => text.as_str(),
            _ => "",
        };
        match part {
            Part::Text(text) => {
                let next = match parts.get(at + 1) {
                    Some(Part::Fill(index)) => Some((spelling.fill)(*index, "")),
                    _ => None,
                };
                body.push_str(&(spelling.text)(text, next.as_deref()));
            }
            Part::Fill(index) => body.push_str(&(spelling.fill)(*index, behind)),
        }
    }
    body
}

/// Claude: a backslash before what it would fill in.
pub(super) fn claude(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if c == '$' && (rest.starts_with("ARGUMENTS") || (digits > 0 && !goes_on)) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Handlebars: a backslash before its braces; one that stands before a place is doubled. A brace before a place gets a
/// space between, which [`handlebars_place`] takes out again.
pub(super) fn handlebars(text: &str, next: Option<&str>) -> String {
    let mut out = text.replace("{{", "\\{{");
    if next.is_some() && text.ends_with('\\') {
        out.push('\\');
    } else if next.is_some() && text.ends_with('{') {
        out.push(' ');
    }
    out
}

/// The place of an argument behind `before`, as it is written.
pub(super) fn handlebars_place(before: &str, name: &str) -> String {
    if before.ends_with("{ ") { format!("{{{{~{name}}}}}") } else { format!("{{{{{name}}}}}") }
}

/// Jinja: its own braces as texts in such.
pub(super) fn jinja(text: &str, next: Option<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let mark = rest.get(at..at + 2).unwrap_or("");
        match mark {
            "{{" | "{%" | "{#" => {
                out.push_str(&format!("{{{{ '{mark}' }}}}"));
                rest = &rest[at + 2..];
            }
            // With the braces of a place behind it, it would be another mark.
            _ if next.is_some() && rest.len() == at + 1 => {
                out.push_str("{{ '{' }}");
                rest = "";
            }
            _ => {
                out.push('{');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A text of TOML on several lines.
pub(super) fn toml(text: &str) -> String {
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

/// A text of YAML as a block of lines where it can be one, else in quotes.
pub(super) fn yaml_block(text: &str) -> Option<String> {
    let is_printable =
        |c: char| c == '\n' || (!c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'));
    let first = text.chars().next()?;
    if !text.chars().all(is_printable) || first.is_whitespace() || !text.contains('\n') {
        return None;
    }
    let chomp = match text.len() - text.trim_end_matches('\n').len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut out = format!("|{chomp}");
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str("  ");
            out.push_str(line);
        }
    }
    Some(out)
}
