//! Rows, cells, scrolling, the caret on the screen and clicks.

use super::*;

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
