//! `promptbook edit NAME`: the prompt's own file in the person's own editor.

use std::ffi::OsString;
use std::process::Command;

use tokio::signal::unix::{SignalKind, signal};

use super::Failure;
use super::failure::shown;
use super::name::find;
use crate::cli::EditArgs;
use crate::library::Library;
use crate::prompt::PromptId;

/// Opens the prompt in `$VISUAL`, else `$EDITOR`, and waits until it is closed.
pub async fn run(library: &Library, args: &EditArgs) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    let editor = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
        Some((name, value))
    });
    let Some((variable, value)) = editor else { return Err(Failure::NoEditor(id)) };
    let mut command = command(variable, value)?;
    command.arg(library.store().path(&id));
    // Whatever the editor makes of it, what it said before can be had back.
    if let Err(error) = library.remember(&id).await {
        tracing::warn!("{id} is edited without a version of what it says now: {error}");
    }
    // Ctrl+C and Ctrl+\ are the editor's while it has the terminal. A handler, unlike ignoring, is not inherited.
    let _interrupt = signal(SignalKind::interrupt()).map_err(Failure::Runtime)?;
    let _quit = signal(SignalKind::quit()).map_err(Failure::Runtime)?;
    let ended = command.status().map_err(|error| {
        let program = shown(command.get_program());
        Failure::Editor(format!("could not start {program}, which {variable} names: {error}. Correct {variable}"))
    })?;
    match ended.success() {
        true => Ok(()),
        false => Err(Failure::Editor(ended_badly(&id, variable, ended))),
    }
}

fn ended_badly(id: &PromptId, variable: &str, ended: std::process::ExitStatus) -> String {
    format!("the editor that {variable} names ended with {ended}. {id} is as the editor left it")
}

/// The editor's command, split as a shell would: `code --wait` is a program and an argument.
fn command(variable: &str, value: OsString) -> Result<Command, Failure> {
    let fault = |why: &str| Failure::Editor(format!("{variable} cannot be used: {why}. Correct it"));
    let value = value.into_string().map_err(|_| fault("it is not UTF-8"))?;
    let words = shell_words::split(&value).map_err(|_| fault("a quote in it is not closed"))?;
    let (program, arguments) = words.split_first().ok_or_else(|| fault("it names no program"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}
