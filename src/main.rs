//! The program: parse, dispatch, exit code.
#![forbid(unsafe_code)]

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use promptbook::book::{self, Place};
use promptbook::cli::{Cli, Verb};
use promptbook::commands::{self, Failure, Streams};
use promptbook::config::Config;
use promptbook::folders::Folders;
use promptbook::library::Library;
use promptbook::logs::{self, Logs};

fn main() -> ExitCode {
    let mut streams = Streams::of_process();
    let outcome = match Cli::try_parse() {
        Ok(cli) => start(&cli, &mut streams),
        Err(answer) => return parsing_ended(&answer, &mut streams),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_quiet() {
                streams.note(&failure.to_string());
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn start(cli: &Cli, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let Cli { path, global, verb } = cli;
    if path.is_some() && (verb.is_some() || global.book.is_some()) {
        return Err(Failure::Usage("give the folder once: with a command as --book PATH, else as PATH".into()));
    }
    let folders = Folders::find()?;
    if let Some(Verb::Config(what)) = verb {
        commands::config(&folders, *what, streams)?;
        return streams.finish();
    }
    let config = Config::load(&folders)?;
    let logs = logs::init(&folders.log_file(), global.verbose);
    // A command in a read-only home works as anywhere else, and who asks for no log misses none.
    let wants_log = verb.is_none() || global.verbose > 0;
    if let Some(fault) = logs.fault.as_ref().filter(|_| wants_log) {
        streams.note(fault);
    }
    let place = Place::find(path.as_deref().or(global.book.as_deref()), &config, &folders);
    let options = book::options(&config, &folders, global.no_cache);
    if let Some(Verb::Book(verb)) = verb {
        return commands::run(verb, &place, options, streams);
    }
    let is_word = path.as_ref().is_some_and(|path| path.components().count() == 1 && !path.exists());
    let library = place.open(options).map_err(|error| match is_word {
        true => Failure::NotACommand(error),
        false => Failure::Library(error),
    })?;
    full_screen(library, place, config, folders, logs)
}

/// Opens the full screen, which needs a terminal that can draw.
fn full_screen(library: Library, place: Place, config: Config, folders: Folders, logs: Logs) -> Result<(), Failure> {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if dumb || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "the full screen needs a terminal that can draw, on standard input and output. Without one use a \
             command: promptbook list, show, path, new, edit, rm, mv, stats, config (promptbook --help explains them)"
                .into(),
        ));
    }
    // Here begins promptbook::tui::run(tui::Start { library, place, config, folders, logs }).
    drop((library, place, config, folders, logs));
    Err(Failure::Usage("the full screen is not built in yet".into()))
}

/// Help and version are answers; everything else is a fault in the arguments.
fn parsing_ended(answer: &clap::Error, streams: &mut Streams<'_>) -> ExitCode {
    if !answer.use_stderr() {
        // A reader that went away has what it wanted.
        let _ = answer.print();
        return ExitCode::SUCCESS;
    }
    // As plain text it can be made safe: it repeats what was typed.
    let text = answer.render().to_string();
    streams.note(text.strip_prefix("error: ").unwrap_or(&text).trim_end());
    ExitCode::from(2)
}
