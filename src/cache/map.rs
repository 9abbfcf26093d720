//! A persistent hash map: a clone shares everything, a change copies only the path to one entry.
//!
//! A radix tree over the hash. The root is wide and lies in the map itself, because every change copies it anyway; a
//! branch has 8 children; a leaf holds up to 8 entries with one byte of each hash beside them, which are compared all
//! at once. A full leaf becomes a branch by itself, whatever the rest of the map does, so growth never pauses a writer.
//! Entries whose hashes lead all the same way stand in an ordered map, so that not even a hostile choice of names makes a
//! look slow.
//!
//! After the hash array mapped tries of Bagwell (2001), with the tag comparison of the Swiss tables (Abseil, hashbrown).
//! Narrow nodes are for the writer: of a node with 16 places it would copy twice the bytes and count twice the
//! references to reach one entry.

use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use imbl::OrdMap;

/// Bits of the hash that the root takes.
const ROOT_BITS: u32 = 5;

/// Bits of the hash that a branch takes.
const BITS: u32 = 3;

/// Children of a branch and entries of a leaf.
const WIDTH: usize = 1 << BITS;

/// Bits of the hash that lead to a leaf; the byte above them is the tag.
const PATH_BITS: u32 = 56;

/// A value that carries the key by which it is found.
pub trait Keyed {
    /// The key's type.
    type Key: Hash + Ord + Clone;

    /// The key, which never changes.
    fn key(&self) -> &Self::Key;
}

/// A map of shared values. Clones are cheap and independent of each other.
pub struct Map<V: Keyed, S> {
    root: [Child<V>; 1 << ROOT_BITS],
    len: usize,
    /// How many nodes there are, for [`Map::bytes`].
    nodes: usize,
    hasher: S,
}

type Child<V> = Option<Arc<Node<V>>>;

enum Node<V: Keyed> {
    Branch([Child<V>; WIDTH]),
    Leaf(Leaf<V>),
    /// Entries whose hashes lead the same way to the end.
    Alike(OrdMap<V::Key, Arc<V>>),
}

/// The tags stand first, in the cache line of the node's beginning, which a look has to read anyway.
#[repr(C)]
struct Leaf<V> {
    tags: Tags,
    /// Places without an entry may be anywhere.
    entries: [Option<Arc<V>>; WIDTH],
}

/// Of each entry of a leaf the top byte of its hash; places without an entry hold any byte.
type Tags = [u8; WIDTH];

impl<V: Keyed, S: BuildHasher> Map<V, S> {
    /// An empty map that hashes by `hasher`.
    pub fn with_hasher(hasher: S) -> Map<V, S> {
        Map { root: [const { None }; _], len: 0, nodes: 0, hasher }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The value with `key`.
    pub fn get(&self, key: &V::Key) -> Option<&Arc<V>> {
        self.find(self.hasher.hash_one(key), key)
    }

    fn find(&self, hash: u64, key: &V::Key) -> Option<&Arc<V>> {
        let mut path = hash >> ROOT_BITS;
        let mut node = self.root[root_slot(hash)].as_deref()?;
        loop {
            match node {
                Node::Branch(children) => {
                    node = children[slot(path)].as_deref()?;
                    path >>= BITS;
                }
                Node::Leaf(leaf) => return leaf.entries[leaf.place(hash, key)?].as_ref(),
                Node::Alike(entries) => return entries.get(key),
            }
        }
    }

    /// Puts `value` in, and returns the one with the same key that it replaces.
    pub fn insert(&mut self, value: Arc<V>) -> Option<Arc<V>> {
        let hash = self.hasher.hash_one(value.key());
        let child = &mut self.root[root_slot(hash)];
        let replaced = insert(child, value, hash, ROOT_BITS, &self.hasher, &mut self.nodes);
        self.len += usize::from(replaced.is_none());
        replaced
    }

    /// The values that `other` does not share, in no order, and perhaps some that it does. Where both share a node, what
    /// is below it is not looked at.
    pub fn not_in<'a>(&'a self, other: &Map<V, S>) -> Vec<&'a Arc<V>> {
        let mut found = Vec::new();
        for (child, others) in self.root.iter().zip(&other.root) {
            collect_not_in(child, others, &mut found);
        }
        found
    }

    /// Bytes of all nodes and values, as [`Map::bytes_not_in`] counts them. Looks at none of them.
    pub fn bytes(&self) -> usize {
        self.nodes * node_bytes::<V>() + self.len * value_bytes::<V>()
    }

    /// Bytes of the nodes and values that `other` does not share, each with the two counts of its `Arc`. Of the values
    /// only what they are made of counts, not what they point to. Where both share a node, what is below it is not
    /// looked at.
    pub fn bytes_not_in(&self, other: &Map<V, S>) -> usize {
        self.root.iter().zip(&other.root).map(|(child, other)| bytes_not_in(child, other)).sum()
    }

    /// Takes the value with `key` out.
    pub fn remove(&mut self, key: &V::Key) -> Option<Arc<V>> {
        let hash = self.hasher.hash_one(key);
        // Looking first leaves the path shared where there is nothing to take out.
        self.find(hash, key)?;
        let child = &mut self.root[root_slot(hash)];
        let removed = remove(child, key, hash, hash >> ROOT_BITS, &mut self.nodes);
        self.len -= usize::from(removed.is_some());
        removed
    }
}

