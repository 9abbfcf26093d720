use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

const FAMILY: &str = "👩\u{200d}👩\u{200d}👧";
const FLAG: &str = "🇨🇳";
const E_ACUTE: &str = "e\u{301}";
const HANGUL: &str = "\u{1112}\u{1161}\u{11ab}";

fn drawn(editor: &Editor, width: u16, height: u16) -> (Buffer, Option<Position>) {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let caret = editor.render(area, &mut buffer);
    (buffer, caret)
}

/// What the screen shows, one string per row, trailing blanks cut.
fn screen(editor: &Editor, width: u16, height: u16) -> Vec<String> {
    let (buffer, _) = drawn(editor, width, height);
    let row = |y| {
        let mut text = String::new();
        let mut x = 0;
        while x < width {
            text.push_str(buffer[(x, y)].symbol());
            x += buffer[(x, y)].cell_width().max(1);
        }
        text.trim_end().to_string()
    };
    (0..height).map(row).collect()
}

fn caret_cell(editor: &Editor, width: u16, height: u16) -> (u16, u16) {
    let (_, caret) = drawn(editor, width, height);
    caret.map(|position| (position.x, position.y)).unwrap()
}

/// The text of the cells with this attribute.
fn marked(buffer: &Buffer, modifier: Modifier) -> String {
    buffer.content().iter().filter(|cell| cell.modifier.contains(modifier)).map(|cell| cell.symbol()).collect()
}

fn at(text: &str, caret: Place) -> Editor {
    let mut editor = Editor::new(text);
    editor.set_caret(caret);
    editor
}

fn typed(editor: &mut Editor, text: &str) {
    for character in text.chars() {
        editor.apply(Edit::Insert(character));
    }
}

fn go(editor: &mut Editor, motion: Motion) -> Place {
    editor.apply(Edit::Move(motion, Select::Clear));
    editor.caret()
}

fn extend(editor: &mut Editor, motion: Motion) -> Option<String> {
    editor.apply(Edit::Move(motion, Select::Extend));
    editor.selected_text()
}

#[test]
fn the_text_comes_back_exactly_with_or_without_a_final_newline() {
    for text in ["", "\n", "one", "one\n", "你好\n\n世界\n", "\t\n\u{feff}"] {
        assert_eq!(Editor::new(text).text(), text);
        assert!(!Editor::new(text).is_modified_from(text));
    }
    assert!(Editor::new("a\n").is_modified_from("a"));
    assert!(Editor::new("ab").is_modified_from("ac"));
}

#[test]
fn typing_goes_in_at_the_caret_and_counts_up_the_revision() {
    let mut editor = at("写一份\n", (0, 3));
    let before = editor.revision();
    typed(&mut editor, "周报");
    assert_eq!(editor.text(), "写一份周报\n");
    assert_eq!(editor.caret(), (0, 5));
    assert_eq!(editor.revision(), before + 2);
    assert!(editor.is_modified_from("写一份\n"));
}

#[test]
fn motions_and_refused_edits_do_not_count_as_changes() {
    let mut editor = Editor::new("ab");
    assert_eq!(editor.apply(Edit::Move(Motion::Right, Select::Clear)), Outcome::Moved);
    assert_eq!(editor.apply(Edit::Move(Motion::Up, Select::Clear)), Outcome::Unchanged);
    assert_eq!(editor.apply(Edit::Insert('\u{1b}')), Outcome::Unchanged);
    assert_eq!(editor.apply(Edit::Cut), Outcome::Unchanged);
    assert_eq!(editor.apply(Edit::Undo), Outcome::Unchanged);
    assert_eq!(editor.revision(), 0);
}

#[test]
fn enter_splits_a_line_and_backspace_joins_it_again() {
    let mut editor = at("ab", (0, 1));
    editor.apply(Edit::Newline);
    assert_eq!((editor.text().as_str(), editor.caret()), ("a\nb", (1, 0)));
    editor.apply(Edit::DeleteBack);
    assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
    editor.apply(Edit::Insert('\r'));
    editor.apply(Edit::Move(Motion::Left, Select::Clear));
    editor.apply(Edit::DeleteForward);
    assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
}

