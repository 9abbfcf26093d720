//! What the tests of the screen share: a book that is in memory only, and the model over it.

mod disk;
#[cfg(test)]
mod outside;
mod world;

pub(super) use disk::{Disk, Luck};
pub(super) use world::{World, ends, reads, saves};

use super::keymap::Keymap;
use crate::config::Config;
use crate::folders::Folders;
use crate::prompt::PromptId;

/// The keys of a user without a file of settings.
pub(super) fn default_keymap() -> Keymap {
    let nowhere = || std::path::PathBuf::from("/nowhere");
    let folders = Folders { home: nowhere(), config: nowhere(), data: nowhere(), state: nowhere() };
    Keymap::read(&Config::defaults(&folders).keys).expect("the default keys have no fault")
}

pub(super) fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}
