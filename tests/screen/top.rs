//! The figures of other promptbooks, on a screen of their own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::check::{plain, variable};
use crate::support::home::Home;
use crate::support::{FRAME_END, Launch, Terminal, text_of};

const PROGRAM: &str = env!("CARGO_BIN_EXE_promptbook");

/// A load that goes on until this is dropped.
struct Load(Child);

impl Load {
    /// One that can be looked at by now.
    fn start(home: &Home) -> Load {
        let mut command = Command::new(PROGRAM);
        command.args(["demo-load", "--seconds", "3600", "--reads-per-second", "200"]);
        command.env_clear().envs(home.variables()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let notes = child.stderr.take().expect("it is piped");
        BufReader::new(notes).read_line(&mut line).expect("it can be read");
        assert!(line.contains("Look at it with"), "{line}");
        Load(child)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn top(home: &Home) -> Terminal {
    let arguments = vec!["top".to_owned()];
    Terminal::open(home, &Launch { program: PROGRAM.into(), size: (100, 24), arguments, variables: Vec::new() })
}

fn ended(mut terminal: Terminal) {
    terminal.type_text("q");
    terminal.wait("the program to end", |state| state.ended.then_some(()));
}

#[test]
fn of_two_that_run_one_is_chosen_then_the_other_and_the_end_of_one_is_told() {
    let home = Home::new();
    let (first, second) = (Load::start(&home), Load::start(&home));
    let mut top = top(&home);
    for pid in [first.0.id(), second.0.id()] {
        top.wait_for(&format!(" {pid} "));
    }
    top.key("Enter");
    top.wait_for(&format!("process {}, 2 of 2", second.0.id()));
    top.wait_for("Hit rate");
    top.key("Tab");
    top.wait_for(&format!("process {}, 1 of 2", first.0.id()));
    let pid = first.0.id();
    drop(first);
    top.wait_for(&format!("promptbook {pid} (demo load) has ended. Tab follows another one, q quits"));
    top.wait_for("Hit rate");
    top.key("Tab");
    top.wait_for(&format!("process {}", second.0.id()));
    top.wait_for("following");
    ended(top);
}

#[test]
fn a_load_and_a_look_at_it_can_be_started_by_one_line() {
    let home = Home::new();
    let folder = std::path::Path::new(PROGRAM).parent().expect("the program lies in a folder").display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    // As in a shell that a person types into, each has a process group of its own.
    let line = "set -m; promptbook demo-load --seconds 4 & promptbook top";
    let launch = Launch {
        program: "/bin/bash".into(),
        size: (100, 30),
        arguments: vec!["-c".to_owned(), line.to_owned()],
        variables: vec![("PATH".to_owned(), path)],
    };
    let mut terminal = Terminal::open(&home, &launch);
    terminal.wait_for("demo load  process");
    terminal.wait_for("has ended. Tab follows another one");
    // Whatever the load had to say would have been written before its socket went.
    let text = text_of(terminal.state().parser.screen());
    for part in ["Look at it with", "outside"] {
        assert!(!text.contains(part), "{part} lies over the screen:\n{text}");
    }
    terminal.type_text("q");
    terminal.wait("the line to end", |state| state.ended.then_some(()));
}

#[test]
fn figures_draw_no_frame_of_their_own_while_somebody_types() {
    let home = Home::new();
    let _load = Load::start(&home);
    let mut top = top(&home);
    top.wait_for("following");
    top.wait_for("since start");
    let frames = |top: &Terminal, from: usize| {
        top.state().raw[from..].windows(FRAME_END.len()).filter(|window| *window == FRAME_END).count()
    };
    // Long enough for several reports.
    let end = Instant::now() + Duration::from_millis(3_300);
    let (mut keys, mut from) = (0, None);
    while Instant::now() < end {
        let seen = frames(&top, 0);
        // The first one begins the stretch in which figures have to wait.
        from.get_or_insert(seen);
        top.key(if keys % 2 == 0 { "↓" } else { "↑" });
        keys += 1;
        top.wait("the frame after the key", |state| {
            let now = state.raw.windows(FRAME_END.len()).filter(|window| *window == FRAME_END).count();
            (now > seen).then_some(())
        });
    }
    let drawn = frames(&top, 0) - from.expect("a key was pressed");
    assert!(keys > 10, "{keys}");
    assert!(drawn <= keys + 1, "{drawn} frames for {keys} keys: reports drew some of them");
    ended(top);
}

#[test]
fn the_snapshot_that_a_screen_keeps_while_an_editor_runs_is_told_with_its_holder() {
    let home = Home::with(&[("a.md", "A.\n"), ("x.md", "Text.\n")]);
    home.script("waits", "while [ ! -e \"$HOME/done\" ]; do sleep 0.05; done");
    let editor = variable("EDITOR", home.path().join("bin/waits"));
    let mut screen = home.open(&Launch { variables: vec![editor], ..plain() });
    screen.wait_for("x.md");
    screen.wait_for("A.");
    screen.key("E");
    let mut command = Command::new(PROGRAM);
    let pid = screen.child.process_id().expect("it runs").to_string();
    command.args(["top", &pid, "--json"]).env_clear().envs(home.variables());
    let mut following = Load(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts"));
    let lines = BufReader::new(following.0.stdout.take().expect("it is piped")).lines();
    // Another program makes the snapshot on the screen an old one.
    let mut told = false;
    for (number, line) in lines.enumerate().take(20) {
        home.put("x.md", format!("Changed {number}.\n"));
        let report: serde_json::Value = serde_json::from_str(&line.expect("it reports")).expect("it is JSON");
        told = report["figures"]["old_snapshots"]["holders"].to_string().contains("\"editor\",1");
        if told {
            break;
        }
    }
    assert!(told, "no report names the editor");
    home.write("done".as_ref(), "");
    screen.wait_for("promptbook");
    screen.quit();
}