#[test]
fn tab_fills_up_to_the_next_stop_after_wide_text() {
    let mut editor = at("中", (0, 1));
    editor.apply(Edit::Tab);
    assert_eq!(editor.text(), "中  ");
    editor.apply(Edit::Tab);
    assert_eq!(editor.text(), "中      ");
}

#[test]
fn left_and_right_step_over_whole_clusters() {
    let text = format!("a{E_ACUTE}{FAMILY}{FLAG}{HANGUL}中");
    let columns = [0, 1, 3, 8, 10, 13, 14];
    let mut editor = Editor::new(&text);
    for column in &columns[1..] {
        assert_eq!(go(&mut editor, Motion::Right), (0, *column));
    }
    for column in columns[..columns.len() - 1].iter().rev() {
        assert_eq!(go(&mut editor, Motion::Left), (0, *column));
    }
}

#[test]
fn left_and_right_cross_line_ends_and_stop_at_the_ends_of_the_text() {
    let mut editor = at("中\n文", (0, 1));
    assert_eq!(go(&mut editor, Motion::Right), (1, 0));
    assert_eq!(go(&mut editor, Motion::Left), (0, 1));
    assert_eq!(go(&mut editor, Motion::Bottom), (1, 1));
    assert_eq!(go(&mut editor, Motion::Right), (1, 1));
    assert_eq!(go(&mut editor, Motion::Top), (0, 0));
    assert_eq!(go(&mut editor, Motion::Left), (0, 0));
}

#[test]
fn backspace_and_delete_take_a_whole_cluster_and_one_undo_brings_it_back() {
    for cluster in [E_ACUTE, FAMILY, FLAG, HANGUL, "中"] {
        let text = format!("a{cluster}b");
        let mut editor = at(&text, (0, 1 + cluster.chars().count()));
        editor.apply(Edit::DeleteBack);
        assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
        editor.apply(Edit::Undo);
        assert_eq!(editor.text(), text);
        editor.set_caret((0, 1));
        editor.apply(Edit::DeleteForward);
        assert_eq!((editor.text().as_str(), editor.caret()), ("ab", (0, 1)));
        editor.apply(Edit::Undo);
        assert_eq!(editor.text(), text);
    }
}

#[test]
fn a_caret_is_never_set_inside_a_cluster_or_past_the_text() {
    let text = format!("a{FAMILY}");
    assert_eq!(at(&text, (0, 3)).caret(), (0, 1));
    assert_eq!(at(&text, (9, 99)).caret(), (0, 6));
}

#[test]
fn a_mark_typed_behind_a_letter_leaves_the_caret_behind_both() {
    let mut editor = at("\u{301}x", (0, 0));
    editor.apply(Edit::Insert('e'));
    assert_eq!(editor.caret(), (0, 2));
    assert_eq!(editor.text(), "e\u{301}x");
}

#[test]
fn up_and_down_keep_their_cell_across_short_rows_and_wide_clusters() {
    let mut editor = at(&format!("abcdef\n\n中{FAMILY}文"), (0, 3));
    drawn(&editor, 40, 5);
    assert_eq!(go(&mut editor, Motion::Down), (1, 0));
    assert_eq!(go(&mut editor, Motion::Down), (2, 1), "cell 3 is the right half of the family");
    assert_eq!(go(&mut editor, Motion::Up), (1, 0));
    assert_eq!(go(&mut editor, Motion::Up), (0, 3));
}

#[test]
fn up_and_down_go_by_rows_of_a_wrapped_line() {
    let mut editor = at("一二三四五六七", (0, 1));
    assert_eq!(screen(&editor, 7, 3), ["一二三", "四五六", "七"]);
    assert_eq!(go(&mut editor, Motion::Down), (0, 4));
    assert_eq!(go(&mut editor, Motion::Down), (0, 7));
    assert_eq!(go(&mut editor, Motion::Up), (0, 4));
    editor.toggle_wrap();
    assert_eq!(go(&mut editor, Motion::Down), (0, 4), "without wrap there is one row");
}

