//! What a write allocates, which is the same on every machine: a path to one entry, whatever the size of the book.

use std::sync::Arc;

use promptbook::cache::{Cache, CacheState, Cause, Limits};
use promptbook::prompt::{Prompt, PromptId, Stamp};

/// Writes over which the bytes are averaged: paths differ by a node in length.
const WRITES: usize = 2_000;

fn id(number: usize) -> PromptId {
    PromptId::new(format!("folder-{}/prompt-{number:05}.md", number % 97)).expect("a valid name")
}

fn prompt(number: usize, revision: u64) -> Arc<Prompt> {
    Arc::new(Prompt::new(
        id(number),
        format!("text {revision}").as_bytes(),
        Stamp { inode: revision, ..Stamp::default() },
    ))
}

/// Bytes that replacing one text and publishing the result allocates, in a book of `size` prompts. The text itself is
/// there before.
fn bytes_per_replace(size: usize) -> u64 {
    let cache = Cache::new(Limits::default(), CacheState::On);
    // Of those that are replaced the texts are in memory; of the others it makes no difference.
    cache.publish(Cause::Start, |next| {
        (0..size).for_each(|number| next.list(&id(number), Stamp::default()));
        (0..WRITES).for_each(|write| next.store(&prompt(write * 7919 % size, 1)));
    });
    let texts: Vec<Arc<Prompt>> = (0..WRITES).map(|write| prompt(write * 7919 % size, 2 + write as u64)).collect();
    let allocated = allocation_counter::measure(|| {
        for text in &texts {
            let published = cache.publish(Cause::Edit, |next| next.store(text));
            assert!(published.swapped);
        }
    });
    assert_eq!((cache.snapshot().len(), cache.snapshot().resident()), (size, size.min(WRITES)));
    allocated.bytes_total / WRITES as u64
}

#[test]
fn replacing_a_text_allocates_at_most_a_kibibyte_and_hardly_more_in_a_large_book() {
    let bytes = [100, 1_000, 10_000, 100_000, 1_000_000].map(bytes_per_replace);
    println!("bytes per replace at 100, 1 000, 10 000, 100 000 and a million prompts: {bytes:?}");
    assert!(bytes[..4].iter().all(|bytes| *bytes <= 1024), "{bytes:?}");
    // One node more for each eight times as many prompts.
    assert!(bytes[4] <= 1024 + 128, "{bytes:?}");
    assert!(bytes[3] as f64 / bytes[1] as f64 <= 1.6, "{bytes:?}");
}

#[test]
fn a_read_allocates_nothing() {
    let cache = Cache::new(Limits::default(), CacheState::On);
    cache.publish(Cause::Start, |next| (0..1000).for_each(|number| next.store(&prompt(number, 1))));
    let ids: Vec<PromptId> = (0..1000).map(|number| prompt(number, 1).id().clone()).collect();
    let mut reader = cache.reader();
    assert!(cache.read(&ids[0]).is_some(), "the first read of a thread makes its reader");
    cache.counters().take_noted(0, |_| ()); // from here on hits are noted
    let allocated = allocation_counter::measure(|| {
        assert!(ids.iter().all(|id| reader.read(id).is_some() && cache.read(id).is_some()));
    });
    assert_eq!((allocated.bytes_total, allocated.count_total), (0, 0));
}

#[test]
fn a_pane_that_is_open_for_hours_under_load_keeps_no_more_than_an_hour_of_it() {
    use std::time::{Duration, UNIX_EPOCH};

    use promptbook::library::{Event, EventKind, Exchange};
    use promptbook::metrics::Figures;
    use promptbook::tui::model::monitor::Monitor;
    use promptbook::{Library, Options};

    const HOUR: u64 = 3_600;
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::open(folder.path(), Options::with_state(folder.path().join("state"))).expect("a library");
    let figures = library.metrics();
    let id = PromptId::new("写作/周报.md").expect("a name");
    let mut monitor = Monitor::new(figures.clone());
    let mut hour = |from: u64| {
        let measured = allocation_counter::measure(|| {
            for second in from..from + HOUR {
                monitor.tick(second);
                let at = UNIX_EPOCH + Duration::from_secs(second);
                let reason = promptbook::cache::MissReason::Evicted;
                let took = Duration::from_micros(second);
                let swap = promptbook::cache::Swap { generation: second, cause: Cause::Load, ..figures.last_swap };
                let exchange = Exchange { swap, build: took, replace: took, misses: second };
                let saved = promptbook::cache::Copied { generation: second, copied: 700, shared: 9_000 };
                for kind in [
                    EventKind::Loaded { id: id.clone(), bytes: 1_000, took, reason },
                    EventKind::Loaded { id: id.clone(), bytes: 1_000, took, reason },
                    EventKind::Swapped(exchange),
                    EventKind::Swapped(Exchange {
                        swap: promptbook::cache::Swap { cause: Cause::Edit, ..swap },
                        ..exchange
                    }),
                    EventKind::Saved { id: id.clone(), bytes: 1_000, took, swap: saved },
                ] {
                    monitor.note(Event { number: second, at, kind }, "12:04:31".to_owned());
                }
                monitor.take(Figures { hits: second * 1_000, generation: second, ..figures.clone() });
            }
        });
        measured.bytes_current
    };
    let hours = [0, HOUR, 2 * HOUR, 3 * HOUR].map(&mut hour);
    assert!(hours[0] < 12_000_000, "{hours:?}");
    // Two hours of seconds are kept for what an hour ago could be looked back on; then nothing is added any more.
    assert!(hours[2..].iter().all(|more| *more < 100_000), "{hours:?}");
}

#[test]
fn a_thread_that_reads_from_two_caches_in_turn_allocates_nothing() {
    let caches = [(); 2].map(|()| Cache::new(Limits::default(), CacheState::On));
    let text = prompt(1, 1);
    caches.iter().for_each(|cache| _ = cache.publish(Cause::Start, |next| next.store(&text)));
    let read_both = || caches.iter().all(|cache| cache.read(text.id()).is_some());
    assert!(read_both(), "the first reads of a thread make its readers");
    let allocated = allocation_counter::measure(|| assert!((0..100).all(|_| read_both())));
    assert_eq!((allocated.bytes_total, allocated.count_total), (0, 0));
}
