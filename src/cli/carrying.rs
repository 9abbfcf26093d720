//! Prompts of other programs and for other programs.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::prompt::dialect::Dialect;

/// `promptbook import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A file, a folder of prompt files, or - for standard input
    #[arg(value_name = "FILE|DIR|-")]
    pub source: PathBuf,
    /// Folder in the book for the prompts [default: prompts.chat, espanso, navi or the file's name; files and json keep
    /// their paths]
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<String>,
    /// What it is [default: what its name or its beginning says]
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<ImportFrom>,
    /// Print what would be imported and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print an object: imported, same, refused, passed_over, remarks, not_kept (why it cannot be undone)
    #[arg(long)]
    pub json: bool,
}

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFrom {
    /// A table with a column for titles and one for texts, such as that of prompts.chat
    Csv,
    /// Match files of espanso
    Espanso,
    /// Cheatsheets of navi
    Navi,
    /// What promptbook export --format json prints
    Json,
    /// Prompt files as they are
    Files,
}

/// `promptbook export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Prompts, or folders of prompts [default: the whole book]
    pub names: Vec<OsString>,
    /// json, csv (the columns of prompts.chat), or a folder for copies of the files; ./json is a folder
    #[arg(long, value_name = "json|csv|DIR")]
    pub format: OsString,
    /// Write to this file, which must not exist, instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `promptbook convert`
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The tool: plain, skill, claude, copilot, codex, gemini, opencode, dotprompt, prompty, fabric, llm, aichat or
    /// cursor
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub to: Dialect,
    /// The name of the new file [default: the place where the tool looks, such as .claude/commands/review.md]
    #[arg(long = "as", value_name = "NEWNAME")]
    pub new_name: Option<String>,
    /// Print the new file and make nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print an object: name, path, dialect, from, arguments, lost
    #[arg(long)]
    pub json: bool,
}

fn dialect(name: &str) -> Result<Dialect, String> {
    let names = || Dialect::NAMES.map(|(name, _)| name).join(", ");
    Dialect::named(name).ok_or_else(|| format!("no such dialect: it is one of {}", names()))
}
