//! Changes that nobody reported, or of which only the loss was: each is seen, at the latest at the next rescan.

use super::*;

async fn followed_with(reports: Reports, rescan: Duration) -> (Book, Library) {
    let book = book();
    for name in ["a.md", "code/b.md", "code/deep/c.md"] {
        book.put(name, name);
    }
    let library = book.library_with(Options { rescan, ..book.options() });
    library.follow();
    library.list().await.expect("a listing");
    for name in ["a.md", "code/b.md", "code/deep/c.md"] {
        read(&library, name).await;
    }
    book.store.report(reports);
    (book, library)
}

/// Changes a file, makes one, removes one and renames a folder.
fn change(book: &Book) {
    book.put_at_once("a.md", "changed");
    book.put("code/new.md", "# New\n");
    fs::remove_file(book.path("code/b.md")).expect("a removal");
    fs::rename(book.path("code/deep"), book.path("moved")).expect("a rename");
}

async fn until_seen(library: &Library) {
    wait_until(library, "all is seen", |library| {
        names(library) == ["a.md", "code/new.md", "moved/c.md"]
            && resident(library, "a.md").as_deref() == Some("changed")
            && title(library, "code/new.md").as_deref() == Some("New")
    })
    .await;
}

#[tokio::test]
async fn what_was_never_reported_is_seen_at_the_next_rescan() {
    let (book, library) = followed_with(Reports::Lost, Duration::from_millis(20)).await;
    change(&book);
    until_seen(&library).await;
    assert!(matches!(library.watch_state(), WatchState::Watching { .. }));
}

#[tokio::test]
async fn without_rescans_a_change_that_was_never_reported_stays_unseen() {
    let (book, library) = followed_with(Reports::Lost, Duration::from_secs(3600)).await;
    change(&book);
    // Reports come in order: once this one is lost, so are those before.
    book.put("last.log", "");
    until("all reports were lost", || book.store.has_lost("last.log")).await;
    // Once this one is seen, the others would have been. It leads to the folder above, so what changed there is seen too.
    book.store.report(Reports::Pass);
    book.put_at_once("marker.md", "reported");
    wait_until(&library, "the marker", |library| names(library).contains(&"marker.md".to_owned())).await;
    assert_eq!(resident(&library, "code/b.md").as_deref(), Some("code/b.md"), "it is gone, and nobody knows");
    library.reload().await.expect("a reload");
    fs::remove_file(book.path("marker.md")).expect("a removal");
    until_seen(&library).await;
}

#[tokio::test]
async fn after_an_overflow_everything_is_looked_at_and_followed_again() {
    let (book, library) = followed_with(Reports::Overflow, Duration::from_secs(3600)).await;
    change(&book);
    until_seen(&library).await;
    // Folders that were renamed while events were lost are watched where they are now, and nowhere else.
    book.store.report(Reports::Pass);
    book.put_at_once("moved/c.md", "# Again\n");
    wait_until(&library, "it is followed", |library| title(library, "moved/c.md").as_deref() == Some("Again")).await;
    assert_eq!(library.watch_state(), WatchState::Watching { folders: 3 });
}

#[tokio::test]
async fn a_rescan_that_finds_nothing_new_swaps_nothing_and_says_nothing() {
    let (book, library) = followed_with(Reports::Lost, Duration::from_millis(1)).await;
    let (events, swaps) = (library.events_since(0).len(), library.snapshot().generation());
    let listings = book.store.listings();
    until("the book was listed ten times", || book.store.listings() > listings + 10).await;
    let said = library.events_since(events as u64);
    assert_eq!((said.as_slice(), library.snapshot().generation()), ([].as_slice(), swaps));
}

#[tokio::test]
async fn while_events_keep_coming_the_rescan_comes_all_the_same() {
    let (book, library) = followed_with(Reports::Lost, Duration::from_millis(50)).await;
    change(&book);
    book.store.report(Reports::Pass);
    let stop = Arc::new(AtomicBool::new(false));
    let noise = std::thread::spawn({
        let (path, stop) = (book.path("noise.txt"), Arc::clone(&stop));
        move || {
            while !stop.load(Ordering::SeqCst) {
                fs::write(&path, "noise").expect("a write");
            }
            fs::remove_file(path).expect("a removal");
        }
    });
    wait_until(&library, "it is seen", |library| resident(library, "a.md").as_deref() == Some("changed")).await;
    stop.store(true, Ordering::SeqCst);
    noise.join().expect("no panic");
    until_seen(&library).await;
}
