//! Caps and books of every size, the least and the most that there are.

use super::*;

fn resident(snapshot: &Snapshot) -> Vec<String> {
    snapshot.entries().filter(|entry| entry.body().is_some()).map(|entry| entry.id.to_string()).collect()
}

#[test]
fn a_text_of_exactly_the_cap_stays_and_one_byte_more_is_served_uncached() {
    let cache = cache(4, 10);
    assert_eq!(load(&cache, &prompt("a.md", "1234", 1)).resident(), 1);
    let snapshot = load(&cache, &prompt("b.md", "12345", 2));
    assert_eq!(snapshot.resident(), 1);
    let entry = snapshot.get(&id("b.md")).expect("it is listed");
    assert!(matches!(entry.residence, Residence::Absent(MissReason::TooLarge)));
    assert_eq!(load(&cache, &prompt("b.md", "12345", 2)).generation(), snapshot.generation());
}

#[test]
fn caps_of_zero_keep_nothing_and_still_list_everything() {
    for cache in [cache(0, 10), cache(10, 0), cache(1, 10)] {
        let snapshot = load(&cache, &prompt("a.md", "text", 1));
        assert_eq!((snapshot.len(), snapshot.resident(), snapshot.evictions()), (1, 0, 0));
        assert_eq!(load(&cache, &prompt("a.md", "text", 1)).generation(), snapshot.generation());
    }
}

#[test]
fn a_cap_of_one_byte_has_room_for_one_byte_and_for_any_number_of_empty_texts() {
    let cache = cache(1, 10);
    load(&cache, &prompt("empty.md", "", 1));
    load(&cache, &prompt("one.md", "1", 2));
    load(&cache, &prompt("void.md", "", 3));
    let full = cache.snapshot();
    assert_eq!((resident(&full).len(), full.resident_bytes(), full.evictions()), (3, 1, 0));

    // Another byte takes the place of the first; what is empty goes too where the hand meets it before.
    let snapshot = load(&cache, &prompt("other.md", "2", 4));
    assert_eq!(snapshot.resident_bytes(), 1);
    assert!(
        resident(&snapshot).contains(&"other.md".to_owned()) && !resident(&snapshot).contains(&"one.md".to_owned())
    );
    assert_eq!(snapshot.evictions(), snapshot.evictions_for(Cap::Bytes));

    // Two bytes are never there.
    let snapshot = load(&cache, &prompt("two.md", "22", 5));
    assert!(!resident(&snapshot).contains(&"two.md".to_owned()));
    assert_eq!(snapshot.resident_bytes(), 1);
}

#[test]
fn two_texts_of_one_byte_at_once_under_a_cap_of_one_byte_leave_one_of_them() {
    let cache = cache(1, 10);
    let both = [prompt("a.md", "a", 1), prompt("b.md", "b", 2)];
    let snapshot = cache.publish(Cause::Reload, |next| both.iter().for_each(|text| next.store(text))).snapshot;
    assert_eq!((snapshot.resident(), snapshot.resident_bytes(), snapshot.swap().evicted), (1, 1, 1));
}

#[test]
fn with_room_for_nothing_but_empty_texts_those_stay() {
    let cache = cache(0, 10);
    load(&cache, &prompt("empty.md", "", 1));
    let snapshot = load(&cache, &prompt("one.md", "1", 2));
    assert_eq!((resident(&snapshot), snapshot.evictions()), (vec!["empty.md".to_owned()], 0));
}

#[test]
fn with_room_for_one_text_it_is_the_one_that_came_last() {
    let cache = cache(1000, 1);
    for (inode, name) in (1..).zip(["a.md", "b.md", "c.md", "b.md"]) {
        let snapshot = load(&cache, &prompt(name, name, inode));
        assert_eq!(resident(&snapshot), [name]);
        // Read or not: there is no other to put out.
        snapshot.get(&id(name)).and_then(|entry| entry.body()).expect("resident").visit();
    }
    let snapshot = cache.snapshot();
    assert_eq!((snapshot.evictions(), snapshot.evictions_for(Cap::Entries), cache.queue.len()), (3, 3, 1));
}

#[test]
fn a_book_of_none_of_one_and_of_a_million_prompts_is_listed_in_order_in_one_swap() {
    for count in [0, 1, 1_000_000] {
        let cache = cache(1000, 10);
        let name = |number: u32| id(&format!("{}/{number:07}.md", number % 7));
        let Published { snapshot, .. } = cache.publish(Cause::Start, |next| {
            for number in 0..count {
                next.list(&name(number), Stamp::default());
            }
        });
        assert_eq!((snapshot.len(), snapshot.generation()), (count as usize, u64::from(count > 0)));
        assert!(snapshot.entries().map(|entry| &entry.id).is_sorted());
        assert!((0..count).step_by(997).all(|number| snapshot.get(&name(number)).is_some()));
        // Texts are replaced, and put out for others, as in a small book.
        for round in [1, 2] {
            for number in (0..count).step_by(50_000) {
                let text = Prompt::new(name(number), b"text".as_slice(), Stamp { inode: round, ..Stamp::default() });
                let replaced = load(&cache, &Arc::new(text));
                assert_eq!((replaced.len(), replaced.swap().changed), (count as usize, 1));
            }
        }
        let full = cache.snapshot();
        assert_eq!(full.resident(), (count as usize).div_ceil(50_000).min(10));
        assert_eq!(full.evictions(), if count > 1 { 30 } else { 0 });
        assert!(full.entries().map(|entry| &entry.id).is_sorted());
    }
}
