//! The loop: keys and reports in, frames out. It sleeps until one or the other comes.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossterm::event::Event as TerminalEvent;
use thiserror::Error;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

use super::super::calm::{Calm, Moved};
use super::super::keymap::Keymap;
use super::super::model::Mouse;
use super::super::runtime::{Keys, time_of_day};
use super::super::terminal::Screen;
use super::super::view::Theme;
use super::model::{Effect, Followed, Model, Msg, State};
use super::view::view;
use crate::instances::{AttachError, Follow, Report, list};

/// So long after the last report an instance is said to be silent: it reports each second.
const SILENCE: Duration = Duration::from_secs(3);

/// How often the running ones are looked for while they are listed, and silence is told.
const AGAIN: Duration = Duration::from_secs(1);

/// What is to be followed.
pub struct Start {
    /// The folder of the sockets.
    pub folder: PathBuf,
    /// What is followed at first.
    pub first: First,
    /// Which key does what.
    pub keymap: Keymap,
    /// Whether colours are wanted.
    pub colours: bool,
}

/// What is followed at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// The instance with this process.
    Instance(u32),
    /// The one that is chosen from the list of those that run.
    Choice,
}

/// Why nothing is shown.
#[derive(Debug, Error)]
pub enum Fault {
    /// The instance cannot be followed.
    #[error(transparent)]
    Attach(#[from] AttachError),
    /// The terminal cannot be used.
    #[error(transparent)]
    Screen(#[from] io::Error),
}

/// Shows the metrics of a running instance until a person or the system ends it.
///
/// # Errors
/// When the instance cannot be followed, or the terminal cannot be used.
pub fn run(start: Start) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(show(start))
}

async fn show(start: Start) -> Result<(), Fault> {
    let Start { folder, first, keymap, colours } = start;
    let mut top = Top { folder, follow: None, heard: Instant::now(), model: Model::new(keymap) };
    let msg = match first {
        First::Instance(pid) => {
            // Before the screen is taken, so that a refusal is read where it was asked for.
            let follow = Follow::attach(&top.folder, pid).await?;
            let followed = followed(&top.folder, &follow).await;
            top.follow = Some(follow);
            Msg::Follows(followed)
        }
        First::Choice => top.list().await,
    };
    top.model.update(msg);
    let mut screen = Screen::take(Mouse::Released)?;
    let mut keys = Keys::read()?;
    let theme = Theme::new(colours);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut resized = signal(SignalKind::window_change())?;
    let mut calm = Calm::new();
    calm.note(Moved::Screen);
    let mut again = tokio::time::interval(AGAIN);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        if calm.draws(Instant::now()) {
            screen.draw(|frame| view(frame, &top.model, &theme))?;
        }
        let due = calm.due();
        let wants_list = top.model.choice.is_some();
        let (msg, moved) = tokio::select! {
            biased;
            event = keys.next() => match event {
                Some(Ok(TerminalEvent::Key(key))) => {
                    calm.key(Instant::now());
                    (Msg::Key(key), Moved::Screen)
                }
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(()),
            },
            report = next(&mut top.follow) => {
                top.heard = Instant::now();
                match report {
                    Ok(report) => {
                        let times = report.events.iter().map(|event| time_of_day(event.at)).collect();
                        (Msg::Report(Box::new(report), times), Moved::Figures)
                    }
                    Err(why) => {
                        top.follow = None;
                        (Msg::Ended(why.to_string()), Moved::Screen)
                    }
                }
            }
            _ = again.tick(), if wants_list || top.follow.is_some() => match top.silence() {
                _ if wants_list => (top.list().await, Moved::Figures),
                Some(seconds) => (Msg::Silent(seconds), Moved::Figures),
                None => continue,
            },
            () = sleep_until(due) => continue,
            Some(()) = resized.recv() => {
                calm.note(Moved::Screen);
                continue;
            }
            Some(()) = terminate.recv() => return Ok(()),
            Some(()) = hang_up.recv() => return Ok(()),
            Some(()) = interrupt.recv() => return Ok(()),
        };
        calm.note(moved);
        let msg = match top.model.update(msg) {
            None => continue,
            Some(Effect::Quit) => return Ok(()),
            Some(Effect::Copy(text)) => {
                screen.copy(&text)?;
                Msg::Said(format!("Copied {} characters (terminal clipboard, OSC 52)", text.chars().count()))
            }
            Some(Effect::FollowNext) => top.follow_next().await,
            Some(Effect::Follow(pid)) => top.follow(pid).await,
            Some(Effect::List) => top.list().await,
        };
        top.model.update(msg);
    }
}

struct Top {
    folder: PathBuf,
    /// Until it ends.
    follow: Option<Follow>,
    /// When it last said something.
    heard: Instant,
    model: Model,
}

impl Top {
    /// Attaches to the running instance after the one that is followed, and after the last to the first.
    async fn follow_next(&mut self) -> Msg {
        let listing = match list(&self.folder).await {
            Ok(listing) => listing,
            Err(error) => return Msg::Said(error.to_string()),
        };
        let now = self.model.followed.as_ref().map(|followed| followed.pid);
        let instances = listing.instances;
        let at = instances.iter().position(|instance| Some(instance.pid) == now);
        let next = at.map_or(0, |at| at + 1) % instances.len().max(1);
        match instances.get(next) {
            Some(instance) if Some(instance.pid) != now || self.follow.is_none() => self.follow(instance.pid).await,
            _ => Msg::Said("No other promptbook of yours is running".to_owned()),
        }
    }

    /// Attaches to the instance with the process `pid`.
    async fn follow(&mut self, pid: u32) -> Msg {
        match Follow::attach(&self.folder, pid).await {
            Ok(follow) => {
                let followed = followed(&self.folder, &follow).await;
                self.heard = Instant::now();
                self.follow = Some(follow);
                Msg::Follows(followed)
            }
            Err(error) => Msg::Said(error.to_string()),
        }
    }

    /// Which run.
    async fn list(&self) -> Msg {
        match list(&self.folder).await {
            Ok(listing) => Msg::Listed(listing.instances),
            Err(error) => Msg::Said(error.to_string()),
        }
    }

    /// For how many seconds nothing was heard, if that is long.
    fn silence(&self) -> Option<u64> {
        let since = self.heard.elapsed();
        (self.follow.is_some() && since >= SILENCE).then_some(since.as_secs())
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}

/// Who `follow` follows, and where it is among those that run.
async fn followed(folder: &Path, follow: &Follow) -> Followed {
    let instance = follow.instance();
    let place = match list(folder).await {
        Ok(listing) => {
            let nth = listing.instances.iter().position(|other| other.pid == instance.pid);
            (nth.map_or(1, |nth| nth + 1), listing.instances.len().max(1))
        }
        // It is followed, so there is one.
        Err(_) => (1, 1),
    };
    Followed { pid: instance.pid, book: instance.book.clone(), place, state: State::Running }
}

/// The next report; waits for ever where nothing is followed.
async fn next(follow: &mut Option<Follow>) -> Result<Report, AttachError> {
    let Some(follow) = follow else { return std::future::pending().await };
    match follow.next().await {
        Some(report) => report,
        None => std::future::pending().await,
    }
}
