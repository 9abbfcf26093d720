//! The map against a model, also under a hasher that gives every key the same hash.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasherDefault, Hasher};

use proptest::prelude::*;

use super::*;
use crate::prompt::PromptId;

#[derive(Debug, PartialEq, Eq)]
struct Item<K = u32> {
    key: K,
    text: u64,
}

impl<K: Hash + Ord + Clone> Keyed for Item<K> {
    type Key = K;

    fn key(&self) -> &K {
        &self.key
    }
}

/// Gives keys the hash `key & MASK`, so that collisions can be had at will.
#[derive(Debug, Default, Clone, Copy)]
struct Masked<const MASK: u64>(u64);

impl<const MASK: u64> Hasher for Masked<MASK> {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().rev() {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) & MASK
    }
}

type Spread = BuildHasherDefault<Masked<{ u64::MAX }>>;
type Alike = BuildHasherDefault<Masked<0>>;
type AlikeInTheirPath = BuildHasherDefault<Masked<{ 0xff << PATH_BITS }>>;

#[derive(Debug, Clone)]
enum Step {
    Insert(u32, u64),
    Remove(u32),
    Keep,
}

fn steps(keys: u32) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..keys, any::<u64>()).prop_map(|(key, text)| Step::Insert(key, text)),
        4 => (0..keys).prop_map(Step::Remove),
        1 => Just(Step::Keep),
    ];
    prop::collection::vec(step, 0..400)
}

type Model = BTreeMap<u32, u64>;

fn agrees<S: BuildHasher>(map: &Map<Item, S>, model: &Model, keys: u32) {
    assert_eq!(map.len(), model.len());
    for key in 0..keys {
        assert_eq!(map.get(&key).map(|item| item.text), model.get(&key).copied(), "key {key}");
    }
}

/// Does the steps on both; clones kept on the way must not change afterwards.
fn check<S: BuildHasher + Default + Clone>(steps: Vec<Step>, keys: u32) {
    let mut map: Map<Item, S> = Map::with_hasher(S::default());
    let mut model = Model::new();
    let mut kept: Vec<(Map<Item, S>, Model)> = Vec::new();
    for step in steps {
        match step {
            Step::Insert(key, text) => {
                let replaced = map.insert(Arc::new(Item { key, text }));
                assert_eq!(replaced.map(|item| item.text), model.insert(key, text));
            }
            Step::Remove(key) => {
                assert_eq!(map.remove(&key).map(|item| item.text), model.remove(&key));
            }
            Step::Keep => kept.push((map.clone(), model.clone())),
        }
        assert_eq!(map.len(), model.len());
        assert_eq!(map.bytes(), map.bytes_not_in(&Map::with_hasher(S::default())));
    }
    agrees(&map, &model, keys);
    for (map, model) in kept {
        agrees(&map, &model, keys);
    }
}

proptest! {
    #[test]
    fn the_map_is_what_a_tree_map_is_and_clones_stay_as_they_were(steps in steps(300)) {
        check::<Spread>(steps, 300);
    }

    #[test]
    fn equal_hashes_only_cost_time(steps in steps(60)) {
        check::<Alike>(steps.clone(), 60);
        check::<AlikeInTheirPath>(steps, 60);
    }
}

/// A hundred thousand keys come, get other texts and go again, in no order of theirs, on a map and on a tree map; clones
/// that were made on the way are as they were.
fn hundred_thousand_come_and_go<S: BuildHasher + Default + Clone, K: Hash + Ord + Clone>(key: impl Fn(u32) -> K) {
    let keys: Vec<K> = (0..100_000).map(|number: u32| key(number.wrapping_mul(7919) % 100_000)).collect();
    let mut map: Map<Item<K>, S> = Map::with_hasher(S::default());
    let mut model: BTreeMap<&K, u64> = BTreeMap::new();
    let mut kept = vec![(map.clone(), model.clone())];
    for (text, key) in (0..).zip(keys.iter().chain(keys.iter().step_by(3))) {
        let replaced = map.insert(Arc::new(Item { key: key.clone(), text }));
        assert_eq!(replaced.map(|item| item.text), model.insert(key, text));
        if text % 40_000 == 0 {
            kept.push((map.clone(), model.clone()));
        }
    }
    kept.push((map.clone(), model.clone()));
    for (number, key) in keys.iter().enumerate() {
        assert_eq!(map.remove(key).map(|item| item.text), model.remove(key));
        if number == 50_000 {
            kept.push((map.clone(), model.clone()));
        }
    }
    assert!(map.root.iter().all(Option::is_none) && (map.len(), map.nodes) == (0, 0));
    for (map, model) in kept {
        assert_eq!(map.len(), model.len());
        assert!(keys.iter().all(|key| map.get(key).map(|item| item.text) == model.get(key).copied()));
    }
}

#[test]
fn a_hundred_thousand_keys_are_found_and_gone_again() {
    hundred_thousand_come_and_go::<Spread, u32>(|number| number);
}

#[test]
fn a_hundred_thousand_keys_with_equal_hashes_are_all_found_and_all_go() {
    hundred_thousand_come_and_go::<Alike, u32>(|number| number);
}

#[test]
fn a_hundred_thousand_names_with_equal_hashes_are_all_found_and_all_go() {
    hundred_thousand_come_and_go::<Alike, PromptId>(|number| {
        PromptId::new(format!("{}/{number}.md", number % 7)).expect("a valid name")
    });
}

proptest! {
    #[test]
    fn every_value_that_another_map_lacks_is_found_without_looking_at_what_they_share(
        before in steps(300),
        after in steps(300),
    ) {
        let mut old: Map<Item, Spread> = Map::with_hasher(Spread::default());
        let apply = |map: &mut Map<Item, Spread>, steps: Vec<Step>| {
            for step in steps {
                match step {
                    Step::Insert(key, text) => drop(map.insert(Arc::new(Item { key, text }))),
                    Step::Remove(key) => drop(map.remove(&key)),
                    Step::Keep => {}
                }
            }
        };
        apply(&mut old, before);
        let mut new = old.clone();
        prop_assert!(old.not_in(&new).is_empty());
        apply(&mut new, after);
        let shared = |map: &Map<Item, Spread>, item: &Arc<Item>| {
            map.get(&item.key).is_some_and(|other| Arc::ptr_eq(item, other))
        };
        let found: BTreeSet<u32> =
            old.not_in(&new).into_iter().filter(|item| !shared(&new, item)).map(|item| item.key).collect();
        let expected: BTreeSet<u32> =
            (0..300).filter(|key| old.get(key).is_some_and(|item| !shared(&new, item))).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn what_one_change_does_not_share_is_one_leaf_of_a_hundred_thousand_keys() {
    let mut map: Map<Item, Spread> = Map::with_hasher(Spread::default());
    for key in 0..100_000 {
        map.insert(Arc::new(Item { key, text: 0 }));
    }
    let before = map.clone();
    map.insert(Arc::new(Item { key: 7, text: 1 }));
    assert!((1..=WIDTH).contains(&before.not_in(&map).len()));
}
