//! `promptbook init SHELL`: what a shell evaluates at its start.

use std::path::Path;

use super::{Failure, Streams};
use crate::cli::InitArgs;

/// Prints the script, whose widget picks from `book` where one is given.
pub fn run(args: &InitArgs, book: Option<&Path>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    // The shell will be in another folder when the key is pressed.
    let book = book.map(|book| std::path::absolute(book).unwrap_or_else(|_| book.to_owned()));
    streams.contents(args.shell.script(args.key, book.as_deref()).as_bytes())
}
