//! What a shell asks while a command line of promptbook is typed: verbs and options, which clap knows, and from the book
//! the names of prompts, and of one prompt its arguments and their choices.
//!
//! The scripts of [`crate::shell`] start the program anew for each question, with the words in `PROMPTBOOK_COMPLETE`'s
//! way; so of the book only what goes on from the typed name is listed, and only one prompt is read.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::name::{compose, find};
use super::runtime;
use crate::book::{self, Place};
use crate::cli::Cli;
use crate::config::Config;
use crate::folders::Folders;
use crate::library::Library;
use crate::prompt::dialect::Dialect;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::{Argument, Kind};
use crate::store::{Scope, Store, StoreError};

/// The variable by which a shell says that it asks.
const VARIABLE: &str = "PROMPTBOOK_COMPLETE";

/// More names than these are offered folder by folder.
const MOST: usize = 200;

/// Answers the shell and ends the program, if it is a shell that asks.
pub fn answer_shell() {
    CompleteEnv::with_factory(command).var(VARIABLE).bin("promptbook").complete();
}

/// The command line, with what the book has to say to it.
fn command() -> clap::Command {
    let command = Cli::command();
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    verbs.iter().fold(command, |command, verb| {
        command.mut_subcommand(verb, |verb| {
            // The one name that is not in the book yet.
            if verb.get_name() == "new" {
                return verb;
            }
            let ids: Vec<String> = verb.get_arguments().map(|argument| argument.get_id().to_string()).collect();
            let called = verb.get_name().to_owned();
            ids.iter().fold(verb, |verb, id| match id.as_str() {
                "to" if called == "convert" => {
                    verb.mut_arg(id, |argument| argument.add(ArgValueCompleter::new(dialects)))
                }
                "format" if called == "export" => {
                    verb.mut_arg(id, |argument| argument.add(ArgValueCompleter::new(formats)))
                }
                "name" | "names" | "old" => verb.mut_arg(id, |argument| argument.add(ArgValueCompleter::new(names))),
                "words" => verb.mut_arg(id, |argument| argument.add(ArgValueCompleter::new(values))),
                // One that is changed goes behind those that are not, and their order says which is which.
                _ => verb.mut_arg(id, |argument| argument),
            })
        })
    })
}

/// The tools that a prompt can be written for.
fn dialects(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning_with(typed, Dialect::NAMES.iter().map(|(name, _)| *name).filter(|name| *name != "prompts.chat"))
}

/// What prompts can be written as; a folder is typed by hand.
fn formats(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning_with(typed, ["json", "csv"].into_iter())
}

fn beginning_with(typed: &OsStr, words: impl Iterator<Item = &'static str>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    words.filter(|word| word.starts_with(typed.as_ref())).map(CompletionCandidate::new).collect()
}

/// The names that go on from `typed`; where none does, those whose file's name does.
fn names(typed: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(typed), Some(library)) = (typed.to_str(), library()) else { return Vec::new() };
    let store = library.store();
    let found = level(store.as_ref(), typed).unwrap_or_default();
    let names = match found.as_slice() {
        // Into the only folder that it can be.
        [folder] if folder.ends_with('/') => {
            let names = tree(store.as_ref(), folder.trim_end_matches('/'), "").unwrap_or_default();
            offered(&names, typed)
        }
        // Perhaps it is the name of a file somewhere, which no path is.
        [] if !typed.contains('/') => {
            let mut names = tree(store.as_ref(), "", typed).unwrap_or_default();
            names.truncate(MOST);
            names
        }
        _ => found,
    };
    names.into_iter().map(CompletionCandidate::new).collect()
}

/// What goes on from `typed` in the folder that it names: files, and folders with `/`. Nothing else is looked at, so that
/// a large book takes no longer than a small one.
fn level(store: &dyn Store, typed: &str) -> Result<Vec<String>, StoreError> {
    let (folder, start) = typed.rsplit_once('/').unwrap_or(("", typed));
    let found = store.names(&Scope::Only(folder.into()), &|name| name.starts_with(start.as_bytes()))?;
    let mut names: Vec<String> = found.prompts.iter().filter_map(|id| plain(id.as_bytes())).collect();
    names.extend(found.folders.iter().filter_map(|folder| plain(folder)).map(|folder| folder + "/"));
    names.retain(|name| name.starts_with(typed));
    names.sort();
    Ok(names)
}