#[test]
fn pages_go_by_the_height_last_drawn() {
    let text: Vec<String> = (0..30).map(|line| line.to_string()).collect();
    let mut editor = Editor::new(&text.join("\n"));
    drawn(&editor, 20, 10);
    assert_eq!(go(&mut editor, Motion::PageDown), (9, 0));
    assert_eq!(go(&mut editor, Motion::PageDown), (18, 0));
    assert_eq!(go(&mut editor, Motion::PageUp), (9, 0));
    for _ in 0..5 {
        go(&mut editor, Motion::PageDown);
    }
    assert_eq!(editor.caret().0, 29);
}

#[test]
fn word_motions_stop_at_word_ends_and_at_each_han_character() {
    let mut editor = Editor::new("  fix it,\n写代码");
    let stops = [(0, 5), (0, 8), (0, 9), (1, 0), (1, 1), (1, 2), (1, 3), (1, 3)];
    for stop in stops {
        assert_eq!(go(&mut editor, Motion::WordRight), stop);
    }
    let stops = [(1, 2), (1, 1), (1, 0), (0, 9), (0, 8), (0, 6), (0, 2), (0, 0), (0, 0)];
    for stop in stops {
        assert_eq!(go(&mut editor, Motion::WordLeft), stop);
    }
}

#[test]
fn deleting_by_words_takes_what_the_motion_crosses() {
    let mut editor = at("keep this word", (0, 9));
    editor.apply(Edit::DeleteWordBack);
    assert_eq!(editor.text(), "keep  word");
    editor.apply(Edit::DeleteWordForward);
    assert_eq!(editor.text(), "keep ");
    let mut editor = at("写代码", (0, 3));
    editor.apply(Edit::DeleteWordBack);
    assert_eq!(editor.text(), "写代");
}

#[test]
fn home_and_end_go_to_the_ends_of_the_line() {
    let mut editor = at("第一行\n第二行", (1, 1));
    assert_eq!(go(&mut editor, Motion::LineEnd), (1, 3));
    assert_eq!(go(&mut editor, Motion::LineStart), (1, 0));
}

#[test]
fn extended_motions_select_and_plain_ones_collapse_to_the_side_they_point_to() {
    let mut editor = at("one 二三\nfour", (0, 4));
    assert_eq!(extend(&mut editor, Motion::LineEnd).as_deref(), Some("二三"));
    assert_eq!(extend(&mut editor, Motion::Right).as_deref(), Some("二三\n"));
    assert_eq!(go(&mut editor, Motion::Left), (0, 4));
    assert_eq!(editor.selected_text(), None);
    extend(&mut editor, Motion::LineStart);
    assert_eq!(editor.selected_text().as_deref(), Some("one "));
    assert_eq!(go(&mut editor, Motion::Right), (0, 4));
    editor.apply(Edit::SelectAll);
    assert_eq!(editor.selected_text().as_deref(), Some("one 二三\nfour"));
    assert_eq!(editor.apply(Edit::SelectNone), Outcome::Moved);
    assert_eq!(editor.selected_text(), None);
}

#[test]
fn typing_replaces_the_selection_and_one_undo_brings_it_back() {
    let mut editor = Editor::new("你好\n世界");
    editor.apply(Edit::SelectAll);
    editor.apply(Edit::Insert('x'));
    assert_eq!(editor.text(), "x");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "你好\n世界");
    editor.apply(Edit::Redo);
    assert_eq!((editor.text().as_str(), editor.caret()), ("x", (0, 1)));
}

#[test]
fn cut_deletes_the_selection_and_only_that() {
    let mut editor = at("one two", (0, 3));
    extend(&mut editor, Motion::LineEnd);
    assert_eq!(editor.apply(Edit::Cut), Outcome::Changed);
    assert_eq!(editor.text(), "one");
    assert_eq!(editor.apply(Edit::Cut), Outcome::Unchanged);
}

