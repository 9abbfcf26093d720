//! What the verbs about the past share: a prompt that may be gone, and its versions for a person and for a program.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::time::SystemTime;

use serde::Serialize;

use super::Failure;
use super::name::find;
use crate::history::Version;
use crate::library::Library;
use crate::prompt::{ContentHash, PromptId};

/// The prompt that `typed` means: one of exactly this name that the history knows, else one that is there.
pub(super) async fn find_past(library: &Library, typed: &OsStr) -> Result<PromptId, Failure> {
    // A whole name comes before a part of another.
    for ending in ["", ".md", ".txt"] {
        if let Ok(id) = PromptId::new([typed.as_bytes(), ending.as_bytes()].concat())
            && !library.versions(&id).await?.is_empty()
        {
            return Ok(id);
        }
    }
    let failure = match find(library, typed).await {
        Err(failure @ Failure::NotFound { .. }) => failure,
        found => return found,
    };
    // The end of the name of one that is gone is enough where only one fits.
    let fits = |id: &&PromptId| {
        let typed = typed.as_bytes();
        [id.file_name(), id.without_extension().rsplit(|byte| *byte == b'/').next().unwrap_or_default()]
            .contains(&typed)
    };
    let known = library.known_names().await?;
    let mut gone = known.iter().filter(fits);
    match (gone.next(), gone.next()) {
        (Some(one), None) => Ok(one.clone()),
        _ => Err(failure),
    }
}

/// A text of a prompt, by what it is asked for with.
pub(super) struct Text {
    /// `12`, `git` or `disk`.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The text of `id` that is called `version`: a number of its history, `git` for its last commit, `disk` for what is
/// there now.
pub(super) async fn text(library: &Library, id: &PromptId, version: &str) -> Result<Text, Failure> {
    let name = version.to_owned();
    let bytes = match version {
        "disk" => library.read(id).await?.raw().to_vec(),
        "git" => match library.committed(id).await? {
            Some(committed) => committed.text,
            None => {
                return Err(Failure::Usage(format!(
                    "git has no commit of {id}: promptbook history {id} lists its versions"
                )));
            }
        },
        number => {
            let number = number.parse().map_err(|_| {
                Failure::Usage(format!(
                    "{number} is no version: give a number of promptbook history {id}, or git, or disk"
                ))
            })?;
            let versions = library.versions(id).await?;
            let version = versions.into_iter().find(|version| version.number == number);
            let version = version.ok_or_else(|| crate::LibraryError::NoVersion { id: id.clone(), number })?;
            library.version_text(version.text).await?
        }
    };
    Ok(Text { name, bytes })
}

/// A version as JSON prints it.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    version: String,
    /// Seconds since 1970.
    time: u64,
    bytes: u64,
    made: String,
    name: PromptId,
    hash: ContentHash,
    /// Whether this is what the file says now.
    current: bool,
}

/// The versions of `id`, newest first: its history, and its last commit where there is one.
pub(super) async fn rows(library: &Library, id: &PromptId) -> Result<Vec<Row>, Failure> {
    let current = library.read(id).await.ok().map(|prompt| prompt.revision().hash);
    let seconds = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let row = |version: Version| Row {
        version: version.number.to_string(),
        time: seconds(version.time),
        bytes: version.text.bytes,
        made: version.made.label().to_owned(),
        name: version.name,
        hash: version.text.hash,
        current: current == Some(version.text.hash),
    };
    let mut rows: Vec<Row> = library.versions(id).await?.into_iter().rev().map(row).collect();
    if let Some(committed) = library.committed(id).await? {
        let hash = ContentHash::of(&committed.text);
        rows.push(Row {
            version: "git".to_owned(),
            time: seconds(committed.time),
            bytes: committed.text.len() as u64,
            made: format!("commit {:.7}", committed.commit),
            name: id.clone(),
            hash,
            current: current == Some(hash),
        });
    }
    Ok(rows)
}

impl Row {
    /// What it is asked for with.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Whether this is what the file says now.
    pub(super) fn is_current(&self) -> bool {
        self.current
    }

    /// The version on one line.
    pub(super) fn line(&self) -> String {
        let time = jiff::Timestamp::from_second(self.time.try_into().unwrap_or(i64::MAX)).unwrap_or_default();
        let time = time.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S");
        let current = if self.current { "  now on disk" } else { "" };
        format!("{:>6}  {time}  {:>9}  {}{current}", self.version, format!("{} B", self.bytes), self.made)
    }
}
