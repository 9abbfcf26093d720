//! YAML headers: strict first, then with the loose fields as text, then line by line.

use std::ops::Range;

use serde_json::{Map, Value};

use super::{Field, Rules, Unclosed, finding, mark_length};
use crate::prompt::parts::Diagnostic;

/// The lines of `text` from the byte `from` on: where each starts, and its text with the line end.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Where the header's fields and the body stand, if `text` starts with a header.
pub fn find(text: &str, rules: Rules) -> Option<(Range<usize>, Range<usize>)> {
    let mut rest = lines(text, mark_length(text))
        .skip_while(|(_, line)| rules.comments_before && (line.trim().is_empty() || line.starts_with('#')));
    let (at, opening) = rest.next().filter(|(_, line)| is_fence(line))?;
    let start = at + opening.len();
    for (at, line) in rest {
        if is_fence(line) {
            return Some((start..at, at + line.len()..text.len()));
        }
    }
    (rules.unclosed == Unclosed::WholeFile).then_some((start..text.len(), text.len()..text.len()))
}

/// What is odd about a text that starts like a header and has none.
pub fn unclosed(text: &str, rules: Rules) -> Option<Diagnostic> {
    let start = mark_length(text);
    let mut rest = lines(text, start).skip_while(|(_, line)| rules.comments_before && line.starts_with('#'));
    let (at, opening) = rest.next().filter(|(_, line)| is_fence(line))?;
    let (_, next) = rest.next()?;
    top_key(next)?;
    let what = "the header is not closed; it stays plain text".to_owned();
    Some(finding(text, at..at + opening.trim_end().len(), what, "close it with a line of ---"))
}

/// The fields of the YAML at `span` of `text`, and what is odd about them.
pub fn read(text: &str, span: Range<usize>, loose: &[&str]) -> (Vec<Field>, Vec<Diagnostic>) {
    let whole = yaml_serde::from_str::<Value>(&text[span.clone()]);
    let mut fields = scan(text, span.clone(), whole.is_ok());
    let error = match whole {
        Ok(Value::Object(mut values)) => {
            // Where a key stands twice the last one counts, here as for the tools.
            let mut repeated = Vec::new();
            for field in fields.iter_mut().rev() {
                if let Some(value) = values.remove(&field.key) {
                    field.value = value;
                } else {
                    let alone = yaml_serde::from_str::<Map<String, Value>>(&text[field.span.clone()]).ok();
                    field.value = alone.and_then(|mut alone| alone.remove(&field.key)).unwrap_or_default();
                    let what = format!("{} stands twice in the header; the last one counts", field.key);
                    repeated.push(finding(text, field.name.clone(), what, "take one of them out"));
                }
            }
            // Fields that are not on lines of their own, as in `{a: 1, b: 2}`.
            for (key, value) in values {
                let nowhere = span.end..span.end;
                fields.push(Field { key, value, name: nowhere.clone(), source: nowhere.clone(), span: nowhere });
            }
            make_loose_fields_text(text, &mut fields, loose);
            return (fields, repeated);
        }
        Ok(Value::Null) if fields.is_empty() => return (fields, Vec::new()),
        Ok(_) => None,
        Err(error) => Some(error),
    };
    // Each field by itself, so that one that is broken takes no other with it.
    let mut broken: Option<&Field> = None;
    for field in &mut fields {
        let is_loose = loose.contains(&field.key.as_str());
        let value = (!is_loose).then(|| yaml_serde::from_str::<Value>(&text[field.span.clone()]).ok()).flatten();
        match value {
            Some(Value::Object(mut value)) if value.contains_key(&field.key) => {
                field.value = value.remove(&field.key).unwrap_or_default();
            }
            _ => {
                field.value = Value::String(plain(&text[field.source.clone()]));
                if !is_loose {
                    broken = broken.or(Some(field));
                }
            }
        }
    }
    let at = broken.map(|field| {
        let start = field.span.start;
        start..start + text[start..].lines().next().map_or(0, str::len)
    });
    let diagnostics = match (at, error) {
        (Some(at), _) => {
            let what = "the header is not YAML here; the line is read as plain text".to_owned();
            vec![finding(text, at, what, "put the value in quotes")]
        }
        // Every field is right by itself or loose, and yet the whole is not: a line that belongs to none.
        (None, error) if fields.is_empty() || stray(text, &span, &fields) => {
            let line = error.as_ref().and_then(|error| error.location()).map_or(1, |location| location.line());
            let (at, line) = lines(text, span.start).nth(line.saturating_sub(1)).unwrap_or((span.start, ""));
            let what = "the header is not YAML; its lines of the form key: value are read".to_owned();
            vec![finding(text, at..at + line.trim_end().len(), what, "write it as lines of key: value")]
        }
        (None, _) => Vec::new(),
    };
    let mut fields = fields;
    make_loose_fields_text(text, &mut fields, loose);
    (fields, diagnostics)
}

