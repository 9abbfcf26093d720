//! A home folder of its own for every run, so that nothing of the user's is read or touched.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

/// The folders of one run; they go when it is dropped.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// An empty home, without a book.
    pub fn new() -> Home {
        Home { folder: TempDir::new().expect("a temporary folder can be made") }
    }

    /// The home folder.
    pub fn path(&self) -> PathBuf {
        // A link in the path would be another name for the same folder.
        fs::canonicalize(self.folder.path()).expect("the folder is there")
    }

    /// The variables of a run: nothing of the user's but where programs are.
    pub fn variables(&self) -> Vec<(String, String)> {
        let below = |name: &str| self.path().join(name).to_string_lossy().into_owned();
        let variables = [
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("HOME", below("")),
            ("XDG_CONFIG_HOME", below("config")),
            ("XDG_DATA_HOME", below("data")),
            ("XDG_STATE_HOME", below("state")),
            ("XDG_CACHE_HOME", below("cache")),
            ("TMPDIR", below("")),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
        ];
        variables.map(|(name, value)| (name.to_owned(), value)).into()
    }
}
