//! The loop: keys, answers and swaps in, frames out. Everything that is ready is taken before one frame is drawn, and
//! where nothing is ready the program sleeps.

mod away;
mod book;
mod clipboard;
mod effects;
mod forms;
mod journal;
mod keys;
mod news;
mod outside;
mod past;
mod pipe;
mod rest;
mod tokens;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crossterm::event::{Event as TerminalEvent, MouseEventKind};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};

use self::forms::Showing;
pub(super) use self::forms::{compose, composed};
use self::journal::{Journal, Task};
pub(super) use self::keys::Keys;
use self::news::moved_by;
pub(super) use self::news::time_of_day;
use self::pipe::Run;
use self::rest::Rest;
use self::tokens::Counter;
use super::calm::Calm;
use super::keymap::Keymap;
use super::message::{Effect, Msg, Unsaved};
use super::model::{Book, Model, Mouse};
use super::terminal::Screen;
use super::update::{journal as drafts, update};
use super::view::{Theme, view};
use crate::book::Place;
use crate::cache::{Holder, release_this_thread};
use crate::folders::Folders;
use crate::instances::{Served, serve_or_warn};
use crate::library::{Library, Options};
use crate::logs::Recent;
use crate::prompt::PromptId;
use crate::tokens::Vocabulary;
use crate::values::Store;

/// Messages taken before a frame is drawn, however many are ready: a flood must not stop the screen.
const BATCH: usize = 512;

/// What the screen is opened on.
pub struct Start {
    /// The book.
    pub library: Library,
    /// Where it is.
    pub place: Place,
    /// How another book is opened: the user's own, once samples are copied to it.
    pub options: Options,
    /// The user's folders.
    pub folders: Folders,
    /// Which key does what.
    pub keymap: Keymap,
    /// Commands that texts can be piped to: their names and their lines.
    pub commands: Vec<(String, String)>,
    /// Who has the mouse at first.
    pub mouse: Mouse,
    /// Whether colours are wanted.
    pub colours: bool,
    /// By which vocabulary tokens are counted, if they are.
    pub tokens: Option<Vocabulary>,
    /// The last lines of the log.
    pub log: Recent,
}

/// What is left to do once the screen is gone.
#[derive(Debug)]
pub struct Ended {
    /// To be printed to standard output.
    pub print: Option<Arc<Vec<u8>>>,
    /// Unsaved texts that could be kept nowhere, to be told on standard error.
    pub unsaved: Vec<Unsaved>,
}

/// Opens the screen and returns when a person or the system has ended it.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(start: Start) -> io::Result<Ended> {
    let mut tasks = tokio::runtime::Builder::new_multi_thread();
    // A worker that has nothing to do must not keep an old snapshot in memory.
    let tasks = tasks.worker_threads(2).on_thread_park(release_this_thread).enable_all().build()?;
    let ended = tasks.block_on(async {
        let mut runtime = Runtime::open(start)?;
        runtime.run().await
    });
    // A listing that still goes on is not waited for; saves were, by the model.
    tasks.shutdown_background();
    ended
}

struct Runtime {
    library: Library,
    model: Model,
    screen: Screen,
    keys: Keys,
    sender: mpsc::UnboundedSender<Msg>,
    answers: mpsc::UnboundedReceiver<Msg>,
    ready: VecDeque<Msg>,
    /// The last question of the filter: its number and what was typed. It is looked for when the frame with the typed
    /// letter is drawn, so that the two do not compete, and those before it are not looked for at all.
    question: Option<(u64, String)>,
    changes: watch::Receiver<u64>,
    events_seen: u64,
    /// Generation, hits and misses when the model last heard of them.
    observed: (u64, u64, u64),
    log: Recent,
    log_changes: watch::Receiver<u64>,
    log_seen: u64,
    started: Instant,
    /// The same moment by the wall clock, as events tell theirs.
    started_at: SystemTime,
    calm: Calm,
    theme: Theme,
    folders: Folders,
    options: Options,
    ended: Option<Ended>,
    journal: Journal,
    counter: Counter,
    rest: Rest,
    /// What was given for prompts before.
    values: Store,
    showing: Showing,
    /// The command that was started last.
    pipe: Option<Run>,
    /// Lets others of this user look at the figures, for as long as this is held.
    served: Option<Served>,
}

