//! What other programs do to the folder is seen, whatever it is and however it is done.

use std::io::{Seek, SeekFrom, Write};

use super::*;

/// A followed and listed library over `prompts`, each with its name for its text.
async fn followed(prompts: &[&str]) -> (Book, Library) {
    let book = book();
    prompts.iter().for_each(|name| book.put(name, name));
    let library = book.library();
    library.follow();
    library.list().await.expect("a listing");
    assert!(matches!(library.watch_state(), WatchState::Watching { .. }), "{:?}", library.watch_state());
    (book, library)
}

/// Reads until the answer is `text`, again after every event.
async fn until_text(library: &Library, name: &str, text: &str) {
    let mut events = library.subscribe();
    let wait = async {
        while read(library, name).await != text {
            events.changed().await.expect("the library is held");
        }
    };
    assert!(tokio::time::timeout(PATIENCE, wait).await.is_ok(), "{name} never was {text:?}");
}

async fn until_names(library: &Library, expected: &[&str]) {
    wait_until(library, &expected.join(" "), |library| names(library) == expected).await;
}

#[tokio::test]
async fn a_file_is_modified_created_renamed_and_deleted() {
    let (book, library) = followed(&["a.md", "code/b.md"]).await;
    assert_eq!(read(&library, "code/b.md").await, "code/b.md");
    book.put("code/b.md", "modified");
    until_text(&library, "code/b.md", "modified").await;
    assert_eq!(library.metrics().misses, 1, "a text in memory stays there");

    book.put("code/c.md", "# Created\n");
    until_names(&library, &["a.md", "code/b.md", "code/c.md"]).await;
    wait_until(&library, "its title", |library| title(library, "code/c.md").as_deref() == Some("Created")).await;

    fs::rename(book.path("code/b.md"), book.path("d.md")).expect("a rename");
    until_names(&library, &["a.md", "code/c.md", "d.md"]).await;
    assert_eq!(read(&library, "d.md").await, "modified");

    fs::remove_file(book.path("a.md")).expect("a removal");
    until_names(&library, &["code/c.md", "d.md"]).await;
    assert!(not_found(&library.read(&id("a.md")).await));
}

#[tokio::test]
async fn a_file_is_replaced_by_a_rename_over_it() {
    let (book, library) = followed(&["a.md"]).await;
    read(&library, "a.md").await;
    for text in ["one", "two", "one"] {
        book.put_at_once("a.md", text);
        until_text(&library, "a.md", text).await;
    }
}

#[tokio::test]
async fn a_change_of_the_same_size_and_time_in_place_is_seen() {
    let (book, library) = followed(&["a.md", "b.md"]).await;
    assert_eq!(read(&library, "a.md").await, "a.md");
    let rewrite = |name: &str, text: &[u8]| {
        let mut file = fs::OpenOptions::new().write(true).open(book.path(name)).expect("a file");
        let before = file.metadata().and_then(|metadata| metadata.modified()).expect("a time");
        file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(text)).expect("a write");
        file.set_modified(before).expect("the old time");
    };
    rewrite("a.md", b"A.MD");
    until_text(&library, "a.md", "A.MD").await;

    // And where no stamp at all tells the difference.
    *book.store.frozen.lock().expect("no panic") = library.snapshot().get(&id("a.md")).map(|entry| entry.stamp);
    rewrite("a.md", b"B.MD");
    until_text(&library, "a.md", "B.MD").await;
}

#[tokio::test]
async fn folders_come_with_files_go_and_come_again() {
    let (book, library) = followed(&["a.md"]).await;
    for round in ["first", "second", "third"] {
        book.put("new/deep/er/b.md", round);
        book.put("new/c.md", round);
        until_names(&library, &["a.md", "new/c.md", "new/deep/er/b.md"]).await;
        read(&library, "new/deep/er/b.md").await;
        // Where the folder is watched, changes in it are seen as well.
        book.put("new/deep/er/b.md", &format!("{round} changed"));
        until_text(&library, "new/deep/er/b.md", &format!("{round} changed")).await;
        fs::remove_dir_all(book.path("new")).expect("a removal");
        until_names(&library, &["a.md"]).await;
    }
}

#[tokio::test]
async fn a_folder_replaced_at_once_by_another_of_its_name_is_watched_anew() {
    let (book, library) = followed(&["code/a.md", "code/deep/b.md"]).await;
    for round in 0..5 {
        fs::remove_dir_all(book.path("code")).expect("a removal");
        book.put("code/a.md", "replaced");
        book.put("code/deep/b.md", &format!("replaced {round}"));
        read(&library, "code/deep/b.md").await;
        until_text(&library, "code/deep/b.md", &format!("replaced {round}")).await;
        book.put("code/deep/b.md", &format!("changed {round}"));
        until_text(&library, "code/deep/b.md", &format!("changed {round}")).await;
        until_names(&library, &["code/a.md", "code/deep/b.md"]).await;
    }
}

