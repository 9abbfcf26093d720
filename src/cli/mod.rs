//! The command line: clap's types and the help texts, nothing else. Here are the commands; what each takes is told by
//! subject.

mod carrying;
mod changing;
mod help;
mod running;
mod shell;
mod using;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use carrying::{ConvertArgs, ExportArgs, ImportArgs, ImportFrom};
pub use changing::{DiffArgs, DraftsArgs, EditArgs, JsonArgs, MvArgs, NewArgs, RestoreArgs, SetArgs};
use help::{CONVERT, DEMO_LOAD, EXAMPLES, EXPORT, IMPORT, INIT, LINT, NAMES, PICK, RENDER, SET, STATS, TOP, VERSIONS};
pub use running::{DemoLoadArgs, StatsArgs, TopArgs};
pub use shell::{ConfigVerb, InitArgs, PickArgs, Print};
pub use using::{ArgsArgs, Level, LintArgs, ListArgs, NameArgs, RenderArgs, TokensArgs};

/// A book of prompts in the terminal: browse, edit and reuse a folder of prompt files.
#[derive(Debug, Parser)]
#[command(version, override_usage = "promptbook [OPTIONS] [PATH]\n       promptbook [OPTIONS] COMMAND ...")]
#[command(after_help = "promptbook --help shows examples.", after_long_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// Folder of prompts to open in the full screen [default: your book, see `promptbook config show`]
    pub path: Option<PathBuf>,

    /// Options of every command.
    #[command(flatten)]
    pub global: Global,

    /// What to do instead of opening the full screen.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Folder of prompts to use
    #[arg(long, global = true, value_name = "PATH")]
    pub book: Option<PathBuf>,

    /// Read every prompt from the disk each time
    #[arg(long, global = true)]
    pub no_cache: bool,

    /// Log what happens (-v) or every step (-vv) to $XDG_STATE_HOME/promptbook/promptbook.log
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// One that works on a book.
    #[command(flatten)]
    Book(BookVerb),
    /// Choose a prompt from a list at the shell's prompt, and print it filled in
    #[command(after_long_help = PICK)]
    Pick(PickArgs),
    /// Print what a shell needs: a key that picks a prompt, and completions
    #[command(after_long_help = INIT)]
    Init(InitArgs),
    /// Look at the cache of a running promptbook
    #[command(after_long_help = TOP)]
    Top(TopArgs),
    /// Put a load on a copy of a book, to see a cache at work
    #[command(after_long_help = DEMO_LOAD)]
    DemoLoad(DemoLoadArgs),
    /// Where the settings are, and what they mean
    #[command(subcommand)]
    Config(ConfigVerb),
}

/// The commands that work on a book.
#[derive(Debug, Subcommand)]
pub enum BookVerb {
    /// Print the names of the prompts, one per line
    List(ListArgs),
    /// Print the text of a prompt
    #[command(after_long_help = NAMES)]
    Show(NameArgs),
    /// Print the text of a prompt with its arguments filled in
    #[command(after_long_help = RENDER)]
    Render(RenderArgs),
    /// Print what a prompt asks for, what it includes, and what its tool would run
    #[command(after_long_help = NAMES)]
    Args(ArgsArgs),
    /// Print what is odd about the prompts: braces that are not closed, arguments that are not used, broken headers
    #[command(after_long_help = LINT)]
    Lint(LintArgs),
    /// Print where the file of a prompt is
    #[command(after_long_help = NAMES)]
    Path(NameArgs),
    /// Count the tokens of prompts, offline
    #[command(after_long_help = NAMES)]
    Tokens(TokensArgs),
    /// Make a prompt and print where its file is
    New(NewArgs),
    /// Change the title, description, tags or arguments in the header of a prompt
    #[command(after_long_help = SET)]
    Set(SetArgs),
    /// Take prompts of other programs into the book
    #[command(after_long_help = IMPORT)]
    Import(ImportArgs),
    /// Write prompts for other programs
    #[command(after_long_help = EXPORT)]
    Export(ExportArgs),
    /// Write a prompt as a new file for another tool
    #[command(after_long_help = CONVERT)]
    Convert(ConvertArgs),
    /// Open a prompt in $VISUAL or $EDITOR
    #[command(after_long_help = NAMES)]
    Edit(EditArgs),
    /// Move a prompt to the trash
    #[command(after_long_help = NAMES)]
    Rm(NameArgs),
    /// Give a prompt another name
    #[command(after_long_help = NAMES)]
    Mv(MvArgs),
    /// Print the versions of a prompt, newest first, also of one that is gone
    #[command(after_long_help = VERSIONS)]
    History(NameArgs),
    /// Print how versions of a prompt differ
    #[command(after_long_help = VERSIONS)]
    Diff(DiffArgs),
    /// Make a version of a prompt its text again
    #[command(after_long_help = VERSIONS)]
    Restore(RestoreArgs),
    /// Take back the last change of the book: a save, a new name, a removal
    Undo(JsonArgs),
    /// Make the change again that was undone last
    Redo(JsonArgs),
    /// Print the unsaved drafts that were left behind, or the text of one
    Drafts(DraftsArgs),
    /// Read every prompt once and print what the cache did
    #[command(after_long_help = STATS)]
    Stats(StatsArgs),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_folder_called_like_a_command_is_reached_with_a_dot() -> Result<(), clap::Error> {
        assert!(matches!(Cli::try_parse_from(["promptbook", "list"])?.verb, Some(Verb::Book(BookVerb::List(_)))));
        assert_eq!(Cli::try_parse_from(["promptbook", "./list"])?.path, Some("./list".into()));
        Ok(())
    }

    #[test]
    fn the_book_may_be_named_before_or_after_the_command() -> Result<(), clap::Error> {
        for line in [["promptbook", "--book", "/b", "stats"], ["promptbook", "stats", "--book", "/b"]] {
            assert_eq!(Cli::try_parse_from(line)?.global.book, Some("/b".into()));
        }
        Ok(())
    }
}
