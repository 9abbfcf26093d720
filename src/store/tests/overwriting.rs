//! Other programs change a file between our reading and our saving, in every way that programs do: no save replaces
//! their text. The content decides, for a time and a size can be what they were.

use std::os::unix::fs::MetadataExt;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use super::*;

const BASE: &str = "the text that we read\n";

/// As long as [`BASE`], so that the size tells nothing.
const THEIRS: &str = "the text they wrote..\n";

const MINE: &str = "the text that we wrote\n";

/// How another program changes the file.
#[derive(Debug, Clone, Copy)]
enum Way {
    InPlace,
    Rename,
    CopyWithTimes,
    Sed,
    Git,
}

const WAYS: [Way; 5] = [Way::InPlace, Way::Rename, Way::CopyWithTimes, Way::Sed, Way::Git];

/// What the file's time is afterwards.
#[derive(Debug, Clone, Copy)]
enum Time {
    Newer,
    Older,
    Same,
}

const TIMES: [Time; 3] = [Time::Newer, Time::Older, Time::Same];

/// Runs another program in the book; whether it is there and did it.
fn program(book: &Book, words: &[&str]) -> bool {
    let mut program = Command::new(words[0]);
    program.args(&words[1..]).current_dir(book.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    // Nothing of the user's settings.
    program.env("HOME", book.folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
    program.status().is_ok_and(|status| status.success())
}

fn git(book: &Book, words: &[&str]) -> bool {
    let who = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    program(book, &[&who, words].concat())
}

impl Way {
    /// What is there before we read.
    fn prepare(self, book: &Book) -> bool {
        match self {
            Way::Git => {
                book.put("a.md", THEIRS);
                git(book, &["init", "-q"])
                    && git(book, &["add", "a.md"])
                    && git(book, &["commit", "-qm", "theirs"])
                    && git(book, &["branch", "theirs"])
                    && std::fs::write(book.path("a.md"), BASE).is_ok()
                    && git(book, &["commit", "-qam", "base"])
            }
            _ => {
                book.put("a.md", BASE);
                true
            }
        }
    }

    fn change(self, book: &Book, theirs: &str) -> bool {
        match self {
            Way::InPlace => fs::write(book.path("a.md"), theirs).is_ok(),
            Way::Rename => {
                book.put("b.md", theirs);
                fs::rename(book.path("b.md"), book.path("a.md")).is_ok()
            }
            Way::CopyWithTimes => {
                book.put("b.md", theirs);
                program(book, &["touch", "-r", "a.md", "b.md"]) && program(book, &["cp", "-p", "b.md", "a.md"])
            }
            Way::Sed => program(book, &["sed", "-i", &format!("1s/.*/{}/", theirs.trim_end()), "a.md"]),
            Way::Git => git(book, &["checkout", "-q", "theirs"]),
        }
    }
}

impl Time {
    fn set(self, book: &Book, before: SystemTime) {
        let time = match self {
            Time::Newer => before + Duration::from_secs(60),
            Time::Older => before - Duration::from_secs(60),
            Time::Same => before,
        };
        let file = fs::File::options().write(true).open(book.path("a.md")).expect("a file");
        file.set_modified(time).expect("a time");
    }
}

/// Changes the file in every way between a read and `save`, which answers whether it saved; tells the ways in which the
/// other program's text was lost.
fn overwritten(save: impl Fn(&Book, &fs::Metadata) -> bool) -> (usize, Vec<String>) {
    let mut lost = Vec::new();
    let mut checked = 0;
    for (way, time) in WAYS.into_iter().flat_map(|way| TIMES.map(|time| (way, time))) {
        let book = book();
        if !way.prepare(&book) {
            println!("not checked: {way:?} cannot be done here");
            continue;
        }
        assert_eq!(book.text("a.md"), BASE);
        let before = fs::metadata(book.path("a.md")).expect("a file");
        assert!(way.change(&book, THEIRS), "{way:?}");
        assert_eq!(book.text("a.md"), THEIRS, "{way:?}");
        time.set(&book, before.modified().expect("a time"));
        checked += 1;
        if save(&book, &before) || book.text("a.md") != THEIRS {
            lost.push(format!("{way:?} {time:?}"));
        }
    }
    (checked, lost)
}

#[test]
fn no_change_of_another_program_is_overwritten_in_silence() {
    let (checked, lost) = overwritten(|book, _| {
        let outcome = book.store.write(&id("a.md"), MINE.as_bytes(), Expected::Content(hash(BASE)));
        assert!(!matches!(&outcome, Err(error) if !matches!(error, StoreError::Changed(_))), "{outcome:?}");
        outcome.is_ok()
    });
    println!("{checked} ways");
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn a_save_that_compares_time_and_size_is_caught_by_this_check() {
    let (_, lost) = overwritten(|book, before| {
        let now = fs::metadata(book.path("a.md")).expect("a file");
        let unchanged =
            (now.mtime(), now.mtime_nsec(), now.len()) == (before.mtime(), before.mtime_nsec(), before.len());
        unchanged && fs::write(book.path("a.md"), MINE).is_ok()
    });
    println!("{lost:?}");
    assert!(lost.iter().any(|way| way.ends_with("Same")), "{lost:?}");
}

#[test]
fn a_text_that_comes_back_as_it_was_may_be_replaced_whatever_its_file() {
    for way in WAYS.into_iter().filter(|way| !matches!(way, Way::Git)) {
        let book = book();
        assert!(way.prepare(&book) && way.change(&book, THEIRS) && way.change(&book, BASE), "{way:?}");
        book.store.write(&id("a.md"), MINE.as_bytes(), Expected::Content(hash(BASE))).expect("a save");
        assert_eq!(book.text("a.md"), MINE);
    }
}
