//! What it costs to look at the cache: to reads, to the program that is looked at, and to the one that looks.
//! `cargo bench --bench pane`; with `-- --quick` a short run.
//!
//! ```text
//!  reads     by a reader's handle, 1 000 prompts in memory:  without ghosts, nobody looks, a look each second
//!  ghosts    what noting one read for them takes of a read's time
//!  screens   the pane of a full screen, and top on a load of 100 000 reads/s: share of a core
//!  hidden    the full screen without the pane, while nobody does anything: ticks and wake-ups
//!  memory    top on a load: resident bytes after a while, and after that again
//! ```
//!
//! Shares of a core are the run times of all threads as the scheduler counts them, in nanoseconds.

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use promptbook::cache::{Cache, CacheState, Cause, Limits, Reader};
use promptbook::{Library, Options, Prompt, PromptId};
use support::home::Home;
use support::{Launch, Terminal};

const PROGRAM: &str = env!("CARGO_BIN_EXE_promptbook");

/// Prompts that are read.
const PROMPTS: usize = 1_000;

/// Reads of the load that is looked at.
const READS_PER_SECOND: &str = "100000";

/// How much is measured.
struct Extent {
    /// Rounds of reads, and seconds of one.
    rounds: usize,
    round: Duration,
    /// For so long a program is watched.
    watched: Duration,
}

fn main() {
    let extent = if std::env::args().any(|argument| argument == "--quick") {
        Extent { rounds: 3, round: Duration::from_millis(1_200), watched: Duration::from_secs(6) }
    } else {
        Extent { rounds: 15, round: Duration::from_millis(2_500), watched: Duration::from_secs(30) }
    };
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("the load before this run: {}\n", load.split(' ').next().unwrap_or("unknown"));
    println!("{:<52}{:>14}   {:<16}", "figure", "value", "budget");
    reads(&extent);
    hidden(&extent);
    screens(&extent);
}

fn row(figure: &str, value: f64, unit: &str, budget: Option<f64>) {
    let limit = budget.map_or(String::new(), |budget| format!("<= {budget} {unit}"));
    let verdict = budget.map_or("", |budget| if value <= budget { "ok" } else { "over" });
    println!("{figure:<52}{:>14}   {limit:<16}{verdict}", format!("{value:.2} {unit}").trim_end());
}

/// What a read takes, with and without somebody who looks.
fn reads(extent: &Extent) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let name = |number: usize| format!("{number:04}.md");
    for number in 0..PROMPTS {
        fs::write(home.path().join(name(number)), format!("# Prompt {number}\n")).expect("a prompt can be written");
    }
    let ids: Vec<PromptId> = (0..PROMPTS).map(|number| PromptId::new(name(number)).expect("a name")).collect();
    let tasks = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let library = Library::open(home.path(), Options::with_state(home.path().join("state"))).expect("the book opens");
    let prompts: Vec<Arc<Prompt>> = tasks.block_on(async {
        library.list().await.expect("a listing");
        let mut prompts = Vec::new();
        for id in &ids {
            prompts.push(library.read(id).await.expect("it can be read"));
        }
        prompts
    });
    // The same cache without the library, whose ghosts ask readers to note what they read.
    let bare = Cache::new(Limits::default(), CacheState::On);
    bare.publish(Cause::Start, |next| prompts.iter().for_each(|prompt| next.store(prompt)));
    let mut rng = fastrand::Rng::with_seed(1);
    let order: Vec<&PromptId> = (0..64 * 1024).map(|_| &ids[rng.usize(..ids.len())]).collect();
    let (mut without, mut unseen, mut looked_at) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..extent.rounds {
        without.push(time(&mut bare.reader(), &order, extent.round));
        unseen.push(time(&mut library.reader(), &order, extent.round));
        looked_at.push(while_looking(&library, || time(&mut library.reader(), &order, extent.round)));
    }
    // Each round by itself, for the machine is not the same in all of them.
    let more = |with: &[f64], than: &[f64]| median(with.iter().zip(than).map(|(with, than)| with - than).collect());
    let share = |with: &[f64], than: &[f64]| {
        median(with.iter().zip(than).map(|(with, than)| (with / than - 1.0) * 100.0).collect())
    };
    row("a read, counted, without ghosts", median(without.clone()), "ns", None);
    row("a read, nobody looks", median(unseen.clone()), "ns", None);
    row("a read, looked at each second", median(looked_at.clone()), "ns", None);
    row("looking, of each read", more(&looked_at, &unseen), "ns", Some(2.0));
    row("ghosts, of a read's time, nobody looks", share(&unseen, &without), "%", Some(3.0));
    row("ghosts, of a read's time, looked at", share(&looked_at, &without), "%", Some(3.0));
    let looks = 200;
    let started = Instant::now();
    for _ in 0..looks {
        black_box(library.metrics());
    }
    row("one look at every figure", started.elapsed().as_secs_f64() * 1e6 / f64::from(looks), "us", None);
}

