//! The protocol under model checkers: `loom` tries every order of the steps, within a bound on how often a thread is
//! interrupted; `shuttle` tries as many random ones as it is told to, by probabilistic concurrency testing (Burckhardt
//! et al., ASPLOS 2010). The cache, the eviction queue and the flights are
//! the real ones, arc-swap included; the disk is a value behind a lock, and what the library does with them is written
//! out step by step, because tokio's tasks cannot be scheduled.
//!
//! Each model also runs with one rule broken, which the checker must find out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

#[cfg(feature = "loom")]
use loom::{sync::Mutex, thread};
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
use shuttle::{sync::Mutex, thread};

use super::flights::{Boarding, Flights};
use crate::cache::{Cache, CacheState, Cause, Limits, MissReason};
use crate::prompt::{Prompt, PromptId, Stamp};

/// How often threads are interrupted at most.
const INTERRUPTIONS: usize = 3;

/// Tries the orders in which the threads that `model` starts may run; panics where one of them breaks an assertion.
fn check(model: impl Fn() + Send + Sync + 'static) {
    let asked = std::env::var("PROMPTBOOK_SCHEDULES").ok();
    try_orders(model, asked.map_or(10_000, |asked| asked.parse().expect("PROMPTBOOK_SCHEDULES is a number")));
}

/// Shows that the checker finds out about a rule that is broken in `model`, and by an assertion that says one of `why`:
/// which of them breaks first depends on the order. Few of the random orders show it, so there are enough of them however
/// few the others are checked with.
fn assert_caught(why: &[&str], model: impl Fn() + Send + Sync + 'static) {
    let panic = catch_unwind(AssertUnwindSafe(|| try_orders(model, 500_000))).expect_err("went unnoticed");
    let said = panic.downcast_ref::<String>().cloned();
    let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap_or_default();
    assert!(why.iter().any(|why| said.contains(why)), "something else was wrong: {said}");
}

/// Loom tries every order, whatever number of `schedules` is asked for.
#[cfg(feature = "loom")]
fn try_orders(model: impl Fn() + Send + Sync + 'static, _schedules: usize) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(INTERRUPTIONS);
    builder.max_branches = 100_000;
    builder.check(model);
}

#[cfg(all(feature = "shuttle", not(feature = "loom")))]
fn try_orders(model: impl Fn() + Send + Sync + 'static, schedules: usize) {
    shuttle::check_pct(model, schedules, INTERRUPTIONS);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Nothing,
    /// A writer stores its snapshot whatever was published meanwhile.
    CompareAndSwap,
    /// A load is published whatever was published since it began.
    LateLoads,
    /// Flights are marked as superseded after the save is published.
    MarkFirst,
    /// Saves of one name go as they come.
    OneChangeAtATime,
}

/// One name, its file and the cache over it.
struct Book {
    cache: Cache,
    flights: Flights,
    disk: Mutex<u64>,
    turn: Mutex<()>,
    broken: Broken,
}

fn id() -> PromptId {
    PromptId::new("a.md").expect("a valid name")
}

fn prompt(text: u64) -> Arc<Prompt> {
    Arc::new(Prompt::new(id(), text.to_string().as_bytes(), Stamp { inode: text, ..Stamp::default() }))
}

fn number(prompt: &Prompt) -> u64 {
    prompt.text().and_then(|text| text.parse().ok()).expect("the texts are numbers")
}

impl Book {
    /// A book whose file holds `0`, listed and not yet read.
    fn new(broken: Broken) -> Arc<Book> {
        let cache = match broken {
            Broken::CompareAndSwap => Cache::that_stores_blindly(Limits::default()),
            _ => Cache::new(Limits::default(), CacheState::On),
        };
        cache.publish(Cause::Start, |next| next.list(&id(), prompt(0).revision().stamp));
        Arc::new(Book { cache, flights: Flights::default(), disk: Mutex::new(0), turn: Mutex::new(()), broken })
    }

    fn resident(&self) -> Option<u64> {
        self.cache.peek().get(&id())?.body().map(|body| number(body.prompt()))
    }

    /// As `Library::read`; joins no flight but says that it would.
    fn read(&self) -> Reading {
        if let Some(text) = self.resident() {
            return Reading::Done(text);
        }
        match self.flights.board(&id(), MissReason::FirstRead) {
            Boarding::Join(arrival, _) => Reading::Joined(arrival),
            Boarding::Pilot(ticket, _) => {
                if let Some(text) = self.resident() {
                    ticket.land(Ok(prompt(text)));
                    return Reading::Done(text);
                }
                let text = self.load();
                ticket.land(Ok(prompt(text)));
                Reading::Done(text)
            }
        }
    }

    /// As `Shared::load`.
    fn load(&self) -> u64 {
        let (text, is_current) = self.load_once();
        if is_current {
            return text;
        }
        self.resident().unwrap_or_else(|| {
            let _turn = self.turn.lock().expect("no panic");
            self.load_once().0
        })
    }

