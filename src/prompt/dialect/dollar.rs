//! What the dialects of `$1` and `$ARGUMENTS` share: how a place is recognised, what a header hints, what they would run
//! or read, and which `$1` is probably a price or a piece of a script.

use std::ops::Range;

use super::code::{BlockKind, Code};
use crate::prompt::dialect::source::Reader;
use crate::prompt::header::Header;
use crate::prompt::parts::{Argument, SiteKind, Takes};

/// The name of everything that was given, as one text.
pub(super) const ALL: &str = "ARGUMENTS";

/// What a header's `argument-hint` says: `[topic] [--flag]`, `<file>`.
pub(super) struct Hint {
    whole: String,
    words: Vec<Word>,
}

struct Word {
    written: String,
    is_required: bool,
}

impl Hint {
    /// The hint of the header, if it has one.
    pub fn of(header: &Header) -> Option<Hint> {
        let whole = header.text("argument-hint")?;
        let words = words(&whole);
        Some(Hint { whole, words })
    }

    /// An argument for everything that is given.
    pub fn all(hint: Option<&Hint>) -> Argument {
        let mut argument = Argument { required: false, ..Argument::inferred(ALL, Takes::Rest(0)) };
        if let Some(hint) = hint {
            argument.required = hint.words.iter().any(|word| word.is_required);
            argument.placeholder = Some(hint.whole.clone());
        }
        argument
    }

    /// The argument `name` for the word at `position`, counted from 0.
    pub fn word(hint: Option<&Hint>, name: impl Into<String>, position: usize) -> Argument {
        let mut argument = Argument { required: false, ..Argument::inferred(name, Takes::Position(position)) };
        if let Some(word) = hint.and_then(|hint| hint.words.get(position)) {
            argument.required = word.is_required;
            argument.description = word.written.trim_matches(['[', ']', '<', '>']).to_owned();
            argument.placeholder = Some(word.written.clone());
        }
        argument
    }
}

/// The words of a hint that are in brackets. Alternatives, as in `add [id] | list`, and prose have none.
fn words(hint: &str) -> Vec<Word> {
    let (mut words, mut open): (Vec<Word>, Option<(usize, char)>) = (Vec::new(), None);
    let mut depth = 0_usize;
    for (at, character) in hint.char_indices() {
        match (character, open) {
            ('[' | '<', None) => {
                open = Some((at, if character == '[' { ']' } else { '>' }));
                depth = 1;
            }
            ('[', Some((_, ']'))) | ('<', Some((_, '>'))) => depth += 1,
            (_, Some((start, close))) if character == close => {
                depth -= 1;
                if depth == 0 {
                    words.push(Word { written: hint[start..=at].to_owned(), is_required: close == '>' });
                    open = None;
                }
            }
            ('|', None) => return Vec::new(),
            _ => {}
        }
    }
    if words.is_empty() && !hint.contains(char::is_whitespace) {
        words.push(Word { written: hint.to_owned(), is_required: false });
    }
    words
}

/// The digits that `text` starts with, and the number that they are.
pub(super) fn number(text: &str) -> Option<(&str, usize)> {
    let digits = &text[..text.bytes().take_while(u8::is_ascii_digit).count()];
    Some((digits, digits.parse().ok()?))
}

/// Whether `character` would make a longer name of what stands before it.
pub(super) fn continues_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The amount of money that the `$` at the byte `at` starts, such as `$0.01`, `$1,000`, `$100` or `$5/month`.
pub(super) fn money(text: &str, at: usize) -> Option<&str> {
    let amount = &text[at..];
    let digits = number(&amount[1..])?.0.len();
    let mut end = 1 + digits;
    while amount[end..].starts_with(['.', ',']) {
        let more = amount[end + 1..].bytes().take_while(u8::is_ascii_digit).count();
        if more == 0 {
            break;
        }
        end += 1 + more;
    }
    let rest = &amount[end..];
    let is_rate = ["/month", "/mo", "/year", "/yr", "/hour", "/hr", "/day", "/user", "/seat", " per "]
        .iter()
        .any(|rate| rest.starts_with(rate));
    (end > 1 + digits || digits > 1 || is_rate).then(|| &amount[..end])
}

/// How a finding calls the place `written` in an `amount`.
pub(super) fn part(written: &str, amount: &str) -> String {
    if written == amount { written.to_owned() } else { format!("{written} of {amount}") }
}

/// Whether what stands at the byte `at` belongs to a script rather than to the prompt: in a fence, or in a span that
/// calls awk.
pub(super) fn is_script(text: &str, code: &Code, at: usize) -> bool {
    code.at(at).is_some_and(|block| match block.kind {
        BlockKind::Fenced => true,
        BlockKind::Run | BlockKind::Span => text[block.inner.clone()].contains("awk"),
    })
}

