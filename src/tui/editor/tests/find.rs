//! Searching, and how matches are drawn.

use super::*;

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
