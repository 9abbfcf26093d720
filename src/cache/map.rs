//! A persistent hash map: a clone shares everything, a change copies only the path to one entry.
//!
//! A radix tree over the hash. A branch has 16 children; a leaf holds up to 16 entries with one byte of each hash beside
//! them, which are compared all at once. A full leaf becomes a branch by itself, whatever the rest of the map does, so
//! growth never pauses a writer. Entries whose hashes agree in every bit are chained.
//!
//! After the hash array mapped tries of Bagwell (2001), with the tag comparison of the Swiss tables (Abseil, hashbrown).

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use wide::u8x16;

/// Children of a branch and entries of a leaf.
const WIDTH: usize = 16;

/// Bits of the hash that one branch takes.
const BITS: u32 = WIDTH.trailing_zeros();

/// Bits of the hash that lead to a leaf; the byte above them is the tag.
const PATH_BITS: u32 = 56;

/// A value that carries the key by which it is found.
pub trait Keyed {
    /// The key's type.
    type Key: Hash + Eq;

    /// The key, which never changes.
    fn key(&self) -> &Self::Key;
}

/// A map of shared values. Clones are cheap and independent of each other.
#[derive(Debug)]
pub struct Map<V, S> {
    root: Child<V>,
    len: usize,
    hasher: S,
}

type Child<V> = Option<Arc<Node<V>>>;

#[derive(Debug)]
enum Node<V> {
    Branch([Child<V>; WIDTH]),
    Leaf(Leaf<V>),
}

#[derive(Debug)]
struct Leaf<V> {
    /// Of each entry the top byte of its hash; places without an entry hold any byte.
    tags: [u8; WIDTH],
    /// Places without an entry may be anywhere.
    entries: [Option<Arc<V>>; WIDTH],
    /// Where no bit of the hash is left to tell more entries apart.
    more: Option<Arc<Leaf<V>>>,
}

