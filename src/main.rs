//! The program: parse, dispatch, exit code.
#![forbid(unsafe_code)]

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Parser;

use promptbook::book::{self, Place};
use promptbook::cli::{Cli, Verb};
use promptbook::commands::{self, Failure, Streams};
use promptbook::config::Config;
use promptbook::folders::Folders;
use promptbook::logs;
use promptbook::tui::message::Unsaved;
use promptbook::tui::model::Mouse;
use promptbook::tui::{self, Ended, Start, top};

fn main() -> ExitCode {
    // Ends here where a shell asks for completions.
    commands::answer_shell();
    let mut streams = Streams::of_process();
    if let Err(error) = outlive_size_limits() {
        streams.note(&format!("a limit of file sizes would end this program at a save beyond it: {error}"));
    }
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

/// Writing beyond `ulimit -f` ends a program by default. With a handler the write fails instead, so that the save can be
/// refused and the text kept. Programs that are started from here have the default again.
fn outlive_size_limits() -> io::Result<()> {
    let seen = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen).map(|_| ())
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
    if let Some(Verb::Init(args)) = verb {
        commands::init(args, global.book.as_deref(), streams)?;
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
        return commands::run(verb, &place, &folders, options, streams);
    }
    match verb {
        Some(Verb::Top(args)) => {
            let screen = if must_be_a_screen().is_ok() { commands::Screen::There } else { commands::Screen::Absent };
            let Some(first) = commands::top(args, global.book.as_deref(), &folders, screen, streams)? else {
                return Ok(());
            };
            let keymap = commands::keymap(&config, &folders)?;
            let start = top::Start { folder: folders.run(), first, keymap, colours: colours(&config) };
            return top::run(start).map_err(|fault| match fault {
                top::Fault::Attach(error) => error.into(),
                top::Fault::Screen(error) => Failure::Screen(error),
            });
        }
        Some(Verb::Pick(args)) => {
            let keymap = commands::keymap(&config, &folders)?;
            let look = commands::Look { keymap, colours: colours(&config) };
            return commands::pick(args, &place, &folders, options, look, streams);
        }
        Some(Verb::DemoLoad(args)) => {
            return commands::demo_load(args, global.book.as_deref(), &folders, options, streams);
        }
        _ => {}
    }
    let library = place.open(options.clone()).map_err(|error| {
        let word = path.iter().map(|path| path.as_os_str().to_owned());
        commands::mistyped(word).unwrap_or(Failure::Library(error))
    })?;
    let keymap = commands::keymap(&config, &folders)?;
    must_be_a_screen()?;
    let colours = colours(&config);
    let ended = tui::run(Start {
        library,
        place,
        options,
        folders,
        keymap,
        commands: config.commands.into_iter().collect(),
        mouse: if config.mouse { Mouse::Captured } else { Mouse::Released },
        colours,
        tokens: config.tokens,
        log: logs.recent.clone(),
    });
    let Ended { print, unsaved } = ended.map_err(Failure::Screen)?;
    for Unsaved { id, why, text } in &unsaved {
        // The last place where the text can still be had.
        streams.note(&format!("the unsaved text of {id} could not be kept ({why}). It is:\n{text}"));
    }
    if let Some(bytes) = print {
        streams.contents(&bytes)?;
    }
    streams.finish()
}

/// Whether colours are wanted: by the theme, and not refused by `NO_COLOR`.
fn colours(config: &Config) -> bool {
    config.theme == "terminal" && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The full screen needs a terminal that can draw.
fn must_be_a_screen() -> Result<(), Failure> {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if dumb || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "the full screen needs a terminal that can draw, on standard input and output. To choose a prompt where \
             only the output goes elsewhere: x=$(promptbook pick). Without a terminal use another command: promptbook \
             list, show, render, args, lint, tokens, path, new, set, import, export, convert, edit, rm, mv, history, diff, restore, undo, redo, drafts, stats, top, config (promptbook --help explains them)"
                .into(),
        ));
    }
    Ok(())
}

/// Help and version are answers; everything else is a fault in the arguments.
fn parsing_ended(answer: &clap::Error, streams: &mut Streams<'_>) -> ExitCode {
    if !answer.use_stderr() {
        // A reader that went away has what it wanted.
        let _ = answer.print();
        return ExitCode::SUCCESS;
    }
    if let Some(failure) = commands::mistyped(std::env::args_os().skip(1)) {
        streams.note(&failure.to_string());
        return ExitCode::from(failure.exit_code());
    }
    // As plain text it can be made safe: it repeats what was typed.
    let text = answer.render().to_string();
    streams.note(text.strip_prefix("error: ").unwrap_or(&text).trim_end());
    ExitCode::from(2)
}
