//! Reading a file that another program rewrites meanwhile, and reading where memory has run out.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

/// The text of one version: of another letter and another length than the ones before and after it, and less than a
/// page, so that a file of a version's length is that version from its first byte to its last.
fn version(number: usize) -> Vec<u8> {
    vec![b'a' + (number % 26) as u8; 1 + number % 4_000]
}

/// What is wrong with what was read: a file that is rewritten without care is empty in between, and else one version.
fn fault(Contents { bytes, stamp }: &Contents) -> Option<String> {
    let is_whole = stamp.size == bytes.len() as u64 && bytes.iter().all(|byte| *byte == bytes[0]);
    (!is_whole).then(|| format!("{} bytes under the size {}", bytes.len(), stamp.size))
}

/// Calls `read` while somebody rewrites the file in place, and returns the faults of what came.
fn faults_among(reads: usize, book: &Book, read: impl Fn() -> Option<Contents>) -> Vec<String> {
    let is_over = AtomicBool::new(false);
    book.put("a.md", version(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 1.. {
                book.put("a.md", version(number));
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let faults = (0..reads).filter_map(|_| fault(&read()?)).collect();
        is_over.store(true, Ordering::Relaxed);
        faults
    })
}

#[test]
fn a_file_that_is_rewritten_while_it_is_read_comes_whole_or_is_restless() {
    let book = book();
    let read = || match book.store.read(&id("a.md")) {
        Ok(contents) => Some(contents),
        Err(error) => {
            assert!(matches!(error, StoreError::Restless(_)), "{error}");
            None
        }
    };
    assert_eq!(faults_among(10_000, &book, read), Vec::<String>::new());
}

#[test]
fn a_read_that_does_not_look_twice_is_found_out() {
    let book = book();
    let read = || {
        let mut file = fs::File::open(book.path("a.md")).expect("a file");
        let size = file.metadata().expect("a size").len();
        std::thread::yield_now();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a text");
        Some(Contents { bytes, stamp: Stamp { size, ..Stamp::default() } })
    };
    assert_ne!(faults_among(10_000, &book, read), Vec::<String>::new());
}

#[test]
fn memory_that_the_system_does_not_have_is_told_from_what_it_refuses() {
    let id = id("a.md");
    let error = |errno: rustix::io::Errno| StoreError::io("open", &id, errno.into());
    let no_memory = error(rustix::io::Errno::NOMEM);
    assert!(matches!(no_memory, StoreError::OutOfMemory { bytes: None, .. }), "{no_memory}");
    assert_eq!(no_memory.to_string(), "there is not enough memory for a.md: close other programs and try again");
    assert!(matches!(error(rustix::io::Errno::IO), StoreError::Io { .. }));
}
