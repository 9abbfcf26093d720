//! One change at a time per name, over write, rename and publish: else disk may end with one save and memory with
//! another.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};
use tokio::task::unconstrained;

use crate::prompt::PromptId;

type Turnstiles = Arc<Mutex<HashMap<PromptId, Arc<Turnstile<()>>>>>;

/// The names that are being changed or waited for.
#[derive(Debug, Default)]
pub(super) struct NameLocks {
    turnstiles: Turnstiles,
}

/// A place in the queue of one name, and once it has come, the right to change that name; until dropped.
pub(super) struct Turn {
    id: PromptId,
    turnstiles: Turnstiles,
    place: Place,
}

enum Place {
    Waiting(Pin<Box<dyn Future<Output = OwnedMutexGuard<()>> + Send>>),
    /// Held for its own sake: dropping it lets the next one through.
    Through {
        _guard: OwnedMutexGuard<()>,
    },
    Left,
}

impl NameLocks {
    /// Takes a place in the queue of `id`, at once: whoever comes later goes later, whenever the turns are awaited.
    pub(super) fn enter(&self, id: &PromptId) -> Turn {
        let turnstile = {
            let mut turnstiles = self.turnstiles.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turnstiles.entry(id.clone()).or_default())
        };
        // The first poll is what takes the place. Unconstrained, because a task that used up its budget would be put
        // off without one.
        let mut waiting = Box::pin(unconstrained(turnstile.lock_owned()));
        let place = match waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(guard) => Place::Through { _guard: guard },
            Poll::Pending => Place::Waiting(waiting),
        };
        Turn { id: id.clone(), turnstiles: Arc::clone(&self.turnstiles), place }
    }

    /// Names that are being changed or waited for.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.turnstiles.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Turn {
    /// Waits until nobody else changes the name. One who gives up while waiting leaves the queue.
    pub(super) async fn come(mut self) -> Turn {
        if let Place::Waiting(waiting) = &mut self.place {
            self.place = Place::Through { _guard: waiting.await };
        }
        self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turnstiles = self.turnstiles.lock().unwrap_or_else(PoisonError::into_inner);
        self.place = Place::Left;
        // Nobody can enter while the map is locked, so a turnstile that only the map holds is of no more use.
        if turnstiles.get(&self.id).is_some_and(|turnstile| Arc::strong_count(turnstile) == 1) {
            turnstiles.remove(&self.id);
        }
    }
}
