//! Eight threads read, save, remove and rename a few dozen names while the book is reloaded and the cache is cleared,
//! too small, and turned off and on. To each name it must look as if one call had come after the other, each between
//! its call and its answer. A library that breaks one of its rules must be caught by the same check.
//!
//! The long form is a million calls: `.ci/prove histories`.

mod caller;
mod history;
mod store;

use std::fmt;
use std::sync::Barrier;

use tokio::runtime::Runtime;

use self::caller::Caller;
use self::history::{Deed, Step, essence, is_linearizable};
use self::store::MemoryStore;
use super::rules::Rule;
use super::*;

const THREADS: usize = 8;
const NAMES: usize = 24;

/// Calls of each thread per name in one round: the time to check a history grows with its square.
const CALLS: usize = 10;

/// Fewer texts than there are names stay in memory, and one text in eight is too large to.
const LIMITS: Limits = Limits { max_bytes: 1000, max_entries: 8 };

fn options() -> Options {
    Options { limits: LIMITS, ..Options::default() }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).build().expect("a runtime")
}

/// A book of its own, and what counts for all who call at once.
struct Round {
    library: Library,
    store: Arc<MemoryStore>,
    names: Vec<PromptId>,
    /// Counts calls and answers.
    moments: AtomicU64,
    /// Counts saves.
    texts: AtomicU64,
}

impl Round {
    fn of(names: usize, open: impl Fn(Arc<dyn Store>) -> Library) -> Round {
        let store = Arc::new(MemoryStore::default());
        let names = (0..names).map(|number| id(&format!("{number}.md"))).collect();
        let library = open(Arc::clone(&store) as Arc<dyn Store>);
        Round { library, store, names, moments: AtomicU64::new(0), texts: AtomicU64::new(0) }
    }

    /// Lets all threads call at once, and tells what is wrong afterwards.
    fn run(&self, runtime: &Runtime, seed: u64) -> Result<(), Fault> {
        let mut first = Caller::new(self, 0, seed);
        first.write_some_files();
        if seed.is_multiple_of(2) {
            runtime.block_on(self.library.list()).map_err(Fault::of)?;
        }
        let start = Barrier::new(THREADS);
        let callers: Vec<Caller> = std::thread::scope(|scope| {
            let callers = (1..=THREADS).map(|thread| {
                let (start, handle) = (&start, runtime.handle());
                scope.spawn(move || {
                    let mut caller = Caller::new(self, thread, seed);
                    start.wait();
                    handle.block_on(async {
                        for _ in 0..CALLS * self.names.len() {
                            caller.call().await?;
                        }
                        Ok(caller)
                    })
                })
            });
            let callers: Vec<_> = callers.collect();
            callers.into_iter().map(|caller| caller.join().expect("no panic")).collect::<Result<_, Fault>>()
        })?;
        let mut last = Caller::new(self, THREADS + 1, seed);
        runtime.block_on(last.look_at_all())?;

        let asked = last.reads + callers.iter().map(|caller| caller.reads).sum::<u64>();
        let (hits, misses) = self.library.reads();
        if hits + misses != asked {
            return Err(Fault::Answer(format!("{asked} reads were counted as {hits} hits and {misses} misses")));
        }
        let mut histories: Vec<Vec<Step>> = vec![Vec::new(); self.names.len()];
        for caller in [first].into_iter().chain(callers).chain([last]) {
            for (name, step) in caller.steps {
                histories[name].push(step);
            }
        }
        match histories.into_iter().find(|steps| !is_linearizable(steps)) {
            Some(steps) => Err(Fault::NoOrder { seed, steps }),
            None => Ok(()),
        }
    }
}

/// What was wrong.
enum Fault {
    /// An answer that nobody may ever get.
    Answer(String),
    /// Answers about one name that no order of the calls explains.
    NoOrder { seed: u64, steps: Vec<Step> },
}

