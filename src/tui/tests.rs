//! What the tests of the screen share.

use super::keymap::Keymap;
use crate::config::Config;
use crate::folders::Folders;

/// The keys of a user without a file of settings.
pub(super) fn default_keymap() -> Keymap {
    let nowhere = || std::path::PathBuf::from("/nowhere");
    let folders = Folders { home: nowhere(), config: nowhere(), data: nowhere(), state: nowhere() };
    Keymap::read(&Config::defaults(&folders).keys).expect("the default keys have no fault")
}
