//! The command line: clap's types and the help texts, nothing else.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::prompt::dialect::Dialect;
use crate::shell::{Key, Shell};

use crate::tokens::Vocabulary;

const EXAMPLES: &str = "\
Examples:
  promptbook                               open your book in the full screen
  promptbook ~/other/prompts               open another folder
  promptbook list '#code review'           names that fit, best first
  promptbook show review | pbcopy          a short name is enough where it is unique
  promptbook show 周报 --json | jq -r .title
  git diff | promptbook render review language=Rust --input - | llm
  promptbook args review                   what it asks for
  promptbook lint                          what is odd in the book
  promptbook new code/fix --from draft.md  make a prompt of a file
  git diff | promptbook new diff --from -  make a prompt of what another program prints
  promptbook set review --tags code,git    change its header and nothing else
  promptbook edit review                   open it in $VISUAL or $EDITOR
  promptbook history review                what it said before
  promptbook diff review 12                what changed since version 12
  promptbook tokens review                 how many tokens it is
  promptbook stats --json                  what the cache did
  promptbook stats --prometheus            the same for a monitoring system
  promptbook pick                          choose one at the shell's prompt and print it filled in
  eval \"$(promptbook init bash)\"           a key that does so on the command line, and completions
  promptbook top --list                    which promptbooks are running
  promptbook demo-load & promptbook top    a cache at work

A folder that is called like a command is opened as ./list.

Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 the name is ambiguous, 130 interrupted.";

const NAMES: &str = "\
NAME is a path in the book, or enough of one to be unique: without its extension, its end, the beginning of its file \
name, or a part of it. Where several fit they are listed and the exit code is 3.";

const RENDER: &str = "\
Examples:
  promptbook render code/review language=Rust focus=bugs
  git diff | promptbook render code/review --input - | llm
  promptbook render translate lang=German text=@letter.txt      an argument of the kind file
  promptbook render summarize -- a=b 'any other words'          what follows -- is never key=value
  echo '{\"language\": \"Rust\"}' | promptbook render code/review --args-json -

promptbook args NAME says what a prompt asks for. Words without a key fill the arguments that have no value yet, in their \
order; in the commands of Claude, Codex, Gemini and opencode, and in skills, they are $1, $2 and so on, and all of them \
together are $ARGUMENTS or {{args}}. There a key that the prompt does not have is an ordinary word; elsewhere it is \
refused. The last value of a key counts, and one on the command line before one of --args-json, whose numbers stay as \
they are written. Where the prompt has no place for its input, it is added to the end.

What is given stands in the text byte for byte and is never looked at again; nothing is run or fetched. In a pipe the \
text is exact, with no line end added; on a terminal what it would obey is made visible.

Exit codes: 0 rendered, 1 something in the prompt or a file is wrong, 2 a value is missing or not allowed, 3 the name is \
ambiguous.";

const SET: &str = "\
Examples:
  promptbook set review --title 'Code review' --tags code,git
  promptbook set review --argument language=Rust --argument diff

Only the bytes of these fields change: comments, the order of the fields, line ends and everything else stay. Where there \
is no header, one is made. What the tool that the prompt is for has no place for is refused. promptbook undo takes it back.";

const LINT: &str = "\
Each finding is a line NAME:LINE: what it is and what follows. What would change it. Nothing is changed.

Exit codes: 0 nothing, or nothing but notes, 1 a warning or a fault, 3 a name is ambiguous.";

const VERSIONS: &str = "\
A version is a number that promptbook history prints, git for the last commit of the prompt, or disk for what its file \
says now. NAME is a path in the book, or enough of one to be unique; of a prompt that is gone it is the whole path.";

const IMPORT: &str = "\
csv is a table whose first line names a column for the title (act, title, name) and one for the text (prompt, text). \
Each row becomes a prompt file: the text is its body byte for byte, the other cells are in its header, so that export \
--format csv writes the table of prompts.chat again without loss.

espanso and navi placeholders become arguments. What those programs would run is kept as text and never run here.

What is in the book is never overwritten: the same text under the same name is passed over, another one is told and the \
exit code is 1. The prompts are there at once or not at all for whoever reads the book, and one undo takes them back.";

const EXPORT: &str = "\
Nothing is overwritten, neither a file nor a copy in a folder that has another text: that is told and the exit code is 1.";

const CONVERT: &str = "\
Names become positions where the tool counts (Claude from 0, Codex and opencode from 1), and the hint in the header says \
which is which. Includes are written out. What the tool cannot hold, such as defaults, choices, roles or a model, is told \
on standard error. The new file is read again and filled in beside the old one: a text that differs is told too.";

const STATS: &str = "\
With --watch a promptbook that is running on the same book is followed, as promptbook top does it, for there things \
happen. Where none is, the book is opened and read once, and what other programs change in it is followed. A line comes \
each second until Ctrl+C, or until whoever reads them goes away.

--prometheus prints the text exposition format 0.0.4, in seconds and bytes: the counts of a promptbook that is running \
on the same book, so that they go on from one scrape to the next; where none is, those of reading the book once.";

const TOP: &str = "\
INSTANCE is the number of its process or the folder of its book. It may be left out: where several are running they are \
listed on the screen for you to choose from, and without a screen they are printed and the exit code is 3. Where none \
is, a first one is waited for, two seconds at most.

A line comes each second until the instance ends, until Ctrl+C, or until whoever reads them goes away. Only \
promptbooks of your own are seen: full screens, and promptbook demo-load.";

