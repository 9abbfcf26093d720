//! The one way by which foreign text reaches a screen: names, contents, titles, errors and logs.
//!
//! Everything that could move a cursor, change a title or a clipboard, reorder or hide text becomes visible. What goes
//! to a file or a pipe is never sanitised: there the bytes are the point.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// Columns between tab stops where a tab is expanded.
pub const TAB_WIDTH: usize = 4;

/// The most combining marks kept on one character; more of them climb over the neighbouring lines.
const MAX_MARKS: usize = 8;

/// The most characters that joiners make one of; emoji have up to four. More would be one cell of any length.
const MAX_JOINS: usize = 8;

const JOINER: char = '\u{200d}';

/// One line for the screen: like [`sanitize`], and line ends become visible too.
pub fn sanitize_line(text: &str) -> Cow<'_, str> {
    clean(text, Newlines::Visible)
}

/// Text of several lines for the screen: line feeds stay, CRLF becomes a line feed, tabs expand to spaces.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    clean(text, Newlines::Kept)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Newlines {
    Kept,
    Visible,
}

fn clean(text: &str, newlines: Newlines) -> Cow<'_, str> {
    // Almost every text is clean already; looking at bytes alone settles plain ASCII without a copy.
    let plain = |byte: u8| matches!(byte, 0x20..=0x7e) || (byte == b'\n' && newlines == Newlines::Kept);
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut column = 0;
    let mut marks = 0;
    let mut joins = 0;
    let mut before = '\n';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' && newlines == Newlines::Kept && characters.peek() == Some(&'\n') {
            continue;
        }
        if character == '\n' && newlines == Newlines::Kept {
            shown.push('\n');
            column = 0;
            (marks, joins, before) = (0, 0, '\n');
            continue;
        }
        let start = shown.len();
        match character {
            '\t' => shown.extend(std::iter::repeat_n(' ', TAB_WIDTH - column % TAB_WIDTH)),
            // The control pictures stand 0x2400 above the characters that they picture.
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + character as u32)),
            '\u{7f}' => shown.push('\u{2421}'),
            JOINER if joins < MAX_JOINS && may_join(before) => {
                joins += 1;
                before = JOINER;
                shown.push(JOINER);
                continue;
            }
            _ if is_hidden(character) || is_smuggled(before, character) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", character as u32);
            }
            _ if character.width() == Some(0) => {
                marks += 1;
                before = character;
                if marks <= MAX_MARKS {
                    shown.push(character);
                }
                continue;
            }
            _ => shown.push(character),
        }
        if before != JOINER {
            joins = 0;
        }
        (marks, before) = (0, character);
        column += shown[start..].chars().filter_map(UnicodeWidthChar::width).sum::<usize>();
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// Whether a joiner may stand behind `before`: emoji and the scripts of India need it, other text never does.
fn may_join(before: char) -> bool {
    !before.is_ascii() && before != JOINER
}

/// Whether a variation selector, which nobody sees, says more than how `before` looks: a row of them can spell a text.
/// The first sixteen choose a form of any character, the others one of a Chinese character.
fn is_smuggled(before: char, character: char) -> bool {
    match character {
        '\u{fe00}'..='\u{fe0f}' => is_selector(before),
        '\u{e0100}'..='\u{e01ef}' => {
            !matches!(before, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        }
        _ => false,
    }
}

fn is_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Characters that reorder, hide or smuggle text.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}'          // C1 controls
        | '\u{ad}'                   // soft hyphen
        | '\u{34f}'                  // joins nothing that could be seen
        | '\u{61c}' | '\u{200b}'..='\u{200f}'
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // fillers: letters without a shape
        | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{2028}' | '\u{2029}'    // line and paragraph separators
        | '\u{202a}'..='\u{202e}'    // bidirectional embeddings and overrides
        | '\u{2060}'..='\u{206f}'    // invisible operators and isolates
        | '\u{feff}'                 // byte order mark in the middle of a text
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'  // beams and slurs of music
        | '\u{e0000}'..='\u{e00ff}'  // tag characters: text no person sees and every model reads
        | '\u{e01f0}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_becomes_visible_instead_of_running() {
        assert_eq!(sanitize_line("\u{1b}]52;c;aGk=\u{7}"), "␛]52;c;aGk=␇");
        assert_eq!(sanitize_line("a\u{9b}2Jb"), "a\\u{9b}2Jb");
    }

    #[test]
    fn bidirectional_and_tag_characters_become_visible() {
        assert_eq!(sanitize_line("a\u{202e}b\u{e0041}"), "a\\u{202e}b\\u{e0041}");
    }

    #[test]
    fn every_character_that_a_terminal_obeys_or_an_eye_misses_becomes_visible() {
        let controls = (0..=0x1f).chain(0x7f..=0x9f);
        let hidden = [0xad, 0x34f, 0x61c, 0x180e, 0x2028, 0x2029, 0x3164, 0xfeff].into_iter().chain(0x200b..=0x200f);
        let more = (0x202a..=0x202e).chain(0x2060..=0x206f).chain(0xfff9..=0xfffb).chain(0xe0000..=0xe007f);
        for character in controls.chain(hidden).chain(more).filter_map(char::from_u32) {
            let shown = sanitize_line(&format!("a{character}b")).into_owned();
            assert!(!shown.contains(character) && shown.len() > 3, "{:x}: {shown}", character as u32);
        }
    }

    #[test]
    fn a_row_of_variation_selectors_or_joiners_spells_nothing_unseen() {
        assert_eq!(sanitize_line("❤\u{fe0f}葛\u{e0100}"), "❤\u{fe0f}葛\u{e0100}");
        assert_eq!(sanitize_line("❤\u{fe0f}\u{fe01}"), "❤\u{fe0f}\\u{fe01}");
        assert_eq!(sanitize_line("😀\u{e0158}\u{e0159}"), "😀\\u{e0158}\\u{e0159}");
        assert_eq!(sanitize_line("a\u{200d}b\u{200c}"), "a\\u{200d}b\\u{200c}");
        let joined = format!("{}e", "👩\u{200d}".repeat(40));
        assert_eq!(sanitize_line(&joined).matches('\u{200d}').count(), 40 - 40 / 9);
        let pile = format!("é{}", "\u{200d}\u{301}".repeat(40));
        assert!(sanitize_line(&pile).split('}').all(|cell| cell.matches('\u{301}').count() <= 8));
    }

    #[test]
    fn ordinary_text_in_any_language_is_left_as_it_is() {
        for text in ["plain", "周报：第一段", "é e\u{301}", "👩\u{200d}👩\u{200d}👧 🇨🇳", "한국어", "क्\u{200d}ष"]
        {
            assert!(matches!(sanitize(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn tabs_expand_to_the_next_stop_after_wide_text() {
        assert_eq!(sanitize("a\tb\n中\tc"), "a   b\n中  c");
    }

    #[test]
    fn line_ends_stay_in_a_text_and_show_in_a_line() {
        assert_eq!(sanitize("a\r\nb\n"), "a\nb\n");
        assert_eq!(sanitize_line("a\nb"), "a␊b");
    }

    #[test]
    fn a_pile_of_combining_marks_is_cut_at_eight() {
        let pile = format!("a{}b", "\u{301}".repeat(40));
        assert_eq!(sanitize_line(&pile).chars().filter(|c| *c == '\u{301}').count(), 8);
    }
}
