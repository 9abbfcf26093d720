//! The name of a prompt: its path below the root of its book.
//!
//! A `PromptId` that exists is safe to hand to the store: it is relative, has no `..` and no empty part. Names are
//! kept as bytes, because a file system holds names that are not UTF-8 and those prompts must open too.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::name_bytes::NameBytes;
use super::sanitize::sanitize_line;

/// A validated path below the root of a book, such as `code/review.md`.
///
/// ```
/// use promptbook::PromptId;
/// let id = PromptId::new("code/review.md")?;
/// assert_eq!(id.folder(), "code".as_bytes());
/// assert!(PromptId::new("../secret.md").is_err());
/// # Ok::<(), promptbook::NameFault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PromptId(NameBytes);

/// Why a name cannot be used, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameFault {
    /// Nothing was given.
    #[error("the name is empty: give one such as code/review.md")]
    Empty,
    /// A path from `/`.
    #[error("{0} is an absolute path: give a name below the book's folder")]
    Absolute(String),
    /// `..`, `.` or an empty part, which could lead out of the book.
    #[error("{0} has a part that is empty, \".\" or \"..\": names stay inside the book")]
    Escapes(String),
    /// A NUL byte, which no file system takes.
    #[error("{0} holds a NUL byte: leave it out")]
    Nul(String),
    /// A character that cannot be seen or typed.
    #[error("{0} holds a control, bidirectional or invisible character: leave it out")]
    Unprintable(String),
    /// More than [`PromptId::MAX_PART`] bytes in one part.
    #[error("a part of the name is {0} bytes long: {max} is the most", max = PromptId::MAX_PART)]
    TooLong(usize),
    /// A part that ends in a dot or a space, or a device name: Windows and sync tools cannot hold it.
    #[error("{0} cannot be copied to every system (device name, or a dot or space at an end): choose another")]
    NotPortable(String),
    /// A name whose extension promptbook does not list.
    #[error(
        "{0} would not be listed as a prompt: hidden names and folders are passed over, and the name must end with .md or .txt"
    )]
    NotAPrompt(String),
}

impl PromptId {
    /// The most bytes that one part of a new name may have: 255 is the usual limit, less room for a temporary name.
    pub const MAX_PART: usize = 240;

    /// The id of an existing file. Odd but harmless names are accepted, for they must be reachable.
    pub fn new(path: impl AsRef<[u8]>) -> Result<PromptId, NameFault> {
        let path = path.as_ref();
        let shown = || sanitize_line(&String::from_utf8_lossy(path)).into_owned();
        if path.is_empty() {
            return Err(NameFault::Empty);
        }
        if path.contains(&0) {
            return Err(NameFault::Nul(shown()));
        }
        if path[0] == b'/' {
            return Err(NameFault::Absolute(shown()));
        }
        if path.split(|&byte| byte == b'/').any(|part| matches!(part, b"" | b"." | b"..")) {
            return Err(NameFault::Escapes(shown()));
        }
        Ok(PromptId(path.into()))
    }

    /// The id of a file about to be created: everything [`PromptId::new`] asks, and that the name can be typed, seen,
    /// copied to other systems and listed. `.md` is added where no known extension is given.
    pub fn for_new_file(name: &str) -> Result<PromptId, NameFault> {
        let name = name.trim();
        let mut name = Cow::Borrowed(name);
        if !name.is_empty() && !name.ends_with('/') && !has_prompt_extension(name.as_bytes()) {
            name = Cow::Owned(format!("{name}.md"));
        }
        let id = PromptId::new(name.as_bytes())?;
        let shown = || sanitize_line(&name).into_owned();
        if sanitize_line(&name) != name {
            return Err(NameFault::Unprintable(shown()));
        }
        for part in name.split('/') {
            if part.len() > Self::MAX_PART {
                return Err(NameFault::TooLong(part.len()));
            }
            let stem = part.split('.').next().unwrap_or(part).trim_end_matches(' ');
            // Raised digits are digits to Windows.
            let port = stem.strip_suffix(|c: char| c.is_ascii_digit() || "¹²³".contains(c)).unwrap_or_default();
            let device = matches!(stem.to_ascii_uppercase().as_str(), "CON" | "PRN" | "AUX" | "NUL")
                || matches!(port.to_ascii_uppercase().as_str(), "COM" | "LPT");
            if device || part.ends_with(['.', ' ']) || part.starts_with(' ') {
                return Err(NameFault::NotPortable(shown()));
            }
        }
        if !id.is_listed() {
            return Err(NameFault::NotAPrompt(shown()));
        }
        Ok(id)
    }

