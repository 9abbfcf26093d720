//! What the history promises: every text is there again, byte for byte, and every change can be taken back, whoever
//! else writes to it and wherever it was cut.

use std::fs;
use std::io::Write;
use std::time::Duration;

use super::*;

struct World {
    folder: tempfile::TempDir,
    history: History,
}

fn world() -> World {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let history = History::new(folder.path().join("history"), Limits::default());
    World { folder, history }
}

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}

impl World {
    fn again(&self) -> History {
        History::new(self.folder.path().join("history"), Limits::default())
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("history/log")
    }

    fn keep(&self, text: &str) -> Kept {
        let writing = self.history.begin().expect("it can be written");
        writing.keep(text.as_bytes(), Some(0o640)).expect("a text is kept")
    }

    fn note(&self, by: By, change: Change) -> Record {
        self.history.begin().and_then(|writing| writing.note(by, change)).expect("a change is noted")
    }

    fn save(&self, name: &str, before: Option<&str>, after: &str) -> Record {
        let (before, after) = (before.map(|text| self.keep(text)), self.keep(after));
        self.note(By::Hand, Change::Saved { name: id(name), before, after })
    }

    fn rename(&self, from: &str, to: &str) {
        self.note(By::Hand, Change::Renamed { from: id(from), to: id(to) });
    }

    fn texts(&self, name: &str) -> Vec<(String, Made)> {
        let versions = self.history.versions(&id(name)).expect("the log can be read");
        let text = |version: &Version| String::from_utf8(self.history.text(version.text.hash).expect("a text"));
        versions.iter().map(|version| (text(version).expect("UTF-8"), version.made)).collect()
    }
}

fn made(text: &str, made: Made) -> (String, Made) {
    (text.to_owned(), made)
}

#[test]
fn a_text_is_kept_once_and_read_again_to_the_byte() {
    let world = world();
    let text: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let writing = world.history.begin().expect("it can be written");
    let kept = [writing.keep(&text, None), writing.keep(&text, Some(0o600))].map(|kept| kept.expect("it is kept"));
    assert_eq!((kept[0].hash, kept[0].bytes, kept[1].mode), (kept[1].hash, 100_000, Some(0o600)));
    assert_eq!(world.history.text(kept[0].hash).expect("it is there"), text);
    let objects = world.folder.path().join("history/objects");
    let files: Vec<_> = fs::read_dir(&objects).expect("a folder").flatten().collect();
    let object = fs::read_dir(files[0].path()).expect("a folder").flatten().next().expect("an object");
    assert_eq!((files.len(), fs::read_dir(files[0].path()).expect("a folder").count()), (1, 1));
    assert!(object.metadata().expect("metadata").len() < 10_000, "it is compressed");
}

#[test]
fn nothing_is_made_before_there_is_something_to_keep() {
    let world = world();
    assert_eq!(world.history.versions(&id("a.md")).expect("an empty history"), []);
    assert_eq!(world.history.forget_the_old(SystemTime::now()).expect("nothing to forget"), 0);
    assert!(!world.folder.path().join("history").exists());
}

#[test]
fn a_text_that_was_changed_or_cut_on_the_disk_is_refused_rather_than_given() {
    let world = world();
    let kept = world.keep("the text");
    let hex = kept.hash.to_hex();
    let path = world.folder.path().join("history/objects").join(&hex[..2]).join(&hex[2..]);
    let whole = fs::read(&path).expect("an object");
    for broken in [&whole[..whole.len() - 3], b"not compressed", b""] {
        fs::write(&path, broken).expect("a broken object");
        assert!(matches!(world.history.text(kept.hash), Err(HistoryError::Lost(_))), "{broken:?}");
    }
    world.keep("the text");
    assert_eq!(world.history.text(kept.hash).expect("it was kept anew"), b"the text");
    fs::remove_file(&path).expect("it can go");
    assert!(matches!(world.history.text(kept.hash), Err(HistoryError::Lost(_))));
}

#[test]
fn versions_are_in_their_order_and_a_text_of_another_program_is_one_of_them() {
    let world = world();
    world.save("a.md", Some("first"), "second");
    world.save("b.md", None, "other");
    world.save("a.md", Some("second"), "third");
    world.save("a.md", Some("elsewhere"), "fourth");
    let text = world.keep("draft");
    world.note(By::Hand, Change::GivenUp { name: id("a.md"), text, what: Given::Draft });
    let expected = [
        made("first", Made::Met),
        made("second", Made::Saved),
        made("third", Made::Saved),
        made("elsewhere", Made::Met),
        made("fourth", Made::Saved),
        made("draft", Made::GivenUp(Given::Draft)),
    ];
    assert_eq!(world.texts("a.md"), expected);
    assert_eq!(world.texts("b.md"), [made("other", Made::Created)]);
}

