//! A command of the Gemini CLI: a TOML file with `prompt` and `description`.
//!
//! `{{args}}` is what follows the command's name. `@{path}` is a file and `!{command}` a command of the shell, found by
//! counting braces; in a command, `{{args}}` is one quoted word. Without `{{args}}` the whole line as it was typed follows
//! the prompt.

use std::ops::Range;

use super::spelled::{Spelled, Walk};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::parts::{Argument, Otherwise, Severity, SiteKind, Takes};

const ARGS: &str = "{{args}}";

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, Vec::new());
    lint(source, &mut reader);
    let args = reader.argument_or("args", || Argument {
        // Gemini puts nothing where nothing is given.
        required: false,
        ..Argument::inferred("args", Takes::Rest(0))
    });
    let prompt = source.header.get("prompt").and_then(|field| Some((field, field.value.as_str()?)));
    if let Some((field, value)) = prompt {
        let spelled = Spelled::toml(source.text, field.source.clone(), value);
        let text = spelled.text.as_str();
        let (sites, unclosed) = sites(text);
        for (range, kind) in &sites {
            let inner = text[range.start + 2..range.end - 1].trim();
            reader.site(spelled.span(range.clone()), *kind, inner);
        }
        if let Some(range) = unclosed {
            let what = format!("Gemini stops at {}: its brace is not closed", &text[range.clone()]);
            reader.odd(spelled.span(range), Severity::Fault, what, "close it with }, or balance the braces inside");
        }
        let of = |wanted: SiteKind| {
            let ranges = sites.iter().filter(|(_, kind)| *kind == wanted).map(|(range, _)| range);
            ranges.collect::<Vec<_>>()
        };
        // Those of one kind follow each other.
        let (files, commands) = (of(SiteKind::File), of(SiteKind::Shell));
        let mut walk = Walk::new(&spelled, &mut reader);
        for (start, _) in text.match_indices(ARGS) {
            let range = start..start + ARGS.len();
            let is_in = |sites: &[&Range<usize>]| {
                let before = sites.partition_point(|site| site.start < start);
                before > 0 && start < sites[before - 1].end
            };
            if is_in(&files) {
                continue;
            }
            let is_quoted = is_in(&commands);
            walk.special(range, |reader, span| {
                if is_quoted {
                    reader.fill_quoted(span, args);
                } else {
                    reader.fill(span, args, Otherwise::Empty);
                }
            });
        }
        walk.finish(text.len());
        if !text.contains(ARGS) {
            let lead = format!("\n\n/{} ", command(source));
            reader.append(0, &lead, args, false);
        }
    }
    reader.finish(0)
}

/// Bytes of the prompt, and what Gemini does there.
type Place = (Range<usize>, SiteKind);

/// The places where a file is read or a command is run, in the order of the text, and the first that is not closed.
fn sites(text: &str) -> (Vec<Place>, Option<Range<usize>>) {
    let (mut sites, mut unclosed): (Vec<Place>, _) = (Vec::new(), None);
    // Files first, then commands in the text between them.
    for (open, kind) in [("@{", SiteKind::File), ("!{", SiteKind::Shell)] {
        let mut at = 0;
        while let Some(found) = text[at..].find(open) {
            let start = at + found;
            let mut depth = 0_usize;
            let end = text[start + 1..].bytes().position(|byte| {
                match byte {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                depth == 0
            });
            let Some(end) = end else {
                unclosed = unclosed.or(Some(start..start + 2));
                break;
            };
            at = start + 1 + end + 1;
            sites.push((start..at, kind));
        }
    }
    sites.sort_by_key(|(range, _)| range.start);
    (sites, unclosed)
}

/// The name that is typed behind the slash: the path below the folder of the commands, `:` between its parts.
fn command(source: &Source<'_>) -> String {
    let path = String::from_utf8_lossy(source.id.as_bytes()).into_owned();
    let path = path.rsplit_once(".gemini/commands/").map_or(path.as_str(), |(_, below)| below);
    let path = path.get(..path.len().saturating_sub(5)).unwrap_or(path);
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
    let name = |part: &str| {
        let part: String = part.chars().map(allowed).collect();
        if part.len() > 50 { format!("{}...", &part[..47]) } else { part }
    };
    path.split('/').map(name).collect::<Vec<_>>().join(":")
}

fn lint(source: &Source<'_>, reader: &mut Reader<'_>) {
    for field in source.header.fields() {
        let key = field.name.clone();
        match field.key.as_str() {
            "prompt" | "description" if field.value.is_string() => {}
            "prompt" | "description" => {
                let what = format!("Gemini refuses the file: {} is no text", field.key);
                reader.odd(field.source.clone(), Severity::Fault, what, "write it in quotes");
            }
            unknown => {
                let what = format!("Gemini knows no {unknown}, and passes over it");
                reader.odd(key, Severity::Warning, what, "it knows prompt and description");
            }
        }
    }
    if source.header.get("prompt").is_none() {
        let what = "Gemini refuses the file: it has no prompt";
        let start = source.header.span().start;
        reader.odd(start..start, Severity::Fault, what, "add prompt = \"\"\"…\"\"\"");
    }
}

#[cfg(test)]
mod tests;
