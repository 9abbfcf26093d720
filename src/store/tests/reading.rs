//! Opening and reading: whatever lies there, an answer comes, and from inside the book only.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::sync::mpsc;
use std::time::Duration;

use super::*;

fn root_fault(path: &Path) -> String {
    match DiskStore::open(path) {
        Err(error @ StoreError::Root { .. }) => error.to_string(),
        other => panic!("{other:?}", other = other.map(|store| store.root())),
    }
}

#[test]
fn a_book_that_cannot_be_opened_says_why_and_what_to_do() {
    let book = book();
    let missing = root_fault(&book.path("missing"));
    assert!(missing.contains("missing does not exist") && missing.contains("mkdir"), "{missing}");
    book.put("a.md", "text");
    let file = root_fault(&book.path("a.md"));
    assert!(file.contains("is a file, not a folder: give the folder"), "{file}");
    let below_a_file = root_fault(&book.path("a.md/b"));
    assert!(below_a_file.contains("could not be opened"), "{below_a_file}");
    let escape = root_fault(&book.path("\u{1b}[2J"));
    assert!(!escape.contains('\u{1b}'), "{escape:?}");
}

#[test]
fn a_folder_that_may_not_be_read_is_no_empty_book() {
    if !permissions_bind() {
        return;
    }
    let book = book();
    for closed in [0o000, 0o300] {
        set_mode(&book.path(""), closed);
        let fault = root_fault(&book.path(""));
        set_mode(&book.path(""), 0o755);
        assert!(fault.contains("check its permissions"), "{fault}");
    }
}

#[test]
fn any_bytes_are_read_as_they_are() {
    let book = book();
    for bytes in [&b""[..], b"\xff\xfe not UTF-8 \x00\x1b[2J", b"\xef\xbb\xbfa\r\nb"] {
        book.put("a.md", bytes);
        let contents = book.store.read(&id("a.md")).expect("a read");
        assert_eq!(contents.bytes, bytes);
        assert_eq!(contents.stamp, book.store.stamp(&id("a.md")).expect("a stamp"));
    }
}

#[test]
fn fifty_megabytes_are_read_whole_and_their_start_alone_where_that_is_enough() {
    let book = book();
    let file = fs::File::create(book.path("big.md")).expect("a file");
    file.set_len(50 * 1024 * 1024).expect("a size");
    assert_eq!(book.store.read(&id("big.md")).expect("a read").bytes.len(), 50 * 1024 * 1024);
    assert_eq!(book.store.read_start(&id("big.md"), 8192).expect("a read").bytes.len(), 8192);
    file.set_len(DiskStore::MAX_FILE + 1).expect("a size");
    let refused = book.store.read(&id("big.md"));
    assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "{refused:?}");
}

#[test]
fn names_with_any_byte_are_read_and_shown_safely() {
    let book = book();
    for name in [&b"new\nline.md"[..], b"escape\x1b[2J.md", b"invalid\xff\xfe.md", b"-rf.md", b" .md"] {
        let id = PromptId::new(name).expect("an odd name");
        fs::write(book.path("").join(OsStr::from_bytes(name)), name).expect("a file");
        assert_eq!(book.store.read(&id).expect("a read").bytes, name);
        book.store.write(&id, b"new", Expected::Content(ContentHash::of(name))).expect("a save");
        assert_eq!(book.store.read(&id).expect("a read").bytes, b"new");
        book.remove(&id);
        let shown = book.store.read(&id).expect_err("it is gone").to_string();
        assert!(!shown.contains(['\n', '\u{1b}']), "{shown:?}");
    }
}

#[test]
fn what_is_no_regular_file_says_so_at_once() {
    let book = book();
    book.fifo("fifo.md");
    fs::create_dir(book.path("folder.md")).expect("a folder");
    symlink("fifo.md", book.path("link.md")).expect("a link");
    let (answer, answered) = mpsc::channel();
    // On a thread of its own, for a call that waited for the FIFO's other end would never come back.
    std::thread::spawn(move || {
        for name in ["fifo.md", "folder.md", "link.md"] {
            let id = id(name);
            let refusals = [
                book.store.read(&id).map(drop),
                book.store.read_start(&id, 10).map(drop),
                book.store.stamp(&id).map(drop),
                book.store.original(&id).map(drop),
                book.store.remove(&id, Stamp::default()),
            ];
            let refused = refusals.iter().all(|refusal| matches!(refusal, Err(StoreError::NotRegular(_))));
            let _ = answer.send((name, refused));
        }
    });
    for name in ["fifo.md", "folder.md", "link.md"] {
        assert_eq!(answered.recv_timeout(Duration::from_secs(30)), Ok((name, true)));
    }
}

#[test]
fn links_are_read_inside_the_book_and_nowhere_else() {
    let book = book();
    book.put("real.md", "text");
    symlink("real.md", book.path("inside.md")).expect("a link");
    assert_eq!(book.store.read(&id("inside.md")).expect("a read").bytes, b"text");
    symlink("loop-b.md", book.path("loop-a.md")).expect("a link");
    symlink("loop-a.md", book.path("loop-b.md")).expect("a link");
    symlink(book.outside("secret.md"), book.path("out.md")).expect("a link");
    symlink("../outside", book.path("folder")).expect("a link");
    for name in ["loop-a.md", "out.md", "folder/secret.md"] {
        let refused = book.store.read(&id(name));
        assert!(matches!(refused, Err(StoreError::OutOfBook(_))), "{name} {refused:?}");
    }
    symlink("missing.md", book.path("dangling.md")).expect("a link");
    assert!(matches!(book.store.read(&id("dangling.md")), Err(StoreError::NotFound(_))));
}

#[test]
fn a_missing_prompt_is_named_in_the_answer() {
    let error = book().store.read(&id("code/缺.md")).expect_err("it is missing");
    assert!(matches!(&error, StoreError::NotFound(missing) if *missing == id("code/缺.md")));
    assert!(error.to_string().starts_with("code/缺.md is not there"), "{error}");
}