#[test]
fn a_paste_is_one_step_even_over_a_selection() {
    let mut editor = at("甲乙丙", (0, 1));
    extend(&mut editor, Motion::Right);
    editor.apply(Edit::InsertText("1\r\n2\r3\n4".into()));
    assert_eq!(editor.text(), "甲1\n2\n3\n4丙");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "甲乙丙");
}

#[test]
fn control_characters_are_dropped_from_a_paste_and_tabs_are_not() {
    let mut editor = Editor::new("");
    editor.apply(Edit::InsertText("a\u{1b}[31m\tb\0\u{7f}\u{9b}中".into()));
    assert_eq!(editor.text(), "a[31m\tb中");
    editor.apply(Edit::SelectAll);
    assert_eq!(editor.apply(Edit::InsertText("\u{1b}\0".into())), Outcome::Unchanged);
}

#[test]
fn an_edit_over_the_limits_is_refused_and_changes_nothing() {
    let mut editor = Editor::new("a\nb");
    let too_long = "x".repeat(MAX_LINE_CHARACTERS);
    assert_eq!(editor.apply(Edit::InsertText(too_long.clone())), Outcome::TooLarge);
    assert_eq!(editor.apply(Edit::InsertText("\n".repeat(MAX_LINES))), Outcome::TooLarge);
    assert_eq!(editor.apply(Edit::InsertText(format!("{too_long}\n").repeat(80))), Outcome::TooLarge);
    assert_eq!((editor.text().as_str(), editor.revision()), ("a\nb", 0));
    let mut editor = at(&format!("{too_long}\nb"), (1, 0));
    assert_eq!(editor.apply(Edit::DeleteBack), Outcome::TooLarge);
}

#[test]
fn undo_takes_back_a_word_at_a_time_and_redo_brings_it_again() {
    let mut editor = Editor::new("");
    typed(&mut editor, "one two 三四");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "one two ");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "one ");
    editor.apply(Edit::Redo);
    editor.apply(Edit::Redo);
    assert_eq!(editor.text(), "one two 三四");
    assert_eq!(editor.apply(Edit::Redo), Outcome::Unchanged);
}

#[test]
fn a_motion_ends_the_run_that_one_undo_takes_back() {
    let mut editor = Editor::new("");
    typed(&mut editor, "ab");
    go(&mut editor, Motion::Left);
    typed(&mut editor, "c");
    editor.apply(Edit::Undo);
    assert_eq!(editor.text(), "ab");
}

#[test]
fn a_change_after_undo_drops_what_was_undone() {
    let mut editor = Editor::new("");
    typed(&mut editor, "a b");
    editor.apply(Edit::Undo);
    typed(&mut editor, "c");
    assert_eq!(editor.apply(Edit::Redo), Outcome::Unchanged);
    assert_eq!(editor.text(), "a c");
}

#[test]
fn a_thousand_steps_can_be_undone() {
    let mut editor = Editor::new("");
    for _ in 0..1_200 {
        editor.apply(Edit::InsertText("x".into()));
    }
    let mut undone = 0;
    while editor.apply(Edit::Undo) == Outcome::Changed {
        undone += 1;
    }
    assert_eq!(undone, 1_000);
    assert_eq!(editor.text(), "x".repeat(200));
}

#[test]
fn find_goes_from_match_to_match_and_around() {
    let mut editor = Editor::new("周报 a\n周报 b\n周报");
    assert_eq!(editor.find("周报", Direction::Forward), Found::Match { nth: 1, of: 3 });
    assert_eq!(editor.caret(), (0, 0), "a new query may match at the caret");
    assert_eq!(editor.find("周报", Direction::Forward), Found::Match { nth: 2, of: 3 });
    assert_eq!(editor.find("周报", Direction::Forward), Found::Match { nth: 3, of: 3 });
    assert_eq!(editor.find("周报", Direction::Forward), Found::Match { nth: 1, of: 3 });
    assert_eq!(editor.find("周报", Direction::Backward), Found::Match { nth: 3, of: 3 });
    assert_eq!(editor.caret(), (2, 0));
    assert_eq!(editor.find("月报", Direction::Forward), Found::None);
    assert_eq!(editor.caret(), (2, 0));
}

