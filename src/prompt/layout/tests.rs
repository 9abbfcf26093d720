use proptest::prelude::*;

use super::*;

const MARKED: &[u8] = b"\xEF\xBB\xBFone\r\ntwo\r\n";

fn spliced(raw: &str, edited: &str) -> String {
    let bytes = splice(raw.as_bytes(), edited);
    assert_eq!(editable(&bytes).as_deref(), Ok(edited), "from {raw:?}");
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_line_end_becomes_a_line_feed_and_the_byte_order_mark_goes() {
    assert_eq!(editable("\u{feff}甲\r\n乙\n丙\r丁".as_bytes()).unwrap(), "甲\n乙\n丙\n丁");
}

#[test]
fn the_final_newline_is_there_exactly_when_the_file_has_one() {
    assert_eq!(editable(b"one\r\n").unwrap(), "one\n");
    assert_eq!(editable(b"one").unwrap(), "one");
    assert_eq!(editable(b"").unwrap(), "");
    assert_eq!(editable(b"\r\n").unwrap(), "\n");
}

#[test]
fn text_that_nobody_edited_goes_back_byte_for_byte() {
    for raw in ["", "\n", "\r", "\r\n", "\n\r", "a\r\r\nb\n\r", "\u{feff}", "\u{feff}\u{feff}甲\r乙"] {
        assert_eq!(splice(raw.as_bytes(), &editable(raw.as_bytes()).unwrap()), raw.as_bytes(), "{raw:?}");
    }
}

#[test]
fn a_changed_line_keeps_its_own_line_end() {
    assert_eq!(spliced("a\r\nb\nc\rd", "a\nb\nC\nd"), "a\r\nb\nC\rd");
    assert_eq!(spliced("你\r\n好\n吗", "您\n好\n吗"), "您\r\n好\n吗");
}

#[test]
fn a_new_line_takes_the_line_end_of_its_neighbour() {
    assert_eq!(spliced("a\r\nb\nc\n", "a\nnew\nb\nc\n"), "a\r\nnew\r\nb\nc\n");
    assert_eq!(spliced("a\r\nb\r\n", "new\na\nb\n"), "new\r\na\r\nb\r\n");
}

#[test]
fn a_line_added_after_an_unterminated_last_line_takes_the_end_of_the_line_before() {
    assert_eq!(spliced("a\r\nb", "a\nb\nc"), "a\r\nb\r\nc");
    assert_eq!(spliced("a", "a\nb"), "a\nb");
    assert_eq!(spliced("", "a\n"), "a\n");
}

#[test]
fn the_final_newline_is_as_edited() {
    assert_eq!(spliced("a\r\nb\r\n", "a\nb"), "a\r\nb");
    assert_eq!(spliced("a\r\nb", "a\nb\n"), "a\r\nb\r\n");
}

#[test]
fn deleted_lines_leave_the_others_as_they_were() {
    assert_eq!(spliced("a\r\nb\nc\rd\n", "a\nd\n"), "a\r\nd\n");
}

#[test]
fn the_byte_order_mark_stays_when_all_else_goes() {
    assert_eq!(splice(MARKED, ""), BYTE_ORDER_MARK);
    assert_eq!(splice(MARKED, "one\n2\n"), b"\xEF\xBB\xBFone\r\n2\r\n");
}

#[test]
fn an_empty_line_after_a_lone_carriage_return_does_not_melt_into_crlf() {
    assert_eq!(spliced("a\rb\n\nc", "a\n\nc"), "a\r\rc");
    assert_eq!(spliced("a\rb\nc", "a\n\nc"), "a\r\rc");
}

#[test]
fn bytes_that_are_not_utf8_are_named_by_their_line() {
    assert_eq!(editable(b"a\r\nb\r\xFF\n"), Err(Unfit::NotUtf8 { line: 3 }));
    assert_eq!(
        Unfit::NotUtf8 { line: 3 }.to_string(),
        "line 3 is not UTF-8, so it is read-only here. E opens it in $EDITOR"
    );
}

#[test]
fn control_characters_are_unfit_but_tabs_are_not() {
    assert!(editable(b"a\tb\n").is_ok());
    for character in ['\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}'] {
        let raw = format!("第一\n二{character}");
        assert_eq!(editable(raw.as_bytes()), Err(Unfit::ControlCharacter { line: 2, character }));
    }
    let message = Unfit::ControlCharacter { line: 2, character: '\u{1b}' }.to_string();
    assert_eq!(message, "line 2 holds the control character U+001B, so it is read-only here. E opens it in $EDITOR");
}

#[test]
fn files_over_the_limits_are_unfit_and_files_at_the_limits_are_not() {
    assert!(editable("中\n".repeat(MAX_LINES - 1).as_bytes()).is_ok());
    assert_eq!(editable("\n".repeat(MAX_LINES).as_bytes()), Err(Unfit::TooManyLines { lines: MAX_LINES + 1 }));
    let line = "中".repeat(MAX_LINE_CHARACTERS);
    assert!(editable(line.as_bytes()).is_ok());
    let longer = Unfit::LineTooLong { line: 2, characters: MAX_LINE_CHARACTERS + 1 };
    assert_eq!(editable(format!("\n{line}文").as_bytes()), Err(longer));
    let lines = format!("{}\n", "x".repeat(999)).repeat(5_000);
    assert!(editable(lines.as_bytes()).is_ok());
    assert_eq!(editable(&[lines.as_bytes(), b"x"].concat()), Err(Unfit::TooLarge { bytes: MAX_BYTES + 1 }));
}

/// Files of every kind: line ends of all sorts, marks in odd places, text in several scripts.
fn file() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b", "中", "文", "\t", "e\u{301}", "\n", "\n", "\r\n", "\r\n", "\r", "\u{feff}", "a\n", "a\r\n", "a\r",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// An edited text: lines end in LF.
fn edited() -> impl Strategy<Value = String> {
    file().prop_map(|text| text.replace('\r', "\n"))
}

proptest! {
    #[test]
    fn any_fit_file_goes_there_and_back(raw in file()) {
        let text = editable(raw.as_bytes()).unwrap();
        prop_assert_eq!(splice(raw.as_bytes(), &text), raw.as_bytes());
    }

    #[test]
    fn any_edit_is_in_the_new_file(raw in file(), edited in edited()) {
        prop_assert_eq!(editable(&splice(raw.as_bytes(), &edited)), Ok(edited));
    }

    #[test]
    fn a_changed_line_changes_only_its_own_bytes(raw in file(), chosen in any::<prop::sample::Index>()) {
        let (mark, body) = split_mark(raw.as_bytes());
        let lines = file_lines(body);
        let chosen = chosen.index(lines.len());
        let text = editable(raw.as_bytes()).unwrap();
        let edited: Vec<&str> =
            text.split('\n').enumerate().map(|(index, line)| if index == chosen { "改了" } else { line }).collect();

        let mut expected = mark.to_vec();
        for (index, line) in lines.iter().enumerate() {
            expected.extend_from_slice(if index == chosen { "改了".as_bytes() } else { line.content });
            expected.extend_from_slice(line.end);
        }
        prop_assert_eq!(splice(raw.as_bytes(), &edited.join("\n")), expected);
    }
}
