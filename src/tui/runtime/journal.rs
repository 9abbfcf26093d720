//! The one thread that writes drafts down: in their order, off the loop, and to its end before the program ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use crate::drafts::{Draft, Drafts, Editing, Hold, LeftBehind};
use crate::folders;
use crate::library::LibraryError;
use crate::prompt::PromptId;
use crate::tui::message::{Msg, Then};
use crate::tui::model::messages::Weight;
use crate::values::Store;

/// How long a text may grow before it is written down. Writing takes a few milliseconds, on a slow disk perhaps half a
/// second; no text is to be older than a second.
const DELAY: Duration = Duration::from_millis(300);

/// How long the screen waits for the disk before it is left to another program.
const PATIENCE: Duration = Duration::from_secs(2);

/// How soon a text that could not be written is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Something to be done on the disk.
#[derive(Debug)]
pub(super) enum Task {
    /// Write a text down.
    Write(Draft),
    /// Write it down and answer: the program ends when that is done.
    Shelve(Draft),
    /// The text is saved or given up.
    Forget(PromptId),
    /// A draft of an earlier run is one of this run.
    Adopt(LeftBehind),
    /// A draft of an earlier run is given up.
    Settle(LeftBehind),
    /// Look for drafts of earlier runs.
    Look,
    /// A prompt is edited here.
    Enter(PromptId),
    /// It is not any more.
    Leave(PromptId),
    /// Write down what is typed in a form and not handed over.
    PutDown(Store, PromptId, BTreeMap<String, String>),
    /// Keep what a form was handed over with: in its order, so that nothing typed before comes back.
    Remember(Store, PromptId, BTreeMap<String, String>, Vec<String>),
    /// Tell that everything before this is done.
    Tell(mpsc::Sender<()>),
}

/// The journal of the book that is open.
pub(super) struct Journal {
    tasks: Option<mpsc::Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    /// The texts that are to be written down, and when.
    due: Due,
    /// The forms whose values are to be written down, and when.
    pub(super) forms: Due,
}

/// What is to be written down, and when.
#[derive(Debug, Default)]
pub(super) struct Due(BTreeMap<PromptId, Instant>);

impl Due {
    /// That of `id` grew.
    pub(super) fn grew(&mut self, id: PromptId) {
        self.0.entry(id).or_insert_with(|| Instant::now() + DELAY);
    }

    /// That of `id` need not be written down any more.
    pub(super) fn forget(&mut self, id: &PromptId) {
        self.0.remove(id);
    }

    /// All of them, for a time in which nobody will ask again.
    pub(super) fn take_all(&mut self) -> Vec<PromptId> {
        std::mem::take(&mut self.0).into_keys().collect()
    }

    /// Those that are to be written down by now.
    pub(super) fn take_due(&mut self) -> Vec<PromptId> {
        let now = Instant::now();
        let due: Vec<PromptId> = self.0.iter().filter(|(_, at)| **at <= now).map(|(id, _)| id.clone()).collect();
        self.0.retain(|_, at| *at > now);
        due
    }
}

