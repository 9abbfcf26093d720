//! Mustache: values, sections, their opposites and comments, as <https://mustache.github.io/mustache.5.html> has them,
//! without the escaping of HTML, which has no place in a prompt. A partial is nothing: there is no file to read it from.

use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::jinja::role_lines;
use super::{MAX_BYTES, Refusal, STEPS, Spoken, Use, Uses, too_large, too_many_steps};

/// How deep sections may stand in each other.
const DEPTH: usize = 64;

enum Node {
    Text(Range<usize>),
    Value(String),
    Section { name: String, is_inverted: bool, inside: Vec<Node> },
}

/// The names that `source` takes from what is given, in the order of the text.
pub(in crate::prompt) fn look(source: &str) -> Result<Vec<Use>, Refusal> {
    let mut uses = Uses::default();
    collect(&parse(source)?, &mut uses, false);
    Ok(uses.found)
}

fn collect(nodes: &[Node], uses: &mut Uses, is_inside: bool) {
    let mut seen = |name: &str, is_shown: bool| {
        let (first, rest) = name.split_once('.').map_or((name, ""), |(first, rest)| (first, rest));
        if first.is_empty() {
            return;
        }
        let found = uses.of(first);
        found.is_shown |= is_shown;
        found.has_fields |= !rest.is_empty();
    };
    for node in nodes {
        match node {
            Node::Text(_) => {}
            // Inside a section a name may be a field of its items.
            Node::Value(name) if !is_inside => seen(name, true),
            Node::Value(_) => {}
            Node::Section { name, .. } => seen(name, false),
        }
    }
    for node in nodes {
        if let Node::Section { name, is_inverted, inside } = node {
            let mut within = Uses::default();
            collect(inside, &mut within, is_inside || !is_inverted);
            let shows_items = !is_inverted && shows_fields(inside);
            for found in within.found {
                let is_known = uses.has(&found.name);
                let known = uses.of(&found.name);
                if is_known {
                    known.is_shown |= found.is_shown;
                } else {
                    *known = found;
                }
            }
            if uses.has(name) {
                uses.of(name).is_list |= shows_items;
            }
        }
    }
}

fn shows_fields(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| matches!(node, Node::Value(_) | Node::Section { .. }))
}

/// The tags of `source`.
pub(in crate::prompt) fn tags(source: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find("{{").map(|found| at + found) {
        let close = if source[start..].starts_with("{{{") { "}}}" } else { "}}" };
        let Some(end) = source[start..].find(close) else { break };
        at = start + end + close.len();
        tags.push(start..at);
    }
    tags
}

fn parse(source: &str) -> Result<Vec<Node>, Refusal> {
    let line_of = |at: usize| source[..at].matches('\n').count() + 1;
    let refuse = |at: usize, what: String| Refusal { line: line_of(at), what };
    let (mut open, mut close) = ("{{".to_owned(), "}}".to_owned());
    let mut stack: Vec<(String, bool, usize, Vec<Node>)> = Vec::new();
    let mut nodes = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find(&open).map(|found| at + found) {
        let inner_start = start + open.len();
        let kind = source[inner_start..].chars().next().unwrap_or(' ');
        let end_mark = match kind {
            '{' => format!("}}{close}"),
            '=' => format!("={close}"),
            _ => close.clone(),
        };
        let from = inner_start + if "{&#^/!>=".contains(kind) { 1 } else { 0 };
        let Some(inner_end) = source[from..].find(&end_mark).map(|end| from + end) else {
            return Err(refuse(start, format!("{open} is not closed")));
        };
        let mut end = inner_end + end_mark.len();
        let inner = source[from..inner_end].trim().to_owned();
        // A tag that is alone on its line takes the line with it.
        let line = if "#^/!>=".contains(kind) { line_of_its_own(source, at, start, end) } else { None };
        nodes.push(Node::Text(at..line.as_ref().map_or(start, |line| line.start)));
        end = line.map_or(end, |line| line.end);
        at = end;
        match kind {
            '#' | '^' => {
                if stack.len() >= DEPTH {
                    return Err(refuse(start, format!("sections stand in each other more than {DEPTH} deep")));
                }
                stack.push((inner, kind == '^', start, std::mem::take(&mut nodes)));
            }
            '/' => match stack.pop() {
                Some((name, is_inverted, _, outside)) if name == inner => {
                    let inside = std::mem::replace(&mut nodes, outside);
                    nodes.push(Node::Section { name, is_inverted, inside });
                }
                _ => return Err(refuse(start, format!("{inner} is closed and was not opened"))),
            },
            '=' => {
                let mut marks = inner.split_whitespace();
                let (Some(first), Some(second), None) = (marks.next(), marks.next(), marks.next()) else {
                    return Err(refuse(start, "two delimiters are needed between the =".to_owned()));
                };
                (open, close) = (first.to_owned(), second.to_owned());
            }
            '!' | '>' => {}
            _ => nodes.push(Node::Value(inner)),
        }
    }
    nodes.push(Node::Text(at..source.len()));
    match stack.pop() {
        Some((name, _, start, _)) => Err(refuse(start, format!("{name} is opened and not closed"))),
        None => Ok(nodes),
    }
}

