//! The command lines that a person has seen and let run: each is shown once before it runs for the first time.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Command lines that are kept.
const KEPT: usize = 500;

/// The command lines that were let run before. A file that cannot be read counts as none: they are shown again.
pub fn read(state: &Path) -> BTreeSet<String> {
    let bytes = fs::read(state.join("commands.json")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// From now on `line` is not shown again.
///
/// # Errors
/// When the folder cannot be written.
pub fn add(state: &Path, line: &str) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(state)?;
    let mut lines = read(state);
    if lines.len() >= KEPT {
        lines.clear();
    }
    lines.insert(line.to_owned());
    let mut temporary = tempfile::NamedTempFile::new_in(state)?;
    temporary.write_all(&serde_json::to_vec_pretty(&lines)?)?;
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
        assert!(!read(&folder).contains("llm -m y"));
    }
}
