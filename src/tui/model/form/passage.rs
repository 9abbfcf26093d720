//! A long text to look at: foreign, of any size, with some of its bytes marked. Only the rows on the screen are wrapped.

use std::ops::Range;

use crate::tui::editor::rows::{Row, rows};

/// The most bytes that are shown; the rest is for a file.
pub const MOST: usize = 2 * 1024 * 1024;

/// A line longer than this many bytes is looked at in pieces, so that one row of it costs little.
const PIECE: usize = 4096;

/// A text and the place in it that is at the top of the screen.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    text: String,
    /// The bytes of each line, or of a part of a very long one.
    pieces: Vec<Range<usize>>,
    marks: Vec<Range<usize>>,
    cut: usize,
    top: Top,
    /// Bytes that are to be seen: the text is scrolled to them on whatever screen it is drawn.
    sought: Option<Range<usize>>,
}

/// A piece and a row of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Top {
    piece: usize,
    row: usize,
}

/// Text of one row that is set alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Safe for a screen.
    pub shown: String,
    /// Whether it stands in a mark.
    pub marked: bool,
}

impl Passage {
    /// The text of `bytes`, of which those in `marks` are marked. What is not UTF-8 is shown as `\xNN`.
    pub fn new(bytes: &[u8], marks: &[Range<usize>]) -> Passage {
        let mut passage = Passage::default();
        let mut at = 0;
        for mark in marks {
            passage.push(bytes.get(at..mark.start).unwrap_or_default(), false);
            passage.push(bytes.get(mark.clone()).unwrap_or_default(), true);
            at = mark.end;
        }
        passage.push(bytes.get(at..).unwrap_or_default(), false);
        passage
    }