impl<V: Keyed, S: BuildHasher> Map<V, S> {
    /// An empty map that hashes by `hasher`.
    pub fn with_hasher(hasher: S) -> Map<V, S> {
        Map { root: None, len: 0, hasher }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The value with `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&Arc<V>>
    where
        V::Key: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hasher.hash_one(key);
        let mut path = hash;
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Branch(children) => {
                    node = children[slot(path)].as_deref()?;
                    path >>= BITS;
                }
                Node::Leaf(leaf) => return leaf.get(tag(hash), key),
            }
        }
    }

    /// Puts `value` in, and returns the one with the same key that it replaces.
    pub fn insert(&mut self, value: Arc<V>) -> Option<Arc<V>> {
        let hash = self.hasher.hash_one(value.key());
        let replaced = insert(&mut self.root, value, hash, 0, &self.hasher);
        self.len += usize::from(replaced.is_none());
        replaced
    }

    /// Takes the value with `key` out.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<Arc<V>>
    where
        V::Key: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // Looking first leaves the path shared where there is nothing to take out.
        self.get(key)?;
        let hash = self.hasher.hash_one(key);
        let removed = remove(&mut self.root, key, hash, hash);
        self.len -= usize::from(removed.is_some());
        removed
    }
}

impl<V, S: Clone> Clone for Map<V, S> {
    fn clone(&self) -> Map<V, S> {
        Map { root: self.root.clone(), len: self.len, hasher: self.hasher.clone() }
    }
}

impl<V> Clone for Node<V> {
    fn clone(&self) -> Node<V> {
        match self {
            Node::Branch(children) => Node::Branch(children.clone()),
            Node::Leaf(leaf) => Node::Leaf(leaf.clone()),
        }
    }
}

impl<V> Clone for Leaf<V> {
    fn clone(&self) -> Leaf<V> {
        Leaf { tags: self.tags, entries: self.entries.clone(), more: self.more.clone() }
    }
}

/// Which child of a branch the path leads to.
fn slot(path: u64) -> usize {
    // The mask keeps it below the width.
    (path & (WIDTH as u64 - 1)) as usize
}

/// The byte of the hash that a leaf compares.
fn tag(hash: u64) -> u8 {
    (hash >> PATH_BITS) as u8
}

/// Inserts below `child`, which stands `depth` bits into the hash.
fn insert<V: Keyed>(
    child: &mut Child<V>,
    value: Arc<V>,
    hash: u64,
    depth: u32,
    hasher: &impl BuildHasher,
) -> Option<Arc<V>> {
    let Some(shared) = child else {
        *child = Some(Arc::new(Node::Leaf(Leaf::of(tag(hash), value))));
        return None;
    };
    let node = Arc::make_mut(shared);
    match node {
        Node::Branch(children) => insert(&mut children[slot(hash >> depth)], value, hash, depth + BITS, hasher),
        Node::Leaf(leaf) => {
            if depth >= PATH_BITS || leaf.has_room() || leaf.get(tag(hash), value.key()).is_some() {
                return leaf.insert(tag(hash), value);
            }
            let mut children: [Child<V>; WIDTH] = Default::default();
            for entry in leaf.entries.iter_mut().filter_map(Option::take).chain([value]) {
                let hash = hasher.hash_one(entry.key());
                insert(&mut children[slot(hash >> depth)], entry, hash, depth + BITS, hasher);
            }
            *node = Node::Branch(children);
            None
        }
    }
}

/// Takes the entry with `key`, which is there, out from below `child`; empty nodes go with it.
fn remove<V: Keyed, Q>(child: &mut Child<V>, key: &Q, hash: u64, path: u64) -> Option<Arc<V>>
where
    V::Key: Borrow<Q>,
    Q: Eq + ?Sized,
{
    let (removed, is_empty) = match Arc::make_mut(child.as_mut()?) {
        Node::Branch(children) => {
            let removed = remove(&mut children[slot(path)], key, hash, path >> BITS);
            (removed, children.iter().all(Option::is_none))
        }
        Node::Leaf(leaf) => {
            let removed = leaf.remove(tag(hash), key);
            (removed, leaf.is_empty())
        }
    };
    if is_empty {
        *child = None;
    }
    removed
}

impl<V: Keyed> Leaf<V> {
    fn of(tag: u8, value: Arc<V>) -> Leaf<V> {
        let mut leaf = Leaf { tags: [0; WIDTH], entries: Default::default(), more: None };
        leaf.tags[0] = tag;
        leaf.entries[0] = Some(value);
        leaf
    }

    fn has_room(&self) -> bool {
        self.entries.iter().any(Option::is_none)
    }

    fn is_empty(&self) -> bool {
        self.more.is_none() && self.entries.iter().all(Option::is_none)
    }

    fn get<Q>(&self, tag: u8, key: &Q) -> Option<&Arc<V>>
    where
        V::Key: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut leaf = self;
        loop {
            if let Some(place) = leaf.place(tag, key) {
                return leaf.entries[place].as_ref();
            }
            leaf = leaf.more.as_deref()?;
        }
    }

    /// Where in this leaf, not in those behind it, the entry with `key` is.
    fn place<Q>(&self, tag: u8, key: &Q) -> Option<usize>
    where
        V::Key: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut alike = u8x16::new(self.tags).simd_eq(u8x16::splat(tag)).to_bitmask();
        while alike != 0 {
            let place = alike.trailing_zeros() as usize;
            if self.entries[place].as_ref().is_some_and(|entry| entry.key().borrow() == key) {
                return Some(place);
            }
            alike &= alike - 1;
        }
        None
    }

    /// Replaces the entry with the same key, or adds one, behind this leaf if it is full.
    fn insert(&mut self, tag: u8, value: Arc<V>) -> Option<Arc<V>> {
        let known = self.place(tag, value.key());
        let behind = self.more.as_ref().is_some_and(|more| more.get(tag, value.key()).is_some());
        let free = || self.entries.iter().position(Option::is_none);
        match known.or_else(|| if behind { None } else { free() }) {
            Some(place) => {
                self.tags[place] = tag;
                self.entries[place].replace(value)
            }
            None => match &mut self.more {
                Some(more) => Arc::make_mut(more).insert(tag, value),
                None => {
                    self.more = Some(Arc::new(Leaf::of(tag, value)));
                    None
                }
            },
        }
    }

    fn remove<Q>(&mut self, tag: u8, key: &Q) -> Option<Arc<V>>
    where
        V::Key: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        if let Some(place) = self.place(tag, key) {
            return self.entries[place].take();
        }
        let more = Arc::make_mut(self.more.as_mut()?);
        let removed = more.remove(tag, key);
        if more.is_empty() {
            self.more = None;
        }
        removed
    }
}

#[cfg(test)]
mod tests;
