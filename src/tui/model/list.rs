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

    /// Shows the answers of a filter, or everything again. New answers select the best one.
    pub fn show(&mut self, answers: Option<Vec<PromptId>>) {
        if let Some(best) = answers.as_ref().and_then(|answers| answers.first()) {
            self.selected = Some(Item::Prompt(best.clone()));
        }
        self.answers = answers;
        self.revision += 1;
    }

    /// Opens every folder above `id` and selects it, now or as soon as it is known.
    pub fn reveal(&mut self, id: &PromptId) {
        let path = id.as_bytes();
        for end in path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at) {
            self.folded.remove(&path[..end]);
        }
        self.selected = Some(Item::Prompt(id.clone()));
        self.revision += 1;
    }

    /// Closes or opens a folder.
    pub fn set_folded(&mut self, folder: Folder, folded: bool) {
        if folded {
            self.folded.insert(folder);
        } else {
            self.folded.remove(&folder);
        }
        self.revision += 1;
    }

    /// Moves the selection by `rows`, down if positive, and stops at the ends.
    pub fn move_by(&mut self, rows: isize) {
        self.select_row(self.cursor.saturating_add_signed(rows));
    }

    /// Selects the row at `index`, or the last one.
    pub fn select_row(&mut self, index: usize) {
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

    /// Lays the rows out for `snapshot` if names, folds or answers changed, and finds the selection again: the same
    /// item, else the row that has taken its place.
    pub fn refresh(&mut self, snapshot: &Snapshot) {
        let wanted = (snapshot.names_changed(), self.revision);
        if self.laid_out != Some(wanted) {
            self.laid_out = Some(wanted);
            self.rows = match &self.answers {
                Some(answers) => flat(snapshot, answers),
                None => tree(snapshot, &self.folded),
            };
            let place = self.selected.as_ref().and_then(|item| self.rows.iter().position(|row| row.item == *item));
            match place {
                Some(place) => self.cursor = place,
                // A folder row comes first; what a person wants to see is the first prompt.
                None if self.selected.is_none() => {
                    let first = self.rows.iter().position(|row| matches!(row.item, Item::Prompt(_)));
                    self.select_row(first.unwrap_or(0));
                }
                None => self.select_row(self.cursor),
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
fn tree(snapshot: &Snapshot, folded: &BTreeSet<Folder>) -> Vec<Row> {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for entry in snapshot.entries() {
        let path = entry.id.as_bytes();
        for end in path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at) {
            *counts.entry(&path[..end]).or_default() += 1;
        }
    }
    let mut rows = Vec::with_capacity(snapshot.len());
    // The folders that are open above the row being laid out, and the one that hides it.
    let mut open: Vec<&[u8]> = Vec::new();
    let mut hidden: Option<&[u8]> = None;
    for entry in snapshot.entries() {
        let path = entry.id.as_bytes();
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
                item: Item::Prompt(entry.id.clone()),
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
mod tests {
    use super::*;
    use crate::cache::{Cache, CacheState, Cause, Limits};
    use crate::prompt::{Stamp, display_bytes};

    fn id(name: &str) -> PromptId {
        PromptId::new(name).expect("a valid test name")
    }

    fn cache(names: &[&str]) -> Cache {
        let cache = Cache::new(Limits::default(), CacheState::On);
        cache.publish(Cause::Start, |next| {
            for name in names {
                next.list(&id(name), Stamp::default());
            }
        });
        cache
    }

    fn picture(list: &List) -> Vec<String> {
        let row = |(index, row): (usize, &Row)| {
            let (path, mark) = match &row.item {
                Item::Folder(folder) => (folder.as_slice(), format!("/ ({})", row.count)),
                Item::Prompt(id) => (id.as_bytes(), String::new()),
            };
            let cursor = if index == list.cursor() { ">" } else { " " };
            let label = display_bytes(&path[row.label_from..]).into_owned();
            format!("{cursor}{}{label}{mark}", "  ".repeat(row.depth.into()))
        };
        list.rows().iter().enumerate().map(row).collect()
    }

    const NAMES: [&str; 6] =
        ["a.md", "code/commit.md", "code/review.md", "code/deep/er/x.md", "summarize/system.md", "写作/周报.md"];

    #[test]
    fn folders_hold_their_prompts_and_a_folder_of_one_is_no_row() {
        let cache = cache(&NAMES);
        let mut list = List::default();
        list.refresh(&cache.snapshot());
        assert_eq!(
            picture(&list),
            [
                ">a.md",
                " code/ (3)",
                "   commit.md",
                "   deep/er/x.md",
                "   review.md",
                " summarize/system.md",
                " 写作/周报.md"
            ]
        );
    }

    #[test]
    fn a_closed_folder_hides_its_prompts_and_keeps_its_place() {
        let cache = cache(&NAMES);
        let mut list = List::default();
        list.set_folded(b"code".to_vec(), true);
        list.refresh(&cache.snapshot());
        assert_eq!(picture(&list), [">a.md", " code/ (3)", " summarize/system.md", " 写作/周报.md"]);
        list.reveal(&id("code/review.md"));
        list.refresh(&cache.snapshot());
        assert_eq!(list.selected_prompt(), Some(&id("code/review.md")));
    }

    #[test]
    fn the_selection_follows_its_prompt_when_others_come_and_go() {
        let cache = cache(&NAMES);
        let mut list = List::default();
        list.reveal(&id("code/review.md"));
        list.refresh(&cache.snapshot());
        cache.publish(Cause::Disk, |next| {
            next.remove(&id("a.md"));
            next.list(&id("code/aaa.md"), Stamp::default());
        });
        list.refresh(&cache.snapshot());
        assert_eq!(list.selected_prompt(), Some(&id("code/review.md")));
        cache.publish(Cause::Remove, |next| next.remove(&id("code/review.md")));
        list.refresh(&cache.snapshot());
        assert_eq!(list.selected_prompt(), Some(&id("summarize/system.md")));
    }

    #[test]
    fn answers_of_a_filter_stand_in_their_own_order_with_the_best_selected() {
        let cache = cache(&NAMES);
        let mut list = List::default();
        list.show(Some(vec![id("写作/周报.md"), id("gone.md"), id("a.md")]));
        list.refresh(&cache.snapshot());
        assert_eq!(picture(&list), [">写作/周报.md", " a.md"]);
    }

    #[test]
    fn an_empty_book_has_no_selection_and_moving_in_it_does_nothing() {
        let mut list = List::default();
        list.refresh(&cache(&[]).snapshot());
        list.move_by(5);
        list.select_parent();
        list.scroll_into_view(10);
        assert_eq!((list.selected(), list.top()), (None, 0));
    }

    #[test]
    fn the_selected_row_is_always_on_the_screen() {
        let names: Vec<String> = (0..50).map(|n| format!("{n:02}.md")).collect();
        let cache = cache(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let mut list = List::default();
        list.refresh(&cache.snapshot());
        for step in [1, 60, -3, -60, 25, 1, -1] {
            list.move_by(step);
            for height in [1, 5, 20, 100] {
                list.scroll_into_view(height);
                assert!((list.top()..list.top() + height).contains(&list.cursor()));
            }
        }
    }
}
