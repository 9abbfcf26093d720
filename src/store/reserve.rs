//! Open files that are kept for a save. When the process, or the system, has no more of them to give, these are closed
//! and the save is done with them: a text must not be lost because something else leaks.

use std::fs::File;
use std::sync::{Mutex, PoisonError};

use super::StoreError;

/// More than a save has open at one time: the folder, and the ways to it, the file, the new text, the backup.
const FILES: usize = 8;

pub(super) struct Reserve(Mutex<Vec<File>>);

impl Reserve {
    pub(super) fn new() -> Reserve {
        Reserve(Mutex::new(open()))
    }

    /// Does `work`; a second time with the reserve closed, if it failed because too many files were open.
    pub(super) fn lend<T>(&self, work: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        match work() {
            Err(StoreError::TooManyFiles { .. }) => {}
            outcome => return outcome,
        }
        // One at a time, else two saves would share what is enough for one.
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.clear();
        let outcome = work();
        *files = open();
        outcome
    }
}

/// As many as there are to be had.
fn open() -> Vec<File> {
    (0..FILES).map_while(|_| File::open("/dev/null").ok()).collect()
}
