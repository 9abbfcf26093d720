//! From a file through the editor's text to the file again: only the bytes of the edited line change, whatever the file
//! holds; and what cannot be edited is read and saved as it is.

use std::time::Instant;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::prompt::layout::{Unfit, editable, splice};

/// What an edit puts in a line's place.
const EDIT: &str = "改了 and longer";

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// How the bytes of a file, edited as a text, become its new bytes.
type Editor = fn(&[u8], &dyn Fn(&str) -> String) -> Result<Vec<u8>, Unfit>;

fn ours(raw: &[u8], edit: &dyn Fn(&str) -> String) -> Result<Vec<u8>, Unfit> {
    editable(raw).map(|text| splice(raw, &edit(&text)))
}

/// As an editor does that holds lines and writes them one after the other.
fn by_lines(raw: &[u8], edit: &dyn Fn(&str) -> String) -> Result<Vec<u8>, Unfit> {
    let text = editable(raw)?;
    let text = text.lines().collect::<Vec<_>>().join("\n");
    Ok((edit(&text) + "\n").into_bytes())
}

/// Where the lines of a file are, without their ends: found byte by byte, so that it is another way than the one checked.
fn lines(raw: &[u8]) -> Vec<(usize, usize)> {
    let mut start = if raw.starts_with(MARK) { MARK.len() } else { 0 };
    let mut lines = Vec::new();
    let mut at = start;
    while at < raw.len() {
        if matches!(raw[at], b'\r' | b'\n') {
            lines.push((start, at));
            at += usize::from(raw[at..].starts_with(b"\r\n"));
            start = at + 1;
        }
        at += 1;
    }
    lines.push((start, raw.len()));
    lines
}

/// Reads `raw` from a book, edits the line that `chosen` picks, saves and looks at the bytes.
fn check(book: &Book, raw: &[u8], chosen: usize, editor: Editor) -> Result<(), String> {
    book.put("a.md", raw);
    let contents = book.store.read(&id("a.md")).map_err(|error| error.to_string())?;
    if contents.bytes != raw {
        return Err("it is read differently".to_owned());
    }
    let lines = lines(raw);
    let chosen = chosen % lines.len();
    let edit = |text: &str| {
        let line = |(number, line)| if number == chosen { EDIT } else { line };
        text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
    };
    let (start, end) = lines[chosen];
    let (new, expected) = match editor(raw, &edit) {
        Ok(new) => (new, [&raw[..start], EDIT.as_bytes(), &raw[end..]].concat()),
        // Another program edits it; what it wrote comes back here and is saved again.
        Err(_) => (raw.to_vec(), raw.to_vec()),
    };
    let same = editor(raw, &str::to_owned).unwrap_or_else(|_| raw.to_vec());
    if same != raw {
        return Err(format!("unedited it became {:?}", String::from_utf8_lossy(&same[..same.len().min(99)])));
    }
    let expect = Expected::Content(ContentHash::of(raw));
    book.store.write(&id("a.md"), &new, expect).map_err(|error| error.to_string())?;
    let found = fs::read(book.path("a.md")).map_err(|error| error.to_string())?;
    if found == expected { Ok(()) } else { Err(format!("line {chosen} of {} changed more than itself", lines.len())) }
}

/// Files of every kind: line ends of all sorts, marks in odd places, bytes that are no text.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::sample::select(vec![
        &b"a"[..],
        b"b c",
        "中".as_bytes(),
        "e\u{301}".as_bytes(),
        b"\t",
        b"\n",
        b"\n",
        b"\r\n",
        b"\r\n",
        b"\r",
        MARK,
        b"a\r\n",
        b"a\n",
    ]);
    let odd = prop::sample::select(vec![&b"\xff"[..], b"\0", b"\xe4\xb8", b"\x1b[2J", b"\xed\xa0\x80", b"\x85"]);
    // Most files are text, so that most of them are edited.
    let pieces = prop_oneof![
        9 => prop::collection::vec(text.clone(), 0..40),
        1 => prop::collection::vec(prop_oneof![3 => text, 1 => odd], 0..40),
    ];
    pieces.prop_map(|pieces| pieces.concat())
}

fn check_generated(files: u32, editor: Editor) -> Result<(), String> {
    let book = book();
    let mut runner = TestRunner::new(Config { cases: files, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(file(), any::<usize>()), |(raw, chosen)| {
        check(&book, &raw, chosen, editor).map_err(TestCaseError::fail)
    });
    outcome.map_err(|error| error.to_string())
}

#[test]
fn only_the_bytes_of_an_edited_line_change_in_files_of_every_kind() {
    let five_megabytes = format!("{}\r\n", "x".repeat(998)).repeat(5_000);
    let many_lines = "line\r\n".repeat(200_000);
    let files: [(&str, &[u8]); 13] = [
        ("mark", b"\xEF\xBB\xBFone\ntwo\n"),
        ("CRLF", b"one\r\ntwo\r\n"),
        ("CR", b"one\rtwo\r"),
        ("mixed", b"one\r\ntwo\nthree\rfour"),
        ("no final newline", b"one\ntwo"),
        ("only a newline", b"\n"),
        ("only a mark", MARK),
        ("not UTF-8", b"one\n\xff\xfe\ntwo\r\n"),
        ("NUL", b"one\0\r\ntwo"),
        ("empty", b""),
        ("5 MB", five_megabytes.as_bytes()),
        ("more than 5 MB", &[five_megabytes.as_bytes(), b"x\xff"].concat()),
        ("200 000 lines", many_lines.as_bytes()),
    ];
    let book = book();
    for (kind, raw) in files {
        for chosen in [0, 1, 4_999, usize::MAX] {
            assert_eq!(check(&book, raw, chosen, ours), Ok(()), "{kind}, line {chosen}");
        }
    }
    // Too many lines for the screen's editor; what puts the text back is not bound by that.
    let edited = format!("{}{EDIT}\n{}", "line\n".repeat(99_999), "line\n".repeat(100_000));
    let expected = format!("{}{EDIT}\r\n{}", "line\r\n".repeat(99_999), "line\r\n".repeat(100_000));
    assert!(splice(many_lines.as_bytes(), &edited) == expected.as_bytes(), "200 000 lines");
}

#[test]
fn only_the_bytes_of_an_edited_line_change_in_generated_files() {
    let files = std::env::var("PROMPTBOOK_FILES").map_or(300, |files| files.parse().expect("a number"));
    let start = Instant::now();
    assert_eq!(check_generated(files, ours), Ok(()));
    println!("{files} files, {:.0?}", start.elapsed());
}

#[test]
fn an_editor_that_writes_line_by_line_is_caught_by_this_check() {
    println!("{}", check_generated(300, by_lines).expect_err("line ends are lost"));
}