#[test]
fn find_is_literal_for_every_character() {
    for character in (' '..='~').chain(['中', 'É']) {
        let mut editor = Editor::new(&format!("-x\n{character}y"));
        let found = editor.find(&format!("{character}y"), Direction::Forward);
        assert_eq!(found, Found::Match { nth: 1, of: 1 }, "{character}");
    }
    assert_eq!(Editor::new("abc").find("a.c", Direction::Forward), Found::None);
}

#[test]
fn a_lower_case_query_finds_upper_case_too_and_not_the_other_way_round() {
    let mut editor = Editor::new("Prompt prompt ÉTÉ");
    assert_eq!(editor.find("prompt", Direction::Forward), Found::Match { nth: 1, of: 2 });
    assert_eq!(editor.find("Prompt", Direction::Forward), Found::Match { nth: 1, of: 1 });
    assert_eq!(editor.find("été", Direction::Forward), Found::Match { nth: 1, of: 1 });
}

#[test]
fn a_match_inside_a_cluster_puts_the_caret_before_the_cluster_and_search_goes_on() {
    let mut editor = Editor::new(&format!("{E_ACUTE}{E_ACUTE}x"));
    assert_eq!(editor.find("\u{301}", Direction::Forward), Found::Match { nth: 1, of: 2 });
    assert_eq!(editor.find("\u{301}", Direction::Forward), Found::Match { nth: 2, of: 2 });
    assert_eq!(editor.caret(), (0, 2));
}

#[test]
fn matches_are_bold_and_underlined_until_the_query_is_empty() {
    let mut editor = Editor::new("写周报，发周报\n周");
    editor.find("周报", Direction::Forward);
    let (buffer, _) = drawn(&editor, 30, 2);
    assert_eq!(marked(&buffer, Modifier::BOLD | Modifier::UNDERLINED), "周报周报");
    assert_eq!(editor.find("", Direction::Forward), Found::None);
    let (buffer, _) = drawn(&editor, 30, 2);
    assert_eq!(marked(&buffer, Modifier::BOLD), "");
}

#[test]
fn a_selection_is_reversed_with_its_line_ends() {
    let mut editor = at("ab\n\n中文", (0, 1));
    extend(&mut editor, Motion::Down);
    extend(&mut editor, Motion::Down);
    extend(&mut editor, Motion::Right);
    let (buffer, _) = drawn(&editor, 10, 3);
    assert_eq!(marked(&buffer, Modifier::REVERSED), "b  中");
}

#[test]
fn the_caret_cell_counts_cells_and_not_characters() {
    let text = format!("中{FAMILY}{E_ACUTE}\t{FLAG}❤\u{fe0f}👍🏽{HANGUL}|");
    let expected = [(0, 0), (1, 2), (6, 4), (8, 5), (9, 8), (11, 10), (13, 12), (15, 14), (18, 16), (19, 17)];
    let mut editor = Editor::new(&text);
    for wrapped in [true, false] {
        assert_eq!(editor.is_wrapped(), wrapped);
        for (column, x) in expected {
            editor.set_caret((0, column));
            assert_eq!(editor.caret(), (0, column));
            assert_eq!(caret_cell(&editor, 40, 2), (x, 0), "column {column}");
        }
        editor.toggle_wrap();
    }
}

#[test]
fn the_caret_at_a_soft_break_stands_on_the_next_row() {
    let editor = at("hello world", (0, 6));
    assert_eq!(screen(&editor, 8, 2), ["hello", "world"]);
    assert_eq!(caret_cell(&editor, 8, 2), (0, 1));
    assert_eq!(caret_cell(&at("hello world", (0, 11)), 8, 2), (5, 1));
}

#[test]
fn a_row_keeps_its_last_cell_for_the_caret() {
    let editor = at("abcd", (0, 4));
    assert_eq!(caret_cell(&editor, 5, 2), (4, 0));
    assert_eq!(screen(&editor, 4, 2), ["abc", "d"]);
    assert_eq!(caret_cell(&editor, 4, 2), (1, 1));
}

