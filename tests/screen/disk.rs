//! Other programs change the same files: they are followed, and no text is lost.

use std::fs;

use crate::check::plain;
use crate::support::Terminal;
use crate::support::home::Home;

const NAME: &str = "写作/周报.md";

fn home() -> Home {
    Home::with(&[(NAME, "原文\nsecond\n"), ("other.md", "Other.\n")])
}

#[test]
fn a_change_by_another_program_is_shown_at_once_also_in_an_untouched_editor() {
    let home = home();
    let mut screen = home.open(&plain());
    screen.select("周报.md");
    screen.row_with(&["原文"]);
    home.put(NAME, "别的程序写的\n");
    screen.row_with(&["别的程序写的"]);
    screen.edit(NAME);
    home.replace(NAME, "再改一次\nsecond\n");
    screen.row_with(&["再改一次"]);
    // New and removed files are seen too.
    screen.key("Esc");
    home.put("新/文件.md", "New.\n");
    screen.row_with(&["promptbook", "3 prompts"]);
    fs::remove_file(home.book().join("other.md")).expect("it is there");
    screen.row_with(&["promptbook", "2 prompts"]);
    screen.quit();
}

/// Types into the prompt while another program writes to it.
fn edited_by_both(home: &Home) -> Terminal {
    let mut screen = home.open(&plain());
    screen.select("周报.md");
    screen.row_with(&["原文"]);
    screen.edit(NAME);
    screen.type_text("我的");
    screen.row_with(&["我的原文"]);
    home.replace(NAME, "别的程序写的\n");
    screen.wait_for("Changed on disk: F2 asks");
    screen.row_with(&["我的原文"]);
    screen.key("F2");
    screen.wait_for("has another text on disk.");
    screen
}

#[test]
fn where_both_wrote_saving_asks_and_esc_changes_nothing() {
    let home = home();
    let mut screen = edited_by_both(&home);
    screen.key("Esc");
    screen.gone("has another text on disk.");
    screen.row_with(&["我的原文"]);
    assert_eq!(home.text(NAME), "别的程序写的\n");

    screen.key("F2");
    screen.wait_for("has another text on disk.");
    screen.key("o");
    screen.gone("1 draft *");
    assert_eq!(home.text(NAME), "我的原文\nsecond\n");
    assert_eq!(home.given_up(), ["别的程序写的\n"]);
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn taking_the_text_on_disk_keeps_mine_in_the_history() {
    let home = home();
    let mut screen = edited_by_both(&home);
    screen.key("t");
    screen.wait_for("Took the text on disk.");
    screen.row_with(&["别的程序写的"]);
    screen.gone("我的原文");
    assert_eq!(home.text(NAME), "别的程序写的\n");
    assert_eq!(home.given_up(), ["我的原文\nsecond\n"]);
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn a_file_removed_under_the_editor_is_made_again_by_saving() {
    let home = home();
    let mut screen = home.open(&plain());
    screen.select("周报.md");
    screen.row_with(&["原文"]);
    screen.edit(NAME);
    screen.type_text("我的");
    screen.row_with(&["我的原文"]);
    fs::remove_file(home.book().join(NAME)).expect("it is there");
    screen.wait_for("Removed on disk: F2 creates it again");
    screen.key("F2");
    screen.wait_for("Saved");
    assert_eq!(home.text(NAME), "我的原文\nsecond\n");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn a_conflict_is_compared_merged_settled_and_saved() {
    let home = Home::with(&[(NAME, "# 周报\n\n本周\n\n下周\n")]);
    let mut screen = home.open(&plain());
    screen.select("周报.md");
    screen.edit(NAME);
    screen.type_text("我的");
    screen.row_with(&["我的# 周报"]);
    home.replace(NAME, "# 月报\n\n本周\n\n下周: 休息\n");
    screen.wait_for("Changed on disk: F2 asks");
    screen.key("F2");
    screen.wait_for("c compare  m merge  o keep mine  t take disk");
    screen.key("c");
    screen.row_with(&["- on disk", "+ yours", "1 of 2"]);
    screen.row_with(&["- # 月报"]);
    screen.row_with(&["+ 我的# 周报"]);
    screen.key("n");
    screen.wait_for("2 of 2");
    screen.key("Esc");
    screen.wait_for("has another text on disk.");
    screen.key("m");
    screen.wait_for("Merged with 1 conflict");
    screen.row_with(&["<<<<<<< mine"]);
    screen.row_with(&["下周: 休息"]);
    assert_eq!(home.text(NAME), "# 月报\n\n本周\n\n下周: 休息\n");

    screen.key("F2");
    screen.wait_for("1 conflict of the merge is still marked");
    screen.key("Esc");
    screen.gone("is still marked");
    screen.key("F6");
    screen.wait_for("Conflict 1 of 1");
    screen.key("Ctrl+A");
    screen.paste("# 我的月报\n\n本周\n\n下周: 休息\n");
    screen.gone("<<<<<<< mine");
    screen.key("F2");
    screen.wait_for("Saved");
    screen.gone("1 draft *");
    assert_eq!(home.text(NAME), "# 我的月报\n\n本周\n\n下周: 休息\n");
    let mut given_up = home.given_up();
    given_up.sort();
    assert_eq!(given_up, ["# 月报\n\n本周\n\n下周: 休息\n", "我的# 周报\n\n本周\n\n下周\n"]);
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}
