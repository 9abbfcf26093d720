//! Filling in a prompt and handing it over, by the real program.

use std::fs;
use std::path::Path;

use crate::check::{plain, variable};
use crate::support::home::Home;
use crate::support::{Launch, Terminal};

const REVIEW: &str = "---\nargs:\n  language: {default: Rust}\n  key: {kind: secret, required: false}\n  diff: {kind: \
                      multiline}\n---\nReview {{language}} {{key}}:\n{{diff}}\n";

fn home() -> Home {
    Home::with(&[("code/review.md", REVIEW), ("写作/周报.md", "写 {{主题}}。\n"), ("x.md", "Text.\n")])
}

fn opened(home: &Home, name: &str) -> Terminal {
    // Over SSH the copy goes to the terminal, where it can be seen.
    let mut screen = home.open(&Launch { variables: vec![variable("SSH_CONNECTION", "x")], ..plain() });
    screen.select(name);
    screen.key("Enter");
    screen.wait_for("[Fill in");
    screen
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { fs::read(&path).into_iter().collect() }).collect()
}

#[test]
fn a_form_is_filled_in_copied_and_there_again_in_the_next_run_but_for_its_secret() {
    let home = home();
    let mut screen = opened(&home, "review.md");
    screen.row_with(&["Review Rust"]);
    screen.key("Ctrl+U");
    screen.type_text("中文");
    screen.key("Tab");
    screen.type_text("sk-very-secret");
    screen.row_with(&["Review 中文 ●●●●●●●●●●●●●●"]);
    screen.key("F5");
    screen.wait_for("Nothing was handed over: it needs diff");
    screen.paste("-old\n+new");
    screen.row_with(&["+new", "│"]);
    screen.key("F5");
    screen.wait_for("Copied");
    screen.key("Esc");
    screen.wait_for("1 Prompts");
    // In this run nothing is lost, the secret neither.
    screen.key("Enter");
    screen.row_with(&["Review 中文 ●●●●●●●●●●●●●●"]);
    screen.key("Esc");
    screen.quit();

    let kept = files(&home.path().join("state"));
    assert!(kept.iter().any(|bytes| bytes.windows(6).any(|part| part == "中文".as_bytes())), "the values are kept");
    assert!(!kept.iter().any(|bytes| bytes.windows(7).any(|part| part == b"sk-very")), "the secret is in a file");

    let mut screen = opened(&home, "review.md");
    screen.row_with(&["Review 中文 :"]);
    screen.row_with(&["language  last"]);
    screen.row_with(&["diff  last"]);
    screen.row_with(&["+new"]);
    screen.key("Esc");
    screen.quit();
}

/// What was typed in the form of `review.md`, its secret too, before `end`.
fn comes_back_after(end: impl Fn(&mut Terminal)) {
    let home = home();
    let mut screen = opened(&home, "review.md");
    screen.type_text("半句话");
    screen.key("Tab");
    screen.type_text("sk-very-secret");
    screen.key("Tab");
    screen.type_text("-old");
    screen.row_with(&["-old", "│"]);
    end(&mut screen);
    screen.exit();

    let kept = files(&home.path().join("state"));
    assert!(!kept.iter().any(|bytes| bytes.windows(7).any(|part| part == b"sk-very")), "the secret is in a file");
    let mut screen = opened(&home, "review.md");
    screen.row_with(&["language  changed"]);
    screen.row_with(&["Review 半句话 :"]);
    screen.row_with(&["-old", "│"]);
    // Once it is handed over it is an earlier value like any other.
    screen.key("F5");
    screen.wait_for("Copied");
    screen.row_with(&["language  last"]);
    screen.key("Esc");
    screen.quit();
}

#[test]
fn what_is_typed_in_a_form_comes_back_after_kill_9_a_moment_after_the_last_key_but_for_its_secret() {
    comes_back_after(|screen| {
        // Longer than what is typed stays in memory alone; nothing is waited for.
        let (_nobody, never) = std::sync::mpsc::channel::<()>();
        assert!(never.recv_timeout(std::time::Duration::from_millis(1200)).is_err());
        screen.signal(rustix::process::Signal::KILL);
    });
}

