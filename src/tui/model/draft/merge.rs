//! Merging a draft with what another program made of its file, and the conflicts that this leaves in the text.

use std::sync::Arc;

use super::super::super::editor::Outcome;
use super::{Disk, Draft, Work};
use crate::compare::{Conflict, Markers, line_in, merge};
use crate::prompt::Prompt;
use crate::prompt::layout::{self, Unfit};

/// What a line above the text tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Another program changed the file.
    Changed,
    /// Another program removed it.
    Gone,
    /// So many conflicts of a merge are still marked.
    Conflicts(usize),
}

/// What merging a draft came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// Both changes are in the text.
    Clean,
    /// They are, and nothing is left to save: the disk has that text already.
    Same,
    /// So many places have both texts, marked.
    Conflicts(usize),
    /// The text would be too large; nothing was changed.
    TooLarge,
}

impl Draft {
    /// What is to be told above the text.
    pub fn notice(&self) -> Option<Notice> {
        match (&self.disk, self.conflicts().len()) {
            (Disk::Changed(_), _) => Some(Notice::Changed),
            (Disk::Gone, _) => Some(Notice::Gone),
            (Disk::Same, 0) => None,
            (Disk::Same, conflicts) => Some(Notice::Conflicts(conflicts)),
        }
    }

    /// The conflicts of merges that are still marked in the text.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.conflicts_marked_by(&self.markers)
    }

    fn conflicts_marked_by(&self, markers: &Markers) -> Vec<Conflict> {
        markers.conflicts_in_lines(self.editor.lines().iter().map(String::as_str))
    }

    /// Notes that the text as it is now and that of the disk are on their way to the history, after which they are merged.
    ///
    /// # Errors
    /// When the bytes on disk cannot go through an editor without being changed.
    pub fn start_merging(&mut self, disk: &Arc<Prompt>) -> Result<(), Unfit> {
        layout::editable(disk.raw())?;
        self.work = Work::Merging(self.editor.text(), Arc::clone(disk));
        Ok(())
    }

    /// Puts what both sides changed into the text, as one step for undo, and goes on from `disk`: the next save replaces
    /// that. The caret stays in its line, or goes to the first conflict.
    pub fn merge_with(&mut self, disk: &Arc<Prompt>) -> Merging {
        let Ok(disk_text) = layout::editable(disk.raw()) else { return Merging::TooLarge };
        let mine = self.editor.text();
        let merged = merge(&self.base_text, &mine, &disk_text);
        let (line, column) = self.editor.caret();
        let line = line_in(&mine, &merged.text, line);
        if self.replace_text(merged.text) == Outcome::TooLarge {
            return Merging::TooLarge;
        }
        self.rebase(disk);
        self.markers.add(&merged.markers);
        let first = self.conflicts_marked_by(&merged.markers).first().map(|conflict| conflict.lines.start);
        self.editor.set_caret(first.map_or((line, column), |first| (first, 0)));
        match merged.conflicts {
            0 if self.is_modified() => Merging::Clean,
            0 => Merging::Same,
            conflicts => Merging::Conflicts(conflicts),
        }
    }

    /// Moves the caret to the next conflict, the first one after the last: which it is, from 1, and of how many.
    pub fn go_to_next_conflict(&mut self) -> Option<(usize, usize)> {
        let conflicts = self.conflicts();
        let (line, _) = self.editor.caret();
        let next = conflicts.iter().position(|conflict| conflict.lines.start > line).unwrap_or(0);
        let start = conflicts.get(next)?.lines.start;
        self.editor.set_caret((start, 0));
        Some((next + 1, conflicts.len()))
    }
}
