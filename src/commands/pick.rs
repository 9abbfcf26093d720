//! `promptbook pick [QUERY]`: a prompt chosen at the shell's prompt, and what is printed of it.

use std::os::unix::ffi::OsStrExt;

use super::{Failure, Streams, open_to_read};
use crate::book::Place;
use crate::cli::{PickArgs, Print};
use crate::folders::Folders;
use crate::library::Options;
use crate::tui::keymap::Keymap;
use crate::tui::pick::{self, Picked, Start, Wanted};

/// How the person wants it.
pub struct Look {
    /// Which key does what in a form.
    pub keymap: Keymap,
    /// Whether colours are wanted.
    pub colours: bool,
}

/// Picks a prompt on the terminal, whatever the standard streams are, and prints it.
///
/// # Errors
/// [`Failure::Interrupted`] where none was picked; else whatever kept it from being picked.
pub fn run(
    args: &PickArgs,
    place: &Place,
    folders: &Folders,
    options: Options,
    look: Look,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    if args.quote.is_some() {
        // Shells show on the terminal what they were told in a pipe.
        streams.notes_will_be_shown();
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(Failure::NoTerminal("TERM is dumb".to_owned()));
    }
    let device = pick::device().map_err(|error| Failure::NoTerminal(error.to_string()))?;
    let library = match args.quote {
        Some(_) => place.open(options)?,
        None => open_to_read(place, options, streams)?,
    };
    let query = args.query.join(" ");
    let wanted = if args.print == Print::Text { Wanted::Text } else { Wanted::Name };
    let Look { keymap, colours } = look;
    let (folders, rows) = (folders.clone(), args.height);
    let start = Start { library: library.clone(), device, query, rows, wanted, folders, keymap, colours };
    let (bytes, is_text) = match pick::run(start).map_err(Failure::Screen)? {
        Picked::Prompt(id) if args.print == Print::Path => {
            (library.store().path(&id).as_os_str().as_bytes().to_vec(), false)
        }
        Picked::Prompt(id) => (id.as_bytes().to_vec(), false),
        Picked::Text(bytes) => (bytes, true),
        Picked::Nothing => return Err(Failure::Interrupted),
        Picked::NoMatch(_) if library.snapshot().is_empty() => {
            return Err(Failure::EmptyBook(library.store().root()));
        }
        Picked::NoMatch(typed) => return Err(Failure::NotFound { name: typed, near: Vec::new() }),
    };
    match args.quote {
        Some(shell) => {
            let word = shell.quoted(&bytes).ok_or(Failure::Nul)?;
            streams.contents(word.as_bytes())?;
        }
        None if is_text => streams.contents(&bytes)?,
        None => streams.line(&bytes)?,
    }
    streams.finish()
}
