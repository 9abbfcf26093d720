//! Saving: the old text or the new one, never a mixture, never anybody else's.

use std::os::unix::fs::symlink;
use std::sync::Barrier;

use super::*;

#[test]
fn a_new_prompt_is_made_with_its_folders_and_is_on_the_disk() {
    let book = book();
    let written = book.store.write(&id("写作/日常/周报.md"), "新".as_bytes(), Expected::Absent).expect("a save");
    assert_eq!(book.text("写作/日常/周报.md"), "新");
    assert_eq!(written.durability, Durability::Durable, "file and folder can be synchronised");
    assert_eq!(written.stamp, book.store.stamp(&id("写作/日常/周报.md")).expect("a stamp"));
    assert_eq!(book.everything(), ["写作/日常/周报.md"]);
}

#[test]
fn a_save_replaces_the_text_keeps_the_mode_and_tells_the_new_state() {
    let book = book();
    book.put("a.md", "old");
    for kept in [0o600, 0o644, 0o755, 0o640] {
        set_mode(&book.path("a.md"), kept);
        let written = book.store.write(&id("a.md"), b"new", Expected::Anything).expect("a save");
        assert_eq!((book.text("a.md").as_str(), mode(&book.path("a.md"))), ("new", kept));
        assert_eq!(written.stamp, book.store.read(&id("a.md")).expect("a read").stamp);
    }
    assert_eq!(book.everything(), ["a.md"], "no temporary file stays");
}

#[test]
fn a_save_through_a_link_changes_the_target_and_leaves_the_link_a_link() {
    let book = book();
    book.put("shared/real.md", "old");
    fs::create_dir(book.path("links")).expect("a folder");
    symlink("../shared/real.md", book.path("links/a.md")).expect("a link");
    symlink("a.md", book.path("links/b.md")).expect("a link to a link");
    set_mode(&book.path("shared/real.md"), 0o600);
    for (link, text) in [("links/a.md", "one"), ("links/b.md", "two")] {
        book.store.write(&id(link), text.as_bytes(), Expected::Anything).expect("a save");
        assert_eq!((book.text("shared/real.md").as_str(), mode(&book.path("shared/real.md"))), (text, 0o600));
        assert!(book.path(link).is_symlink());
    }
    let refused = book.store.write(&id("links/a.md"), b"three", Expected::Absent);
    assert!(matches!(refused, Err(StoreError::Exists(_))), "{refused:?}");
}

#[test]
fn a_link_out_of_the_book_or_to_nowhere_is_not_written_through() {
    let book = book();
    symlink(book.outside("secret.md"), book.path("absolute.md")).expect("a link");
    symlink("../outside/secret.md", book.path("relative.md")).expect("a link");
    symlink("../outside/new.md", book.path("creating.md")).expect("a link");
    symlink("missing.md", book.path("dangling.md")).expect("a link");
    symlink("loop-b.md", book.path("loop-a.md")).expect("a link");
    symlink("loop-a.md", book.path("loop-b.md")).expect("a link");
    symlink("../outside", book.path("folder")).expect("a link");
    let before = book.everything();
    for name in
        ["absolute.md", "relative.md", "creating.md", "dangling.md", "loop-a.md", "folder/secret.md", "folder/new.md"]
    {
        for expected in [Expected::Anything, Expected::Absent, Expected::Content(hash("secret"))] {
            let refused = book.store.write(&id(name), b"mine", expected);
            assert!(matches!(refused, Err(StoreError::OutOfBook(_))), "{name} {expected:?} {refused:?}");
        }
    }
    assert_eq!(fs::read_to_string(book.outside("secret.md")).expect("it is there"), "secret");
    assert!(!book.outside("new.md").exists());
    assert_eq!(book.everything(), before);
}

#[test]
fn a_folder_replaced_by_a_link_to_outside_after_it_was_listed_is_refused() {
    let book = book();
    book.put("notes/secret.md", "mine");
    let mut found = Vec::new();
    book.store.list(&Scope::Tree(Folder::new()), &mut |batch| found.extend(batch)).expect("a listing");
    fs::rename(book.path("notes"), book.path("elsewhere")).expect("a rename");
    symlink(book.outside(""), book.path("notes")).expect("a link");
    let listed = &found[0].id;
    for expected in [Expected::Anything, Expected::Content(hash("mine"))] {
        let refused = book.store.write(listed, b"new", expected);
        assert!(matches!(refused, Err(StoreError::OutOfBook(_))), "{refused:?}");
    }
    assert!(matches!(book.store.read(listed), Err(StoreError::OutOfBook(_))));
    assert!(book.store.remove(listed, found[0].stamp).is_err());
    assert!(book.store.rename(listed, &id("taken.md")).is_err());
    assert!(book.store.rename(&id("elsewhere/secret.md"), &id("notes/planted.md")).is_err());
    assert_eq!(fs::read_to_string(book.outside("secret.md")).expect("it is there"), "secret");
    assert!(!book.outside("planted.md").exists());
}

