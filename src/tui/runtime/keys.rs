//! What the terminal sends, read by a task of its own.
//!
//! The task is there because the stream forgets who waits for it when it is polled just to see whether something is
//! ready; a channel does not. Dropping it ends the reading, so that another program can have the keys.

use std::io;
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The longest wait for the stream's thread to let go of the terminal.
const SETTLE: Duration = Duration::from_millis(5);

/// The events of the terminal, or of none.
pub(super) struct Keys {
    events: Option<(mpsc::UnboundedReceiver<io::Result<Event>>, JoinHandle<()>)>,
}

impl Keys {
    /// Nothing is read; waiting for the next event takes for ever.
    pub(super) fn none() -> Keys {
        Keys { events: None }
    }

    /// Whether nothing is read.
    pub(super) fn are_none(&self) -> bool {
        self.events.is_none()
    }

    /// Begins to read.
    pub(super) fn read() -> Keys {
        let (sender, receiver) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let mut stream = EventStream::new();
            while let Some(event) = stream.next().await {
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        Keys { events: Some((receiver, task)) }
    }

    /// The next event; `None` once the terminal is gone.
    pub(super) async fn next(&mut self) -> Option<io::Result<Event>> {
        match &mut self.events {
            Some((events, _)) => events.recv().await,
            None => std::future::pending().await,
        }
    }

    /// The next event if it is there already.
    pub(super) fn next_if_ready(&mut self) -> Option<io::Result<Event>> {
        self.events.as_mut()?.0.try_recv().ok()
    }
}

impl Keys {
    /// Ends the reading and waits until it has ended, so that the next key is another program's.
    pub(super) fn stop(&mut self) {
        if let Some((_, task)) = self.events.take() {
            task.abort();
            tokio::task::block_in_place(|| {
                // Aborted or done, either way it is over.
                let _ = tokio::runtime::Handle::current().block_on(task);
            });
            // The stream's own thread may be reading for a moment yet; it holds the lock that this waits for.
            if let Err(error) = crossterm::event::poll(SETTLE) {
                tracing::debug!("the terminal could not be asked: {error}");
            }
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        if let Some((_, task)) = &self.events {
            task.abort();
        }
    }
}
