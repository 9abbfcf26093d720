//! The real program in a pseudo-terminal: keys in, the picture of the screen out.
//!
//! ```text
//!  test ──keys──► PTY ──► promptbook
//!   ▲                         │ bytes
//!   └─ State ◄── reader thread ┘        State: the screen (vt100), the raw bytes, when they came
//! ```
//!
//! There is one way to wait, [`Terminal::wait`]: it looks at the state whenever output has come, and ends with a
//! picture of the screen where what is awaited has not come in time. Nothing sleeps or polls. What only tests need
//! stands beside the tests; this is shared with the bench and the pictures.

pub mod home;
pub mod keys;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use home::Home;

/// How long anything may take: far more than it needs, also on a machine that is busy.
const DEADLINE: Duration = Duration::from_secs(10);

/// What begins a frame, which is a synchronized update.
const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
/// What ends it.
pub const FRAME_END: &[u8] = b"\x1b[?2026l";

/// How the program is started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The binary.
    pub program: PathBuf,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Variables besides those of [`Home::variables`].
    pub variables: Vec<(String, String)>,
}

/// What has come from the program so far.
pub struct State {
    /// The screen.
    pub parser: vt100::Parser,
    /// Every byte.
    pub raw: Vec<u8>,
    /// How many of them are on the screen: a frame is shown when it is complete, as terminals do it.
    shown: usize,
    /// When bytes came, and how many there were then.
    pub arrivals: Vec<(Instant, usize)>,
    /// Whether the program has closed its terminal, or the terminal was closed.
    pub ended: bool,
    /// Whether the terminal is to be closed after the next output.
    pub hang_up: bool,
}

/// A running program and its terminal.
pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Option<Box<dyn MasterPty>>,
    pub started: Instant,
    shared: Arc<Shared>,
    pub writer: Option<Box<dyn Write + Send>>,
    pub reader: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

impl Terminal {
    /// Starts the program.
    pub fn open(home: &Home, launch: &Launch) -> Terminal {
        let (columns, rows) = launch.size;
        let pair = native_pty_system().openpty(pty_size(columns, rows)).expect("a pseudo-terminal can be opened");
        let reader = pair.master.try_clone_reader().expect("it can be read");
        let writer = pair.master.take_writer().expect("it can be written");
        let mut command = CommandBuilder::new(&launch.program);
        command.args(&launch.arguments);
        command.cwd(home.path());
        command.env_clear();
        for (name, value) in home.variables().iter().chain(&launch.variables) {
            command.env(name, value);
        }
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program can be started");
        // Else the terminal would not end with the program.
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let state = State { parser, raw: Vec::new(), shown: 0, arrivals: Vec::new(), ended: false, hang_up: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), news: Condvar::new() });
        let reader = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.follow(reader)
        });
        Terminal { child, master: Some(pair.master), started, shared, writer: Some(writer), reader: Some(reader) }
    }

    /// Sends bytes as a keyboard would.
    pub fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(bytes).and_then(|()| writer.flush()).expect("the terminal takes keys");
    }

    /// Types text.
    pub fn type_text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Presses the key with this name, as in the configuration: `Enter`, `F2`, `Ctrl+S`, `↓`, `q`.
    pub fn key(&mut self, name: &str) {
        self.send(&keys::bytes_of(name));
    }

    /// Waits until `look` finds something in what has come so far.
    ///
    /// # Panics
    /// With a picture of the screen when it does not come in time, or cannot come any more.
    pub fn wait<T>(&self, what: &str, mut look: impl FnMut(&State) -> Option<T>) -> T {
        let end = Instant::now() + DEADLINE;
        let mut state = self.state();
        loop {
            if let Some(found) = look(&state) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || state.ended {
                let picture = format!("{}, {:.1?} after the start", picture(&state), self.started.elapsed());
                // A panic with the lock held would be a second panic in every other user of it.
                drop(state);
                panic!("waited for {what}\n{picture}");
            }
            state = self.shared.news.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until `fits` says so of the screen.
    pub fn wait_until(&self, what: &str, mut fits: impl FnMut(&vt100::Screen) -> bool) {
        self.wait(what, |state| fits(state.parser.screen()).then_some(()));
    }

    /// Waits until `text` stands somewhere on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("{text:?} to appear"), |screen| text_of(screen).contains(text));
    }

    /// What has come so far.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended already; a test that failed must not leave it behind.
        let ended = self.state().ended;
        if !ended {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        (self.writer, self.master) = (None, None);
        if let Some(reader) = self.reader.take().filter(|_| ended) {
            let _ = reader.join();
        }
    }
}

impl State {
    /// Brings to the screen what has come, but for a frame that is not complete.
    fn show(&mut self) {
        // The sequence may have come in two parts.
        let new = &self.raw[self.shown.saturating_sub(FRAME_BEGIN.len() - 1)..];
        let last = |wanted: &[u8]| new.windows(wanted.len()).rposition(|window| window == wanted);
        let end = match (last(FRAME_BEGIN), last(FRAME_END)) {
            (Some(begin), end) if !self.ended && end.is_none_or(|end| end < begin) => {
                self.raw.len() - new.len() + begin
            }
            _ => self.raw.len(),
        };
        if end > self.shown {
            self.parser.process(&self.raw[self.shown..end]);
            self.shown = end;
        }
    }
}

impl Shared {
    /// Takes what comes from the program until it ends.
    fn follow(&self, mut reader: Box<dyn Read + Send>) {
        let mut chunk = [0; 64 * 1024];
        loop {
            let read = reader.read(&mut chunk);
            let now = Instant::now();
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            match read {
                Ok(0) | Err(_) => {
                    state.ended = true;
                    state.show();
                }
                Ok(count) => {
                    state.raw.extend_from_slice(&chunk[..count]);
                    let total = state.raw.len();
                    state.arrivals.push((now, total));
                    state.ended = state.hang_up;
                    state.show();
                }
            }
            self.news.notify_all();
            if state.ended {
                return;
            }
        }
    }
}

/// The text on the screen, a line for a row, without the spaces at the end.
pub fn text_of(screen: &vt100::Screen) -> String {
    let columns = screen.size().1.get();
    let rows: Vec<String> = screen.rows(0, columns).map(|row| row.trim_end().to_owned()).collect();
    rows.join("\n")
}

/// The screen in a frame, and what else helps to find out why something has not come.
fn picture(state: &State) -> String {
    let screen = state.parser.screen();
    let width = usize::from(screen.size().1.get());
    let rows: Vec<String> = text_of(screen).lines().map(|row| format!("│{row}\n")).collect();
    let last = state.arrivals.last().map(|(at, _)| at.elapsed());
    format!(
        "┌{0}\n{1}└{0}\ncursor {2:?}, {3} bytes in all, the last {4:?} ago{5}",
        "─".repeat(width),
        rows.concat(),
        screen.cursor_position(),
        state.raw.len(),
        last.unwrap_or_default(),
        if state.ended { "; the program has ended" } else { "" }
    )
}

/// A number of rows or columns.
pub fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has at least one cell")
}

/// The size for the PTY.
pub fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}
