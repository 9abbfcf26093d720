//! The widgets and completions in real shells: a key picks, the text is inserted and nothing of it runs.

use std::path::PathBuf;

use crate::check::plain;
use crate::support::home::Home;
use crate::support::{Launch, Terminal, text_of};

/// Text that would do something in a shell or on a terminal.
const HOSTILE: &str = "a 'b' \"c\" $(touch ran1) `touch ran2`; touch ran3 & touch ran4 | touch ran5 > ran6\n\
    touch ran7\ntouch ran8\r\x1b]0;owned\x07\x1b[201~\x03 !! \\ (touch ran9) {x} #y 周报\n\n";

/// The shells that are installed here, each with what starts it interactively without a person's settings.
fn shells() -> Vec<(&'static str, Vec<&'static str>)> {
    let all =
        [("bash", vec!["--noprofile", "--norc", "-i"]), ("zsh", vec!["-f", "-i"]), ("fish", vec!["--private", "-i"])];
    let is_here = |(name, _): &(&str, Vec<&str>)| {
        let is_here = std::process::Command::new(name).arg("--version").output().is_ok();
        if !is_here {
            eprintln!("SKIPPED: there is no {name} here");
        }
        is_here
    };
    all.into_iter().filter(is_here).collect()
}

/// A home in which `promptbook` is on the path.
fn home(prompts: &[(&str, &str)]) -> Home {
    let home = Home::with(prompts);
    std::fs::create_dir_all(home.path().join("bin")).expect("a folder can be made");
    std::os::unix::fs::symlink(plain().program, home.path().join("bin/promptbook")).expect("a link can be made");
    home
}

/// An interactive shell that has evaluated what `promptbook init` prints.
fn open(home: &Home, name: &str, arguments: &[&str]) -> Terminal {
    let path = format!("{}:{}", home.path().join("bin").display(), std::env::var("PATH").unwrap_or_default());
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    let launch = Launch {
        program: found.unwrap_or_else(|| PathBuf::from(name)),
        arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        variables: vec![("PATH".to_owned(), path), ("SHELL".to_owned(), name.to_owned())],
        size: (100, 30),
    };
    let mut screen = Terminal::open(home, &launch);
    let start = match name {
        "bash" => "PS1='sh''> '; eval \"$(promptbook init bash)\"; clear; echo rea''dy\r",
        "zsh" => {
            "PS1='sh''> '; autoload -U compinit; compinit -D; eval \"$(promptbook init zsh)\"; clear; echo rea''dy\r"
        }
        _ => {
            "function fish_prompt; echo -n 'sh''> '; end; function fish_greeting; end; promptbook init fish | source; clear; echo rea''dy\r"
        }
    };
    // fish asks the terminal what it is, and goes on without an answer.
    screen.wait("the shell to begin", |state| (!state.raw.is_empty()).then_some(()));
    screen.type_text(start);
    screen.wait_until("the shell to be ready", |shown| {
        let text = text_of(shown);
        text.lines().any(|row| row == "ready") && text.trim_end().ends_with("sh>")
    });
    screen
}

fn ran(home: &Home) -> Vec<String> {
    let names = std::fs::read_dir(home.path()).expect("the home is there").filter_map(Result::ok);
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("ran")).collect()
}

#[test]
fn the_key_inserts_a_hostile_prompt_and_nothing_of_it_runs_and_the_word_is_the_text() {
    for (name, arguments) in shells() {
        let home = home(&[("evil.md", HOSTILE), ("good.md", "Fine.\n")]);
        let mut screen = open(&home, name, &arguments);
        screen.type_text("printf %s ");
        screen.key("Ctrl+G");
        screen.wait_for("2 of 2");
        screen.type_text("evil");
        screen.wait_for("1 of 2");
        screen.key("Enter");
        screen.wait_for("touch ran8");
        screen.wait_until("the rows of the picker to go", |shown| !text_of(shown).contains("1 of 2"));
        assert_eq!(ran(&home), [""; 0], "{name}: inserting ran something");
        screen.type_text(" > out; echo do''ne\r");
        screen.wait_until("the line to have run", |shown| text_of(shown).lines().any(|row| row == "done"));
        assert_eq!(ran(&home), [""; 0], "{name}: running the line ran what is in the text");
        let out = std::fs::read(home.path().join("out")).expect("the line has run");
        assert_eq!(String::from_utf8_lossy(&out), HOSTILE, "{name}");
        let title = String::from_utf8_lossy(&screen.raw()).contains("\x1b]0;owned");
        assert!(!title, "{name}: the terminal was sent what is in the text");
    }
}

