//! The log: a file in the state folder, and the last lines in memory for the messages pane. Never the screen.
//!
//! Nothing is made before there is something to write, so a run in which all goes well leaves no trace.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustix::fs::Access;
use tokio::sync::watch;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber, level_filters::LevelFilter};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::prompt::sanitize::sanitize_line;

/// The log file is set aside at this size, and the one set aside before is dropped: 2 MiB in all.
const MAX_FILE: u64 = 1024 * 1024;

/// The most lines kept in memory; older ones are forgotten.
const KEPT: usize = 512;

/// The running log. What was logged is written when this is dropped.
pub struct Logs {
    /// The last lines, for whoever shows them.
    pub recent: Recent,
    /// Why the file cannot be written, as far as that can be told beforehand. The lines in memory are kept all the same.
    pub fault: Option<String>,
    _writer: WorkerGuard,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Counts up from 0.
    pub number: u64,
    /// When, by the wall clock.
    pub at: SystemTime,
    /// How much it matters.
    pub level: Level,
    /// What happened, safe to show.
    pub text: String,
}

/// Starts to log to `file`: warnings and errors, with `verbose` 1 what happens, with 2 or more every step.
pub fn init(file: &Path, verbose: u8) -> Logs {
    let recent = Recent::default();
    let fault = cannot_write(file);
    let writer = LogFile { path: file.to_owned(), faults: recent.clone(), failed: false };
    let (writer, guard) = NonBlockingBuilder::default().thread_name("log").finish(writer);
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let started = tracing_subscriber::registry()
        .with(Targets::new().with_default(LevelFilter::WARN).with_target("promptbook", level))
        .with(tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer))
        .with(recent.clone())
        .try_init();
    // Only a second start in one process fails; then the first one goes on.
    if let Err(error) = started {
        recent.push(Level::WARN, error.to_string());
    }
    Logs { recent, fault, _writer: guard }
}

/// The last lines of the log, in memory. Clones share them.
#[derive(Debug, Clone)]
pub struct Recent {
    lines: Arc<Mutex<VecDeque<LogLine>>>,
    count: watch::Sender<u64>,
}

impl Default for Recent {
    fn default() -> Recent {
        Recent { lines: Arc::default(), count: watch::Sender::new(0) }
    }
}

impl Recent {
    /// The lines from number `from` on, as far back as they are kept.
    pub fn since(&self, from: u64) -> Vec<LogLine> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().filter(|line| line.number >= from).cloned().collect()
    }

    /// A channel that shows the number of lines so far each time there is a new one.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.count.subscribe()
    }

    fn push(&self, level: Level, text: String) {
        let text = sanitize_line(&text).into_owned();
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let number = lines.back().map_or(0, |last| last.number + 1);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(LogLine { number, at: SystemTime::now(), level, text });
        drop(lines);
        // Not under the lock: a receiver that wakes up will want it.
        self.count.send_replace(number + 1);
    }
}

impl<S: Subscriber> Layer<S> for Recent {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut text = Text::default();
        event.record(&mut text);
        self.push(*event.metadata().level(), text.0);
    }
}

/// An event as one line: the message, then `name=value` for each further field.
#[derive(Default)]
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a String cannot fail.
        let _ = match field.name() {
            "message" => {
                let fields = std::mem::take(&mut self.0);
                write!(self.0, "{value:?}{fields}")
            }
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

/// The file behind the log. It is opened for each write, which are few, so that other processes may set it aside and
/// the user may remove it at any time.
struct LogFile {
    path: PathBuf,
    faults: Recent,
    failed: bool,
}

impl LogFile {
    fn append(&self, line: &[u8]) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        if fs::metadata(&self.path).is_ok_and(|file| file.len() + line.len() as u64 > MAX_FILE) {
            fs::rename(&self.path, self.path.with_extension("log.1"))?;
        }
        OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?.write_all(line)
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.append(line) {
            Ok(()) => self.failed = false,
            Err(error) if !self.failed => {
                self.failed = true;
                let text = format!("the log could not be written to {}: {error}", self.path.display());
                self.faults.push(Level::WARN, text);
            }
            Err(_) => {}
        }
        // The fault is reported above; the writer's own report would go to the screen.
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether `file` could not be written, judged without writing it: the nearest thing on its path that is there decides.
fn cannot_write(file: &Path) -> Option<String> {
    let there = file.ancestors().find(|path| path.exists())?;
    let because = |why: &str| Some(format!("the log cannot be written to {}: {why}", file.display()));
    if there == file && !file.is_file() {
        return because("it is no regular file; remove it");
    }
    if there != file && !there.is_dir() {
        return because(&format!("{} is no folder; remove it", there.display()));
    }
    match rustix::fs::access(there, Access::WRITE_OK) {
        Ok(()) => None,
        Err(error) => because(&format!("{}: {error}; check its permissions", there.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_memory_has_its_level_and_nothing_that_moves_a_cursor() {
        let recent = Recent::default();
        let news = recent.subscribe();
        let subscriber = tracing_subscriber::registry().with(recent.clone());
        tracing::subscriber::with_default(subscriber, || tracing::warn!(count = 3, "bad \u{1b}[2J name"));
        let lines = recent.since(0);
        assert_eq!((lines[0].level, lines[0].text.as_str()), (Level::WARN, "bad ␛[2J name count=3"));
        assert_eq!((*news.borrow(), recent.since(1).len()), (1, 0));
    }

    #[test]
    fn only_the_last_lines_are_kept_and_their_numbers_go_on() {
        let recent = Recent::default();
        for _ in 0..KEPT + 10 {
            recent.push(Level::INFO, "x".into());
        }
        let lines = recent.since(0);
        assert_eq!((lines.len(), lines[0].number), (KEPT, 10));
    }

    #[test]
    fn the_file_is_made_with_the_first_line_and_set_aside_when_it_is_full() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("state/promptbook.log");
        let mut file = LogFile { path: path.clone(), faults: Recent::default(), failed: false };
        assert!(!path.exists());
        let line = vec![b'x'; MAX_FILE as usize / 4];
        for _ in 0..20 {
            file.write_all(&line)?;
        }
        let size = |path: &Path| fs::metadata(path).map(|file| file.len());
        assert!(size(&path)? <= MAX_FILE && size(&path.with_extension("log.1"))? <= MAX_FILE);
        assert_eq!(fs::read_dir(path.parent().expect("it has one"))?.count(), 2);
        Ok(())
    }

    #[test]
    fn a_log_that_cannot_be_written_is_told_once_and_stops_nothing() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("state"), "")?;
        let path = folder.path().join("state/promptbook.log");
        assert!(cannot_write(&path).is_some_and(|why| why.contains("is no folder")));
        assert_eq!(cannot_write(&folder.path().join("new/promptbook.log")), None);
        let mut file = LogFile { path, faults: Recent::default(), failed: false };
        file.write_all(b"one\n")?;
        file.write_all(b"two\n")?;
        assert_eq!(file.faults.since(0).len(), 1);
        Ok(())
    }
}
