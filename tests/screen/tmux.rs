//! Hostile names and contents in a real terminal that has a clipboard and a title: tmux, which obeys what it is sent.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::hostile::SEQUENCES;
use crate::support::home::Home;

/// Far more than it needs, also on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// A tmux of its own with one pane, which accepts every clipboard and title that it is sent.
struct Pane {
    socket: PathBuf,
    home: Home,
}

impl Pane {
    /// A pane that runs `command`, or none where there is no tmux.
    fn running(home: Home, command: &[&OsStr]) -> Option<Pane> {
        if Command::new("tmux").arg("-V").output().is_err() {
            // Past the capture of test output, so that nobody takes a skipped check for one that passed.
            let skipped = "SKIPPED: hostile names and contents in a real tmux pane, because tmux is not installed\n";
            let _ = fs::write("/dev/stderr", skipped);
            return None;
        }
        let pane = Pane { socket: home.path().join("tmux"), home };
        pane.tmux(&["new-session", "-d", "-x", "100", "-y", "30", "-s", "keeper", "cat"]);
        for option in ["set-clipboard on", "allow-rename on", "set-titles on", "allow-passthrough on"] {
            let (name, value) = option.split_once(' ').expect("two words");
            pane.tmux(&["set-option", "-g", name, value]);
        }
        let mut start = pane.command();
        start.args(["new-session", "-d", "-x", "100", "-y", "30", "-s", "pane", "env", "-i"]);
        start.args(pane.home.variables().into_iter().map(|(name, value)| format!("{name}={value}")));
        start.args(command);
        let started = start.output().expect("tmux runs");
        assert!(started.status.success(), "{started:?}");
        Some(pane)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").arg("-S").arg(&self.socket).args(["-f", "/dev/null"]);
        command
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().expect("tmux runs")
    }

    fn picture(&self) -> String {
        String::from_utf8_lossy(&self.tmux(&["capture-pane", "-p", "-t", "pane"]).stdout).into_owned()
    }

    /// Asks tmux again and again: it tells nobody when the picture changes.
    fn until(&self, what: &str, holds: impl Fn(&Pane) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {what}:\n{}", self.picture());
        }
    }

    fn wait_for(&self, text: &str) {
        self.until(&format!("{text:?}"), |pane| pane.picture().contains(text));
    }

    fn key(&self, key: &str) {
        self.tmux(&["send-keys", "-t", "pane", key]);
    }

    fn clipboard(&self) -> Option<String> {
        let shown = self.tmux(&["show-buffer"]);
        shown.status.success().then(|| String::from_utf8_lossy(&shown.stdout).into_owned())
    }

    fn names(&self) -> String {
        let shown = self.tmux(&["display-message", "-p", "-t", "pane", "#{pane_title} #{window_name}"]);
        String::from_utf8_lossy(&shown.stdout).trim_end().to_owned()
    }
}

impl Drop for Pane {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn home() -> Home {
    let text = SEQUENCES.join("\n");
    let header = "---\ntitle: \"\\e]0;hostile title\\a\\e]52;c;aG9zdGlsZQ==\\a\"\ntags: [\"\\e]2;hostile\\a\"]\n---\n";
    let home = Home::with(&[("a.md", "Harmless.\n"), ("z.md", &format!("{header}{text}\nThe end.\n"))]);
    for (n, sequence) in SEQUENCES.iter().enumerate() {
        let name = sequence.replace('/', "");
        home.put(&format!("{name}{n}/{name}.md"), format!("Named {n}.\n"));
    }
    home
}

#[test]
fn in_a_tmux_pane_hostile_names_and_contents_leave_the_clipboard_and_the_title_alone() {
    let program = OsStr::new(env!("CARGO_BIN_EXE_promptbook"));
    let Some(pane) = Pane::running(home(), &[program]) else { return };
    pane.wait_for("8 prompts");
    pane.until("the program's own title", |pane| pane.names().starts_with("promptbook "));
    let names = pane.names();
    // Every name, every preview, the panes that list names, and the end of the program, which gives the title back.
    for _ in 0..3 * SEQUENCES.len() {
        pane.key("Down");
    }
    pane.wait_for("Named 4.");
    pane.key("Up");
    pane.wait_for("The end.");
    for (key, shown) in [("M", "Snapshot cache"), ("Escape", "The end."), ("L", "[Messages]"), ("Escape", "The end.")] {
        pane.key(key);
        pane.wait_for(shown);
    }
    assert_eq!((pane.clipboard(), pane.names()), (None, names));
    pane.key("q");
    pane.until("the program to end", |pane| !pane.tmux(&["has-session", "-t", "pane"]).status.success());
    assert_eq!(pane.clipboard(), None);
}

#[test]
fn in_a_tmux_pane_a_command_prints_hostile_contents_without_touching_the_clipboard_or_the_title() {
    let program = OsStr::new(env!("CARGO_BIN_EXE_promptbook"));
    let script =
        "\"$0\" list; \"$0\" show z.md; \"$0\" show nothing$(printf '\\033]52;c;aG9zdGlsZQ==\\007'); echo DONE; cat";
    let shell = ["sh", "-c", script].map(OsStr::new);
    let command: Vec<&OsStr> = shell.into_iter().chain([program]).collect();
    let Some(pane) = Pane::running(home(), &command) else { return };
    pane.wait_for("DONE");
    assert_eq!(pane.clipboard(), None);
    assert!(!pane.names().contains("hostile"), "{}", pane.names());
}

#[test]
fn in_a_tmux_pane_the_same_bytes_printed_raw_set_both() {
    let home = home();
    let raw = OsStr::new("cat \"$0\"; echo DONE; cat");
    let file = home.book().join("z.md");
    let shell = ["sh", "-c"].map(OsStr::new);
    let command: Vec<&OsStr> = shell.into_iter().chain([raw, file.as_os_str()]).collect();
    let Some(pane) = Pane::running(home, &command) else { return };
    pane.wait_for("DONE");
    assert_eq!(pane.clipboard().as_deref(), Some("hostile"), "else the tests above could not fail");
    assert!(pane.names().starts_with("hostile title"), "{}", pane.names());
}
