//! Every system call of a save, a rename, a removal and a creation fails once with each of ten errors, and the program is
//! killed before each: the text is the old one or the new one, and another try succeeds. strace does both, to one thread
//! of another program: it counts the calls from the moment that it is attached.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::*;

/// Set in the program whose calls fail: to what it does, and to the folder that it does it in.
const CALL: &str = "PROMPTBOOK_TEST_CALL";
const FOLDER: &str = "PROMPTBOOK_TEST_FOLDER";

/// Looked for by the driver around its work, so that a trace shows where that begins and ends.
const MARKS: [&str; 2] = ["/promptbook-begins", "/promptbook-ends"];

const ERRORS: [&str; 10] =
    ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE", "EFBIG", "EINTR"];

/// Calls for memory and between threads: they touch no file, and their failure is another matter.
const NOT_OF_FILES: [&str; 10] =
    ["mmap", "munmap", "mremap", "brk", "madvise", "mprotect", "futex", "sched_yield", "getpid", "gettid"];

const OLD: &str = "the old text, which is longer\r\n";
const NEW: &str = "the new text\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Save,
    SaveLinked,
    Create,
    Rename,
    Remove,
    /// A save that truncates and writes: what must not be done.
    Truncate,
}

const CALLS: [Call; 5] = [Call::Save, Call::SaveLinked, Call::Create, Call::Rename, Call::Remove];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Old,
    New,
}

impl Call {
    fn make(self, folder: &Path, store: &DiskStore) -> Result<(), StoreError> {
        let old = Expected::Content(hash(OLD));
        match self {
            Call::Save => store.write(&id("a.md"), NEW.as_bytes(), old).map(|_| ()),
            Call::SaveLinked => store.write(&id("linked.md"), NEW.as_bytes(), old).map(|_| ()),
            Call::Create => store.write(&id("deep/new.md"), NEW.as_bytes(), Expected::Absent).map(|_| ()),
            Call::Rename => store.rename(&id("a.md"), &id("deep/b.md")),
            Call::Remove => store.original(&id("a.md")).and_then(|(old, _)| store.remove(&id("a.md"), old.stamp)),
            Call::Truncate => {
                let save = || {
                    let mut file = fs::File::create(folder.join("book/a.md"))?;
                    file.write_all(NEW.as_bytes())?;
                    file.sync_all()
                };
                save().map_err(|error| StoreError::io("save", &id("a.md"), error))
            }
        }
    }

    /// Whether the work is undone or done; an error where it is neither.
    fn state(self, folder: &Path) -> Result<State, String> {
        let book = folder.join("book");
        let text = |name: &str| fs::read_to_string(book.join(name)).ok();
        let found = match self {
            Call::Save | Call::Truncate => [text("a.md"), None],
            Call::SaveLinked => {
                [text("linked.md"), text("link.md").filter(|link| text("linked.md").as_ref() != Some(link))]
            }
            Call::Create => [text("deep/new.md"), None],
            Call::Rename => [text("a.md"), text("deep/b.md")],
            // The library has put the text into the history before.
            Call::Remove => [text("a.md"), None],
        };
        let found = [found[0].as_deref(), found[1].as_deref()];
        match (self, found) {
            (Call::Save | Call::Truncate | Call::SaveLinked, [Some(OLD), None]) => Ok(State::Old),
            (Call::Save | Call::Truncate | Call::SaveLinked, [Some(NEW), None]) => Ok(State::New),
            (Call::Create, [None, None]) => Ok(State::Old),
            (Call::Create, [Some(NEW), None]) => Ok(State::New),
            (Call::Rename, [Some(OLD), None]) => Ok(State::Old),
            (Call::Rename, [None, Some(OLD)]) => Ok(State::New),
            (Call::Remove, [Some(OLD), None]) => Ok(State::Old),
            (Call::Remove, [None, None]) => Ok(State::New),
            _ => Err(format!("{found:?} is neither")),
        }
    }
}

