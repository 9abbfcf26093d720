//! Running instances, and those who look at them.

use std::fs;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStderr, ChildStdout, Command as Process, Stdio};
use std::thread;

use promptbook::instances;
use promptbook::{Library, Options};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use serde_json::{Value, json};

use crate::Home;

/// A program that goes on until it is told to end.
pub struct Running {
    pub child: Child,
    pub out: BufReader<ChildStdout>,
    notes: BufReader<ChildStderr>,
}

impl Running {
    pub fn start(home: &Home, arguments: &[&str]) -> Result<Running> {
        let mut process = home.process();
        process.args(arguments).env("TMPDIR", home.folder.path());
        let mut child = process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let notes = BufReader::new(child.stderr.take().expect("it is piped"));
        Ok(Running { child, out, notes })
    }

    /// A load that can be looked at by now.
    pub fn load(home: &Home, arguments: &[&str]) -> Result<Running> {
        let mut load = Running::start(home, &[&["demo-load", "--reads-per-second", "200"], arguments].concat())?;
        let mut line = String::new();
        load.notes.read_line(&mut line)?;
        assert!(line.contains(&format!("Look at it with: promptbook top {}", load.pid())), "{line}");
        Ok(load)
    }

    pub fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// The next line of its answer, as JSON.
    fn json_line(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.out.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }

    pub fn signal(&self, signal: Signal) -> Result<()> {
        Ok(kill_process(Pid::from_child(&self.child), signal)?)
    }