impl Journal {
    /// The journal of the book in the folder `root`.
    pub(super) fn start(state: &Path, root: &Path, answers: UnboundedSender<Msg>) -> Journal {
        let drafts = Drafts::new(folders::of_book(state, root).join("drafts"));
        let (tasks, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            Writer { drafts, answers, held: BTreeMap::new(), failed: BTreeMap::new(), form_failed: false }
                .run(&receiver)
        });
        Journal { tasks: Some(tasks), thread: Some(thread), due: Due::default(), forms: Due::default() }
    }

    pub(super) fn send(&self, task: Task) {
        // The thread is gone only when the program ends.
        if let Some(tasks) = &self.tasks {
            _ = tasks.send(task);
        }
    }

    /// Waits until what was sent so far is done, or for as long as a person would.
    pub(super) fn wait(&self) {
        let (tell, told) = mpsc::channel();
        self.send(Task::Tell(tell));
        if told.recv_timeout(PATIENCE).is_err() {
            tracing::warn!("the disk takes long to write the drafts down");
        }
    }

    /// The text of `id` grew.
    pub(super) fn grew(&mut self, id: PromptId) {
        self.due.grew(id);
    }

    /// The text of `id` is saved or given up.
    pub(super) fn forget(&mut self, id: PromptId) {
        self.due.forget(&id);
        self.send(Task::Forget(id));
    }

    /// When the next text is to be written down.
    pub(super) fn due_at(&self) -> Option<Instant> {
        self.due.0.values().chain(self.forms.0.values()).min().copied()
    }

    /// Every text that is still to be written down, for a time in which nobody will ask again.
    pub(super) fn take_all(&mut self) -> Vec<PromptId> {
        self.due.take_all()
    }

    /// The texts that are to be written down by now.
    pub(super) fn take_due(&mut self) -> Vec<PromptId> {
        self.due.take_due()
    }
}

impl Drop for Journal {
    /// Everything that was asked for is done before this returns.
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes drafts down panicked");
        }
    }
}

struct Writer {
    drafts: Drafts,
    answers: UnboundedSender<Msg>,
    held: BTreeMap<PromptId, Hold>,
    /// The texts that could not be written. That is said once, not for every letter.
    failed: BTreeMap<PromptId, Draft>,
    /// Whether what was typed in a form could not be written the last time.
    form_failed: bool,
}

