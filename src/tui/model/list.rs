//! The list: folders that fold, prompts in them, or the answers of a filter. Rows are laid out anew only when names,
//! folds or answers change; the selection is a name, never an index.

use std::collections::{BTreeMap, BTreeSet};

use crate::cache::Snapshot;
use crate::prompt::PromptId;
use crate::store::Folder;

/// What is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A folder.
    Folder(Folder),
    /// A prompt.
    Prompt(PromptId),
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What stands on it.
    pub item: Item,
    /// How far it is indented.
    pub depth: u16,
    /// Where the shown part of its path begins, in bytes: what the folders above it already say is left out.
    pub label_from: usize,
    /// For a folder: how many prompts it holds.
    pub count: usize,
}

/// Rows, selection and scroll position.
#[derive(Debug, Clone, Default)]
pub struct List {
    rows: Vec<Row>,
    folded: BTreeSet<Folder>,
    cursor: usize,
    selected: Option<Item>,
    top: usize,
    /// What the rows were laid out from.
    laid_out: Option<(u64, u64)>,
    /// Counts up when folds or answers change.
    revision: u64,
    answers: Option<Vec<PromptId>>,
    /// Selected as soon as it is a row, unless a person selects something else before.
    wanted: Option<PromptId>,
    /// Names that have a row although the book has no such prompt: unsaved texts whose file is gone.
    orphans: Vec<PromptId>,
    chosen: Chosen,
}

/// Who chose the selected row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Chosen {
    /// Nobody: the first prompt is selected, whichever that is as the book is listed.
    #[default]
    ByItself,
    /// A person.
    ByHand,
}

/// What new answers of the filter do to the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choose {
    /// The best answer: something else was typed.
    Best,
    /// What was selected, where it is still among them: only the book changed.
    Same,
}

impl List {
    /// The rows from top to bottom.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is selected; always one of the rows, if there is any.
    pub fn selected(&self) -> Option<&Item> {
        self.selected.as_ref()
    }

    /// The selected prompt, if it is a prompt.
    pub fn selected_prompt(&self) -> Option<&PromptId> {
        match &self.selected {
            Some(Item::Prompt(id)) => Some(id),
            _ => None,
        }
    }

    /// The index of the selected row.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The index of the first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Whether `folder` is closed.
    pub fn is_folded(&self, folder: &Folder) -> bool {
        self.folded.contains(folder)
    }

    /// The answers of the filter, in their order.
    pub fn answers(&self) -> Option<&[PromptId]> {
        self.answers.as_deref()
    }

    /// Shows the answers of a filter.
    pub fn show(&mut self, answers: Vec<PromptId>, choose: Choose) {
        if choose == Choose::Best {
            self.wanted = None;
            self.selected = None;
        }
        self.answers = Some(answers);
        self.revision += 1;
    }

    /// Shows everything again.
    pub fn show_all(&mut self) {
        self.answers = None;
        self.revision += 1;
    }