    /// Waits for its end: its code, the rest of its answer and of its remarks.
    pub fn end(&mut self) -> Result<(Option<i32>, String, String)> {
        let (mut out, mut notes) = (String::new(), String::new());
        self.out.read_to_string(&mut out)?;
        self.notes.read_to_string(&mut notes)?;
        Ok((self.child.wait()?.code(), out, notes))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test that failed must not leave it behind; otherwise it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run_folder(home: &Home) -> std::path::PathBuf {
    home.at("state/promptbook/run")
}

/// Does `work` while this process serves the figures of the home's book, as a full screen would.
pub fn while_served(home: &Home, work: impl FnOnce(&Library, &tokio::runtime::Handle) -> Result<()>) -> Result<()> {
    let tasks = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let _inside = tasks.enter();
    let library = Library::open(home.book(), Options::with_state(home.at("state"))).expect("the book opens");
    tasks.block_on(library.list()).expect("the book is listed");
    let _served = instances::serve(&run_folder(home), &library, "~/data/promptbook/prompts").expect("it is served");
    work(&library, tasks.handle())
}

#[test]
fn two_instances_are_listed_and_the_end_of_the_one_that_is_followed_is_told() -> Result<()> {
    let home = Home::new()?;
    home.run(["top"]).fails(1, &["no promptbook of yours is running", "demo-load"]);
    let (mut first, second) = (Running::load(&home, &[])?, Running::load(&home, &[])?);
    let (one, other) = (first.pid(), second.pid());
    let listed = home.run(["top", "--list", "--json"]).json();
    let numbers: Vec<String> = listed.as_array().expect("a list").iter().map(|each| each["pid"].to_string()).collect();
    assert_eq!(numbers, [one.clone(), other.clone()]);
    assert_eq!(listed[0]["book"], "demo load");
    let table = home.run(["top", "--list"]);
    assert_eq!((table.code, table.text().lines().count(), table.notes.as_str()), (Some(0), 3, ""));
    home.run(["top"]).fails(3, &["2 promptbooks fit", &one, &other]);

    let mut top = Running::start(&home, &["top", &one, "--json"])?;
    for _ in 0..2 {
        let report = top.json_line()?;
        assert_eq!((&report["version"], report["pid"].to_string()), (&json!(2), one.clone()));
        assert_eq!(report["figures"]["prompts"], 1000);
        assert!(report["now"].as_f64() >= report["started"].as_f64() && report["events"].is_array());
    }
    first.signal(Signal::INT)?;
    assert_eq!(first.end()?.0, Some(130));
    let (code, _, notes) = top.end()?;
    assert_eq!(code, Some(0));
    assert!(notes.ends_with(&format!("promptbook {one} (demo load) has ended\n")), "{notes}");

    // Now there is no choice to be made.
    let mut top = Running::start(&home, &["top", "--json"])?;
    assert_eq!(top.json_line()?["pid"].to_string(), other);
    drop(top);
    home.run(["top", &one]).fails(1, &[&format!("no promptbook with the number {one} is running")]);
    second.signal(Signal::TERM)?;
    drop(second);
    Ok(())
}

#[test]
fn an_instance_that_was_stopped_is_named_and_listed_again_when_it_goes_on() -> Result<()> {
    let home = Home::new()?;
    let load = Running::load(&home, &[])?;
    load.signal(Signal::STOP)?;
    waitpid(Some(Pid::from_child(&load.child)), WaitOptions::UNTRACED)?;
    let said = home.run(["top", "--list"]);
    let named =
        format!("promptbook {} does not answer. If it was stopped, fg in its shell lets it go on\n", load.pid());
    assert_eq!((said.code, said.text(), said.notes.as_str()), (Some(0), "", named.as_str()));
    home.run(["top"]).fails(1, &[named.trim()]);
    load.signal(Signal::CONT)?;
    let said = home.run(["top", "--list"]);
    assert!(said.text().contains(&load.pid()) && said.notes.is_empty(), "{}", said.notes);
    Ok(())
}

#[test]
fn an_instance_is_chosen_by_its_book() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    while_served(&home, |_, _| {
        let number = json!(std::process::id());
        for arguments in [&["top", "data/promptbook/prompts"][..], &["top", "--book", "data/promptbook/prompts"]] {
            let mut top = Running::start(&home, &[arguments, &["--json"]].concat())?;
            assert_eq!(top.json_line()?["pid"], number, "{arguments:?}");
        }
        home.run(["top", "data"]).fails(1, &["no promptbook of yours is running on data"]);
        Ok(())
    })
}

#[test]
fn sockets_that_nobody_or_somebody_else_answers_are_refused_and_named() -> Result<()> {
    let home = Home::new()?;
    fs::create_dir_all(run_folder(&home))?;
    let mut dead = Process::new("true").spawn()?;
    dead.wait()?;
    let stale = run_folder(&home).join(format!("{}.sock", dead.id()));
    drop(UnixListener::bind(&stale)?);
    home.run(["top", &dead.id().to_string()]).fails(1, &["is gone without having tidied up"]);
    drop(UnixListener::bind(&stale)?);

    let own = std::process::id().to_string();
    let listener = UnixListener::bind(run_folder(&home).join(format!("{own}.sock")))?;
    let playing = thread::spawn(move || -> Result<()> {
        for _ in 0..2 {
            // The client may close before it has heard everything.
            let _ = listener.accept()?.0.write_all(b"220 \x1b]0;owned\x07 ESMTP\n");
        }
        Ok(())
    });
    let said = home.run(["top", "--list"]);
    assert_eq!((said.code, said.text()), (Some(0), ""));
    assert!(said.notes.contains(&format!("what promptbook {own} answers is no report")), "{}", said.notes);
    assert!(!stale.exists());
    home.run(["top", &own]).fails(1, &["is no report"]);
    playing.join().expect("the player does not panic")
}

#[test]
fn stats_that_are_watched_are_lines_and_end_quietly_with_their_reader() -> Result<()> {
    let home = Home::with(&[("a.md", "1234"), ("写作/b.md", "56")])?;
    let mut stats = Running::start(&home, &["stats", "--watch", "--json"])?;
    let first = stats.json_line()?;
    assert_eq!((&first["misses"], &first["figures"]["prompts"]), (&json!(2), &json!(2)));
    assert_eq!(first["book"], "~/data/promptbook/prompts");
    assert_eq!(stats.json_line()?["misses"], 0);
    let Running { child, out, notes } = &mut stats;
    // The pipe is closed by putting another in its place.
    let mut other = Process::new("true").stdout(Stdio::piped()).spawn()?;
    *out = BufReader::new(other.stdout.take().expect("it is piped"));
    other.wait()?;
    let mut said = String::new();
    notes.read_to_string(&mut said)?;
    assert_eq!((child.wait()?.code(), said.as_str()), (Some(0), ""));
    Ok(())
}

#[test]
fn stats_are_watched_as_a_table_until_ctrl_c() -> Result<()> {
    let home = Home::with(&[("a.md", "1234")])?;
    let mut stats = Running::start(&home, &["stats", "--watch"])?;
    let mut lines = [String::new(), String::new(), String::new()];
    for line in &mut lines {
        stats.out.read_line(line)?;
    }
    let [header, first, second] = &lines;
    assert!(header.starts_with("time ") && header.contains("reads/s"), "{header}");
    let widths = lines.each_ref().map(|line| line.chars().count());
    assert!(widths.iter().all(|width| *width == widths[0]), "{lines:?}");
    // What happens in a second cannot be told of the first line.
    assert!(first.contains('—') && second.split_whitespace().any(|cell| cell == "0"), "{lines:?}");
    stats.signal(Signal::INT)?;
    assert_eq!(stats.child.wait()?.signal(), Some(2));
    Ok(())
}

#[test]
fn stats_that_are_watched_follow_an_instance_on_the_same_book() -> Result<()> {
    let home = Home::with(&[("a.md", "1234")])?;
    while_served(&home, |_, _| {
        let mut stats = Running::start(&home, &["stats", "--watch", "--json"])?;
        assert_eq!(stats.json_line()?["pid"], std::process::id());
        drop(stats);
        fs::create_dir(home.at("other"))?;
        let mut stats = Running::start(&home, &["stats", "--watch", "--json", "--book", "other"])?;
        assert_eq!(stats.json_line()?["pid"].to_string(), stats.pid());
        Ok(())
    })
}
