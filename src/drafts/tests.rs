//! What drafts promise: they are there again after their program is gone, and only then.

use std::io::Write;
use std::process::{Command, Stdio};

use super::*;

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}

fn draft(name: &str, text: &str) -> Draft {
    Draft::new(id(name), b"\xef\xbb\xbfbase\r\n".to_vec(), text.to_owned(), Caret { line: 1, column: 2 })
}

fn texts(drafts: &Drafts) -> Vec<(String, String)> {
    let left = drafts.left_behind().expect("the folder can be read");
    left.into_iter().map(|left| (left.draft.id.to_string(), left.draft.text)).collect()
}

fn left(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn a_draft_of_a_running_program_is_its_own_and_after_its_end_it_is_there_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut one = Drafts::new(folder.path());
    let written = draft("写作/周报.md", "未存的文字\n");
    one.write(&draft("写作/周报.md", "an older text")).expect("it is written");
    one.write(&written).expect("it is written");
    let other = Drafts::new(folder.path());
    assert_eq!(other.left_behind().expect("it can be read"), [], "its program is running");
    kill_after_writing(folder.path());
    assert_eq!(texts(&other), [left("killed.md", "typed before the end")]);
    drop(one);
}

/// Set in the program that is to be killed, to the folder of its drafts.
const DOOMED: &str = "PROMPTBOOK_TEST_DOOMED_DRAFT";

/// Runs the test below as another program, which writes a draft, and kills it.
fn kill_after_writing(folder: &Path) {
    use std::io::{BufRead, BufReader};
    let mut doomed = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "drafts::tests::a_doomed_program_writes_its_draft", "--nocapture"])
        .env(DOOMED, folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("another program");
    let mut out = BufReader::new(doomed.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("written") {
        line.clear();
        assert_ne!(out.read_line(&mut line).expect("a pipe"), 0, "the other program ended by itself");
    }
    doomed.kill().expect("SIGKILL");
    doomed.wait().expect("it is dead");
}

#[test]
fn a_doomed_program_writes_its_draft() {
    let Some(folder) = std::env::var_os(DOOMED) else { return };
    let mut drafts = Drafts::new(folder);
    drafts.write(&draft("killed.md", "typed before the end")).expect("it is written");
    let mut out = std::io::stdout();
    writeln!(out, "written").and_then(|()| out.flush()).expect("the killer listens");
    loop {
        std::thread::park();
    }
}

#[test]
fn a_draft_that_is_settled_or_forgotten_is_not_offered_again() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    kill_after_writing(folder.path());
    let drafts = Drafts::new(folder.path());
    let found = drafts.left_behind().expect("it can be read");
    assert_eq!(
        (found[0].draft.base.as_slice(), found[0].draft.caret),
        (&b"\xef\xbb\xbfbase\r\n"[..], Caret { line: 1, column: 2 })
    );
    drafts.settle(&found[0]).expect("it can be removed");
    drafts.settle(&found[0]).expect("twice is once");
    assert_eq!(texts(&drafts), []);

    let mut own = Drafts::new(folder.path());
    own.write(&draft("a.md", "text")).expect("it is written");
    own.forget(&id("a.md")).expect("it can be removed");
    own.forget(&id("never.md")).expect("nothing to forget");
    drop(own);
    assert_eq!(entries(folder.path()).expect("it can be read").len(), 0, "nothing is left of it");
}

#[test]
fn a_draft_that_was_cut_is_passed_over_and_stays() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    kill_after_writing(folder.path());
    let drafts = Drafts::new(folder.path());
    let path = drafts.left_behind().expect("it can be read").remove(0).path;
    let whole = fs::read(&path).expect("a draft");
    for broken in [&whole[..whole.len() - 1], b"", b"{}\n", b"not json\ntext"] {
        fs::write(&path, broken).expect("a broken draft");
        assert_eq!(texts(&drafts), []);
        assert!(path.exists());
    }
    fs::write(&path, whole).expect("a draft");
    assert_eq!(texts(&drafts).len(), 1);
}

#[test]
fn who_edits_the_same_prompt_is_told_until_the_other_has_done() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (one, other) = (Drafts::new(folder.path()), Drafts::new(folder.path()));
    let held = one.edit(&id("a.md")).expect("it can be locked");
    assert!(matches!(held, Editing::Alone(_)));
    let told = other.edit(&id("a.md")).expect("it can be asked");
    assert!(matches!(told, Editing::Shared(Editor { pid }) if pid == std::process::id()), "{told:?}");
    assert!(matches!(other.edit(&id("b.md")).expect("another prompt"), Editing::Alone(_)));
    drop(held);
    assert!(matches!(other.edit(&id("a.md")).expect("it is free"), Editing::Alone(_)));
}

#[test]
fn names_that_are_not_utf8_keep_their_bytes() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("1.draft");
    let name = PromptId::new(b"caf\xe9.md").expect("an odd name");
    let written = Draft { id: name, ..draft("a.md", "text") };
    written.write(&path).expect("it is written");
    let read = Draft::read(&path).expect("it is read");
    assert!(read.time() > std::time::UNIX_EPOCH);
    assert_eq!(Draft { at: 0, ..read }, written);
}
