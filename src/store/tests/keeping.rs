//! What a save keeps besides the text: names, owner, attributes; and what it leaves behind when it is killed: nothing.

use std::os::unix::fs::{MetadataExt, chown};

use rustix::fs::{XattrFlags, getxattr, setxattr};

use super::*;
use crate::store::temporary::{Kind, OwnName};

/// A number that no process has: they are given up to 2^22.
const DEAD: u32 = 0x7fff_fff0;

/// Set in the program that is to run out of files, to the folder of its book.
const OUT_OF_FILES: &str = "PROMPTBOOK_TEST_OUT_OF_FILES";

fn inode(path: &Path) -> u64 {
    fs::metadata(path).expect("a file").ino()
}

fn listing(book: &Book) -> Listing {
    book.store.list(&Scope::Tree(Folder::new()), &mut |_| ()).expect("a listing")
}

#[test]
fn a_file_with_several_names_stays_one_file_under_all_of_them() {
    let book = book();
    book.put("a.md", "old and long");
    fs::hard_link(book.path("a.md"), book.path("b.md")).expect("a link");
    set_mode(&book.path("a.md"), 0o640);
    let before = inode(&book.path("a.md"));
    for text in ["new", "newer and longer than ever"] {
        let expected = Expected::Content(hash(&book.text("b.md")));
        let written = book.store.write(&id("a.md"), text.as_bytes(), expected).expect("a save");
        assert_eq!((book.text("a.md").as_str(), book.text("b.md").as_str()), (text, text));
        assert_eq!(written.stamp, book.store.stamp(&id("b.md")).expect("a stamp"));
        assert_eq!((inode(&book.path("b.md")), mode(&book.path("b.md"))), (before, 0o640));
    }
    let refused = book.store.write(&id("b.md"), b"mine", Expected::Content(hash("old and long")));
    assert!(matches!(refused, Err(StoreError::Changed(_))), "{refused:?}");
    assert_eq!(book.everything(), ["a.md", "b.md"], "no copy stays");
}

#[test]
fn two_names_of_one_file_saved_at_once_leave_one_whole_text() {
    let book = book();
    book.put("a.md", "");
    fs::hard_link(book.path("a.md"), book.path("b.md")).expect("a link");
    let versions = ["a", "b"].map(|letter| letter.repeat(200_000));
    for _ in 0..20 {
        let saved = std::thread::scope(|scope| {
            let save = |name: &'static str, text: &'static str| {
                let (store, versions) = (&book.store, &versions);
                let bytes = versions[usize::from(text == "b")].as_bytes();
                scope.spawn(move || match store.write(&id(name), bytes, Expected::Anything) {
                    Ok(_) => true,
                    Err(StoreError::Changed(_)) => false,
                    Err(error) => panic!("{error}"),
                })
            };
            [save("a.md", "a"), save("b.md", "b")].map(|saving| saving.join().expect("no panic"))
        });
        assert!(saved.contains(&true), "one at least");
        assert!(versions.contains(&book.text("a.md")), "a mixture");
    }
    assert_eq!(book.everything(), ["a.md", "b.md"]);
}

#[test]
fn a_save_keeps_owner_and_attributes() {
    let book = book();
    book.put("a.md", "old");
    let path = book.path("a.md");
    let attributes = setxattr(&path, "user.note", b"kept", XattrFlags::empty()).is_ok();
    let owner = chown(&path, Some(1234), Some(2345)).is_ok();
    set_mode(&path, 0o6755);
    let before = fs::metadata(&path).expect("a file");
    book.store.write(&id("a.md"), b"new", Expected::Anything).expect("a save");
    let after = fs::metadata(&path).expect("a file");
    assert_eq!((after.uid(), after.gid(), after.mode()), (before.uid(), before.gid(), before.mode()));
    if attributes {
        let mut value = [0; 16];
        let length = getxattr(&path, "user.note", &mut value).expect("the attribute");
        assert_eq!(&value[..length], b"kept");
    }
    if !(attributes && owner) {
        println!("not checked: owner ({owner}) or attributes ({attributes}) cannot be given here");
    }
}