impl<V: Keyed, S> fmt::Debug for Map<V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.len)
    }
}

impl<V: Keyed, S: Clone> Clone for Map<V, S> {
    fn clone(&self) -> Map<V, S> {
        Map { root: self.root.clone(), len: self.len, nodes: self.nodes, hasher: self.hasher.clone() }
    }
}

impl<V: Keyed> Clone for Node<V> {
    fn clone(&self) -> Node<V> {
        match self {
            Node::Branch(children) => Node::Branch(children.clone()),
            Node::Leaf(Leaf { tags, entries }) => Node::Leaf(Leaf { tags: *tags, entries: entries.clone() }),
            Node::Alike(entries) => Node::Alike(entries.clone()),
        }
    }
}

/// Which child of the root the hash leads to.
fn root_slot(hash: u64) -> usize {
    (hash & ((1 << ROOT_BITS) - 1)) as usize
}

/// Which child of a branch the rest of the hash leads to.
fn slot(path: u64) -> usize {
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
    nodes: &mut usize,
) -> Option<Arc<V>> {
    let Some(shared) = child else {
        *nodes += 1;
        let node = if depth < PATH_BITS {
            Node::Leaf(Leaf::of(hash, value))
        } else {
            Node::Alike(OrdMap::unit(value.key().clone(), value))
        };
        *child = Some(Arc::new(node));
        return None;
    };
    let node = Arc::make_mut(shared);
    match node {
        Node::Branch(children) => insert(&mut children[slot(hash >> depth)], value, hash, depth + BITS, hasher, nodes),
        Node::Leaf(leaf) => match leaf.insert(hash, value) {
            Ok(replaced) => replaced,
            Err(value) => {
                let mut children = [const { None }; WIDTH];
                for entry in leaf.entries.iter_mut().filter_map(Option::take).chain([value]) {
                    let hash = hasher.hash_one(entry.key());
                    insert(&mut children[slot(hash >> depth)], entry, hash, depth + BITS, hasher, nodes);
                }
                *node = Node::Branch(children);
                None
            }
        },
        Node::Alike(entries) => entries.insert(value.key().clone(), value),
    }
}

/// Takes the entry with `key`, which is there, out from below `child`; empty nodes go with it.
fn remove<V: Keyed>(child: &mut Child<V>, key: &V::Key, hash: u64, path: u64, nodes: &mut usize) -> Option<Arc<V>> {
    let (removed, is_empty) = match Arc::make_mut(child.as_mut()?) {
        Node::Branch(children) => {
            let removed = remove(&mut children[slot(path)], key, hash, path >> BITS, nodes);
            (removed, children.iter().all(Option::is_none))
        }
        Node::Leaf(leaf) => {
            let removed = leaf.place(hash, key).and_then(|place| leaf.entries[place].take());
            (removed, leaf.entries.iter().all(Option::is_none))
        }
        Node::Alike(entries) => (entries.remove(key), entries.is_empty()),
    };
    if is_empty {
        *nodes -= 1;
        *child = None;
    }
    removed
}

