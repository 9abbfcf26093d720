//! What is asked of prompts that stay as they are.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::tokens::Vocabulary;

/// `promptbook list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only prompts that fit, best first: letters of name, title or tags, #tag, in:folder
    pub query: Vec<String>,
    /// Print an array of objects: name, title, description, tags, bytes, modified (seconds since 1970)
    #[arg(long)]
    pub json: bool,
}

/// `promptbook render`
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// Values: key=value for an argument by its name, any other word for the next one
    #[arg(value_name = "KEY=VALUE")]
    pub words: Vec<OsString>,
    /// Words that are taken as they are, whatever is in them
    #[arg(last = true, value_name = "WORD")]
    pub exact_words: Vec<OsString>,
    /// Take values from this file, or with - from standard input: an object of names and values
    #[arg(long, value_name = "FILE")]
    pub args_json: Option<PathBuf>,
    /// Take what the prompt calls its input from this file, or with - from standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// Ask for a value of every argument that has no default, and stop at what promptbook lint warns of
    #[arg(long)]
    pub strict: bool,
    /// Print an object: name, dialect, messages (role, text), text
    #[arg(long)]
    pub json: bool,
}

/// `promptbook args`
#[derive(Debug, Args)]
pub struct ArgsArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// Look through the whole book for the prompts that include this one
    #[arg(long)]
    pub used_by: bool,
    /// Print an object: name, dialect, arguments, includes, faults, sites, with --used-by also used_by
    #[arg(long)]
    pub json: bool,
}

/// `promptbook lint`
#[derive(Debug, Args)]
pub struct LintArgs {
    /// These prompts [default: all]
    #[arg(value_name = "NAME")]
    pub names: Vec<OsString>,
    /// The least that is told
    #[arg(long, value_enum, default_value_t = Level::Note)]
    pub level: Level,
    /// Print an array of objects: name, line, severity, what, hint, span (bytes of the file)
    #[arg(long)]
    pub json: bool,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// It works as its author meant; other tools may see it otherwise
    Note,
    /// It is probably not what its author meant
    Warning,
    /// The tool that the prompt is for would refuse it
    Fault,
}

/// A command that takes the name of one prompt.
#[derive(Debug, Args)]
pub struct NameArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook tokens`
#[derive(Debug, Args)]
pub struct TokensArgs {
    /// The prompts, or enough of their names to be unique; their headers are not counted
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<OsString>,
    /// Whose tokens: o200k (GPT-4o and later) or cl100k (GPT-4); for other models it is an estimate
    #[arg(long, value_name = "NAME", default_value = "o200k", value_parser = vocabulary)]
    pub vocabulary: Vocabulary,
    /// Print an array of objects: name, characters, tokens, exact, vocabulary
    #[arg(long)]
    pub json: bool,
}

fn vocabulary(name: &str) -> Result<Vocabulary, String> {
    Vocabulary::named(name).ok_or_else(|| "it is o200k or cl100k".to_owned())
}
