//! A prompt under edit: its text, what it was made from, and what has become of that on disk since.

use std::sync::Arc;

use super::super::editor::{Edit, Editor, Outcome};
use crate::prompt::layout::{self, Unfit};
use crate::prompt::{Prompt, PromptId};

/// An edited prompt.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The text and the caret.
    pub editor: Editor,
    base: Arc<Prompt>,
    base_text: String,
    disk: Disk,
    saving: Saving,
}

/// What has become of the file since the draft was begun or last saved.
#[derive(Debug, Clone)]
pub enum Disk {
    /// It is what the draft was made from.
    Same,
    /// Another program changed it to this.
    Changed(Arc<Prompt>),
    /// Another program removed it.
    Gone,
}

/// Whether a save is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Saving {
    No,
    /// Of this text.
    Yes(String),
    /// And it should be saved again afterwards, since more was typed and saving was asked for again.
    Again(String),
}

impl Draft {
    /// Begins to edit `prompt`.
    ///
    /// # Errors
    /// When its bytes cannot go through an editor without being changed.
    pub fn begin(prompt: &Arc<Prompt>) -> Result<Draft, Unfit> {
        let base_text = layout::editable(prompt.raw())?;
        Ok(Draft {
            editor: Editor::new(&base_text),
            base: Arc::clone(prompt),
            base_text,
            disk: Disk::Same,
            saving: Saving::No,
        })
    }

    /// What the text was made from.
    pub fn base(&self) -> &Arc<Prompt> {
        &self.base
    }

    /// What has become of the file.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Whether there is anything to save.
    pub fn is_modified(&self) -> bool {
        self.editor.is_modified_from(&self.base_text) || matches!(self.disk, Disk::Gone)
    }

    /// Whether a save is under way.
    pub fn is_saving(&self) -> bool {
        self.saving != Saving::No
    }

    /// The bytes that a save would write.
    pub fn bytes(&self) -> Vec<u8> {
        layout::splice(self.base.raw(), &self.editor.text())
    }

    /// Notes that a save of the text as it is now is under way and returns the text, or notes that another should
    /// follow the one that is.
    pub fn start_save(&mut self) -> Option<String> {
        match std::mem::replace(&mut self.saving, Saving::No) {
            Saving::No => {
                let text = self.editor.text();
                self.saving = Saving::Yes(text.clone());
                Some(text)
            }
            Saving::Yes(text) | Saving::Again(text) => {
                self.saving = Saving::Again(text);
                None
            }
        }
    }

    /// Notes that the save succeeded; says whether another was asked for.
    pub fn saved(&mut self, prompt: &Arc<Prompt>) -> bool {
        let again = matches!(self.saving, Saving::Again(_));
        if let Saving::Yes(text) | Saving::Again(text) = std::mem::replace(&mut self.saving, Saving::No) {
            self.base_text = text;
        }
        self.base = Arc::clone(prompt);
        self.disk = Disk::Same;
        again && self.is_modified()
    }

    /// Notes that the save failed. The text is as it was.
    pub fn save_failed(&mut self) {
        self.saving = Saving::No;
    }

    /// Takes note of what is on disk now. Returns whether the text was exchanged, which happens only where nothing was
    /// typed yet.
    pub fn on_disk(&mut self, prompt: &Arc<Prompt>) -> bool {
        if self.is_saving() {
            // The save itself will find out.
            return false;
        }
        if prompt.revision().hash == self.base.revision().hash {
            self.base = Arc::clone(prompt);
            self.disk = Disk::Same;
            return false;
        }
        if !self.editor.is_modified_from(&self.base_text)
            && let Ok(mut fresh) = Draft::begin(prompt)
        {
            fresh.editor.set_caret(self.editor.caret());
            *self = fresh;
            return true;
        }
        self.disk = Disk::Changed(Arc::clone(prompt));
        false
    }

    /// Notes that the file is gone.
    pub fn gone(&mut self) {
        if !self.is_saving() {
            self.disk = Disk::Gone;
        }
    }

    /// Goes on from what is on disk but keeps the text: the next save replaces it.
    pub fn rebase(&mut self) {
        if let Disk::Changed(prompt) = std::mem::replace(&mut self.disk, Disk::Same) {
            self.base_text = layout::editable(prompt.raw()).unwrap_or_default();
            self.base = prompt;
        }
    }

    /// Exchanges the text by what an editor outside made of it, as one step for undo. Refused, with nothing changed,
    /// where the text is too large.
    pub fn replace_text(&mut self, text: String) -> Outcome {
        let caret = self.editor.caret();
        self.editor.apply(Edit::SelectAll);
        let outcome = self.editor.apply(if text.is_empty() { Edit::Cut } else { Edit::InsertText(text) });
        self.editor.set_caret(caret);
        outcome
    }

    /// The draft under another name.
    pub fn renamed(mut self, id: &PromptId) -> Draft {
        self.base = Arc::new(Prompt::new(id.clone(), self.base.shared_raw(), self.base.revision().stamp));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Stamp;

    fn prompt(text: &str, inode: u64) -> Arc<Prompt> {
        let id = PromptId::new("x.md").expect("a valid test name");
        Arc::new(Prompt::new(id, text.as_bytes(), Stamp { inode, ..Stamp::default() }))
    }

    fn draft(text: &str) -> Draft {
        Draft::begin(&prompt(text, 1)).expect("plain text can be edited")
    }

    #[test]
    fn a_change_on_disk_reaches_an_untouched_draft_and_only_a_banner_an_edited_one() {
        let mut clean = draft("one\n");
        assert!(clean.on_disk(&prompt("two\n", 2)));
        assert_eq!(clean.editor.text(), "two\n");

        let mut edited = draft("one\n");
        edited.editor.apply(Edit::Insert('x'));
        assert!(!edited.on_disk(&prompt("two\n", 2)));
        assert_eq!(edited.editor.text(), "xone\n");
        assert!(matches!(edited.disk(), Disk::Changed(_)));
    }

    #[test]
    fn the_same_content_in_another_file_is_no_change() {
        let mut edited = draft("one\n");
        edited.editor.apply(Edit::Insert('x'));
        edited.on_disk(&prompt("one\n", 2));
        assert!(matches!(edited.disk(), Disk::Same));
    }

    #[test]
    fn typing_during_a_save_leaves_the_draft_modified() {
        let mut draft = draft("one\n");
        draft.editor.apply(Edit::Insert('x'));
        assert_eq!(draft.start_save().as_deref(), Some("xone\n"));
        draft.editor.apply(Edit::Insert('y'));
        assert!(!draft.saved(&prompt("xone\n", 2)));
        assert!(draft.is_modified());
    }

    #[test]
    fn a_second_save_during_a_save_follows_it_if_there_is_more_to_save() {
        let mut draft = draft("one\n");
        draft.editor.apply(Edit::Insert('x'));
        draft.start_save();
        draft.editor.apply(Edit::Insert('y'));
        assert_eq!(draft.start_save(), None);
        assert!(draft.saved(&prompt("xone\n", 2)));
    }

    #[test]
    fn a_failed_save_changes_nothing_of_the_text() {
        let mut draft = draft("one\n");
        draft.editor.apply(Edit::Insert('x'));
        draft.start_save();
        draft.save_failed();
        assert!(draft.is_modified() && !draft.is_saving());
        assert_eq!(draft.bytes(), b"xone\n");
    }
}
