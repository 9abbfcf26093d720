//! A load that finishes late never replaces anything newer. A library that publishes every load must be caught by the
//! same checks.

use super::rules::Rule;
use super::*;

/// What happens while a load holds the old text in its hands.
#[derive(Debug, Clone, Copy)]
enum Meanwhile {
    Saved,
    /// In place, in the same tick of a clock.
    SavedUnseen,
    Removed,
    RemovedAndCreated,
    Renamed,
    RenamedOnto,
    ChangedAndReloaded,
    /// By another program, in the same tick of a clock that tells no difference.
    RewrittenUnseen,
    RemovedByAnotherAndReloaded,
}

const ALL: [Meanwhile; 9] = [
    Meanwhile::Saved,
    Meanwhile::SavedUnseen,
    Meanwhile::Removed,
    Meanwhile::RemovedAndCreated,
    Meanwhile::Renamed,
    Meanwhile::RenamedOnto,
    Meanwhile::ChangedAndReloaded,
    Meanwhile::RewrittenUnseen,
    Meanwhile::RemovedByAnotherAndReloaded,
];

/// Runs one load of `a.md` into what happens `meanwhile`, and tells what is wrong afterwards.
async fn late_load(book: &Book, library: &Library, meanwhile: Meanwhile, listed: bool) -> Result<(), String> {
    book.put("a.md", "old");
    book.put("b.md", "new");
    if matches!(meanwhile, Meanwhile::SavedUnseen | Meanwhile::RewrittenUnseen) {
        let stamp = book.store.disk.stamp(&id("a.md")).expect("a stamp");
        *book.store.frozen.lock().expect("no panic") = Some(stamp);
    }
    if listed {
        library.list().await.expect("a listing");
    }
    book.store.reading.close_for(1);
    let reader = tokio::spawn({
        let library = library.clone();
        async move { library.read(&id("a.md")).await }
    });
    book.store.reading.holds(1).await;
    let a = id("a.md");
    let is_gone = match meanwhile {
        Meanwhile::Saved | Meanwhile::SavedUnseen => {
            save(library, "a.md", "new").await;
            false
        }
        Meanwhile::Removed => {
            library.remove(&a).await.expect("a removal");
            true
        }
        Meanwhile::RemovedAndCreated => {
            library.remove(&a).await.expect("a removal");
            library.save(&a, "new".into(), Expected::Absent).await.expect("a save");
            false
        }
        Meanwhile::Renamed => {
            library.rename(&a, &id("c.md")).await.expect("a rename");
            true
        }
        Meanwhile::RenamedOnto => {
            library.rename(&a, &id("c.md")).await.expect("a rename");
            library.rename(&id("b.md"), &a).await.expect("a rename");
            false
        }
        Meanwhile::ChangedAndReloaded | Meanwhile::RewrittenUnseen => {
            book.put("a.md", "new");
            library.reload().await.expect("a reload");
            false
        }
        Meanwhile::RemovedByAnotherAndReloaded => {
            fs::remove_file(book.path("a.md")).expect("a removal");
            library.reload().await.expect("a reload");
            true
        }
    };
    // Whoever asks from now on gets the new state, even before the old load is done.
    let early = library.read(&a).await;
    book.store.reading.open();
    let landed = reader.await.expect("no panic");
    let late = library.read(&a).await;
    // Whoever asked before may get the old state; here all that is published is the new one.
    for outcome in [early, late, landed] {
        match outcome {
            Ok(prompt) if !is_gone && text_of(&prompt) == "new" => {}
            Err(LibraryError::Store(StoreError::NotFound(_))) if is_gone => {}
            other => return Err(format!("{other:?}")),
        }
    }
    let expected = (!is_gone).then(|| "new".to_owned());
    match resident(library, "a.md") {
        found if found == expected => Ok(()),
        found => Err(format!("the cache holds {found:?}")),
    }
}

#[tokio::test]
async fn a_load_that_finishes_late_never_replaces_anything_newer() {
    for meanwhile in ALL {
        for listed in [true, false] {
            let book = book();
            let outcome = late_load(&book, &book.library(), meanwhile, listed).await;
            assert_eq!(outcome, Ok(()), "{meanwhile:?}, listed: {listed}");
        }
    }
}

#[tokio::test]
async fn a_library_that_publishes_every_load_is_caught_by_this_check() {
    for meanwhile in ALL {
        let book = book();
        let store = Arc::clone(&book.store) as Arc<dyn Store>;
        let library = Library::that_breaks(Rule::LateLoadsAreNotPublished, store, book.options());
        let outcome = late_load(&book, &library, meanwhile, true).await;
        assert!(outcome.is_err(), "{meanwhile:?}");
    }
}

#[tokio::test]
async fn a_load_that_found_nothing_does_not_remove_what_was_created_meanwhile() {
    let book = book();
    let library = book.library();
    book.store.reading.close_for(1);
    let reader = tokio::spawn({
        let library = library.clone();
        async move { read(&library, "a.md").await }
    });
    book.store.reading.holds(1).await;
    save(&library, "a.md", "new").await;
    book.store.reading.open();
    assert_eq!(reader.await.expect("no panic"), "new");
    assert_eq!((read(&library, "a.md").await.as_str(), names(&library)), ("new", vec!["a.md".to_owned()]));
}

#[tokio::test]
async fn a_name_removed_while_the_book_is_listed_does_not_come_back() {
    for known in [true, false] {
        let book = book();
        book.put("a.md", "a");
        book.put("b.md", "b");
        let library = book.library();
        if known {
            read(&library, "a.md").await;
        }
        book.store.listing.close_for(1);
        let listing = tokio::spawn({
            let library = library.clone();
            async move { library.list().await }
        });
        book.store.listing.holds(1).await;
        library.remove(&id("a.md")).await.expect("a removal");
        book.store.listing.open();
        listing.await.expect("no panic").expect("a listing");
        assert_eq!(names(&library), ["b.md"], "known: {known}");
        assert_eq!(title(&library, "b.md").as_deref(), Some("b.md"));
    }
}

