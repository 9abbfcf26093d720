//! What one undo takes back: groups of the text area's single edits.
//!
//! The text area's own grouping looks at the wall clock and leaves "replace the selection" as two edits. Here a step ends
//! where a word ends, so the same keys always give the same steps. Knows no text and no caret.

use std::collections::VecDeque;

/// The most steps that can be undone.
const MAX_STEPS: usize = 1_000;
/// The longest run of typing, in characters; text without spaces has no other end.
const MAX_RUN: usize = 32;
/// How many single edits the text area has to remember: a run, and the selection that its first character replaced.
pub(super) const MAX_EDITS: usize = MAX_STEPS * (MAX_RUN + 1);

/// A kind of edit that grows into a step with others of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    Typing,
    Erasing,
}

#[derive(Debug, Clone)]
struct OpenRun {
    run: Run,
    length: usize,
    last: char,
}

/// The steps done and the steps undone, each a count of the text area's edits.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps {
    done: VecDeque<usize>,
    undone: Vec<usize>,
    open: Option<OpenRun>,
}

impl Steps {
    /// Records one change of `edits` edits. With a run and its character, changes that follow may join the step.
    pub(super) fn record(&mut self, edits: usize, run: Option<(Run, char)>) {
        self.undone.clear();
        let joined = match (run, &mut self.open) {
            (Some((run, character)), Some(open)) if edits == 1 && open.continues_with(run, character) => {
                open.length += 1;
                open.last = character;
                true
            }
            _ => false,
        };
        match self.done.back_mut() {
            Some(last) if joined => *last += edits,
            _ => {
                self.open = run.map(|(run, character)| OpenRun { run, length: 1, last: character });
                self.done.push_back(edits);
                if self.done.len() > MAX_STEPS {
                    self.done.pop_front();
                }
            }
        }
    }

    /// Ends the open run: what comes next is a step of its own.
    pub(super) fn close(&mut self) {
        self.open = None;
    }

    /// Takes back one step: how many edits to undo, if any is left.
    pub(super) fn undo(&mut self) -> Option<usize> {
        self.close();
        let edits = self.done.pop_back()?;
        self.undone.push(edits);
        Some(edits)
    }

    /// Does one undone step again: how many edits to redo, if any is left.
    pub(super) fn redo(&mut self) -> Option<usize> {
        self.close();
        let edits = self.undone.pop()?;
        self.done.push_back(edits);
        Some(edits)
    }
}

impl OpenRun {
    fn continues_with(&self, run: Run, character: char) -> bool {
        let word_begins = self.last.is_whitespace() && !character.is_whitespace();
        self.run == run && self.length < MAX_RUN && !word_begins
    }
}
