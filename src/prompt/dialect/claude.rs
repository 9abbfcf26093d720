//! Commands of Claude Code, and what its skills have in common with them.
//!
//! `$ARGUMENTS` is all that was given, `$ARGUMENTS[0]` and `$0` its first word, `$name` the word of a name in the header's
//! `arguments`. A place for a word that was not given stays as it is written, a name becomes nothing. A backslash before
//! any of them, and only one, leaves them text. Where nothing was filled in, `ARGUMENTS: …` is added to the end.
//! `` !`command` `` and fences of ` ```! ` are run and `@path` is read by the tool.
//! See <https://code.claude.com/docs/en/skills#available-string-substitutions>.

use super::code::Code;
use super::dollar::{self, Hint, Shell};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::header::{Rules, Unclosed};
use crate::prompt::parts::{Argument, Origin, Otherwise, Severity, SiteKind};

pub(super) const RULES: Rules = Rules { loose: &["argument-hint"], unclosed: Unclosed::Text, comments_before: false };

pub(super) fn read(source: &Source<'_>) -> Reading {
    reader(source).finish(source.header.body().end)
}

/// A place in the text that is filled in.
enum Place {
    All,
    Word(usize),
    Name(usize),
}

/// The whole body read; a skill adds its own findings.
pub(super) fn reader<'a>(source: &Source<'a>) -> Reader<'a> {
    let body = source.header.body();
    let text = source.text;
    let hint = Hint::of(source.header);
    let names = names(source);
    let declared = names
        .iter()
        .enumerate()
        .map(|(position, name)| Argument { origin: Origin::Declared, ..Hint::word(hint.as_ref(), name, position) });
    let mut reader = Reader::new(source, declared.collect());
    let code = Code::find(text, body.clone());
    let (mut takes_all, mut words) = (false, Vec::new());
    let mut behind = body.start;
    for at in memchr::memchr_iter(b'$', &text.as_bytes()[body.clone()]) {
        let at = body.start + at;
        if at < behind {
            continue;
        }
        let Some((length, place)) = place(&text[at..body.end], &names) else { continue };
        behind = at + length;
        if is_escaped(&text[body.start..at]) {
            reader.escape(at - 1..at + 1, "$");
            continue;
        }
        let span = at..behind;
        match place {
            Place::All => {
                let argument = reader.argument_or(dollar::ALL, || Hint::all(hint.as_ref()));
                reader.fill(span, argument, Otherwise::Empty);
                takes_all = true;
            }
            Place::Word(position) => {
                let argument = if position < names.len() {
                    position
                } else {
                    let name = position.to_string();
                    reader.argument_or(&name, || Hint::word(hint.as_ref(), &name, position))
                };
                reader.fill(span.clone(), argument, Otherwise::AsWritten);
                words.push((span, position));
            }
            Place::Name(index) => reader.fill(span, index, Otherwise::Empty),
        }
    }
    let takes_first = reader.filled().iter().any(|(_, argument)| *argument == 0 && !names.is_empty())
        || words.iter().any(|(_, position)| *position == 0);
    // Whatever is given goes where the first word stands: then nothing is ever added to the end.
    if !takes_all && !takes_first {
        let argument = reader.argument_or(dollar::ALL, || Hint::all(hint.as_ref()));
        reader.append(body.end, "\n\nARGUMENTS: ", argument, true);
    }
    dollar::commands(&mut reader, text, &body, &code, Shell::BehindSpace);
    dollar::files(&mut reader, text, &body, &code, dollar::Paths::Any);
    variables(&mut reader, source);
    lint_words(&mut reader, source, &code, &words, hint.is_some() || !names.is_empty());
    if !takes_all && words.is_empty() {
        lint_names(&mut reader, source, &names);
    }
    reader
}

/// The most names that are looked for at each `$`.
const MOST_NAMES: usize = 100;

