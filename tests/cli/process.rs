//! What a process owes its shell: exit codes, pipes, signals, help.

use std::fs;
use std::io::{Read, Result, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command as Process, Stdio};

use crate::{Home, PROGRAM};

#[test]
fn wrong_usage_has_its_own_code() -> Result<()> {
    let home = Home::with(&[])?;
    home.run(["show"]).fails(2, &["NAME"]);
    home.run(["list", "--nope"]).fails(2, &["--nope"]);
    home.run([".", "list"]).fails(2, &["give the folder once"]);
    home.run([".", "--book", "."]).fails(2, &["give the folder once"]);
    home.run(["--book", "", "list"]).fails(2, &["--book"]);
    Ok(())
}

#[test]
fn help_and_version_are_answers() -> Result<()> {
    let home = Home::new()?;
    let (short, long) = (home.run(["-h"]), home.run(["--help"]));
    assert_eq!((short.code, long.code), (Some(0), Some(0)));
    assert!(!short.text().contains("Examples:") && long.text().contains("Examples:"));
    assert!(long.text().contains("./list") && long.text().contains("3 the name is ambiguous"));
    assert_eq!(home.run(["--version"]).text(), format!("promptbook {}\n", env!("CARGO_PKG_VERSION")));
    Ok(())
}

#[test]
fn a_reader_that_goes_away_ends_a_command_quietly() -> Result<()> {
    let home = Home::with(&[("a.md", &"x".repeat(1 << 20))])?;
    for arguments in [&["show", "a"][..], &["list"], &["show", "a", "--json"], &["--help"], &["stats"]] {
        let mut child = home.process().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        drop(child.stdout.take());
        let mut notes = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut notes)?;
        assert_eq!((child.wait()?.code(), notes.as_str()), (Some(0), ""), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn an_output_that_is_full_is_a_failure() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    // Only some systems have such a device.
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return Ok(()) };
    let output = home.process().args(["show", "a"]).stdout(full).output()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("could not write to standard output"));
    Ok(())
}

#[test]
fn a_prompt_beyond_the_limit_of_file_sizes_is_refused_and_nothing_is_left_of_it() -> Result<()> {
    let home = Home::with(&[("a.md", "old")])?;
    let text = "x".repeat(4 << 20);
    let mut shell = Process::new("sh");
    shell.args(["-c", "ulimit -f 1024; exec \"$0\" new big --from -", PROGRAM]).current_dir(home.book());
    for (name, value) in home.process().get_envs() {
        value.map(|value| shell.env(name, value));
    }
    let mut child = shell.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    child.stdin.take().expect("it is piped").write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    let notes = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{:?} {notes}", output.status);
    assert!(notes.contains("ulimit -f"), "{notes}");
    assert_eq!(fs::read_dir(home.book())?.count(), 1, "nothing was made and nothing stays behind");
    Ok(())
}

#[test]
fn ctrl_c_ends_a_command_whose_reader_waits() -> Result<()> {
    let home = Home::with(&[("a.md", &"x".repeat(4 << 20))])?;
    let mut child = home.process().args(["show", "a"]).stdout(Stdio::piped()).spawn()?;
    let mut out = child.stdout.take().expect("it is piped");
    // Its first byte is here, and a pipe holds far less than the rest.
    out.read_exact(&mut [0])?;
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT)?;
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait()));
    let ended = told.recv_timeout(std::time::Duration::from_secs(60));
    // Should the signal be ignored, the command ends by this instead of staying behind.
    drop(out);
    // Ended by the signal itself: a shell reports 130, and ends the loop that the command was in.
    assert_eq!(ended.expect("the signal ends it")?.signal(), Some(2));
    Ok(())
}

#[test]
fn without_a_terminal_the_full_screen_names_pick_for_scripts() -> Result<()> {
    let home = Home::with(&[("a.md", "A")])?;
    home.run::<&str>([]).fails(2, &["x=$(promptbook pick)", "promptbook list, show, render"]);
    Ok(())
}
