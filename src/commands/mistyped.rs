//! A first word that is neither a command nor a folder: which command may be meant.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::CommandFactory;

use super::Failure;
use super::failure::shown;
use crate::cli::Cli;
use crate::search::near::nearest_of;

/// What to say of the command line `words`, without the program's name, where its first word was to be a command and is
/// none. A path, and the name of something that is there, is none that was mistyped.
pub fn mistyped(words: impl IntoIterator<Item = OsString>) -> Option<Failure> {
    let word = first_word(words)?;
    let command = Cli::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let is_path = word.as_encoded_bytes().contains(&b'/') || Path::new(&word).exists();
    if is_path || names.iter().any(|name| word == *name) || word == "help" {
        return None;
    }
    let typed = shown(&word);
    let near = nearest_of(&typed, names.iter().copied());
    Some(Failure::Usage(match near {
        Some(near) => format!("there is no folder {typed}; did you mean the command {near}?"),
        None => format!("there is no command and no folder {typed}. promptbook --help lists the commands"),
    }))
}

/// The first word that is no option and no option's value.
fn first_word(words: impl IntoIterator<Item = OsString>) -> Option<OsString> {
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if word == OsStr::new("--book") {
            words.next();
        } else if word == OsStr::new("--") {
            // What follows is a folder, whatever it is called.
            return None;
        } else if !word.as_encoded_bytes().starts_with(b"-") {
            return Some(word);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<String> {
        mistyped(line.split(' ').map(OsString::from)).map(|failure| failure.to_string())
    }

    #[test]
    fn a_mistyped_command_brings_the_one_that_may_be_meant() {
        for (line, meant) in
            [("rendr x", "render"), ("-v --book /b lst", "list"), ("tokns", "tokens"), ("cofnig", "config")]
        {
            let said = said(line).unwrap_or_default();
            assert!(said.ends_with(&format!("did you mean the command {meant}?")), "{said}");
        }
        assert!(said("xyzzy a").is_some_and(|said| said.starts_with("there is no command and no folder xyzzy")));
    }

    #[test]
    fn commands_paths_and_what_is_there_are_not_mistyped() {
        for line in ["render x", "./rendr", "rendr/x", "src", "-- rendr", "--book rendr", "help x", "--version"] {
            assert_eq!(said(line), None, "{line}");
        }
    }
}
