//! Renaming, removing and bringing back: nothing is replaced and nothing is lost.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn removing_and_making_again_keeps_bytes_and_mode() {
    let book = book();
    for (name, kept) in [("a.md", 0o644), ("b.md", 0o600), ("c.md", 0o444), ("deep/d.md", 0o755)] {
        book.put(name, b"\xff text\r\n");
        set_mode(&book.path(name), kept);
        let (contents, mode_before) = book.remove(&id(name));
        assert!(!book.path(name).exists());
        fs::remove_dir(book.path("deep")).ok();
        book.store.create(&id(name), &contents.bytes, mode_before).expect("it is made again, and so is its folder");
        assert_eq!(fs::read(book.path(name)).expect("a text"), b"\xff text\r\n");
        assert_eq!(mode(&book.path(name)), kept);
        let taken = book.store.create(&id(name), b"another", None);
        assert!(matches!(taken, Err(StoreError::Exists(_))), "{taken:?}");
    }
    assert_eq!(book.everything(), ["a.md", "b.md", "c.md", "deep/d.md"]);
}

#[test]
fn what_another_program_changed_since_it_was_looked_at_is_not_removed() {
    let book = book();
    book.put("a.md", "first");
    let stamp = book.store.stamp(&id("a.md")).expect("it is there");
    book.put("a.md", "another");
    let refused = book.store.remove(&id("a.md"), stamp);
    assert!(matches!(refused, Err(StoreError::Changed(_))), "{refused:?}");
    assert_eq!(book.text("a.md"), "another");
}

#[test]
fn a_link_is_renamed_within_its_folder_and_refused_where_it_would_lead_nowhere() {
    let book = book();
    book.put("real.md", "text");
    symlink("real.md", book.path("link.md")).expect("a link");
    book.store.rename(&id("link.md"), &id("other.md")).expect("it stays in its folder");
    assert_eq!(book.text("other.md"), "text");
    let refused = book.store.rename(&id("other.md"), &id("deep/other.md"));
    assert!(matches!(refused, Err(StoreError::Link(_))), "{refused:?}");
    assert_eq!(book.everything(), ["other.md", "real.md"]);
}

#[test]
fn a_name_below_a_file_or_too_long_is_refused_in_words() {
    let book = book();
    book.put("a.md", "text");
    let below = book.store.rename(&id("a.md"), &id("a.md/b.md"));
    assert!(matches!(below, Err(StoreError::NotAFolder(_))), "{below:?}");
    let long = id(&format!("{}.md", "x".repeat(300)));
    assert!(matches!(book.store.stamp(&long), Err(StoreError::Name(_))));
}

#[test]
fn removing_a_link_leaves_what_it_leads_to() {
    let book = book();
    book.put("real.md", "text");
    symlink("real.md", book.path("link.md")).expect("a link");
    book.remove(&id("link.md"));
    assert_eq!((book.everything(), book.text("real.md").as_str()), (vec!["real.md".to_owned()], "text"));
}

#[test]
fn renaming_makes_folders_and_keeps_bytes_and_mode() {
    let book = book();
    book.put("a.md", b"\xff text\r\n");
    set_mode(&book.path("a.md"), 0o600);
    book.store.rename(&id("a.md"), &id("new/deep/b.md")).expect("a rename");
    assert_eq!(fs::read(book.path("new/deep/b.md")).expect("a text"), b"\xff text\r\n");
    assert_eq!(mode(&book.path("new/deep/b.md")), 0o600);
    assert_eq!(book.everything(), ["new/deep/b.md"]);
}

#[test]
fn renaming_never_replaces_and_says_which_name_is_taken() {
    let book = book();
    book.put("a.md", "a");
    book.put("b.md", "b");
    fs::create_dir(book.path("folder.md")).expect("a folder");
    symlink("missing.md", book.path("dangling.md")).expect("a link");
    for taken in ["b.md", "folder.md", "dangling.md", "a.md"] {
        let refused = book.store.rename(&id("a.md"), &id(taken));
        assert!(matches!(&refused, Err(StoreError::Exists(name)) if *name == id(taken)), "{refused:?}");
    }
    assert_eq!((book.text("a.md").as_str(), book.text("b.md").as_str()), ("a", "b"));
}

#[test]
fn of_two_renames_to_one_name_one_is_refused() {
    let book = book();
    for round in 0..40 {
        let names = ["a", "b"].map(|name| format!("{name}-{round}.md"));
        names.iter().for_each(|name| book.put(name, name));
        let taken = id(&format!("taken-{round}.md"));
        let done = std::thread::scope(|scope| {
            let renames = names.each_ref().map(|name| scope.spawn(|| book.store.rename(&id(name), &taken).is_ok()));
            renames.map(|rename| rename.join().expect("no panic"))
        });
        assert!(done[0] != done[1], "{done:?}");
        let winner = &names[usize::from(done[1])];
        let loser = &names[usize::from(done[0])];
        assert_eq!((&book.text(&format!("taken-{round}.md")), &book.text(loser)), (winner, loser));
    }
}

#[test]
fn what_is_missing_or_no_regular_file_is_not_renamed() {
    let book = book();
    fs::create_dir(book.path("folder.md")).expect("a folder");
    assert!(matches!(book.store.rename(&id("missing.md"), &id("b.md")), Err(StoreError::NotFound(_))));
    assert!(matches!(book.store.rename(&id("folder.md"), &id("b.md")), Err(StoreError::NotRegular(_))));
    assert!(book.path("folder.md").is_dir());
}
