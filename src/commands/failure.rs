//! Why a command ended without doing what was asked, in words for a person and as an exit code.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::config::ConfigFaults;
use crate::folders::NoHome;
use crate::history::HistoryError;
use crate::instances::{AttachError, Instance};
use crate::library::LibraryError;
use crate::prompt::edit::EditFault;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{NameFault, PromptId};
use crate::store::StoreError;

/// The most candidates that a message lists.
const LISTED: usize = 20;

/// What went wrong, the consequence and what to do.
#[derive(Debug, Error)]
pub enum Failure {
    /// The book or a prompt in it.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A name that can never be one.
    #[error(transparent)]
    Name(#[from] NameFault),
    /// The user's settings.
    #[error(transparent)]
    Config(#[from] ConfigFaults),
    /// No home folder.
    #[error(transparent)]
    NoHome(#[from] NoHome),
    /// A running instance that cannot be looked at.
    #[error(transparent)]
    Attach(#[from] AttachError),
    /// No running instance is the one that was asked for.
    #[error("{0}. promptbook opens one; promptbook demo-load puts a load on a copy of a book")]
    NoInstance(String),
    /// Several running instances, and none was chosen.
    #[error("{}", instances(.0))]
    SeveralInstances(Vec<Instance>),
    /// The load could not be prepared.
    #[error("the load could not be prepared: {0}")]
    DemoLoad(io::Error),
    /// Arguments that do not go together.
    #[error("{0}")]
    Usage(String),
    /// A short name that fits several prompts.
    #[error("{}", several(name, candidates))]
    Ambiguous {
        /// What was asked for, safe to show.
        name: String,
        /// What it may mean, at least two.
        candidates: Vec<PromptId>,
    },
    /// A name that fits no prompt.
    #[error("{}", none(name, near))]
    NotFound {
        /// What was asked for, safe to show.
        name: String,
        /// What may have been meant, possibly nothing.
        near: Vec<PromptId>,
    },
    /// A change was asked for where only the samples are.
    #[error(
        "{} does not exist yet, and the built-in samples cannot be changed. promptbook new NAME makes it with a first \
         prompt; in the full screen i copies the samples there",
        .0.display()
    )]
    OnlySamples(PathBuf),
    /// A text that a command was to take from a file or from standard input could not be had.
    #[error("{file}: {why}. Nothing was {undone}")]
    Input {
        /// From where, safe to show.
        file: String,
        /// Why, and what to do.
        why: String,
        /// What would have been done with it: `made`.
        undone: &'static str,
    },
    /// What is in a prompt keeps it from being rendered.
    #[error("{0}")]
    Unrendered(String),
    /// A header that is not changed.
    #[error("{id}: {fault}. Nothing was changed")]
    Header {
        /// The prompt.
        id: PromptId,
        /// Why not.
        fault: EditFault,
    },
    /// A prompt that is not removed, because it could not be brought back.
    #[error(
        "{id} was not removed, for its text cannot be kept: {fault}. To remove it for good, remove its file: {}",
        .path.display()
    )]
    Unkept {
        /// The prompt.
        id: PromptId,
        /// Why its text cannot be kept.
        fault: HistoryError,
        /// Its file.
        path: PathBuf,
    },
    /// What was looked for was found and printed.
    #[error("something was found")]
    Findings,
    /// The book's folder could not be made.
    #[error("could not make the folder {}: {source}", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Neither `VISUAL` nor `EDITOR` is set.
    #[error("no editor is set to open {0} with. Set one, for example: export EDITOR=nano")]
    NoEditor(PromptId),
    /// The editor could not be started, or said that it failed.
    #[error("{0}")]
    Editor(String),
    /// Standard output took no more.
    #[error("could not write to standard output: {0}")]
    Output(io::Error),
    /// The terminal cannot be used for the full screen.
    #[error("the terminal could not be used: {0}")]
    Screen(io::Error),
    /// A book without prompts, where one had to be chosen.
    #[error("{} holds no prompts yet. promptbook new NAME makes one", .0.display())]
    EmptyBook(PathBuf),
    /// There is no terminal to pick on.
    #[error(
        "picking needs a terminal that can draw, and there is none ({0}). Without one: promptbook list, promptbook show"
    )]
    NoTerminal(String),
    /// The text of a picked prompt cannot stand on a command line.
    #[error("the text holds a NUL character, which no command line can. promptbook pick without --quote prints it")]
    Nul,
    /// No runtime could be started.
    #[error("could not start: {0}")]
    Runtime(io::Error),
    /// Prompts that could not be carried into the book or out of it.
    #[error("{0}")]
    Carry(String),
    /// Ctrl+C.
    #[error("interrupted")]
    Interrupted,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Library(error.into())
    }
}