fn open(folder: &Path) -> DiskStore {
    DiskStore::open(folder.join("book")).expect("a book")
}

/// A book with a file that has an owner and an attribute to be kept, and one that has two names.
fn scene() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = |name: &str| folder.path().join("book").join(name);
    fs::create_dir(path("")).expect("a folder");
    ["a.md", "linked.md"].iter().for_each(|name| fs::write(path(name), OLD).expect("a file"));
    fs::hard_link(path("linked.md"), path("link.md")).expect("a link");
    // Where the system refuses, there is less to be kept and so there are fewer calls that can fail.
    let _ = std::os::unix::fs::chown(path("a.md"), Some(1234), Some(2345));
    let _ = rustix::fs::setxattr(path("a.md"), "user.note", b"kept", rustix::fs::XattrFlags::empty());
    folder
}

/// What the other program does: the call, and where it is refused, the same again.
fn drive(call: Call, folder: &Path) {
    // Some systems let only a parent look into a program, unless it says so. Where it cannot, nothing is to be said.
    let _ = rustix::process::set_ptracer(rustix::process::PTracer::Any);
    let store = open(folder);
    let start = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            println!("\nthread {}", rustix::thread::gettid());
            start.wait();
            let _ = fs::metadata(MARKS[0]);
            let first = call.make(folder, &store);
            let _ = fs::metadata(MARKS[1]);
            if let Err(error) = first {
                assert_eq!(call.state(folder), Ok(State::Old), "after it was refused: {error}");
                call.make(folder, &store).expect("another try");
            }
            assert_eq!(call.state(folder), Ok(State::New));
        });
        std::io::stdin().read_line(&mut String::new()).expect("a pipe");
        start.wait();
        worker.join().expect("the worker's checks hold");
    });
}

/// Runs `call` in another program under strace with `options`, which writes its trace to `trace`.
fn run(call: Call, options: &[String], trace: &Path) -> Result<(), String> {
    let folder = scene();
    let mut driver = this_test("injecting::every_call_may_fail_or_be_the_last")
        .env(CALL, format!("{call:?}"))
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("another program");
    let mut said = BufReader::new(driver.stdout.take().expect("it is piped"));
    let thread = first(&mut said, |line| line.strip_prefix("thread ").map(|number| number.trim().to_owned()));
    let mut strace = Command::new("strace")
        .args(["-p", &thread.expect("the driver works"), "-o"])
        .arg(trace)
        .args(options)
        .stderr(Stdio::piped())
        .spawn()
        .expect("strace is there");
    let mut notes = BufReader::new(strace.stderr.take().expect("it is piped"));
    first(&mut notes, |line| line.contains("attached").then_some(())).expect("strace can look into a program");
    // It may be gone before it has read this.
    let _ = driver.stdin.take().expect("it is piped").write_all(b"\n");
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("a pipe");
    driver.stderr.take().expect("it is piped").read_to_string(&mut rest).expect("a pipe");
    let status = driver.wait().expect("it ends");
    notes.read_to_string(&mut rest).expect("a pipe");
    strace.wait().expect("it ends");
    match status.signal() {
        None if status.success() => Ok(()),
        None => Err(rest),
        Some(_) => after_death(call, folder.path()),
    }
}

/// What must hold once the book is opened again after the program was killed.
fn after_death(call: Call, folder: &Path) -> Result<(), String> {
    let store = open(folder);
    let listing = store.list(&Scope::Tree(Folder::new()), &mut |_| ()).map_err(|error| error.to_string())?;
    if !listing.skipped.is_empty() {
        return Err(format!("{:?}", listing.skipped));
    }
    if call.state(folder)? == State::Old {
        call.make(folder, &store).map_err(|error| format!("another try: {error}"))?;
    }
    let stray = |folder: PathBuf| {
        let mut files = fs::read_dir(folder).into_iter().flatten().flatten();
        files.any(|file| file.file_name().to_string_lossy().starts_with(".promptbook"))
    };
    match call.state(folder)? {
        State::New if [folder.join("book"), folder.join("book/deep")].into_iter().any(stray) => {
            Err("a file of ours stays behind".to_owned())
        }
        State::New => Ok(()),
        State::Old => Err("another try was acknowledged and not done".to_owned()),
    }
}

