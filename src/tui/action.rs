//! Everything a person can do, one row each. Hints, help, palette, README table and the keymap lint are made from it.

/// Where a key is looked up. A text field owns all printable keys, so the field of an action decides what may be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// List and preview.
    Browse,
    /// The editor.
    Edit,
    /// The metrics screen.
    Metrics,
    /// Two texts compared.
    Compare,
    /// The versions of a prompt.
    Past,
    /// The form of a prompt.
    Form,
    /// What a command said.
    Output,
    /// Wherever no dialog is open.
    Everywhere,
}

impl Scope {
    /// The heading of the scope in the help.
    pub fn title(self) -> &'static str {
        match self {
            Scope::Browse => "Browse",
            Scope::Edit => "Editor",
            Scope::Metrics => "Metrics",
            Scope::Compare => "Compare",
            Scope::Past => "History",
            Scope::Form => "Form",
            Scope::Output => "Output of a command",
            Scope::Everywhere => "Everywhere",
        }
    }
}

/// What a person wants done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Selection or scroll position up by one.
    Up,
    /// Down by one.
    Down,
    /// Up by a page.
    PageUp,
    /// Down by a page.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Close the folder, or go to the folder of the prompt.
    Fold,
    /// Open the folder.
    Unfold,
    /// Open the folder, fill in the prompt, or copy it.
    Use,
    /// Edit here.
    Edit,
    /// Edit in `$VISUAL` or `$EDITOR`.
    EditOutside,
    /// Copy the prompt as written.
    Copy,
    /// Copy the prompt with the values that were given last.
    CopyFilled,
    /// Leave and print the prompt to standard output.
    Print,
    /// Hand the text to a command.
    Pipe,
    /// To the next field.
    NextField,
    /// To the field before.
    PreviousField,
    /// Choose among the values that were given before.
    Earlier,
    /// Give the field its default again.
    ResetField,
    /// New prompt.
    New,
    /// New prompt from the selected one.
    Duplicate,
    /// Another name or folder.
    Rename,
    /// To the trash.
    Trash,
    /// Take back the last change of the book.
    Undo,
    /// Make it again.
    Redo,
    /// Compare what was typed with what is on disk.
    Compare,
    /// The versions of the prompt.
    Past,
    /// Give the prompt the selected version's text again.
    Restore,
    /// Narrow the list.
    Filter,
    /// One column: swap list and preview.
    SwapPanes,
    /// The focused pane alone.
    Zoom,
    /// Show or hide the cache strip.
    Dock,
    /// The metrics screen.
    Metrics,
    /// Compare the book with the disk now.
    Reload,
    /// Cache on or off.
    SwitchCache,
    /// Explain the selected figure.
    Explain,
    /// Stop the figures, or let them go on.
    Pause,
    /// Look at what was before.
    ScrubBack,
    /// Look at what came after.
    ScrubForth,
    /// Look at less time.
    ShorterWindow,
    /// Look at more time.
    LongerWindow,
    /// List other events.
    FilterEvents,
    /// The last save, step by step.
    Steps,
    /// What has been said so far.
    Messages,
    /// All actions, to read and to run.
    Help,
    /// The mouse for the program, or for the terminal's own selection.
    Mouse,
    /// Focus the next pane.
    NextPane,
    /// Focus the list.
    FocusList,
    /// Focus the preview.
    FocusPreview,
    /// Stop for now and return to the shell.
    Suspend,
    /// Copy the samples to the user's own folder.
    Install,
    /// Leave.
    Quit,
    /// Save the text in the editor.
    Save,
    /// Save it as another prompt.
    SaveElsewhere,
    /// Find in the text.
    Find,
    /// Undo the last edit.
    UndoEdit,
    /// Redo it.
    RedoEdit,
    /// Select everything.
    SelectAll,
    /// Copy the selection.
    CopySelection,
    /// Cut the selection.
    Cut,
    /// Insert what was cut or copied here.
    Insert,
    /// Soft wrap on or off.
    Wrap,
    /// To the next conflict that a merge left.
    NextConflict,
    /// To the next thing that is odd in the text.
    NextFinding,
    /// To the next difference.
    NextChange,
    /// To the difference before.
    PreviousChange,
    /// Another two of three versions.
    OtherVersions,
    /// All lines, or those near differences.
    Context,
    /// Put both changes into one text.
    Merge,
    /// What was typed here replaces the text on disk.
    KeepMine,
    /// The text on disk replaces what was typed here.
    TakeDisk,
    /// One step back.
    Back,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it does.
    pub action: Action,
    /// Its name in the configuration.
    pub id: &'static str,
    /// Its name for a person.
    pub title: &'static str,
    /// Its name in the hint bar, where it appears there.
    pub hint: Option<&'static str>,
    /// Where its keys work.
    pub scope: Scope,
}

