//! One load per prompt however many ask: the first caller starts a flight, later ones join it. The flight is a task of
//! its own, so that a caller who gives up harms nobody.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::LibraryError;
use crate::prompt::{Prompt, PromptId};

/// How a flight ended.
pub(super) type Landing = Result<Arc<Prompt>, LibraryError>;

/// The flights in progress.
#[derive(Default)]
pub(super) struct Flights {
    aloft: Mutex<HashMap<PromptId, Flight>>,
    tickets: AtomicU64,
    shared: AtomicU64,
}

struct Flight {
    ticket: u64,
    landing: watch::Receiver<Option<Landing>>,
}

/// What a caller who wants a load gets.
pub(super) enum Boarding {
    /// A flight was aloft: wait for it.
    Join(watch::Receiver<Option<Landing>>),
    /// There was none: fly it, then land it with this ticket.
    Pilot(Ticket, watch::Receiver<Option<Landing>>),
}

/// The pilot's side of a flight.
pub(super) struct Ticket {
    number: u64,
    landing: watch::Sender<Option<Landing>>,
}

impl Flights {
    /// Joins the flight of `id`, or starts one.
    pub(super) fn board(&self, id: &PromptId) -> Boarding {
        let mut aloft = self.aloft.lock().unwrap_or_else(PoisonError::into_inner);
        match aloft.entry(id.clone()) {
            Slot::Occupied(flight) => {
                self.shared.fetch_add(1, Ordering::Relaxed);
                Boarding::Join(flight.get().landing.clone())
            }
            Slot::Vacant(slot) => {
                let number = self.tickets.fetch_add(1, Ordering::Relaxed);
                let (sender, landing) = watch::channel(None);
                slot.insert(Flight { ticket: number, landing: landing.clone() });
                Boarding::Pilot(Ticket { number, landing: sender }, landing)
            }
        }
    }

    /// Ends the flight of `ticket`: whoever joined it gets `landing`, whoever asks from now on starts another.
    pub(super) fn land(&self, id: &PromptId, ticket: Ticket, landing: Landing) {
        let mut aloft = self.aloft.lock().unwrap_or_else(PoisonError::into_inner);
        // A superseded flight is no longer in the map, or another has taken its place.
        if aloft.get(id).is_some_and(|flight| flight.ticket == ticket.number) {
            aloft.remove(id);
        }
        drop(aloft);
        ticket.landing.send_replace(Some(landing));
    }

    /// Nobody may join the flight of `id` any more, because the text it carries is about to be old. Those already on
    /// it asked before the change was done, so its text is a true answer for them.
    pub(super) fn supersede(&self, id: &PromptId) {
        self.aloft.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Flights in progress.
    pub(super) fn len(&self) -> usize {
        self.aloft.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Loads saved since start because a flight was shared.
    pub(super) fn shared(&self) -> u64 {
        self.shared.load(Ordering::Relaxed)
    }
}