impl Runtime {
    fn open(start: Start) -> io::Result<Runtime> {
        let Start { library, place, options, folders, keymap, commands, mouse, colours, tokens, log } = start;
        let screen = Screen::take(mouse)?;
        let (snapshot, figures) = library.observe(Holder::Screen);
        let book = match &place {
            Place::Folder(_) => Book::Folder,
            Place::Samples { folder } => Book::Samples { folder: folders.shown(folder) },
        };
        let title = place.shown(&folders);
        let mut model = Model::new(title, book, snapshot, figures, keymap);
        model.mouse = mouse;
        model.tokens.vocabulary = tokens;
        model.dialects = Arc::new(library.dialects().clone());
        model.commands = commands;
        model.size = screen.size()?;
        let started_at = SystemTime::now();
        model.monitor.started = started_at;
        let (sender, answers) = mpsc::unbounded_channel();
        let now = Instant::now();
        let journal = Journal::start(&folders.state, &library.store().root(), sender.clone());
        let values = Store::of_book(&folders.state, &library.store().root());
        Ok(Runtime {
            journal,
            counter: Counter::default(),
            rest: Rest::default(),
            values,
            showing: Showing::default(),
            pipe: None,
            changes: library.subscribe(),
            library,
            model,
            screen,
            keys: Keys::none(),
            sender,
            answers,
            ready: VecDeque::new(),
            question: None,
            events_seen: 0,
            observed: (0, 0, 0),
            log_changes: log.subscribe(),
            log,
            log_seen: 0,
            started: now,
            started_at,
            calm: Calm::new(),
            theme: Theme::new(colours),
            folders,
            options,
            ended: None,
            served: None,
        })
    }

    async fn run(&mut self) -> io::Result<Ended> {
        // The first frame comes before anything is read.
        self.draw()?;
        self.keys = Keys::read()?;
        self.begin_listing();
        self.journal.send(Task::Look);
        self.serve();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut resized = signal(SignalKind::window_change())?;
        loop {
            let wake = self.wake_at();
            // While it sleeps this thread needs no snapshot but the one on the screen.
            release_this_thread();
            tokio::select! {
                biased;
                event = self.keys.next() => self.take(event),
                Some(answer) = self.answers.recv() => self.ready.push_back(answer),
                Ok(()) = self.changes.changed() => {}
                Ok(()) = self.log_changes.changed() => {}
                () = sleep_until(wake) => {}
                Some(()) = resized.recv() => self.take_size(),
                Some(()) = terminate.recv() => self.ready.push_back(Msg::Terminate),
                Some(()) = hang_up.recv() => self.ready.push_back(Msg::Terminate),
                Some(()) = interrupt.recv() => self.ready.push_back(Msg::Terminate),
            }
            self.take_all_ready();
            self.work_off();
            self.pause();
            self.write_down();
            if let Some(ended) = self.ended.take() {
                return Ok(ended);
            }
            if self.calm.draws(Instant::now())
                && let Err(error) = self.draw()
            {
                // The terminal is gone: what is unsaved still has to be kept.
                tracing::warn!("the screen cannot be drawn any more: {error}");
                self.keys = Keys::none();
                self.ready.push_back(Msg::Terminate);
                self.work_off();
                if let Some(ended) = self.ended.take() {
                    return Ok(ended);
                }
            }
            effects::search(self);
        }
    }

    /// Begins to make the book known, in the background.
    fn begin_listing(&self) {
        let library = self.library.clone();
        let sender = self.sender.clone();
        let follows = self.model.book == Book::Folder;
        tokio::spawn(async move {
            if follows {
                library.follow();
            }
            if let Err(error) = library.list().await {
                // The loop is gone only when the program ends.
                let _ = sender.send(Msg::Unlisted(format!("The book could not be listed: {error}")));
            }
            library.tidy().await;
        });
    }

    /// Serves the figures of the book to `promptbook top`.
    fn serve(&mut self) {
        // First the old socket goes, for the new one has its name.
        self.served = None;
        self.served = serve_or_warn(&self.folders.run(), &self.library, &self.model.title);
    }

    fn take(&mut self, event: Option<io::Result<TerminalEvent>>) {
        let msg = match event {
            Some(Ok(TerminalEvent::Key(key))) => Msg::Key(key),
            Some(Ok(TerminalEvent::Paste(text))) => {
                panic_if_asked(&text);
                Msg::Paste(text)
            }
            // Nothing here answers to a pointer that only passes by.
            Some(Ok(TerminalEvent::Mouse(mouse))) if mouse.kind == MouseEventKind::Moved => return,
            Some(Ok(TerminalEvent::Mouse(mouse))) => Msg::Mouse(mouse),
            Some(Ok(TerminalEvent::Resize(columns, rows))) => Msg::Resize(columns, rows),
            Some(Ok(TerminalEvent::FocusGained | TerminalEvent::FocusLost)) => return,
            // The terminal is gone.
            Some(Err(_)) | None => {
                self.keys = Keys::none();
                Msg::Terminate
            }
        };
        self.calm.key(Instant::now());
        self.ready.push_back(msg);
    }