#[test]
fn in_a_quote_that_is_open_a_hostile_prompt_runs_nothing_either() {
    for (name, arguments) in shells() {
        for quote in ["'", "\""] {
            let home = home(&[("evil.md", HOSTILE)]);
            let mut screen = open(&home, name, &arguments);
            screen.type_text(&format!("echo {quote}"));
            screen.key("Ctrl+G");
            screen.wait_for("1 of 1");
            screen.key("Enter");
            screen.wait_until("the rows of the picker to go", |shown| {
                let text = text_of(shown);
                !text.contains("1 of 1") && text.contains("ran8")
            });
            screen.type_text(&format!("{quote}\r"));
            screen.type_text("echo do''ne\r");
            screen.wait_until("the shell to go on", |shown| text_of(shown).lines().any(|row| row == "done"));
            assert_eq!(ran(&home), [""; 0], "{name} {quote}");
        }
    }
}

#[test]
fn leaving_the_picker_leaves_the_line_as_it_was() {
    for (name, arguments) in shells() {
        let home = home(&[("写作/周报.md", "写一份周报。\n")]);
        let mut screen = open(&home, name, &arguments);
        screen.type_text("echo '一 ' 二");
        screen.wait_for("sh> echo '一 ' 二");
        screen.key("Ctrl+G");
        screen.wait_for("1 of 1");
        screen.key("Esc");
        screen.wait_until("the line", |shown| {
            let text = text_of(shown);
            !text.contains("1 of 1") && text.trim_end().ends_with("sh> echo '一 ' 二")
        });
        // In the middle of it, behind a wide character.
        for _ in 0..2 {
            screen.key("←");
        }
        screen.key("Ctrl+G");
        screen.wait_for("1 of 1");
        screen.key("Enter");
        screen.wait_until("the word in its place", |shown| {
            let text = text_of(shown);
            text.contains("echo '一 '") && text.contains("写一份周报。") && text.trim_end().ends_with(" 二")
        });
    }
}

#[test]
fn names_and_keys_are_completed() {
    let prompts = [
        (
            "code/review.md",
            "---\nargs:\n  - name: language\n    choices: [Rust, Ruby]\n---\nA {{language}} review of {{diff}}.\n",
        ),
        ("写作/周报.md", "写一份周报。\n"),
        ("$(touch ran).md", "x"),
    ];
    for (name, arguments) in shells() {
        let home = home(&prompts);
        let mut screen = open(&home, name, &arguments);
        screen.type_text("promptbook ren\t");
        screen.wait_for("promptbook render");
        screen.type_text("co\t");
        screen.wait_for("promptbook render code/review.md");
        screen.type_text("lang\t");
        screen.wait_for("code/review.md language=");
        screen.type_text("Rus\t");
        screen.wait_for("language=Rust");
        screen.type_text("diff=1 | tr a-z A-Z\r");
        screen.wait_for("A RUST REVIEW OF 1.");
        // By the name of its file.
        screen.type_text("promptbook path rev\t");
        screen.wait_for("promptbook path code/review.md");
        screen.type_text("\r");
        screen.wait_for("/code/review.md");
        screen.type_text("promptbook show 写\t");
        screen.wait_for("promptbook show 写作/周报.md");
        screen.type_text("\r");
        screen.wait_for("写一份周报。");
        // A name that a shell would run is completed to one that it does not.
        screen.type_text("promptbook show '$'\t\r");
        screen.type_text("echo do''ne\r");
        screen.wait_until("the shell to go on", |shown| text_of(shown).lines().any(|row| row.contains("done")));
        assert_eq!(ran(&home), [""; 0], "{name}");
    }
}
