//! Changes of a header that touch the bytes of the changed fields and no others.
//!
//! Ways to write a field are tried in turn: by `yaml-edit`, which keeps comments and layout, on the lines of that field
//! alone; then by putting the value where the old one stood. One is taken only if the file, read again, says what was asked
//! and everything else in it is as it was, byte for byte. Where none is, the change is refused.

mod places;
mod write;

use std::ops::Range;

use serde_json::Value;
use thiserror::Error;

use super::header::{Field, Format, Header, flow, mark_length, quoted, scalar};
use crate::prompt::dialect::Dialect;
use crate::prompt::dialect::source::masked;
use crate::prompt::template::Template;
use places::Setting;
use write::{Way, block, with_yaml_edit};

/// What a header is to say. What is `None` or empty stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderChange {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// All tags, instead of those that are there.
    pub tags: Option<Vec<String>>,
    /// Arguments to declare, or to give another default.
    pub arguments: Vec<ArgumentChange>,
}

/// One argument that a header is to declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentChange {
    /// Its name.
    pub name: String,
    /// Its default, if it is to have one.
    pub default: Option<String>,
}

/// Why a header is not changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditFault {
    /// The dialect has no place for it.
    #[error("a prompt of the dialect {} has no {what} in its header: {instead}", .dialect.name())]
    NoPlace {
        /// The dialect.
        dialect: Dialect,
        /// What was to be set.
        what: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// A value that cannot stand there.
    #[error("{value} cannot be {what}: {why}")]
    Unfit {
        /// What was given.
        value: String,
        /// What it was to be.
        what: &'static str,
        /// What may be given.
        why: &'static str,
    },
    /// No way of writing it leaves everything else as it is.
    #[error("{0} cannot be changed without touching what stands around it: change it by hand, with promptbook edit")]
    Entangled(String),
}

/// The bytes of the file `template` with `change` made. Everything but the changed fields keeps its bytes; a header is made
/// where there is none.
///
/// # Errors
/// The first part of the change that cannot be made. Nothing is changed then.
pub fn edit(template: &Template, change: &HeaderChange) -> Result<Vec<u8>, EditFault> {
    let dialect = template.dialect();
    let HeaderChange { title, description, tags, arguments } = change;
    let mut raw = template.raw().to_vec();
    let set = |raw: &mut Vec<u8>, settings: Result<Vec<Setting>, EditFault>| {
        for setting in settings? {
            *raw = set(dialect, raw, &setting)?;
        }
        Ok(())
    };
    if let Some(title) = title {
        let settings = places::title(dialect, &header(dialect, &raw), title);
        set(&mut raw, settings)?;
    }
    if let Some(description) = description {
        set(&mut raw, places::description(dialect, description))?;
    }
    if let Some(tags) = tags {
        let settings = places::tags(dialect, &header(dialect, &raw), tags);
        set(&mut raw, settings)?;
    }
    for argument in arguments {
        let settings = places::argument(dialect, &header(dialect, &raw), argument);
        set(&mut raw, settings)?;
    }
    Ok(raw)
}

fn header(dialect: Dialect, raw: &[u8]) -> Header {
    dialect.header(&masked(raw))
}

/// `raw` with one field, or a value below it, set.
fn set(dialect: Dialect, raw: &[u8], setting: &Setting) -> Result<Vec<u8>, EditFault> {
    let Setting { key, path, value } = setting;
    let text = masked(raw);
    let before = dialect.header(&text);
    let mut wanted = before.get(key).map(|field| field.value.clone()).unwrap_or_default();
    if !write::put(&mut wanted, path, value.clone()) {
        return Err(EditFault::Entangled((*key).to_owned()));
    }
    if before.get(key).is_some_and(|field| field.value == wanted) {
        return Ok(raw.to_vec());
    }
    let end = line_end(&text);
    let ways = match before.get(key) {
        Some(field) => ways_to_change(raw, &text, &before, field, setting),
        None => ways_to_add(&text, &before, key, &wanted),
    };
    let made = ways.into_iter().find_map(|Way { at, text }| {
        let new = text.replace("\r\n", "\n").replace('\n', end);
        let after = [&raw[..at.start], new.as_bytes(), &raw[at.end..]].concat();
        let is_right = is_the_same_but(dialect, raw, &before, &after, key, &wanted);
        is_right.then_some(after)
    });
    made.ok_or_else(|| EditFault::Entangled((*key).to_owned()))
}

/// The line end that new lines get.
fn line_end(text: &str) -> &'static str {
    if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