    /// Takes the size of the window, which changed.
    fn take_size(&mut self) {
        if let Ok((columns, rows)) = self.screen.size() {
            self.ready.push_back(Msg::Resize(columns, rows));
        }
    }

    /// Takes what else is ready by now.
    fn take_all_ready(&mut self) {
        while self.ready.len() < BATCH
            && let Some(event) = self.keys.next_if_ready()
        {
            self.take(Some(event));
        }
        while self.ready.len() < BATCH
            && let Ok(answer) = self.answers.try_recv()
        {
            self.ready.push_back(answer);
        }
    }

    /// Updates the model by every message that is ready and by those that follow at once.
    fn work_off(&mut self) {
        let second = self.started.elapsed().as_secs();
        if second != self.model.second {
            self.apply(Msg::Tick(second));
            if self.model.shows_pane() {
                // Memory, old snapshots and reads of others move without an event.
                let (snapshot, figures) = self.library.observe(Holder::Screen);
                self.ready.push_front(Msg::Published(snapshot, Box::new(figures)));
            }
        }
        loop {
            self.observe();
            let Some(msg) = self.ready.pop_front() else { return };
            self.apply(msg);
        }
    }

    /// Tells the model where typing has paused.
    fn pause(&mut self) {
        let now = Instant::now();
        self.rest.note(self.model.resting(), now);
        if let Some(subject) = self.rest.take_due(now) {
            self.ready.push_back(Msg::Paused(subject));
            self.work_off();
        }
    }

    /// Hands what is due to the thread that writes drafts down.
    fn write_down(&mut self) {
        let due = self.journal.take_due();
        self.write(due);
        let forms = self.journal.forms.take_due();
        self.write_forms(forms);
    }

    /// Hands every text that is not written down yet to it: the loop is about to stand still.
    fn write_all_down(&mut self) {
        let all = self.journal.take_all();
        self.write(all);
        self.write_forms_down();
    }

    /// Hands what is typed in forms and not written down yet to it.
    fn write_forms_down(&mut self) {
        let all = self.journal.forms.take_all();
        self.write_forms(all);
    }

    fn write_forms(&self, ids: Vec<PromptId>) {
        for id in ids {
            if let Some(form) = self.model.forms.get(&id) {
                self.journal.send(Task::PutDown(self.values.clone(), id, form.unfinished()));
            }
        }
    }

    fn write(&self, ids: Vec<PromptId>) {
        for id in ids {
            if let Some(draft) = drafts::written(&self.model, &id) {
                self.journal.send(Task::Write(draft));
            }
        }
    }

    fn apply(&mut self, msg: Msg) {
        self.calm.note(moved_by(&msg, &self.model));
        for effect in update(&mut self.model, msg) {
            self.perform(effect);
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let (model, theme) = (&self.model, &self.theme);
        self.screen.draw(|frame| view(frame, model, theme))
    }

    /// When something on the screen changes by itself.
    fn wake_at(&self) -> Option<Instant> {
        let second = self.model.next_change().map(|second| self.started + Duration::from_secs(second));
        // What changes by the second waits for typing to end, as figures that have moved do.
        let second = second.map(|second| self.calm.until().map_or(second, |until| second.max(until)));
        [second, self.calm.due(), self.journal.due_at(), self.rest.due_at()].into_iter().flatten().min()
    }

    fn perform(&mut self, effect: Effect) {
        effects::perform(self, effect);
    }
}

impl Drop for Runtime {
    /// A panic in the loop takes nothing along that was typed: the drafts are written down before their thread ends.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let unsaved = self.model.drafts.iter().filter(|(_, draft)| draft.is_modified()).map(|(id, _)| id);
            for draft in unsaved.filter_map(|id| drafts::written(&self.model, id)) {
                self.journal.send(Task::Write(draft));
            }
            self.write_forms_down();
        }
    }
}

/// What a panic does to unsaved texts can be tested only by one: a debug build makes it where the environment names what
/// is pasted.
fn panic_if_asked(pasted: &str) {
    if cfg!(debug_assertions) && std::env::var_os("PROMPTBOOK_PANIC_AT").is_some_and(|at| at == pasted) {
        panic!("as the environment asked");
    }
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake.into()).await,
        None => std::future::pending().await,
    }
}
