//! The loop: keys and reports in, frames out. It sleeps until one or the other comes.

use std::io;
use std::path::{Path, PathBuf};

use crossterm::event::Event as TerminalEvent;
use thiserror::Error;
use tokio::signal::unix::{SignalKind, signal};

use super::super::keymap::Keymap;
use super::super::model::Mouse;
use super::super::runtime::{Keys, time_of_day};
use super::super::terminal::Screen;
use super::super::view::Theme;
use super::model::{Effect, Followed, Model, Msg, State};
use super::view::view;
use crate::instances::{AttachError, Follow, Report, list};

/// What is to be followed.
pub struct Start {
    /// The folder of the sockets.
    pub folder: PathBuf,
    /// The process that is followed at first.
    pub pid: u32,
    /// Which key does what.
    pub keymap: Keymap,
    /// Whether colours are wanted.
    pub colours: bool,
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
    let Start { folder, pid, keymap, colours } = start;
    // Before the screen is taken, so that a refusal is read where it was asked for.
    let follow = Follow::attach(&folder, pid).await?;
    let followed = followed(&folder, &follow).await;
    let mut screen = Screen::take(Mouse::Released)?;
    let mut keys = Keys::read()?;
    let theme = Theme::new(colours);
    let mut top = Top { folder, follow: Some(follow), model: Model::new(followed, keymap) };
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut resized = signal(SignalKind::window_change())?;
    loop {
        screen.draw(|frame| view(frame, &top.model, &theme))?;
        let msg = tokio::select! {
            biased;
            event = keys.next() => match event {
                Some(Ok(TerminalEvent::Key(key))) => Msg::Key(key),
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(()),
            },
            report = next(&mut top.follow) => match report {
                Ok(report) => {
                    let times = report.events.iter().map(|event| time_of_day(event.at)).collect();
                    Msg::Report(Box::new(report), times)
                }
                Err(why) => {
                    top.follow = None;
                    Msg::Ended(why.to_string())
                }
            },
            Some(()) = resized.recv() => continue,
            Some(()) = terminate.recv() => return Ok(()),
            Some(()) = hang_up.recv() => return Ok(()),
            Some(()) = interrupt.recv() => return Ok(()),
        };
        let msg = match top.model.update(msg) {
            None => continue,
            Some(Effect::Quit) => return Ok(()),
            Some(Effect::Copy(text)) => {
                screen.copy(&text)?;
                Msg::Said(format!("Copied {} characters (terminal clipboard, OSC 52)", text.chars().count()))
            }
            Some(Effect::FollowNext) => top.follow_next().await,
        };
        top.model.update(msg);
    }
}

struct Top {
    folder: PathBuf,
    /// Until it ends.
    follow: Option<Follow>,
    model: Model,
}

impl Top {
    /// Attaches to the running instance after the one that is followed, and after the last to the first.
    async fn follow_next(&mut self) -> Msg {
        let listing = match list(&self.folder).await {
            Ok(listing) => listing,
            Err(error) => return Msg::Said(error.to_string()),
        };
        let now = self.model.followed.pid;
        let instances = listing.instances;
        let at = instances.iter().position(|instance| instance.pid == now);
        let next = at.map_or(0, |at| at + 1) % instances.len().max(1);
        match instances.get(next) {
            None => Msg::Said("No other promptbook of yours is running".to_owned()),
            Some(instance) if instance.pid == now && self.follow.is_some() => {
                Msg::Said("No other promptbook of yours is running".to_owned())
            }
            Some(instance) => match Follow::attach(&self.folder, instance.pid).await {
                Ok(follow) => {
                    let place = (next + 1, instances.len());
                    let (pid, book) = (instance.pid, instance.book.clone());
                    self.follow = Some(follow);
                    Msg::Follows(Followed { pid, book, place, state: State::Running })
                }
                Err(error) => Msg::Said(error.to_string()),
            },
        }
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