/// Nanoseconds for one of as many reads as are made in `round`.
fn time(reader: &mut Reader, order: &[&PromptId], round: Duration) -> f64 {
    let started = Instant::now();
    let mut passes = 0;
    while started.elapsed() < round {
        for id in order {
            black_box(reader.read(id));
        }
        passes += 1;
    }
    started.elapsed().as_secs_f64() * 1e9 / (passes * order.len()) as f64
}

/// Does `work` while another thread takes every figure each second, as the pane does.
fn while_looking<T>(library: &Library, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (done, end) = mpsc::channel::<()>();
        scope.spawn(move || {
            while let Err(mpsc::RecvTimeoutError::Timeout) = end.recv_timeout(Duration::from_secs(1)) {
                black_box(library.metrics());
            }
        });
        let answer = work();
        drop(done);
        answer
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The full screen without the pane and with it, while nobody does anything.
fn hidden(extent: &Extent) {
    let home = Home::new();
    let book = home.path().join("prompts");
    fs::create_dir_all(&book).expect("a folder can be made");
    fs::write(book.join("周报.md"), "# 周报\n").expect("a prompt can be written");
    let mut screen = open(&home, &["prompts"]);
    screen.wait_for("1 prompt");
    // The docked strip is a part of the pane.
    screen.key("K");
    // The last message goes after some seconds, which is a frame.
    thread::sleep(Duration::from_secs(6));
    let pid = screen.child.process_id().expect("it runs");
    let before = (run_time(pid), switches(pid));
    thread::sleep(extent.watched);
    let after = (run_time(pid), switches(pid));
    let woken: u64 = after.1.iter().map(|(task, now)| now - before.1.get(task).copied().unwrap_or(0)).sum();
    row("hidden: share of a core", share(before.0, after.0, extent.watched), "%", Some(0.0));
    row("hidden: wake-ups", woken as f64, "", Some(0.0));
    screen.key("M");
    screen.wait_for("Snapshot cache");
    row("the pane, of a book at rest: share of a core", watch(pid, extent.watched), "%", Some(1.0));
    screen.type_text("qq");
    screen.wait("the program to end", |state| state.ended.then_some(()));
}

/// `top`, and a load that is looked at by it.
fn screens(extent: &Extent) {
    let home = Home::new();
    let load = Load::start(&home);
    // The first reads go to the disk.
    thread::sleep(Duration::from_secs(2));
    let alone = watch(load.0.id(), extent.watched);
    let top = open(&home, &["top"]);
    top.wait_for("since start");
    thread::sleep(Duration::from_secs(2));
    let pid = top.child.process_id().expect("it runs");
    let before = (run_time(load.0.id()), run_time(pid));
    let resident = memory(pid);
    thread::sleep(extent.watched);
    let after = (run_time(load.0.id()), run_time(pid));
    row("top, 100 000 reads/s: share of a core", share(before.1, after.1, extent.watched), "%", Some(1.0));
    row("the load, nobody looks: share of a core", alone, "%", None);
    row("the load, looked at: share of a core", share(before.0, after.0, extent.watched), "%", None);
    row("top: resident memory", resident / 1e6, "MB", None);
    row("top: more of it after the measurement", (memory(pid) - resident) / 1e6, "MB", Some(2.0));
}

/// A load of as many reads as are to be withstood.
struct Load(Child);

impl Load {
    fn start(home: &Home) -> Load {
        let mut command = Command::new(PROGRAM);
        command.args(["demo-load", "--seconds", "3600", "--reads-per-second", READS_PER_SECOND]);
        command.env_clear().envs(home.variables()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stderr.take().expect("it is piped")).read_line(&mut line).expect("it says where it is");
        Load(child)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn open(home: &Home, arguments: &[&str]) -> Terminal {
    let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    Terminal::open(home, &Launch { program: PathBuf::from(PROGRAM), size: (120, 40), arguments, variables: Vec::new() })
}

/// The share of a core that the process `pid` takes in the time to come.
fn watch(pid: u32, time: Duration) -> f64 {
    let before = run_time(pid);
    thread::sleep(time);
    share(before, run_time(pid), time)
}

fn share(before: u64, after: u64, time: Duration) -> f64 {
    after.saturating_sub(before) as f64 / time.as_nanos() as f64 * 100.0
}

/// Nanoseconds that the threads of a process have run.
fn run_time(pid: u32) -> u64 {
    let of = |task: &u64| {
        let times = fs::read_to_string(format!("/proc/{pid}/task/{task}/schedstat")).ok()?;
        times.split(' ').next()?.parse::<u64>().ok()
    };
    tasks(pid).iter().filter_map(of).sum()
}

/// Voluntary context switches of every thread.
fn switches(pid: u32) -> HashMap<u64, u64> {
    let of = |task: u64| {
        let status = fs::read_to_string(format!("/proc/{pid}/task/{task}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        Some((task, line.trim().parse().ok()?))
    };
    tasks(pid).into_iter().filter_map(of).collect()
}

fn tasks(pid: u32) -> Vec<u64> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the program is running");
    tasks.filter_map(|task| task.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// Resident bytes.
fn memory(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the program is running");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the kernel says it");
    line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).expect("it is a number") * 1024.0
}