/// The first thing that `wanted` finds in what is said, line by line.
fn first<T>(said: &mut impl BufRead, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
    said.lines().map_while(Result::ok).find_map(|line| wanted(&line))
}

/// The system calls of `call` in their order, each with its number among those of its name.
fn calls_of(call: Call) -> Vec<(String, usize)> {
    let trace = tempfile::NamedTempFile::new().expect("a file");
    assert_eq!(run(call, &[], trace.path()), Ok(()), "undisturbed");
    let text = fs::read_to_string(trace.path()).expect("a trace");
    let mut seen = HashMap::new();
    let mut calls = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let Some((name, _)) =
            line.split_once('(').filter(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
        else {
            continue;
        };
        let number = seen.entry(name.to_owned()).and_modify(|number| *number += 1).or_insert(1_usize);
        if line.contains(MARKS[1]) {
            return calls;
        }
        if inside && !NOT_OF_FILES.contains(&name) {
            calls.push((name.to_owned(), *number));
        }
        inside |= line.contains(MARKS[0]);
    }
    panic!("the trace has no end: {text}");
}

/// Runs `call` with each of its system calls failing with each of `errors` and killed; tells how many runs there were and
/// what was wrong.
fn disturb(calls: &[Call], errors: &[&str]) -> (usize, Vec<String>) {
    let mut cases = Vec::new();
    for &call in calls {
        for (name, number) in calls_of(call) {
            let faults = errors.iter().map(|error| format!("error={error}")).chain(["signal=SIGKILL".to_owned()]);
            cases.extend(faults.map(|fault| (call, name.clone(), format!("inject={name}:{fault}:when={number}"))));
        }
    }
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((call, name, inject)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let options = ["-e".to_owned(), format!("trace={name}"), "-e".to_owned(), inject.clone()];
            if let Err(why) = run(*call, &options, Path::new("/dev/null")) {
                wrong.lock().expect("no panic").push(format!("{call:?} {inject}: {why}"));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    (cases.len(), wrong.into_inner().expect("no panic"))
}

/// Whether strace can be had; says loudly, past the capture of the tests' output, that nothing was shown without it.
fn strace_is_there() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !there {
        let note = "NOT CHECKED: that every system call of a save may fail. Install strace and run this test again";
        writeln!(std::io::stderr(), "{note}").expect("standard error");
    }
    there
}

#[test]
fn every_call_may_fail_or_be_the_last() {
    if let (Some(call), Some(folder)) = (std::env::var_os(CALL), std::env::var_os(FOLDER)) {
        let call = CALLS.into_iter().chain([Call::Truncate]).find(|known| call.to_str() == Some(&format!("{known:?}")));
        return drive(call.expect("a known call"), Path::new(&folder));
    }
    if !strace_is_there() {
        return;
    }
    // The long form has all ten.
    let errors = if std::env::var_os("PROMPTBOOK_LONG").is_some() { &ERRORS[..] } else { &["EIO", "ENOSPC"] };
    let start = Instant::now();
    let (runs, wrong) = disturb(&CALLS, errors);
    println!("{runs} runs, {} wrong, {:.0?}", wrong.len(), start.elapsed());
    assert!(wrong.is_empty(), "{} of {runs}: {wrong:#?}", wrong.len());
}

#[test]
fn a_save_that_truncates_is_caught_when_its_calls_fail() {
    if strace_is_there() {
        let (runs, wrong) = disturb(&[Call::Truncate], &["ENOSPC"]);
        println!("{} of {runs} runs caught it", wrong.len());
        assert!(!wrong.is_empty(), "truncate and write passed {runs} runs");
    }
}
