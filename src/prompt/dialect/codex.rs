//! Prompts of Codex.
//!
//! A prompt with `$NAME` takes `NAME=value` and nothing else: `$1`, `$ARGUMENTS` and `$$` stay as they are written in it.
//! Without a name, `$1` to `$9` are its words, counted from 1, one digit each so that `$10` is `$1` and a `0`;
//! `$ARGUMENTS` is all words; what is not given becomes nothing. `$$` stays `$$` and protects what follows.
//! See <https://github.com/openai/codex/blob/main/docs/prompts.md>.

use super::dollar::{self, Hint};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::header::{Rules, Unclosed};
use crate::prompt::parts::{Argument, Otherwise, Severity, Takes};

pub(super) const RULES: Rules =
    Rules { loose: &["argument-hint", "description"], unclosed: Unclosed::Text, comments_before: false };

pub(super) fn read(source: &Source<'_>) -> Reading {
    let mut reader = Reader::new(source, Vec::new());
    if !read_names(&mut reader, source) {
        read_words(&mut reader, source);
    }
    reader.finish(source.header.body().end)
}

/// The name that `text` starts with: a capital letter, then capitals, digits and `_`.
fn name(text: &str) -> &str {
    let is_name =
        |(at, byte): &(usize, u8)| byte.is_ascii_uppercase() || (*at > 0 && (byte.is_ascii_digit() || *byte == b'_'));
    &text[..text.bytes().enumerate().take_while(is_name).count()]
}

/// Reads a prompt that has names, and says whether it has any.
fn read_names(reader: &mut Reader<'_>, source: &Source<'_>) -> bool {
    let (text, body) = (source.text, source.header.body());
    let (mut has_names, mut others) = (false, Vec::new());
    for at in memchr::memchr_iter(b'$', &text.as_bytes()[body.clone()]) {
        let at = body.start + at;
        let (rest, is_escaped) = (&text[at + 1..body.end], text[body.start..at].ends_with('$'));
        let name = name(rest);
        if is_escaped {
            continue;
        }
        if name == dollar::ALL || rest.starts_with(|digit: char| matches!(digit, '1'..='9')) {
            others.push(at..at + 1 + name.len().max(1));
        } else if !name.is_empty() {
            // The tool refuses a prompt without one of its names.
            let new = || Argument::inferred(name, Takes::Name);
            let argument = reader.argument_or(name, new);
            reader.fill(at..at + 1 + name.len(), argument, Otherwise::AsWritten);
            has_names = true;
        }
    }
    for span in others.into_iter().filter(|_| has_names) {
        if dollar::money(text, span.start).is_none() {
            let what = format!("{} stays as it is written, because the prompt has names", &text[span.clone()]);
            reader.odd(span, Severity::Warning, what, "give it a name such as $FILE, or use no names");
        }
    }
    has_names
}

/// Reads a prompt that has no names.
fn read_words(reader: &mut Reader<'_>, source: &Source<'_>) {
    let (text, body) = (source.text, source.header.body());
    let hint = Hint::of(source.header);
    let mut behind = body.start;
    for at in memchr::memchr_iter(b'$', &text.as_bytes()[body.clone()]) {
        let at = body.start + at;
        if at < behind {
            continue;
        }
        let rest = &text[at + 1..body.end];
        if rest.starts_with('$') {
            behind = at + 2;
        } else if let Some(digit) = rest.bytes().next().filter(|digit| matches!(digit, b'1'..=b'9')) {
            behind = at + 2;
            let position = usize::from(digit - b'1');
            let name = (position + 1).to_string();
            let argument = reader.argument_or(&name, || Hint::word(hint.as_ref(), &name, position));
            reader.fill(at..behind, argument, Otherwise::Empty);
            lint_word(reader, source, at..behind, position);
        } else if rest.starts_with(dollar::ALL) {
            behind = at + 1 + dollar::ALL.len();
            let argument = reader.argument_or(dollar::ALL, || Hint::all(hint.as_ref()));
            reader.fill(at..behind, argument, Otherwise::Empty);
        }
    }
}

/// Finds prices and numbers of two digits.
fn lint_word(reader: &mut Reader<'_>, source: &Source<'_>, span: std::ops::Range<usize>, position: usize) {
    let written = &source.text[span.clone()];
    if let Some(amount) = dollar::money(source.text, span.start) {
        let nth = dollar::ordinal(position);
        let what = format!("{} is the {nth} word that is given, or nothing", dollar::part(written, amount));
        reader.odd(span, Severity::Warning, what, format!("write {} dollars for a price", &amount[1..]));
    }
}
