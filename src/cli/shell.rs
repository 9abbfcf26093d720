//! What a shell's prompt takes, and the settings.

use clap::{Args, Subcommand, ValueEnum};

use crate::shell::{Key, Shell};

/// `promptbook pick`
#[derive(Debug, Args)]
pub struct PickArgs {
    /// What stands in the filter at first
    pub query: Vec<String>,
    /// What to print of the prompt
    #[arg(long, value_enum, default_value_t = Print::Text, value_name = "WHAT")]
    pub print: Print,
    /// Rows to take where the screen has them [default: 15]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(3..))]
    pub height: Option<u16>,
    /// Print it as one quoted word of this shell
    #[arg(long, value_enum, value_name = "SHELL")]
    pub quote: Option<Shell>,
}

/// What is printed of the prompt that is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// Its name in the book
    Name,
    /// Where its file is
    Path,
    /// Its text, filled in
    Text,
}

/// `promptbook init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// The key that picks: ctrl- or alt- and a letter, or none
    #[arg(long, value_name = "KEY", default_value = "ctrl-g")]
    pub key: Key,
}

/// `promptbook config`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum ConfigVerb {
    /// Print where your settings are, whether or not the file is there
    Path,
    /// Print every setting with its default and its explanation
    Show,
    /// Tell what in your settings cannot be used, also of the keys, which only the screens look at
    Check,
}