    /// The path's bytes, parts joined by `/`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path, relative to the book's root.
    pub fn as_path(&self) -> &Path {
        Path::new(OsStr::from_bytes(&self.0))
    }

    /// The name for a person: valid Unicode, nothing that moves a cursor or hides.
    pub fn display(&self) -> Cow<'_, str> {
        display_bytes(&self.0)
    }

    /// The bytes of the last part.
    pub fn file_name(&self) -> &[u8] {
        self.0.rsplit(|&byte| byte == b'/').next().unwrap_or(&self.0)
    }

    /// The folder's bytes, empty at the root.
    pub fn folder(&self) -> &[u8] {
        match self.0.iter().rposition(|&byte| byte == b'/') {
            Some(at) => &self.0[..at],
            None => &[],
        }
    }

    /// The path without a known prompt extension: `code/review.md` is `code/review`.
    pub fn without_extension(&self) -> &[u8] {
        EXTENSIONS.iter().find_map(|extension| strip_extension(&self.0, extension)).unwrap_or(&self.0)
    }

    /// Whether a file of this name is a prompt: a known extension, no hidden part but those of the tools that keep
    /// prompts there, and not one of promptbook's own temporary files.
    pub fn is_listed(&self) -> bool {
        let mut parts = self.0.split(|&byte| byte == b'/').rev();
        let name = parts.next().unwrap_or_default();
        name.first() != Some(&b'.')
            && parts.all(is_listed_folder)
            && (has_prompt_extension(name) || self.is_tool_file())
    }

    /// Files that are prompts only because of where they are: Gemini commands and llm templates.
    fn is_tool_file(&self) -> bool {
        let within = |folder: &[u8]| {
            self.0.starts_with(folder) || self.0.windows(folder.len() + 1).any(|at| at[0] == b'/' && &at[1..] == folder)
        };
        (self.0.ends_with(b".toml") && within(b".gemini/commands/"))
            || (self.0.ends_with(b".yaml") && within(b"templates/"))
    }
}

/// Extensions of prompt files; one that ends another stands after it, so that the whole extension is found.
const EXTENSIONS: [&str; 7] = ["prompt.md", "md", "txt", "prompt", "prompty", "mdc", "markdown"];

fn has_prompt_extension(name: &[u8]) -> bool {
    let is_stem = |stem: &[u8]| !stem.is_empty() && !stem.ends_with(b"/");
    EXTENSIONS.iter().any(|extension| strip_extension(name, extension).is_some_and(is_stem))
}

/// `name` without `.extension`, in whichever letter case it is written.
fn strip_extension<'a>(name: &'a [u8], extension: &str) -> Option<&'a [u8]> {
    let (stem, end) = name.split_at_checked(name.len().checked_sub(extension.len())?)?;
    if end.eq_ignore_ascii_case(extension.as_bytes()) { stem.strip_suffix(b".") } else { None }
}

/// Whether a folder of this name is looked into. Hidden folders are not, but for those in which tools keep prompts;
/// nor is `node_modules`, whose Markdown files are other people's documentation.
pub fn is_listed_folder(name: &[u8]) -> bool {
    const PROMPT_FOLDERS: [&[u8]; 7] =
        [b".claude", b".github", b".agents", b".gemini", b".cursor", b".codex", b".opencode"];
    match name.first() {
        Some(b'.') => PROMPT_FOLDERS.contains(&name),
        _ => name != b"node_modules",
    }
}

