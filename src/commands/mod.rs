//! The commands without a full screen: one file per verb, each over the library and two streams. Here is what they
//! share: which book is opened for which of them, the runtime, and Ctrl+C.

mod args;
mod complete;
mod config;
mod convert;
mod demo_load;
mod diff;
mod drafts;
mod edit;
mod export;
mod failure;
mod history;
mod import;
mod init;
mod input;
mod lint;
mod list;
mod mistyped;
mod mv;
mod name;
mod new;
mod past;
mod path;
mod pick;
mod render;
mod restore;
mod rm;
mod row;
mod set;
mod show;
mod skipped;
mod stats;
mod streams;
mod tokens;
mod top;
mod undo;
mod watch;

pub use complete::answer_shell;
pub use config::{keymap, run as config};
pub use demo_load::run as demo_load;
pub use failure::Failure;
pub use init::run as init;
pub use mistyped::mistyped;
pub use pick::{Look, run as pick};
pub use streams::Streams;
pub use top::{Screen, run as top};

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::book::Place;
use crate::cli::BookVerb;
use crate::folders::Folders;
use crate::library::{Library, Options};

/// How long work that is under way may take to end after Ctrl+C: a save is never cut in the middle for less.
const GRACE: Duration = Duration::from_secs(2);

/// Runs one command on the book in `place`, to its end or to Ctrl+C.
///
/// # Errors
/// Whatever kept it from doing what was asked; [`Failure::exit_code`] is the process's answer.
pub fn run(
    verb: &BookVerb,
    place: &Place,
    folders: &Folders,
    options: Options,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    match verb {
        BookVerb::List(args) => {
            let library = open_to_read(place, options, streams)?;
            read(list::run(&library, args, streams))?;
        }
        BookVerb::Show(args) => {
            let library = open_to_read(place, options, streams)?;
            read(show::run(&library, args, streams))?;
        }
        BookVerb::Render(args) => {
            let library = open_to_read(place, options, streams)?;
            read(render::run(&library, args, streams))?;
        }
        BookVerb::Args(args) => {
            let library = open_to_read(place, options, streams)?;
            read(args::run(&library, args, streams))?;
        }
        BookVerb::Lint(args) => {
            let library = open_to_read(place, options, streams)?;
            read(lint::run(&library, args, streams))?;
        }
        BookVerb::Path(args) => {
            let library = open_to_read(place, options, streams)?;
            read(path::run(&library, args, streams))?;
        }
        BookVerb::Tokens(args) => {
            let library = open_to_read(place, options, streams)?;
            read(tokens::run(&library, args, streams))?;
        }
        BookVerb::History(args) => {
            let library = open_to_read(place, options, streams)?;
            read(history::run(&library, args, streams))?;
        }
        BookVerb::Diff(args) => {
            let library = open_to_read(place, options, streams)?;
            read(diff::run(&library, args, streams))?;
        }
        BookVerb::Drafts(args) => {
            let library = open_to_read(place, options, streams)?;
            drafts::run(&library, &folders.state, args, streams)?;
        }
        BookVerb::Restore(args) => {
            let library = open_to_change(place, options)?;
            change(restore::run(&library, args, streams))?;
        }
        BookVerb::Undo(args) => {
            let library = open_to_change(place, options)?;
            change(undo::undo(&library, args, streams))?;
        }
        BookVerb::Redo(args) => {
            let library = open_to_change(place, options)?;
            change(undo::redo(&library, args, streams))?;
        }
        BookVerb::Stats(args) => read(async {
            if args.watch
                && let Some(follow) = watch::on_book(place, folders).await
            {
                return watch::instance(follow, args.json, streams).await;
            }
            if args.prometheus
                && let Some(follow) = watch::on_book(place, folders).await
            {
                return stats::scrape(follow, streams).await;
            }
            let library = open_to_read(place, options, streams)?;
            // Whether the folder can be watched is one of the figures; samples never change.
            if let Place::Folder(_) = place {
                library.follow();
            }
            if args.watch {
                return watch::library(&library, &place.shown(folders), args.json, streams).await;
            }
            stats::run(&library, args, streams).await
        })?,
        BookVerb::New(args) => {
            let draft = new::Draft::of(args, streams)?;
            let library = open_for_new(place, options)?;
            change(new::run(&library, draft, args, streams))?;
        }
        BookVerb::Set(args) => {
            let library = open_to_change(place, options)?;
            change(set::run(&library, args, streams))?;
        }
        BookVerb::Import(args) => {
            let source = import::Source::of(args, streams)?;
            let library = match (place, args.dry_run) {
                // Nothing is made to see what would be.
                (Place::Samples { .. }, true) => None,
                _ => Some(open_for_new(place, options)?),
            };
            change(import::run(library.as_ref(), source, args, streams))?;
        }
        BookVerb::Export(args) => {
            let library = open_to_read(place, options, streams)?;
            read(export::run(&library, args, streams))?;
        }
        BookVerb::Convert(args) if args.dry_run => {
            let library = open_to_read(place, options, streams)?;
            read(convert::run(&library, args, streams))?;
        }
        BookVerb::Convert(args) => {
            let library = open_to_change(place, options)?;
            change(convert::run(&library, args, streams))?;
        }
        BookVerb::Edit(args) => {
            let library = open_to_change(place, options)?;
            change(edit::run(&library, args))?;
        }
        BookVerb::Rm(args) => {
            let library = open_to_change(place, options)?;
            change(rm::run(&library, args, streams))?;
        }
        BookVerb::Mv(args) => {
            let library = open_to_change(place, options)?;
            change(mv::run(&library, args, streams))?;
        }
    }
    streams.finish()
}