/// `first` of 0, and so on.
pub(super) fn ordinal(position: usize) -> String {
    const NAMES: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let number = position.saturating_add(1);
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    NAMES.get(position).map_or_else(|| format!("{number}{end}"), |name| (*name).to_owned())
}

/// The longest path that is looked for, in bytes.
const LONGEST_PATH: usize = 1024;

/// The start of `text` in which a path can end, so that a file of nothing but marks is read in one pass.
pub(super) fn reach_of_path(text: &str) -> &str {
    let end = (0..=LONGEST_PATH.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Where `` !`command` `` is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// Anywhere.
    Anywhere,
    /// At the start of a line or behind a space, and fences of ` ```! `.
    BehindSpace,
}

/// Announces the commands that the tool would run.
pub(super) fn commands(reader: &mut Reader<'_>, text: &str, body: &Range<usize>, code: &Code, shell: Shell) {
    let bytes = text.as_bytes();
    let mut at = body.start;
    while let Some(found) = memchr::memmem::find(&bytes[at..body.end], b"!`") {
        let open = at + found;
        at = open + 2;
        let is_behind_space = open == body.start || bytes[open - 1].is_ascii_whitespace();
        if shell == Shell::BehindSpace && !is_behind_space {
            continue;
        }
        let Some(close) = memchr::memchr(b'`', &bytes[at..body.end]) else { break };
        let command = &text[at..at + close];
        if !command.trim().is_empty() {
            reader.site(open..at + close + 1, SiteKind::Shell, command);
        }
        at += close + 1;
    }
    if shell == Shell::BehindSpace {
        for block in code.blocks().iter().filter(|block| block.kind == BlockKind::Run) {
            reader.site(block.inner.clone(), SiteKind::Shell, text[block.inner.clone()].trim_end());
        }
    }
}

/// Which paths behind `@` are files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paths {
    /// Files and folders.
    Any,
    /// Files with an extension: a rule speaks of packages such as `@scope/name` too.
    WithExtension,
}

/// Announces the files that `@path` would read. What is in code or in quotes is not looked at: `@` is a decorator or a
/// package there.
pub(super) fn files(reader: &mut Reader<'_>, text: &str, body: &Range<usize>, code: &Code, paths: Paths) {
    for at in memchr::memchr_iter(b'@', &text.as_bytes()[body.clone()]) {
        let at = body.start + at;
        let before = text[body.start..at].chars().next_back();
        if before.is_some_and(|before| continues_name(before) || matches!(before, '`' | '@' | '/' | '.' | '\'' | '"')) {
            continue;
        }
        let path = path(&text[at + 1..body.end]);
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_kind = paths == Paths::Any || name.contains('.');
        if is_kind && looks_like_path(path) && code.at(at).is_none() {
            reader.site(at..at + 1 + path.len(), SiteKind::File, path);
        }
    }
}

/// The path that `text` starts with, without what ends a sentence.
fn path(text: &str) -> &str {
    let stops =
        |c: char| c.is_whitespace() || matches!(c, '@' | '`' | ',' | ')' | '(' | '"' | '\'' | ']' | '<' | '>' | '|');
    let text = reach_of_path(text);
    let path = &text[..text.find(stops).unwrap_or(text.len())];
    path.trim_end_matches(['.', ':', ';', '!', '?', '*'])
}

fn looks_like_path(path: &str) -> bool {
    let starts = path.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '~' | '$' | '_' | '-'));
    starts && path.contains(['/', '.', '$']) && path.contains(continues_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_has_the_words_that_are_in_brackets() {
        let written = |hint: &str| words(hint).into_iter().map(|word| word.written).collect::<Vec<_>>();
        assert_eq!(written("[topic] [--flag]"), ["[topic]", "[--flag]"]);
        assert_eq!(written("<file> [a [b]]"), ["<file>", "[a [b]]"]);
        assert_eq!(written("issue-number"), ["issue-number"]);
        assert!(written("add [id] | remove [id]").is_empty());
        assert!(written("what to build").is_empty());
        assert_eq!(written("[a"), ["[a"]);
    }

    #[test]
    fn words_are_counted_as_people_do() {
        assert_eq!(ordinal(usize::MAX), format!("{}th", usize::MAX));
        assert_eq!(
            [0, 10, 20, 21, 22, 100, 110].map(ordinal),
            ["first", "11th", "21st", "22nd", "23rd", "101st", "111th"]
        );
    }

    #[test]
    fn money_is_told_from_a_word() {
        let amounts = ["$0.01", "$1,000", "$100", "$1.50", "$5/month"].map(|text| money(text, 0));
        assert_eq!(amounts, [Some("$0.01"), Some("$1,000"), Some("$100"), Some("$1.50"), Some("$5")]);
        assert_eq!(["$1", "$1.", "$1, $2", "$2/$1"].map(|text| money(text, 0)), [None; 4]);
    }
}