#[test]
fn rows_break_between_han_characters_but_not_before_their_punctuation() {
    let editor = Editor::new("写一份周报，给组长");
    assert_eq!(screen(&editor, 11, 2), ["写一份周", "报，给组长"]);
}

#[test]
fn a_joined_emoji_wraps_by_the_two_cells_that_it_fills() {
    let editor = Editor::new(&FAMILY.repeat(4));
    assert_eq!(screen(&editor, 5, 2), [FAMILY.repeat(2), FAMILY.repeat(2)]);
}

#[test]
fn what_has_no_width_is_shown_as_an_escape() {
    let editor = at("a\u{202e}b\u{200b}", (0, 2));
    assert_eq!(screen(&editor, 30, 1), ["a\\u{202e}b\\u{200b}"]);
    assert_eq!(caret_cell(&editor, 30, 1), (9, 0));
    assert_eq!(editor.text(), "a\u{202e}b\u{200b}");
}

#[test]
fn the_view_scrolls_to_the_caret_in_both_directions() {
    let text: Vec<String> = (0..50).map(|line| format!("第{line}行")).collect();
    let mut editor = Editor::new(&text.join("\n"));
    go(&mut editor, Motion::Bottom);
    assert_eq!(screen(&editor, 20, 3), ["第47行", "第48行", "第49行"]);
    assert_eq!(caret_cell(&editor, 20, 3), (6, 2));
    go(&mut editor, Motion::Up);
    assert_eq!(caret_cell(&editor, 20, 3), (6, 1), "no need to scroll");
    go(&mut editor, Motion::Top);
    assert_eq!(screen(&editor, 20, 3), ["第0行", "第1行", "第2行"]);
}

#[test]
fn without_wrap_the_view_scrolls_sideways_by_cells() {
    let mut editor = Editor::new(&format!("{}中文尾", FAMILY.repeat(10)));
    editor.toggle_wrap();
    assert_eq!(go(&mut editor, Motion::LineEnd), (0, 53));
    assert_eq!(caret_cell(&editor, 9, 1), (8, 0));
    assert_eq!(screen(&editor, 9, 1), [format!("{FAMILY}中文尾")]);
    go(&mut editor, Motion::LineStart);
    assert_eq!(caret_cell(&editor, 9, 1), (0, 0));
}

#[test]
fn a_large_text_is_not_wrapped_unless_asked() {
    let mut editor = Editor::new(&"x".repeat(60_000));
    assert!(editor.is_wrapped());
    for _ in 0..5 {
        editor.apply(Edit::InsertText(format!("{}\n", "y".repeat(60_000))));
    }
    assert!(!editor.is_wrapped());
    editor.toggle_wrap();
    assert!(editor.is_wrapped());
}

#[test]
fn a_click_puts_the_caret_on_the_cluster_that_is_there() {
    let mut editor = Editor::new(&format!("a{FAMILY}中\nb"));
    let area = Rect::new(3, 2, 20, 5);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 10));
    editor.render(area, &mut buffer);
    for (column, row, expected) in [(3, 2, (0, 0)), (5, 2, (0, 1)), (6, 2, (0, 6)), (9, 2, (0, 7)), (9, 6, (1, 1))] {
        editor.click(area, column, row, Select::Clear);
        assert_eq!(editor.caret(), expected, "click at {column}, {row}");
    }
    assert_eq!(editor.click(area, 2, 2, Select::Clear), Outcome::Unchanged);
    editor.click(area, 3, 2, Select::Extend);
    assert_eq!(editor.selected_text().unwrap(), format!("a{FAMILY}中\nb"));
}

#[test]
fn a_click_in_scrolled_text_hits_what_is_drawn_there() {
    let mut editor = at(&"一二三四五六七八\n".repeat(9), (8, 0));
    drawn(&editor, 10, 3);
    assert_eq!(editor.caret(), (8, 0));
    editor.click(Rect::new(0, 0, 10, 3), 2, 0, Select::Clear);
    assert_eq!(editor.caret(), (7, 1));
}