/// Ways to change a field that is there, the best first.
fn ways_to_change(raw: &[u8], text: &str, before: &Header, field: &Field, setting: &Setting) -> Vec<Way> {
    let Setting { key, path, value } = setting;
    let mut ways = Vec::new();
    // A field of a header that is written in braces has no bytes of its own.
    if field.span.is_empty() {
        return ways;
    }
    if before.format() == Format::TomlFile {
        if let (Value::String(value), []) = (value, path.as_slice()) {
            ways.push(Way { at: field.source.clone(), text: quoted(value) });
        }
        return ways;
    }
    // Its lines may be the prompt's text.
    if before.ends_somewhere(text, field) {
        return ways;
    }
    let lead = if text[..field.source.start].ends_with(':') { " " } else { "" };
    let own = &text[field.span.clone()];
    let in_place = |text: String| Way { at: field.source.clone(), text: format!("{lead}{text}") };
    if let (Value::Array(items), []) = (value, path.as_slice())
        && text[field.source.clone()].starts_with('-')
        && !items.is_empty()
    {
        let column = text[..field.source.start].rsplit('\n').next().map_or(0, str::len);
        ways.push(in_place(kept_items(&text[field.source.clone()], items, column)));
        // Comments between the items would go with another way.
        if text[field.source.clone()].contains('#') {
            return ways;
        }
        let items: Vec<String> = items.iter().map(|item| format!("- {}", flow(item))).collect();
        ways.push(in_place(items.join(&format!("\n{}", " ".repeat(column)))));
    }
    let is_own_style = own.matches('\n').count() == own.matches("\r\n").count() || !own.contains('\r');
    if is_own_style && std::str::from_utf8(&raw[field.span.clone()]).is_ok() {
        let new = with_yaml_edit(&own.replace("\r\n", "\n"), key, path, value);
        ways.extend(new.into_iter().map(|text| Way { at: field.span.clone(), text }));
    }
    if path.is_empty() {
        match value {
            Value::String(value) => {
                ways.push(in_place(scalar(value, false)));
                // Where a tool reads its headers line by line, a value is what stands there.
                if !value.contains('\n') {
                    ways.extend([value.clone(), format!("\"{value}\""), format!("'{value}'")].map(in_place));
                }
            }
            value => ways.push(in_place(flow(value))),
        }
    }
    ways
}

/// The items of a list, one on each line of `source`, that are in `wanted` still, with their comments, and behind them those
/// that are new. Lines after the first are indented by `column`.
fn kept_items(source: &str, wanted: &[Value], column: usize) -> String {
    let item = |line: &str| yaml_serde::from_str::<Vec<Value>>(line.trim_start()).ok()?.into_iter().next();
    let mut there: Vec<Value> = Vec::new();
    let mut kept: Vec<String> = Vec::new();
    for line in source.lines() {
        match item(line) {
            Some(value) if wanted.contains(&value) && !there.contains(&value) => {
                there.push(value);
                kept.push(line.to_owned());
            }
            Some(_) if line.trim_start().starts_with('-') => {}
            _ => kept.push(line.to_owned()),
        }
    }
    let new = wanted.iter().filter(|value| !there.contains(value));
    kept.extend(new.map(|value| format!("{}- {}", " ".repeat(column), flow(value))));
    // The first line is indented already.
    kept.join("\n").trim_start().to_owned()
}

/// Ways to add a field, the best first.
fn ways_to_add(text: &str, before: &Header, key: &str, value: &Value) -> Vec<Way> {
    let Range { start, end } = before.span();
    let at = |at: usize, text: String| Way { at: at..at, text };
    match before.format() {
        Format::None => {
            let start = mark_length(text);
            vec![at(start, format!("---\n{}---\n", block(key, value)))]
        }
        Format::Yaml | Format::YamlFile => {
            let lead = if start < end && !text[..end].ends_with('\n') { "\n" } else { "" };
            vec![at(end, format!("{lead}{}", block(key, value))), at(start, block(key, value))]
        }
        Format::TomlFile => {
            let Value::String(value) = value else { return Vec::new() };
            // Tables follow: a field at the end would be one of the last table's.
            let first = before.fields().first().map_or(start, |field| field.span.start);
            let line = format!("{key} = {}\n", quoted(value));
            vec![at(first, line.clone()), at(start, line)]
        }
    }
}

/// Whether `after` says `wanted` in the field `key`, and all else as `raw` does: each other field and the body with the
/// same bytes, and nothing odd that was not odd before.
fn is_the_same_but(dialect: Dialect, raw: &[u8], before: &Header, after: &[u8], key: &str, wanted: &Value) -> bool {
    let text = masked(after);
    let now = dialect.header(&text);
    let is_whole_file = matches!(now.format(), Format::YamlFile | Format::TomlFile);
    let changed = |header: &Header| header.fields().iter().rposition(|field| field.key == key);
    let others = |header: &Header, raw: &[u8]| -> Vec<(String, Value, Vec<u8>)> {
        let changed = changed(header);
        let others = header.fields().iter().enumerate().filter(|(index, _)| Some(*index) != changed);
        others.map(|(_, field)| (field.key.clone(), field.value.clone(), raw[field.span.clone()].to_vec())).collect()
    };
    now.format() != Format::None
        && now.get(key).is_some_and(|field| field.value == *wanted)
        && others(before, raw) == others(&now, after)
        && (is_whole_file || raw[before.body()] == after[now.body()])
        && now.oddities() <= before.oddities()
}

#[cfg(test)]
mod tests;