#[tokio::test]
async fn a_renamed_folder_is_seen_under_its_new_name_and_watched_there() {
    let (book, library) = followed(&["old/a.md", "old/deep/b.md"]).await;
    let mut before = "old".to_owned();
    for name in ["new", "newer", "old", "new"] {
        fs::rename(book.path(&before), book.path(name)).expect("a rename");
        let (a, b) = (format!("{name}/a.md"), format!("{name}/deep/b.md"));
        until_names(&library, &[&a, &b]).await;
        read(&library, &b).await;
        book.put(&b, name);
        until_text(&library, &b, name).await;
        before = name.to_owned();
    }
}

#[tokio::test]
async fn folders_that_trade_their_names_trade_their_texts() {
    let (book, library) = followed(&["one/a.md", "two/a.md"]).await;
    assert_eq!([read(&library, "one/a.md").await, read(&library, "two/a.md").await], ["one/a.md", "two/a.md"]);
    for (from, to) in [("one", "aside"), ("two", "one"), ("aside", "two")] {
        fs::rename(book.path(from), book.path(to)).expect("a rename");
    }
    until_text(&library, "one/a.md", "two/a.md").await;
    until_text(&library, "two/a.md", "one/a.md").await;
    until_names(&library, &["one/a.md", "two/a.md"]).await;
    book.put("one/a.md", "changed");
    until_text(&library, "one/a.md", "changed").await;
    book.put("two/a.md", "changed too");
    until_text(&library, "two/a.md", "changed too").await;
}

#[tokio::test]
async fn a_folder_whose_place_a_file_takes_has_no_prompts_any_more() {
    let (book, library) = followed(&["a.md", "code/b.md", "real/c.md"]).await;
    read(&library, "code/b.md").await;
    fs::remove_dir_all(book.path("code")).expect("a removal");
    book.put("code", "a file");
    until_names(&library, &["a.md", "real/c.md"]).await;
    fs::remove_file(book.path("code")).expect("a removal");
    book.put("code/c.md", "c");
    until_names(&library, &["a.md", "code/c.md", "real/c.md"]).await;
}

#[tokio::test]
async fn what_comes_between_listing_and_watching_is_seen() {
    let book = book();
    book.put("code/a.md", "a");
    let library = book.library();
    library.follow();
    book.store.listing.close_for(1);
    let listing = tokio::spawn({
        let library = library.clone();
        async move { library.list().await }
    });
    book.store.listing.holds(1).await;
    // The folder has been listed by now and is not watched yet.
    book.put("code/b.md", "b");
    book.put("code/deep/c.md", "c");
    book.store.listing.open();
    listing.await.expect("no panic").expect("a listing");
    until_names(&library, &["code/a.md", "code/b.md", "code/deep/c.md"]).await;
}

#[tokio::test]
async fn what_comes_into_a_new_folder_between_listing_and_watching_is_seen() {
    let (book, library) = followed(&["a.md"]).await;
    book.store.listing.close_for(1);
    book.put("new/b.md", "b");
    book.store.listing.holds(1).await;
    // The new folder has been listed by now and is not watched yet.
    book.put("new/c.md", "c");
    book.put("new/deep/d.md", "d");
    book.store.listing.open();
    until_names(&library, &["a.md", "new/b.md", "new/c.md", "new/deep/d.md"]).await;
}

#[tokio::test]
async fn three_hundred_files_changed_at_once_are_one_swap() {
    let book = book();
    let names: Vec<String> = (0..300).map(|number| format!("{}/{number}.md", number % 7)).collect();
    names.iter().for_each(|name| book.put(name, "main"));
    // So long that even a busy machine makes no pause of it.
    let library = book.library_with(Options { settle: Duration::from_secs(1), ..book.options() });
    library.follow();
    library.list().await.expect("a listing");
    for name in names.iter().take(150) {
        read(&library, name).await;
    }
    for name in &names {
        book.put_at_once(name, "# Branch\n");
    }
    wait_until(&library, "all are seen", |library| {
        names.iter().all(|name| title(library, name).as_deref() == Some("Branch"))
    })
    .await;
    assert_eq!(swaps(&library, Cause::Disk), 1, "one checkout");
    for name in &names {
        assert_eq!(read(&library, name).await, "# Branch\n");
    }
}

