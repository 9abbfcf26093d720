//! What the terminal sends, read by a task of its own.
//!
//! The task is there because the stream forgets who waits for it when it is polled just to see whether something is
//! ready; a channel does not. Dropping it ends the reading, so that another program can have the keys.

use std::io;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

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

impl Drop for Keys {
    fn drop(&mut self) {
        if let Some((_, task)) = &self.events {
            task.abort();
        }
    }
}
