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
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' && newlines == Newlines::Kept && characters.peek() == Some(&'\n') {
            continue;
        }
        if character == '\n' && newlines == Newlines::Kept {
            shown.push('\n');
            column = 0;
            marks = 0;
            continue;
        }
        let start = shown.len();
        match character {
            '\t' => shown.extend(std::iter::repeat_n(' ', TAB_WIDTH - column % TAB_WIDTH)),
            // The control pictures stand 0x2400 above the characters that they picture.
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + character as u32)),
            '\u{7f}' => shown.push('\u{2421}'),
            _ if is_hidden(character) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", character as u32);
            }
            _ if character.width() == Some(0) && character != '\u{200d}' => {
                marks += 1;
                if marks <= MAX_MARKS {
                    shown.push(character);
                }
                continue;
            }
            _ => shown.push(character),
        }
        marks = 0;
        column += shown[start..].chars().filter_map(UnicodeWidthChar::width).sum::<usize>();
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// Characters that reorder, hide or smuggle text. The zero-width joiner is not among them: emoji need it.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}'          // C1 controls
        | '\u{ad}'                   // soft hyphen
        | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}' | '\u{2029}'    // line and paragraph separators
        | '\u{202a}'..='\u{202e}'    // bidirectional embeddings and overrides
        | '\u{2060}'..='\u{206f}'    // invisible operators and isolates
        | '\u{feff}'                 // byte order mark in the middle of a text
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}'  // tag characters: text no person sees and every model reads
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
    fn ordinary_text_in_any_language_is_left_as_it_is() {
        for text in ["plain", "周报：第一段", "é e\u{301}", "👩\u{200d}👩\u{200d}👧 🇨🇳", "한국어"]
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
