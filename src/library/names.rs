//! One change at a time per name, over write, rename and publish: else disk may end with one save and memory with
//! another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};

use crate::prompt::PromptId;

type Turnstiles = Arc<Mutex<HashMap<PromptId, Arc<Turnstile<()>>>>>;

/// The names that are being changed or waited for.
#[derive(Debug, Default)]
pub(super) struct NameLocks {
    turnstiles: Turnstiles,
}

/// The right to change one name, until dropped.
pub(super) struct Turn {
    id: PromptId,
    turnstiles: Turnstiles,
    guard: Option<OwnedMutexGuard<()>>,
}

impl NameLocks {
    /// Waits until nobody else changes `id`. Waiters go in the order in which they came.
    pub(super) async fn turn(&self, id: &PromptId) -> Turn {
        let turnstile = {
            let mut turnstiles = self.turnstiles.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turnstiles.entry(id.clone()).or_default())
        };
        let guard = Some(turnstile.lock_owned().await);
        Turn { id: id.clone(), turnstiles: Arc::clone(&self.turnstiles), guard }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turnstiles = self.turnstiles.lock().unwrap_or_else(PoisonError::into_inner);
        self.guard = None;
        // Nobody can start to wait while the map is locked, so a turnstile that only the map holds is of no more use.
        if turnstiles.get(&self.id).is_some_and(|turnstile| Arc::strong_count(turnstile) == 1) {
            turnstiles.remove(&self.id);
        }
    }
}
