//! What a dialect reads from, and what it answers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::prompt::header::Header;
use crate::prompt::id::PromptId;
use crate::prompt::parts::{
    Argument, Body, Diagnostic, Include, Lines, Otherwise, Piece, Role, Severity, Site, SiteKind, Takes,
};

/// Stands for each byte that is not UTF-8 while a file is read, so that every other byte keeps its place.
const UNREADABLE: char = '\u{1a}';

/// `raw` as text of the same length, byte for byte: what is not UTF-8 becomes U+001A.
pub fn masked(raw: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(raw) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n(UNREADABLE, chunk.invalid().len()));
    }
    Cow::Owned(text)
}

/// One file, as a dialect's reader sees it.
pub struct Source<'a> {
    /// The prompt's name, which is the name of a command too.
    pub id: &'a PromptId,
    /// The file's bytes.
    pub raw: &'a [u8],
    /// The same bytes as text of the same length; what is not UTF-8 is U+001A in it.
    pub text: &'a str,
    /// The header; its [`body`](Header::body) is where the body stands in `text`.
    pub header: &'a Header,
}

impl<'a> Source<'a> {
    /// The body's text; spans into it start at `self.header.body().start`.
    pub fn body(&self) -> &'a str {
        &self.text[self.header.body()]
    }
}

/// What a dialect makes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub arguments: Vec<Argument>,
    pub body: Body,
    pub includes: Vec<Include>,
    pub sites: Vec<Site>,
    pub diagnostics: Vec<Diagnostic>,
    pub marks: Vec<Range<usize>>,
}

/// Builds a [`Reading`] while a body is walked from its start to its end.
///
/// What is not announced is copied: a dialect only says where something else stands.
pub struct Reader<'a> {
    lines: Lines<'a>,
    copied_to: usize,
    pieces: Vec<Piece>,
    arguments: Vec<Argument>,
    /// Where each name is among the arguments, for as many of them as were looked at.
    names: HashMap<String, usize>,
    named: usize,
    includes: Vec<Include>,
    sites: Vec<Site>,
    diagnostics: Vec<Diagnostic>,
    marks: Vec<Range<usize>>,
    meant: Option<Box<str>>,
}