/// Every prompt below `folder` whose file's name begins with `start`.
fn tree(store: &dyn Store, folder: &str, start: &str) -> Result<Vec<String>, StoreError> {
    let found = store.names(&Scope::Tree(folder.into()), &|name| name.starts_with(start.as_bytes()))?;
    let mut names: Vec<String> = found.prompts.iter().filter_map(|id| plain(id.as_bytes())).collect();
    names.sort();
    Ok(names)
}

/// A name as text. What cannot be seen or typed as it is would be another name on the command line.
fn plain(name: &[u8]) -> Option<String> {
    std::str::from_utf8(name).ok().filter(|name| sanitize_line(name) == *name).map(str::to_owned)
}

/// The names that go on from `typed`, or where they are very many, what comes next in them.
fn offered(names: &[String], typed: &str) -> Vec<String> {
    let found: Vec<&String> = names.iter().filter(|name| name.starts_with(typed)).collect();
    if found.len() <= MOST {
        return found.into_iter().cloned().collect();
    }
    let step = |name: &String| match name[typed.len()..].find('/') {
        Some(end) => name[..typed.len() + end + 1].to_owned(),
        None => name.clone(),
    };
    let mut steps: Vec<String> = found.into_iter().map(step).collect();
    steps.dedup();
    steps
}

/// The arguments of the prompt on the command line, as `key=`, or behind that the values that it may have.
fn values(typed: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(typed), Some(line)) = (typed.to_str(), Line::of_process()) else { return Vec::new() };
    let Some(name) = line.name else { return Vec::new() };
    let composed = || {
        let library = library()?;
        runtime().ok()?.block_on(async { compose(&library, &find(&library, &name).await.ok()?).await.ok() })
    };
    let Some(composition) = composed() else { return Vec::new() };
    fitting(composition.arguments(), &line.given, typed)
}

fn fitting(arguments: &[Argument], given: &[String], typed: &str) -> Vec<CompletionCandidate> {
    let is_shown = |text: &String| sanitize_line(text) == *text;
    if let Some((key, start)) = typed.split_once('=') {
        let Some(argument) = arguments.iter().find(|argument| argument.name == key) else { return Vec::new() };
        let choices = match argument.kind {
            Kind::Boolean => vec!["true".to_owned(), "false".to_owned()],
            _ => argument.choices.clone(),
        };
        let choices = choices.into_iter().filter(|choice| choice.starts_with(start)).filter(is_shown);
        return choices.map(|choice| CompletionCandidate::new(format!("{key}={choice}"))).collect();
    }
    let is_new = |argument: &&Argument| !given.iter().any(|word| word.split('=').next() == Some(&argument.name));
    let fits = arguments.iter().filter(|argument| argument.name.starts_with(typed) && is_shown(&argument.name));
    let candidate = |argument: &Argument| {
        let help = sanitize_line(argument.description.lines().next().unwrap_or_default()).into_owned();
        CompletionCandidate::new(format!("{}=", argument.name)).help((!help.is_empty()).then(|| help.into()))
    };
    fits.filter(is_new).map(candidate).collect()
}

/// What the words on the command line say besides the one that is completed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    book: Option<OsString>,
    name: Option<OsString>,
    /// The words behind the name.
    given: Vec<String>,
}

impl Line {
    /// The line that the shell asks about: the words behind `--`.
    fn of_process() -> Option<Line> {
        let words: Vec<OsString> = std::env::args_os().skip_while(|word| word != "--").skip(2).collect();
        let index = std::env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse::<usize>().ok());
        // The first word, which is the program, was skipped.
        let current = index.unwrap_or(words.len()).checked_sub(1)?;
        let others = words.into_iter().enumerate().filter(|(at, _)| *at != current).map(|(_, word)| unquoted(word));
        Some(Line::of(others))
    }

    fn of(words: impl Iterator<Item = OsString>) -> Line {
        let mut line = Line::default();
        let mut words = words.into_iter();
        let mut verb = None;
        while let Some(word) = words.next() {
            match word.as_bytes() {
                b"--book" => line.book = words.next(),
                b"--input" | b"--args-json" => drop(words.next()),
                bytes if bytes.starts_with(b"--book=") => {
                    line.book = Some(OsStr::from_bytes(&bytes[b"--book=".len()..]).to_owned());
                }
                bytes if bytes.starts_with(b"-") => {}
                _ if verb.is_none() => verb = Some(word),
                _ if line.name.is_none() => line.name = Some(word),
                _ => line.given.push(word.to_string_lossy().into_owned()),
            }
        }
        line
    }
}