    /// Adds text at the end.
    pub fn push(&mut self, bytes: &[u8], marked: bool) {
        let mut end = bytes.len().min(MOST.saturating_sub(self.text.len()));
        // Not in the middle of a character.
        while end < bytes.len() && end > 0 && bytes[end] & 0xc0 == 0x80 {
            end -= 1;
        }
        self.cut += bytes.len() - end;
        let start = self.text.len();
        for chunk in bytes[..end].utf8_chunks() {
            self.text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                self.text.push_str(&format!("\\x{byte:02x}"));
            }
        }
        if marked && start < self.text.len() {
            self.marks.push(start..self.text.len());
        }
        self.divide();
    }

    /// Divides what was added into pieces; the last one may have grown.
    fn divide(&mut self) {
        let mut start = self.pieces.pop().map_or(0, |last| last.start);
        loop {
            let rest = &self.text[start..];
            let line = memchr::memchr(b'\n', rest.as_bytes());
            let length = line.unwrap_or(rest.len());
            if length > PIECE {
                let end = start + cut_of(&rest[..length]);
                self.pieces.push(start..end);
                start = end;
                continue;
            }
            self.pieces.push(start..start + length);
            if line.is_none() {
                return;
            }
            start += length + 1;
        }
    }

    /// Bytes that are not shown.
    pub fn cut(&self) -> usize {
        self.cut
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes the place of `other`, where it was scrolled to.
    pub fn keep_place(&mut self, other: &Passage) {
        let last = self.pieces.len().saturating_sub(1);
        self.top = Top { piece: other.top.piece.min(last), row: other.top.row };
    }

    /// From now on these bytes of the shown text are to be seen, the first of them above all; where they are in sight, the
    /// text keeps still.
    pub fn seek(&mut self, sought: Option<Range<usize>>) {
        self.sought = sought;
    }

    /// The text has been drawn on a screen of `width` columns and `height` rows: it stays as it was seen there, whatever is
    /// sought next.
    pub fn settle(&mut self, (width, height): (usize, usize)) {
        self.top = self.shown_top(width, height);
    }

    /// What is at the top of a screen of this size: where it was scrolled to, or near what is sought.
    fn shown_top(&self, width: usize, height: usize) -> Top {
        let top = self.walk(self.top, 0, width);
        let Some(sought) = &self.sought else { return top };
        let below = isize::try_from(height.saturating_sub(1)).unwrap_or(isize::MAX);
        let start = self.place_of(sought.start, width);
        // Of what is longer than the screen, its beginning.
        let end = self.place_of(sought.end.max(sought.start + 1) - 1, width).min(self.walk(start, below, width));
        if top <= start && end <= self.walk(top, below, width) {
            return top;
        }
        // With what stands before it, as far as there is room for that.
        let before = isize::try_from(height / 4).unwrap_or(isize::MAX);
        let highest = self.walk(end, -below, width);
        self.walk(start, -before, width).max(highest).min(start).min(self.lowest_top(width, height))
    }

    /// The row where the byte `at` stands.
    fn place_of(&self, at: usize, width: usize) -> Top {
        let piece = self.pieces.partition_point(|piece| piece.start <= at).saturating_sub(1);
        let before = at - self.pieces.get(piece).map_or(0, |piece| piece.start).min(at);
        let starts = |row: &Row<'_>| row.glyphs.first().is_some_and(|glyph| glyph.bytes.start <= before);
        let row = self.rows_of(piece, width).iter().take_while(|row| starts(row)).count().saturating_sub(1);
        Top { piece, row }
    }

    /// Scrolls by `by` rows, down if positive, on a screen of `width` columns and `height` rows.
    pub fn scroll(&mut self, by: isize, (width, height): (usize, usize)) {
        let lowest = self.lowest_top(width, height);
        self.settle((width, height));
        self.sought = None;
        self.top = match by {
            isize::MIN => Top::default(),
            isize::MAX => lowest,
            by => self.walk(self.top, by, width).min(lowest),
        };
    }

    /// Whether the last row is on the screen.
    pub fn is_at_end(&self, (width, height): (usize, usize)) -> bool {
        self.top >= self.lowest_top(width, height)
    }

    fn lowest_top(&self, width: usize, height: usize) -> Top {
        let piece = self.pieces.len().saturating_sub(1);
        let end = Top { piece, row: self.count(piece, width).saturating_sub(1) };
        self.walk(end, 1 - isize::try_from(height).unwrap_or(isize::MAX), width)
    }

    fn walk(&self, from: Top, by: isize, width: usize) -> Top {
        // Each piece is wrapped once, however many of its rows are passed.
        let Top { mut piece, mut row } = from;
        let mut last = self.count(piece, width).saturating_sub(1);
        row = row.min(last);
        let mut left = by.unsigned_abs();
        if by < 0 {
            while left > row && piece > 0 {
                left -= row + 1;
                piece -= 1;
                row = self.count(piece, width).saturating_sub(1);
            }
            return Top { piece, row: row.saturating_sub(left) };
        }
        while row + left > last && piece + 1 < self.pieces.len() {
            left -= last - row + 1;
            (piece, row) = (piece + 1, 0);
            last = self.count(piece, width).saturating_sub(1);
        }
        Top { piece, row: (row + left).min(last) }
    }

    fn count(&self, piece: usize, width: usize) -> usize {
        self.rows_of(piece, width).len()
    }

    fn rows_of(&self, piece: usize, width: usize) -> Vec<Row<'_>> {
        // No caret stands here, so its cell is the text's.
        self.pieces.get(piece).map_or_else(Vec::new, |bytes| rows(&self.text[bytes.clone()], Some(width.max(1) + 1)))
    }

    /// The rows on a screen of `width` columns and `height` rows.
    pub fn visible(&self, width: usize, height: usize) -> Vec<Vec<Run>> {
        let mut visible = Vec::new();
        let top = self.shown_top(width, height);
        for piece in top.piece..self.pieces.len() {
            let skip = if piece == top.piece { top.row } else { 0 };
            let start = self.pieces[piece].start;
            for row in self.rows_of(piece, width).into_iter().skip(skip) {
                if visible.len() == height {
                    return visible;
                }
                visible.push(self.runs(&row, start));
            }
        }
        visible
    }

    fn runs(&self, row: &Row<'_>, start: usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for glyph in &row.glyphs {
            let at = start + glyph.bytes.start;
            let next = self.marks.partition_point(|mark| mark.end <= at);
            let marked = self.marks.get(next).is_some_and(|mark| mark.start < start + glyph.bytes.end);
            match runs.last_mut() {
                Some(run) if run.marked == marked => run.shown.push_str(&glyph.shown),
                _ => runs.push(Run { shown: glyph.shown.clone().into_owned(), marked }),
            }
        }
        runs
    }
}

/// How many bytes `bytes` take as they are shown.
pub fn shown_length(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().len() + 4 * chunk.invalid().len()).sum()
}

