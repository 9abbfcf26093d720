//! Saves, removals and renames: disk and memory end the same, whoever went away meanwhile.

use std::os::unix::fs::symlink;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_saves_of_one_name_leave_the_same_text_on_disk_and_in_memory() {
    let book = book();
    let library = book.library();
    for round in 0..30 {
        let writer = |text: String| {
            let library = library.clone();
            tokio::spawn(async move { save(&library, "a.md", &text).await })
        };
        let (one, two) = (writer(format!("one {round}")), writer(format!("two {round}")));
        let (one, two) = (one.await.expect("no panic"), two.await.expect("no panic"));
        let last = if one.generation > two.generation { "one" } else { "two" };
        assert_eq!(resident(&library, "a.md"), Some(format!("{last} {round}")));
        assert_eq!(book.text("a.md"), format!("{last} {round}"));
    }
}

#[tokio::test]
async fn a_save_runs_to_its_end_though_its_caller_is_gone() {
    let book = book();
    let library = book.library();
    save(&library, "a.md", "old").await;
    book.store.writing.close_for(1);
    let caller = |text: &'static str| {
        let library = library.clone();
        tokio::spawn(async move { save(&library, "a.md", text).await })
    };
    let first = caller("first");
    book.store.writing.holds(1).await;
    let second = caller("second");
    until("both are under way", || Arc::strong_count(&library.shared) == 5).await;
    for caller in [first, second] {
        caller.abort();
        assert!(caller.await.is_err_and(|error| error.is_cancelled()));
    }
    book.store.writing.open();
    wait_until(&library, "both are saved", |library| swaps(library, Cause::Edit) == 3).await;
    assert_eq!((book.text("a.md").as_str(), resident(&library, "a.md").as_deref()), ("second", Some("second")));
}

#[tokio::test]
async fn a_refused_save_leaves_disk_and_memory_and_shows_what_was_in_the_way() {
    let book = book();
    let library = book.library();
    let base = save(&library, "a.md", "base").await.prompt.revision().hash;
    book.put("a.md", "another program's");
    let refused = library.save(&id("a.md"), "mine".into(), Expected::Content(base)).await;
    assert!(matches!(refused, Err(LibraryError::Store(StoreError::Changed(_)))), "{refused:?}");
    assert_eq!(book.text("a.md"), "another program's");
    assert_eq!(read(&library, "a.md").await, "another program's", "without a watch, too");

    fs::remove_file(book.path("a.md")).expect("a removal");
    let refused = library.save(&id("a.md"), "mine".into(), Expected::Content(base)).await;
    assert!(matches!(refused, Err(LibraryError::Store(StoreError::Changed(_)))), "{refused:?}");
    assert!(names(&library).is_empty(), "what is gone is not listed");
}

#[tokio::test]
async fn removing_and_bringing_back_are_one_swap_each() {
    let book = book();
    let library = book.library();
    save(&library, "a.md", "text").await;
    library.remove(&id("a.md")).await.expect("a removal");
    assert!(not_found(&library.read(&id("a.md")).await));
    assert!(names(&library).is_empty());
    library.undo().await.expect("it comes back");
    assert_eq!((book.text("a.md").as_str(), resident(&library, "a.md").as_deref()), ("text", Some("text")));
    assert_eq!([Cause::Edit, Cause::Remove, Cause::Create].map(|cause| swaps(&library, cause)), [1, 1, 1]);
    assert_eq!(library.snapshot().generation(), 3);
}

#[tokio::test]
async fn a_rename_is_one_swap_of_both_names() {
    let book = book();
    let library = book.library();
    save(&library, "a.md", "text").await;
    let snapshot = library.rename(&id("a.md"), &id("新/b.md")).await.expect("a rename");
    assert_eq!((names(&library), snapshot.generation()), (vec!["新/b.md".to_owned()], 2));
    assert_eq!(read(&library, "新/b.md").await, "text");
    assert!(not_found(&library.read(&id("a.md")).await));
}

