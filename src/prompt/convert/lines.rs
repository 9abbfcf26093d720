//! Where in the old file something is said that the new one does not hold.

use super::LossKind;
use crate::prompt::parts::{Piece, line_at};
use crate::prompt::template::{Body, Template};

/// The fields of headers that declare arguments.
const DECLARING: [&str; 6] = ["args", "arguments", "argument-hint", "inputs", "input", "defaults"];

/// The line of what a loss of `kind` is about: a field of the header, or an argument.
pub(super) fn of(template: &Template, kind: LossKind, about: &str) -> Option<usize> {
    let raw = template.raw();
    match kind {
        LossKind::Field => {
            let field = template.header().get(about);
            // Some tools call the title so.
            let field = field.or_else(|| template.header().get("name").filter(|_| about == "title"));
            field.map(|field| line_at(raw, field.span.start))
        }
        _ => declared(template, about).or_else(|| filled(template, about)),
    }
}

/// The line of the header that begins with the name of the argument.
fn declared(template: &Template, name: &str) -> Option<usize> {
    let raw = template.raw();
    let fields = template.header().fields().iter().filter(|field| DECLARING.contains(&field.key.as_str()));
    let mut spans = fields.map(|field| field.span.clone());
    spans.find_map(|span| {
        let mut at = span.start;
        let lines = raw.get(span)?.split_inclusive(|byte| *byte == b'\n');
        let mut starts = lines.map(|line| {
            at += line.len();
            (at - line.len(), line)
        });
        let is_name = |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            let said = line.trim_start_matches([' ', '\t', '-', '"', '\'']);
            said.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        starts.find(|(_, line)| is_name(line)).map(|(start, _)| line_at(raw, start))
    })
}

/// The first line of the text with a place for the argument.
fn filled(template: &Template, name: &str) -> Option<usize> {
    let index = template.arguments().iter().position(|argument| argument.name == name)?;
    let Body::Pieces(pieces) = template.body() else { return None };
    let at = pieces.iter().find_map(|piece| match piece {
        Piece::Filled { span, argument, .. } | Piece::Quoted { span, argument, .. } if *argument == index => {
            Some(span.start)
        }
        _ => None,
    });
    at.map(|at| line_at(template.raw(), at))
}
