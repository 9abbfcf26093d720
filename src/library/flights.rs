//! One load per prompt however many ask: the first caller starts a flight, later ones join it. The flight is a task of
//! its own, so that a caller who gives up harms nobody.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::LibraryError;
use crate::cache::{MissReason, schedule};
use crate::prompt::{Prompt, PromptId};

/// How a flight ended.
pub(super) type Landing = Result<Arc<Prompt>, LibraryError>;

/// Shows how a flight ended once it has.
pub(super) type Arrival = watch::Receiver<Option<Landing>>;

type Aloft = Arc<Mutex<HashMap<PromptId, Flight>>>;

/// The flights in progress.
#[derive(Default)]
pub(super) struct Flights {
    aloft: Aloft,
    tickets: AtomicU64,
    shared: AtomicU64,
}

struct Flight {
    ticket: u64,
    reason: MissReason,
    arrival: Arrival,
}

/// What a caller who wants a load gets.
pub(super) enum Boarding {
    /// A flight was aloft, started for this reason: wait for it.
    Join(Arrival, MissReason),
    /// There was none: fly it, then land it with this ticket.
    Pilot(Ticket, Arrival),
}

/// The pilot's side of a flight. Dropped before it landed, as when the runtime ends, it takes the flight out of the
/// way, so that nobody waits for it for ever.
pub(super) struct Ticket {
    id: PromptId,
    number: u64,
    aloft: Aloft,
    landing: watch::Sender<Option<Landing>>,
}

impl Flights {
    /// Joins the flight of `id`, or starts one for `reason`.
    pub(super) fn board(&self, id: &PromptId, reason: MissReason) -> Boarding {
        schedule::point();
        let mut aloft = self.aloft.lock().unwrap_or_else(PoisonError::into_inner);
        match aloft.entry(id.clone()) {
            Slot::Occupied(flight) => {
                self.shared.fetch_add(1, Ordering::Relaxed);
                Boarding::Join(flight.get().arrival.clone(), flight.get().reason)
            }
            Slot::Vacant(slot) => {
                let number = self.tickets.fetch_add(1, Ordering::Relaxed);
                let (landing, arrival) = watch::channel(None);
                slot.insert(Flight { ticket: number, reason, arrival: arrival.clone() });
                let ticket = Ticket { id: id.clone(), number, aloft: Arc::clone(&self.aloft), landing };
                Boarding::Pilot(ticket, arrival)
            }
        }
    }

    /// Nobody may join the flight of `id` any more, because the text it carries is about to be old. Those already on
    /// it asked before the change was done, so whatever it still answers is true for them. Returns whether there was
    /// one.
    pub(super) fn supersede(&self, id: &PromptId) -> bool {
        schedule::point();
        self.aloft.lock().unwrap_or_else(PoisonError::into_inner).remove(id).is_some()
    }

    /// The names that are being loaded.
    pub(super) fn names(&self) -> Vec<PromptId> {
        self.aloft.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
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

impl Ticket {
    /// Ends the flight: whoever joined it gets `landing`, whoever asks from now on starts another.
    pub(super) fn land(self, landing: Landing) {
        self.leave();
        self.landing.send_replace(Some(landing));
    }

    fn leave(&self) {
        schedule::point();
        let mut aloft = self.aloft.lock().unwrap_or_else(PoisonError::into_inner);
        // A superseded flight is no longer in the map, or another has taken its place.
        if aloft.get(&self.id).is_some_and(|flight| flight.ticket == self.number) {
            aloft.remove(&self.id);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.leave();
    }
}
