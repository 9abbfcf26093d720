//! How many tokens a text is to a model, by a vocabulary that is in the program: nothing is asked of a network.
//!
//! Plain code: whoever counts decides on which thread. The first count of a run unpacks the vocabulary, which takes about
//! a tenth of a second; after that a megabyte of prose takes some tens of milliseconds.
//!
//! Other models than those of the vocabulary split text otherwise, so a count is an estimate for them, and the screen
//! shows it with `~`.

use std::fmt;

use serde::Serialize;
use tiktoken::CoreBpe;

/// How much is counted at a time: between two parts a count that nobody waits for any more is given up.
const PART: usize = 64 * 1024;

/// A part that has no line end to stop at is cut here, and the count is no longer exact.
const LONGEST: usize = 1024 * 1024;

/// Which pieces of text are one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(into = "&'static str")]
pub enum Vocabulary {
    /// Of GPT-4o and the models since.
    #[default]
    O200k,
    /// Of GPT-4 and GPT-3.5.
    Cl100k,
}

/// How many tokens a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub tokens: usize,
    /// Whether it is what the vocabulary's own program counts. A text of megabytes without a line end is cut to be
    /// counted, and then the number may be off by one for each cut.
    pub exact: bool,
}

impl Vocabulary {
    /// Every vocabulary, by the name that settings and options use.
    pub const NAMES: [(&'static str, Vocabulary); 2] = [("o200k", Vocabulary::O200k), ("cl100k", Vocabulary::Cl100k)];

    /// The vocabulary of this name, such as `o200k` or `o200k_base`.
    pub fn named(name: &str) -> Option<Vocabulary> {
        let name = name.strip_suffix("_base").unwrap_or(name);
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, vocabulary)| *vocabulary)
    }

    /// The name that settings and options use.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, known)| *known == self).map_or("o200k", |(name, _)| name)
    }

    /// How many tokens `text` is. Names of special tokens, such as `<|endoftext|>`, are text like any other.
    ///
    /// ```
    /// use promptbook::tokens::Vocabulary;
    ///
    /// assert_eq!(Vocabulary::Cl100k.count("hello world").tokens, 2);
    /// ```
    pub fn count(self, text: &str) -> Count {
        self.count_while(text, || true).unwrap_or(Count { tokens: 0, exact: false })
    }

    /// How many tokens `text` is; `None` where `is_awaited` says at some point that nobody waits for the answer any
    /// more.
    pub fn count_while(self, text: &str, mut is_awaited: impl FnMut() -> bool) -> Option<Count> {
        let mut count = Count { tokens: 0, exact: true };
        let mut rest = text;
        while !rest.is_empty() {
            if !is_awaited() {
                return None;
            }
            let (end, exact) = end_of_part(rest);
            count.exact &= exact;
            count.tokens += self.table().map_or(0, |table| table.count(&rest[..end]));
            rest = &rest[end..];
        }
        Some(count)
    }

    fn table(self) -> Option<&'static CoreBpe> {
        // Both are compiled in; a test counts by each.
        tiktoken::get_encoding(match self {
            Vocabulary::O200k => "o200k_base",
            Vocabulary::Cl100k => "cl100k_base",
        })
    }
}

/// Where the first part of `text` ends, and whether the vocabulary's own rules part the text there too.
///
/// Both vocabularies first split a text by a pattern in which a piece with a line end in it goes on behind that only with
/// white space, another line end or `/`. So between a line end and any other character two pieces meet.
fn end_of_part(text: &str) -> (usize, bool) {
    if text.len() <= PART {
        return (text.len(), true);
    }
    let bytes = text.as_bytes();
    let limit = text.len().min(LONGEST);
    let parts_at = |at: usize| text[at..].chars().next().is_some_and(|next| !next.is_whitespace() && next != '/');
    let ends = memchr::memchr_iter(b'\n', &bytes[PART..limit]).map(|at| PART + at + 1);
    if let Some(end) = ends.filter(|end| *end < text.len()).find(|end| parts_at(*end)) {
        return (end, true);
    }
    if text.len() <= LONGEST {
        (text.len(), true)
    } else {
        ((0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(LONGEST), false)
    }
}

impl From<Vocabulary> for &'static str {
    fn from(vocabulary: Vocabulary) -> &'static str {
        vocabulary.name()
    }
}

impl fmt::Display for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn each_vocabulary_counts_by_its_own_pieces_and_takes_special_tokens_for_text() {
        for (_, vocabulary) in Vocabulary::NAMES {
            assert_eq!(vocabulary.count("hello world"), Count { tokens: 2, exact: true }, "{vocabulary}");
            assert_eq!(vocabulary.count("").tokens, 0);
            assert!(vocabulary.count("<|endoftext|>").tokens > 1, "{vocabulary}");
        }
        let chinese = "请审阅下面的改动";
        assert!(Vocabulary::O200k.count(chinese).tokens < Vocabulary::Cl100k.count(chinese).tokens);
    }

    #[test]
    fn a_text_in_parts_has_as_many_tokens_as_the_whole() {
        let lines =
            ["plain words here", "  indented", "", "/path//", "!!!", "\u{3000}中文段落。", "x = 1;\r", "\t", "'s"];
        let mut text = String::new();
        for n in 0..60_000_usize {
            text.push_str(lines[(n * n + n / 7) % lines.len()]);
            text.push('\n');
        }
        assert!(text.len() > 4 * PART);
        for (_, vocabulary) in Vocabulary::NAMES {
            let whole = vocabulary.table().map(|table| table.count(&text));
            let count = vocabulary.count(&text);
            assert_eq!((Some(count.tokens), count.exact), (whole, true), "{vocabulary}");
        }
    }

    #[test]
    fn a_long_run_of_one_kind_of_character_takes_no_longer_than_others() {
        let start = Instant::now();
        for text in ["a".repeat(144_000), "中".repeat(144_000), " ".repeat(144_000), "!".repeat(144_000)] {
            assert!(Vocabulary::O200k.count(&text).exact);
        }
        // Anything quadratic takes minutes in a debug build.
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    #[test]
    fn megabytes_without_a_line_end_are_cut_and_not_called_exact() {
        let count = Vocabulary::O200k.count(&"中 ".repeat(700_000));
        assert!(!count.exact && count.tokens > 700_000);
    }

    #[test]
    fn a_count_that_nobody_waits_for_is_given_up() {
        let text = "line\n".repeat(100_000);
        let mut parts = 0;
        let outcome = Vocabulary::O200k.count_while(&text, || {
            parts += 1;
            parts < 3
        });
        assert_eq!((outcome, parts), (None, 3));
    }
}
