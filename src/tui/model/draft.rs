//! A prompt under edit: its text, what it was made from, what has become of that on disk since, and what is being done
//! to keep the text from getting lost.

mod merge;

use std::sync::Arc;

use ratatui::layout::Rect;

use super::super::editor::{Edit, Editor, Outcome};
use super::super::understanding::{Marks, Subject, Understanding};
use crate::cache::Entry;
use crate::compare::{Markers, line_in};
use crate::drafts;
use crate::prompt::layout::{self, Unfit};
use crate::prompt::{Prompt, PromptId, Stamp};

pub use merge::{Merging, Notice};

/// An edited prompt.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The text and the caret.
    pub editor: Editor,
    base: Arc<Prompt>,
    base_text: String,
    disk: Disk,
    work: Work,
    /// The first generation that knows the base: what older snapshots say of the file is old.
    since: u64,
    compared: Compared,
    /// What conflicts of merges are marked by in the text.
    markers: Markers,
    /// What the text was before another program changed it under an untouched editor.
    reloaded: Option<Arc<Prompt>>,
    /// What the text was understood as last, and which text that was.
    understood: Option<(Subject, Arc<Understanding>)>,
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

/// What is being done about the text, or was done last.
#[derive(Debug, Clone)]
pub enum Work {
    /// Nothing.
    None,
    /// This text is being saved.
    Saving(String),
    /// This text is being saved, and what has been typed since should be saved after it.
    SavingAgain(String),
    /// Saving this text was refused, because the file is not what it was believed to be.
    Refused(String),
    /// This text is being put in the trash.
    Giving(String),
    /// This text is in the trash.
    Given(String),
    /// This text could be put nowhere, for this reason.
    Stranded(String, String),
    /// What another program wrote is being put in the trash, so that this draft can take its place.
    Replacing(Arc<Prompt>),
    /// This text, and that of the disk, are being put in the trash, so that they can be merged.
    Merging(String, Arc<Prompt>),
}

/// How far the draft has been compared with the newest content on disk. Contents are told apart by their version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    No,
    /// Its text has been asked for.
    Asked(u64),
    Yes(u64),
}

/// What comparing a draft with the disk calls for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Nothing.
    None,
    /// The text on disk must be read first.
    Unread,
    /// The text was exchanged, for nothing had been typed.
    Reloaded,
    /// Another program changed the file, and there is text here that it does not have.
    Conflict,
}

impl Draft {
    /// Begins to edit `prompt`, which snapshots know from the generation `since` on.
    ///
    /// # Errors
    /// When its bytes cannot go through an editor without being changed.
    pub fn begin(prompt: &Arc<Prompt>, since: u64) -> Result<Draft, Unfit> {
        let base_text = layout::editable(prompt.raw())?;
        Ok(Draft {
            editor: Editor::new(&base_text),
            base: Arc::clone(prompt),
            base_text,
            disk: Disk::Same,
            work: Work::None,
            since,
            compared: Compared::No,
            markers: Markers::default(),
            reloaded: None,
            understood: None,
        })
    }

    /// Goes on with a draft of an earlier run. What has become of its file since is compared as with any draft.
    ///
    /// # Errors
    /// When the bytes that it was made from, or its text, cannot go through an editor.
    pub fn restored(left: &drafts::Draft) -> Result<Draft, Unfit> {
        let base = Arc::new(Prompt::new(left.id.clone(), left.base.clone(), Stamp::default()));
        let mut draft = Draft::begin(&base, 0)?;
        if draft.replace_text(left.text.clone()) == Outcome::TooLarge {
            return Err(Unfit::TooLarge { bytes: left.text.len() });
        }
        draft.editor.set_caret((left.caret.line, left.caret.column));
        draft.markers = Markers::found_in(&left.text);
        Ok(draft)
    }

    /// What the text was made from.
    pub fn base(&self) -> &Arc<Prompt> {
        &self.base
    }

    /// Which text this is.
    pub fn subject(&self) -> Subject {
        let revision = Some(self.editor.revision());
        Subject { id: self.base.id().clone(), hash: self.base.revision().hash, revision }
    }

    /// What the text is as a prompt, or was a moment ago.
    pub fn understood(&self) -> Option<&Arc<Understanding>> {
        self.understood.as_ref().map(|(_, understanding)| understanding)
    }

