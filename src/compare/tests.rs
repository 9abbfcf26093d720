//! What must hold for any two or three texts, and what a person sees of a few.

mod comparing;
mod merging;

use proptest::prelude::*;

/// A text of few lines and few kinds of them, so that many are the same: with every line end, and with none at the end.
fn text() -> impl Strategy<Value = String> {
    let words = vec!["", "one", "two words", "中文提示词", "e\u{301}👩\u{200d}👧", "\ttab", "=======", "<<<<<<< mine"];
    let line = (proptest::sample::select(words), proptest::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r"]));
    (proptest::collection::vec(line, 0..12), any::<bool>()).prop_map(|(lines, ends)| {
        let mut text: String = lines.iter().flat_map(|(word, end)| [*word, *end]).collect();
        if !ends {
            text.push_str("last");
        }
        text
    })
}

/// The same with LF alone, as an editor has it.
fn edited() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace("\r\n", "\n").replace('\r', "\n"))
}
