//! Who edits a prompt: an advisory lock by its name. It warns; what a save compares still decides.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use rustix::fs::FlockOperation;
use serde::{Deserialize, Serialize};

use super::make_private_folder;
use crate::prompt::{ContentHash, PromptId};

/// The answer to whoever wants to edit a prompt.
#[derive(Debug)]
pub enum Editing {
    /// Nobody else does, and others are told of this one for as long as this is held.
    Alone(Hold),
    /// Another program does.
    Shared(Editor),
}

/// Others are told while this is held.
#[derive(Debug)]
pub struct Hold {
    _lock: File,
}

/// The program that edits a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editor {
    /// The number of its process.
    pub pid: u32,
}

pub(super) fn begin(folder: &Path, id: &PromptId) -> io::Result<Editing> {
    make_private_folder(folder)?;
    let name = &ContentHash::of(id.as_bytes()).to_hex()[..32];
    // The file stays: one that were removed could be locked by two who opened it before and after.
    let mut lock = File::options().create(true).truncate(false).read(true).write(true).open(folder.join(name))?;
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {
            lock.set_len(0)?;
            lock.rewind()?;
            lock.write_all(&serde_json::to_vec(&Editor { pid: std::process::id() })?)?;
            Ok(Editing::Alone(Hold { _lock: lock }))
        }
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut said = Vec::new();
            lock.read_to_end(&mut said)?;
            // It may not have said so yet.
            Ok(Editing::Shared(serde_json::from_slice(&said).unwrap_or(Editor { pid: 0 })))
        }
        Err(error) => Err(error.into()),
    }
}
