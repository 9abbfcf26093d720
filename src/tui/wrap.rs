//! Soft wrap by grapheme: Chinese breaks anywhere but before its closing marks, other text at spaces.
//!
//! Done here, before a widget sees the text: the library's own wrapping fails on wide text in narrow panes.

use std::ops::Range;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// One row of wrapped text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedRow {
    /// Bytes of the text that stand on the row.
    pub bytes: Range<usize>,
    /// Which line of the text it belongs to, from 0.
    pub line: usize,
}

/// Wraps `text`, whose lines end with `\n`, to rows of at most `width` columns. A single character wider than that has a
/// row of its own.
pub fn wrap(text: &str, width: usize) -> Vec<WrappedRow> {
    let mut rows = Vec::new();
    let mut start = 0;
    for (line, content) in text.split('\n').enumerate() {
        wrap_line(content, width.max(1), &mut |range: Range<usize>| {
            rows.push(WrappedRow { bytes: start + range.start..start + range.end, line });
        });
        start += content.len() + 1;
    }
    rows
}

fn wrap_line(line: &str, width: usize, row: &mut impl FnMut(Range<usize>)) {
    // Printable ASCII, the common case, has one column a byte.
    if line.len() <= width && line.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return row(0..line.len());
    }
    let mut start = 0;
    let mut columns = 0;
    // Where the row may end, and how many columns come after that.
    let mut chance: Option<(usize, usize)> = None;
    let mut before = "";
    for (at, grapheme) in line.grapheme_indices(true) {
        let wide = usize::from(grapheme.cell_width());
        if at > start && may_break(before, grapheme) {
            chance = Some((at, 0));
        }
        // A space may hang over the edge: it is where the row breaks.
        if columns + wide > width && at > start && !is_space(grapheme) {
            let (end, rest) = chance.take().unwrap_or((at, 0));
            row(start..end);
            start = end;
            columns = rest;
        }
        columns += wide;
        if let Some((_, rest)) = &mut chance {
            *rest += wide;
        }
        before = grapheme;
    }
    row(start..line.len());
}

/// Punctuation that no row begins with, and punctuation that no row ends with, where another break is possible.
const CLOSING: &str = "，。、；：？！）】》」』〉〕”’…—,.;:?!)]}";
const OPENING: &str = "（【《「『〈〔“‘([{";

/// Whether a cluster is white space.
pub(super) fn is_space(cluster: &str) -> bool {
    cluster.chars().all(char::is_whitespace)
}

/// Whether a row may end between two clusters: behind white space, and around wide characters but for their marks.
pub(super) fn may_break(before: &str, after: &str) -> bool {
    if is_space(before) {
        return true;
    }
    // A control character has no width at all; what is shown in its place is not wide.
    let is_wide =
        |cluster: &str| !cluster.is_ascii() && !cluster.contains(char::is_control) && cluster.cell_width() > 1;
    let glued = is_space(after) || CLOSING.contains(after) || OPENING.contains(before);
    !glued && (is_wide(before) || is_wide(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn rows(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width).into_iter().map(|row| &text[row.bytes]).collect()
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(rows("the quick brown fox", 10), ["the quick ", "brown fox"]);
        assert_eq!(rows("a\n\nb", 10), ["a", "", "b"]);
    }

    #[test]
    fn a_word_longer_than_the_row_is_cut() {
        assert_eq!(rows("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    #[test]
    fn chinese_breaks_anywhere_but_not_before_a_closing_mark() {
        assert_eq!(rows("中文提示词", 4), ["中文", "提示", "词"]);
        assert_eq!(rows("你好，世界", 4), ["你", "好，", "世界"]);
        assert_eq!(rows("用 Rust 写作", 7), ["用 Rust ", "写作"]);
    }

    #[test]
    fn a_row_never_cuts_a_grapheme_and_never_overflows() {
        for text in ["e\u{301}e\u{301}e\u{301}", "👩\u{200d}👩\u{200d}👧👩\u{200d}👩\u{200d}👧 x", "한국어 text 中"]
        {
            for width in 1..12 {
                let rows = wrap(text, width);
                assert_eq!(rows.iter().map(|row| &text[row.bytes.clone()]).collect::<String>(), text);
                for row in rows {
                    let shown = text[row.bytes].trim_end();
                    assert!(shown.width() <= width || shown.graphemes(true).count() == 1, "{shown:?} in {width}");
                }
            }
        }
    }

    #[test]
    fn a_row_knows_its_line() {
        assert_eq!(wrap("abcd\ne", 2).iter().map(|row| row.line).collect::<Vec<_>>(), [0, 0, 1]);
    }
}
