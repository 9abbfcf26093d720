//! The first minute: no book yet, or an empty one.

use std::fs;

use crate::check::plain;
use crate::support::Launch;
use crate::support::home::Home;

#[test]
fn without_a_book_the_samples_are_browsed_and_written_only_when_asked_for() {
    let home = Home::new();
    let mut screen = home.open(&plain());
    screen.row_with(&["built-in samples", "8 prompts"]);
    screen.select("润色.md");
    screen.row_with(&["2 Preview  写作/润色.md"]);
    screen.key("e");
    screen.wait_for("These are samples. i copies them to ~/data/promptbook/prompts");
    screen.key("d");
    screen.key("n");
    assert!(!home.path().join("data").exists());

    screen.key("i");
    screen.wait_for("Copied 8 samples");
    screen.row_with(&["~/data/promptbook/prompts", "8 prompts"]);
    let sample = promptbook::samples::all().iter().find(|(name, _)| *name == "写作/润色.md").expect("a sample");
    assert_eq!(home.text("写作/润色.md"), sample.1);
    screen.select("润色.md");
    screen.edit("写作/润色.md");
    screen.type_text("x");
    screen.key("F2");
    screen.wait_for("Saved 写作/润色.md");
    assert_eq!(home.text("写作/润色.md"), format!("x{}", sample.1));
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn an_empty_folder_says_what_can_be_done_and_does_it() {
    let home = Home::new();
    let folder = home.path().join("空");
    fs::create_dir(&folder).expect("a folder can be made");
    let mut screen = home.open(&Launch { arguments: vec!["空".into()], ..plain() });
    screen.wait_for("No prompts here yet.");
    screen.wait_for("i  add samples");
    assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 0);
    screen.key("n");
    screen.wait_for("New prompt:");
    screen.type_text("第一个");
    screen.key("Enter");
    screen.wait_for("2 Edit  第一个.md");
    screen.key("Esc");
    screen.selected("第一个.md");
    screen.quit();
    assert_eq!(fs::read(folder.join("第一个.md")).expect("it was made"), b"");
}