#[tokio::test]
async fn a_file_that_can_be_renamed_and_not_read_is_listed_under_its_new_name() {
    let book = book();
    book.put("a.md", "text");
    let library = book.library();
    library.list().await.expect("a listing");
    book.store.refuses_to_read.store(true, Ordering::SeqCst);
    library.rename(&id("a.md"), &id("b.md")).await.expect("the disk has done it");
    assert_eq!(names(&library), ["b.md"]);
    book.store.refuses_to_read.store(false, Ordering::SeqCst);
    assert_eq!(read(&library, "b.md").await, "text");
}

#[tokio::test]
async fn a_rename_to_a_name_that_is_taken_unseen_makes_that_name_known() {
    let book = book();
    let library = book.library();
    save(&library, "a.md", "a").await;
    book.put("b.md", "b");
    let refused = library.rename(&id("a.md"), &id("b.md")).await;
    assert!(
        matches!(&refused, Err(LibraryError::Store(StoreError::Exists(name))) if *name == id("b.md")),
        "{refused:?}"
    );
    assert_eq!(names(&library), ["a.md", "b.md"]);
    assert_eq!([read(&library, "a.md").await, read(&library, "b.md").await], ["a", "b"]);
}

#[tokio::test]
async fn two_names_of_one_file_never_show_two_texts() {
    let book = book();
    book.put("shared/real.md", "old");
    symlink("shared/real.md", book.path("link.md")).expect("a link");
    let library = book.library();
    library.list().await.expect("a listing");
    for (name, text) in [("link.md", "by the link"), ("shared/real.md", "by its name")] {
        assert_eq!(read(&library, "link.md").await, read(&library, "shared/real.md").await);
        save(&library, name, text).await;
        assert_eq!([read(&library, "link.md").await, read(&library, "shared/real.md").await], [text, text]);
    }
    library.remove(&id("shared/real.md")).await.expect("a removal");
    assert!(names(&library).is_empty(), "a link to nowhere is no prompt");
    library.undo().await.expect("it comes back");
    assert_eq!(read(&library, "link.md").await, "by its name");
}

#[tokio::test]
async fn with_the_cache_off_everything_works_and_every_read_goes_to_the_store() {
    let book = book();
    book.put("a.md", "one");
    let options = Options { cache: CacheState::Off(OffReason::Configured), ..book.options() };
    let library = book.library_with(options);
    library.list().await.expect("a listing");
    for _ in 0..3 {
        assert_eq!(read(&library, "a.md").await, "one");
    }
    save(&library, "a.md", "two").await;
    assert_eq!(read(&library, "a.md").await, "two");
    library.rename(&id("a.md"), &id("b.md")).await.expect("a rename");
    assert_eq!(read(&library, "b.md").await, "two");
    library.remove(&id("b.md")).await.expect("a removal");
    library.undo().await.expect("it comes back");
    assert_eq!(read(&library, "b.md").await, "two");
    let figures = library.metrics();
    assert_eq!((figures.hits, figures.miss_reasons), (0, vec![(MissReason::Off, 6)]));
    assert_eq!((figures.resident, figures.resident_bytes), (0, 0));

    library.set_cache(CacheState::On);
    read(&library, "b.md").await;
    read(&library, "b.md").await;
    assert_eq!((library.metrics().hits, library.metrics().resident), (1, 1));
    library.set_cache(OFF);
    assert_eq!((read(&library, "b.md").await.as_str(), library.metrics().resident), ("two", 0));
}

#[tokio::test]
async fn a_save_shows_under_every_name_that_leads_to_its_file() {
    let book = book();
    book.put("real/a.md", "old");
    fs::hard_link(book.path("real/a.md"), book.path("real/b.md")).expect("a hard link");
    symlink("real/a.md", book.path("link.md")).expect("a link");
    symlink("real", book.path("folder")).expect("a link");
    let library = book.library();
    library.list().await.expect("a listing");
    let names = ["real/a.md", "real/b.md", "link.md", "folder/a.md"];
    for saved in names {
        for name in names {
            read(&library, name).await;
        }
        let text = format!("saved as {saved}");
        save(&library, saved, &text).await;
        for name in names {
            assert_eq!(read(&library, name).await, book.text(name), "{name} after a save of {saved}");
        }
        assert_eq!(read(&library, saved).await, text);
    }
}
