//! Commands of opencode.
//!
//! `$1` is the first word, the highest number takes all words that are left, `$ARGUMENTS` is all of them; what is not given
//! becomes nothing. Where none of these stands, what was given is added to the end. Nothing escapes.
//! See <https://opencode.ai/docs/commands>.

use super::code::Code;
use super::dollar::{self, Hint, Shell};
use crate::prompt::dialect::source::{Reader, Reading, Source};
use crate::prompt::header::{Rules, Unclosed};
use crate::prompt::parts::{Otherwise, Severity, Takes};

/// The tool mends a value with a colon by itself.
pub(super) const RULES: Rules =
    Rules { loose: &["argument-hint", "description"], unclosed: Unclosed::Text, comments_before: false };

pub(super) fn read(source: &Source<'_>) -> Reading {
    let (text, body) = (source.text, source.header.body());
    let hint = Hint::of(source.header);
    let mut reader = Reader::new(source, Vec::new());
    let code = Code::find(text, body.clone());
    let (mut is_asked_for, mut highest) = (false, 0);
    for at in memchr::memchr_iter(b'$', &text.as_bytes()[body.clone()]) {
        let at = body.start + at;
        let rest = &text[at + 1..body.end];
        if rest.starts_with(dollar::ALL) {
            let argument = reader.argument_or(dollar::ALL, || Hint::all(hint.as_ref()));
            reader.fill(at..at + 1 + dollar::ALL.len(), argument, Otherwise::Empty);
            is_asked_for = true;
        } else if let Some((digits, number)) = dollar::number(rest) {
            let span = at..at + 1 + digits.len();
            is_asked_for = true;
            if number == 0 {
                let what = "this tool counts from 1: $0 is no word";
                reader.odd(span, Severity::Warning, what, "write $1 for the first word");
                continue;
            }
            highest = highest.max(number);
            // `$01` is `$1`.
            let name = number.to_string();
            let argument = reader.argument_or(&name, || Hint::word(hint.as_ref(), &name, number - 1));
            reader.fill(span.clone(), argument, Otherwise::Empty);
            lint_word(&mut reader, text, &code, span, number, hint.is_some());
        }
    }
    if let Some((_, argument)) = reader.argument(&highest.to_string()) {
        argument.takes = Takes::Rest(highest - 1);
    }
    if !is_asked_for {
        let argument = reader.argument_or(dollar::ALL, || Hint::all(hint.as_ref()));
        reader.append(body.end, "\n\n", argument, false);
    }
    dollar::commands(&mut reader, text, &body, &code, Shell::Anywhere);
    dollar::files(&mut reader, text, &body, &code, dollar::Paths::Any);
    reader.finish(body.end)
}

/// Finds prices and pieces of scripts.
fn lint_word(
    reader: &mut Reader<'_>,
    text: &str,
    code: &Code,
    span: std::ops::Range<usize>,
    number: usize,
    is_documented: bool,
) {
    let (written, nth) = (&text[span.clone()], dollar::ordinal(number - 1));
    if let Some(amount) = dollar::money(text, span.start) {
        let what = format!("{} is the {nth} word that is given, or nothing", dollar::part(written, amount));
        reader.odd(span, Severity::Warning, what, format!("write {} dollars for a price", &amount[1..]));
    } else if dollar::is_script(text, code, span.start) && !is_documented {
        let what = format!("{written} stands in code and is the {nth} word that is given, or nothing");
        reader.odd(span, Severity::Warning, what, "move the code to a file, or add argument-hint to the header");
    }
}