impl<'a> Reader<'a> {
    /// A reader of the body that starts at the byte `start`, with the `declared` arguments.
    pub fn new(source: &Source<'a>, declared: Vec<Argument>) -> Reader<'a> {
        Reader {
            lines: Lines::of(source.raw),
            copied_to: source.header.body().start,
            pieces: Vec::new(),
            arguments: declared,
            names: HashMap::new(),
            named: 0,
            includes: Vec::new(),
            sites: Vec::new(),
            diagnostics: Vec::new(),
            marks: Vec::new(),
            meant: None,
        }
    }

    /// The argument of this name, if it is known already.
    pub fn argument(&mut self, name: &str) -> Option<(usize, &mut Argument)> {
        for (index, argument) in self.arguments.iter().enumerate().skip(self.named) {
            self.names.entry(argument.name.clone()).or_insert(index);
        }
        self.named = self.arguments.len();
        let index = *self.names.get(name)?;
        Some((index, self.arguments.get_mut(index)?))
    }

    /// All arguments that are known so far.
    pub fn arguments(&mut self) -> &mut Vec<Argument> {
        &mut self.arguments
    }

    /// The index of the argument `name`, which is made by `new` where it is not known yet.
    pub fn argument_or(&mut self, name: &str, new: impl FnOnce() -> Argument) -> usize {
        if let Some((index, _)) = self.argument(name) {
            return index;
        }
        self.arguments.push(new());
        self.arguments.len() - 1
    }

    /// Where values stand so far, and whose.
    pub fn filled(&self) -> Vec<(Range<usize>, usize)> {
        let filled = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Filled { span, argument, .. } => Some((span.clone(), *argument)),
            _ => None,
        });
        filled.collect()
    }

    /// `span` stands for the value of an argument.
    pub fn fill(&mut self, span: Range<usize>, argument: usize, otherwise: Otherwise) {
        let meant = self.meant.clone();
        self.special(span.clone(), Piece::Filled { span, argument, otherwise, meant });
    }

    /// `span` stands for the value of an argument, quoted for the shell.
    pub fn fill_quoted(&mut self, span: Range<usize>, argument: usize) {
        let meant = self.meant.clone();
        self.special(span.clone(), Piece::Quoted { span, argument, meant });
    }

    /// What is filled from here on is spelled in another way by the file, and means this text.
    pub fn meaning(&mut self, meant: Option<&str>) {
        self.meant = meant.map(Box::from);
    }

    /// `span` stands for the argument `name` that is given by name or as these words.
    pub fn fill_named(&mut self, span: Range<usize>, name: &str, takes: Takes, otherwise: Otherwise) -> usize {
        let argument = self.argument_or(name, || Argument::inferred(name, takes));
        self.fill(span, argument, otherwise);
        argument
    }

    /// `span` is an escape that stands for `text`.
    pub fn escape(&mut self, span: Range<usize>, text: &'static str) {
        self.special(span.clone(), Piece::Literal(span, text));
    }

    /// `span` asks for the prompt `name`.
    pub fn include(&mut self, span: Range<usize>, name: &str) {
        let line = self.lines.at(span.start);
        self.includes.push(Include { name: name.to_owned(), span: span.clone(), line, is_optional: false });
        self.special(span.clone(), Piece::Included(span, self.includes.len() - 1));
    }

    /// Another prompt that an engine will put in.
    pub fn includes(&mut self, include: Include) {
        self.marks.push(include.span.clone());
        self.includes.push(include);
    }

    /// Whatever `piece` is, it stands for `span`.
    pub fn special(&mut self, span: Range<usize>, piece: Piece) {
        self.copy_to(span.start);
        self.copied_to = span.end;
        self.marks.push(span);
        self.pieces.push(piece);
    }

    /// `span` is left out of the text, such as a comment.
    pub fn skip(&mut self, span: Range<usize>) {
        self.copy_to(span.start);
        self.copied_to = span.end;
    }

    /// Goes on at the byte `at`. What was not announced before it is not copied.
    pub fn go_to(&mut self, at: usize) {
        self.copied_to = at;
    }

    /// `span` is copied as it is.
    pub fn verbatim(&mut self, span: Range<usize>) {
        self.copied_to = span.start;
        self.copy_to(span.end);
    }

    /// Everything up to the byte `end` is copied as it is.
    pub fn verbatim_to(&mut self, end: usize) {
        self.copy_to(end);
    }

    /// `span` is how the file spells `text`, as in a YAML or TOML string.
    pub fn decoded(&mut self, span: Range<usize>, text: &str) {
        self.skip(span.clone());
        if !text.is_empty() {
            self.pieces.push(Piece::Decoded(span, text.to_owned()));
        }
    }

    /// What follows `span` is said by `role`.
    pub fn role(&mut self, span: Range<usize>, role: Role) {
        self.skip(span.clone());
        if !span.is_empty() {
            self.marks.push(span.clone());
        }
        self.pieces.push(Piece::Role(span, role));
    }

    /// `span` is something that an engine will look at.
    pub fn mark(&mut self, span: Range<usize>) {
        self.marks.push(span);
    }

    /// What the tool would do at `span`, which is copied as it is.
    pub fn site(&mut self, span: Range<usize>, kind: SiteKind, text: &str) {
        let line = self.lines.at(span.start);
        self.sites.push(Site { kind, text: text.to_owned(), line, span });
    }

    /// Something is odd at `span`.
    pub fn odd(&mut self, span: Range<usize>, severity: Severity, what: impl Into<String>, hint: impl Into<String>) {
        let line = self.lines.at(span.start);
        self.diagnostics.push(Diagnostic { line, span, severity, what: what.into(), hint: hint.into() });
    }

    /// Adds what stands behind the body.
    pub fn append(&mut self, end: usize, lead: &str, argument: usize, unless_filled: bool) {
        self.copy_to(end);
        self.pieces.push(Piece::Appended { lead: lead.to_owned(), argument, unless_filled });
    }

    /// Ends at the byte `end` of the file.
    pub fn finish(mut self, end: usize) -> Reading {
        self.copy_to(end);
        let body = Body::Pieces(std::mem::take(&mut self.pieces));
        self.finish_as(body)
    }

    /// Ends with another body than the pieces that were told: one that an engine renders.
    pub fn finish_as(mut self, body: Body) -> Reading {
        self.sites.sort_by_key(|site| site.span.start);
        Reading {
            arguments: self.arguments,
            body,
            includes: self.includes,
            sites: self.sites,
            diagnostics: self.diagnostics,
            marks: self.marks,
        }
    }

    fn copy_to(&mut self, at: usize) {
        if self.copied_to < at {
            self.pieces.push(Piece::Verbatim(self.copied_to..at));
            self.copied_to = at;
        }
    }
}
