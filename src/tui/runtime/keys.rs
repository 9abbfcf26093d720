//! What the terminal sends, read by a thread of its own that can be stopped for good: while another program has the
//! screen, not one key may go to this one.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::thread::JoinHandle;
use std::time::Duration;

use crossterm::event::Event;
use rustix::event::{PollFd, PollFlags, Timespec};
use tokio::sync::mpsc;

/// How long more events are waited for after one.
const MORE: Duration = Duration::from_millis(50);

/// How often it is looked again before the terminal itself has to wake the thread. The library looks at what it has read
/// already only while its time is not over, so on a busy machine one look can miss an event.
const LOOKS: u32 = 2;

/// The events of the terminal, or of none.
pub(in super::super) struct Keys {
    reading: Option<Reading>,
}

struct Reading {
    events: mpsc::UnboundedReceiver<io::Result<Event>>,
    /// The thread ends when this is closed.
    stop: OwnedFd,
    thread: JoinHandle<()>,
}

impl Keys {
    /// Nothing is read; waiting for the next event takes for ever.
    pub(in super::super) fn none() -> Keys {
        Keys { reading: None }
    }

    /// Begins to read.
    ///
    /// # Errors
    /// When the system has no pipe or no thread left.
    pub(in super::super) fn read() -> io::Result<Keys> {
        let terminal = terminal()?;
        let (stopped, stop) = rustix::pipe::pipe()?;
        let (sender, events) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
            if let Err(error) = pass_on(&terminal, &stopped, &sender) {
                // Nobody to tell once the loop has ended.
                let _ = sender.send(Err(error));
            }
        })?;
        Ok(Keys { reading: Some(Reading { events, stop, thread }) })
    }

    /// The next event; `None` once the terminal is gone.
    pub(in super::super) async fn next(&mut self) -> Option<io::Result<Event>> {
        match &mut self.reading {
            Some(reading) => reading.events.recv().await,
            None => std::future::pending().await,
        }
    }

    /// The next event if it is there already.
    pub(in super::super) fn next_if_ready(&mut self) -> Option<io::Result<Event>> {
        self.reading.as_mut()?.events.try_recv().ok()
    }
}

impl Drop for Keys {
    /// Ends the reading, and returns only when it has ended.
    fn drop(&mut self) {
        if let Some(Reading { stop, thread, .. }) = self.reading.take() {
            drop(stop);
            if thread.join().is_err() {
                tracing::warn!("reading keys had failed before it was stopped");
            }
        }
    }
}

/// What the library reads keys from: standard input where it is the terminal, else the terminal's device.
fn terminal() -> io::Result<OwnedFd> {
    let input = io::stdin();
    if input.is_terminal() {
        return input.as_fd().try_clone_to_owned();
    }
    Ok(OpenOptions::new().read(true).open("/dev/tty")?.into())
}

/// Sends every event of `terminal` until `stopped` hangs up or nobody listens.
fn pass_on(terminal: &OwnedFd, stopped: &OwnedFd, sender: &mpsc::UnboundedSender<io::Result<Event>>) -> io::Result<()> {
    let more = Timespec::try_from(MORE).map_err(io::Error::other)?;
    let mut quiet = LOOKS;
    loop {
        let mut ready = [PollFd::new(terminal, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        match rustix::event::poll(&mut ready, (quiet < LOOKS).then_some(&more)) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let state = ready[0].revents();
        if !ready[1].revents().is_empty() {
            return Ok(());
        }
        quiet += 1;
        while crossterm::event::poll(MORE)? {
            quiet = 0;
            if sender.send(Ok(crossterm::event::read()?)).is_err() {
                return Ok(());
            }
        }
        // Only now: the last keys before a window was closed count too.
        if state.intersects(PollFlags::HUP | PollFlags::ERR) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}