/// A word as the shell will hand it over: bash and zsh tell it as it was typed, with its quotes.
fn unquoted(word: OsString) -> OsString {
    let read = word.to_str().and_then(|typed| shell_words::split(typed).ok());
    match read.as_deref() {
        Some([one]) => one.into(),
        _ => word,
    }
}

/// The book of the command line, or the person's own.
fn library() -> Option<Library> {
    let folders = Folders::find().ok()?;
    let config = Config::load(&folders).ok()?;
    let book = Line::of_process()?.book.map(|book| folders.expand(&book.to_string_lossy()));
    let place = Place::find(book.as_deref().map(Path::new), &config, &folders);
    place.open(book::options(&config, &folders, false)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::template::Takes;
    use crate::store::SampleStore;

    #[test]
    fn names_go_on_from_what_is_typed_or_are_found_by_their_files() -> Result<(), StoreError> {
        let store = SampleStore::new("/nowhere");
        assert_eq!(level(&store, "")?, ["code/", "writing/", "写作/", "学习/"]);
        assert_eq!(level(&store, "co")?, ["code/"]);
        assert_eq!(level(&store, "code/rev")?, ["code/review.md"]);
        assert_eq!(level(&store, "rev")?, [""; 0]);
        assert_eq!(tree(&store, "", "rev")?, ["code/review.md"]);
        assert_eq!(tree(&store, "", "周")?, ["写作/周报.md"]);
        assert_eq!(tree(&store, "code", "周")?, [""; 0]);
        Ok(())
    }

    #[test]
    fn the_command_line_is_the_same_with_completions() {
        let mut command = command();
        command.build();
        let positions = |command: &clap::Command| -> Vec<String> {
            command.get_positionals().map(|argument| argument.get_id().to_string()).collect()
        };
        let mut plain = Cli::command();
        plain.build();
        for (verb, same) in command.get_subcommands().zip(plain.get_subcommands()) {
            assert_eq!((verb.get_name(), positions(verb)), (same.get_name(), positions(same)));
        }
    }

    #[test]
    fn a_large_book_is_offered_folder_by_folder() {
        let many: Vec<String> = (0..1000).map(|n| format!("a{}/b/{n:03}.md", n / 500)).collect();
        assert_eq!(offered(&many, ""), ["a0/", "a1/"]);
        assert_eq!(offered(&many, "a1/"), ["a1/b/"]);
        assert_eq!(offered(&many, "a1/b/99").len(), 10);
    }

    #[test]
    fn keys_that_are_given_are_not_offered_again_and_choices_come_behind_the_key() {
        let mut language = Argument::inferred("language", Takes::Name);
        language.choices = vec!["Rust".into(), "Ruby".into(), "中文".into(), "bad\u{1b}[2J".into()];
        let mut strict = Argument::inferred("strict", Takes::Name);
        strict.kind = Kind::Boolean;
        let arguments = [language, strict];
        let texts = |given: &[&str], typed: &str| -> Vec<String> {
            let given: Vec<String> = given.iter().map(|word| (*word).to_owned()).collect();
            let found = fitting(&arguments, &given, typed);
            found.iter().map(|candidate| candidate.get_value().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(texts(&[], ""), ["language=", "strict="]);
        assert_eq!(texts(&["language=Rust"], ""), ["strict="]);
        assert_eq!(texts(&[], "language=R"), ["language=Rust", "language=Ruby"]);
        assert_eq!(texts(&[], "language="), ["language=Rust", "language=Ruby", "language=中文"]);
        assert_eq!(texts(&[], "strict=t"), ["strict=true"]);
    }

    #[test]
    fn the_book_and_the_prompt_are_found_among_the_words() {
        let line = |words: &[&str]| Line::of(words.iter().map(|word| unquoted(word.into())));
        let found = line(&["--book", "/b", "render", "--input", "-", r"a\ b.md", "--strict", "x=1"]);
        assert_eq!((found.book, found.name), (Some("/b".into()), Some("a b.md".into())));
        assert_eq!(found.given, ["x=1"]);
        assert_eq!(line(&["render", "周报", "--book=/c"]).book, Some("/c".into()));
    }
}