    fn load_once(&self) -> (u64, bool) {
        let origin = self.cache.peek().origin(&id());
        let text = *self.disk.lock().expect("no panic");
        let published = self.cache.publish(Cause::Load, |next| {
            let is_current = next.origin(&id()) == origin || self.broken == Broken::LateLoads;
            if is_current {
                next.store(&prompt(text));
            }
            is_current
        });
        (text, published.answer)
    }

    /// As `Library::save`.
    fn save(&self, text: u64) {
        let turn = (self.broken != Broken::OneChangeAtATime).then(|| self.turn.lock().expect("no panic"));
        *self.disk.lock().expect("no panic") = text;
        if self.broken != Broken::MarkFirst {
            self.flights.supersede(&id());
        }
        self.cache.publish(Cause::Edit, |next| next.store(&prompt(text)));
        if self.broken == Broken::MarkFirst {
            self.flights.supersede(&id());
        }
        drop(turn);
    }
}

/// What a read came to.
enum Reading {
    Done(u64),
    /// It waits for the flight of another.
    Joined(super::flights::Arrival),
}

impl Reading {
    /// The text, once every thread has ended.
    fn text(&self) -> u64 {
        match self {
            Reading::Done(text) => *text,
            Reading::Joined(arrival) => match &*arrival.borrow() {
                Some(Ok(prompt)) => number(prompt),
                landed => unreachable!("every flight lands with a text, and this one did with {landed:?}"),
            },
        }
    }
}

/// Two writers change two names each.
fn two_writers(broken: Broken) {
    let book = Book::new(broken);
    let writers = [1, 2].map(|writer| {
        let book = Arc::clone(&book);
        thread::spawn(move || {
            for name in 0..2 {
                let id = PromptId::new(format!("{writer}-{name}.md")).expect("a valid name");
                book.cache.publish(Cause::Start, |next| next.list(&id, Stamp::default()));
            }
        })
    });
    writers.into_iter().for_each(|writer| writer.join().expect("no panic"));
    let snapshot = book.cache.snapshot();
    assert_eq!((snapshot.len(), snapshot.generation()), (5, 5), "no update is lost");
}

/// One reads while another saves and reads what it saved.
fn a_load_and_a_save(broken: Broken) {
    let book = Book::new(broken);
    let reading = thread::spawn({
        let book = Arc::clone(&book);
        move || book.read()
    });
    book.save(1);
    let after = book.read();
    let before = reading.join().expect("no panic");
    assert!(before.text() <= 1);
    assert_eq!(after.text(), 1, "a read after the save sees it");
    assert!(book.resident().is_none_or(|text| text == 1), "no old text stays in memory");
}

/// One loads, one saves, and one who has seen the saved text reads again after it has been put out of memory.
fn a_load_a_save_and_one_who_saw_it(broken: Broken) {
    let book = Book::new(broken);
    let threads = [
        thread::spawn({
            let book = Arc::clone(&book);
            move || vec![book.read()]
        }),
        thread::spawn({
            let book = Arc::clone(&book);
            move || {
                if book.resident() != Some(1) {
                    return Vec::new();
                }
                book.cache.publish(Cause::Switch, |next| next.drop_texts(MissReason::Evicted));
                vec![Reading::Done(1), book.read()]
            }
        }),
    ];
    book.save(1);
    for reader in threads.map(|thread| thread.join().expect("no panic")) {
        let texts: Vec<u64> = reader.iter().map(Reading::text).collect();
        assert!(texts.is_sorted(), "nobody reads a text older than one that he has seen: {texts:?}");
    }
}

/// Two save the same name.
fn two_saves(broken: Broken) {
    let book = Book::new(broken);
    let saving = thread::spawn({
        let book = Arc::clone(&book);
        move || book.save(1)
    });
    book.save(2);
    saving.join().expect("no panic");
    let on_disk = *book.disk.lock().expect("no panic");
    assert_eq!(book.resident(), Some(on_disk), "memory has what the disk has");
}

#[test]
fn models_of_two_writers_lose_no_update() {
    check(|| two_writers(Broken::Nothing));
}

#[test]
fn models_of_a_load_and_a_save_keep_no_old_text() {
    check(|| a_load_and_a_save(Broken::Nothing));
}

#[test]
fn models_of_an_eviction_after_a_save_bring_back_no_old_text() {
    check(|| a_load_a_save_and_one_who_saw_it(Broken::Nothing));
}

#[test]
fn models_of_two_saves_leave_memory_and_disk_alike() {
    check(|| two_saves(Broken::Nothing));
}

#[test]
fn models_find_out_a_writer_that_does_not_compare() {
    assert_caught(&["no update is lost"], || two_writers(Broken::CompareAndSwap));
}

#[test]
fn models_find_out_a_load_that_is_published_late() {
    let why = ["a read after the save sees it", "no old text stays in memory"];
    assert_caught(&why, || a_load_and_a_save(Broken::LateLoads));
}

#[test]
fn models_find_out_flights_that_are_marked_after_the_save() {
    let why = "nobody reads a text older than one that he has seen";
    assert_caught(&[why], || a_load_a_save_and_one_who_saw_it(Broken::MarkFirst));
}

#[test]
fn models_find_out_saves_of_one_name_that_go_as_they_come() {
    assert_caught(&["memory has what the disk has"], || two_saves(Broken::OneChangeAtATime));
}