/// The line of the tag from `start` to `end`, if it is alone there. The tag before it ended at `at`: no byte is looked at
/// for more than one tag, however long the line is.
fn line_of_its_own(source: &str, at: usize, start: usize, end: usize) -> Option<Range<usize>> {
    let before = &source[at..start];
    let line_start = match before.rfind('\n') {
        Some(feed) => at + feed + 1,
        None if source[..at].is_empty() || source[..at].ends_with('\n') => at,
        None => return None,
    };
    if !source[line_start..start].trim().is_empty() {
        return None;
    }
    let rest = &source[end..];
    match rest.char_indices().find(|(_, c)| *c == '\n' || !c.is_whitespace()) {
        Some((feed, '\n')) => Some(line_start..end + feed + 1),
        Some(_) => None,
        None => Some(line_start..source.len()),
    }
}

/// The text with `data` filled in.
pub(in crate::prompt) fn render(source: &str, data: &Map<String, Json>) -> Result<Spoken, Refusal> {
    let nodes = parse(source)?;
    let mut writer = Writer { source, roles: role_lines(source), spoken: Spoken::default(), steps: 0 };
    let data = Json::Object(data.clone());
    writer.write(&nodes, &mut vec![&data])?;
    Ok(writer.spoken)
}

struct Writer<'a> {
    source: &'a str,
    roles: Vec<(Range<usize>, crate::prompt::parts::Role)>,
    spoken: Spoken,
    /// How many nodes were written.
    steps: usize,
}

impl Writer<'_> {
    fn write(&mut self, nodes: &[Node], context: &mut Vec<&Json>) -> Result<(), Refusal> {
        // At least one for each time, or a section with nothing in it is free.
        self.steps += nodes.len().max(1);
        if self.steps > STEPS {
            return Err(Refusal { line: 1, what: too_many_steps() });
        }
        for node in nodes {
            match node {
                Node::Text(span) => {
                    let start = self.spoken.text.len();
                    let first = self.roles.partition_point(|(line, _)| line.start < span.start);
                    for (line, role) in self.roles[first..].iter().take_while(|(line, _)| line.start < span.end) {
                        let from = start + line.start - span.start;
                        let length = line.end.min(span.end) - line.start;
                        self.spoken.roles.push((from..from + length, *role));
                    }
                    self.spoken.text.push_str(&self.source[span.clone()]);
                }
                Node::Value(name) => {
                    let start = self.spoken.text.len();
                    let value = find(name, context).map(shown).unwrap_or_default();
                    self.spoken.text.push_str(&value);
                    self.spoken.filled.push(start..self.spoken.text.len());
                }
                Node::Section { name, is_inverted, inside } => {
                    let value = find(name, context).filter(|value| is_true(value));
                    match value {
                        None if *is_inverted => self.write(inside, context)?,
                        Some(Json::Array(items)) if !is_inverted => {
                            for item in items {
                                context.push(item);
                                self.write(inside, context)?;
                                context.pop();
                            }
                        }
                        Some(value) if !is_inverted => {
                            context.push(value);
                            self.write(inside, context)?;
                            context.pop();
                        }
                        _ => {}
                    }
                }
            }
            if self.spoken.text.len() > MAX_BYTES {
                return Err(Refusal { line: 1, what: too_large() });
            }
        }
        Ok(())
    }
}

fn find<'d>(name: &str, context: &[&'d Json]) -> Option<&'d Json> {
    if name == "." {
        return context.last().copied();
    }
    let mut parts = name.split('.');
    let first = parts.next()?;
    let found = context.iter().rev().find_map(|value| value.get(first))?;
    parts.try_fold(found, |value, part| value.get(part))
}

fn is_true(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::Object(fields) => !fields.is_empty(),
        Json::Bool(true) => true,
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        value => super::python::text(&super::python::value(value)).unwrap_or_default(),
    }
}
