//! Picking a prompt at a shell's prompt: where the text goes, what the screen is afterwards, how it ends.

use std::fs;
use std::path::PathBuf;

use rustix::process::Signal;

use crate::check::plain;
use crate::support::home::Home;
use crate::support::{Launch, Terminal, text_of};

const REVIEW: &str = "---\ntitle: Code review\n---\nReview this.\r\n  It's `hard`; $(touch ran).\n";

fn home() -> Home {
    Home::with(&[
        ("code/review.md", REVIEW),
        ("code/rename.md", "Find a better name for {{thing}} in {{language}}.\n"),
        ("写作/周报.md", "根据 {{要点}} 写一份周报。\n"),
        ("写作/润色.md", "润色下面的文字。\n"),
    ])
}

/// The program behind `sh`, which runs `script` with it as `$0`.
fn shell(home: &Home, size: (u16, u16), script: &str) -> Terminal {
    let program = plain().program.to_string_lossy().into_owned();
    let arguments = vec!["-c".to_owned(), script.to_owned(), program];
    Terminal::open(home, &Launch { program: PathBuf::from("/bin/sh"), size, arguments, ..plain() })
}

/// Waits for the end, and sees that every mode of the terminal was given back.
fn gave_back(screen: &mut Terminal) {
    let status = screen.exit();
    assert!(status.success(), "{status:?}\n{}", screen.text());
    let raw = screen.raw();
    let raw = String::from_utf8_lossy(&raw);
    for (taken, given_back) in [("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[>1u", "\x1b[<1u"), ("\x1b7", "\x1b[?25h")] {
        let (taken, given_back) = (raw.rfind(taken), raw.rfind(given_back));
        assert!(taken.is_some() && taken < given_back, "{taken:?} {given_back:?}");
    }
    let state = screen.state();
    let shown = state.parser.screen();
    assert!(!shown.alternate_screen() && !shown.bracketed_paste() && !shown.hide_cursor());
}

/// A file that the script has written.
fn written(home: &Home, name: &str) -> String {
    String::from_utf8(fs::read(home.path().join(name)).expect("the script has written it")).expect("it is text")
}

#[test]
fn the_exact_bytes_come_out_whatever_the_streams_are_and_the_screen_is_as_before() {
    for streams in ["> out", "> out < /dev/null 2> err", "2> err < /dev/null | cat > out"] {
        let home = home();
        let script = format!("echo before; printf '$ '; \"$0\" pick {streams}; echo \"ended $?\"");
        let mut screen = shell(&home, (80, 24), &script);
        screen.wait_for("4 of 4");
        screen.type_text("review");
        screen.wait_for("1 of 4");
        screen.wait_for("Review this.");
        screen.key("Enter");
        screen.wait_for("ended 0");
        assert_eq!(screen.text().trim_end(), "before\n$ ended 0", "{streams}");
        gave_back(&mut screen);
        // What the header says is for people; the text is what is below it.
        assert_eq!(written(&home, "out"), "Review this.\r\n  It's `hard`; $(touch ran).\n", "{streams}");
    }
}

#[test]
fn at_the_bottom_of_a_small_screen_the_prompt_is_where_it_was_but_for_the_rows_that_went() {
    let home = home();
    let script = "seq 11; printf '$ '; x=$(\"$0\" pick --height 6 润); echo \"[$x]\"";
    let mut screen = shell(&home, (40, 12), script);
    screen.wait_for("1/4");
    screen.key("Enter");
    screen.wait_for("[润色下面的文字。]");
    assert!(screen.text().trim_end().ends_with("10\n11\n$ [润色下面的文字。]"), "{}", screen.text());
    gave_back(&mut screen);
}

#[test]
fn leaving_gives_130_and_nothing_that_fits_gives_1() {
    for (keys, code) in [("Esc", 130), ("Ctrl+C", 130), ("Ctrl+G", 130)] {
        let home = home();
        let mut screen = shell(&home, (80, 24), "\"$0\" pick > out; echo \"ended $?\"");
        screen.wait_for("4 of 4");
        screen.key(keys);
        screen.wait_for(&format!("ended {code}"));
        assert_eq!(written(&home, "out"), "");
        gave_back(&mut screen);
    }
    let home = home();
    let mut screen = shell(&home, (80, 24), "\"$0\" pick no such thing > out 2> err; echo \"ended $?\"");
    screen.wait_for("No prompt matches");
    screen.key("Enter");
    screen.wait_for("ended 1");
    assert!(written(&home, "err").starts_with("No prompt matches \"no such thing\""));
    gave_back(&mut screen);
}