#[test]
fn versions_follow_a_prompt_through_its_names_and_not_another_of_the_same_name() {
    let world = world();
    world.save("a.md", None, "one");
    world.rename("a.md", "b.md");
    world.save("b.md", Some("one"), "two");
    world.save("a.md", None, "stranger");
    assert_eq!(world.texts("b.md"), [made("one", Made::Created), made("two", Made::Saved)]);
    assert_eq!(world.texts("a.md"), [made("stranger", Made::Created)]);
    world.rename("b.md", "c.md");
    assert_eq!(world.texts("c.md").len(), 2);
    assert_eq!(world.texts("b.md"), []);
}

#[test]
fn undo_and_redo_go_through_the_changes_and_on_after_a_restart() {
    let world = world();
    let first = world.save("a.md", None, "one");
    let second = world.save("a.md", Some("one"), "two");
    let undo = || world.again().to_undo().expect("a log").first().map(|record| record.number);
    let redo = || world.again().to_redo().expect("a log").first().map(|record| record.number);
    assert_eq!((undo(), redo()), (Some(second.number), None));
    world.note(By::Undo(second.number), second.change.reversed().expect("a save can be undone"));
    assert_eq!((undo(), redo()), (Some(first.number), Some(second.number)));
    world.note(By::Undo(first.number), first.change.reversed().expect("a creation can be undone"));
    assert_eq!((undo(), redo()), (None, Some(first.number)));
    world.note(By::Redo(first.number), first.change.clone());
    assert_eq!((undo(), redo()), (Some(first.number), Some(second.number)));
    let third = world.save("a.md", Some("one"), "three");
    assert_eq!((undo(), redo()), (Some(third.number), None), "a new change ends what could be made again");
}

#[test]
fn reversing_twice_is_the_change_itself() {
    let (name, one, two) = (id("a.md"), world().keep("one"), world().keep("two"));
    let changes = [
        Change::Saved { name: name.clone(), before: Some(one), after: two },
        Change::Saved { name: name.clone(), before: None, after: two },
        Change::Removed { name: name.clone(), before: one },
        Change::Renamed { from: name.clone(), to: id("b.md") },
    ];
    for change in changes {
        assert_eq!(change.reversed().and_then(|back| back.reversed()), Some(change));
    }
    assert_eq!(Change::GivenUp { name, text: one, what: Given::Disk }.reversed(), None);
}

#[test]
fn two_programs_keep_one_history() {
    let world = world();
    let other = World { history: world.again(), folder: tempfile::tempdir().expect("a folder for the test") };
    let numbers: Vec<u64> = std::thread::scope(|scope| {
        let threads = [&world, &other].map(|world| {
            scope.spawn(move || (0..50).map(|n| world.save("a.md", None, &n.to_string()).number).collect::<Vec<_>>())
        });
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), 100, "no number was given twice");
    let recorded: Vec<u64> = world.again().records().expect("a log").iter().map(|record| record.number).collect();
    assert_eq!((recorded.len(), recorded.is_sorted()), (100, true));
}

#[test]
fn a_line_that_was_cut_or_cannot_be_read_costs_nothing_else() {
    let world = world();
    world.save("a.md", None, "one");
    let mut log = fs::File::options().append(true).open(world.log()).expect("a log");
    log.write_all(b"nonsense\n{\"number\":").expect("a cut line");
    world.save("a.md", Some("one"), "two");
    let expected = [made("one", Made::Created), made("two", Made::Saved)];
    assert_eq!(world.texts("a.md"), expected);
    let fresh = World { history: world.again(), folder: tempfile::tempdir().expect("a folder for the test") };
    assert_eq!(fresh.texts("a.md"), expected);
}

#[test]
fn names_that_are_not_utf8_are_the_same_after_a_restart() {
    let world = world();
    let name = PromptId::new(b"caf\xe9.md").expect("an odd name");
    let after = world.keep("text");
    world.note(By::Hand, Change::Saved { name: name.clone(), before: None, after });
    assert_eq!(world.again().versions(&name).expect("a log").len(), 1);
}

