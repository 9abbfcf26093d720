//! The past from a shell: versions, their differences, undo, and drafts that were left behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use promptbook::drafts::{Caret, Draft, Drafts};
use promptbook::folders;
use serde_json::json;

use crate::{Home, Result};

#[test]
fn removing_is_undone_and_done_again_with_bytes_and_mode() -> Result<()> {
    let home = Home::with(&[("写作/it's 周报.md", "text\r\n")])?;
    let file = home.book().join("写作/it's 周报.md");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640))?;
    let said = home.run(["rm", "周报"]);
    assert_eq!((said.code, said.text(), file.exists()), (Some(0), "", false));
    assert_eq!(said.notes, "Moved 写作/it's 周报.md to the trash. promptbook undo brings it back\n");
    let said = home.run(["undo"]);
    assert_eq!(said.notes, "写作/it's 周报.md is back. promptbook redo takes that back\n");
    assert_eq!((fs::read(&file)?, fs::metadata(&file)?.permissions().mode() & 0o777), (b"text\r\n".to_vec(), 0o640));
    assert_eq!(home.run(["redo"]).code, Some(0));
    assert!(!file.exists());
    home.run(["redo"]).fails(1, &["nothing to redo"]);
    home.run(["undo"]);
    home.run(["undo"]).fails(1, &["nothing more to undo"]);
    Ok(())
}

#[test]
fn a_prompt_that_is_gone_is_found_in_its_history_and_brought_back() -> Result<()> {
    let home = Home::with(&[("code/a.md", "text\n")])?;
    let removed = home.run(["rm", "a", "--json"]).json();
    assert_eq!(removed["name"], "code/a.md");
    let number = removed["version"].to_string();
    let versions = home.run(["history", "code/a", "--json"]).json();
    assert_eq!((&versions[0]["version"], &versions[0]["made"]), (&json!(number), &json!("removed")));
    assert_eq!(versions[0]["current"], false);
    let restored = home.run(["restore", "code/a.md", &number, "--json"]).json();
    assert_eq!((&restored["name"], &restored["bytes"]), (&json!("code/a.md"), &json!(5)));
    assert_eq!(fs::read(home.book().join("code/a.md"))?, b"text\n");
    assert_eq!(home.run(["rm", "code/a"]).code, Some(0));
    assert_eq!(home.run(["history", "a", "--json"]).json()[0]["name"], "code/a.md", "the end of its name is enough");
    home.run(["restore", "code/a.md", "4711"]).fails(1, &["has no version 4711", "promptbook history"]);
    home.run(["restore", "code/a.md", "first"]).fails(2, &["first is no version"]);
    home.run(["history", "nothing"]).fails(1, &["nothing"]);
    Ok(())
}

#[test]
fn new_names_are_undone_and_a_name_that_was_taken_since_is_not_replaced() -> Result<()> {
    let home = Home::with(&[("a.md", "mine")])?;
    assert_eq!(home.run(["mv", "a", "b"]).code, Some(0));
    fs::write(home.book().join("a.md"), "another's")?;
    home.run(["undo"]).fails(1, &["a.md exists already"]);
    assert_eq!(fs::read(home.book().join("a.md"))?, b"another's");
    fs::remove_file(home.book().join("a.md"))?;
    let undone = home.run(["undo", "--json"]).json();
    assert_eq!(undone["change"]["renamed"], json!({ "from": "b.md", "to": "a.md" }));
    assert_eq!(fs::read(home.book().join("a.md"))?, b"mine");
    Ok(())
}

#[test]
fn what_another_program_wrote_since_is_not_undone() -> Result<()> {
    let home = Home::with(&[])?;
    assert_eq!(home.run(["new", "a"]).code, Some(0));
    fs::write(home.book().join("a.md"), "another's")?;
    home.run(["undo"]).fails(1, &["a.md changed on disk"]);
    assert_eq!(fs::read(home.book().join("a.md"))?, b"another's");
    Ok(())
}

