//! `promptbook init SHELL`: what a shell evaluates at its start.

use super::{Failure, Streams};
use crate::cli::InitArgs;

/// Prints the script.
pub fn run(args: &InitArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    streams.contents(args.shell.script(args.key).as_bytes())
}
