//! The command lines that a person has seen and let run: each is shown once before it runs for the first time.
//!
//! Of a line its mark is kept and not the line itself, for people write keys into command lines.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::lock;
use crate::prompt::ContentHash;

/// Command lines that are kept.
const KEPT: usize = 500;

/// Characters of a mark.
const MARK: usize = 64;

/// What is kept of `line`: it tells lines apart and cannot be read back.
pub fn mark(line: &str) -> String {
    ContentHash::of(line.as_bytes()).to_hex()
}

/// The marks of the command lines that were let run before. A file that cannot be read counts as none: they are shown
/// again.
pub fn read(state: &Path) -> BTreeSet<String> {
    let bytes = fs::read(state.join("commands.json")).unwrap_or_default();
    let kept: BTreeSet<String> = serde_json::from_slice(&bytes).unwrap_or_default();
    let is_mark = |kept: &str| kept.len() == MARK && kept.bytes().all(|byte| byte.is_ascii_hexdigit());
    // Earlier versions kept the lines.
    kept.into_iter().map(|kept| if is_mark(&kept) { kept } else { mark(&kept) }).collect()
}

/// From now on `line` is not shown again.
///
/// # Errors
/// When the folder cannot be written.
pub fn add(state: &Path, line: &str) -> io::Result<()> {
    // Two programs that add lines at one time do it one after the other.
    let _lock = lock(state, "commands.lock")?;
    let mut marks = read(state);
    if marks.len() >= KEPT {
        marks.clear();
    }
    marks.insert(mark(line));
    let mut temporary = tempfile::NamedTempFile::new_in(state)?;
    temporary.write_all(&serde_json::to_vec_pretty(&marks)?)?;
    temporary.persist(state.join("commands.json")).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_same_line_is_known() {
        let state = tempfile::tempdir().expect("a folder can be made");
        let folder = state.path().join("state");
        assert!(read(&folder).is_empty());
        add(&folder, "llm -m x").expect("it is written");
        add(&folder, "claude -p").expect("it is written");
        assert_eq!(read(&folder).len(), 2);
        assert!(read(&folder).contains(&mark("llm -m x")) && !read(&folder).contains(&mark("llm -m y")));
    }

    #[test]
    fn a_key_in_a_command_line_is_not_kept_nor_one_that_was_kept_before() {
        let state = tempfile::tempdir().expect("a folder can be made");
        let file = state.path().join("commands.json");
        fs::write(&file, "[\"llm --key sk-old\"]").expect("it is written");
        assert!(read(state.path()).contains(&mark("llm --key sk-old")));
        add(state.path(), "llm --key sk-new").expect("it is written");
        let kept = fs::read_to_string(&file).expect("it is there");
        assert!(!kept.contains("sk-") && read(state.path()).len() == 2, "{kept}");
    }

    #[test]
    fn lines_that_are_added_at_one_time_are_all_kept() {
        let state = tempfile::tempdir().expect("a folder can be made");
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let folder = state.path();
                scope.spawn(move || {
                    (0..20).for_each(|n| add(folder, &format!("{thread} {n}")).expect("it is written"));
                });
            }
        });
        assert_eq!(read(state.path()).len(), 160);
    }
}