#[test]
fn what_is_typed_in_a_form_comes_back_after_leaving_at_once() {
    comes_back_after(|screen| {
        screen.key("Esc");
        screen.key("q");
    });
}

#[test]
fn printing_ends_the_program_with_the_exact_text() {
    let home = home();
    let mut screen = opened(&home, "周报.md");
    screen.type_text("登录 {{主题}} $1");
    screen.row_with(&["写 登录 {{主题}} $1。"]);
    screen.key("F6");
    let status = screen.exit();
    assert!(status.success());
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    let (_, after) = raw.rsplit_once("\x1b[?1049l").expect("the screen was left");
    assert!(after.contains("写 登录 {{主题}} $1。"), "{after:?}");
}

#[test]
fn a_text_goes_to_a_command_whose_output_and_status_are_shown() {
    let home = home();
    let mut screen = opened(&home, "周报.md");
    screen.type_text("登录");
    screen.key("F7");
    screen.wait_for("to a command]");
    screen.type_text("sh -c 'wc -c; echo 坏 >&2; exit 3'");
    screen.key("Enter");
    screen.wait_for("This runs for the first time");
    screen.key("y");
    screen.wait_for("ended: exit status 3");
    screen.row_with(&["14"]);
    screen.row_with(&["! 坏"]);
    screen.key("Esc");
    screen.gone("[Output");
    // The list pipes with the last values, and what was seen once runs at once.
    screen.key("Esc");
    screen.wait_for("1 Prompts");
    screen.key("|");
    screen.wait_for("to a command]");
    screen.type_text("sh -c 'wc -c; echo 坏 >&2; exit 3'");
    screen.key("Enter");
    screen.wait_for("ended: exit status 3");
    screen.key("Esc");
    screen.gone("[Output");
    screen.key("|");
    screen.wait_for("to a command]");
    screen.type_text("no-such-command");
    screen.key("Enter");
    screen.wait_for("This runs for the first time");
    screen.key("y");
    screen.wait_for("no-such-command was not found");
    screen.key("Esc");
    screen.gone("[Output");
    screen.quit();
}

#[test]
fn a_command_that_goes_on_is_stopped_by_esc_and_the_screen_stays_in_use() {
    let home = home();
    let mut screen = opened(&home, "周报.md");
    screen.type_text("x");
    screen.key("F7");
    screen.wait_for("to a command]");
    screen.type_text("sh -c 'cat; sleep 600'");
    screen.key("Enter");
    screen.wait_for("This runs for the first time");
    screen.key("y");
    screen.row_with(&["写 x。"]);
    screen.resize(60, 20);
    screen.key("?");
    screen.wait_for("Help: what can be done here");
    screen.key("Esc");
    screen.wait_for("running");
    screen.key("Esc");
    screen.wait_for("ended by signal 15");
    screen.key("Esc");
    screen.gone("[Output");
    screen.key("Esc");
    screen.quit();
}

#[test]
fn the_text_is_edited_outside_and_a_file_is_a_value() {
    let home = Home::with(&[("a.md", "---\nargs:\n  file: {kind: file}\n---\nSee {{file}}")]);
    home.write(Path::new("notes.txt"), "笔记");
    let editor = home.script("append", "printf '，改过' >> \"$1\"");
    let variables = vec![variable("SSH_CONNECTION", "x"), variable("EDITOR", editor)];
    let mut screen = home.open(&Launch { variables, ..plain() });
    screen.select("a.md");
    screen.key("Enter");
    screen.wait_for("[Fill in");
    screen.type_text("@~/no");
    screen.row_with(&["@~/notes.txt"]);
    screen.key("↓");
    screen.key("Enter");
    screen.row_with(&["See 笔记"]);
    screen.key("F4");
    screen.row_with(&["See 笔记，改过"]);
    screen.key("F6");
    assert!(screen.exit().success());
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    assert!(raw.rsplit_once("\x1b[?1049l").is_some_and(|(_, after)| after.contains("See 笔记，改过")));
}