/// Collects the values below `child` that are not below `other`, which stands for the same part of the hash. Where the
/// two have grown differently all are collected that `other` may still have elsewhere.
fn collect_not_in<'a, V: Keyed>(child: &'a Child<V>, other: &Child<V>, found: &mut Vec<&'a Arc<V>>) {
    let Some(node) = child else { return };
    if other.as_ref().is_some_and(|other| Arc::ptr_eq(node, other)) {
        return;
    }
    match (&**node, other.as_deref()) {
        (Node::Branch(children), Some(Node::Branch(others))) => {
            for (child, other) in children.iter().zip(others) {
                collect_not_in(child, other, found);
            }
        }
        (Node::Branch(children), _) => children.iter().for_each(|child| collect_not_in(child, &None, found)),
        (Node::Leaf(leaf), Some(Node::Leaf(other))) => {
            let is_shared = |value: &&Arc<V>| other.entries.iter().flatten().any(|other| Arc::ptr_eq(value, other));
            found.extend(leaf.entries.iter().flatten().filter(|value| !is_shared(value)));
        }
        (Node::Leaf(leaf), _) => found.extend(leaf.entries.iter().flatten()),
        (Node::Alike(values), _) => found.extend(values.values()),
    }
}

/// Bytes below `child` that are not below `other`, which stands for the same part of the hash.
fn bytes_not_in<V: Keyed>(child: &Child<V>, other: &Child<V>) -> usize {
    let Some(node) = child else { return 0 };
    if other.as_ref().is_some_and(|other| Arc::ptr_eq(node, other)) {
        return 0;
    }
    let value = value_bytes::<V>();
    let below = match (&**node, other.as_deref()) {
        (Node::Branch(children), Some(Node::Branch(others))) => {
            children.iter().zip(others).map(|(child, other)| bytes_not_in(child, other)).sum()
        }
        (Node::Branch(children), _) => children.iter().map(|child| bytes_not_in(child, &None)).sum(),
        (Node::Leaf(leaf), Some(Node::Leaf(other))) => {
            let is_shared = |value: &&Arc<V>| other.entries.iter().flatten().any(|other| Arc::ptr_eq(value, other));
            value * leaf.entries.iter().flatten().filter(|value| !is_shared(value)).count()
        }
        (Node::Leaf(leaf), _) => value * leaf.entries.iter().flatten().count(),
        (Node::Alike(values), _) => value * values.len(),
    };
    node_bytes::<V>() + below
}

/// The strong and the weak count of an `Arc`.
const COUNTS: usize = 2 * size_of::<usize>();

fn node_bytes<V: Keyed>() -> usize {
    COUNTS + size_of::<Node<V>>()
}

fn value_bytes<V>() -> usize {
    COUNTS + size_of::<V>()
}

impl<V: Keyed> Leaf<V> {
    fn of(hash: u64, value: Arc<V>) -> Leaf<V> {
        let mut leaf = Leaf { tags: [0; WIDTH], entries: [const { None }; WIDTH] };
        leaf.tags[0] = tag(hash);
        leaf.entries[0] = Some(value);
        leaf
    }

    /// Where the entry with `key` is.
    fn place(&self, hash: u64, key: &V::Key) -> Option<usize> {
        let mut alike = equal_bytes(self.tags, tag(hash));
        while alike != 0 {
            let place = (alike.trailing_zeros() / u8::BITS) as usize;
            if self.entries[place].as_ref().is_some_and(|entry| entry.key() == key) {
                return Some(place);
            }
            alike &= alike - 1;
        }
        None
    }

    /// Replaces the entry with the same key, or adds one; gives the value back where the leaf is full.
    fn insert(&mut self, hash: u64, value: Arc<V>) -> Result<Option<Arc<V>>, Arc<V>> {
        let known = self.place(hash, value.key());
        let Some(place) = known.or_else(|| self.entries.iter().position(Option::is_none)) else {
            return Err(value);
        };
        self.tags[place] = tag(hash);
        Ok(self.entries[place].replace(value))
    }
}

/// The top bit of each byte of `tags` that equals `tag`, and perhaps of bytes above an equal one: for a look that
/// compares keys anyway. After Mycroft, in one word.
fn equal_bytes(tags: Tags, tag: u8) -> u64 {
    const LOW_BITS: u64 = u64::from_le_bytes([0x01; WIDTH]);
    const HIGH_BITS: u64 = u64::from_le_bytes([0x80; WIDTH]);
    let difference = u64::from_le_bytes(tags) ^ (LOW_BITS * u64::from(tag));
    difference.wrapping_sub(LOW_BITS) & !difference & HIGH_BITS
}

#[cfg(test)]
mod tests;
