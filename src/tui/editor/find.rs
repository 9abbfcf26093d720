//! Searching in the text: from match to match, and where all of them stand.
//!
//! The text area keeps what was searched for last, as a regular expression that matches it as it is written.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Editor, Place};

/// Which way to search. Both ways go on at the other end of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

/// What a search came to. `nth` counts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Match { nth: usize, of: usize },
    None,
}

impl Editor {
    /// Moves to the next place where `query` stands as it is written, and marks all such places. A lower-case query
    /// finds upper case too. A new query may match right at the caret; the same again goes on from there. An empty
    /// query takes the marks away.
    pub fn find(&mut self, query: &str, direction: Direction) -> Found {
        let pattern = pattern_of(query);
        let is_new = self.area.search_pattern().map_or("", |regex| regex.as_str()) != pattern;
        // A literal fails only by its length, and then nothing can hold it.
        if self.area.set_search_pattern(&pattern).is_err() {
            return self.find("", direction);
        }
        let matches = self.matches();
        if matches.is_empty() {
            return Found::None;
        }
        let caret = self.caret();
        let before = matches.partition_point(|place| *place < caret);
        let to_caret = matches.partition_point(|place| *place <= caret);
        let index = match (direction, is_new) {
            (Direction::Forward, true) => before,
            (Direction::Forward, false) => to_caret,
            (Direction::Backward, true) => to_caret + matches.len() - 1,
            (Direction::Backward, false) => before + matches.len() - 1,
        } % matches.len();
        self.go(matches[index], None);
        Found::Match { nth: index + 1, of: matches.len() }
    }

    /// Every place where the search matches, in the order of the text. A match inside a cluster counts at its start.
    fn matches(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (row, line) in self.lines().iter().enumerate() {
            let mut found = self.matches_in(line).into_iter().peekable();
            let mut column = 0;
            for (byte, cluster) in line.grapheme_indices(true) {
                let end = byte + cluster.len();
                if found.next_if(|range| range.start < end).is_some() {
                    places.push((row, column));
                    while found.next_if(|range| range.start < end).is_some() {}
                }
                if found.peek().is_none() {
                    break;
                }
                column += cluster.chars().count();
            }
        }
        places
    }

    /// The bytes of `line` that match what was searched for last.
    pub(super) fn matches_in(&self, line: &str) -> Vec<Range<usize>> {
        self.area
            .search_pattern()
            .map_or_else(Vec::new, |regex| regex.find_iter(line).map(|found| found.range()).collect())
    }
}

/// The regular expression that matches `query` as it is written; only a query with an upper-case letter minds case.
fn pattern_of(query: &str) -> String {
    let mut pattern = String::new();
    if !query.is_empty() && !query.chars().any(char::is_uppercase) {
        pattern.push_str("(?i)");
    }
    for character in query.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
