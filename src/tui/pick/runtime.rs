//! The loop: keys, answers and swaps in, frames out. It sleeps until one of them comes.

use std::fs::File;
use std::io;
use std::sync::Arc;

use crossterm::event::Event as TerminalEvent;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::super::runtime::Keys;
use super::super::view::Theme;
use super::model::{Effect, Model, Msg};
use super::screen::Inline;
use super::view::view;
use crate::cache::release_this_thread;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::prompt::template::{Composition, Strictness, Values};
use crate::search::search;

/// Rows that are taken where nothing else is asked for and the screen has them.
const ROWS: u16 = 15;

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
    model: Model,
    screen: Inline,
    theme: Theme,
    sender: mpsc::UnboundedSender<Answer>,
    answers: mpsc::UnboundedReceiver<Answer>,
    picked: Option<Picked>,
}

/// What a task answers.
enum Answer {
    Msg(Msg),
    Composed(Box<Composition>),
}

impl Runtime {
    fn open(start: Start) -> io::Result<Runtime> {
        let Start { library, device, query, rows, wanted, colours } = start;
        let screen = Inline::take(device, rows.unwrap_or(ROWS))?;
        let model = Model::new(&query, library.snapshot(), screen.size());
        let (sender, answers) = mpsc::unbounded_channel();
        Ok(Runtime { library, wanted, model, screen, theme: Theme::new(colours), sender, answers, picked: None })
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
                self.update(msg);
            }
            Answer::Composed(composition) => self.composed(&composition),
        }
    }

    fn look_at_book(&mut self) {
        self.update(Msg::Published(self.library.snapshot()));
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
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    match library.compose(&id).await {
                        Ok(composition) => drop(sender.send(Answer::Composed(Box::new(composition)))),
                        Err(error) => send(Msg::Refused(error.to_string())),
                    }
                });
            }
            Effect::Leave => self.picked = Some(Picked::Nothing),
            Effect::Nothing(typed) => self.picked = Some(Picked::NoMatch(typed)),
        }
    }

    fn composed(&mut self, composition: &Composition) {
        match composition.render(&Values::default(), Strictness::Usual) {
            Ok(rendered) => self.picked = Some(Picked::Text(rendered.text().0.into_owned())),
            Err(faults) => self.update(Msg::Refused(faults.to_string())),
        }
    }
}