#[test]
fn no_area_is_too_small_to_draw_in() {
    let mut editor = at(&format!("中{FAMILY}\ta b\u{202e}\n\n{E_ACUTE}"), (0, 6));
    for _ in 0..2 {
        for (width, height) in [(0, 0), (0, 5), (5, 0), (1, 1), (2, 1), (1, 9), (3, 2), (80, 24), (1, 1), (80, 24)] {
            let (_, caret) = drawn(&editor, width, height);
            assert_eq!(caret.is_some(), width * height > 0, "{width}x{height}");
            assert!(caret.is_none_or(|caret| caret.x < width && caret.y < height));
        }
        editor.toggle_wrap();
    }
    let outside = editor.render(Rect::new(7, 7, 9, 9), &mut Buffer::empty(Rect::new(0, 0, 4, 4)));
    assert_eq!(outside, None);
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "Word ",
        " ",
        "\n",
        "\n",
        "中文",
        "，",
        E_ACUTE,
        "\u{301}",
        FAMILY,
        "\u{200d}",
        FLAG,
        "🇨",
        HANGUL,
        "\u{1161}",
        "\t",
        "❤\u{fe0f}",
        "👍🏽",
        "\u{202e}",
        "क\u{94d}ष",
        "\u{600}",
        "ﾊﾞ",
        "https://example.com/x",
    ]);
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn edit() -> impl Strategy<Value = Edit> {
    use Motion::*;
    let motions = vec![Left, Right, Up, Down, WordLeft, WordRight, LineStart, LineEnd, Top, Bottom, PageUp, PageDown];
    let moves = (prop::sample::select(motions), prop::bool::ANY)
        .prop_map(|(motion, extend)| Edit::Move(motion, if extend { Select::Extend } else { Select::Clear }));
    let simple = prop::sample::select(vec![
        Edit::Newline,
        Edit::Tab,
        Edit::DeleteBack,
        Edit::DeleteForward,
        Edit::DeleteWordBack,
        Edit::DeleteWordForward,
        Edit::Cut,
        Edit::Undo,
        Edit::Redo,
        Edit::SelectAll,
        Edit::SelectNone,
        Edit::Insert(' '),
        Edit::Insert('字'),
        Edit::Insert('\u{301}'),
        Edit::Insert('\u{200d}'),
        Edit::Insert('x'),
    ]);
    prop_oneof![5 => moves, 5 => simple, 1 => text().prop_map(Edit::InsertText)]
}

fn stands_between_clusters(editor: &Editor) -> bool {
    let (line, column) = editor.caret();
    let text = editor.text();
    let line = text.split('\n').nth(line).unwrap();
    let mut columns = vec![0];
    columns.extend(line.graphemes(true).scan(0, |at, cluster| {
        *at += cluster.chars().count();
        Some(*at)
    }));
    columns.contains(&column)
}

/// The text with `edit` done on it in the plainest way, where that is plain.
fn expected_text(editor: &Editor, edit: &Edit) -> Option<String> {
    let text = editor.text();
    let offset = |(line, column): Place| -> usize {
        let lines: Vec<&str> = text.split('\n').collect();
        let before: usize = lines[..line].iter().map(|line| line.len() + 1).sum();
        before + lines[line].chars().take(column).map(char::len_utf8).sum::<usize>()
    };
    let (start, end) = editor.selection().unwrap_or((editor.caret(), editor.caret()));
    let (before, after) = (&text[..offset(start)], &text[offset(end)..]);
    match edit {
        Edit::Insert(character) => Some(format!("{before}{character}{after}")),
        Edit::InsertText(inserted) if inserted.is_empty() => Some(text),
        Edit::InsertText(inserted) => Some(format!("{before}{inserted}{after}")),
        Edit::Newline => Some(format!("{before}\n{after}")),
        Edit::Cut => Some(format!("{before}{after}")),
        Edit::DeleteBack | Edit::DeleteForward if start != end => Some(format!("{before}{after}")),
        Edit::DeleteBack => Some(format!("{}{after}", &before[..before.len() - last_cluster(before).len()])),
        Edit::DeleteForward => Some(format!("{before}{}", &after[first_cluster(after).len()..])),
        Edit::SelectAll | Edit::SelectNone | Edit::Move(..) => Some(text),
        _ => None,
    }
}

