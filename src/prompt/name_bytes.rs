//! The bytes of a name. Most names are short and are kept in place: comparing two of them looks at no other memory.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// The most bytes kept in place; with it the whole is five words.
const SHORT: usize = 38;

/// Bytes that are cheap to clone and to compare.
#[derive(Clone, Eq)]
pub(super) enum NameBytes {
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
        match bytes.get_mut(..name.len()) {
            Some(start) => {
                start.copy_from_slice(name);
                // It is at most `SHORT`.
                NameBytes::Short { len: name.len() as u8, bytes }
            }
            None => NameBytes::Long(name.into()),
        }
    }
}

impl Deref for NameBytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            NameBytes::Short { len, bytes } => &bytes[..usize::from(*len)],
            NameBytes::Long(bytes) => bytes,
        }
    }
}

impl PartialEq for NameBytes {
    #[inline]
    fn eq(&self, other: &NameBytes) -> bool {
        match (self, other) {
            // All places at once, in two pieces of a size that is compared without a call.
            (NameBytes::Short { len, bytes }, NameBytes::Short { len: other_len, bytes: other }) => {
                let (start, rest) = bytes.split_at(32);
                let (other_start, other_rest) = other.split_at(32);
                len == other_len && start == other_start && rest == other_rest
            }
            (NameBytes::Long(bytes), NameBytes::Long(other)) => bytes == other,
            _ => false,
        }
    }
}

impl Hash for NameBytes {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self);
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
                let equal = NameBytes::from(name.as_slice()) == NameBytes::from(another.as_slice());
                assert_eq!(equal, one == other);
            }
        }
    }
}
