//! `promptbook config`: where the settings are and what they mean. Works with a broken file, which it helps to mend.

use std::os::unix::ffi::OsStrExt;

use super::{Failure, Streams};
use crate::cli::ConfigVerb;
use crate::config::Config;
use crate::folders::Folders;

/// Prints the path of the user's file, or the defaults with their explanations.
pub fn run(folders: &Folders, what: ConfigVerb, streams: &mut Streams<'_>) -> Result<(), Failure> {
    match what {
        ConfigVerb::Path => streams.line(folders.config_file().as_os_str().as_bytes()),
        ConfigVerb::Show => streams.contents(Config::DEFAULTS.as_bytes()),
    }
}
