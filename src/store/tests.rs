//! What the store promises, on real folders. Each file of this folder holds the promises of one kind of call.

mod disk;
mod injecting;
mod keeping;
mod killing;
mod listing;
mod moving;
mod moving_reads;
mod overwriting;
mod powercuts;
mod reading;
mod refusing;
mod roundtrip;
mod saving;
mod turmoil_disk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::*;

/// A book in a folder of its own, with a trash and something outside beside it.
struct Book {
    folder: TempDir,
    store: DiskStore,
}

fn book() -> Book {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for name in ["book", "outside"] {
        fs::create_dir(folder.path().join(name)).expect("a folder for the test");
    }
    fs::write(folder.path().join("outside/secret.md"), "secret").expect("a file outside");
    let store = DiskStore::open(folder.path().join("book")).expect("a book");
    Book { folder, store }
}

impl Book {
    /// Removes a prompt as the library does, and returns what it was.
    fn remove(&self, id: &PromptId) -> (Contents, Option<u32>) {
        let (contents, mode) = self.store.original(id).expect("it can be read");
        self.store.remove(id, contents.stamp).expect("a removal");
        (contents, mode)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("book").join(name)
    }

    fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join("outside").join(name)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the book")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    fn fifo(&self, name: &str) {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        mknodat(CWD, self.path(name), FileType::Fifo, Mode::from_raw_mode(0o644), 0).expect("a FIFO");
    }

    /// Everything in the book's folders, sorted: also what the store itself would not list.
    fn everything(&self) -> Vec<String> {
        let mut all = Vec::new();
        let mut waiting = vec![self.path("")];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let entry = entry.expect("an entry");
                if entry.file_type().expect("a type").is_dir() {
                    waiting.push(entry.path());
                } else {
                    let path = entry.path();
                    all.push(path.strip_prefix(self.path("")).expect("below").to_string_lossy().into_owned());
                }
            }
        }
        all.sort();
        all
    }
}

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}

fn hash(text: &str) -> ContentHash {
    ContentHash::of(text.as_bytes())
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("a file").permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

/// Another program that runs one test of this module: what it does there is up to the variables that are set for it.
fn this_test(name: &str) -> Command {
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    program.args(["--exact", &format!("store::tests::{name}"), "--nocapture"]);
    program
}

/// Says so where a test of permissions cannot show anything.
fn permissions_bind() -> bool {
    let bind = !rustix::process::geteuid().is_root();
    if !bind {
        println!("not checked: permissions do not bind the superuser");
    }
    bind
}