#[test]
fn what_is_beyond_the_limits_is_forgotten_but_never_the_last_text_of_a_prompt() {
    let world = world();
    let limits = Limits { max_versions: 3, ..Limits::default() };
    let history = History::new(world.folder.path().join("history"), limits);
    let mut before = None;
    for n in 0..10 {
        let text = n.to_string();
        world.save("a.md", before.as_deref(), &text);
        before = Some(text);
    }
    world.save("b.md", None, "once");
    assert_eq!(history.forget_the_old(SystemTime::now()).expect("the log can be written"), 6);
    let left = |name| world.texts(name).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
    assert_eq!((left("a.md"), left("b.md")), (vec!["7".into(), "8".into(), "9".into()], vec!["once".to_owned()]));
    // Another program had read the longer log, and goes on where this one ends.
    assert_eq!(world.save("a.md", Some("9"), "10").number, 12);

    let much_later = SystemTime::now() + 2 * Limits::default().max_age;
    history.forget_the_old(much_later).expect("the log can be written");
    assert_eq!((left("a.md"), left("b.md")), (vec!["10".to_owned()], vec!["once".to_owned()]));
    let long_ago = SystemTime::now() - 10 * Limits::default().max_age;
    assert_eq!(history.forget_the_old(long_ago).expect("a clock that was set back forgets nothing"), 0);
}

#[test]
fn nothing_is_forgotten_while_a_change_is_under_way() {
    let world = world();
    world.save("a.md", None, "noted");
    let writing = world.history.begin().expect("it can be written");
    let kept = writing.keep(b"not noted yet", None).expect("a text is kept");
    assert_eq!(world.again().forget_the_old(SystemTime::now()).expect("there will be another time"), 0);
    assert_eq!(world.history.text(kept.hash).expect("it is there"), b"not noted yet");
    drop(writing);
    assert_eq!(world.again().forget_the_old(SystemTime::now()).expect("it can be tidied"), 1, "nobody needs it");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_with_its_name() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("file"), "").expect("a file in the way");
    let history = History::new(folder.path().join("file/history"), Limits { max_age: Duration::ZERO, max_versions: 0 });
    let message = history.begin().expect_err("a file is no folder").to_string();
    assert!(message.contains("file/history"), "{message}");
}

#[test]
fn what_is_about_to_be_replaced_is_known_before_it_goes_and_once() {
    let world = world();
    let text = world.keep("theirs");
    let writing = world.history.begin().expect("it can be written");
    for _ in 0..2 {
        writing.remember(&id("a.md"), text).expect("it is noted");
    }
    drop(writing);
    assert_eq!(world.texts("a.md"), [made("theirs", Made::Met)]);
    // As if the program had been killed before it noted the removal: tidying leaves the text.
    world.again().forget_the_old(SystemTime::now()).expect("it can be tidied");
    assert_eq!(world.texts("a.md"), [made("theirs", Made::Met)]);
    assert_eq!(world.again().to_undo().expect("a log"), [], "nothing was changed");
    world.save("a.md", Some("theirs"), "mine");
    assert_eq!(world.texts("a.md"), [made("theirs", Made::Met), made("mine", Made::Saved)]);
}

#[test]
fn nothing_is_forgotten_while_a_line_cannot_be_read_or_the_log_is_gone() {
    let world = world();
    let kept = world.save("a.md", None, "text");
    let whole = fs::read(world.log()).expect("a log");
    for broken in [Some(&b"{\"number\":1,\"change\":{\"of a later version\":{}}}\n"[..]), None] {
        match broken {
            Some(line) => fs::write(world.log(), line).expect("another log"),
            None => fs::remove_file(world.log()).expect("no log"),
        }
        assert_eq!(world.again().forget_the_old(SystemTime::now()).expect("it can be looked at"), 0);
    }
    fs::write(world.log(), whole).expect("the log");
    let Change::Saved { after, .. } = kept.change else { panic!("it was saved") };
    assert_eq!(world.history.text(after.hash).expect("it is there"), b"text");
}

#[test]
fn a_new_name_can_be_undone_after_a_restart_that_tidies() {
    let world = world();
    world.rename("a.md", "b.md");
    world.again().forget_the_old(SystemTime::now()).expect("it can be tidied");
    assert!(!world.again().to_undo().expect("a log").is_empty());
    let later = SystemTime::now() + 2 * Limits::default().max_age;
    world.again().forget_the_old(later).expect("it can be tidied");
    assert_eq!(world.again().to_undo().expect("a log"), [], "it leads to nothing and is old");
}
