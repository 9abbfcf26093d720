//! The snapshot against a tree map: what is there, in which order, from which name on and below which folder.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Names that sort next to each other in ways that go wrong easily: a folder beside files that begin like it, bytes
/// below and above the slash, and letters of several bytes.
fn names() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["a", "a b", "a-b", "a.md", "a0", "b", "中", "中文.md", "z"]);
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"))
}

#[derive(Debug, Clone)]
enum Step {
    List(String, u64),
    Remove(String),
    Keep,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (names(), 1..4_u64).prop_map(|(name, inode)| Step::List(name, inode)),
        3 => names().prop_map(Step::Remove),
        1 => Just(Step::Keep),
    ];
    prop::collection::vec(step, 0..120)
}

/// A name as its parts, whose order is that of names: what is in a folder follows the folder.
type Parts = Vec<Vec<u8>>;

type Model = BTreeMap<Parts, u64>;

fn parts(name: &[u8]) -> Parts {
    name.split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect()
}

fn shown<'a>(entries: impl Iterator<Item = &'a Arc<Entry>>) -> Vec<(Parts, u64)> {
    entries.map(|entry| (parts(entry.id.as_bytes()), entry.stamp.inode)).collect()
}

fn pairs<'a>(entries: impl Iterator<Item = (&'a Parts, &'a u64)>) -> Vec<(Parts, u64)> {
    entries.map(|(name, inode)| (name.clone(), *inode)).collect()
}

/// `names` need not be there.
fn agree(snapshot: &Snapshot, model: &Model, names: &[String]) {
    assert_eq!(snapshot.len(), model.len());
    assert_eq!(shown(snapshot.entries()), pairs(model.iter()));
    let mut backwards = pairs(model.iter());
    backwards.reverse();
    assert_eq!(shown(snapshot.entries().rev()), backwards);
    assert_eq!(shown(snapshot.entries_below(b"")), pairs(model.iter()));
    for name in names {
        let folder = parts(name.as_bytes());
        assert_eq!(snapshot.get(&id(name)).map(|entry| entry.stamp.inode), model.get(&folder).copied());
        assert_eq!(shown(snapshot.entries_from(&id(name))), pairs(model.range(folder.clone()..)));
        let below = model.iter().filter(|(name, _)| name.len() > folder.len() && name.starts_with(&folder));
        assert_eq!(shown(snapshot.entries_below(name.as_bytes())), pairs(below));
    }
}

proptest! {
    #[test]
    fn a_snapshot_is_what_a_tree_map_is_and_stays_so(steps in steps(), names in prop::collection::vec(names(), 1..8)) {
        let cache = cache(1000, 10);
        let mut model = Model::new();
        let mut kept = Vec::new();
        for step in steps {
            match step {
                Step::List(name, inode) => {
                    cache.publish(Cause::Disk, |next| next.list(&id(&name), Stamp { inode, ..Stamp::default() }));
                    model.insert(parts(name.as_bytes()), inode);
                }
                Step::Remove(name) => {
                    cache.publish(Cause::Remove, |next| next.remove(&id(&name)));
                    model.remove(&parts(name.as_bytes()));
                }
                Step::Keep => kept.push((cache.snapshot(), model.clone())),
            }
        }
        kept.push((cache.snapshot(), model));
        kept.iter().for_each(|(snapshot, model)| agree(snapshot, model, &names));
    }
}
