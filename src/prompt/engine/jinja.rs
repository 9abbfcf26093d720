//! Jinja by `minijinja`, which writes values here as Python does.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, Value as Json};

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, OutputSpanKind};

use super::{MAX_BYTES, Refusal, Spoken, Use, python, too_large, too_many_steps};
use crate::prompt::parts::Role;

/// The most steps of one rendering, far more than a prompt needs. A byte that is written or made costs a 64th of a step,
/// so that nothing grows beyond what a text may be.
const FUEL: u64 = (MAX_BYTES / python::BYTES_PER_STEP) as u64;
/// Names that Jinja itself has, beside its functions.
const OWN: [&str; 7] = ["loop", "self", "super", "varargs", "kwargs", "caller", "lipsum"];

/// `written` counts the bytes of the values that are written.
fn environment<'a>(written: &Arc<AtomicUsize>) -> Environment<'a> {
    let written = Arc::clone(written);
    let mut environment = Environment::new();
    if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_unknown_method_callback(python::method);
    environment.add_filter("tojson", python::to_json);
    environment.add_filter("e", python::escape);
    environment.add_filter("escape", python::escape);
    environment.set_formatter(move |out, _, value| {
        let text = python::text(value)?;
        if written.fetch_add(text.len(), Ordering::Relaxed).saturating_add(text.len()) > MAX_BYTES {
            return Err(python::beyond());
        }
        out.write_str(&text).map_err(|_| python::beyond())
    });
    environment
}

/// The names that `source` takes from what is given, in the order of the text.
pub(in crate::prompt) fn look(source: &str) -> Result<Vec<Use>, Refusal> {
    let written = Arc::default();
    let environment = environment(&written);
    let template = environment.template_from_named_str("prompt", source).map_err(|error| refusal(&error, &written))?;
    let functions: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
    let paths = template.undeclared_variables(true);
    let with_fields: HashSet<&str> = paths.iter().filter_map(|path| Some(path.split_once('.')?.0)).collect();
    // minijinja 3.1 does not see x in x[:2], so it is asked a second time without the [:2].
    let bare = without_slices(source);
    let mut names = template.undeclared_variables(false);
    if bare != source
        && let Ok(bare) = environment.template_from_named_str("prompt", &bare)
    {
        names.extend(bare.undeclared_variables(false));
    }
    let mut uses: Vec<Use> = names
        .into_iter()
        .filter(|name| !OWN.contains(&name.as_str()) && !functions.contains(&name.as_str()))
        .map(|name| {
            let has_fields = with_fields.contains(name.as_str());
            Use { name, is_shown: true, is_list: false, has_fields }
        })
        .collect();
    let places = places(source);
    uses.sort_by_cached_key(|found| {
        (places.get(found.name.as_str()).copied().unwrap_or(usize::MAX), found.name.clone())
    });
    Ok(uses)
}

/// Where each word stands first inside a tag. What follows a dot is a field and no name.
fn places(source: &str) -> HashMap<&str, usize> {
    let is_between = |c: char| !c.is_alphanumeric() && c != '_';
    let mut places = HashMap::new();
    for tag in tags(source) {
        let mut at = tag.start;
        for part in source[tag].split_inclusive(is_between) {
            let word = part.trim_end_matches(is_between);
            if !word.is_empty() && !source[..at].ends_with('.') {
                places.entry(word).or_insert(at);
            }
            at += part.len();
        }
    }
    places
}

/// The tags of `source`: `{{ … }}`, `{% … %}` and `{# … #}`.
pub(in crate::prompt) fn tags(source: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find('{').map(|found| at + found) {
        let close = match source.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(end) = source[start + 2..].find(close) else { break };
        at = start + 2 + end + 2;
        tags.push(start..at);
    }
    tags
}

/// `source` with white space for each slice in a tag, such as `[:2]`.
fn without_slices(source: &str) -> String {
    let mut bytes = source.as_bytes().to_vec();
    for tag in tags(source) {
        let (mut quote, mut open): (Option<u8>, Vec<(u8, usize, bool)>) = (None, Vec::new());
        for at in tag {
            let byte = source.as_bytes()[at];
            match byte {
                _ if quote.is_some() => {
                    let is_escaped = source.as_bytes()[..at].ends_with(b"\\");
                    quote = quote.filter(|quote| *quote != byte || is_escaped);
                }
                b'"' | b'\'' => quote = Some(byte),
                b'(' | b'[' | b'{' => open.push((byte, at, false)),
                b':' => {
                    if let Some((b'[', _, is_slice)) = open.last_mut() {
                        *is_slice = true;
                    }
                }
                b')' | b']' | b'}' => {
                    if let Some((_, start, true)) = open.pop() {
                        bytes[start..=at].fill(b' ');
                    }
                }
                _ => {}
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| source.to_owned())
}

/// The text with `data` filled in.
pub(in crate::prompt) fn render(source: &str, data: &Map<String, Json>) -> Result<Spoken, Refusal> {
    let written = Arc::default();
    let environment = environment(&written);
    let template = environment.template_from_named_str("prompt", source).map_err(|error| refusal(&error, &written))?;
    let (text, spans) = template.render_with_spans(python::map(data)).map_err(|error| refusal(&error, &written))?;
    if text.len() > MAX_BYTES {
        return Err(Refusal { line: 1, what: too_large() });
    }
    let lines = role_lines(source);
    let mut spoken = Spoken { text, ..Spoken::default() };
    for span in spans {
        let output = span.output_range();
        if span.kind() == OutputSpanKind::Expression {
            spoken.filled.push(output);
            continue;
        }
        let written = span.source_range();
        let first = lines.partition_point(|(line, _)| line.end <= written.start);
        for (line, role) in lines[first..].iter().take_while(|(line, _)| line.start < written.end) {
            // Jinja may have taken away the line end, not the role.
            let seen = line.start.max(written.start)..line.end.min(written.end);
            if seen.start < seen.end && source[seen.clone()].contains(':') {
                let from = output.start + (seen.start - written.start);
                spoken.roles.push((from..from + seen.len(), *role));
            }
        }
    }
    Ok(spoken)
}

/// What is told of `error`, after so many bytes of values.
fn refusal(error: &Error, written: &AtomicUsize) -> Refusal {
    let line = error.line().unwrap_or(1);
    let what = match error.detail() {
        // Bytes are steps, too.
        _ if error.kind() == ErrorKind::OutOfFuel && written.load(Ordering::Relaxed) > MAX_BYTES / 2 => too_large(),
        _ if error.kind() == ErrorKind::OutOfFuel => too_many_steps(),
        Some(detail) if error.kind() == ErrorKind::WriteFailure => detail.to_owned(),
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    Refusal { line, what }
}

/// The lines of prompty that say who speaks, with their line ends: `user:`, `# System:`, `assistant[name="x"]:`.
pub(in crate::prompt) fn role_lines(source: &str) -> Vec<(Range<usize>, Role)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if let Some(role) = role_of(line) {
            lines.push((at..at + line.len(), role));
        }
        at += line.len();
    }
    lines
}

fn role_of(line: &str) -> Option<Role> {
    let said = line.trim();
    let said = said.strip_prefix('#').unwrap_or(said).trim_start().strip_suffix(':')?.trim_end();
    let (name, attributes) = match said.split_once('[') {
        Some((name, attributes)) => (name, attributes.strip_suffix(']')),
        None => (said, Some("a=b")),
    };
    let is_role = ["system", "user", "assistant", "developer"].iter().any(|role| name.eq_ignore_ascii_case(role));
    (is_role && attributes.is_some_and(|said| said.contains('='))).then(|| Role::named(name))?
}
