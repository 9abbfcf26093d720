//! The loop: keys, answers and swaps in, frames out. It sleeps until one of them comes.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::Event as TerminalEvent;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::super::keymap::Keymap;
use super::super::model::form::filling::Filling;
use super::super::runtime::{Keys, compose, composed};
use super::super::view::Theme;
use super::message::{Effect, Msg};
use super::model::Model;
use super::screen::Inline;
use super::view::view;
use crate::cache::release_this_thread;
use crate::folders::Folders;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::search::search;
use crate::values::{Store, file};

/// Messages taken before a frame is drawn, however many are ready.
const BATCH: usize = 256;

/// What is picked from, and how.
pub struct Start {
    /// The book.
    pub library: Library,
    /// The terminal.
    pub device: File,
    /// What stands in the filter at first.
    pub query: String,
    /// Rows to take, where the screen has them.
    pub rows: Option<u16>,
    /// What is to be had of the prompt that is chosen.
    pub wanted: Wanted,
    /// The user's folders.
    pub folders: Folders,
    /// Which key does what in a form.
    pub keymap: Keymap,
    /// Whether colours are wanted.
    pub colours: bool,
}

/// What is to be had of the prompt that is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Which it is.
    Name,
    /// Its text, filled in.
    Text,
}

/// How the picking ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Picked {
    /// This one was chosen.
    Prompt(PromptId),
    /// One was chosen, and this is its text.
    Text(Vec<u8>),
    /// None was.
    Nothing,
    /// None could be: no prompt fits what was typed.
    NoMatch(String),
}

/// Opens the terminal of the process, whatever its standard streams are.
///
/// # Errors
/// When it has none.
pub fn device() -> io::Result<File> {
    Inline::device()
}

/// Shows the list until a prompt is chosen, or a person or the system ends it.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(start: Start) -> io::Result<Picked> {
    let mut tasks = tokio::runtime::Builder::new_multi_thread();
    let tasks = tasks.worker_threads(2).on_thread_park(release_this_thread).enable_all().build()?;
    let picked = tasks.block_on(async {
        let mut runtime = Runtime::open(start)?;
        runtime.run().await
    });
    // Whatever is still being read is of no use to anybody.
    tasks.shutdown_background();
    picked
}

struct Runtime {
    library: Library,
    wanted: Wanted,
    /// What forms were filled in with before.
    values: Store,
    home: PathBuf,
    model: Model,
    screen: Inline,
    theme: Theme,
    sender: mpsc::UnboundedSender<Answer>,
    answers: mpsc::UnboundedReceiver<Answer>,
    /// What is to be worked out next for a large form, and whether something is.
    next_show: Option<(PromptId, u64, Filling)>,
    is_showing: bool,
    picked: Option<Picked>,
}

/// What a task answers.
enum Answer {
    Msg(Msg),
    /// The text of the prompt that was chosen.
    Filled(Vec<u8>),
}

impl Runtime {
    fn open(start: Start) -> io::Result<Runtime> {
        let Start { library, device, query, rows, wanted, folders, keymap, colours } = start;
        let screen = Inline::take(device, rows)?;
        let mut model = Model::new(&query, library.snapshot(), screen.size(), keymap);
        model.dialects = Arc::new(library.dialects().clone());
        let values = Store::of_book(&folders.state, &library.store().root());
        let (sender, answers) = mpsc::unbounded_channel();
        Ok(Runtime {
            library,
            wanted,
            values,
            home: folders.home,
            model,
            screen,
            theme: Theme::new(colours),
            sender,
            answers,
            next_show: None,
            is_showing: false,
            picked: None,
        })
    }

    async fn run(&mut self) -> io::Result<Picked> {
        // The first frame comes before anything is read.
        self.draw()?;
        let mut keys = Keys::read()?;
        self.begin_listing();
        let mut changes = self.library.subscribe();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut resized = signal(SignalKind::window_change())?;
        let mut news_of_book = true;
        loop {
            tokio::select! {
                biased;
                event = keys.next() => self.take(event),
                Some(answer) = self.answers.recv() => self.answer(answer),
                changed = changes.changed(), if news_of_book => match changed {
                    Ok(()) => self.look_at_book(),
                    Err(_) => news_of_book = false,
                },
                Some(()) = resized.recv() => {
                    self.screen.resize()?;
                    self.update(Msg::Size(self.screen.size()));
                }
                Some(()) = terminate.recv() => self.picked = Some(Picked::Nothing),
                Some(()) = hang_up.recv() => self.picked = Some(Picked::Nothing),
                Some(()) = interrupt.recv() => self.picked = Some(Picked::Nothing),
            }
            for _ in 0..BATCH {
                if let Some(event) = keys.next_if_ready() {
                    self.take(Some(event));
                } else if let Ok(answer) = self.answers.try_recv() {
                    self.answer(answer);
                } else {
                    break;
                }
            }
            if let Some(picked) = self.picked.take() {
                return Ok(picked);
            }
            self.draw()?;
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let Runtime { screen, model, theme, .. } = self;
        screen.draw(|frame| view(frame, model, theme))?;
        self.update(Msg::Drawn);
        Ok(())
    }

    fn begin_listing(&self) {
        let (library, sender) = (self.library.clone(), self.sender.clone());
        tokio::spawn(async move {
            let listed = match library.list().await {
                Ok(_) => Msg::Listed,
                Err(error) => Msg::Unlisted(error.to_string()),
            };
            // The loop is gone only when the program ends.
            let _ = sender.send(Answer::Msg(listed));
        });
    }

    fn take(&mut self, event: Option<io::Result<TerminalEvent>>) {
        // What was typed behind the choice is for whatever comes next; there is nowhere to give it back to.
        if self.picked.is_some() {
            return;
        }
        match event {
            Some(Ok(TerminalEvent::Key(key))) => self.update(Msg::Key(key)),
            Some(Ok(TerminalEvent::Paste(text))) => self.update(Msg::Pasted(text)),
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                tracing::warn!("the terminal cannot be read any more: {error}");
                self.picked = Some(Picked::Nothing);
            }
            None => self.picked = Some(Picked::Nothing),
        }
    }

    fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Msg(msg) => {
                if matches!(msg, Msg::Listed | Msg::Unlisted(_)) {
                    // Its last swap may not have been looked at yet.
                    self.look_at_book();
                }
                if matches!(msg, Msg::Shown(..)) {
                    self.is_showing = false;
                    self.show_next();
                }
                self.update(msg);
            }
            Answer::Filled(bytes) => self.picked = Some(Picked::Text(bytes)),
        }
    }

    fn look_at_book(&mut self) {
        self.update(Msg::Published(self.library.snapshot()));
    }

    /// Works out what a large form comes to: one at a time, and of those that wait only the newest.
    fn show_next(&mut self) {
        if self.is_showing {
            return;
        }
        let Some((id, revision, filling)) = self.next_show.take() else { return };
        self.is_showing = true;
        let (home, sender) = (self.home.clone(), self.sender.clone());
        tokio::task::spawn_blocking(move || {
            let shown = filling.show(|path| file::read(path, &home));
            // The loop is gone only when the program ends.
            drop(sender.send(Answer::Msg(Msg::Shown(id, revision, Box::new(shown)))));
        });
    }

    fn update(&mut self, msg: Msg) {
        for effect in self.model.update(msg) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        let (library, sender) = (self.library.clone(), self.sender.clone());
        // The loop is gone only when the program ends.
        let send = move |msg| drop(sender.send(Answer::Msg(msg)));
        match effect {
            Effect::Search(number, typed) => {
                let snapshot = Arc::clone(&self.model.snapshot);
                tokio::task::spawn_blocking(move || send(Msg::Found(number, search(&snapshot, &typed))));
            }
            Effect::Read(id) => {
                tokio::spawn(async move {
                    send(match library.read(&id).await {
                        Ok(prompt) => {
                            let template = library.template(&prompt);
                            let asks = template.arguments().iter().map(|argument| argument.name.clone()).collect();
                            Msg::Read(prompt, asks)
                        }
                        Err(error) => Msg::Unread(id, error.to_string()),
                    });
                });
            }
            Effect::Take(id) if self.wanted == Wanted::Name => self.picked = Some(Picked::Prompt(id)),
            Effect::Take(id) => {
                let values = self.values.clone();
                tokio::spawn(async move {
                    let made = match compose(library, id.clone(), None).await {
                        Ok(composition) => {
                            let made = tokio::task::spawn_blocking(move || composed(composition, &values, &id)).await;
                            made.map_err(|_| "it could not be understood: try again".to_owned())
                        }
                        Err(why) => Err(why),
                    };
                    send(match made {
                        Ok(made) => Msg::Composed(Box::new(made)),
                        Err(why) => Msg::Refused(why),
                    });
                });
            }
            Effect::Show(id, revision, filling) if filling.is_quick() => {
                // What is there at once is in the very next frame.
                let shown = filling.show(|path| file::read(path, &self.home));
                self.update(Msg::Shown(id, revision, Box::new(shown)));
            }
            Effect::Show(id, revision, filling) => {
                self.next_show = Some((id, revision, filling));
                self.show_next();
            }
            Effect::Paths(id, typed) => {
                let home = self.home.clone();
                tokio::task::spawn_blocking(move || {
                    let found = file::complete(&typed, &home);
                    send(Msg::Paths(id, typed, found));
                });
            }
            Effect::Fill(id, filling, used) => {
                let (values, home, sender) = (self.values.clone(), self.home.clone(), self.sender.clone());
                tokio::task::spawn_blocking(move || match filling.bytes(|path| file::read(path, &home)) {
                    Ok(bytes) => {
                        if !used.is_empty()
                            && let Err(error) = values.remember(&id, &used.values, &used.secrets)
                        {
                            tracing::warn!("what {id} was filled in with is not kept: {error}");
                        }
                        drop(sender.send(Answer::Filled(bytes)));
                    }
                    Err(why) => send(Msg::Refused(why)),
                });
            }
            Effect::Leave => self.picked = Some(Picked::Nothing),
            Effect::Nothing(typed) => self.picked = Some(Picked::NoMatch(typed)),
        }
    }
}
