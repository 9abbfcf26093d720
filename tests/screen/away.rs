//! The book's folder goes away while a person works in it, and comes back.

use std::fs;
use std::path::Path;

use crate::check::wide;
use crate::support::home::Home;

#[test]
fn a_book_that_is_moved_away_says_so_keeps_the_draft_and_goes_on_when_it_is_back() {
    let home = Home::with(&[("a.md", "First.\n"), ("b.md", "Second.\n")]);
    home.write(Path::new("config/promptbook/config.toml"), "[book]\npoll_seconds = 1\n");
    let mut screen = home.open(&wide());
    screen.edit("a.md");
    screen.type_text("Typed. ");
    screen.wait_for("Typed. First.");
    let elsewhere = home.path().join("elsewhere");
    fs::rename(home.book(), &elsewhere).expect("a folder can be renamed");
    screen.wait_for("is no longer there: it was moved, removed or unmounted");
    screen.wait_for("Drafts are kept");
    screen.wait_for("no folder");
    screen.key("F2");
    screen.wait_for("a.md is not saved");
    assert_eq!(fs::read_to_string(elsewhere.join("a.md")).expect("it is there"), "First.\n");
    fs::rename(&elsewhere, home.book()).expect("a folder can be renamed");
    screen.gone("no folder");
    screen.key("F2");
    screen.wait_for("Saved");
    assert_eq!(home.text("a.md"), "Typed. First.\n");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}
