//! A fabric pattern: Markdown without a header.
//!
//! `{{name}}` is a variable, `{{input}}` what is worked on; where no `{{input}}` stands, it follows behind the last line.
//! `{{plugin:…}}` and `{{ext:…}}` are done by fabric. Everything else between braces is text here. fabric itself takes it
//! as a variable that nobody gave, and stops.

use std::borrow::Cow;
use std::ops::Range;

use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::parts::{Argument, Otherwise, Severity, SiteKind, Takes};

/// The most characters of a call that are kept as what it would do: calls stand in each other, each with all that is in it.
const LONGEST_CALL: usize = 400;

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, Vec::new());
    let body = source.header.body();
    for token in tokens(source.text, body.clone()) {
        let inner = &source.text[token.start + 2..token.end - 2];
        let site = inner.split_once(':').filter(|(kind, _)| matches!(*kind, "plugin" | "ext"));
        if let Some((kind, call)) = site {
            let shown = match inner.char_indices().nth(LONGEST_CALL) {
                Some((end, _)) => Cow::Owned(format!("{}…", &inner[..end])),
                None => Cow::Borrowed(inner),
            };
            reader.site(token, kind_of(kind, call), &shown);
        } else if inner == "input" {
            reader.fill_named(token, "input", Takes::Input, Otherwise::Empty);
        } else if super::is_name(inner) {
            reader.fill_named(token, inner, Takes::Name, Otherwise::Empty);
        } else if !inner.contains(['{', '}']) {
            let inner = inner.trim();
            let mut shown: String = inner.chars().take(24).collect();
            if shown.len() < inner.len() {
                shown.push('…');
            }
            let what = format!("fabric stops at {{{{{shown}}}}}: no variable can be given for it; it stays text here");
            reader.odd(token, Severity::Fault, what, "write the braces with a space between them");
        }
    }
    // A text may be a text without it: fabric takes an empty input.
    let input = reader.argument_or("input", || Argument::inferred("input", Takes::Input));
    reader.arguments()[input].required = false;
    if !source.text[body.clone()].contains("{{input}}") {
        let is_ended = body.is_empty() || source.text[body.clone()].ends_with('\n');
        reader.append(body.end, if is_ended { "" } else { "\n" }, input, false);
    }
    reader.finish(body.end)
}

/// The tokens of `text`, outer ones of fabric's own calls and the tokens in these, in the order of their start.
fn tokens(text: &str, body: Range<usize>) -> Vec<Range<usize>> {
    // Where each starts, and whether there are others in it.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut tokens: Vec<(Range<usize>, bool)> = Vec::new();
    let bytes = &text.as_bytes()[..body.end];
    let mut at = body.start;
    while at < body.end {
        let rest = &bytes[at..];
        if rest.starts_with(b"{{{") && !rest.starts_with(b"{{{{") {
            at += 1;
        } else if rest.starts_with(b"{{") {
            open.push((at, false));
            at += 2;
        } else if rest.starts_with(b"}}") {
            if let Some((start, is_outer)) = open.pop() {
                tokens.push((start..at + 2, is_outer));
                if let Some((_, is_outer)) = open.last_mut() {
                    *is_outer = true;
                }
            }
            at += 2;
        } else {
            at += memchr::memchr2(b'{', b'}', &rest[1..]).map_or(rest.len(), |next| next + 1);
        }
    }
    tokens.sort_by_key(|(token, _)| token.start);
    // What has other tokens in it is only looked at where fabric would run it.
    let is_call = |token: &Range<usize>| {
        text[token.start + 2..].starts_with("plugin:") || text[token.start + 2..].starts_with("ext:")
    };
    let seen = tokens.into_iter().filter(|(token, is_outer)| token.len() > 4 && (is_call(token) || !is_outer));
    seen.map(|(token, _)| token).collect()
}

fn kind_of(kind: &str, call: &str) -> SiteKind {
    match call.split(':').next() {
        _ if kind == "ext" => SiteKind::Script,
        Some("file") => SiteKind::File,
        Some("fetch") => SiteKind::Fetch,
        Some("sys") => SiteKind::Environment,
        _ => SiteKind::Script,
    }
}

#[cfg(test)]
mod tests;