fn first_cluster(after: &str) -> &str {
    after.graphemes(true).next().unwrap_or("")
}

fn last_cluster(before: &str) -> &str {
    // Clusters of the line, for a cluster is found from the start of its line.
    if before.ends_with('\n') {
        "\n"
    } else {
        before.rsplit('\n').next().unwrap().graphemes(true).next_back().unwrap_or("")
    }
}

proptest! {
    #[test]
    fn no_sequence_of_edits_panics_or_loses_text(
        original in text(),
        edits in prop::collection::vec((edit(), 0u16..12, 0u16..6), 1..60),
    ) {
        let mut editor = Editor::new(&original);
        for (edit, width, height) in edits {
            let expected = expected_text(&editor, &edit);
            let (before, revision) = (editor.text(), editor.revision());
            let outcome = editor.apply(edit.clone());
            let text = editor.text();
            if let Some(expected) = expected {
                prop_assert_eq!(&text, &expected, "{:?}", edit);
            }
            prop_assert_eq!(outcome == Outcome::Changed, editor.revision() > revision);
            prop_assert!(outcome == Outcome::Changed || text == before);
            prop_assert_eq!(editor.is_modified_from(&original), text != original);
            prop_assert!(stands_between_clusters(&editor), "{:?} left {:?} in {:?}", edit, editor.caret(), text);
            let (_, caret) = drawn(&editor, width, height);
            prop_assert_eq!(caret.is_some(), width > 0 && height > 0);
        }
        while editor.apply(Edit::Redo) == Outcome::Changed {}
        let last = editor.text();
        while editor.apply(Edit::Undo) == Outcome::Changed {}
        prop_assert_eq!(editor.text(), original);
        while editor.apply(Edit::Redo) == Outcome::Changed {}
        prop_assert_eq!(editor.text(), last);
    }

    #[test]
    fn the_caret_stands_on_the_cluster_behind_it(text in text(), chosen in any::<prop::sample::Index>(), width in 9u16..30) {
        let mut editor = Editor::new(&text);
        let lines: Vec<&str> = text.split('\n').collect();
        let line = chosen.index(lines.len());
        let mut column = 0;
        let mut clusters: Vec<&str> = lines[line].graphemes(true).collect();
        clusters.push("");
        for cluster in clusters {
            editor.set_caret((line, column));
            for _ in 0..2 {
                let (buffer, caret) = drawn(&editor, width, 4);
                let cell = &buffer[caret.unwrap()];
                let shown = cell.symbol();
                let escaped = cluster.escape_unicode().to_string();
                // A letter with a joiner that joins nothing is the letter, and then what nobody would see.
                let safe = crate::prompt::sanitize::sanitize_line(cluster);
                let is_there = shown == cluster
                    || (cluster == "\t" || cluster.is_empty()) && shown == " "
                    || [escaped.as_str(), &safe].iter().any(|whole| whole.starts_with(shown));
                prop_assert!(is_there, "{:?} is drawn where {:?} should be", shown, cluster);
                editor.toggle_wrap();
            }
            column += cluster.chars().count();
        }
    }

    #[test]
    fn a_click_on_the_caret_cell_finds_the_caret(text in text(), chosen in any::<prop::sample::Index>(), width in 9u16..30) {
        let mut editor = Editor::new(&text);
        editor.set_caret((chosen.index(20), chosen.index(30)));
        let place = editor.caret();
        let (_, caret) = drawn(&editor, width, 4);
        let caret = caret.unwrap();
        editor.click(Rect::new(0, 0, width, 4), caret.x, caret.y, Select::Clear);
        prop_assert_eq!(editor.caret(), place);
    }
}