const fn row(action: Action, id: &'static str, scope: Scope, title: &'static str, hint: Option<&'static str>) -> Row {
    Row { action, id, title, hint, scope }
}

/// Every action, in the order of the help; those with a hint in the order of the hint bar.
pub const TABLE: &[Row] = &[
    row(Action::Use, "use", Scope::Browse, "Fill in and copy, open the folder", Some("use")),
    row(Action::Edit, "edit", Scope::Browse, "Edit here", Some("edit")),
    row(Action::Filter, "filter", Scope::Browse, "Filter the list", Some("filter")),
    row(Action::New, "new", Scope::Browse, "New prompt", Some("new")),
    row(Action::Metrics, "metrics", Scope::Browse, "Show what the cache is doing", Some("metrics")),
    row(Action::Help, "help", Scope::Everywhere, "Help: every action and its key", Some("help")),
    row(Action::Quit, "quit", Scope::Browse, "Quit", Some("quit")),
    row(Action::EditOutside, "edit_outside", Scope::Browse, "Edit in $VISUAL or $EDITOR", Some("$EDITOR")),
    row(Action::Copy, "copy", Scope::Browse, "Copy the prompt as written", None),
    row(Action::CopyFilled, "copy_filled", Scope::Browse, "Copy the prompt with the last values", None),
    row(Action::Print, "print", Scope::Browse, "Quit and print the prompt as written", Some("print")),
    row(Action::Pipe, "pipe", Scope::Browse, "Pipe the prompt with the last values to a command", Some("pipe")),
    row(Action::Rename, "rename", Scope::Browse, "Rename or move", Some("rename")),
    row(Action::Trash, "trash", Scope::Browse, "Move to the trash", Some("trash")),
    row(Action::Undo, "undo", Scope::Browse, "Undo the last change of the book", None),
    row(Action::Redo, "redo", Scope::Browse, "Redo it", None),
    row(Action::Past, "history", Scope::Browse, "Versions of the prompt: what it said before", Some("history")),
    row(Action::Compare, "compare", Scope::Browse, "Compare the draft with the disk", None),
    row(Action::Duplicate, "duplicate", Scope::Browse, "Duplicate", None),
    row(Action::SwapPanes, "swap_panes", Scope::Browse, "Swap list and preview in one column", None),
    row(Action::Zoom, "zoom", Scope::Browse, "Only the focused pane", None),
    row(Action::Dock, "dock", Scope::Browse, "Show or hide the cache strip", None),
    row(Action::Reload, "reload", Scope::Browse, "Compare the book with the disk now", None),
    row(Action::Messages, "messages", Scope::Browse, "Show the messages so far", None),
    row(Action::Install, "install", Scope::Browse, "Copy the samples to your own folder", None),
    row(Action::Up, "up", Scope::Browse, "Up", None),
    row(Action::Down, "down", Scope::Browse, "Down", None),
    row(Action::PageUp, "page_up", Scope::Browse, "Page up", None),
    row(Action::PageDown, "page_down", Scope::Browse, "Page down", None),
    row(Action::First, "first", Scope::Browse, "First row", None),
    row(Action::Last, "last", Scope::Browse, "Last row", None),
    row(Action::Fold, "fold", Scope::Browse, "Close the folder", None),
    row(Action::Unfold, "unfold", Scope::Browse, "Open the folder", None),
    row(Action::NextPane, "next_pane", Scope::Browse, "Focus the next pane", None),
    row(Action::FocusList, "focus_list", Scope::Browse, "Focus the list", None),
    row(Action::FocusPreview, "focus_preview", Scope::Browse, "Focus the preview", None),
    row(Action::Suspend, "suspend", Scope::Browse, "Return to the shell for now (fg comes back)", None),
    row(Action::Save, "save", Scope::Edit, "Save", Some("save")),
    row(Action::SaveElsewhere, "save_elsewhere", Scope::Edit, "Save as another prompt", None),
    row(Action::Find, "find", Scope::Edit, "Find, and find again", Some("find")),
    row(Action::Back, "back", Scope::Edit, "Back to the list; the text stays as a draft", Some("back")),
    row(Action::EditOutside, "draft_outside", Scope::Edit, "Go on in $VISUAL or $EDITOR", Some("$EDITOR")),
    row(Action::Compare, "compare_draft", Scope::Edit, "Compare with the disk", None),
    row(Action::NextConflict, "next_conflict", Scope::Edit, "To the next conflict of a merge", None),
    row(Action::NextFinding, "next_finding", Scope::Edit, "To the next thing that is odd in the text", None),
    row(Action::UndoEdit, "undo_edit", Scope::Edit, "Undo", Some("undo")),
    row(Action::RedoEdit, "redo_edit", Scope::Edit, "Redo", Some("redo")),
    row(Action::SelectAll, "select_all", Scope::Edit, "Select everything", None),
    row(Action::CopySelection, "copy_selection", Scope::Edit, "Copy the selection", None),
    row(Action::Cut, "cut", Scope::Edit, "Cut the selection", None),
    row(Action::Insert, "insert", Scope::Edit, "Insert what was cut or copied", None),
    row(Action::Wrap, "wrap", Scope::Edit, "Soft wrap on or off", None),
    row(Action::Back, "metrics_back", Scope::Metrics, "Back", Some("back")),
    row(Action::Explain, "explain", Scope::Metrics, "Explain the selected figure", Some("explain")),
    row(Action::Steps, "steps", Scope::Metrics, "The last save, step by step", Some("last save")),
    row(Action::Pause, "pause", Scope::Metrics, "Stop the figures, or let them go on", Some("pause")),
    row(Action::ScrubBack, "scrub_back", Scope::Metrics, "Look at what was before", Some("earlier")),
    row(Action::ScrubForth, "scrub_forth", Scope::Metrics, "Look at what came after", None),
    row(Action::LongerWindow, "longer_window", Scope::Metrics, "Look at more time: 1 m, 5 m, 1 h", Some("more time")),
    row(Action::ShorterWindow, "shorter_window", Scope::Metrics, "Look at less time", None),
    row(
        Action::FilterEvents,
        "filter_events",
        Scope::Metrics,
        "List other events: all, swaps, loads, saves, disk, faults",
        Some("events"),
    ),
    row(
        Action::Zoom,
        "metrics_zoom",
        Scope::Metrics,
        "All the room for the axes, for the events, for all",
        Some("zoom"),
    ),
    row(Action::Copy, "copy_report", Scope::Metrics, "Copy the figures as text", Some("copy")),
    row(Action::SwitchCache, "switch_cache", Scope::Metrics, "Cache on or off", Some("cache on/off")),
    row(Action::Reload, "metrics_reload", Scope::Metrics, "Compare the book with the disk now", Some("reload")),
    row(Action::Up, "metrics_up", Scope::Metrics, "The figure above", None),
    row(Action::Down, "metrics_down", Scope::Metrics, "The figure below", None),
    row(Action::PageUp, "metrics_page_up", Scope::Metrics, "Older events", None),
    row(Action::PageDown, "metrics_page_down", Scope::Metrics, "Newer events", None),
    row(Action::Merge, "merge", Scope::Compare, "Merge both changes into your text", Some("merge")),
    row(
        Action::KeepMine,
        "keep_mine",
        Scope::Compare,
        "Keep your text; the disk's goes to the history",
        Some("keep mine"),
    ),
    row(
        Action::TakeDisk,
        "take_disk",
        Scope::Compare,
        "Take the disk's text; yours goes to the history",
        Some("take disk"),
    ),
    row(Action::NextChange, "next_change", Scope::Compare, "To the next difference", Some("next")),
    row(Action::PreviousChange, "previous_change", Scope::Compare, "To the difference before", None),
    row(Action::Back, "compare_back", Scope::Compare, "Back", Some("back")),
    row(Action::OtherVersions, "other_versions", Scope::Compare, "Compare other versions", Some("versions")),
    row(Action::Context, "context", Scope::Compare, "All lines, or those near differences", Some("all lines")),
    row(Action::Up, "compare_up", Scope::Compare, "Up", None),
    row(Action::Down, "compare_down", Scope::Compare, "Down", None),
    row(Action::PageUp, "compare_page_up", Scope::Compare, "Page up", None),
    row(Action::PageDown, "compare_page_down", Scope::Compare, "Page down", None),
    row(Action::First, "compare_first", Scope::Compare, "To the beginning", None),
    row(Action::Last, "compare_last", Scope::Compare, "To the end", None),
    row(Action::Restore, "restore", Scope::Past, "Give the prompt this text again", Some("restore")),
    row(Action::Copy, "copy_version", Scope::Past, "Copy this version", Some("copy")),
    row(Action::OtherVersions, "against", Scope::Past, "Compare others with this version", Some("compare with it")),
    row(Action::NextChange, "history_next", Scope::Past, "To the next difference", Some("next")),
    row(Action::PreviousChange, "history_previous", Scope::Past, "To the difference before", None),
    row(Action::Back, "history_back", Scope::Past, "Back", Some("back")),
    row(Action::Context, "history_context", Scope::Past, "All lines, or those near differences", Some("all lines")),
    row(Action::Up, "newer", Scope::Past, "The newer version", None),
    row(Action::Down, "older", Scope::Past, "The older version", None),
    row(Action::First, "newest", Scope::Past, "The newest version", None),
    row(Action::Last, "oldest", Scope::Past, "The oldest version", None),
    row(Action::PageUp, "history_page_up", Scope::Past, "Page up in the comparison", None),
    row(Action::PageDown, "history_page_down", Scope::Past, "Page down in the comparison", None),
    row(Action::Copy, "form_copy", Scope::Form, "Copy the text", Some("copy")),
    row(Action::NextField, "next_field", Scope::Form, "Next field, then the buttons", Some("next")),
    row(Action::SwapPanes, "show_result", Scope::Form, "Only the text, or the fields again", Some("text")),
    row(Action::Back, "form_back", Scope::Form, "Back; what was filled in stays for this prompt", Some("back")),
    row(Action::Print, "form_print", Scope::Form, "Quit and print the text", Some("print")),
    row(Action::Pipe, "form_pipe", Scope::Form, "Pipe the text to a command", Some("pipe")),
    row(Action::EditOutside, "form_outside", Scope::Form, "Edit the text in $VISUAL or $EDITOR", Some("$EDITOR")),
    row(Action::Earlier, "earlier", Scope::Form, "Choose among the field's earlier values", Some("earlier")),
    row(Action::ResetField, "reset_field", Scope::Form, "The field's default again", Some("reset")),
    row(Action::PreviousField, "previous_field", Scope::Form, "The field before", None),
    row(Action::PageUp, "form_page_up", Scope::Form, "Page up in the text", None),
    row(Action::PageDown, "form_page_down", Scope::Form, "Page down in the text", None),
    row(Action::Back, "output_back", Scope::Output, "Stop the command, or close", Some("stop, back")),
    row(Action::Copy, "copy_output", Scope::Output, "Copy what the command said", Some("copy")),
    row(Action::Up, "output_up", Scope::Output, "Up", None),
    row(Action::Down, "output_down", Scope::Output, "Down", None),
    row(Action::PageUp, "output_page_up", Scope::Output, "Page up", None),
    row(Action::PageDown, "output_page_down", Scope::Output, "Page down", Some("scroll")),
    row(Action::First, "output_first", Scope::Output, "To the beginning", None),
    row(Action::Last, "output_last", Scope::Output, "To the end", None),
    row(Action::Mouse, "mouse", Scope::Everywhere, "Give the mouse to the terminal, or take it back", None),
];

