//! The longer help texts.

pub(super) const EXAMPLES: &str = "\
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

pub(super) const NAMES: &str = "\
NAME is a path in the book, or enough of one to be unique: without its extension, its end, the beginning of its file \
name, or a part of it. A path without its extension is the .md of that path where there is one, else the .txt. An absolute \
path that lies in the book is a name too. Where several fit they are listed and the exit code is 3.";

pub(super) const RENDER: &str = "\
Examples:
  promptbook render code/review language=Rust focus=bugs
  git diff | promptbook render code/review --input - | llm
  promptbook render translate lang=German text=letter.txt       an argument of the kind file
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

pub(super) const SET: &str = "\
Examples:
  promptbook set review --title 'Code review' --tags code,git
  promptbook set review --argument language=Rust --argument diff

Only the bytes of these fields change: comments, the order of the fields, line ends and everything else stay. Where there \
is no header, one is made. What the tool that the prompt is for has no place for is refused. promptbook undo takes it back.";

pub(super) const LINT: &str = "\
Each finding is a line NAME:LINE: what it is and what follows. What would change it. Nothing is changed.

Exit codes: 0 nothing, or nothing but notes, 1 a warning or a fault, 3 a name is ambiguous.";

pub(super) const VERSIONS: &str = "\
A version is a number that promptbook history prints, git for the last commit of the prompt, or disk for what its file \
says now. NAME is a path in the book, or enough of one to be unique; of a prompt that is gone it is the whole path.";

pub(super) const IMPORT: &str = "\
csv is a table whose first line names a column for the title (act, title, name) and one for the text (prompt, text). \
Each row becomes a prompt file: the text is its body byte for byte, the other cells are in its header, so that export \
--format csv writes the table of prompts.chat again without loss.

espanso and navi placeholders become arguments. What those programs would run is kept as text and never run here.

What is in the book is never overwritten: the same text under the same name is passed over, another one is told and the \
exit code is 1. The prompts are there at once or not at all for whoever reads the book, and one undo takes them back.";

pub(super) const EXPORT: &str = "\
Nothing is overwritten, neither a file nor a copy in a folder that has another text: that is told and the exit code is 1.";

pub(super) const CONVERT: &str = "\
Names become positions where the tool counts (Claude from 0, Codex and opencode from 1), and the hint in the header says \
which is which. Includes are written out. What the tool cannot hold, such as defaults, choices, roles or a model, is told \
on standard error. The new file is read again and filled in beside the old one: a text that differs is told too.";

pub(super) const STATS: &str = "\
With --watch a promptbook that is running on the same book is followed, as promptbook top does it, for there things \
happen. Where none is, the book is opened and read once, and what other programs change in it is followed. A line comes \
each second until Ctrl+C, or until whoever reads them goes away.

--prometheus prints the text exposition format 0.0.4, in seconds and bytes: the counts of a promptbook that is running \
on the same book, so that they go on from one scrape to the next; where none is, those of reading the book once.";

pub(super) const TOP: &str = "\
INSTANCE is the number of its process or the folder of its book. It may be left out: where several are running they are \
listed on the screen for you to choose from, and without a screen they are printed and the exit code is 3. Where none \
is, a first one is waited for, two seconds at most.

A line comes each second until the instance ends, until Ctrl+C, or until whoever reads them goes away. Only \
promptbooks of your own are seen: full screens, and promptbook demo-load.";

pub(super) const DEMO_LOAD: &str = "\
Without --book the load runs on the built-in samples and generated prompts, a thousand together; with it on a copy of \
that book. Both lie in a temporary folder that is removed at the end. Readers ask for some prompts often and for many \
rarely (zipf), then for all in turn (scan), then much at once for others (burst); writers save through the cache, \
and another program changes files behind its back. A quarter of the book fits into memory.";

pub(super) const PICK: &str = "\
The list is drawn on the terminal itself, below the line where the cursor is, so standard input, output and error may \
be anything: x=$(promptbook pick). What it drew is gone afterwards. Type to filter as in the full screen: letters of \
name, title or tags, #tag, in:folder. A prompt that asks for something opens a form first.

Exit codes: 0 printed, 1 nothing fits or it failed, 130 left with Esc or Ctrl+C.";

pub(super) const INIT: &str = "\
Put one of these where your shell reads it at its start:
  eval \"$(promptbook init bash)\"     in ~/.bashrc
  eval \"$(promptbook init zsh)\"      in ~/.zshrc, behind compinit
  promptbook init fish | source      in ~/.config/fish/config.fish

The key picks a prompt and inserts its text at the cursor as one quoted word, as in llm 'You are ...': nothing of it is \
ever run. Line ends and what a shell or a terminal would obey stand in it as escapes. Enter is yours to press. With \
--book PATH it picks from that book.";
