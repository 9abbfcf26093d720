//! One load however many ask, and an end for every load.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_readers_at_once_are_one_read_of_the_store() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    book.store.reading.close_for(1);
    let readers: Vec<_> = (0..1000)
        .map(|_| {
            let library = library.clone();
            tokio::spawn(async move { read(&library, "a.md").await })
        })
        .collect();
    until("all others share the load of one", || library.metrics().loads_shared == 999).await;
    until("each is counted", || library.metrics().misses == 1000).await;
    book.store.reading.holds(1).await;
    assert_eq!(library.metrics().flights, 1);
    book.store.reading.open();
    for reader in readers {
        assert_eq!(reader.await.expect("no panic"), "text");
    }
    assert_eq!(read(&library, "a.md").await, "text");
    let figures = library.metrics();
    assert_eq!((book.store.reads(), figures.flights, figures.loads_shared), (1, 0, 999));
    assert_eq!((figures.hits, figures.misses), (1, 1000));
    assert_eq!(figures.miss_reasons, [(MissReason::FirstRead, 1000)]);
    assert_eq!(figures.load.map(|load| load.count), Some(1));
    assert_eq!(swaps(&library, Cause::Load), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_who_come_and_go_never_make_a_second_read_of_the_store() {
    for _ in 0..200 {
        let book = book();
        book.put("a.md", "text");
        let library = book.library();
        let readers: Vec<_> = (0..50)
            .map(|_| {
                let library = library.clone();
                tokio::spawn(async move { read(&library, "a.md").await })
            })
            .collect();
        for reader in readers {
            assert_eq!(reader.await.expect("no panic"), "text");
        }
        let figures = library.metrics();
        assert_eq!((book.store.reads(), figures.hits + figures.misses), (1, 50));
        assert_eq!(figures.misses, 1 + figures.loads_shared);
    }
}

#[tokio::test]
async fn a_reader_who_gives_up_does_not_stop_the_load_of_the_others() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    book.store.reading.close_for(1);
    let reader = || {
        let library = library.clone();
        tokio::spawn(async move { read(&library, "a.md").await })
    };
    let first = reader();
    book.store.reading.holds(1).await;
    let second = reader();
    until("the second shares the load", || library.metrics().loads_shared == 1).await;
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    book.store.reading.open();
    assert_eq!(second.await.expect("no panic"), "text");
    assert_eq!((book.store.reads(), resident(&library, "a.md").as_deref()), (1, Some("text")));
}

#[tokio::test]
async fn a_load_whose_only_reader_gave_up_still_fills_the_cache() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    book.store.reading.close_for(1);
    let reader = tokio::spawn({
        let library = library.clone();
        async move { read(&library, "a.md").await }
    });
    book.store.reading.holds(1).await;
    reader.abort();
    book.store.reading.open();
    wait_until(&library, "the text is in memory", |library| resident(library, "a.md").is_some()).await;
}

#[tokio::test]
async fn a_failing_load_tells_everyone_and_the_next_read_tries_again() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    book.store.refuses_to_read.store(true, Ordering::SeqCst);
    book.store.reading.close_for(1);
    let readers: Vec<_> = (0..10)
        .map(|_| {
            let library = library.clone();
            tokio::spawn(async move { library.read(&id("a.md")).await })
        })
        .collect();
    until("all wait", || library.metrics().loads_shared == 9).await;
    book.store.reading.holds(1).await;
    book.store.reading.open();
    for reader in readers {
        let outcome = reader.await.expect("no panic");
        assert!(matches!(outcome, Err(LibraryError::Store(StoreError::Io { .. }))), "{outcome:?}");
    }
    book.store.refuses_to_read.store(false, Ordering::SeqCst);
    assert_eq!(read(&library, "a.md").await, "text");
    assert_eq!(book.store.reads(), 2);
}

#[tokio::test]
async fn a_load_that_panics_is_an_error_and_the_next_read_tries_again() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    book.store.panics_on_read.store(true, Ordering::SeqCst);
    assert!(matches!(library.read(&id("a.md")).await, Err(LibraryError::Interrupted)));
    book.store.panics_on_read.store(false, Ordering::SeqCst);
    assert_eq!(read(&library, "a.md").await, "text");
    assert_eq!(library.metrics().flights, 0);
}

#[test]
fn a_load_that_ends_with_its_runtime_does_not_keep_others_waiting() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    book.store.reading.close_for(1);
    let first = runtime();
    let reader = first.spawn({
        let library = library.clone();
        async move { library.read(&id("a.md")).await }
    });
    first.block_on(book.store.reading.holds(1));
    first.shutdown_background();
    let second = runtime();
    assert!(second.block_on(reader).is_err());
    book.store.reading.open();
    second.block_on(until("the load is out of the way", || library.metrics().flights == 0));
    assert_eq!(second.block_on(read(&library, "a.md")), "text");
}

#[tokio::test]
async fn a_prompt_that_vanished_is_an_error_and_leaves_the_list() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    library.list().await.expect("a listing");
    fs::remove_file(book.path("a.md")).expect("a removal");
    assert!(not_found(&library.read(&id("a.md")).await));
    assert!(names(&library).is_empty());
}

#[test]
fn a_ticket_that_is_dropped_leaves_the_way_free() {
    use super::flights::Boarding;
    let flights = Flights::default();
    let Boarding::Pilot(ticket, arrival) = flights.board(&id("a.md"), MissReason::FirstRead) else {
        panic!("nothing was aloft");
    };
    assert!(matches!(flights.board(&id("a.md"), MissReason::FirstRead), Boarding::Join(..)));
    drop(ticket);
    assert!(arrival.has_changed().is_err(), "whoever waits is told");
    assert!(matches!(flights.board(&id("a.md"), MissReason::FirstRead), Boarding::Pilot(..)));
}