/// `bytes` of a name or part for a person: bytes that are not UTF-8 become `\xNN`, unprintable characters visible.
pub fn display_bytes(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => sanitize_line(text),
        Err(_) => {
            let mut shown = String::new();
            for chunk in bytes.utf8_chunks() {
                shown.push_str(&sanitize_line(chunk.valid()));
                for byte in chunk.invalid() {
                    shown.push_str(&format!("\\x{byte:02x}"));
                }
            }
            Cow::Owned(shown)
        }
    }
}

/// Names in the order of a tree: parts compare one by one, so that a folder's prompts stand together.
impl Ord for PromptId {
    fn cmp(&self, other: &PromptId) -> Ordering {
        // The separator sorts before every other byte; NUL cannot occur in a name.
        let key = |byte: &u8| if *byte == b'/' { 0 } else { *byte };
        self.0.iter().map(key).cmp(other.0.iter().map(key))
    }
}

impl PartialOrd for PromptId {
    fn partial_cmp(&self, other: &PromptId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Debug for PromptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.display())
    }
}

impl std::fmt::Display for PromptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.display())
    }
}

impl Serialize for PromptId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(&self.0))
    }
}

impl<'de> Deserialize<'de> for PromptId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PromptId, D::Error> {
        let name = String::deserialize(deserializer)?;
        PromptId::new(name).map_err(serde::de::Error::custom)
    }
}

/// Names in files of our own, byte for byte: a name that is not UTF-8 is an array of its bytes, where the plain form for
/// people and other programs replaces what it cannot show.
pub mod exact {
    use super::*;

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Exact {
        Text(String),
        Bytes(Vec<u8>),
    }

