//! What was given for the arguments of prompts, kept for the next time: of each argument its last values, newest first.
//!
//! ```text
//! state/books/BOOK/values/HASH.json    {"prompt": "code/review.md", "values": {"language": ["Go", "Rust"]}}
//! ```
//!
//! Beside them stands what was typed and not handed over yet (`unfinished`), until it is.
//!
//! Readable by the person alone, written as a whole, bounded. Knows no forms: who calls says what may be kept, and that
//! is never a secret.

pub mod confirmed;
pub mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;
use serde::{Deserialize, Serialize};

use crate::folders;
use crate::prompt::{ContentHash, PromptId, display_bytes};

/// Values of one argument that are kept.
const VALUES: usize = 20;

/// The longest value that is kept, in bytes: a report or a diff, not an archive.
const LONGEST: usize = 64 * 1024;

/// All values of one prompt together, in bytes.
const PER_PROMPT: usize = 512 * 1024;

/// Prompts whose values are kept.
const PROMPTS: usize = 2_000;

/// Earlier values by the names of arguments, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    values: BTreeMap<String, Vec<String>>,
    /// What was given the last time: an argument may have been left out then.
    last: BTreeMap<String, String>,
    /// What was typed since and not handed over.
    unfinished: BTreeMap<String, String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    /// The prompt's name for people; the file's own name says which it is.
    prompt: String,
    last: BTreeMap<String, String>,
    values: BTreeMap<String, Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    unfinished: BTreeMap<String, String>,
}

/// Where the values of one book are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

impl Earlier {
    /// The values that were given for `name`, newest first.
    pub fn of(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// What was given for `name` the last time.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.last.get(name).map(String::as_str)
    }

    /// What was typed for `name` and not handed over.
    pub fn unfinished(&self, name: &str) -> Option<&str> {
        self.unfinished.get(name).map(String::as_str)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.last.is_empty() && self.unfinished.is_empty()
    }

    /// Adds what was given now: with it everything that was typed is handed over.
    pub fn add(&mut self, used: &BTreeMap<String, String>, secrets: &[String]) {
        self.values.retain(|name, _| !secrets.contains(name));
        (self.last, self.unfinished) = (BTreeMap::new(), BTreeMap::new());
        let secrets: BTreeSet<&str> = secrets.iter().map(String::as_str).collect();
        for (name, value) in used.iter().filter(|(name, _)| !secrets.contains(name.as_str())) {
            if value.len() > LONGEST {
                continue;
            }
            self.last.insert(name.clone(), value.clone());
            if value.is_empty() {
                continue;
            }
            let values = self.values.entry(name.clone()).or_default();
            values.retain(|other| other != value);
            values.insert(0, value.clone());
            values.truncate(VALUES);
        }
        self.bound();
    }

    /// Forgets the oldest values of the longest lists while there is too much of them.
    fn bound(&mut self) {
        let bytes = |values: &Vec<String>| values.iter().map(String::len).sum::<usize>();
        while self.values.values().map(bytes).sum::<usize>() > PER_PROMPT {
            let Some(longest) = self.values.values_mut().max_by_key(|values| bytes(values)) else { return };
            longest.pop();
        }
        self.values.retain(|_, values| !values.is_empty());
    }
}

impl Store {
    /// The values of the book in the folder `root`; `state` is promptbook's own folder.
    pub fn of_book(state: &Path, root: &Path) -> Store {
        Store { folder: folders::of_book(state, root).join("values") }
    }