#[tokio::test]
async fn a_name_given_away_while_the_book_is_listed_is_known_by_its_new_name_only() {
    let book = book();
    book.put("a.md", "a");
    let library = book.library();
    book.store.listing.close_for(1);
    let listing = tokio::spawn({
        let library = library.clone();
        async move { library.list().await }
    });
    book.store.listing.holds(1).await;
    library.rename(&id("a.md"), &id("z.md")).await.expect("a rename");
    book.store.listing.open();
    listing.await.expect("no panic").expect("a listing");
    assert_eq!(names(&library), ["z.md"]);
}

#[tokio::test]
async fn a_rewrite_that_no_stamp_shows_is_found_by_a_reload() {
    let book = book();
    book.put("a.md", "# old\n");
    book.put("b.md", "# old\n");
    *book.store.frozen.lock().expect("no panic") = Some(book.store.disk.stamp(&id("a.md")).expect("a stamp"));
    let library = book.library();
    library.list().await.expect("a listing");
    read(&library, "a.md").await;
    book.put("a.md", "# new\n");
    book.put("b.md", "# new\n");
    library.reload().await.expect("a reload");
    assert_eq!(resident(&library, "a.md").as_deref(), Some("# new\n"));
    assert_eq!([title(&library, "a.md"), title(&library, "b.md")], [Some("new".into()), Some("new".into())]);
    assert_eq!(read(&library, "b.md").await, "# new\n");
}

#[tokio::test]
async fn a_look_that_a_load_overtakes_is_taken_again() {
    let book = book();
    book.put("a.md", "# Listed\n");
    let library = book.library();
    library.list().await.expect("a listing");
    book.put_at_once("a.md", "# Seen\n");
    book.store.looking.close_for(1);
    let reload = tokio::spawn({
        let library = library.clone();
        async move { library.reload().await }
    });
    book.store.looking.holds(1).await;
    book.put_at_once("a.md", "# Loaded\n");
    assert_eq!(read(&library, "a.md").await, "# Loaded\n");
    book.store.looking.open();
    reload.await.expect("no panic").expect("a reload");
    assert_eq!(resident(&library, "a.md").as_deref(), Some("# Loaded\n"));
    assert_eq!(title(&library, "a.md").as_deref(), Some("Loaded"));
    let known = library.snapshot().get(&id("a.md")).map(|entry| entry.stamp);
    assert_eq!(known, book.store.disk.stamp(&id("a.md")).ok());
}

#[tokio::test]
async fn with_the_cache_off_nobody_joins_a_load_from_before_a_change() {
    for renamed in [false, true] {
        let book = book();
        book.put("a.md", "old");
        let library = book.library_with(Options { cache: CacheState::Off(OffReason::Configured), ..book.options() });
        book.store.reading.close_for(1);
        let reader = tokio::spawn({
            let library = library.clone();
            async move { library.read(&id("a.md")).await }
        });
        book.store.reading.holds(1).await;
        if renamed {
            library.rename(&id("a.md"), &id("b.md")).await.expect("a rename");
        } else {
            save(&library, "a.md", "new").await;
        }
        let later = library.read(&id("a.md")).await;
        book.store.reading.open();
        let first = reader.await.expect("no panic");
        for outcome in [later, first] {
            match outcome {
                Ok(prompt) => assert_eq!((text_of(&prompt).as_str(), renamed), ("new", false)),
                Err(error) => assert!(renamed, "{error}"),
            }
        }
    }
}

/// A load of `a.md` that began before it was saved reads the disk while the next change is on disk and not published.
async fn early_look(book: &Book, library: &Library, removed: bool) -> [Result<Arc<Prompt>, LibraryError>; 2] {
    let a = id("a.md");
    book.put("a.md", "first");
    book.store.asked.close_for(1);
    let reader = tokio::spawn({
        let (library, a) = (library.clone(), a.clone());
        async move { library.read(&a).await }
    });
    book.store.asked.holds(1).await;
    save(library, "a.md", "second").await;
    book.store.changed.close_for(1);
    let change = tokio::spawn({
        let (library, a) = (library.clone(), a.clone());
        async move {
            if removed {
                library.remove(&a).await.expect("a removal");
            } else {
                save(&library, "a.md", "third").await;
            }
        }
    });
    book.store.changed.holds(1).await;
    book.store.asked.open();
    let answers = [reader.await.expect("no panic"), library.read(&a).await];
    book.store.changed.open();
    change.await.expect("no panic");
    answers
}

#[tokio::test]
async fn a_load_tells_nobody_of_what_is_not_published_yet() {
    for removed in [false, true] {
        let book = book();
        let [first, next] = early_look(&book, &book.library(), removed).await;
        assert_eq!([first, next].map(|answer| text_of(&answer.expect("a text"))), ["second", "second"]);
    }
}

#[tokio::test]
async fn a_library_that_answers_with_what_it_read_is_caught_by_this_check() {
    for removed in [false, true] {
        let book = book();
        let store = Arc::clone(&book.store) as Arc<dyn Store>;
        let library = Library::that_breaks(Rule::AnswersArePublished, store, book.options());
        let [first, next] = early_look(&book, &library, removed).await;
        match first {
            Ok(prompt) => assert_eq!((text_of(&prompt).as_str(), removed), ("third", false)),
            Err(error) => assert!(removed, "{error}"),
        }
        assert_eq!(text_of(&next.expect("a text")), "second", "back in time");
    }
}