#[tokio::test]
async fn a_git_checkout_of_hundreds_of_files_is_a_few_swaps() {
    let book = book();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(book.path("")).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        command.args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]).args(arguments);
        command.output().map(|output| assert!(output.status.success(), "{output:?}"))
    };
    if git(&["init", "-q"]).is_err() {
        let _ = fs::write("/dev/stderr", "SKIPPED: a git checkout, because git is not installed\n");
        return;
    }
    let names: Vec<String> = (0..400).map(|number| format!("{}/{number}.md", number % 20)).collect();
    for branch in ["main", "other"] {
        git(&["checkout", "-q", "-B", branch]).expect("git runs");
        names.iter().for_each(|name| book.put(name, &format!("# {branch}\n{name}\n")));
        git(&["add", "."]).and_then(|()| git(&["commit", "-q", "-m", branch])).expect("git runs");
    }
    let library = book.library_with(Options { settle: Options::default().settle, ..book.options() });
    library.follow();
    library.list().await.expect("a listing");
    for name in &names {
        read(&library, name).await;
    }
    git(&["checkout", "-q", "main"]).expect("git runs");
    wait_until(&library, "all are seen", |library| {
        names.iter().all(|name| title(library, name).as_deref() == Some("main"))
    })
    .await;
    let disk = swaps(&library, Cause::Disk);
    println!("{disk} swaps for a checkout of 400 files");
    assert!((1..=8).contains(&disk), "{disk} swaps for one checkout");
}

#[tokio::test]
async fn our_own_changes_are_not_taken_for_those_of_others() {
    let (book, library) = followed(&["a.md"]).await;
    for round in 0..10 {
        save(&library, "a.md", &format!("mine {round}")).await;
        library.save(&id(&format!("{round}.md")), "new".into(), Expected::Absent).await.expect("a save");
        library.rename(&id(&format!("{round}.md")), &id("r.md")).await.expect("a rename");
        library.remove(&id("r.md")).await.expect("a removal");
        library.undo().await.expect("it comes back");
        library.remove(&id("r.md")).await.expect("a removal");
        // Once this is seen, so is all that was done before it.
        let marker = format!("marker-{round}.md");
        book.put_at_once(&marker, "theirs");
        wait_until(&library, &marker, |library| library.snapshot().get(&id(&marker)).is_some()).await;
        assert_eq!(read(&library, "a.md").await, format!("mine {round}"));
    }
    assert_eq!(swaps(&library, Cause::Disk), 10, "one for each marker");
    let told = |event: &Event| match &event.kind {
        EventKind::ChangedOnDisk { ids } => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let told: Vec<String> = library.events_since(0).iter().flat_map(told).collect();
    assert_eq!(told, (0..10).map(|round| format!("marker-{round}.md")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_change_behind_a_link_is_seen_under_both_names() {
    let book = book();
    book.put("real/a.md", "old");
    fs::create_dir(book.path("links")).expect("a folder");
    std::os::unix::fs::symlink("../real/a.md", book.path("links/b.md")).expect("a link");
    let library = book.library();
    library.follow();
    library.list().await.expect("a listing");
    assert_eq!([read(&library, "real/a.md").await, read(&library, "links/b.md").await], ["old", "old"]);
    book.put_at_once("real/a.md", "new");
    until_text(&library, "real/a.md", "new").await;
    until_text(&library, "links/b.md", "new").await;
}

#[test]
fn after_the_clock_jumped_a_change_in_the_future_counts_as_a_late_one() {
    let lately = |changed_ns| reconcile::changed_lately(Stamp { changed_ns, ..Stamp::default() });
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let now = i64::try_from(since_1970.as_nanos()).expect("before 2262");
    let hour = 3_600_000_000_000;
    assert!([now, now + hour, i64::MAX].into_iter().all(lately));
    assert!(![now - hour, 0, i64::MIN].into_iter().any(lately));
}

#[tokio::test]
async fn a_reload_sees_files_whose_times_jumped_to_and_fro() {
    use std::time::{SystemTime, UNIX_EPOCH};
    let book = book();
    book.put("a.md", "0");
    let library = book.library();
    library.list().await.expect("a listing");
    let year = Duration::from_secs(365 * 24 * 3600);
    let now = SystemTime::now();
    // Forward, back, back to before there were any computers, and on; of one length all.
    for (text, time) in ["1", "2", "3", "4"].into_iter().zip([now + 50 * year, now - year, UNIX_EPOCH, now]) {
        assert_ne!(read(&library, "a.md").await, text);
        book.put("a.md", text);
        let file = fs::File::options().write(true).open(book.path("a.md")).expect("a file");
        file.set_modified(time).expect("a time");
        library.reload().await.expect("a reload");
        assert_eq!(resident(&library, "a.md").as_deref(), Some(text));
    }
    // The clock that stamps changes is ahead of ours, and stands: no stamp tells the two texts apart.
    let ahead = (now + 50 * year).duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64);
    let stamp = library.snapshot().get(&id("a.md")).map(|entry| Stamp { changed_ns: ahead, ..entry.stamp });
    *book.store.frozen.lock().expect("no panic") = stamp;
    library.reload().await.expect("a reload");
    book.put("a.md", "5");
    library.reload().await.expect("a reload");
    assert_eq!(resident(&library, "a.md").as_deref(), Some("5"));
}
