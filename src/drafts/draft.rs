//! One unsaved text as a file: a line of JSON that says what follows it, what the text was made from, and the text.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::prompt::{ContentHash, PromptId, exact};

/// An unsaved text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The prompt that it is of.
    pub id: PromptId,
    /// The bytes that it was made from, by which it is compared with what the file says by now.
    pub base: Vec<u8>,
    /// The text, lines ended by LF.
    pub text: String,
    /// Where the caret stands in it.
    pub caret: Caret,
    /// Milliseconds since 1970 when it was written; 0 before.
    pub at: u64,
}

/// A place in a text, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Caret {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(with = "exact")]
    name: PromptId,
    at: u64,
    caret: Caret,
    base_bytes: usize,
    /// Of all that follows this line.
    hash: ContentHash,
}

impl Draft {
    /// A draft that is not written yet.
    pub fn new(id: PromptId, base: Vec<u8>, text: String, caret: Caret) -> Draft {
        Draft { id, base, text, caret, at: 0 }
    }

    /// When it was written.
    pub fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.at)
    }

    /// Replaces the file `path` by this draft, in one step and for good.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().expect("a draft lies in the folder of its instance");
        let hash = ContentHash::of(&[self.base.as_slice(), self.text.as_bytes()].concat());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let at = u64::try_from(now).unwrap_or(u64::MAX);
        let head = Head { name: self.id.clone(), at, caret: self.caret, base_bytes: self.base.len(), hash };
        let mut temporary = NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut temporary, &head)?;
        for part in [b"\n", self.base.as_slice(), self.text.as_bytes()] {
            temporary.write_all(part)?;
        }
        temporary.as_file().sync_data()?;
        let is_new = !path.exists();
        temporary.persist(path).map_err(|error| error.error)?;
        // The rename is as good as the file only once the folder has it: until then the last draft may come back.
        File::open(folder)?.sync_all()?;
        if is_new && let Some(drafts) = folder.parent() {
            File::open(drafts)?.sync_all()?;
        }
        Ok(())
    }

    /// Reads what [`Draft::write`] wrote.
    pub(super) fn read(path: &Path) -> io::Result<Draft> {
        let broken = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
        let bytes = fs::read(path)?;
        let end = bytes.iter().position(|&byte| byte == b'\n').ok_or_else(|| broken("it has no first line"))?;
        let Head { name, at, caret, base_bytes, hash } = serde_json::from_slice(&bytes[..end])?;
        let rest = &bytes[end + 1..];
        if ContentHash::of(rest) != hash {
            return Err(broken("it is not as it was written"));
        }
        let (base, text) = rest.split_at_checked(base_bytes).ok_or_else(|| broken("it is too short"))?;
        let text = String::from_utf8(text.to_vec()).map_err(|_| broken("its text is not UTF-8"))?;
        Ok(Draft { id: name, base: base.to_vec(), text, caret, at })
    }
}
