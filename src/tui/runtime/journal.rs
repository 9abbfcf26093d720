//! The one thread that writes drafts down: in their order, off the loop, and to its end before the program ends.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use crate::drafts::{Draft, Drafts, Editing, Hold, LeftBehind};
use crate::folders;
use crate::library::LibraryError;
use crate::prompt::PromptId;
use crate::tui::message::{Msg, Then};
use crate::tui::model::messages::Weight;

/// How long a text may grow before it is written down. Writing takes a few milliseconds, on a slow disk perhaps half a
/// second; no text is to be older than a second.
const DELAY: Duration = Duration::from_millis(300);

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
}

/// The journal of the book that is open.
pub(super) struct Journal {
    tasks: Option<mpsc::Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    /// The texts that are to be written down, and when.
    due: BTreeMap<PromptId, Instant>,
}

impl Journal {
    /// The journal of the book in the folder `root`.
    pub(super) fn start(state: &Path, root: &Path, answers: UnboundedSender<Msg>) -> Journal {
        let drafts = Drafts::new(folders::of_book(state, root).join("drafts"));
        let (tasks, receiver) = mpsc::channel();
        let thread =
            std::thread::spawn(move || Writer { drafts, answers, held: BTreeMap::new(), faulty: false }.run(&receiver));
        Journal { tasks: Some(tasks), thread: Some(thread), due: BTreeMap::new() }
    }

    pub(super) fn send(&self, task: Task) {
        // The thread is gone only when the program ends.
        if let Some(tasks) = &self.tasks {
            _ = tasks.send(task);
        }
    }

    /// The text of `id` grew.
    pub(super) fn grew(&mut self, id: PromptId) {
        self.due.entry(id).or_insert_with(|| Instant::now() + DELAY);
    }

    /// The text of `id` is saved or given up.
    pub(super) fn forget(&mut self, id: PromptId) {
        self.due.remove(&id);
        self.send(Task::Forget(id));
    }

    /// When the next text is to be written down.
    pub(super) fn due_at(&self) -> Option<Instant> {
        self.due.values().min().copied()
    }

    /// Every text that is still to be written down, for a time in which nobody will ask again.
    pub(super) fn take_all(&mut self) -> Vec<PromptId> {
        std::mem::take(&mut self.due).into_keys().collect()
    }

    /// The texts that are to be written down by now.
    pub(super) fn take_due(&mut self) -> Vec<PromptId> {
        let now = Instant::now();
        let due: Vec<PromptId> = self.due.iter().filter(|(_, at)| **at <= now).map(|(id, _)| id.clone()).collect();
        self.due.retain(|_, at| *at > now);
        due
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
    /// Whether the last text could not be written: that is said once, not for every letter.
    faulty: bool,
}

impl Writer {
    fn run(mut self, tasks: &mpsc::Receiver<Task>) {
        for task in tasks {
            self.perform(task);
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
            Task::Forget(id) => self.drafts.forget(&id),
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
        let outcome = self.drafts.write(draft);
        let was_faulty = std::mem::replace(&mut self.faulty, outcome.is_err());
        match outcome {
            Err(error) if !was_faulty => {
                let text = format!("What you type cannot be written down ({error}): it is safe only once it is saved");
                self.answer(Msg::Log(Weight::Fault, text));
            }
            Err(_) => {}
            Ok(()) if was_faulty => {
                self.answer(Msg::Log(Weight::Warning, "What you type is written down again".to_owned()));
            }
            Ok(()) => {}
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