#[test]
fn versions_are_listed_compared_and_restored_as_new_ones() -> Result<()> {
    let home = Home::with(&[("a.md", "one\n")])?;
    let draft = home.at("draft.md");
    fs::write(&draft, "一\ntwo\n")?;
    assert_eq!(home.run(["rm", "a"]).code, Some(0));
    assert_eq!(home.run(["new", "a", "--from", draft.to_str().expect("a path")]).code, Some(0));
    let versions = home.run(["history", "a", "--json"]).json();
    let made: Vec<_> = versions.as_array().expect("an array").iter().map(|row| row["made"].clone()).collect();
    assert_eq!(made, [json!("created"), json!("removed"), json!("met on disk")]);
    assert_eq!(versions[0]["current"], true);
    let said = home.run(["history", "a"]);
    assert!(said.text().lines().next().is_some_and(|line| line.ends_with("created  now on disk")), "{said:?}");

    let said = home.run(["diff", "a"]);
    assert!(said.text().contains("\n-one\n+一\n+two\n"), "{said:?}");
    let patch = home.run(["diff", "a", "1", "disk", "--json"]).json();
    assert_eq!((&patch["from"], &patch["to"]), (&json!("1"), &json!("disk")));
    assert_eq!(home.run(["diff", "a", "3", "disk"]).text(), "");
    home.run(["diff", "a", "git"]).fails(2, &["git has no commit of a.md"]);

    assert_eq!(home.run(["restore", "a", "1"]).code, Some(0));
    assert_eq!(fs::read(home.book().join("a.md"))?, b"one\n");
    assert_eq!(home.run(["undo"]).code, Some(0));
    assert_eq!(fs::read(home.book().join("a.md"))?, "一\ntwo\n".as_bytes());
    Ok(())
}

#[test]
fn the_last_commit_is_a_version_where_the_book_is_under_git() -> Result<()> {
    let home = Home::with(&[("写作/周报.md", "committed\n")])?;
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.arg("-C").arg(home.book()).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(arguments);
        git.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")]);
        git.output()
    };
    if git(&["--version"]).is_err() {
        eprintln!("SKIPPED: there is no git here, so the last commit of a prompt is not tested");
        return Ok(());
    }
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
        let done = git(arguments)?;
        assert!(done.status.success(), "{done:?}");
    }
    fs::write(home.book().join("写作/周报.md"), "changed\n")?;
    let versions = home.run(["history", "周报", "--json"]).json();
    let last = versions.as_array().and_then(|rows| rows.last()).expect("a version");
    assert_eq!((&last["version"], &last["bytes"], &last["current"]), (&json!("git"), &json!(10), &json!(false)));
    assert!(last["made"].as_str().is_some_and(|made| made.starts_with("commit ")));
    assert!(home.run(["diff", "周报"]).text().contains("\n-committed\n+changed\n"));
    assert_eq!(home.run(["restore", "周报", "git"]).code, Some(0));
    assert_eq!(fs::read(home.book().join("写作/周报.md"))?, b"committed\n");
    Ok(())
}

#[test]
fn drafts_that_were_left_behind_are_listed_and_printed() -> Result<()> {
    let home = Home::with(&[("a.md", "one\r\n")])?;
    assert_eq!(home.run(["drafts", "--json"]).json(), json!([]));
    let book = folders::of_book(&home.at("state/promptbook"), &fs::canonicalize(home.book())?);
    let mut drafts = Drafts::new(book.join("drafts"));
    let id = promptbook::PromptId::new("a.md").expect("a valid name");
    drafts.write(&Draft::new(id, b"one\r\n".into(), "one\n二\n".into(), Caret::default()))?;
    assert_eq!(home.run(["drafts"]).text(), "", "its program is running");
    // As if it had been killed: nothing of it is tidied, and its lock is gone.
    let own = fs::read_dir(book.join("drafts"))?.next().expect("a folder")?.path();
    let left = book.join("drafts/left");
    fs::create_dir(&left)?;
    fs::write(left.join("lock"), "")?;
    fs::copy(own.join("1.draft"), left.join("1.draft"))?;
    assert_eq!(home.run(["drafts"]).text(), "a.md\n");
    assert_eq!(home.run(["drafts", "a.md"]).text(), "one\r\n二\r\n");
    home.run(["drafts", "b.md"]).fails(2, &["no draft of b.md"]);
    Ok(())
}
