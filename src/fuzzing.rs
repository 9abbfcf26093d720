//! What the fuzz targets under `fuzz/` and the property tests share: each takes any bytes, and panics where a promise is
//! broken. Not for programs.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::cache::{Cache, CacheState, Cause, Limits};
use crate::library::{Library, Options, Resolution};
use crate::prompt::dialect::Dialects;
use crate::prompt::layout::{editable, splice};
use crate::prompt::sanitize::{sanitize, sanitize_line};
use crate::prompt::template::{Body, Composition, Strictness, Template, Values, line_at};
use crate::prompt::{PromptId, Stamp};
use crate::store::{DiskStore, Expected, Store, StoreError};

use crate::tui::fuzzing::is_hazard;

pub use crate::tui::fuzzing::frame;

/// Bytes that were loaded go through the editor: without an edit they stay the same, and an edit of one line leaves the
/// bytes of all others alone.
pub fn round_trip(bytes: &[u8]) {
    let Ok(text) = editable(bytes) else { return };
    assert_eq!(splice(bytes, &text), bytes, "nothing was edited");
    let lines: Vec<&str> = text.split('\n').collect();
    let at = bytes.first().map_or(0, |first| usize::from(*first) % lines.len());
    let mut edited: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    edited[at].push_str("edited 改");
    let edited = edited.join("\n");
    let saved = splice(bytes, &edited);
    assert_eq!(editable(&saved).ok().as_deref(), Some(edited.as_str()), "what is saved is what was typed");
    let (before, after) = (raw_lines(bytes), raw_lines(&saved));
    assert_eq!(before.len(), after.len(), "no line came or went");
    for other in (0..before.len()).filter(|line| *line != at) {
        assert_eq!(after[other], before[other], "line {other} was not edited");
    }
}

/// The lines with their ends, of whichever kind each has; behind the last end is a last line, often an empty one.
fn raw_lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            lines.push(&bytes[start..=at]);
            start = at + 1;
        }
    }
    lines.push(&bytes[start..]);
    lines
}

/// Any bytes as a prompt of any dialect, with any values: it is read, what is told of it lies inside it, a draft of it
/// renders, and a value comes out as it went in. The first three bytes choose the dialect and the values.
pub fn template(bytes: &[u8]) {
    const NAMES: [&str; 16] = [
        "a.md",
        "x/SKILL.md",
        ".claude/commands/a/b.md",
        ".codex/prompts/a.md",
        ".opencode/commands/a.md",
        "a.prompt.md",
        "rules/a.mdc",
        "a.toml",
        "a.b.prompt",
        "a.prompty",
        "patterns/a/system.md",
        "a.yaml",
        "aichat/roles/a.md",
        "_a.prompt",
        "a.txt",
        "no-extension",
    ];
    let Some((&[name, value, given], raw)) = bytes.split_first_chunk::<3>() else { return };
    let name = PromptId::new(NAMES[usize::from(name) % NAMES.len()]).expect("a name");
    let template = Template::read(name.clone(), Arc::new(raw.to_vec()), &Dialects::default());
    assert_eq!(template, Template::read(name, Arc::new(raw.to_vec()), &Dialects::default()));
    let is_inside = |span: &std::ops::Range<usize>| span.start <= span.end && span.end <= raw.len();
    for found in template.diagnostics() {
        assert!(is_inside(&found.span) && found.line == line_at(raw, found.span.start), "{found:?}");
    }
    assert!(template.diagnostics().is_sorted_by_key(|found| found.span.start));
    assert!(template.sites().iter().all(|site| is_inside(&site.span) && site.line == line_at(raw, site.span.start)));
    assert!(template.includes().iter().all(|include| is_inside(&include.span)));
    assert!(template.marks().iter().all(is_inside));
    let _ = (template.title(), template.description(), template.tags(), template.model());

    let is_pieces = matches!(template.body(), Body::Pieces(_));
    let composition = Composition::alone(Arc::new(template));
    let values: [&[u8]; 4] = [b"", b"{{a}} $1 $ARGUMENTS \\{{ ${b:c} {{> a}}", b"\0\x1b[2J\xff\r\n", raw];
    let value = values[usize::from(value) % values.len()];
    let mut words = Values { positions: vec![value.to_vec(); usize::from(given) % 4], ..Values::default() };
    for strictness in [Strictness::Usual, Strictness::Strict, Strictness::Draft] {
        let _ = composition.render(&Values::default(), strictness);
        let _ = composition.render(&words, strictness);
    }
    words.input = Some(value.to_vec());
    for argument in composition.arguments() {
        words.set(argument.name.clone(), value.to_vec());
    }
    let _ = composition.render(&words, Strictness::Usual);
    if is_pieces {
        let rendered = composition.render(&words, Strictness::Draft).expect("a draft renders");
        for message in &rendered.messages {
            assert!(message.filled.iter().all(|range| &message.text[range.clone()] == value), "a value was changed");
        }
    }
}

