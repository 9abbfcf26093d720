//! A command that gets a text on standard input and whose output is shown while it comes.
//!
//! ```text
//!  text ──writer thread──► stdin ┐          ┌ stdout ──reader thread──► Msg::Piped
//!                                ├ command ─┤
//!                                ┘          └ stderr ──reader thread──► Msg::Piped
//! ```
//!
//! Each stream has a thread of its own, so that neither side waits for the other however much there is. The command has
//! a process group of its own: what it has started ends with it, and Ctrl+C of the terminal is not its business.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use tokio::sync::mpsc::UnboundedSender;

use crate::tui::message::Msg;
use crate::tui::model::pipe::{News, Stream, Went};

/// The most bytes of one stream that are passed on; the rest is read, so that the command goes on, and dropped.
const MOST: usize = 8 * 1024 * 1024;

/// How long output is waited for once the command has ended: what it left in the background may hold its streams open.
const AFTERWARDS: Duration = Duration::from_millis(500);

/// How long a command may take to end once it is asked to, when the program itself is about to.
const GRACE: Duration = Duration::from_millis(150);

/// A command that was started. It ends with this.
pub(super) struct Run {
    pub(super) number: u64,
    /// Its process group for as long as its number is not given to another.
    group: Arc<Mutex<Option<Pid>>>,
    /// Hangs up when the command has ended.
    ended: Receiver<()>,
}

impl Run {
    /// Starts `words`, gives it `text`, and sends what it says as that of the run `number`.
    pub(super) fn start(
        number: u64,
        words: &[String],
        text: Arc<Vec<u8>>,
        sender: UnboundedSender<Msg>,
    ) -> Option<Run> {
        // The loop is gone only when the program ends.
        let tell = move |news| _ = sender.send(Msg::Piped(number, news));
        let failed = |why: String| News::Ended(why, Went::Unstarted);
        let [program, arguments @ ..] = words else {
            tell(failed("there is no command".to_owned()));
            return None;
        };
        let started = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) => {
                tell(failed(match error.kind() {
                    ErrorKind::NotFound => format!("{program} was not found: is it installed, and in PATH?"),
                    ErrorKind::PermissionDenied => format!("{program} may not be run: it is not executable"),
                    _ => format!("{program} could not be started: {error}"),
                }));
                return None;
            }
        };
        let group = Arc::new(Mutex::new(i32::try_from(child.id()).ok().and_then(Pid::from_raw)));
        let (finished, streams) = channel();
        if let Some(mut input) = child.stdin.take() {
            thread::spawn(move || {
                // A command need not read all of it; head does not. Dropping it says that there is no more.
                let _ = input.write_all(&text);
            });
        }
        if let Some(out) = child.stdout.take() {
            pass_on(out, Stream::Out, tell.clone(), finished.clone());
        }
        if let Some(err) = child.stderr.take() {
            pass_on(err, Stream::Err, tell.clone(), finished.clone());
        }
        drop(finished);
        let (hold, ended) = channel();
        let known = Arc::clone(&group);
        thread::spawn(move || {
            let _hold: Sender<()> = hold;
            let pid = *known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(pid) = pid {
                // Not reaped yet, so that nobody else can have its number while it may be signalled.
                while matches!(
                    waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT),
                    Err(rustix::io::Errno::INTR)
                ) {}
            }
            let status = {
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                *known = None;
                child.wait()
            };
            // Both streams, unless something that it left behind holds them open.
            for _ in 0..2 {
                let _ = streams.recv_timeout(AFTERWARDS);
            }
            tell(match status {
                Ok(status) => News::Ended(said(status), if status.success() { Went::Well } else { Went::Badly }),
                Err(error) => News::Ended(format!("it is not known how it ended: {error}"), Went::Badly),
            });
        });
        Some(Run { number, group, ended })
    }

    /// Asks it to end, or ends it.
    pub(super) fn stop(&self, harshly: bool) {
        let group = self.group.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(group) = *group {
            let signal = if harshly { Signal::KILL } else { Signal::TERM };
            // It may have ended in this moment.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let runs = self.group.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if runs {
            self.stop(false);
            let _ = self.ended.recv_timeout(GRACE);
            self.stop(true);
        }
    }
}