    /// Whether the text is understood as it stands.
    pub fn is_understood(&self) -> bool {
        let is_this = |subject: &Subject| {
            subject.revision == Some(self.editor.revision())
                && subject.hash == self.base.revision().hash
                && subject.id == *self.base.id()
        };
        self.understood.as_ref().is_some_and(|(subject, _)| is_this(subject))
    }

    /// Takes what the text was understood as; says whether it is this text.
    pub fn understand(&mut self, subject: Subject, understanding: Arc<Understanding>, marks: Marks) -> bool {
        let is_this = subject == self.subject();
        if is_this {
            self.understood = Some((subject, understanding));
            self.editor.set_marks(marks);
        }
        is_this
    }

    /// What has become of the file.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// What the text was before it was reloaded from the disk.
    pub fn before_reload(&self) -> Option<&Arc<Prompt>> {
        self.reloaded.as_ref()
    }

    /// What is being done about the text.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Whether there is anything to save.
    pub fn is_modified(&self) -> bool {
        self.editor.is_modified_from(&self.base_text) || matches!(self.disk, Disk::Gone)
    }

    /// Whether anything was typed that is not on disk and not on its way there, nor safe in the trash.
    pub fn is_at_stake(&self) -> bool {
        self.is_modified()
            && match &self.work {
                Work::Saving(text) | Work::SavingAgain(text) | Work::Given(text) => self.editor.is_modified_from(text),
                _ => true,
            }
    }

    /// Whether a save or a move to the trash is under way.
    pub fn is_at_work(&self) -> bool {
        match self.work {
            Work::Saving(_) | Work::SavingAgain(_) | Work::Giving(_) | Work::Replacing(_) | Work::Merging(..) => true,
            Work::None | Work::Refused(_) | Work::Given(_) | Work::Stranded(..) => false,
        }
    }

    /// Whether the text is still the one that the work was about.
    pub fn is_text_of_work(&self) -> bool {
        match &self.work {
            Work::Saving(text)
            | Work::SavingAgain(text)
            | Work::Refused(text)
            | Work::Giving(text)
            | Work::Given(text)
            | Work::Stranded(text, _)
            | Work::Merging(text, _) => !self.editor.is_modified_from(text),
            Work::None | Work::Replacing(_) => false,
        }
    }

    /// The bytes that a save would write.
    pub fn bytes(&self) -> Vec<u8> {
        layout::splice(self.base.raw(), &self.editor.text())
    }

    /// The part of a pane that shows the text: a line above it is for a notice.
    pub fn area_in(&self, pane: Rect) -> Rect {
        match self.notice() {
            Some(_) if pane.height > 1 => Rect { y: pane.y + 1, height: pane.height - 1, ..pane },
            _ => pane,
        }
    }

    /// Notes that a save of the text as it is now is under way and returns the text; or, during another save, notes
    /// that one more should follow. Nothing while a text is on its way to the trash.
    pub fn start_save(&mut self) -> Option<String> {
        match std::mem::replace(&mut self.work, Work::None) {
            Work::Saving(text) | Work::SavingAgain(text) => {
                self.work = Work::SavingAgain(text);
                None
            }
            work @ (Work::Giving(_) | Work::Replacing(_) | Work::Merging(..)) => {
                self.work = work;
                None
            }
            Work::None | Work::Refused(_) | Work::Given(_) | Work::Stranded(..) => {
                let text = self.editor.text();
                self.work = Work::Saving(text.clone());
                Some(text)
            }
        }
    }

    /// Notes that the save succeeded, with `prompt` on disk and in snapshots from the generation `since` on; says
    /// whether another save was asked for.
    pub fn saved(&mut self, prompt: &Arc<Prompt>, since: u64) -> bool {
        let again = matches!(self.work, Work::SavingAgain(_));
        let (Work::Saving(text) | Work::SavingAgain(text)) = std::mem::replace(&mut self.work, Work::None) else {
            return false;
        };
        self.base_text = text;
        self.base = Arc::clone(prompt);
        self.disk = Disk::Same;
        self.since = since;
        self.compared = Compared::No;
        again && self.is_modified()
    }

    /// Notes that the save failed. The text is as it was.
    pub fn save_failed(&mut self) {
        self.work = Work::None;
    }

    /// Notes that the save was refused, because the file is not what it was believed to be.
    pub fn save_refused(&mut self) {
        if let Work::Saving(text) | Work::SavingAgain(text) = std::mem::replace(&mut self.work, Work::None) {
            self.work = Work::Refused(text);
        }
    }

    /// Notes that the text as it is now is on its way to the trash, and returns its bytes.
    pub fn start_giving(&mut self) -> Vec<u8> {
        self.work = Work::Giving(self.editor.text());
        self.bytes()
    }