#[test]
fn a_name_that_differs_only_by_case_or_accents_is_refused_and_names_the_other() {
    let book = book();
    book.put("Code/Review.md", "text");
    book.put("caf\u{e9}.md", "text");
    book.put("mine.md", "mine");
    let taken = ["code/Review.md", "Code/review.md", "CODE/new.md", "cafe\u{301}.md", "CAF\u{c9}.md"];
    for name in taken {
        for expected in [Expected::Absent, Expected::Anything] {
            let refused = book.store.write(&id(name), b"mine", expected).expect_err("it collides");
            assert!(matches!(refused, StoreError::Collides { .. }), "{refused:?}");
            let message = refused.to_string();
            assert!(message.contains("Code") || message.contains("caf\u{e9}.md"), "{message}");
        }
        let refused = book.store.rename(&id("mine.md"), &id(name));
        assert!(matches!(refused, Err(StoreError::Collides { .. })), "{refused:?}");
    }
    assert_eq!(book.everything(), ["Code/Review.md", "caf\u{e9}.md", "mine.md"]);
    book.store.rename(&id("mine.md"), &id("Mine.md")).expect("its own name may change its case");
    book.store.write(&id("Code/Review.md"), b"new", Expected::Anything).expect("what is there can be saved");
}

#[test]
fn a_listing_clears_away_what_the_dead_left_and_nothing_of_the_living() {
    let book = book();
    book.put("deep/a.md", "text");
    let name = |process, kind| OwnName { process, count: 0, kind }.name().into_string().expect("a text");
    let dead = [name(DEAD, Kind::New), name(DEAD, Kind::Part)];
    let kept = [
        name(std::process::id(), Kind::New),
        name(1, Kind::New),
        ".promptbook-notes.tmp".to_owned(),
        ".promptbook-01-1.tmp".to_owned(),
    ];
    dead.iter().chain(&kept).for_each(|name| book.put(&format!("deep/{name}"), "stray"));
    assert_eq!(listing(&book).skipped, []);
    let mut left: Vec<String> = kept.iter().map(|name| format!("deep/{name}")).chain(["deep/a.md".into()]).collect();
    left.sort();
    assert_eq!(book.everything(), left);
}

#[test]
fn a_temporary_file_that_another_system_holds_is_not_cleared_away() {
    use rustix::fs::{FlockOperation, flock};
    let book = book();
    let name = OwnName { process: DEAD, count: 0, kind: Kind::New }.name().into_string().expect("a text");
    book.put(&name, "being written");
    let held = fs::File::open(book.path(&name)).expect("a file");
    flock(&held, FlockOperation::LockExclusive).expect("a lock");
    listing(&book);
    assert_eq!(book.everything(), [name]);
    // Not by closing it: a program that another test starts may hold a copy of it for a moment.
    flock(&held, FlockOperation::Unlock).expect("no lock");
    listing(&book);
    assert_eq!(book.everything(), Vec::<String>::new());
}

/// A book as a kill leaves it while `a.md`, which has two names, is written in place and holds `found`.
fn killed_in_place(found: &str, new: Option<&str>) -> (Book, String) {
    let book = book();
    book.put("a.md", found);
    fs::hard_link(book.path("a.md"), book.path("b.md")).expect("a link");
    let own = OwnName { process: DEAD, count: 7, kind: Kind::Old(inode(&book.path("a.md"))) };
    let backup = own.name().into_string().expect("a text");
    book.put(&backup, "the old text, long");
    if let Some(new) = new {
        book.put(own.sibling(Kind::New).name().to_str().expect("a text"), new);
    }
    (book, backup)
}

