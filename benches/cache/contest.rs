//! How candidates are timed: in rounds, one after the other, so that what else the machine does falls on all of them,
//! and each right after the floor, so that a ratio is between neighbours. Medians over the rounds.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_utils::CachePadded;
use promptbook::Prompt;

use crate::book::Book;
use crate::candidates::{Candidate, Key};

/// Between two looks at the clock, each of which costs as much as a few reads.
const BATCH: Duration = Duration::from_micros(5);

/// Whoever takes so long for a batch, and several times as long as for others, had the core taken away.
const INTERRUPTED: Duration = Duration::from_micros(250);

/// What a paced writer waits after each write: readers are to be measured with writes in between, not without a core.
const PACE: Duration = Duration::from_micros(100);

/// How often something is timed, and how long each time.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    pub time: Duration,
}

impl Effort {
    /// Many short rounds: on a machine that does other things too, most of them are not interrupted. Many prompts take
    /// long to bring into the processor's caches, so they get fewer and longer ones.
    pub fn new(rounds: usize, size: usize) -> Effort {
        match size {
            ..=10_000 => Effort { rounds, time: Duration::from_millis(2) },
            _ => Effort { rounds: (rounds / 4).max(3), time: Duration::from_millis(8) },
        }
    }
}

/// Who reads and who writes meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Crowd {
    pub readers: usize,
    pub writer: bool,
}

/// A read's time, and how it compares with the floor's.
#[derive(Clone, Copy)]
pub struct Read {
    pub ns: f64,
    pub ratio: f64,
}

/// What a write takes.
#[derive(Clone, Copy)]
pub struct Write {
    pub ns: f64,
    /// Allocated, whether or not it is freed again.
    pub bytes: f64,
}

/// A candidate in the contest. Behind this the loops are compiled for each candidate by itself, so that nothing but a
/// candidate's own calls is in them.
pub trait Contestant {
    fn name(&self) -> String;
    /// Nanoseconds per read.
    fn read(&self, crowd: Crowd, time: Duration) -> f64;
    /// Nanoseconds per write.
    fn write(&self, time: Duration) -> f64;
    /// Bytes that a write allocates.
    fn bytes_per_write(&self, writes: usize) -> f64;
}

