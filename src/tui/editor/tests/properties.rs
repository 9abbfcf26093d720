//! Any edits on any text: nothing panics, nothing is lost, the caret stands between clusters.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

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