/// Passes on what comes from `source` until it ends.
fn pass_on(
    mut source: impl Read + Send + 'static,
    stream: Stream,
    tell: impl Fn(News) + Send + 'static,
    finished: Sender<()>,
) {
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        let mut passed = 0;
        let mut dropped = 0_u64;
        loop {
            match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    let room = count.min(MOST - passed);
                    if room > 0 {
                        tell(News::Said(stream, buffer[..room].to_vec()));
                    }
                    passed += room;
                    dropped += (count - room) as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        if dropped > 0 {
            let text = format!("\n{dropped} bytes more were said than are kept here\n");
            tell(News::Said(Stream::Err, text.into_bytes()));
        }
        // Nobody waits any more where the command has ended long ago.
        let _ = finished.send(());
    });
}

fn said(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended: exit status {code}"),
        (None, Some(signal)) => format!("ended by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    fn start(words: &[&str], text: Vec<u8>) -> (Option<Run>, UnboundedReceiver<Msg>) {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (sender, receiver) = unbounded_channel();
        (Run::start(1, &words, Arc::new(text), sender), receiver)
    }

    /// What was said on each stream, and how it ended.
    fn heard(receiver: &mut UnboundedReceiver<Msg>) -> (Vec<u8>, Vec<u8>, String, Went) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        while let Some(msg) = receiver.blocking_recv() {
            match msg {
                Msg::Piped(_, News::Said(Stream::Out, bytes)) => out.extend(bytes),
                Msg::Piped(_, News::Said(Stream::Err, bytes)) => err.extend(bytes),
                Msg::Piped(_, News::Ended(how, went)) => return (out, err, how, went),
                _ => {}
            }
        }
        panic!("it never ended");
    }

    #[test]
    fn ten_megabytes_go_in_while_they_come_out() {
        let text: Vec<u8> = (0..10_000_000_u32).map(|n| (n % 251) as u8).collect();
        let (_run, mut receiver) = start(&["cat"], text.clone());
        let (out, err, how, went) = heard(&mut receiver);
        assert!(out == text[..MOST], "{} bytes", out.len());
        assert!(String::from_utf8_lossy(&err).contains("1611392 bytes more"), "{}", String::from_utf8_lossy(&err));
        assert_eq!((how.as_str(), went), ("ended: exit status 0", Went::Well));
    }

    #[test]
    fn a_command_that_does_not_read_its_input_ends_as_it_wants() {
        let (_run, mut receiver) = start(&["sh", "-c", "echo no >&2; exit 3"], vec![b'x'; 1_000_000]);
        let (out, err, how, went) = heard(&mut receiver);
        assert_eq!((out, err, how.as_str(), went), (vec![], b"no\n".to_vec(), "ended: exit status 3", Went::Badly));
    }

    #[test]
    fn a_command_that_is_not_there_is_named() {
        let (run, mut receiver) = start(&["promptbook-no-such-command"], Vec::new());
        assert!(run.is_none());
        let (.., why, went) = heard(&mut receiver);
        assert!(why.contains("promptbook-no-such-command was not found"), "{why}");
        assert_eq!(went, Went::Unstarted);
    }

    #[test]
    fn a_command_and_what_it_started_are_stopped_together() {
        let (run, mut receiver) = start(&["sh", "-c", "echo up; sleep 600 & wait"], Vec::new());
        let run = run.expect("it was started");
        assert!(matches!(receiver.blocking_recv(), Some(Msg::Piped(_, News::Said(Stream::Out, _)))));
        run.stop(false);
        let (.., how, went) = heard(&mut receiver);
        assert_eq!((how.as_str(), went), ("ended by signal 15", Went::Badly));
    }

    #[test]
    fn a_command_that_will_not_end_is_ended_with_the_program() {
        let (run, mut receiver) = start(&["sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"], Vec::new());
        assert!(matches!(receiver.blocking_recv(), Some(Msg::Piped(_, News::Said(Stream::Out, _)))));
        drop(run);
        assert_eq!(heard(&mut receiver).2, "ended by signal 9");
    }

    #[test]
    fn what_a_command_leaves_in_the_background_does_not_keep_it_from_ending() {
        let (_run, mut receiver) = start(&["sh", "-c", "sleep 5 & echo done"], Vec::new());
        let before = std::time::Instant::now();
        assert_eq!(heard(&mut receiver).0, b"done\n");
        assert!(before.elapsed() < Duration::from_secs(4));
    }
}
