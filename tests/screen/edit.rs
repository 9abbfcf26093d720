//! Writing: what is typed is what is saved, and nothing else of the file changes.

use crate::check::plain;
use crate::support::home::Home;

#[test]
fn saving_changes_only_the_edited_line_of_a_file_with_bom_and_crlf_and_no_final_newline() {
    let before = "\u{feff}# 标题\r\nsecond line\r\n三行 \t\r\n最后一行";
    let home = Home::with(&[("写作/带BOM.md", before)]);
    let mut screen = home.open(&plain());
    screen.selected("带BOM.md");
    screen.edit("写作/带BOM.md");
    screen.key("↓");
    screen.key("End");
    screen.type_text(", 改过 é👩‍💻");
    screen.row_with(&["second line, 改过"]);
    screen.row_with(&["promptbook", "1 draft *"]);
    screen.key("F2");
    screen.wait_for("Saved 写作/带BOM.md");
    screen.gone("1 draft");
    assert_eq!(home.text("写作/带BOM.md"), "\u{feff}# 标题\r\nsecond line, 改过 é👩‍💻\r\n三行 \t\r\n最后一行");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn the_caret_stands_where_the_next_character_goes() {
    let home = Home::with(&[("x.md", "中文 and text\n")]);
    let mut screen = home.open(&plain());
    screen.edit("x.md");
    let left = screen.cursor_in_text();
    screen.key("→");
    screen.cursor_at((left.0 + 2, left.1));
    screen.type_text("字");
    screen.cursor_at((left.0 + 4, left.1));
    screen.type_text("e\u{301}");
    screen.cursor_at((left.0 + 5, left.1));
    // One step back goes over the whole character.
    screen.key("←");
    screen.cursor_at((left.0 + 4, left.1));
    screen.key("Del");
    screen.key("F2");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), "中字文 and text\n");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn fast_typing_arrives_whole_and_in_order() {
    let home = Home::with(&[("x.md", "")]);
    let mut screen = home.open(&plain());
    screen.edit("x.md");
    let alphabet: Vec<char> =
        "abcdefghij KLMNOP 0123456789 写提示词的人也用中文,标点。éß{{变量}}[]()#*".chars().collect();
    let mut text = String::new();
    for n in 0..1500 {
        text.push(if n % 61 == 60 { '\n' } else { alphabet[(n * 7 + n / 13) % alphabet.len()] });
    }
    screen.type_text(&text.replace('\n', "\r"));
    screen.key("F2");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), text);
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn typing_while_the_window_shrinks_to_one_cell_and_grows_again_loses_no_character() {
    let home = Home::with(&[("x.md", "")]);
    let mut screen = home.open(&plain());
    screen.edit("x.md");
    let mut typed = String::new();
    for (n, size) in
        [(1, 1), (120, 40), (3, 2), (20, 5), (1, 50), (300, 1), (40, 12), (1, 1), (80, 24)].iter().enumerate()
    {
        let text = format!("{n} 字abc ");
        screen.type_text(&text);
        screen.resize(size.0, size.1);
        screen.type_text(&text);
        typed.push_str(&text.repeat(2));
    }
    screen.row_with(&["8 字abc"]);
    screen.key("F2");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), typed);
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn a_paste_is_inserted_as_it_is() {
    let home = Home::with(&[("x.md", "<>\n")]);
    let mut screen = home.open(&plain());
    screen.edit("x.md");
    screen.key("→");
    screen.paste("第一行\n\tq 不退出\nlast");
    screen.row_with(&["last>"]);
    screen.key("Ctrl+S");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), "<第一行\n\tq 不退出\nlast>\n");
    // One paste is one step of undo.
    screen.key("Ctrl+Z");
    screen.row_with(&["<>"]);
    screen.key("F2");
    screen.gone("1 draft");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
    assert_eq!(home.text("x.md"), "<>\n");
}

#[test]
fn finding_goes_from_match_to_match_and_typing_goes_on_there() {
    let home = Home::with(&[("x.md", "语气一\ntone\n语气二\n")]);
    let mut screen = home.open(&plain());
    screen.edit("x.md");
    screen.key("F3");
    screen.wait_for("Find:");
    screen.type_text("语气");
    screen.row_with(&["语气", "of 2"]);
    screen.key("Enter");
    screen.row_with(&["语气", "2 of 2"]);
    screen.key("Esc");
    screen.gone("Find:");
    screen.key("Home");
    screen.type_text("> ");
    screen.key("F2");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), "语气一\ntone\n> 语气二\n");
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn a_prompt_is_made_duplicated_renamed_trashed_and_brought_back() {
    let home = Home::with(&[("code/review.md", "Review.\n")]);
    let mut screen = home.open(&plain());
    screen.selected("review.md");
    screen.key("n");
    screen.wait_for("New prompt: code/");
    screen.key("Ctrl+U");
    screen.type_text("写作/新提示");
    screen.key("Enter");
    screen.wait_for("2 Edit  写作/新提示.md");
    screen.type_text("你好");
    screen.key("F2");
    screen.wait_for("Saved 写作/新提示.md");
    assert_eq!(home.text("写作/新提示.md"), "你好");
    screen.key("Esc");
    screen.selected("新提示.md");

    screen.key("c");
    screen.wait_for("Duplicate as: 写作/新提示-copy.md");
    screen.key("Enter");
    screen.wait_for("Made 写作/新提示-copy.md");
    screen.selected("新提示-copy.md");
    assert_eq!(home.text("写作/新提示-copy.md"), "你好");

    screen.key("r");
    screen.wait_for("New name: 写作/新提示-copy.md");
    screen.key("Ctrl+U");
    screen.type_text("code/review");
    screen.key("Enter");
    screen.wait_for("exists already");
    screen.type_text("-2");
    screen.key("Enter");
    screen.wait_for("is code/review-2.md now");
    screen.selected("review-2.md");
    assert_eq!(home.text("code/review-2.md"), "你好");

    screen.key("d");
    screen.wait_for("Moved code/review-2.md to the trash");
    assert!(!home.book().join("code/review-2.md").exists());
    assert_eq!(home.given_up(), ["你好"]);
    screen.key("u");
    screen.wait_for("code/review-2.md is back");
    assert_eq!(home.text("code/review-2.md"), "你好");
    screen.quit();

    // Another run goes on where that one ended.
    let mut screen = home.open(&plain());
    screen.key("u");
    screen.wait_for("Undone: code/review-2.md is 写作/新提示-copy.md");
    screen.key("U");
    screen.wait_for("Redone: 写作/新提示-copy.md is code/review-2.md");
    assert_eq!(home.text("code/review-2.md"), "你好");
    screen.quit();
}