fn open_to_read(place: &Place, options: Options, streams: &mut Streams<'_>) -> Result<Library, Failure> {
    if let Place::Samples { folder } = place {
        streams.note(&format!(
            "{} does not exist yet: these are the built-in samples. promptbook new NAME makes it",
            folder.display()
        ));
    }
    Ok(place.open(options)?)
}

fn open_to_change(place: &Place, options: Options) -> Result<Library, Failure> {
    match place {
        Place::Samples { folder } => Err(Failure::OnlySamples(folder.clone())),
        Place::Folder(_) => Ok(place.open(options)?),
    }
}

/// The person's own book begins with its first prompt.
fn open_for_new(place: &Place, options: Options) -> Result<Library, Failure> {
    if let Place::Samples { folder } = place {
        std::fs::create_dir_all(folder).map_err(|source| Failure::Folder { folder: folder.clone(), source })?;
    }
    Ok(Library::open(place.folder(), options)?)
}

fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)
}

/// Runs `work` that changes nothing. Ctrl+C ends the process as it ends any other, even while a reader of its output
/// keeps it waiting; shells report 130 and end their loops.
fn read(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = runtime()?;
    let outcome = runtime.block_on(work);
    // A listing or a load that nobody waits for any more must not hold up the exit.
    runtime.shutdown_background();
    outcome
}

/// Runs `work` that changes prompts. After Ctrl+C what is being written is still written to its end.
fn change(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = runtime()?;
    let outcome = runtime.block_on(async {
        tokio::select! {
            // What is done is done, whatever was pressed meanwhile.
            biased;
            outcome = work => outcome,
            Ok(()) = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        }
    });
    runtime.shutdown_timeout(GRACE);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ctrl_c_during_a_change_ends_it_with_130_and_lets_what_is_being_written_finish() {
        let (started, wait) = std::sync::mpsc::channel();
        let (finished, outcome) = std::sync::mpsc::channel();
        let work = async {
            tokio::task::spawn_blocking(move || {
                let pressed: Result<(), _> = wait.recv();
                finished.send(pressed.is_ok())
            });
            // The first turn lets the handler be installed.
            tokio::task::yield_now().await;
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::INT)
                .expect("a process may signal itself");
            started.send(()).expect("the task waits");
            std::future::pending().await
        };
        let failure = change(work).expect_err("it was interrupted");
        assert_eq!((failure.exit_code(), failure.is_quiet()), (130, true));
        assert_eq!(outcome.try_recv(), Ok(true));
    }
}