/// Whether a line of the header belongs to no field and is no comment.
fn stray(text: &str, span: &Range<usize>, fields: &[Field]) -> bool {
    let starts = fields.iter().map(|field| field.span.start).chain([span.end]);
    let ends = [span.start].into_iter().chain(fields.iter().map(|field| field.span.end));
    ends.zip(starts).any(|(end, start)| text[end..start].lines().any(is_stray))
}

fn is_stray(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

/// Whether it is not known where the field ends: it is not YAML by itself, and has several lines or is followed by one that
/// belongs to no field.
pub(super) fn ends_somewhere(text: &str, span: &Range<usize>, field: &Field) -> bool {
    if yaml_serde::from_str::<Value>(&text[field.span.clone()]).is_ok() {
        return false;
    }
    let next = text[field.span.end..span.end].lines().find(|line| is_stray(line));
    text[field.source.clone()].contains('\n') || next.is_some_and(|line| top_key(line).is_none())
}

fn make_loose_fields_text(text: &str, fields: &mut [Field], loose: &[&str]) {
    for field in fields.iter_mut().filter(|field| loose.contains(&field.key.as_str())) {
        if !field.source.is_empty() && !field.value.is_string() {
            field.value = Value::String(plain(&text[field.source.clone()]));
        }
    }
}

/// The fields by their lines: a key at the start of a line, and the lines after it that are indented, empty, comments or
/// items of a list. Any other line ends the field, but where the whole is YAML: there it can only be the rest of a text in
/// quotes or of a value in brackets.
fn scan(text: &str, span: Range<usize>, is_yaml: bool) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut is_open = false;
    for (at, line) in lines(&text[..span.end], span.start) {
        match top_key(line) {
            Some(TopKey { key, length, behind: colon }) => {
                let value = &line[colon..];
                let start = at + colon + (value.len() - value.trim_start_matches([' ', '\t']).len());
                let end = at + line.trim_end().len();
                is_open = true;
                let (name, span) = (at..at + length, at..at + line.len());
                fields.push(Field { key, value: Value::Null, name, source: start.min(end)..end, span });
            }
            // What follows a key without a value of its own, or a text of several lines, belongs to it.
            None => {
                let belongs = line.starts_with([' ', '\t', '-', ']', '}']) || line.trim().is_empty();
                if !belongs && line.starts_with('#') {
                    continue;
                }
                is_open &= belongs || is_yaml;
                if let Some(field) = fields.last_mut().filter(|_| is_open) {
                    if !line.trim().is_empty() {
                        if field.source.is_empty() {
                            field.source.start = at + line.len() - line.trim_start().len();
                        }
                        field.source.end = at + line.trim_end().len();
                    }
                    field.span.end = at + line.len();
                }
            }
        }
    }
    fields
}

/// The key at the start of a line.
struct TopKey {
    key: String,
    /// How many bytes it has as it is written, in quotes or not.
    length: usize,
    /// The byte behind its colon.
    behind: usize,
}

fn top_key(line: &str) -> Option<TopKey> {
    if line.starts_with([' ', '\t', '#', '-', '[', '{', ']', '}']) {
        return None;
    }
    let quote = line.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (key, length) = match quote {
        Some(quote) => {
            let end = line[1..].find(quote)? + 1;
            (&line[1..end], end + 1)
        }
        None => {
            // The first colon that ends a key: one before a space or the line's end.
            let end = line
                .match_indices(':')
                .map(|(at, _)| at)
                .find(|at| line[at + 1..].chars().next().is_none_or(char::is_whitespace))?;
            let key = line[..end].trim_end();
            (key, key.len())
        }
    };
    let colon = length + line[length..].find(':')?;
    let is_key = !key.is_empty() && line[length..colon].trim().is_empty();
    is_key.then(|| TopKey { key: key.to_owned(), length, behind: colon + 1 })
}

/// A value that is not YAML as the text that its author meant: without quotes around it.
fn plain(source: &str) -> String {
    let source = source.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = source.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.to_owned();
        }
    }
    source.to_owned()
}
