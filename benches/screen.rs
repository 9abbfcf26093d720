//! What a person feels, measured from outside: the optimised program in a pseudo-terminal of 200x60 cells, on a book of
//! 10 000 generated prompts. `cargo bench --bench screen`; with `-- --quick` a short run.
//!
//! A frame has come when its last byte has come, which ends the synchronized update it is drawn in. Times therefore
//! include the pseudo-terminal and the wake-ups of two processes.

#[path = "../tests/support/books.rs"]
mod books;
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use support::home::Home;
use support::{FRAME_END, Launch, State, Terminal, text_of};

/// Prompts in the book.
const PROMPTS: usize = 10_000;

/// How much is measured.
struct Effort {
    starts: usize,
    keys: usize,
    idle: Duration,
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let effort = if quick {
        Effort { starts: 5, keys: 60, idle: Duration::from_secs(3) }
    } else {
        Effort { starts: 20, keys: 320, idle: Duration::from_secs(10) }
    };
    let home = Home::new();
    books::write(&home.path().join("prompts"), PROMPTS);
    let launch = Launch {
        program: PathBuf::from(env!("CARGO_BIN_EXE_promptbook")),
        size: (200, 60),
        arguments: vec!["prompts".to_owned()],
        variables: Vec::new(),
    };
    let mut table = Table::default();
    starts(&home, &launch, &effort, &mut table);
    let mut terminal = Terminal::open(&home, &launch);
    listed(&terminal);
    // The figures of the strip would move by themselves.
    terminal.key("K");
    quiet(&terminal);
    keys(&mut terminal, &effort, &mut table);
    idle(&terminal, &effort, &mut table);
    memory(&mut terminal, &mut table);
    leave(terminal);
    println!("{PROMPTS} prompts, 200x60 cells, {} starts, {} keys of each kind\n", effort.starts, effort.keys);
    table.print();
}

/// From the start of the process to the first frame and to the complete list.
fn starts(home: &Home, launch: &Launch, effort: &Effort, table: &mut Table) {
    let mut first = Vec::new();
    let mut complete = Vec::new();
    for _ in 0..effort.starts {
        let terminal = Terminal::open(home, launch);
        let shown = terminal.wait("the first frame", |state| frame_end(state, 0));
        first.push(shown - terminal.started);
        complete.push(listed(&terminal) - terminal.started);
        let text = text_of(terminal.state().parser.screen());
        assert!(text.contains("promptbook"), "that was no frame of promptbook:\n{text}");
        leave(terminal);
    }
    table.add("first frame, median", percentile(&mut first, 50), Some(30.0));
    table.add("first frame, slowest", percentile(&mut first, 100), Some(30.0));
    table.add("list complete, median", percentile(&mut complete, 50), None);
}

/// From a key to the frame that follows it, and to the last frame that it causes.
fn keys(terminal: &mut Terminal, effort: &Effort, table: &mut Table) {
    let down = vec!["\x1b[B".to_owned(); effort.keys];
    measure("↓ in the list", None, terminal, &down, table);

    terminal.key("/");
    terminal.wait_for("clear, then leave");
    quiet(terminal);
    let words = ["review 012", "周报", "#摘要 论文", "letter", "in:code rev"];
    let typed = words.iter().flat_map(|word| {
        let back = word.chars().map(|_| "\x7f".to_owned());
        word.chars().map(String::from).chain(back)
    });
    let typed: Vec<String> = typed.cycle().take(effort.keys).collect();
    measure("letter in the filter", Some(10.0), terminal, &typed, table);
    terminal.key("Esc");
    quiet(terminal);
    terminal.key("Esc");
    quiet(terminal);

    terminal.key("e");
    terminal.wait_for("2 Edit");
    quiet(terminal);
    let text = "Write what you mean, 写清楚你的意思。 ";
    let typed: Vec<String> = text.chars().cycle().take(effort.keys).map(String::from).collect();
    measure("letter in the editor", None, terminal, &typed, table);
    // Taken back, so that nothing is asked at the end.
    terminal.send("\x7f".repeat(effort.keys).as_bytes());
    terminal.wait_until("the draft to be as it was", |screen| !text_of(screen).contains("1 draft"));
    terminal.key("Esc");
    quiet(terminal);
}

/// Presses `keys` one by one, each when all that the one before caused is over, for which `all` milliseconds are allowed.
fn measure(what: &str, all: Option<f64>, terminal: &mut Terminal, keys: &[String], table: &mut Table) {
    let mut first = Vec::new();
    let mut last = Vec::new();
    for key in keys {
        let seen = terminal.state().raw.len();
        let pressed = Instant::now();
        terminal.send(key.as_bytes());
        let shown = terminal.wait("the frame after a key", |state| frame_end(state, seen));
        first.push(shown.saturating_duration_since(pressed));
        last.push(quiet(terminal).saturating_duration_since(pressed));
    }
    table.add(&format!("{what}, p50"), percentile(&mut first, 50), Some(3.0));
    table.add(&format!("{what}, p99"), percentile(&mut first, 99), Some(16.0));
    table.add(&format!("{what}, all that follows, p50"), percentile(&mut last, 50), all);
    table.add(&format!("{what}, all that follows, p99"), percentile(&mut last, 99), None);
}