impl Writer {
    fn run(mut self, tasks: &mpsc::Receiver<Task>) {
        loop {
            let next = match self.failed.is_empty() {
                true => tasks.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => tasks.recv_timeout(AGAIN),
            };
            match next {
                Ok(first) => newest([first].into_iter().chain(tasks.try_iter()).collect())
                    .into_iter()
                    .for_each(|task| self.perform(task)),
                Err(RecvTimeoutError::Timeout) => {
                    let failed: Vec<Draft> = self.failed.values().cloned().collect();
                    failed.iter().for_each(|draft| self.write(draft));
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn perform(&mut self, task: Task) {
        let outcome = match task {
            Task::Write(draft) => return self.write(&draft),
            Task::Shelve(draft) => {
                let outcome = self.drafts.write(&draft).map(|()| 0);
                let outcome = outcome.map_err(|error| LibraryError::Draft(std::sync::Arc::new(error)));
                return self.answer(Msg::Kept(draft.id, Then::Quit, outcome));
            }
            Task::Forget(id) => {
                self.failed.remove(&id);
                self.drafts.forget(&id)
            }
            Task::PutDown(store, id, values) => return self.put_down(&store, &id, values),
            Task::Remember(store, id, used, secrets) => {
                let outcome = store.remember(&id, &used, &secrets).map_err(|error| error.to_string());
                return self.answer(Msg::Remembered(id, outcome));
            }
            Task::Tell(told) => {
                // Whoever waited too long is gone.
                _ = told.send(());
                Ok(())
            }
            Task::Adopt(left) => self.drafts.write(&left.draft).and_then(|()| self.drafts.settle(&left)),
            Task::Settle(left) => self.drafts.settle(&left),
            Task::Look => self.drafts.left_behind().map(|left| {
                if !left.is_empty() {
                    self.answer(Msg::LeftBehind(left));
                }
            }),
            Task::Enter(id) => self.enter(id),
            Task::Leave(id) => {
                self.held.remove(&id);
                Ok(())
            }
        };
        if let Err(error) = outcome {
            tracing::warn!("the drafts: {error}");
        }
    }

    fn write(&mut self, draft: &Draft) {
        let had_failed = !self.failed.is_empty();
        match self.drafts.write(draft) {
            Err(error) => {
                self.failed.insert(draft.id.clone(), draft.clone());
                if !had_failed {
                    let text =
                        format!("What you type cannot be written down ({error}): it is safe only once it is saved");
                    self.answer(Msg::Log(Weight::Fault, text));
                }
            }
            Ok(()) => {
                self.failed.remove(&draft.id);
                if had_failed && self.failed.is_empty() {
                    self.answer(Msg::Log(Weight::Warning, "What you type is written down again".to_owned()));
                }
            }
        }
    }

    fn put_down(&mut self, store: &Store, id: &PromptId, values: BTreeMap<String, String>) {
        let outcome = store.put_down(id, values);
        let had_failed = std::mem::replace(&mut self.form_failed, outcome.is_err());
        if let (Err(error), false) = (outcome, had_failed) {
            let text = format!("What you type in the form cannot be written down ({error}): it is lost when this ends");
            self.answer(Msg::Log(Weight::Fault, text));
        }
    }

    fn enter(&mut self, id: PromptId) -> std::io::Result<()> {
        match self.drafts.edit(&id)? {
            Editing::Alone(hold) => _ = self.held.insert(id, hold),
            Editing::Shared(editor) => self.answer(Msg::EditedElsewhere(id, editor)),
        }
        Ok(())
    }

    fn answer(&self, msg: Msg) {
        // The loop is gone only when the program ends.
        _ = self.answers.send(msg);
    }
}

/// The tasks without the texts that a newer one of the same name makes needless: a disk that is slower than a person
/// types does not fall behind.
fn newest(tasks: Vec<Task>) -> Vec<Task> {
    let mut newer = BTreeSet::new();
    let mut kept: Vec<Task> = tasks
        .into_iter()
        .rev()
        .filter(|task| match task {
            Task::Write(draft) => newer.insert(draft.id.clone()),
            Task::Shelve(draft) => {
                newer.insert(draft.id.clone());
                true
            }
            // What was written before a draft was forgotten need not be written at all.
            Task::Forget(id) => {
                newer.insert(id.clone());
                true
            }
            _ => true,
        })
        .collect();
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drafts::Caret;

    fn write(name: &str, text: &str) -> Task {
        let id = PromptId::new(name).expect("a valid test name");
        Task::Write(Draft::new(id, Vec::new(), text.to_owned(), Caret::default()))
    }

    #[test]
    fn of_texts_that_wait_only_the_newest_of_each_name_is_written_and_in_its_place() {
        let forget = Task::Forget(PromptId::new("b.md").expect("a valid test name"));
        let tasks = vec![write("a.md", "1"), write("b.md", "1"), write("a.md", "2"), forget, write("c.md", "1")];
        let kept: Vec<String> = newest(tasks).iter().map(|task| format!("{task:?}")).collect();
        assert_eq!(kept.len(), 3, "{kept:?}");
        assert!(kept[0].contains("a.md") && kept[0].contains("\"2\""), "{kept:?}");
        assert!(kept[1].contains("Forget") && kept[2].contains("c.md"), "{kept:?}");
    }

    #[test]
    fn a_text_that_could_not_be_written_is_written_as_soon_as_it_can_be() {
        let state = tempfile::tempdir().expect("a folder for the test");
        let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
        std::fs::write(state.path().join("books"), "a file in the way").expect("a file");
        let journal = Journal::start(state.path(), Path::new("/book"), sender);
        journal.send(write("a.md", "text"));
        let said = |answers: &mut tokio::sync::mpsc::UnboundedReceiver<Msg>| match answers.blocking_recv() {
            Some(Msg::Log(_, text)) => text,
            other => panic!("{other:?}"),
        };
        assert!(said(&mut answers).contains("cannot be written down"));
        std::fs::remove_file(state.path().join("books")).expect("it goes");
        assert!(said(&mut answers).contains("is written down again"), "without another letter");
        drop(journal);
        let left = Drafts::new(folders::of_book(state.path(), Path::new("/book")).join("drafts")).left_behind();
        assert_eq!(left.expect("they can be read").len(), 1);
    }
}