#[test]
fn a_read_only_file_is_refused_and_keeps_its_text() {
    let book = book();
    book.put("a.md", "old");
    set_mode(&book.path("a.md"), 0o444);
    let refused = book.store.write(&id("a.md"), b"new", Expected::Anything);
    assert!(matches!(refused, Err(StoreError::ReadOnly(_))), "{refused:?}");
    assert_eq!((book.text("a.md").as_str(), mode(&book.path("a.md"))), ("old", 0o444));
    assert_eq!(book.everything(), ["a.md"]);
}

#[test]
fn a_read_only_folder_is_refused_and_keeps_its_text() {
    if !permissions_bind() {
        return;
    }
    let book = book();
    book.put("locked/a.md", "old");
    set_mode(&book.path("locked"), 0o555);
    let saved = book.store.write(&id("locked/a.md"), b"new", Expected::Anything);
    let made = book.store.write(&id("locked/b.md"), b"new", Expected::Absent);
    set_mode(&book.path("locked"), 0o755);
    assert!(matches!((saved, made), (Err(StoreError::ReadOnly(_)), Err(StoreError::ReadOnly(_)))));
    assert_eq!(book.text("locked/a.md"), "old");
    assert_eq!(book.everything(), ["locked/a.md"]);
}

#[test]
fn creating_never_replaces_what_is_there() {
    let book = book();
    book.put("a.md", "theirs");
    let refused = book.store.write(&id("a.md"), b"mine", Expected::Absent);
    assert!(matches!(refused, Err(StoreError::Exists(_))), "{refused:?}");
    assert_eq!(book.text("a.md"), "theirs");
    assert_eq!(book.everything(), ["a.md"]);
}

#[test]
fn of_eight_who_create_one_name_at_once_exactly_one_does() {
    let book = book();
    for round in 0..40 {
        let id = id(&format!("{round}.md"));
        let start = Barrier::new(8);
        let outcomes: Vec<(usize, Result<Written, StoreError>)> = std::thread::scope(|scope| {
            let (store, id, start) = (&book.store, &id, &start);
            let writer = |number: usize| {
                scope.spawn(move || {
                    start.wait();
                    (number, store.write(id, number.to_string().repeat(10_000).as_bytes(), Expected::Absent))
                })
            };
            let writers: Vec<_> = (0..8).map(writer).collect();
            writers.into_iter().map(|writer| writer.join().expect("no panic")).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|(_, outcome)| outcome.is_ok());
        assert_eq!(won.len(), 1, "{won:?}");
        assert!(lost.iter().all(|(_, outcome)| matches!(outcome, Err(StoreError::Exists(_)))), "{lost:?}");
        assert_eq!(book.text(&format!("{round}.md")), won[0].0.to_string().repeat(10_000));
    }
    assert_eq!(book.everything().len(), 40, "no temporary file stays");
}

#[test]
fn a_save_over_an_expected_text_refuses_any_other_and_leaves_it_as_it_is() {
    let book = book();
    let save = || book.store.write(&id("a.md"), b"mine", Expected::Content(hash("base")));
    book.put("a.md", "base");
    save().expect("the base is there");
    assert_eq!(book.text("a.md"), "mine");

    book.put("a.md", "changed by another program");
    assert!(matches!(save(), Err(StoreError::Changed(_))));
    assert_eq!(book.text("a.md"), "changed by another program");

    fs::remove_file(book.path("a.md")).expect("a removal");
    assert!(matches!(save(), Err(StoreError::Changed(_))));
    assert_eq!(book.everything(), Vec::<String>::new(), "what was removed is not brought back");

    book.put("a.md", "recreated");
    assert!(matches!(save(), Err(StoreError::Changed(_))));
    assert_eq!(book.text("a.md"), "recreated");

    book.put("a.md", "base");
    save().expect("the same text in another file is still the expected text");
    assert_eq!(book.everything(), ["a.md"]);
}

#[test]
fn what_is_no_regular_file_is_neither_replaced_nor_waited_for() {
    let book = book();
    book.fifo("fifo.md");
    fs::create_dir(book.path("folder.md")).expect("a folder");
    symlink("fifo.md", book.path("to-fifo.md")).expect("a link");
    symlink("folder.md", book.path("to-folder.md")).expect("a link");
    for name in ["fifo.md", "folder.md", "to-fifo.md", "to-folder.md"] {
        for expected in [Expected::Anything, Expected::Absent, Expected::Content(hash(""))] {
            let refused = book.store.write(&id(name), b"mine", expected);
            let taken = matches!(refused, Err(StoreError::Exists(_)));
            let odd = matches!(refused, Err(StoreError::NotRegular(_)));
            // A new prompt only needs another name; whatever else is there stays.
            assert!(if expected == Expected::Absent { taken || odd } else { odd }, "{name} {expected:?} {refused:?}");
        }
    }
    assert_eq!(book.everything(), ["fifo.md", "to-fifo.md", "to-folder.md"]);
}

#[test]
fn a_file_where_a_folder_is_needed_is_left_alone() {
    let book = book();
    book.put("a.md", "text");
    let refused = book.store.write(&id("a.md/b.md"), b"mine", Expected::Absent);
    assert!(matches!(refused, Err(StoreError::NotAFolder(_))), "{refused:?}");
    assert_eq!((book.everything(), book.text("a.md").as_str()), (vec!["a.md".to_owned()], "text"));
}
