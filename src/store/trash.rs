//! What was removed or discarded, kept outside the book: the text first and synchronised, then a note of where it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::StoreError;
use crate::prompt::PromptId;
use crate::prompt::sanitize::sanitize_line;

/// A text in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    id: PromptId,
    path: PathBuf,
    mode: Option<u32>,
}

impl Trashed {
    /// A text of `id` that no trash holds, for tests without a disk.
    #[cfg(test)]
    pub(crate) fn nowhere(id: &PromptId) -> Trashed {
        Trashed { id: id.clone(), path: PathBuf::from("/nowhere"), mode: None }
    }

    /// The name that it had.
    pub fn id(&self) -> &PromptId {
        &self.id
    }

    /// The file that holds the text now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The permission bits that it had; a draft had none.
    pub fn mode(&self) -> Option<u32> {
        self.mode
    }
}

/// The trash of one book.
#[derive(Debug)]
pub(super) struct Trash {
    folder: PathBuf,
    book: PathBuf,
}

/// The note beside a text.
#[derive(Serialize)]
struct Note<'a> {
    book: String,
    name: &'a PromptId,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<u32>,
}

impl Trash {
    pub(super) fn new(folder: PathBuf, book: &Path) -> Trash {
        Trash { folder, book: book.to_owned() }
    }

    /// Keeps `bytes`, which were `id`.
    pub(super) fn keep(&self, id: &PromptId, bytes: &[u8], mode: Option<u32>) -> Result<Trashed, StoreError> {
        let fail = |error| self.fail("keep a copy in", error);
        make_private_folder(&self.folder).map_err(fail)?;
        let path = self.free_path(id);
        write_new(&path, bytes).map_err(fail)?;
        let note = Note { book: self.book.to_string_lossy().into_owned(), name: id, mode };
        let note = serde_json::to_vec_pretty(&note).map_err(|error| fail(error.into()))?;
        let mut note_path = path.clone().into_os_string();
        note_path.push(".json");
        write_new(Path::new(&note_path), &note).map_err(fail)?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(fail)?;
        Ok(Trashed { id: id.clone(), path, mode })
    }

    pub(super) fn read(&self, trashed: &Trashed) -> Result<Vec<u8>, StoreError> {
        fs::read(&trashed.path).map_err(|error| self.fail("read from", error))
    }

    /// Names begin with the time, so that the trash sorts by it, and a count keeps those of one moment apart.
    fn free_path(&self, id: &PromptId) -> PathBuf {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let name = String::from_utf8_lossy(id.file_name());
        // A name may be 255 bytes long; forty characters and the rest are well below.
        let name: String = name.chars().filter(|c| c.is_alphanumeric() || "._-".contains(*c)).take(40).collect();
        self.folder.join(format!("{now}-{}-{count}-{name}", std::process::id()))
    }

    fn fail(&self, action: &'static str, error: io::Error) -> StoreError {
        StoreError::Io {
            action,
            name: sanitize_line(&self.folder.to_string_lossy()).into_owned(),
            source: Arc::new(error),
        }
    }
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