    /// Notes that the text of the disk is on its way to the trash.
    pub fn start_replacing(&mut self, disk: &Arc<Prompt>) {
        self.work = Work::Replacing(Arc::clone(disk));
    }

    /// Notes that the text is in the trash.
    pub fn given(&mut self) {
        if let Work::Giving(text) = std::mem::replace(&mut self.work, Work::None) {
            self.work = Work::Given(text);
        }
    }

    /// Notes that the text could be put nowhere.
    pub fn stranded(&mut self, why: String) {
        if let Work::Giving(text) = std::mem::replace(&mut self.work, Work::None) {
            self.work = Work::Stranded(text, why);
        }
    }

    /// Ends what was being done, or what is remembered of it.
    pub fn rest(&mut self) {
        self.work = Work::None;
    }

    /// Whether a snapshot of `generation` has the file at least as new as the draft has.
    pub fn is_known_in(&self, generation: u64) -> bool {
        generation >= self.since
    }

    /// Compares the draft with what a snapshot says of its file. During a save nothing is compared: the save itself
    /// finds out.
    pub fn compare(&mut self, entry: &Entry) -> News {
        let saving = matches!(self.work, Work::Saving(_) | Work::SavingAgain(_));
        if saving || self.compared == Compared::Yes(entry.version) {
            return News::None;
        }
        if let Some(body) = entry.body() {
            self.compared = Compared::Yes(entry.version);
            return self.on_disk(body.prompt());
        }
        let known = match &self.disk {
            Disk::Same => Some(&self.base),
            Disk::Changed(prompt) => Some(prompt),
            Disk::Gone => None,
        };
        if known.is_some_and(|known| known.revision().stamp == entry.stamp) {
            self.compared = Compared::Yes(entry.version);
            return News::None;
        }
        if self.compared == Compared::Asked(entry.version) {
            return News::None;
        }
        self.compared = Compared::Asked(entry.version);
        News::Unread
    }

    /// Compares the draft with the text that `entry` is about, which was read.
    pub fn compare_read(&mut self, entry: &Entry, prompt: &Arc<Prompt>) -> News {
        if self.compared != Compared::Asked(entry.version) || prompt.revision().stamp != entry.stamp {
            return News::None;
        }
        self.compared = Compared::Yes(entry.version);
        self.on_disk(prompt)
    }

    fn on_disk(&mut self, prompt: &Arc<Prompt>) -> News {
        if prompt.revision().hash == self.base.revision().hash {
            self.base = Arc::clone(prompt);
            self.disk = Disk::Same;
            return News::None;
        }
        if let Disk::Changed(known) = &self.disk
            && known.revision().hash == prompt.revision().hash
        {
            return News::None;
        }
        if !self.editor.is_modified_from(&self.base_text)
            && !self.is_at_work()
            && let Ok(fresh) = Draft::begin(prompt, self.since)
        {
            let (line, column) = self.editor.caret();
            let line = line_in(&self.base_text, &fresh.base_text, line);
            *self = Draft { compared: self.compared, reloaded: Some(Arc::clone(&self.base)), ..fresh };
            self.editor.set_caret((line, column));
            return News::Reloaded;
        }
        self.disk = Disk::Changed(Arc::clone(prompt));
        News::Conflict
    }

    /// Notes that the file is gone.
    pub fn gone(&mut self) {
        if !matches!(self.work, Work::Saving(_) | Work::SavingAgain(_)) {
            self.disk = Disk::Gone;
            self.compared = Compared::No;
        }
    }

    /// Goes on from `disk` but keeps the text: the next save replaces it.
    pub fn rebase(&mut self, disk: &Arc<Prompt>) {
        self.base_text = layout::editable(disk.raw()).unwrap_or_default();
        self.base = Arc::clone(disk);
        self.disk = Disk::Same;
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

    /// The draft under another name, which snapshots know from the generation `since` on.
    pub fn renamed(self, id: &PromptId, since: u64) -> Draft {
        let under = |prompt: &Prompt| Arc::new(prompt.under(id.clone()));
        let disk = match &self.disk {
            Disk::Changed(prompt) => Disk::Changed(under(prompt)),
            Disk::Same => Disk::Same,
            Disk::Gone => Disk::Gone,
        };
        Draft { base: under(&self.base), disk, since, compared: Compared::No, ..self }
    }
}

#[cfg(test)]
mod tests;
