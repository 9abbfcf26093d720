//! Two texts line by line, and the words that differ inside lines that were changed.

use std::ops::Range;

use similar::{Algorithm, ChangeTag, DiffOp, InlineChangeMode, InlineChangeOptions, TextDiff};

use super::line::{Line, Lines};

/// The most bytes of changed lines, old and new together, whose words are compared. Beyond it lines are compared as wholes:
/// where so much differs, words say nothing to a reader.
const MOST_OF_A_CHANGE: usize = 16 * 1024;

/// The most bytes in all the changes of one comparison whose words are compared.
const MOST_IN_ALL: usize = 256 * 1024;

/// Lines around a change that [`Context::Near`] keeps.
const NEAR: usize = 3;

/// Two texts and how they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    old: Lines,
    new: Lines,
    rows: Vec<Row>,
    added: usize,
    removed: usize,
}

/// One row of a comparison. Lines are counted from 0; marks are the bytes of the line's text that differ, none where the
/// whole line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A line that both have.
    Same {
        /// Which line of the old text.
        old: usize,
        /// Which line of the new text.
        new: usize,
    },
    /// A line that only the old text has.
    Removed {
        /// Which.
        old: usize,
        /// What differs in it.
        marks: Vec<Range<usize>>,
    },
    /// A line that only the new text has.
    Added {
        /// Which.
        new: usize,
        /// What differs in it.
        marks: Vec<Range<usize>>,
    },
    /// So many lines that both have are left out.
    Folded {
        /// How many.
        lines: usize,
    },
}

impl Row {
    /// Whether the row is part of a difference.
    pub fn is_change(&self) -> bool {
        matches!(self, Row::Removed { .. } | Row::Added { .. })
    }
}

/// How much of what both texts have is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// A few lines around each difference.
    Near,
    /// Everything.
    All,
}

/// Compares two texts. Line ends count: a line that ends differently is another line.
///
/// ```
/// use promptbook::compare::{Row, compare};
///
/// let comparison = compare("one\ntwo words\n", "one\ntwo birds\n");
/// assert_eq!((comparison.added(), comparison.removed()), (1, 1));
/// assert!(comparison.rows().contains(&Row::Added { new: 1, marks: vec![4..9] }));
/// ```
pub fn compare(old: &str, new: &str) -> Comparison {
    let (old, new) = (Lines::of(old), Lines::of(new));
    let rows = rows(&old, &new);
    let count = |wanted: fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let (added, removed) =
        (count(|row| matches!(row, Row::Added { .. })), count(|row| matches!(row, Row::Removed { .. })));
    Comparison { old, new, rows, added, removed }
}

fn rows(old: &Lines, new: &Lines) -> Vec<Row> {
    let (old_lines, new_lines) = (old.whole(), new.whole());
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_slices(&old_lines, &new_lines);
    let mut options = InlineChangeOptions::new();
    options.mode(InlineChangeMode::UnicodeWords).semantic_cleanup(true);
    let mut left = MOST_IN_ALL;
    let mut rows = Vec::new();
    for step in diff.ops() {
        let (was, is) = (step.old_range(), step.new_range());
        let bytes = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
        let size = bytes(&old_lines[was.clone()]) + bytes(&new_lines[is.clone()]);
        match step {
            DiffOp::Equal { .. } => rows.extend(was.zip(is).map(|(old, new)| Row::Same { old, new })),
            DiffOp::Replace { .. } if size <= MOST_OF_A_CHANGE.min(left) => {
                left -= size;
                // No deadline: a clock would make what is marked depend on how busy the machine is.
                let changes = diff.iter_inline_changes_with_options_deadline(step, options, None);
                rows.extend(changes.filter_map(|change| {
                    let marks = marks(change.values());
                    match (change.tag(), change.old_index(), change.new_index()) {
                        (ChangeTag::Delete, Some(old), _) => Some(Row::Removed { old, marks }),
                        (ChangeTag::Insert, _, Some(new)) => Some(Row::Added { new, marks }),
                        _ => None,
                    }
                }));
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                rows.extend(was.map(|old| Row::Removed { old, marks: Vec::new() }));
                rows.extend(is.map(|new| Row::Added { new, marks: Vec::new() }));
            }
        }
    }
    rows
}

/// The bytes that are emphasised in the pieces of a line, those that touch as one.
fn marks(pieces: &[(bool, &str)]) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for (emphasised, piece) in pieces {
        let place = at..at + piece.len();
        at = place.end;
        if !emphasised || piece.is_empty() {
            continue;
        }
        match marks.last_mut() {
            Some(last) if last.end == place.start => last.end = place.end,
            _ => marks.push(place),
        }
    }
    marks
}

impl Comparison {
    /// How many lines only the new text has.
    pub fn added(&self) -> usize {
        self.added
    }

    /// How many lines only the old text has.
    pub fn removed(&self) -> usize {
        self.removed
    }

    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.added == 0 && self.removed == 0
    }

    /// Every row: each line of both texts once, those that both have as one.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows to show. A fold takes the place of two lines or more, never of one.
    pub fn shown(&self, context: Context) -> Vec<Row> {
        if context == Context::All {
            return self.rows.clone();
        }
        let mut shown = Vec::new();
        let mut parts = self.rows.chunk_by(|a, b| a.is_change() == b.is_change()).peekable();
        while let Some(part) = parts.next() {
            let before = if shown.is_empty() { 0 } else { NEAR };
            let after = if parts.peek().is_none() { 0 } else { NEAR };
            if part[0].is_change() || part.len() <= before + after + 1 {
                shown.extend_from_slice(part);
                continue;
            }
            shown.extend_from_slice(&part[..before]);
            shown.push(Row::Folded { lines: part.len() - before - after });
            shown.extend_from_slice(&part[part.len() - after..]);
        }
        shown
    }

    /// The line of the old text with this index.
    pub fn old_line(&self, index: usize) -> Line<'_> {
        self.old.line(index)
    }

    /// The line of the new text with this index.
    pub fn new_line(&self, index: usize) -> Line<'_> {
        self.new.line(index)
    }

    /// How many lines the longer of the two texts has.
    pub fn most_lines(&self) -> usize {
        self.old.len().max(self.new.len())
    }
}

/// Where each run of changed rows begins among `rows`.
pub fn hunks(rows: &[Row]) -> Vec<usize> {
    let begins = |at: &usize| rows[*at].is_change() && (*at == 0 || !rows[*at - 1].is_change());
    (0..rows.len()).filter(begins).collect()
}