    /// Writes a name as text, or as the bytes that it has.
    pub fn serialize<S: Serializer>(id: &PromptId, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&id.0) {
            Ok(text) => Exact::Text(text.to_owned()),
            Err(_) => Exact::Bytes(id.0.to_vec()),
        }
        .serialize(serializer)
    }

    /// Reads what [`serialize`] wrote.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PromptId, D::Error> {
        let bytes = match Exact::deserialize(deserializer)? {
            Exact::Text(text) => text.into_bytes(),
            Exact::Bytes(bytes) => bytes,
        };
        PromptId::new(bytes).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Component;

    use proptest::prelude::*;

    use super::*;

    /// Names made of what names can go wrong by.
    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("/"),
            Just(".."),
            Just("."),
            Just(" "),
            Just("con"),
            Just("COM1"),
            Just("lpt"),
            Just("\0"),
            Just("\u{1b}[2J"),
            Just("\u{202e}"),
            Just("中"),
            Just("é"),
            Just("👩\u{200d}👧"),
            Just("a"),
            Just("b1"),
            Just(".md"),
            Just(".prompt.md"),
            Just("~"),
            Just("\\"),
            Just("\n"),
        ];
        prop_oneof![
            proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
            any::<String>(),
            "[a-z中]{200,300}",
        ]
    }

    proptest! {
        #[test]
        fn whatever_name_is_accepted_stays_inside_the_book(bytes: Vec<u8>, typed in typed()) {
            for name in [bytes.as_slice(), typed.as_bytes()] {
                if let Ok(id) = PromptId::new(name) {
                    let parts: Vec<Component> = id.as_path().components().collect();
                    prop_assert!(parts.iter().all(|part| matches!(part, Component::Normal(_))), "{id:?}");
                    prop_assert_eq!(parts.len(), name.split(|&byte| byte == b'/').count());
                    prop_assert_eq!(id.as_bytes(), name);
                }
            }
        }

        #[test]
        fn whatever_new_name_is_accepted_can_be_listed_seen_and_typed_again(typed in typed()) {
            if let Ok(id) = PromptId::for_new_file(&typed) {
                prop_assert!(id.is_listed());
                prop_assert_eq!(id.display(), String::from_utf8_lossy(id.as_bytes()));
                prop_assert_eq!(PromptId::for_new_file(&id.display()), Ok(id.clone()));
                prop_assert!(id.as_path().components().all(|part| matches!(part, Component::Normal(_))));
            }
        }
    }

    #[test]
    fn a_device_name_is_one_whatever_letters_stand_around_it() {
        for name in ["ab\u{e9}.md", "a中.md", "com.md", "com12.md", "comma.md"] {
            assert!(PromptId::for_new_file(name).is_ok(), "{name:?}");
        }
        for name in ["LPT0.md", "x/com9.notes.md", "nul", "con .md", "com¹.md"] {
            assert!(matches!(PromptId::for_new_file(name), Err(NameFault::NotPortable(_))), "{name:?}");
        }
    }

    #[test]
    fn the_whole_extension_is_left_out_of_a_short_name() -> Result<(), NameFault> {
        for (name, short) in [("a/x.md", "a/x"), ("x.prompt.md", "x"), ("x.prompt", "x"), ("x.v2.txt", "x.v2")] {
            assert_eq!(PromptId::new(name)?.without_extension(), short.as_bytes());
        }
        Ok(())
    }

    #[test]
    fn a_name_that_leads_out_of_the_book_cannot_be_built() {
        for name in ["", "/etc/passwd", "..", "a/../b.md", "a//b.md", "./a.md", "a/", "a\0b.md"] {
            assert!(PromptId::new(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_new_name_that_cannot_be_seen_typed_or_copied_is_refused() {
        let long = "x".repeat(241);
        let odd =
            ["", " ", "..", "a/../b", "/a", "a\0", "a\u{1b}[2J.md", "a\u{202e}b.md", "con.md", "com1.md", "a./b.md"];
        for name in odd.into_iter().chain(["a /b.md", &long, ".x.md"]) {
            assert!(PromptId::for_new_file(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_new_name_gets_an_extension_where_it_has_none() -> Result<(), NameFault> {
        assert_eq!(PromptId::for_new_file("写作/周报")?.display(), "写作/周报.md");
        assert_eq!(PromptId::for_new_file("a.txt")?.display(), "a.txt");
        assert_eq!(PromptId::for_new_file("v1.2")?.display(), "v1.2.md");
        Ok(())
    }

    #[test]
    fn hidden_folders_are_skipped_but_for_those_that_hold_prompts() -> Result<(), NameFault> {
        assert!(PromptId::new(".claude/commands/fix.md")?.is_listed());
        assert!(PromptId::new(".gemini/commands/fix.toml")?.is_listed());
        assert!(!PromptId::new("fix.toml")?.is_listed());
        assert!(PromptId::new("READ.MD")?.is_listed());
        assert!(!PromptId::new(".git/description.md")?.is_listed());
        assert!(!PromptId::new("a/.hidden.md")?.is_listed());
        assert!(!PromptId::new("node_modules/x/README.md")?.is_listed());
        Ok(())
    }

    #[test]
    fn names_sort_so_that_a_folder_stands_together() -> Result<(), NameFault> {
        let mut ids = [PromptId::new("code-b/x.md")?, PromptId::new("code/y.md")?, PromptId::new("code/a/z.md")?];
        ids.sort();
        assert_eq!(ids.map(|id| id.to_string()), ["code/a/z.md", "code/y.md", "code-b/x.md"]);
        Ok(())
    }

    #[test]
    fn a_name_that_is_not_utf_8_is_shown_escaped() -> Result<(), NameFault> {
        assert_eq!(PromptId::new(b"a\xff\x1b.md")?.display(), "a\\xff␛.md");
        Ok(())
    }
}
