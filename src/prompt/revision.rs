//! Which content a text is, and which state of a file it was read from.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The BLAKE3 hash of a prompt's bytes: equal exactly when the text is equal.
///
/// A file's times are only a hint (`cp -p` and `git checkout` repeat them), so "has this changed?" is asked of the hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> ContentHash {
        ContentHash(*blake3::hash(bytes).as_bytes())
    }

    /// The whole hash in lower-case hexadecimal, 64 characters.
    pub fn to_hex(self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// The hash with this hexadecimal form, if it is one.
    pub fn from_hex(hex: &str) -> Option<ContentHash> {
        Some(ContentHash(*blake3::Hash::from_hex(hex).ok()?.as_bytes()))
    }
}

impl std::fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", &self.to_hex()[..12])
    }
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ContentHash, D::Error> {
        let hex = String::deserialize(deserializer)?;
        ContentHash::from_hex(&hex).ok_or_else(|| serde::de::Error::custom("not a hash of 64 hexadecimal digits"))
    }
}

/// What the file system says of one state of a file. Two equal stamps almost always mean equal bytes;
/// a write in the same clock tick and of the same size is the exception, which the content hash settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Stamp {
    /// Device number.
    pub device: u64,
    /// Inode number.
    pub inode: u64,
    /// Length in bytes.
    pub size: u64,
    /// Last change of the content, nanoseconds since 1970; times outside of 1677 to 2262 count as the nearest inside.
    pub modified_ns: i64,
    /// Last change of content or metadata, nanoseconds since 1970; a program cannot set this one.
    pub changed_ns: i64,
}

/// One content in one state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// The content.
    pub hash: ContentHash,
    /// The file it was read from or written to.
    pub stamp: Stamp,
}
