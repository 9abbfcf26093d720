//! The names that are followed.

use std::collections::HashMap;

use crate::prompt::Prehashed;

/// The lowest bit of a hash that decides about the sample. Tables of names look at the bits at both ends.
const FIRST_BIT: u32 = 24;

/// The sample is halved this often at most.
const MOST_BITS: u32 = 24;

/// The names in the sample by their hashes, each with a small number of its own.
#[derive(Debug)]
pub(super) struct Names {
    numbers: HashMap<u64, usize, Prehashed>,
    /// Bytes of the text of each number.
    bytes: Vec<u64>,
    /// Numbers of names that left the sample.
    free: Vec<usize>,
    most: usize,
    /// How often the sample was halved.
    bits: u32,
}

impl Names {
    /// No name yet, and never more than `most`.
    pub(super) fn at_most(most: usize) -> Names {
        Names { numbers: HashMap::default(), bytes: Vec::new(), free: Vec::new(), most, bits: 0 }
    }

    /// Names whose hash has none of these bits are in the sample.
    pub(super) fn mask(&self) -> u64 {
        ((1 << self.bits) - 1) << FIRST_BIT
    }

    /// The part of all names that is in the sample, 0 to 1.
    pub(super) fn part(&self) -> f64 {
        0.5_f64.powi(self.bits as i32)
    }

    /// The number of the name with this hash, if it is in the sample and was met before.
    pub(super) fn find(&self, hash: u64) -> Option<usize> {
        self.numbers.get(&hash).copied()
    }

    /// The number of the name with this hash, if it is in the sample. Its text has so many `bytes` now.
    pub(super) fn meet(&mut self, hash: u64, bytes: u64) -> Option<usize> {
        if hash & self.mask() != 0 {
            return None;
        }
        let number = *self.numbers.entry(hash).or_insert_with(|| {
            self.free.pop().unwrap_or_else(|| {
                self.bytes.push(0);
                self.bytes.len() - 1
            })
        });
        self.bytes[number] = bytes;
        Some(number)
    }

    pub(super) fn bytes(&self, number: usize) -> u64 {
        self.bytes[number]
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Halves the sample if there are too many names in it, and says which numbers are free now.
    pub(super) fn shrink(&mut self) -> Option<Vec<usize>> {
        if self.numbers.len() <= self.most || self.bits == MOST_BITS {
            return None;
        }
        self.bits += 1;
        let mask = self.mask();
        let gone: Vec<usize> = self.numbers.extract_if(|hash, _| hash & mask != 0).map(|(_, number)| number).collect();
        self.free.extend(&gone);
        Some(gone)
    }
}