const DEMO_LOAD: &str = "\
Without --book the load runs on the built-in samples and generated prompts, a thousand together; with it on a copy of \
that book. Both lie in a temporary folder that is removed at the end. Readers ask for some prompts often and for many \
rarely (zipf), then for all in turn (scan), then much at once for others (burst); writers save through the cache, \
and another program changes files behind its back. A quarter of the book fits into memory.";

const PICK: &str = "\
The list is drawn on the terminal itself, below the line where the cursor is, so standard input, output and error may \
be anything: x=$(promptbook pick). What it drew is gone afterwards. Type to filter as in the full screen: letters of \
name, title or tags, #tag, in:folder. A prompt that asks for something opens a form first.

Exit codes: 0 printed, 1 nothing fits or it failed, 130 left with Esc or Ctrl+C.";

const INIT: &str = "\
Put one of these where your shell reads it at its start:
  eval \"$(promptbook init bash)\"     in ~/.bashrc
  eval \"$(promptbook init zsh)\"      in ~/.zshrc, behind compinit
  promptbook init fish | source      in ~/.config/fish/config.fish

The key picks a prompt and inserts its text at the cursor as one quoted word, as in llm 'You are ...': nothing of it is \
ever run. Line ends and what a shell or a terminal would obey stand in it as escapes. Enter is yours to press.";

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

/// `promptbook set`
#[derive(Debug, Args)]
pub struct SetArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The title; in some dialects the header calls it name
    #[arg(long)]
    pub title: Option<String>,
    /// What it is for
    #[arg(long)]
    pub description: Option<String>,
    /// All tags, with commas between them, instead of those that are there
    #[arg(long)]
    pub tags: Option<String>,
    /// Declare an argument, or give one another default; may be given several times
    #[arg(long, value_name = "NAME[=DEFAULT]")]
    pub argument: Vec<String>,
    /// Print an object: name, bytes, changed, not_kept (why it cannot be undone)
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

/// `promptbook diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The older version [default: the newest that is not on disk]
    #[arg(value_name = "VERSION")]
    pub from: Option<String>,
    /// The newer version [default: disk]
    #[arg(value_name = "OTHER")]
    pub to: Option<String>,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook restore`
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
    /// The version
    pub version: String,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// A command that takes nothing.
#[derive(Debug, Args)]
pub struct JsonArgs {
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook drafts`
#[derive(Debug, Args)]
pub struct DraftsArgs {
    /// Print the text of this one
    pub name: Option<String>,
    /// Print an array of objects: name, time (seconds since 1970), bytes
    #[arg(long, conflicts_with = "name")]
    pub json: bool,
}

/// `promptbook new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Its path in the book, such as code/review; .md is added where no extension is given
    pub name: String,
    /// Take the text from this file, or with - from standard input, instead of an empty prompt with a title
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
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

/// `promptbook edit`
#[derive(Debug, Args)]
pub struct EditArgs {
    /// The prompt, or enough of its name to be unique
    pub name: OsString,
}

/// `promptbook mv`
#[derive(Debug, Args)]
pub struct MvArgs {
    /// The prompt, or enough of its name to be unique
    pub old: OsString,
    /// Its new path in the book; .md is added where no extension is given
    pub new: String,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

/// `promptbook stats`
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Print an object, with --watch one on each line
    #[arg(long)]
    pub json: bool,
    /// Print again each second
    #[arg(long)]
    pub watch: bool,
    /// Print what Prometheus reads
    #[arg(long, conflicts_with_all = ["json", "watch"])]
    pub prometheus: bool,
}

/// `promptbook pick`
#[derive(Debug, Args)]
pub struct PickArgs {
    /// What stands in the filter at first
    pub query: Vec<String>,
    /// What to print of the prompt
    #[arg(long, value_enum, default_value_t = Print::Text, value_name = "WHAT")]
    pub print: Print,
    /// Rows to take where the screen has them [default: 15]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(3..))]
    pub height: Option<u16>,
    /// Print it as one quoted word of this shell
    #[arg(long, value_enum, value_name = "SHELL")]
    pub quote: Option<Shell>,
}

/// What is printed of the prompt that is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// Its name in the book
    Name,
    /// Where its file is
    Path,
    /// Its text, filled in
    Text,
}

/// `promptbook init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// The key that picks: ctrl- or alt- and a letter, or none
    #[arg(long, value_name = "KEY", default_value = "ctrl-g")]
    pub key: Key,
}

/// `promptbook top`
#[derive(Debug, Args)]
pub struct TopArgs {
    /// Which one: its number, or its book
    #[arg(value_name = "INSTANCE")]
    pub instance: Option<PathBuf>,
    /// Print an object on each line, with --list an array of objects
    #[arg(long)]
    pub json: bool,
    /// Print those that are running: number, book, since when, hit rate
    #[arg(long, conflicts_with = "instance")]
    pub list: bool,
}

/// `promptbook demo-load`
#[derive(Debug, Args)]
pub struct DemoLoadArgs {
    /// How long it goes on
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub seconds: u64,
    /// How many read at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub readers: u32,
    /// How many save at the same time, each about twice a second
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=64))]
    pub writers: u32,
    /// How often all of them together read; three times as often in a burst
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub reads_per_second: u32,
    /// The same number makes the same choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Print an object at the end
    #[arg(long)]
    pub json: bool,
}

/// `promptbook config`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum ConfigVerb {
    /// Print where your settings are, whether or not the file is there
    Path,
    /// Print every setting with its default and its explanation
    Show,
    /// Tell what in your settings cannot be used, also of the keys, which only the screens look at
    Check,
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
