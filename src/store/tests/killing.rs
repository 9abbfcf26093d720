//! Killing a program in the middle of its saves, again and again: the file has one whole text, and none older than the
//! last one that was acknowledged. A save that truncates first must be caught by the same check.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Set in the program that is to be killed, to the folder of its book.
const DOOMED: &str = "PROMPTBOOK_TEST_DOOMED";

/// One version's text: several hundred kilobytes of its number, so that any torn state shows.
fn version(number: u64) -> Vec<u8> {
    format!("{number:07}\n").repeat(50_000).into_bytes()
}

/// The number whose whole text this is.
fn whole_version(text: &[u8]) -> Option<u64> {
    let number = std::str::from_utf8(text.get(..7)?).ok()?.parse().ok()?;
    (text == version(number)).then_some(number)
}

/// What the doomed program does until it is killed, telling each save that was done.
fn save_for_ever(save: impl Fn(&[u8])) -> ! {
    let mut out = std::io::stdout();
    for number in 1.. {
        save(&version(number));
        writeln!(out, "saved {number}").and_then(|()| out.flush()).expect("the killer listens");
    }
    unreachable!("it is killed long before the numbers end");
}

/// Runs `test` of this file as another program, kills it at a random moment and tells what is wrong with the file.
fn kill_while_saving(test: &str, delay: Duration) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let book = folder.path();
    let mut doomed = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &format!("store::tests::killing::{test}"), "--nocapture"])
        .env(DOOMED, book)
        .stdout(Stdio::piped())
        .spawn()
        .expect("another program");
    let mut out = BufReader::new(doomed.stdout.take().expect("it is piped"));
    let mut line = String::new();
    let mut told = |line: &mut String| {
        line.clear();
        out.read_line(line).expect("a pipe")
    };
    while !line.starts_with("saved ") {
        assert_ne!(told(&mut line), 0, "the other program ended by itself");
    }
    // The moment is the point of this test; nothing is waited for.
    let start = Instant::now();
    while start.elapsed() < delay {
        std::hint::spin_loop();
    }
    doomed.kill().expect("SIGKILL");
    doomed.wait().expect("it is dead");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("a pipe");
    let complete = |line: &str| line.strip_suffix('\n')?.strip_prefix("saved ")?.parse().ok();
    let acknowledged: u64 =
        rest.split_inclusive('\n').chain([line.as_str()]).filter_map(complete).max().expect("one at least");
    let text = fs::read(book.join("a.md")).map_err(|error| format!("no text at all: {error}"))?;
    match whole_version(&text) {
        Some(found) if found == acknowledged || found == acknowledged + 1 => Ok(()),
        Some(found) => Err(format!("version {found} is there, {acknowledged} was acknowledged")),
        None => Err(format!("{} bytes are there that nobody saved", text.len())),
    }
}

/// Moments from 0 to 8 ms, the same in every run.
fn moments() -> impl Iterator<Item = Duration> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Duration::from_micros(state % 8000)
    })
}

#[test]
fn a_program_killed_while_it_saves_leaves_one_whole_text() {
    if let Some(book) = std::env::var_os(DOOMED) {
        let store = DiskStore::open(&book).expect("a book");
        save_for_ever(|text| {
            store.write(&id("a.md"), text, Expected::Anything).expect("a save");
        });
    }
    for (round, delay) in moments().take(30).enumerate() {
        let outcome = kill_while_saving("a_program_killed_while_it_saves_leaves_one_whole_text", delay);
        assert_eq!(outcome, Ok(()), "kill {round} after {delay:?}");
    }
}

#[test]
fn a_save_that_truncates_first_is_caught_by_this_check() {
    if let Some(book) = std::env::var_os(DOOMED) {
        let path = Path::new(&book).join("a.md");
        save_for_ever(|text| {
            let mut file = fs::File::create(&path).expect("a file");
            text.chunks(4096).for_each(|chunk| file.write_all(chunk).expect("a write"));
        });
    }
    let caught = moments()
        .take(200)
        .any(|delay| kill_while_saving("a_save_that_truncates_first_is_caught_by_this_check", delay).is_err());
    assert!(caught, "a torn file was never seen");
}
