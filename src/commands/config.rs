//! `promptbook config`: where the settings are, what they mean, and what in them cannot be used. Works with a broken file,
//! which it helps to mend.

use std::os::unix::ffi::OsStrExt;

use super::failure::shown;
use super::{Failure, Streams};
use crate::cli::ConfigVerb;
use crate::config::{Config, ConfigFaults, Fault};
use crate::folders::Folders;
use crate::prompt::sanitize::sanitize_line;
use crate::tui::keymap::Keymap;

/// Prints the path of the user's file, or the defaults with their explanations, or what is wrong in the file.
pub fn run(folders: &Folders, what: ConfigVerb, streams: &mut Streams<'_>) -> Result<(), Failure> {
    match what {
        ConfigVerb::Path => streams.line(folders.config_file().as_os_str().as_bytes()),
        ConfigVerb::Show => streams.contents(Config::DEFAULTS.as_bytes()),
        ConfigVerb::Check => check(folders, streams),
    }
}

/// The keys of the settings, for the screens.
///
/// # Errors
/// Every key that cannot be used, with its line.
pub fn keymap(config: &Config, folders: &Folders) -> Result<Keymap, Failure> {
    let file = folders.config_file();
    key_faults(config).map_err(|faults| ConfigFaults { file, faults }.into())
}

fn check(folders: &Folders, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let file = folders.config_file();
    let end = "Correct the file; promptbook config show explains every setting";
    let told = |faults: ConfigFaults| Failure::Usage(format!("{}{end}", faults.lines()));
    let (config, mut faults) = Config::look(folders).map_err(told)?;
    if let Err(keys) = key_faults(&config) {
        faults.extend(keys);
        faults.sort_by_key(|fault| fault.line);
    }
    if !faults.is_empty() {
        return Err(told(ConfigFaults { file, faults }));
    }
    let file_name = shown(file.as_os_str());
    streams.note(&match file.exists() {
        true => format!("Every setting in {file_name} can be used"),
        false => format!("There is no {file_name}: every setting is the default"),
    });
    Ok(())
}

fn key_faults(config: &Config) -> Result<Keymap, Vec<Fault>> {
    Keymap::read(&config.keys).map_err(|faults| {
        let line = |actions: &[String]| actions.iter().find_map(|action| config.key_lines.get(action)).copied();
        let fault = faults
            .into_iter()
            .map(|fault| Fault { line: line(&fault.actions), message: sanitize_line(&fault.message).into_owned() });
        let mut faults: Vec<Fault> = fault.collect();
        faults.sort_by_key(|fault| fault.line);
        faults
    })
}
