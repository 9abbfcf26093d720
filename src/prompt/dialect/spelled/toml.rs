//! Strings of TOML: basic and literal, on one line or on several.

use std::ops::Range;

use super::Spelled;

/// The string at `source`, `None` where it is no string of TOML.
pub(super) fn decode(text: &str, source: Range<usize>) -> Option<Spelled> {
    let written = &text[source.clone()];
    let (quotes, is_basic) = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| written.len() >= 2 * quotes.len() && written.starts_with(quotes) && written.ends_with(quotes))
        .map(|quotes| (quotes, quotes.starts_with('"')))?;
    let end = source.end - quotes.len();
    let mut at = source.start + quotes.len();
    if quotes.len() == 3 {
        // A line end right behind the quotes is not part of the string.
        let rest = &text[at..end];
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut spelled = Spelled::default();
    while at < end {
        let rest = &text[at..end];
        let next = rest.find(|c| c == '\r' || (is_basic && c == '\\')).unwrap_or(rest.len());
        spelled.same(text, at..at + next);
        at += next;
        let rest = &rest[next..];
        if rest.starts_with("\r\n") {
            spelled.other(at..at + 2, "\n");
            at += 2;
        } else if rest.starts_with('\r') {
            spelled.same(text, at..at + 1);
            at += 1;
        } else if !rest.is_empty() {
            let (length, said) = escape(rest)?;
            let mut buffer = [0; 4];
            spelled.other(at..at + length, said.map_or("", |c| c.encode_utf8(&mut buffer)));
            at += length;
        }
    }
    Some(spelled)
}

/// The length of the escape that `rest` starts with, and what it says.
fn escape(rest: &str) -> Option<(usize, Option<char>)> {
    let letter = rest[1..].chars().next()?;
    let hexadecimal = |digits: usize| {
        let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((2 + digits, Some(char::from_u32(code)?)))
    };
    let plain = match letter {
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        '"' => '"',
        '\\' => '\\',
        'x' => return hexadecimal(2),
        'u' => return hexadecimal(4),
        'U' => return hexadecimal(8),
        // A backslash at the end of a line takes the white space behind it along.
        ' ' | '\t' | '\r' | '\n' => {
            let behind = rest[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            return Some((rest.len() - behind.len(), None));
        }
        _ => return None,
    };
    Some((2, Some(plain)))
}