/// Any bytes as a name: no prompt's path leaves the book, whatever it is used for, and what is shown of it is harmless.
pub fn paths(bytes: &[u8]) {
    for text in [String::from_utf8_lossy(bytes), sanitize_line(&String::from_utf8_lossy(bytes))] {
        if let Ok(id) = PromptId::for_new_file(&text) {
            assert_confined(&id);
            assert_eq!(sanitize_line(&id.to_string()), id.to_string(), "a new name can be shown as it is");
        }
        assert_harmless(&sanitize(&text), &text);
        assert_harmless(&sanitize_line(&text), &text);
    }
    let Ok(id) = PromptId::new(bytes) else { return };
    assert_confined(&id);
    assert_harmless(&id.display(), "a name");
    assert_eq!(PromptId::new(id.as_bytes()).ok().as_ref(), Some(&id));

    let cache = Cache::new(Limits::default(), CacheState::On);
    for name in ["a.md", "code/review.md", "skills/x/SKILL.md"] {
        cache.publish(Cause::Start, |next| next.list(&PromptId::new(name).expect("a name"), Stamp::default()));
    }
    let snapshot = cache.snapshot();
    let known = |id: &PromptId| assert!(snapshot.get(id).is_some(), "{id} is made up");
    match crate::library::resolve_in(&snapshot, &String::from_utf8_lossy(bytes)) {
        Resolution::One(id) => known(&id),
        Resolution::Several(ids) | Resolution::None(ids) => ids.iter().for_each(known),
    }
}

/// The same name on a real folder that has a link out of it: nothing outside is read, written, removed or made.
pub fn confinement(bytes: &[u8]) {
    let Ok(id) = PromptId::new(bytes) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("book");
    fs::create_dir(&book).expect("a folder");
    fs::write(folder.path().join("secret.md"), "secret").expect("a file");
    for (link, to) in [("up", ".."), ("out.md", "../secret.md"), ("abs.md", "/etc/passwd"), ("loop", "loop")] {
        std::os::unix::fs::symlink(to, book.join(link)).expect("a link");
    }
    let store = DiskStore::open(&book).expect("a book");
    let below_link = [&b"up/"[..], id.as_bytes()].concat();
    for id in [Some(id), PromptId::new(below_link).ok()].into_iter().flatten() {
        let written = store.write(&id, b"ours", Expected::Anything);
        if let Ok(contents) = store.read(&id) {
            assert!(written.is_ok() && contents.bytes == b"ours", "{id} was read from elsewhere");
        }
        let _: Result<(), StoreError> = store.rename(&id, &PromptId::new("moved.md").expect("a name"));
        if let Ok(stamp) = store.stamp(&id) {
            let _ = store.remove(&id, stamp);
        }
    }
    let outside = |name: &str| fs::read(folder.path().join(name)).ok();
    assert_eq!(outside("secret.md").as_deref(), Some(&b"secret"[..]));
    let beside = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(beside, 2, "something was made outside");
    drop(Library::with_store(std::sync::Arc::new(store), Options::default()));
}

fn assert_confined(id: &PromptId) {
    let path = id.as_path();
    let plain = |part| matches!(part, std::path::Component::Normal(_));
    assert!(path.components().all(plain), "{path:?}");
    let joined = Path::new("/book").join(path);
    assert!(joined.starts_with("/book") && joined.components().all(|part| part.as_os_str() != ".."), "{joined:?}");
}

fn assert_harmless(shown: &str, of: &str) {
    assert!(!shown.chars().any(|shown| shown != '\n' && is_hazard(shown)), "{shown:?} of {of:?}");
}

/// Bytes of pieces in any order: of `pieces`, of texts such as `words`, and of anything else.
#[cfg(test)]
pub(crate) fn among_anything(
    pieces: &[&[u8]],
    words: &'static str,
) -> impl proptest::strategy::Strategy<Value = Vec<u8>> + use<> {
    use proptest::prelude::*;

    let pieces: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.to_vec()).collect();
    let piece = prop_oneof![
        6 => proptest::sample::select(pieces),
        2 => words.prop_map(String::into_bytes),
        1 => any::<String>().prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bytes that are nearly text: pieces that have broken programs, among any others.
    fn nearly_text() -> impl Strategy<Value = Vec<u8>> {
        let pieces: [&[u8]; 24] = [
            b"\n",
            b"\r\n",
            b"\r",
            b"\xef\xbb\xbf",
            b"\xff",
            b"\0",
            b"../",
            b"..",
            b"/",
            b"./",
            b"//",
            b"up/",
            b".md",
            b"---\ntitle: x\n---\n",
            b"\x1b]52;c;aGk=\x07",
            b"\x1b[2J",
            b"\xc2\x9b",
            "\u{202e}\u{e0041}\u{200d}\u{fe0f}".as_bytes(),
            "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".as_bytes(),
            "中文，提示。".as_bytes(),
            "👩\u{200d}👩\u{200d}👧".as_bytes(),
            "क्षि\u{93e}".as_bytes(),
            "ᄀᄀᄀ각".as_bytes(),
            b"CON.md ",
        ];
        among_anything(&pieces, "[a-z {}#>`-]{1,12}")
    }

    fn with_size() -> impl Strategy<Value = Vec<u8>> {
        (proptest::collection::vec(any::<u8>(), 12), nearly_text()).prop_map(|(start, text)| [start, text].concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_bytes_are_loaded_only_the_edited_line_changes(bytes in nearly_text()) {
            round_trip(&bytes);
        }

        #[test]
        fn no_bytes_of_a_name_lead_out_of_the_book(bytes in nearly_text()) {
            paths(&bytes);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_of_a_name_reach_a_file_outside(bytes in nearly_text()) {
            confinement(&bytes);
        }

        #[test]
        fn whatever_bytes_and_names_there_are_a_frame_of_any_size_shows_them_harmlessly(bytes in with_size()) {
            frame(&bytes);
        }
    }
}