    /// What was given for the prompt `id` before. A file that cannot be read counts as none, and is noted in the log.
    pub fn read(&self, id: &PromptId) -> Earlier {
        let path = self.path(id);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Earlier::default(),
            Err(error) => {
                tracing::warn!("the earlier values in {} cannot be read: {error}", path.display());
                return Earlier::default();
            }
        };
        match serde_json::from_slice::<Written>(&bytes) {
            Ok(Written { values, last, unfinished, .. }) => Earlier { values, last, unfinished },
            Err(error) => {
                tracing::warn!("the earlier values in {} cannot be read: {error}", path.display());
                Earlier::default()
            }
        }
    }

    /// Keeps what was given for the prompt `id` now, and nothing of the arguments in `secrets`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn remember(&self, id: &PromptId, used: &BTreeMap<String, String>, secrets: &[String]) -> io::Result<Earlier> {
        let _lock = self.lock()?;
        let mut earlier = self.read(id);
        earlier.add(used, secrets);
        self.keep(id, &earlier)?;
        Ok(earlier)
    }

    /// Keeps what is typed for the prompt `id` and not handed over yet, in the place of what was kept so before. Who
    /// calls leaves secrets out.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn put_down(&self, id: &PromptId, unfinished: BTreeMap<String, String>) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut earlier = self.read(id);
        if earlier.unfinished == unfinished {
            return Ok(());
        }
        earlier.unfinished = unfinished;
        if earlier.is_empty() {
            return fs::remove_file(self.path(id));
        }
        self.keep(id, &earlier)
    }

    fn keep(&self, id: &PromptId, earlier: &Earlier) -> io::Result<()> {
        let written = Written {
            prompt: display_bytes(id.as_bytes()).into_owned(),
            last: earlier.last.clone(),
            values: earlier.values.clone(),
            unfinished: earlier.unfinished.clone(),
        };
        self.write(&self.path(id), &serde_json::to_vec_pretty(&written)?)?;
        self.prune()
    }

    /// The prompt `from` is called `to` now.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn rename(&self, from: &PromptId, to: &PromptId) -> io::Result<()> {
        match fs::rename(self.path(from), self.path(to)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn path(&self, id: &PromptId) -> PathBuf {
        self.folder.join(format!("{}.json", &ContentHash::of(id.as_bytes()).to_hex()[..32]))
    }

    /// Two programs that keep values at one time do it one after the other.
    fn lock(&self) -> io::Result<File> {
        lock(&self.folder, "lock")
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // Made for this user alone, and has its name only when it is complete.
        let mut temporary = tempfile::NamedTempFile::new_in(&self.folder)?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_data()?;
        temporary.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Forgets the prompts that were used longest ago, where there are too many.
    fn prune(&self) -> io::Result<()> {
        let paths = fs::read_dir(&self.folder)?.filter_map(Result::ok).map(|entry| entry.path());
        let mut files: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        if files.len() <= PROMPTS {
            return Ok(());
        }
        files.sort_by_key(|path| fs::metadata(path).and_then(|found| found.modified()).ok());
        for path in &files[..files.len() - PROMPTS] {
            fs::remove_file(path)?;
        }
        Ok(())
    }
}

/// The lock of this name in `folder`, which is made where it is not there. It is held as long as the file is.
fn lock(folder: &Path, name: &str) -> io::Result<File> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let lock = File::options().create(true).append(true).mode(0o600).open(folder.join(name))?;
    rustix::fs::flock(&lock, FlockOperation::LockExclusive)?;
    Ok(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn store() -> (tempfile::TempDir, Store, PromptId) {
        let state = tempfile::tempdir().expect("a folder can be made");
        let store = Store::of_book(state.path(), Path::new("/home/u/提示"));
        (state, store, PromptId::new("写作/周报.md").expect("a name"))
    }

    #[test]
    fn values_are_there_again_newest_first_and_each_once() {
        let (_state, store, id) = store();
        for value in ["Rust", "Go", "中文", "Go"] {
            store.remember(&id, &used(&[("language", value)]), &[]).expect("it is written");
        }
        let earlier = store.read(&id);
        assert_eq!(earlier.of("language"), ["Go", "中文", "Rust"]);
        assert_eq!((earlier.last("language"), earlier.last("other")), (Some("Go"), None));
    }

    #[test]
    fn a_secret_is_never_written_and_one_that_was_none_before_is_forgotten() {
        let (_state, store, id) = store();
        store.remember(&id, &used(&[("key", "sk-old")]), &[]).expect("it is written");
        let secrets = ["key".to_owned()];
        let earlier = store.remember(&id, &used(&[("key", "sk-new"), ("x", "1")]), &secrets).expect("it is written");
        assert_eq!((earlier.of("key"), earlier.last("key"), earlier.of("x").len()), (&[][..], None, 1));
        let text = fs::read_to_string(store.path(&id)).expect("it is there");
        assert!(!text.contains("sk-"), "{text}");
    }

    #[test]
    fn only_the_person_may_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let (_state, store, id) = store();
        store.remember(&id, &used(&[("a", "b")]), &[]).expect("it is written");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&store.path(&id)), mode(&store.folder)), (0o600, 0o700));
    }

    #[test]
    fn there_is_a_limit_to_what_is_kept() {
        let (_state, store, id) = store();
        for n in 0..30 {
            let value = format!("{n} {}", "x".repeat(40_000));
            store.remember(&id, &used(&[("a", &value), ("b", &n.to_string())]), &[]).expect("it is written");
        }
        let earlier = store.read(&id);
        assert_eq!(earlier.of("b").len(), VALUES);
        assert!(earlier.of("a").len() <= PER_PROMPT / 40_000 && earlier.of("a")[0].starts_with("29 "));
        let huge = "x".repeat(LONGEST + 1);
        let earlier = store.remember(&id, &used(&[("a", &huge)]), &[]).expect("it is written");
        assert_eq!(earlier.last("a"), None);
    }

    #[test]
    fn a_broken_file_counts_as_none_and_a_renamed_prompt_keeps_its_values() {
        let (_state, store, id) = store();
        store.remember(&id, &used(&[("a", "b")]), &[]).expect("it is written");
        let other = PromptId::new("other.md").expect("a name");
        store.rename(&id, &other).expect("it is renamed");
        assert_eq!((store.read(&id).is_empty(), store.read(&other).of("a").len()), (true, 1));
        fs::write(store.path(&other), "{").expect("it is written");
        assert!(store.read(&other).is_empty());
        store.rename(&id, &other).expect("there is nothing to rename");
    }

    #[test]
    fn what_was_not_handed_over_is_there_until_it_is_and_leaves_no_file_when_it_is_taken_back() {
        let state = tempfile::tempdir().expect("a folder can be made");
        let store = Store::of_book(state.path(), Path::new("/book"));
        let id = PromptId::new("a.md").expect("a name");
        store.put_down(&id, used(&[("a", "half")])).expect("it is written");
        assert_eq!(store.read(&id).unfinished("a"), Some("half"));
        assert_eq!((store.read(&id).last("a"), store.read(&id).of("a")), (None, &[][..]));
        store.put_down(&id, BTreeMap::new()).expect("it is written");
        assert!(store.read(&id).is_empty() && !store.path(&id).exists());
        store.put_down(&id, used(&[("a", "half")])).expect("it is written");
        store.remember(&id, &used(&[("a", "whole")]), &[]).expect("it is written");
        assert_eq!((store.read(&id).unfinished("a"), store.read(&id).last("a")), (None, Some("whole")));
    }
}