/// Times reads of each contestant.
pub fn reads(
    floor: &dyn Contestant,
    contestants: &[Box<dyn Contestant + '_>],
    crowd: Crowd,
    effort: Effort,
) -> Vec<Read> {
    let mut samples = vec![(Vec::new(), Vec::new()); contestants.len()];
    for _ in 0..effort.rounds {
        for (contestant, (times, ratios)) in contestants.iter().zip(&mut samples) {
            let floor = floor.read(crowd, effort.time);
            let time = contestant.read(crowd, effort.time);
            if (time / floor).is_finite() {
                times.push(time);
                ratios.push(time / floor);
            }
        }
    }
    samples.into_iter().map(|(times, ratios)| Read { ns: median(times), ratio: median(ratios) }).collect()
}

/// Times writes of each contestant, without readers.
pub fn writes(contestants: &[Box<dyn Contestant + '_>], effort: Effort) -> Vec<Write> {
    /// Enough for a mean: which of the entries is replaced makes little difference.
    const COUNTED: usize = 256;
    let mut samples = vec![Vec::new(); contestants.len()];
    for _ in 0..effort.rounds {
        for (contestant, times) in contestants.iter().zip(&mut samples) {
            times.push(contestant.write(effort.time));
        }
    }
    let bytes = contestants.iter().map(|contestant| contestant.bytes_per_write(COUNTED));
    samples.into_iter().zip(bytes).map(|(times, bytes)| Write { ns: median(times), bytes }).collect()
}

/// The middle one of `samples`; not a number where there is none.
pub fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A candidate that holds the prompts of a book.
pub struct Entrant<'a, C: Candidate> {
    pub candidate: C,
    /// Made for asking: not the very names that the candidate holds.
    pub keys: Vec<C::Key>,
    book: &'a Book,
    written: AtomicUsize,
}

impl<'a, C: Candidate> Entrant<'a, C> {
    pub fn new(book: &'a Book) -> Entrant<'a, C> {
        let keys = (0..book.size()).map(|n| C::Key::new(&book.name(n))).collect();
        Entrant { candidate: C::build(book.prompts()), keys, book, written: AtomicUsize::new(0) }
    }

    /// What is to be put in next.
    pub fn next_write(&self) -> (&C::Key, &'a Arc<Prompt>) {
        let (n, prompt) = self.book.replace(self.written.fetch_add(1, Ordering::Relaxed));
        (&self.keys[n], prompt)
    }

    pub fn write_one(&self) {
        let (key, prompt) = self.next_write();
        self.candidate.replace(key, prompt);
    }

    /// Brings the prompts into the caches of the processor, which hold what the candidate before left there, but for no
    /// longer than `patience`. Returns how many reads make a batch, and how long one takes that was interrupted.
    fn warm_up(&self, reader: &mut C::Reader<'_>, order: [&[u32]; 2], patience: Duration) -> (usize, Duration) {
        // Of so many random ones, at most one in fifty prompts is not met.
        let enough = (4 * self.book.size()).clamp(1_000, self.book.reads.len());
        let mut reads = 0;
        let started = Instant::now();
        for some in order.into_iter().flat_map(|part| part.chunks(16)) {
            if reads >= enough || started.elapsed() > patience {
                break;
            }
            for n in some {
                black_box(C::read(reader, &self.keys[*n as usize]));
            }
            reads += some.len();
        }
        let one = started.elapsed() / reads.max(1) as u32;
        let batch = (BATCH.as_nanos() / one.as_nanos().max(1)).clamp(1, 256) as usize;
        (batch, INTERRUPTED.max(4 * batch as u32 * one))
    }

    fn read_for(
        &self,
        reader: &mut C::Reader<'_>,
        time: Duration,
        order: [&[u32]; 2],
        batch: usize,
        is_fair: impl FnMut(Duration) -> bool,
    ) -> f64 {
        let mut order = order.into_iter().flat_map(|part| part.chunks(batch)).cycle();
        let batch = || {
            let batch = order.next().unwrap_or_default();
            for n in batch {
                black_box(C::read(reader, &self.keys[*n as usize]));
            }
            batch.len()
        };
        nanoseconds(time, batch, is_fair)
    }
}

/// Readers that are timed together. Where other processes want the cores too, two threads mostly run in turn, and then
/// a lock that both take looks as if nobody else did: only what they do at once is to count.
struct Company {
    started: AtomicUsize,
    /// Of each reader, how many batches it has done.
    batches: Vec<CachePadded<AtomicUsize>>,
}

impl Company {
    fn of(readers: usize) -> Company {
        let batches = (0..readers).map(|_| CachePadded::default()).collect();
        Company { started: AtomicUsize::new(0), batches }
    }

    /// Gives each reader a core of its own: where others want the cores too, the scheduler leaves two short-lived
    /// threads on one of them.
    fn take_a_core(&self, index: usize) {
        #[cfg(target_os = "linux")]
        if self.batches.len() > 1 {
            use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
            let allowed = sched_getaffinity(None).unwrap_or_default();
            let mine = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).cycle().nth(index);
            let mut cores = CpuSet::new();
            mine.into_iter().for_each(|core| cores.set(core));
            // Where it is not allowed, the figures are what the scheduler makes of them.
            let _ = sched_setaffinity(None, &cores);
        }
    }

    /// Waits for the others.
    fn start(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
        // A thread that slept here might be woken late, and the others be alone meanwhile.
        while self.started.load(Ordering::Relaxed) < self.batches.len() {
            std::hint::spin_loop();
        }
    }

    /// To be asked after each batch of reader `index`: whether every other one worked meanwhile and so did this one.
    fn watch(&self, index: usize, interrupted: Duration) -> impl FnMut(Duration) -> bool {
        let mut seen = vec![[0; 2]; self.batches.len()];
        move |took| {
            self.batches[index].fetch_add(1, Ordering::Relaxed);
            let others = self.batches.iter().zip(&mut seen).enumerate().filter(|(other, _)| *other != index);
            // Two batches back, because one that takes a little longer would else seem to stand still.
            others.fold(took < interrupted, |all, (_, (batches, seen))| {
                let now = batches.load(Ordering::Relaxed);
                let moved = now > seen[0];
                *seen = [seen[1], now];
                all && moved
            })
        }
    }
}

/// How long `work` takes.
pub fn elapsed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// Nanoseconds per call, where `batch` makes some calls and says how many, and `is_fair` says whether they count; not a
/// number where too few do.
///
/// The slowest twentieth of the batches is left out: from those, another process took the core away.
fn nanoseconds(time: Duration, mut batch: impl FnMut() -> usize, mut is_fair: impl FnMut(Duration) -> bool) -> f64 {
    /// Times the time that may be spent on batches that count and on others.
    const PATIENCE: u32 = 8;
    let mut batches = Vec::with_capacity(4096);
    let mut counted = Duration::ZERO;
    let begun = Instant::now();
    while counted < time && begun.elapsed() < PATIENCE * time {
        let started = Instant::now();
        let calls = batch();
        let took = started.elapsed();
        if is_fair(took) {
            counted += took;
            batches.push(took.as_nanos() as f64 / calls as f64);
        }
    }
    if counted < time / 4 {
        return f64::NAN;
    }
    batches.sort_by(f64::total_cmp);
    batches.truncate(batches.len() - batches.len() / 20);
    batches.iter().sum::<f64>() / batches.len() as f64
}

impl<C: Candidate> Contestant for Entrant<'_, C> {
    fn name(&self) -> String {
        C::name()
    }

    fn read(&self, crowd: Crowd, time: Duration) -> f64 {
        let company = Company::of(crowd.readers);
        let is_over = AtomicBool::new(false);
        let one_reader = |index: usize| {
            let (later, first) = self.book.reads.split_at(index * self.book.reads.len() / crowd.readers);
            company.take_a_core(index);
            let mut reader = self.candidate.reader();
            let (batch, interrupted) = self.warm_up(&mut reader, [first, later], 8 * time);
            company.start();
            self.read_for(&mut reader, time, [first, later], batch, company.watch(index, interrupted))
        };
        thread::scope(|scope| {
            if crowd.writer {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        self.write_one();
                        thread::sleep(PACE);
                    }
                });
            }
            let one_reader = &one_reader;
            let readers: Vec<_> = (0..crowd.readers).map(|index| scope.spawn(move || one_reader(index))).collect();
            let times: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
            is_over.store(true, Ordering::Relaxed);
            let sum: f64 = times.into_iter().map(|time| time.expect("a reader does not panic")).sum();
            sum / crowd.readers as f64
        })
    }

    fn write(&self, time: Duration) -> f64 {
        // As many as last for some microseconds, which may be one.
        let mut batch = 1;
        while elapsed(|| (0..batch).for_each(|_| self.write_one())) < BATCH {
            batch *= 2;
        }
        let batch = || {
            (0..batch).for_each(|_| self.write_one());
            batch
        };
        nanoseconds(time, batch, |_| true)
    }

    fn bytes_per_write(&self, writes: usize) -> f64 {
        let allocated = allocation_counter::measure(|| (0..writes).for_each(|_| self.write_one()));
        allocated.bytes_total as f64 / writes as f64
    }
}
