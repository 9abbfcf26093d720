//! Whose turn it is to publish, where many want to. A writer whose edit takes long would lose its race again and again
//! to writers whose edits are short; after a few losses it takes the turn, and the others wait for it. Readers never do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The turn of those who lost too often.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// Writers that have the turn or wait for it because they lost.
    pub(super) losers: AtomicUsize,
    turn: Mutex<()>,
}

/// The right to publish while others wait.
pub(super) struct Turn<'a> {
    /// Set for one who lost. Unset for one who waited for another's turn to end: nobody waits for that one.
    losers: Option<&'a AtomicUsize>,
    _guard: MutexGuard<'a, ()>,
}

impl Turns {
    /// Races that a writer loses before it takes the turn.
    pub(super) const LOSSES: usize = 8;

    /// Waits while others have the turn. Where nobody lost, which is nearly always, that is a look at one number.
    pub(super) fn wait_for_the_losers(&self) -> Option<Turn<'_>> {
        (self.losers.load(Ordering::Relaxed) > 0).then(|| Turn { losers: None, _guard: self.lock() })
    }

    /// Takes the turn. Whoever is publishing already may still be first, once each.
    pub(super) fn take(&self) -> Turn<'_> {
        self.losers.fetch_add(1, Ordering::Relaxed);
        Turn { losers: Some(&self.losers), _guard: self.lock() }
    }

    /// Keeps the turn that a writer waited for and then lost races with: from here on others wait for it. Without this
    /// it would hold the turn and still lose to those who no longer look at it.
    pub(super) fn keep<'a>(&'a self, turn: &mut Turn<'a>) {
        if turn.losers.is_none() {
            self.losers.fetch_add(1, Ordering::Relaxed);
            turn.losers = Some(&self.losers);
        }
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(losers) = self.losers {
            losers.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