#[test]
fn what_was_typed_before_the_start_is_not_lost() {
    let home = home();
    let script = "stty -echo; echo ready; read -r _; \"$0\" pick --print name > out; echo \"ended $?\"";
    let mut screen = shell(&home, (80, 24), script);
    screen.wait_for("ready");
    // The first line lets the script go on; the rest waits for the picker.
    screen.type_text("go\n润色\n");
    screen.wait_for("ended 0");
    assert_eq!(written(&home, "out"), "写作/润色.md\n");
}

#[test]
fn a_prompt_with_arguments_is_filled_in_first_and_the_values_are_offered_the_next_time() {
    let home = home();
    let script = "for n in 1 2; do \"$0\" pick rename > out$n; echo \"ended $n $?\"; done";
    let mut screen = shell(&home, (80, 24), script);
    screen.wait_for("1 of 4");
    screen.key("Enter");
    screen.wait_for("Fill in  code/rename.md");
    screen.key("Esc");
    screen.wait_for("1 of 4");
    screen.key("Enter");
    screen.wait_for("Fill in  code/rename.md");
    screen.type_text("周报; $(touch ran)");
    screen.key("Enter");
    screen.type_text("Rust");
    screen.wait_for("in Rust.");
    screen.key("Enter");
    screen.wait_for("[Take]");
    screen.key("Enter");
    screen.wait_for("ended 1 0");
    assert_eq!(written(&home, "out1"), "Find a better name for 周报; $(touch ran) in Rust.\n");
    screen.wait_for("1 of 4");
    screen.key("Enter");
    screen.wait_for("in Rust.");
    for _ in 0..2 {
        screen.key("Tab");
    }
    screen.wait_for("[Take]");
    screen.key("Enter");
    screen.wait_for("ended 2 0");
    assert_eq!(written(&home, "out2"), written(&home, "out1"));
    gave_back(&mut screen);
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for (signal, name) in [(Signal::TERM, "TERM"), (Signal::HUP, "HUP")] {
        let home = home();
        let launch = Launch { arguments: vec!["pick".to_owned()], ..plain() };
        let mut screen = Terminal::open(&home, &launch);
        screen.wait_for("4 of 4");
        screen.signal(signal);
        let status = screen.exit();
        assert_eq!(status.exit_code(), 130, "{name}");
        assert_eq!(screen.text().trim(), "", "{name}");
        let raw = screen.raw();
        let raw = String::from_utf8_lossy(&raw);
        for (taken, given_back) in [("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[>1u", "\x1b[<1u")] {
            assert!(raw.rfind(taken) < raw.rfind(given_back), "{name} {taken:?}");
        }
    }
}

#[test]
fn the_terminal_is_never_asked_anything_and_the_rows_follow_the_size_of_the_window() {
    let home = home();
    let mut screen = shell(&home, (100, 30), "printf '$ '; \"$0\" pick > out; echo \"ended $?\"");
    screen.wait_for("4 of 4");
    screen.wait_for("│");
    screen.resize(50, 12);
    screen.wait_until("a list without a preview beside it", |shown| {
        let text = text_of(shown);
        text.contains("4/4") && text.matches("/ ").count() == 1
    });
    screen.key("Esc");
    screen.wait_for("ended 130");
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b[5n"] {
        assert!(!raw.contains(question), "{question:?}");
    }
    gave_back(&mut screen);
}

#[test]
fn without_a_terminal_it_says_so() {
    let home = home();
    let mut command = std::process::Command::new(plain().program);
    // A session of its own has no terminal.
    let setsid = std::process::Command::new("setsid").arg("--version").output();
    if setsid.is_err() {
        eprintln!("SKIPPED: there is no setsid here");
        return;
    }
    command = {
        let mut by = std::process::Command::new("setsid");
        by.arg("--wait").arg(command.get_program());
        by
    };
    let output = command.arg("pick").env_clear().envs(home.variables()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("picking needs a terminal") && said.contains("promptbook list"), "{said}");
}
