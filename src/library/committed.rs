//! The last commit of a prompt, where its folder is under git: one more version that can be had back. Asked of the git
//! program, by its plumbing alone, which runs nothing that a repository's settings name.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Library, LibraryError};
use crate::prompt::PromptId;

/// A text as git has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commit, in hexadecimal.
    pub commit: String,
    /// When it was made, by the clock of whoever made it.
    pub time: SystemTime,
    /// The text.
    pub text: Vec<u8>,
}

impl Library {
    /// The text of `id` in the last commit that changed it. None where the book is not under git, where git is not
    /// installed, or where the prompt is not in it.
    ///
    /// # Errors
    /// When the work was interrupted.
    pub async fn committed(&self, id: &PromptId) -> Result<Option<Committed>, LibraryError> {
        let (root, id) = (self.shared.store.root(), id.clone());
        let asked = tokio::task::spawn_blocking(move || last_commit(&root, &id));
        asked.await.map_err(|_| LibraryError::Interrupted)
    }
}

fn last_commit(root: &Path, id: &PromptId) -> Option<Committed> {
    let below = [b"./", id.as_bytes()].concat();
    let path = OsStr::from_bytes(&below);
    let said =
        git(root, &["rev-list".as_ref(), "-1".as_ref(), "--timestamp".as_ref(), "HEAD".as_ref(), "--".as_ref(), path])?;
    let said = String::from_utf8(said).ok()?;
    let (seconds, commit) = said.trim().split_once(' ')?;
    let object = [commit.as_bytes(), b":", &below].concat();
    let text = git(root, &["cat-file".as_ref(), "blob".as_ref(), OsStr::from_bytes(&object)])?;
    let time = UNIX_EPOCH + Duration::from_secs(seconds.parse().ok()?);
    Some(Committed { commit: commit.to_owned(), time, text })
}

/// What git says, if it succeeds.
fn git(root: &Path, arguments: &[&OsStr]) -> Option<Vec<u8>> {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).arg("--literal-pathspecs").args(arguments);
    // Nothing is fetched, asked or locked for a look.
    git.envs([("GIT_NO_LAZY_FETCH", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_OPTIONAL_LOCKS", "0")]);
    let output = git.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}