impl Failure {
    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            // The reader has what it wanted: `promptbook list | head -1`.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Failure::Name(_) | Failure::Config(_) | Failure::Usage(_) => 2,
            Failure::Ambiguous { .. } | Failure::SeveralInstances(_) => 3,
            Failure::Interrupted => 130,
            Failure::Library(_)
            | Failure::NoHome(_)
            | Failure::Attach(_)
            | Failure::NoInstance(_)
            | Failure::DemoLoad(_)
            | Failure::NotFound { .. }
            | Failure::OnlySamples(_)
            | Failure::Input { .. }
            | Failure::Unrendered(_)
            | Failure::Header { .. }
            | Failure::Unkept { .. }
            | Failure::Findings
            | Failure::Folder { .. }
            | Failure::Carry(_)
            | Failure::NoEditor(_)
            | Failure::Editor(_)
            | Failure::Output(_)
            | Failure::Screen(_)
            | Failure::EmptyBook(_)
            | Failure::NoTerminal(_)
            | Failure::Nul
            | Failure::Runtime(_) => 1,
        }
    }

    /// Whether the person knows already, so that nothing is to be said.
    pub fn is_quiet(&self) -> bool {
        matches!(self, Failure::Interrupted | Failure::Findings)
            || matches!(self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn several(name: &str, candidates: &[PromptId]) -> impl fmt::Display {
    let mut text = format!("\"{name}\" fits {} prompts. Give more of the name:", candidates.len());
    for id in candidates.iter().take(LISTED) {
        text.push_str(&format!("\n  {id}"));
    }
    if let Some(more) = candidates.len().checked_sub(LISTED).filter(|more| *more > 0) {
        text.push_str(&format!("\n  and {more} more"));
    }
    text
}

fn instances(several: &[Instance]) -> impl fmt::Display {
    let mut text = format!("{} promptbooks fit. Say which by its number:", several.len());
    for Instance { pid, book, .. } in several {
        text.push_str(&format!("\n  promptbook top {pid}   {book}"));
    }
    text
}

fn none(name: &str, near: &[PromptId]) -> impl fmt::Display {
    let near: Vec<String> = near.iter().map(ToString::to_string).collect();
    match near.as_slice() {
        [] => format!("No prompt matches \"{name}\". promptbook list prints the names"),
        near => format!("No prompt matches \"{name}\". Did you mean {}?", near.join(", ")),
    }
}

/// What was typed, for a message.
pub(super) fn shown(typed: &std::ffi::OsStr) -> String {
    sanitize_line(&typed.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_candidates_is_cut_and_says_so() -> Result<(), NameFault> {
        let candidates = (0..25).map(|n| PromptId::new(format!("a{n}.md"))).collect::<Result<Vec<_>, _>>()?;
        let message = Failure::Ambiguous { name: "a".into(), candidates }.to_string();
        assert!(message.starts_with("\"a\" fits 25 prompts.") && message.ends_with("\n  and 5 more"), "{message}");
        Ok(())
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure_and_a_full_disk_is_one() {
        let broken = Failure::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!((broken.exit_code(), broken.is_quiet()), (0, true));
        let full = Failure::Output(io::ErrorKind::StorageFull.into());
        assert_eq!((full.exit_code(), full.is_quiet()), (1, false));
    }
}
