//! Killing a program in the middle of its saves, again and again: each file has one whole text, and none older than the
//! last one that was acknowledged. A save that truncates first must be caught by the same check.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::*;

/// Set in the program that is to be killed, to the folder of its book.
const DOOMED: &str = "PROMPTBOOK_TEST_DOOMED";

/// A file with one name, which is replaced, and one with two, which is written in place.
const NAMES: [&str; 2] = ["a.md", "linked.md"];

/// One version's text: up to a hundred kilobytes of its number, so that any torn state shows.
fn version(number: u64) -> Vec<u8> {
    format!("{number:07}\n").repeat(2_000 * (number as usize % 7 + 1)).into_bytes()
}

/// The number whose whole text this is.
fn whole_version(text: &[u8]) -> Option<u64> {
    let number = std::str::from_utf8(text.get(..7)?).ok()?.parse().ok()?;
    (text == version(number)).then_some(number)
}

/// What the doomed program does until it is killed, telling each save that was done.
fn save_for_ever(book: &Path, save: impl Fn(&str, &[u8])) -> ! {
    let mut out = std::io::stdout();
    let next =
        |name| fs::read(book.join(name)).ok().and_then(|text| whole_version(&text)).map_or(1, |number| number + 1);
    let mut numbers = NAMES.map(next);
    loop {
        for (name, number) in NAMES.into_iter().zip(&mut numbers) {
            save(name, &version(*number));
            writeln!(out, "\nsaved {name} {number}").and_then(|()| out.flush()).expect("the killer listens");
            *number += 1;
        }
    }
}

/// The book of one doomed program after the other.
struct Doomed {
    test: &'static str,
    folder: TempDir,
    store: DiskStore,
    random: fastrand::Rng,
    /// The most time between the first save and the kill.
    longest: Duration,
    saves: u64,
}

impl Doomed {
    fn new(test: &'static str, seed: u64, longest: Duration) -> Doomed {
        let folder = tempfile::tempdir().expect("a folder for the test");
        NAMES.iter().for_each(|name| fs::write(folder.path().join(name), version(0)).expect("a file"));
        fs::hard_link(folder.path().join("linked.md"), folder.path().join("link.md")).expect("a link");
        let store = DiskStore::open(folder.path()).expect("a book");
        Doomed { test, folder, store, random: fastrand::Rng::with_seed(seed), longest, saves: 0 }
    }

    /// Runs the program, kills it at a random moment and tells what is wrong with its book.
    fn kill(&mut self) -> Result<(), String> {
        let before = NAMES.map(|name| self.number(name).expect("it was whole"));
        let mut doomed = this_test(&format!("killing::{}", self.test))
            .env(DOOMED, self.folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("another program");
        let mut out = BufReader::new(doomed.stdout.take().expect("it is piped"));
        let mut line = String::new();
        while !line.starts_with("saved ") {
            line.clear();
            assert_ne!(out.read_line(&mut line).expect("a pipe"), 0, "the other program ended by itself");
        }
        // The moment is the point of this test; nothing is waited for.
        std::thread::sleep(self.longest.mul_f64(self.random.f64()));
        doomed.kill().expect("SIGKILL");
        doomed.wait().expect("it is dead");
        out.read_to_string(&mut line).expect("a pipe");
        // What a listing does: files that were being written in place are finished.
        let listing = self.store.list(&Scope::Tree(Folder::new()), &mut |_| ()).map_err(|error| error.to_string())?;
        if !listing.skipped.is_empty() {
            return Err(format!("{:?}", listing.skipped));
        }
        for (name, before) in NAMES.into_iter().zip(before) {
            let told =
                |line: &str| line.strip_suffix('\n')?.strip_prefix("saved ")?.strip_prefix(name)?.trim().parse().ok();
            let acknowledged = line.split_inclusive('\n').filter_map(told).max().unwrap_or(before);
            self.saves += acknowledged - before;
            let found = self.number(name).ok_or_else(|| format!("{name} holds bytes that nobody saved"))?;
            if found != acknowledged && found != acknowledged + 1 {
                return Err(format!("version {found} of {name} is there, {acknowledged} was acknowledged"));
            }
        }
        let mut left = fs::read_dir(self.folder.path()).expect("a folder").flatten();
        match left.find(|file| file.file_name().to_string_lossy().starts_with('.')) {
            Some(stray) => Err(format!("{:?} stays behind", stray.path())),
            None => Ok(()),
        }
    }

    fn number(&self, name: &str) -> Option<u64> {
        whole_version(&fs::read(self.folder.path().join(name)).ok()?)
    }
}

#[test]
fn a_program_killed_while_it_saves_leaves_whole_texts() {
    if let Some(book) = std::env::var_os(DOOMED) {
        let book = Path::new(&book);
        let store = DiskStore::open(book).expect("a book");
        save_for_ever(book, |name, text| {
            store.write(&id(name), text, Expected::Anything).expect("a save");
        });
    }
    let long = std::env::var("PROMPTBOOK_KILLS").ok().map(|kills| kills.parse().expect("a number"));
    let kills: usize = long.unwrap_or(500);
    let longest = Duration::from_millis(if long.is_some() { 40 } else { 8 });
    let start = Instant::now();
    let books: u64 = 2;
    let saves: u64 = std::thread::scope(|scope| {
        let run = |seed| {
            scope.spawn(move || {
                let mut doomed = Doomed::new("a_program_killed_while_it_saves_leaves_whole_texts", seed, longest);
                for kill in 0..kills / books as usize {
                    assert_eq!(doomed.kill(), Ok(()), "kill {kill} of book {seed}");
                }
                doomed.saves
            })
        };
        let running: Vec<_> = (0..books).map(run).collect();
        running.into_iter().map(|book| book.join().expect("nothing is lost")).sum()
    });
    println!("{kills} kills, {saves} acknowledged saves, {:.0?}", start.elapsed());
}

#[test]
fn a_save_that_truncates_first_is_caught_by_this_check() {
    if let Some(book) = std::env::var_os(DOOMED) {
        let book = Path::new(&book);
        save_for_ever(book, |name, text| {
            let mut file = fs::File::create(book.join(name)).expect("a file");
            text.chunks(4096).for_each(|chunk| file.write_all(chunk).expect("a write"));
        });
    }
    let mut doomed = Doomed::new("a_save_that_truncates_first_is_caught_by_this_check", 0, Duration::from_millis(8));
    let caught = (0..200).find_map(|_| doomed.kill().err());
    println!("{}", caught.expect("a torn file is seen"));
}