/// The row with the configuration name `id`.
pub fn by_id(id: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.id == id)
}

/// The rows that the help lists in `scope`, narrowed to those that say `typed`: first those that work there. Those of
/// other places cannot be run, but the editor's keys are worth knowing before one is in it.
pub fn rows_for_help(typed: &str, scope: Scope) -> Vec<&'static Row> {
    let wanted = typed.trim().to_lowercase();
    let fits = |row: &&Row| row.title.to_lowercase().contains(&wanted) || row.id.replace('_', " ").contains(&wanted);
    let (here, elsewhere): (Vec<_>, Vec<_>) = TABLE.iter().filter(fits).partition(|row| row.works_in(scope));
    [here, elsewhere].concat()
}

impl Row {
    /// Whether the action can be done in `scope`.
    pub fn works_in(&self, scope: Scope) -> bool {
        self.scope == scope || self.scope == Scope::Everywhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_lists_everything_with_what_works_here_first() {
        for scope in
            [Scope::Browse, Scope::Edit, Scope::Metrics, Scope::Compare, Scope::Past, Scope::Form, Scope::Output]
        {
            let rows = rows_for_help("", scope);
            assert_eq!(rows.len(), TABLE.len());
            assert!(rows.is_sorted_by_key(|row| !row.works_in(scope)));
        }
    }

    #[test]
    fn the_help_is_narrowed_by_title_and_by_name() {
        let ids = |typed| rows_for_help(typed, Scope::Edit).iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids("Soft"), ["wrap"]);
        assert_eq!(ids("undo edit "), ["undo_edit"]);
        assert!(ids("no such action").is_empty());
    }
}