/// Where a long line is cut: behind a space near the limit, else between two characters.
fn cut_of(line: &str) -> usize {
    let mut end = PIECE.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line[..end].rfind(' ').map(|at| at + 1).filter(|at| at + 512 > end).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(passage: &Passage, width: usize, height: usize) -> Vec<String> {
        let text = |runs: Vec<Run>| {
            runs.into_iter().map(|run| if run.marked { format!("<{}>", run.shown) } else { run.shown }).collect()
        };
        passage.visible(width, height).into_iter().map(text).collect()
    }

    #[test]
    fn marks_are_kept_over_rows_and_wide_text() {
        let text = "写 Rust 周报";
        let passage = Passage::new(text.as_bytes(), std::slice::from_ref(&(4..8)));
        assert_eq!(shown(&passage, 8, 9), ["写 <Rust> ", "周报"]);
        assert_eq!(shown(&Passage::new(b"a\xffb\n\x1b[2J", &[]), 20, 9), ["a\\xffb", "␛[2J"]);
    }

    #[test]
    fn scrolling_stops_at_both_ends_and_goes_by_rows() {
        let text: String = (0..50).map(|n| format!("line {n}\n")).collect();
        let mut passage = Passage::new(text.as_bytes(), &[]);
        passage.scroll(isize::MAX, (20, 5));
        assert_eq!(shown(&passage, 20, 9), ["line 46", "line 47", "line 48", "line 49", ""]);
        passage.scroll(-2, (20, 5));
        assert_eq!(shown(&passage, 20, 1), ["line 44"]);
        passage.scroll(isize::MIN, (20, 5));
        passage.scroll(-9, (20, 5));
        assert_eq!(shown(&passage, 20, 1), ["line 0"]);
    }

    fn found(text: &str, word: &str) -> Option<Range<usize>> {
        text.find(word).map(|start| start..start + word.len())
    }

    #[test]
    fn what_is_sought_is_seen_with_what_stands_before_it_and_the_text_keeps_still_where_it_is_in_sight() {
        let text: String = (0..50).map(|n| format!("line {n}\n")).collect();
        let mut passage = Passage::new(text.as_bytes(), &[]);
        passage.seek(found(&text, "line 3\n"));
        assert_eq!(shown(&passage, 20, 8)[0], "line 0");
        passage.seek(found(&text, "line 20\n"));
        assert_eq!(shown(&passage, 20, 8)[0], "line 18");
        passage.settle((20, 8));
        for still in ["line 18", "line 25"] {
            passage.seek(found(&text, still));
            assert_eq!(shown(&passage, 20, 8)[0], "line 18", "{still}");
        }
        passage.seek(found(&text, "line 49"));
        assert_eq!(shown(&passage, 20, 8)[7], "");
        passage.scroll(-1, (20, 8));
        assert_eq!(shown(&passage, 20, 1)[0], "line 42", "a person's scrolling begins at what was seen, and holds");
    }

    #[test]
    fn what_has_several_rows_is_seen_whole_if_it_fits_and_else_from_its_beginning() {
        let text: String = (0..50).map(|n| format!("行 {n}\n")).collect();
        let mut passage = Passage::new(text.as_bytes(), &[]);
        passage.seek(found(&text, "行 20\n行 21\n行 22\n行 23\n行 24\n行 25\n行 26"));
        assert_eq!(shown(&passage, 20, 8)[0], "行 19");
        assert_eq!(shown(&passage, 20, 4)[0], "行 20");
        let long = "一二三四五六七八九十".repeat(30);
        let mut passage = Passage::new(long.as_bytes(), &[]);
        passage.seek(Some(long.len() - 3..long.len()));
        assert_eq!(shown(&passage, 20, 8)[7], "一二三四五六七八九十");
        passage.seek(Some(0..3));
        assert_eq!(shown(&passage, 20, 8).len(), 8);
    }

    #[test]
    fn one_line_of_any_length_is_looked_at_in_pieces_and_nothing_of_it_is_lost() {
        let text = "周报 abc ".repeat(20_000);
        let mut passage = Passage::new(text.as_bytes(), &[]);
        let mut all = String::new();
        for _ in 0..10_000 {
            let rows = shown(&passage, 40, 30);
            all.extend(rows.iter().map(String::as_str));
            if passage.is_at_end((40, 30)) {
                break;
            }
            let before = passage.top;
            passage.scroll(30, (40, 30));
            if passage.is_at_end((40, 30)) {
                // The last page overlaps the one before.
                let walked = passage.walk(before, 30, 40);
                passage.top = walked;
            }
        }
        assert_eq!(all, text);
    }

    #[test]
    fn text_beyond_the_limit_is_counted_and_not_shown() {
        let passage = Passage::new(&vec![b'x'; MOST + 10], &[]);
        assert_eq!(passage.cut(), 10);
    }

    #[test]
    fn output_that_comes_bit_by_bit_is_one_text() {
        let mut passage = Passage::default();
        for part in ["one", " line\nan", "other", "\n"] {
            passage.push(part.as_bytes(), false);
        }
        assert_eq!(shown(&passage, 20, 9), ["one line", "another", ""]);
    }
}
