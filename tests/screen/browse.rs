//! Moving through a book, and what the panes say of it.

use crate::books;
use crate::check::{plain, wide};
use crate::support::Launch;
use crate::support::home::Home;

const REVIEW: &str = "---\ntitle: Code review\ntags: [code]\n---\n\nYou are a senior {{language}} reviewer.\n";
const WEEKLY: &str = "---\ntitle: 写周报\ntags: [写作]\n---\n\n请写一份简洁的周报,列出本周完成的工作。\n";
const POLISH: &str = "把下面的文字润色得更自然,不要改变原意。\n";

fn home() -> Home {
    Home::with(&[
        ("code/review.md", REVIEW),
        ("code/test.md", "Write a test that can fail.\n"),
        ("写作/周报.md", WEEKLY),
        ("写作/润色.md", POLISH),
    ])
}

#[test]
fn a_book_is_browsed_filtered_and_read_in_english_and_chinese() {
    let home = home();
    let mut screen = home.open(&plain());
    screen.row_with(&["promptbook", "4 prompts"]);
    screen.row_with(&["- code (2)"]);
    screen.row_with(&["- 写作 (2)"]);
    screen.selected("review.md");
    screen.row_with(&["You are a senior {{language}} reviewer."]);
    screen.key("End");
    screen.selected("润色.md");
    screen.row_with(&["把下面的文字润色得更自然,不要改变原意。"]);

    // A folder closes and opens.
    screen.key("Home");
    screen.key("←");
    screen.row_with(&["+ code (2)"]);
    screen.row_with(&["2 Preview  code/"]);
    screen.row_with(&["review.md  Code review"]);
    screen.key("Enter");
    screen.row_with(&["- code (2)"]);

    // A letter that is no ASCII begins a filter; the title counts as well as the name.
    screen.type_text("写周");
    screen.row_with(&["写周", "1 of 4"]);
    screen.selected("周报.md");
    screen.row_with(&["请写一份简洁的周报"]);
    screen.key("Esc");
    screen.gone("1 of 4");
    screen.key("Esc");

    screen.key("/");
    screen.type_text("#code rev");
    screen.row_with(&["#code rev", "1 of 4"]);
    screen.selected("review.md");
    screen.key("Enter");
    screen.gone("clear, then leave");
    screen.quit();
}

#[test]
fn a_book_of_thousands_is_listed_and_narrowed_as_one_types() {
    let home = Home::new();
    books::write(&home.book(), 2_000);
    let mut screen = home.open(&wide());
    screen.row_with(&["promptbook", "2 000 prompts"]);
    screen.key("End");
    screen.key("Home");
    screen.row_with(&[">", "- ", "(100)"]);
    screen.key("/");
    screen.type_text("周报-00123");
    screen.row_with(&["周报-00123", "of 2 000"]);
    screen.selected("周报-00123.md");
    screen.row_with(&["# 周报 123"]);
    screen.key("Enter");
    screen.gone("clear, then leave");
    screen.quit();
}

#[test]
fn a_narrow_screen_has_one_column_and_a_tiny_one_says_what_it_needs() {
    let home = home();
    let mut screen = home.open(&Launch { size: (40, 12), ..plain() });
    screen.key("End");
    screen.selected("润色.md");
    screen.row_with(&["把下面的文字润色得更自然"]);
    screen.key("v");
    screen.gone("review.md");
    screen.resize(19, 5);
    screen.wait_for("promptbook needs");
    screen.resize(80, 24);
    screen.row_with(&["- 写作 (2)"]);
    screen.quit();
}

#[test]
fn the_metrics_show_hits_misses_and_swaps_with_their_causes() {
    let home = home();
    let mut screen = home.open(&wide());
    screen.row_with(&["3 Cache"]);
    // Two first reads, then one of them again.
    screen.row_with(&["You are a senior"]);
    screen.key("↓");
    screen.row_with(&["Write a test that can fail."]);
    screen.key("↑");
    screen.row_with(&["You are a senior"]);
    screen.row_with(&["hit 60 s 33.3 %"]);
    // A save of ours and one of another program.
    screen.key("↓");
    screen.edit("code/test.md");
    screen.type_text("Please: ");
    screen.key("F2");
    screen.wait_for("Saved code/test.md");
    screen.key("Esc");
    home.replace("写作/润色.md", "请润色。\n");
    screen.wait_for("写作/润色.md changed on disk");

    screen.key("M");
    screen.row_with(&["State      on"]);
    screen.row_with(&["Watch", "watching 3 folders"]);
    screen.row_with(&["Reads", "all 2 hits, 2 misses"]);
    screen.row_with(&["Misses", "2: first read 2"]);
    screen.row_with(&["Swaps", "load 2", "edit 1", "disk 1"]);
    // All the room for the events.
    screen.key("z");
    screen.key("z");
    screen.row_with(&["saved code/test.md"]);
    screen.row_with(&["写作/润色.md changed on disk"]);
    screen.row_with(&["loads", "first read"]);
    screen.key("Esc");
    screen.key("Esc");
    screen.quit();
}

#[test]
fn the_cache_is_switched_off_and_everything_still_works() {
    let home = home();
    let mut screen = home.open(&wide());
    screen.row_with(&["cache", "ok"]);
    screen.key("M");
    screen.key("x");
    screen.row_with(&["State", "off by hand"]);
    screen.wait_for("every read goes to the disk");
    screen.key("Esc");
    for name in ["review.md", "test.md", "review.md"] {
        screen.select(name);
    }
    screen.row_with(&["You are a senior"]);
    screen.edit("code/review.md");
    screen.type_text("x");
    screen.key("F2");
    screen.wait_for("Saved code/review.md");
    screen.key("Esc");
    screen.key("M");
    screen.row_with(&["Reads", "60 s 0 hits"]);
    screen.row_with(&["Size", "0 texts in memory"]);
    screen.key("x");
    screen.row_with(&["State      on"]);
    screen.key("q");
    screen.wait_for("1 Prompts");
    screen.quit();
    assert!(home.text("code/review.md").starts_with('x'));
}

#[test]
fn without_a_cache_from_the_start_every_read_goes_to_the_disk() {
    let home = home();
    let mut screen = home.open(&Launch { arguments: vec!["--no-cache".into()], ..plain() });
    screen.row_with(&["cache", "off"]);
    screen.row_with(&["You are a senior"]);
    screen.key("M");
    screen.row_with(&["off by --no-cache or cache.enabled"]);
    screen.key("Esc");
    screen.wait_for("1 Prompts");
    screen.quit();
}

#[test]
fn the_help_lists_every_action_and_does_the_chosen_one() {
    let home = home();
    let mut screen = home.open(&plain());
    screen.key("?");
    screen.wait_for("Help: what can be done here");
    screen.type_text("what the cache");
    screen.gone("Duplicate");
    screen.key("Enter");
    screen.wait_for("Snapshot cache: what it is doing");
    screen.key("Esc");
    screen.key("L");
    screen.wait_for("[Messages]");
    screen.key("Esc");
    screen.gone("[Messages]");
    screen.quit();
}