    /// Opens every folder above `id` and selects it, now or as soon as it is known.
    pub fn reveal(&mut self, id: &PromptId) {
        self.chosen = Chosen::ByHand;
        let path = id.as_bytes();
        for end in path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at) {
            self.folded.remove(&path[..end]);
        }
        self.wanted = Some(id.clone());
        self.revision += 1;
    }

    /// No longer waits for `id`, which will not come.
    pub fn give_up(&mut self, id: &PromptId) {
        self.wanted.take_if(|wanted| wanted == id);
    }

    /// Closes a folder.
    pub fn fold(&mut self, folder: Folder) {
        self.folded.insert(folder);
        self.revision += 1;
    }

    /// Opens a folder.
    pub fn unfold(&mut self, folder: &Folder) {
        self.folded.remove(folder);
        self.revision += 1;
    }

    /// Moves the selection by `rows`, down if positive, and stops at the ends.
    pub fn move_by(&mut self, rows: isize) {
        self.select_row(self.cursor.saturating_add_signed(rows));
    }

    /// Selects the row at `index`, or the last one.
    pub fn select_row(&mut self, index: usize) {
        self.chosen = Chosen::ByHand;
        self.wanted = None;
        self.put_cursor(index);
    }

    fn put_cursor(&mut self, index: usize) {
        self.cursor = index.min(self.rows.len().saturating_sub(1));
        self.selected = self.rows.get(self.cursor).map(|row| row.item.clone());
    }

    /// Selects the folder that holds the selected row.
    pub fn select_parent(&mut self) {
        let Some(depth) = self.rows.get(self.cursor).map(|row| row.depth) else { return };
        if let Some(parent) = self.rows[..self.cursor].iter().rposition(|row| row.depth < depth) {
            self.select_row(parent);
        }
    }

    /// Gives `orphans`, in the order of names, rows of their own.
    pub fn set_orphans(&mut self, orphans: Vec<PromptId>) {
        if self.orphans != orphans {
            self.orphans = orphans;
            self.revision += 1;
        }
    }

    /// Lays the rows out for `snapshot` if names, folds or answers changed, and finds the selection again: the same
    /// item, else the row that has taken its place.
    pub fn refresh(&mut self, snapshot: &Snapshot) {
        let wanted = (snapshot.names_changed(), self.revision);
        if self.laid_out != Some(wanted) {
            self.laid_out = Some(wanted);
            self.rows = match &self.answers {
                Some(answers) => flat(snapshot, answers),
                None => tree(snapshot, &self.orphans, &self.folded),
            };
            let row_of = |item: &Item| self.rows.iter().position(|row| row.item == *item);
            if let Some(row) = self.wanted.clone().and_then(|id| row_of(&Item::Prompt(id))) {
                return self.select_row(row);
            }
            match self.selected.as_ref().and_then(row_of) {
                Some(place) if self.chosen == Chosen::ByHand => self.cursor = place,
                // A folder row comes first; what a person wants to see is the first prompt.
                _ if self.chosen == Chosen::ByItself || self.selected.is_none() => {
                    let first = self.rows.iter().position(|row| matches!(row.item, Item::Prompt(_)));
                    self.put_cursor(first.unwrap_or(0));
                }
                _ => self.put_cursor(self.cursor),
            }
        }
    }

    /// Scrolls so that the selection is among `height` rows on the screen.
    pub fn scroll_into_view(&mut self, height: usize) {
        let last_top = self.rows.len().saturating_sub(height);
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height.max(1);
        }
        // The heading of the first folder should not scroll away for ever.
        if self.cursor <= 1 && height > 1 {
            self.top = 0;
        }
        self.top = self.top.min(last_top);
    }
}

fn flat(snapshot: &Snapshot, answers: &[PromptId]) -> Vec<Row> {
    let known = answers.iter().filter(|id| snapshot.get(id).is_some());
    known.map(|id| Row { item: Item::Prompt(id.clone()), depth: 0, label_from: 0, count: 0 }).collect()
}

/// Lays out the tree. A folder that holds a single prompt is no row of its own: `summarize/system.md` says it all.
fn tree(snapshot: &Snapshot, orphans: &[PromptId], folded: &BTreeSet<Folder>) -> Vec<Row> {
    let mut ids: Vec<&PromptId> = snapshot.entries().map(|entry| &entry.id).collect();
    if !orphans.is_empty() {
        ids.extend(orphans);
        ids.sort();
    }
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for id in &ids {
        let path = id.as_bytes();
        for end in path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at) {
            *counts.entry(&path[..end]).or_default() += 1;
        }
    }
    let mut rows = Vec::with_capacity(snapshot.len());
    // The folders that are open above the row being laid out, and the one that hides it.
    let mut open: Vec<&[u8]> = Vec::new();
    let mut hidden: Option<&[u8]> = None;
    for id in ids {
        let path = id.as_bytes();
        if hidden.is_some_and(|folder| is_below(path, folder)) {
            continue;
        }
        hidden = None;
        while open.last().is_some_and(|folder| !is_below(path, folder)) {
            open.pop();
        }
        let start = open.last().map_or(0, |folder| folder.len() + 1);
        for end in path.iter().enumerate().skip(start).filter(|(_, byte)| **byte == b'/').map(|(at, _)| at) {
            let folder = &path[..end];
            let count = counts.get(folder).copied().unwrap_or_default();
            // A folder with one prompt, or whose prompts are all in one folder below it, joins the row after it.
            let next = path[end + 1..].iter().position(|byte| *byte == b'/').map(|at| &path[..end + 1 + at]);
            let passes_through = next.is_some_and(|next| counts.get(next) == Some(&count));
            if count == 1 || passes_through {
                continue;
            }
            rows.push(Row {
                item: Item::Folder(folder.to_vec()),
                depth: open.len() as u16,
                label_from: open.last().map_or(0, |folder| folder.len() + 1),
                count,
            });
            if folded.contains(folder) {
                hidden = Some(folder);
                break;
            }
            open.push(folder);
        }
        if hidden.is_none() {
            rows.push(Row {
                item: Item::Prompt(id.clone()),
                depth: open.len() as u16,
                label_from: open.last().map_or(0, |folder| folder.len() + 1),
                count: 0,
            });
        }
    }
    rows
}

fn is_below(path: &[u8], folder: &[u8]) -> bool {
    path.len() > folder.len() && path.starts_with(folder) && path[folder.len()] == b'/'
}

#[cfg(test)]
mod tests;