#[test]
fn a_save_that_was_killed_while_it_wrote_in_place_is_finished_by_the_next_listing() {
    let (old, new) = ("the old text, long", "A NEW TEXT");
    let torn = (0..=new.len()).map(|written| format!("{}{}", &new[..written], &old[written..]));
    for found in torn.chain([new.to_owned()]) {
        let (book, _) = killed_in_place(&found, Some(new));
        assert_eq!(listing(&book).skipped, []);
        assert_eq!(book.text("b.md"), if found == old { old } else { new });
        assert_eq!(book.everything(), ["a.md", "b.md"]);
    }
}

#[test]
fn the_only_whole_copy_of_a_text_is_never_cleared_away_but_reported() {
    for (found, new) in [("the olXXXXXX", None), ("changed by somebody", Some("A NEW TEXT")), ("", None)] {
        let (book, backup) = killed_in_place(found, new);
        for _ in 0..2 {
            let skipped = listing(&book).skipped;
            assert_eq!(skipped.iter().map(|skipped| skipped.name.as_str()).collect::<Vec<_>>(), [backup.as_str()]);
            assert!(skipped[0].why.contains("old text"), "{skipped:?}");
            assert_eq!((book.text(&backup).as_str(), book.text("a.md").as_str()), ("the old text, long", found));
        }
    }
    let (book, backup) = killed_in_place("torn", Some("A NEW TEXT"));
    ["a.md", "b.md"].iter().for_each(|name| fs::remove_file(book.path(name)).expect("a removal"));
    assert_eq!(listing(&book).skipped.len(), 1);
    assert_eq!((book.text(&backup).as_str(), book.everything().len()), ("the old text, long", 2));
}

#[test]
fn a_save_is_done_though_no_more_files_can_be_opened() {
    if let Some(folder) = std::env::var_os(OUT_OF_FILES) {
        save_without_files(Path::new(&folder));
        return;
    }
    let book = book();
    book.put("a.md", "old");
    book.put("linked.md", "old");
    fs::hard_link(book.path("linked.md"), book.path("link.md")).expect("a link");
    // A process of its own, for the limit binds all of its threads.
    let outcome = this_test("keeping::a_save_is_done_though_no_more_files_can_be_opened")
        .env(OUT_OF_FILES, book.folder.path())
        .output()
        .expect("another program");
    assert!(outcome.status.success(), "{outcome:?}");
    assert_eq!((book.text("a.md").as_str(), book.text("link.md").as_str()), ("new", "new"));
    assert_eq!(book.text("deep/new.md"), "new");
}

fn save_without_files(folder: &Path) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = Rlimit { current: Some(64), ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, limit).expect("a lower limit");
    let store = DiskStore::open(folder.join("book")).expect("a book");
    let root = cap_std::fs::Dir::open_ambient_dir(folder.join("book"), cap_std::ambient_authority()).expect("a book");
    let mut open = Vec::new();
    while let Ok(file) = fs::File::open("/dev/null") {
        open.push(file);
    }
    // Without the reserve it cannot be done, and says why.
    let refused = atomic::write(&root, &id("a.md"), b"new", Expected::Anything, None).expect_err("no files");
    assert!(refused.to_string().contains("ulimit -n"), "{refused}");
    for _ in 0..3 {
        for (name, expected) in [("a.md", Expected::Anything), ("linked.md", Expected::Anything)] {
            store.write(&id(name), b"new", expected).expect("a save");
        }
        store.write(&id("deep/new.md"), b"new", Expected::Absent).expect("a new prompt");
        store.rename(&id("deep/new.md"), &id("deep/other.md")).expect("a rename");
        store.rename(&id("deep/other.md"), &id("deep/again.md")).expect("a rename");
        fs::remove_file(folder.join("book/deep/again.md")).expect("a removal");
    }
    store.write(&id("deep/new.md"), b"new", Expected::Absent).expect("a new prompt");
}
