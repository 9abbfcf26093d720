//! Where the system cannot report changes: the state says so, and changes are seen all the same.

use super::*;

#[tokio::test]
async fn a_book_that_cannot_be_watched_is_listed_again_and_again_and_says_so() {
    let book = book();
    book.put("a.md", "# old\n");
    book.put("closed/b.md", "b");
    std::os::unix::fs::symlink("missing", book.path("link.md")).expect("a link");
    book.store.cannot_watch.store(true, Ordering::SeqCst);
    let library = book.library();
    library.follow();
    library.follow();
    library.list().await.expect("a listing");
    let state = library.watch_state();
    assert!(matches!(&state, WatchState::Polling { reason, .. } if reason.contains("refused")), "{state:?}");
    assert_eq!(library.metrics().watch, state);

    // A load that a look at the folder overtakes is not kept.
    while resident(&library, "closed/b.md").is_none() {
        read(&library, "closed/b.md").await;
    }
    book.put_at_once("a.md", "# new\n");
    book.put_at_once("closed/b.md", "changed");
    book.put_at_once("c.md", "# created\n");
    wait_until(&library, "all three are seen", |library| {
        title(library, "a.md").as_deref() == Some("new")
            && title(library, "c.md").as_deref() == Some("created")
            && resident(library, "closed/b.md").as_deref() == Some("changed")
    })
    .await;
    fs::remove_file(book.path("a.md")).expect("a removal");
    wait_until(&library, "it is gone", |library| names(library) == ["c.md", "closed/b.md"]).await;

    let said = library.events_since(0);
    let watches = said.iter().filter(|event| matches!(event.kind, EventKind::Watch(_))).count();
    let skips = said.iter().filter(|event| matches!(event.kind, EventKind::Skipped { .. })).count();
    assert_eq!((watches, skips), (1, 1), "what does not change is said once");
}

#[tokio::test]
async fn polling_without_a_pause_is_still_polling() {
    let book = book();
    book.store.cannot_watch.store(true, Ordering::SeqCst);
    let library = book.library_with(Options { poll: Duration::ZERO, ..book.options() });
    library.follow();
    book.put_at_once("a.md", "text");
    wait_until(&library, "it is seen", |library| names(library) == ["a.md"]).await;
}

#[tokio::test]
async fn nothing_goes_on_once_the_library_is_dropped() {
    for cannot_watch in [true, false] {
        let book = book();
        book.put("code/a.md", "text");
        book.store.cannot_watch.store(cannot_watch, Ordering::SeqCst);
        let library = book.library();
        library.follow();
        library.list().await.expect("a listing");
        let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
        assert_eq!(tasks(), 1);
        let store = Arc::downgrade(&book.store);
        drop(library);
        until("the task has ended", || tasks() == 0).await;
        until("nobody else holds the store", || store.strong_count() == 1).await;
    }
}
