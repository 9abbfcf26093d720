//! What changes the prompts of a book, and what is asked of their past.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// `promptbook new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Its path in the book, such as code/review; .md is added where no extension is given
    pub name: String,
    /// Take the text from this file, or with - from standard input, instead of an empty prompt with a title
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook set`
#[derive(Debug, Args)]
pub struct SetArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The title; in some dialects the header calls it name
    #[arg(long)]
    pub title: Option<String>,
    /// What it is for
    #[arg(long)]
    pub description: Option<String>,
    /// All tags, with commas between them, instead of those that are there
    #[arg(long)]
    pub tags: Option<String>,
    /// Declare an argument, or give one another default; may be given several times
    #[arg(long, value_name = "NAME[=DEFAULT]")]
    pub argument: Vec<String>,
    /// Print an object: name, bytes, changed, not_kept (why it cannot be undone)
    #[arg(long)]
    pub json: bool,
}

/// `promptbook edit`
#[derive(Debug, Args)]
pub struct EditArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
}

/// `promptbook mv`
#[derive(Debug, Args)]
pub struct MvArgs {
    /// The prompt, or enough of its name to be unique
    pub old: OsString,
    /// Its new path in the book; .md is added where no extension is given
    pub new: String,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The older version [default: the newest that is not on disk]
    #[arg(value_name = "VERSION")]
    pub from: Option<String>,
    /// The newer version [default: disk]
    #[arg(value_name = "OTHER")]
    pub to: Option<String>,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook restore`
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The version
    pub version: String,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// A command that takes nothing.
#[derive(Debug, Args)]
pub struct JsonArgs {
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook drafts`
#[derive(Debug, Args)]
pub struct DraftsArgs {
    /// Print the text of this one
    pub name: Option<String>,
    /// Print an array of objects: name, time (seconds since 1970), bytes
    #[arg(long, conflicts_with = "name")]
    pub json: bool,
}