/// What the program does while nobody does anything.
fn idle(terminal: &Terminal, effort: &Effort, table: &mut Table) {
    let Some(id) = terminal.child.process_id().filter(|_| cfg!(target_os = "linux")) else {
        println!("CPU ticks and memory are read from /proc, which only Linux has");
        return;
    };
    // The last message goes after some seconds, which is a frame.
    std::thread::sleep(Duration::from_secs(6));
    quiet(terminal);
    let before = (ticks(id), switches(id));
    std::thread::sleep(effort.idle);
    let after = (ticks(id), switches(id));
    let seconds = effort.idle.as_secs();
    table.row(format!("CPU ticks in {seconds} s of idling"), (after.0 - before.0) as f64, "", Some(0.0));
    // A thread that ended meanwhile was idle for long.
    let switched: u64 = after.1.iter().map(|(task, now)| now - before.1.get(task).copied().unwrap_or(0)).sum();
    table.row(format!("voluntary context switches in {seconds} s"), switched as f64, "", None);
}

/// What is resident besides the texts in the cache.
fn memory(terminal: &mut Terminal, table: &mut Table) {
    let Some(id) = terminal.child.process_id().filter(|_| cfg!(target_os = "linux")) else { return };
    terminal.key("M");
    let cached = terminal.wait("the size of the cache", |state| cached(&text_of(state.parser.screen())));
    terminal.key("Esc");
    let resident = number(&proc(&format!("{id}/status")), "VmRSS:") * 1024.0;
    table.row("texts in the cache".into(), cached / 1e6, "MB", None);
    table.row("resident memory beyond them".into(), (resident - cached) / 1e6, "MB", Some(30.0));
}

/// When the first frame after `seen` bytes was complete.
fn frame_end(state: &State, seen: usize) -> Option<Instant> {
    let new = &state.raw[seen..];
    let end = seen + new.windows(FRAME_END.len()).position(|window| window == FRAME_END)? + FRAME_END.len();
    state.arrivals.iter().find(|(_, bytes)| *bytes >= end).map(|(at, _)| *at)
}

/// Waits until the list is complete; returns when it was.
fn listed(terminal: &Terminal) -> Instant {
    terminal.wait("the list to be complete", |state| {
        let text = text_of(state.parser.screen());
        let complete = text.contains("10 000 prompts") && !text.contains("reading") && !text.contains("Reading");
        complete.then(|| state.arrivals.last().map(|(at, _)| *at))?
    })
}

/// Waits until nothing has come for a while; returns when the last frame was complete.
fn quiet(terminal: &Terminal) -> Instant {
    const WHILE: Duration = Duration::from_millis(25);
    loop {
        let last = terminal.state().arrivals.last().map_or(terminal.started, |(at, _)| *at);
        let left = WHILE.saturating_sub(last.elapsed());
        if left.is_zero() {
            return last;
        }
        std::thread::sleep(left);
    }
}

fn leave(mut terminal: Terminal) {
    terminal.type_text("q");
    terminal.wait("the program to end", |state| state.ended.then_some(()));
}

fn proc(path: &str) -> String {
    std::fs::read_to_string(format!("/proc/{path}")).expect("the program is running")
}

/// User and system time in clock ticks.
fn ticks(id: u32) -> u64 {
    let stat = proc(&format!("{id}/stat"));
    // The name may hold anything, also spaces, but it ends at the last bracket.
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<u64>().expect("ticks are a number")).sum()
}

/// Voluntary context switches of every thread.
fn switches(id: u32) -> HashMap<u64, u64> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).expect("the program is running");
    let of = |task: u64| {
        let status = std::fs::read_to_string(format!("/proc/{id}/task/{task}/status")).ok()?;
        Some((task, number(&status, "voluntary_ctxt_switches:") as u64))
    };
    tasks.filter_map(|task| of(task.ok()?.file_name().to_str()?.parse().ok()?)).collect()
}

/// The number after `name` in a status file.
fn number(status: &str, name: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the kernel says it");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("it is a number")
}

/// The bytes of the texts in memory, as the metrics say it: `in memory: 1.2 MB of`.
fn cached(screen: &str) -> Option<f64> {
    let (_, after) = screen.split_once(" in memory: ")?;
    let mut words = after.split_whitespace();
    let number: f64 = words.next()?.parse().ok()?;
    let unit = match words.next()? {
        "B" => 1.0,
        "KB" => 1e3,
        "MB" => 1e6,
        _ => return None,
    };
    Some(number * unit)
}

/// The time that `percent` of the samples do not exceed, in milliseconds.
fn percentile(samples: &mut [Duration], percent: usize) -> f64 {
    samples.sort();
    let rank = (samples.len() * percent).div_ceil(100).max(1);
    samples[rank - 1].as_secs_f64() * 1e3
}

/// The figures, printed at the end.
#[derive(Default)]
struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    fn add(&mut self, figure: &str, milliseconds: f64, budget: Option<f64>) {
        self.row(figure.to_owned(), milliseconds, "ms", budget);
    }

    fn row(&mut self, figure: String, value: f64, unit: &str, budget: Option<f64>) {
        let digits = usize::from(!unit.is_empty()) * 2;
        let limit = budget.map_or(String::new(), |budget| format!("<= {budget} {unit}"));
        let verdict = budget.map_or("", |budget| if value <= budget { "ok" } else { "over" });
        self.rows.push([figure, format!("{value:.digits$} {unit}"), limit, verdict.to_owned()]);
    }

    fn print(&self) {
        println!("{:<44}{:>12}   {:<12}", "figure", "value", "budget");
        for [figure, value, limit, verdict] in &self.rows {
            println!("{figure:<44}{:>12}   {limit:<12}{verdict}", value.trim_end());
        }
    }
}
