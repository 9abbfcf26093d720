//! The book's own folder is moved, replaced or removed while it is open: the state says so, what is known stays, and
//! when a folder is there again it is the book.

use super::*;

async fn opened() -> (Book, Library) {
    let book = book();
    book.put("a.md", "a");
    book.put("code/b.md", "b");
    // The looking-around of polls and rescans must not be what notices a folder that is reported.
    let library = book.library_with(Options { rescan: Duration::from_secs(3600), ..book.options() });
    library.follow();
    library.list().await.expect("a listing");
    read(&library, "a.md").await;
    (book, library)
}

fn is_away(library: &Library) -> bool {
    matches!(library.watch_state(), WatchState::Away { reason, .. } if reason.contains("is no longer there"))
}

fn is_watched(library: &Library) -> bool {
    matches!(library.watch_state(), WatchState::Watching { .. })
}

impl Book {
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[tokio::test]
async fn a_book_moved_away_is_said_once_keeps_what_is_known_and_goes_on_when_it_is_back() {
    let (book, library) = opened().await;
    fs::rename(book.beside("book"), book.beside("elsewhere")).expect("a rename");
    wait_until(&library, "it is away", is_away).await;
    assert_eq!(names(&library), ["a.md", "code/b.md"]);
    assert_eq!(read(&library, "a.md").await, "a");
    // A text must not follow the folder to where nobody looks for it.
    let refused = library.save(&id("a.md"), "lost".into(), Expected::Anything).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("is no longer there")));
    assert_eq!(fs::read_to_string(book.beside("elsewhere/a.md")).expect("a text"), "a");
    fs::write(book.beside("elsewhere/a.md"), "changed meanwhile").expect("a write");
    fs::rename(book.beside("elsewhere"), book.beside("book")).expect("a rename");
    wait_until(&library, "it is back", is_watched).await;
    wait_until(&library, "the change", |library| resident(library, "a.md").as_deref() == Some("changed meanwhile"))
        .await;
    save(&library, "a.md", "saved").await;
    assert_eq!(book.text("a.md"), "saved");
    let said = library.events_since(0);
    let told = said.iter().filter(|event| matches!(event.kind, EventKind::Watch(WatchState::Away { .. }))).count();
    let failures = said.iter().filter(|event| matches!(event.kind, EventKind::Failed { .. })).count();
    assert_eq!((told, failures), (1, 0));
}

#[tokio::test]
async fn a_book_replaced_by_another_folder_is_that_one_from_then_on() {
    let (book, library) = opened().await;
    fs::create_dir_all(book.beside("other/code")).expect("a folder");
    fs::write(book.beside("other/code/c.md"), "c").expect("a file");
    fs::rename(book.beside("book"), book.beside("old")).expect("a rename");
    fs::rename(book.beside("other"), book.beside("book")).expect("a rename");
    wait_until(&library, "the other is listed", |library| names(library) == ["code/c.md"]).await;
    save(&library, "code/c.md", "saved here").await;
    assert_eq!(book.text("code/c.md"), "saved here");
    book.put_at_once("d.md", "followed here too");
    wait_until(&library, "it is followed", |library| names(library) == ["code/c.md", "d.md"]).await;
    // And what happens in the old one is nobody's business any more.
    fs::write(book.beside("old/z.md"), "z").expect("a write");
    book.put_at_once("e.md", "marker");
    wait_until(&library, "the marker", |library| names(library) == ["code/c.md", "d.md", "e.md"]).await;
}

#[tokio::test]
async fn a_book_removed_and_made_again_goes_on() {
    let (book, library) = opened().await;
    for round in 0..3 {
        fs::remove_dir_all(book.beside("book")).expect("a removal");
        until_reload_says_away(&library).await;
        book.put("a.md", &format!("made again {round}"));
        wait_until(&library, "it is back", is_watched).await;
        wait_until(&library, "its prompts", |library| names(library) == ["a.md"]).await;
        let text = format!("made again {round}");
        read(&library, "a.md").await;
        wait_until(&library, &text, |library| resident(library, "a.md").as_ref() == Some(&text)).await;
    }
}

/// The last of a removed folder may go unreported: an opened folder is kept by the system. Asking tells.
async fn until_reload_says_away(library: &Library) {
    let _ = library.reload().await;
    wait_until(library, "it is away", is_away).await;
}

#[tokio::test]
async fn a_book_that_is_polled_is_away_and_back_as_well() {
    let book = book();
    book.put("a.md", "a");
    book.store.cannot_watch.store(true, Ordering::SeqCst);
    let library = book.library();
    library.follow();
    library.list().await.expect("a listing");
    let polled = library.watch_state();
    fs::rename(book.beside("book"), book.beside("elsewhere")).expect("a rename");
    wait_until(&library, "it is away", is_away).await;
    fs::rename(book.beside("elsewhere"), book.beside("book")).expect("a rename");
    wait_until(&library, "it is polled again", |library| library.watch_state() == polled).await;
}
