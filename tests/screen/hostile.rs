//! Books that nobody would make on purpose, or only on purpose: each is shown safely, and the program still answers.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::check::plain;
use crate::support::home::Home;

/// Sequences that would reach a clipboard, a title or the screen if they were sent as they are.
pub const SEQUENCES: [&str; 6] = [
    "\x1b]52;c;aG9zdGlsZQ==\x07",
    "\x1b]0;hostile title\x07",
    "\x1b]2;hostile title\x1b\\",
    "\x1b[2J\x1b[31mhostile",
    "\u{9d}52;c;aG9zdGlsZQ==\u{9c}",
    "\x1bPhostile\x1b\\",
];

/// What must never be sent.
fn assert_harmless(raw: &[u8]) {
    let sent = String::from_utf8_lossy(raw);
    for sequence in ["\x1b]52;", "\x1b]0;hostile", "\x1b]2;", "\x1b[2J\x1b[31mhostile", "\x1bPhostile"] {
        assert!(!sent.contains(sequence), "{sequence:?} was sent");
    }
    assert!(!sent.contains(|c: char| ('\u{80}'..='\u{9f}').contains(&c)), "a control character was sent");
    assert!(!sent.contains('\u{202e}'), "text was reordered");
}

#[test]
fn escape_sequences_in_contents_and_titles_are_shown_and_not_sent() {
    let text = SEQUENCES.join("\n");
    let header = format!("---\ntitle: \"{}\"\ntags: [\"\x1b]0;hostile\x07\"]\n---\n", "\\e]0;hostile title\\a");
    let home = Home::with(&[("a.md", "Harmless.\n"), ("b.md", &format!("{header}{text}\u{202e}end\n"))]);
    let mut screen = home.open(&plain());
    screen.select("b.md");
    screen.row_with(&["␛]52;c;"]);
    // An editor would have to send them, or to change them: it does neither.
    screen.key("e");
    screen.wait_for("read-only here");
    screen.paste(SEQUENCES[1]);
    screen.wait_for("clear, then leave");
    screen.key("Esc");
    screen.key("Esc");
    screen.gone("clear, then leave");
    screen.quit();
    assert_harmless(&screen.raw());
}

#[test]
fn escape_sequences_in_names_of_files_and_folders_are_shown_and_not_sent() {
    let home = Home::with(&[("a.md", "Harmless.\n")]);
    for (n, sequence) in SEQUENCES.iter().enumerate() {
        home.put(&format!("{}{n}/{}.md", sequence.replace('/', ""), sequence.replace('/', "")), "Named.\n");
    }
    home.put("回车\r\n换行.md", "Named.\n");
    let mut screen = home.open(&plain());
    for _ in 0..2 * SEQUENCES.len() {
        screen.key("↓");
    }
    screen.wait_for("Named.");
    screen.key("L");
    screen.wait_for("[Messages]");
    screen.key("Esc");
    screen.key("M");
    screen.wait_for("Snapshot cache");
    screen.key("Esc");
    screen.gone("Snapshot cache");
    screen.select("a.md");
    screen.quit();
    assert_harmless(&screen.raw());
}

#[test]
fn what_is_no_readable_file_is_told_and_everything_else_works() {
    let home = Home::with(&[("a.md", "Harmless.\n")]);
    let book = home.book();
    home.put("不是UTF-8.md", b"before \xff\xfe after\n");
    assert!(Command::new("mkfifo").arg(book.join("x.md")).status().expect("mkfifo runs").success());
    fs::create_dir(book.join("folder.md")).expect("a folder can be made");
    symlink("loop-b.md", book.join("loop-a.md")).expect("a link can be made");
    symlink("loop-a.md", book.join("loop-b.md")).expect("a link can be made");
    symlink("..", book.join("up")).expect("a link can be made");
    home.write(&home.path().join("secret.md"), "Secret of another folder.\n");
    symlink(home.path().join("secret.md"), book.join("link.md")).expect("a link can be made");
    fs::write(book.join(OsStr::from_bytes(b"latin-\xe9.md")), "Old name.\n").expect("the system takes such names");

    let mut screen = home.open(&plain());
    screen.select("不是UTF-8.md");
    screen.row_with(&["before \\xff\\xfe after"]);
    screen.key("e");
    screen.wait_for("is not UTF-8, so it is read-only here");
    screen.key("L");
    screen.wait_for("[Messages]");
    screen.row_with(&["Skipped", "x.md"]);
    screen.row_with(&["Skipped", "loop-a.md"]);
    screen.row_with(&["Skipped", "link.md"]);
    screen.key("Esc");
    screen.gone("[Messages]");
    screen.select("a.md");
    screen.row_with(&["Harmless."]);
    screen.edit("a.md");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
    assert!(!String::from_utf8_lossy(&screen.raw()).contains("Secret"));
    assert_eq!(home.bytes("不是UTF-8.md"), b"before \xff\xfe after\n");
}

#[test]
fn a_huge_file_and_a_huge_line_are_shown_as_far_as_makes_sense() {
    let home = Home::with(&[("a.md", "Harmless.\n")]);
    home.put("huge.md", "A line of a log, 日志的一行, repeated very often.\n".repeat(50_000_000 / 53));
    home.put("line.md", "word 词 ".repeat(5_000_000 / 9));
    let mut screen = home.open(&plain());
    screen.select("huge.md");
    screen.row_with(&["A line of a log, 日志的一行"]);
    screen.wait_for("more are not shown here");
    screen.key("e");
    screen.wait_for("too large to edit here");
    screen.select("line.md");
    screen.row_with(&["word 词 word 词"]);
    screen.key("e");
    screen.row_with(&["line.md: line 1 is too long to edit here"]);
    screen.select("a.md");
    screen.row_with(&["Harmless."]);
    screen.quit();
}