/// The names of the header's `arguments`: a list, or one text with spaces between them.
fn names(source: &Source<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in source.header.texts("arguments") {
        for name in text.split_whitespace().filter(|name| super::is_name(name)) {
            if names.len() < MOST_NAMES && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The place that `text`, which starts with `$`, starts with, and its length.
fn place(text: &str, names: &[String]) -> Option<(usize, Place)> {
    let rest = &text[1..];
    let goes_on = |end: usize| rest[end..].starts_with(dollar::continues_name);
    if let Some(behind) = rest.strip_prefix(dollar::ALL) {
        let length = 1 + dollar::ALL.len();
        let indexed = behind.strip_prefix('[').and_then(dollar::number);
        return match indexed {
            Some((digits, position)) if behind[1 + digits.len()..].starts_with(']') => {
                Some((length + digits.len() + 2, Place::Word(position)))
            }
            _ => Some((length, Place::All)),
        };
    }
    if let Some((digits, position)) = dollar::number(rest) {
        return (!goes_on(digits.len())).then_some((1 + digits.len(), Place::Word(position)));
    }
    let named = names.iter().enumerate().filter(|(_, name)| rest.starts_with(name.as_str()) && !goes_on(name.len()));
    let (index, name) = named.max_by_key(|(_, name)| name.len())?;
    Some((1 + name.len(), Place::Name(index)))
}

/// Whether exactly one backslash ends `before`.
fn is_escaped(before: &str) -> bool {
    before.ends_with('\\') && !before.ends_with("\\\\")
}

/// `${CLAUDE_SESSION_ID}` and its like, which only the tool knows.
fn variables(reader: &mut Reader<'_>, source: &Source<'_>) {
    let body = source.header.body();
    for at in memchr::memmem::find_iter(&source.text.as_bytes()[body.clone()], b"${CLAUDE_") {
        let at = body.start + at;
        let name = &source.text[at + 2..body.end];
        let length = name.bytes().take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_').count();
        if name[length..].starts_with('}') {
            reader.site(at..at + length + 3, SiteKind::Environment, &name[..length]);
        }
    }
}

/// Finds prices, pieces of scripts and the habit of counting from 1 among the places for words.
fn lint_words(
    reader: &mut Reader<'_>,
    source: &Source<'_>,
    code: &Code,
    words: &[(std::ops::Range<usize>, usize)],
    is_documented: bool,
) {
    let text = source.text;
    let mut meant = Vec::new();
    for (span, position) in words {
        let is_indexed = text[span.clone()].ends_with(']');
        let written = &text[span.clone()];
        let nth = dollar::ordinal(*position);
        if let Some(amount) = dollar::money(text, span.start).filter(|_| !is_indexed) {
            let of = dollar::part(written, amount);
            let what = format!("{of} is the {nth} word that is given, if there is one");
            reader.odd(span.clone(), Severity::Warning, what, format!("write \\{amount} for a price"));
        } else if dollar::is_script(text, code, span.start) {
            if !is_documented {
                let what = format!("{written} stands in code and is the {nth} word that is given, if there is one");
                let hint = format!("write \\{written} to leave it to the code, or add argument-hint to the header");
                reader.odd(span.clone(), Severity::Warning, what, hint);
            }
        } else if !is_indexed {
            meant.push((span.clone(), *position));
        }
    }
    let counts_from_0 = words.iter().any(|(_, position)| *position == 0);
    if let Some((span, position)) = meant.iter().min_by_key(|(_, position)| *position).filter(|_| !counts_from_0) {
        let what = format!("this tool counts from 0: ${position} is the {} word", dollar::ordinal(*position));
        reader.odd(span.clone(), Severity::Warning, what, "write $0 for the first word");
    }
}

/// Finds names that are declared and stand nowhere.
fn lint_names(reader: &mut Reader<'_>, source: &Source<'_>, names: &[String]) {
    let Some(field) = source.header.get("arguments") else { return };
    let used = reader.filled();
    for (index, name) in names.iter().enumerate().filter(|(index, _)| !used.iter().any(|(_, used)| used == index)) {
        let value = field.source.clone();
        let at = source.text[value.clone()].find(name.as_str()).map_or(value.start, |at| value.start + at);
        let what = format!("{name} is declared and not used");
        let span = at..(at + name.len()).min(field.span.end);
        reader.odd(span, Severity::Warning, what, format!("use it as ${name} or ${index}, or take it out"));
    }
}
