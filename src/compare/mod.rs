//! Comparing two texts, and merging three: plain values in, plain values out.
//!
//! ```text
//!  base ──► mine        compare(old, new)         -> Comparison: rows with line numbers, words marked inside them
//!    └────► disk        merge(base, mine, disk)   -> Merged: one text, the places where both sides changed marked in it
//! ```
//!
//! Knows no prompt, file, screen or clock: where the texts come from and what becomes of the result is for the caller.
//! Lines are matched by the Myers diff of `similar`, which bounds its own work, so that the same texts always give the
//! same answer, however busy the machine is.

mod comparison;
mod line;
mod merge;

pub use comparison::{Comparison, Context, Row, compare, hunks};
pub use line::{Line, LineEnd};
pub use merge::{Conflict, Markers, Merged, merge};

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Where the line `line` of `old` is in `new`, both counted from 0: the same line where it is still there, else the place
/// that it would have.
///
/// ```
/// assert_eq!(promptbook::compare::line_in("a\nb\n", "new\na\nb\n", 1), 2);
/// ```
pub fn line_in(old: &str, new: &str, line: usize) -> usize {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    for step in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if !step.old_range().contains(&line) {
            continue;
        }
        let into = line - step.old_range().start;
        return match step {
            DiffOp::Equal { new_index, .. } => new_index + into,
            DiffOp::Delete { new_index, .. } => new_index.min(new.len() - 1),
            DiffOp::Insert { new_index, .. } => new_index,
            DiffOp::Replace { new_index, new_len, .. } => new_index + into.min(new_len - 1),
        };
    }
    new.len() - 1
}

#[cfg(test)]
mod tests;
