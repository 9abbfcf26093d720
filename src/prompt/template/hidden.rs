//! Characters that an eye does not see and a model reads, whatever the dialect.
//!
//! Not told: a byte order mark at the start, joiners inside an emoji or behind a letter of a script that needs them, tags
//! that make a flag.

use crate::prompt::parts::{Diagnostic, Lines, Severity};

/// What a hidden character does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// Changes the order in which the text around it is shown.
    Direction,
    /// Has no width.
    NoWidth,
    /// Spells letters that are not shown.
    Tag,
    /// Is obeyed by a terminal, or ends a line where none is seen to end.
    Control,
}

impl Hidden {
    fn what(self, are_many: bool) -> &'static str {
        match (self, are_many) {
            (Hidden::Direction, false) => "changes the direction of the text and is not seen",
            (Hidden::Direction, true) => "change the direction of the text and are not seen",
            (Hidden::NoWidth, false) => "has no width and is not seen",
            (Hidden::NoWidth, true) => "have no width and are not seen",
            (Hidden::Tag, false) => "spells text that is not seen",
            (Hidden::Tag, true) => "spell text that is not seen",
            (Hidden::Control, false) => "is a control character",
            (Hidden::Control, true) => "are control characters",
        }
    }
}

/// Bytes that can start a hidden character. All others are passed over without being decoded.
const SUSPECTS: [bool; 256] = {
    let mut suspects = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspects[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    suspects[0x7f] = true;
    let leads = [0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf3];
    let mut at = 0;
    while at < leads.len() {
        suspects[leads[at]] = true;
        at += 1;
    }
    suspects
};

/// Finds them in `text`, which is `raw` with every byte that is not UTF-8 replaced by U+001A. One finding for each kind
/// on each line, and one for the first byte that is not UTF-8.
pub(super) fn find(raw: &[u8], text: &str) -> Vec<Diagnostic> {
    let bytes = text.as_bytes();
    let mut found: Vec<(Hidden, Vec<char>, Diagnostic)> = Vec::new();
    let mut diagnostics = Vec::new();
    let mut lines = Lines::of(raw);
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(|byte| SUSPECTS[usize::from(*byte)]) {
        at += step;
        let Some(character) = text[at..].chars().next() else { break };
        let span = at..at + character.len_utf8();
        let start = at;
        at = span.end;
        if character == '\u{1a}' && raw.get(start) != Some(&0x1a) {
            if diagnostics.is_empty() {
                let what = "the file is not UTF-8 from here on; some tools will refuse it".to_owned();
                let (line, hint) = (lines.at(start), "convert it to UTF-8".to_owned());
                diagnostics.push(Diagnostic { line, span, severity: Severity::Warning, what, hint });
            }
            continue;
        }
        let Some(kind) = kind(character, &text[..start], &text[span.end..]) else { continue };
        let line = lines.at(start);
        let known = found.iter_mut().rev().take(4).find(|(known, _, told)| *known == kind && told.line == line);
        match known {
            Some((_, characters, told)) => {
                told.span.end = span.end;
                if !characters.contains(&character) && characters.len() < 3 {
                    characters.push(character);
                }
            }
            None => {
                let told =
                    Diagnostic { line, span, severity: Severity::Warning, what: String::new(), hint: String::new() };
                found.push((kind, vec![character], told));
            }
        }
    }
    diagnostics.extend(found.into_iter().map(|(kind, characters, told)| {
        let names: Vec<String> = characters.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        let hint = "take it out, unless it is meant".to_owned();
        Diagnostic { what: format!("{} {}", names.join(", "), kind.what(names.len() > 1)), hint, ..told }
    }));
    diagnostics
}

fn kind(character: char, before: &str, behind: &str) -> Option<Hidden> {
    let previous = || before.chars().next_back();
    match character {
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(Hidden::Direction)
        }
        '\u{200c}' | '\u{200d}' => {
            let is_emoji = character == '\u{200d}'
                && previous().is_some_and(is_emoji)
                && behind.chars().next().is_some_and(is_emoji);
            (!is_emoji && !previous().is_some_and(needs_joiners)).then_some(Hidden::NoWidth)
        }
        '\u{feff}' => (!before.is_empty()).then_some(Hidden::NoWidth),
        '\u{200b}' | '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' => {
            Some(Hidden::NoWidth)
        }
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' => Some(Hidden::NoWidth),
        // One behind a character chooses how that is drawn; a row of them spells something.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            let is_selector = |c| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
            previous().is_none_or(|previous| is_selector(previous) || previous.is_whitespace()).then_some(Hidden::Tag)
        }
        '\u{e0000}'..='\u{e007f}' => (!is_in_flag(before)).then_some(Hidden::Tag),
        '\u{2028}' | '\u{2029}' => Some(Hidden::Control),
        _ if character.is_control() && !matches!(character, '\t' | '\n' | '\r') => Some(Hidden::Control),
        _ => None,
    }
}

/// Whether the tags at the end of `before` belong to a black flag, as those of Scotland do. Flags have few.
fn is_in_flag(before: &str) -> bool {
    let tags = before.chars().rev().take_while(|c| matches!(c, '\u{e0020}'..='\u{e007e}')).take(8).count();
    tags < 8 && before.chars().rev().nth(tags) == Some('\u{1f3f4}')
}

fn is_emoji(character: char) -> bool {
    matches!(character, '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{a9}' | '\u{ae}')
}

/// Whether words of this character's script are written with joiners: Arabic, Syriac, the scripts of India and of
/// South-East Asia, Mongolian.
fn needs_joiners(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{a8e0}'..='\u{abff}')
        || matches!(character, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{11000}'..='\u{11fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        find(text.as_bytes(), text).into_iter().map(|found| format!("{}: {}", found.line, found.what)).collect()
    }

    #[test]
    fn each_kind_is_told_once_for_each_line() {
        let text = "a\u{202e}b\u{2066}c\u{202e}\u{200b}\nb\u{e0041}\u{e0042}\u{1b}[2J\u{9b}\n\u{ad}";
        assert_eq!(
            told(text),
            [
                "1: U+202E, U+2066 change the direction of the text and are not seen",
                "1: U+200B has no width and is not seen",
                "2: U+E0041, U+E0042 spell text that is not seen",
                "2: U+001B, U+009B are control characters",
                "3: U+00AD has no width and is not seen",
            ]
        );
    }

    #[test]
    fn what_a_script_or_an_emoji_needs_is_not_told() {
        let text = "\u{feff}می\u{200c}خواهم क्\u{200d}ष 👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 葛\u{e0100} 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\t\r\n";
        assert_eq!(told(text), [""; 0]);
        assert_eq!(told("a\u{feff}b").len(), 1);
        assert_eq!(told("a\u{200d}b").len(), 1);
        assert_eq!(told("x\u{fe0f}\u{fe01}\u{fe02}").len(), 1);
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_told_once() {
        let raw = b"a\n\xff\xfe\x1a";
        let text = "a\n\u{1a}\u{1a}\u{1a}";
        let told: Vec<(usize, String)> = find(raw, text).into_iter().map(|found| (found.line, found.what)).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0].0, 2);
        assert!(told[1].1.starts_with("U+001A"));
    }
}