impl Fault {
    fn of(error: LibraryError) -> Fault {
        Fault::Answer(error.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Answer(answer) => f.write_str(answer),
            Fault::NoOrder { seed, steps } => {
                writeln!(f, "in the round of seed {seed} no order explains what happened to one name:")?;
                essence(steps.clone()).iter().try_for_each(|step| writeln!(f, "{step}"))
            }
        }
    }
}

/// Runs rounds over `names` names, each with a library opened by `open`, until `calls` were made or `is_over` of what was
/// wrong in one of them. Returns what that was.
fn rounds(
    names: usize,
    calls: usize,
    open: impl Fn(Arc<dyn Store>) -> Library,
    is_over: impl Fn(&Fault) -> bool,
) -> Result<(), Fault> {
    let (runtime, started) = (runtime(), Instant::now());
    let made_in = |rounds: u64| rounds * (THREADS * CALLS * names) as u64;
    let mut seeds = (0..).take_while(|rounds| made_in(*rounds) < calls as u64);
    let mut done = 0;
    let outcome = seeds.try_for_each(|seed| {
        done = seed + 1;
        Round::of(names, &open).run(&runtime, seed).or_else(|fault| if is_over(&fault) { Err(fault) } else { Ok(()) })
    });
    println!("{} calls of {THREADS} threads on {names} names: {:.1?}", made_in(done), started.elapsed());
    outcome
}

fn assert_linearizable(calls: usize) {
    let outcome = rounds(NAMES, calls, |store| Library::with_store(store, options()), |_| true);
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}

/// A library so broken must be caught, and because no order explains its answers: that calls fail, as they may where a
/// name is changed twice at a time, is not what is looked for.
fn assert_caught(names: usize, open: impl Fn(Arc<dyn Store>) -> Library) {
    let has_no_order = |fault: &Fault| matches!(fault, Fault::NoOrder { .. });
    assert!(rounds(names, 1_000_000, open, has_no_order).is_err(), "went unnoticed");
}

#[test]
fn to_each_name_one_call_comes_after_the_other() {
    assert_linearizable(20_000);
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn to_each_name_one_of_a_million_calls_comes_after_the_other() {
    assert_linearizable(1_000_000);
}

#[test]
fn a_cache_that_stores_without_comparing_is_caught() {
    assert_caught(NAMES, |store| Library::with_cache(Cache::that_stores_blindly(LIMITS), store, options()));
}

#[test]
fn a_library_that_publishes_late_loads_is_caught() {
    assert_caught(NAMES, |store| Library::that_breaks(Rule::LateLoadsAreNotPublished, store, options()));
}

#[test]
fn a_library_that_saves_one_name_twice_at_a_time_is_caught() {
    assert_caught(NAMES, |store| Library::that_breaks(Rule::OneChangeAtATime, store, options()));
}

#[test]
fn a_library_that_marks_no_flights_is_caught() {
    let nothing = Limits { max_entries: 0, ..LIMITS };
    let options = || Options { limits: nothing, ..options() };
    assert_caught(3, |store| Library::that_breaks(Rule::FlightsAreMarked, store, options()));
}

#[test]
#[ignore = "may take a minute: the models try the few orders in which it matters"]
fn a_library_that_marks_flights_late_is_caught() {
    // With a limit every flight takes a look at the memory between its publication and its landing, and with room for
    // one text what was seen has to be loaded again.
    let options = || Options { limits: Limits { max_entries: 1, ..LIMITS }, memory_limit: Some(u64::MAX), ..options() };
    assert_caught(3, |store| Library::that_breaks(Rule::FlightsAreMarkedFirst, store, options()));
}

#[test]
#[ignore = "may take a minute: among the stale ones is a test that makes this happen at once"]
fn a_library_that_answers_with_what_it_read_is_caught() {
    assert_caught(3, |store| Library::that_breaks(Rule::AnswersArePublished, store, options()));
}
