//! The bytes of a name, with their hash. A name is made once and looked up often, so it is hashed when it is made. Most
//! names are short and are kept in place: comparing two of them looks at no other memory.

use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use foldhash::fast::RandomState;

/// The most bytes kept in place; with it the whole is five words.
const SHORT: usize = 30;

/// Seeds the hashes of this process, so that no choice of names made beforehand has hashes that are alike. Whoever can
/// watch how long looks take may find such names all the same, which foldhash says: the map stays a tree there.
static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// Bytes that are cheap to clone, to hash and to compare.
#[derive(Clone)]
pub(super) struct NameBytes {
    hash: u64,
    bytes: Bytes,
}

#[derive(Clone)]
enum Bytes {
    /// The bytes from `len` on are zero, so that equal names are equal arrays.
    Short {
        len: u8,
        bytes: [u8; SHORT],
    },
    Long(Arc<[u8]>),
}

impl From<&[u8]> for NameBytes {
    fn from(name: &[u8]) -> NameBytes {
        let mut bytes = [0; SHORT];
        let bytes = match bytes.get_mut(..name.len()) {
            Some(start) => {
                start.copy_from_slice(name);
                // It is at most `SHORT`.
                Bytes::Short { len: name.len() as u8, bytes }
            }
            None => Bytes::Long(name.into()),
        };
        NameBytes { hash: SEED.hash_one(name), bytes }
    }
}

impl Deref for NameBytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Short { len, bytes } => &bytes[..usize::from(*len)],
            Bytes::Long(bytes) => bytes,
        }
    }
}

impl PartialEq for NameBytes {
    #[inline]
    fn eq(&self, other: &NameBytes) -> bool {
        let same_bytes = || match (&self.bytes, &other.bytes) {
            (Bytes::Short { len, bytes }, Bytes::Short { len: other_len, bytes: other }) => {
                len == other_len && bytes == other
            }
            (Bytes::Long(bytes), Bytes::Long(other)) => bytes == other,
            _ => false,
        };
        self.hash == other.hash && same_bytes()
    }
}

impl Eq for NameBytes {}

impl Hash for NameBytes {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// The hasher of tables whose keys are names: takes the hash that a [`PromptId`](super::PromptId) brings along.
#[derive(Debug, Clone, Copy, Default)]
pub struct Prehashed;

/// Takes one hash and gives it back.
#[derive(Debug)]
pub struct TakenHash(u64);

impl BuildHasher for Prehashed {
    type Hasher = TakenHash;

    fn build_hasher(&self) -> TakenHash {
        TakenHash(0)
    }
}

impl Hasher for TakenHash {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("a name writes its hash and nothing else");
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_length_around_the_limit_keep_their_bytes_and_differ_from_each_other() {
        let names: Vec<Vec<u8>> = (0..SHORT + 3).map(|length| vec![b'x'; length]).collect();
        for (one, name) in names.iter().enumerate() {
            assert_eq!(&*NameBytes::from(name.as_slice()), name.as_slice());
            for (other, another) in names.iter().enumerate() {
                let (name, another) = (NameBytes::from(name.as_slice()), NameBytes::from(another.as_slice()));
                assert_eq!(name == another, one == other);
                assert_eq!(Prehashed.hash_one(&name) == Prehashed.hash_one(&another), one == other);
            }
        }
    }
}
