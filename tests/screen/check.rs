//! What only tests need of the terminal and the home: opening in one line, looking, ending.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use portable_pty::ExitStatus;
use promptbook::drafts::Drafts;
use promptbook::folders;
use promptbook::history::{Change, History, Limits};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::home::Home;
use crate::support::{Launch, Terminal, cells, pty_size, text_of};

/// The program on a screen of 80x24, without arguments.
pub fn plain() -> Launch {
    Launch {
        program: PathBuf::from(env!("CARGO_BIN_EXE_promptbook")),
        size: (80, 24),
        arguments: Vec::new(),
        variables: Vec::new(),
    }
}

/// The program on a screen of 120x40, where the cache strip is shown.
pub fn wide() -> Launch {
    Launch { size: (120, 40), ..plain() }
}

/// A variable as [`Launch`] wants it.
pub fn variable(name: &str, value: impl AsRef<Path>) -> (String, String) {
    (name.to_owned(), value.as_ref().to_string_lossy().into_owned())
}

impl Home {
    /// A home with a book of these prompts.
    pub fn with(prompts: &[(&str, &str)]) -> Home {
        let home = Home::new();
        fs::create_dir_all(home.book()).expect("the book's folder can be made");
        for (name, text) in prompts {
            home.put(name, text);
        }
        home
    }

    /// The book that promptbook opens when none is named.
    pub fn book(&self) -> PathBuf {
        self.path().join("data/promptbook/prompts")
    }

    /// Writes a file below the home, with the folders that it needs.
    pub fn write(&self, path: &Path, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    /// Writes a prompt as another program would.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.write(&self.book().join(name), bytes);
    }

    /// Replaces a prompt as a careful program would: at once.
    pub fn replace(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.write(Path::new("new"), bytes);
        fs::rename(self.path().join("new"), self.book().join(name)).expect("a file can be replaced");
    }

    /// A prompt's bytes on disk.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.book().join(name)).expect("the prompt is there")
    }

    /// A prompt's text on disk.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("the prompt is text")
    }

    /// What promptbook keeps of the book.
    fn kept(&self) -> PathBuf {
        folders::of_book(&self.path().join("state/promptbook"), &self.book())
    }

    /// Every text that was given up or removed, oldest first.
    pub fn given_up(&self) -> Vec<String> {
        let history = History::new(self.kept().join("history"), Limits::default());
        let records = history.records().expect("the history can be read");
        let given_up = records.iter().filter_map(|record| match &record.change {
            Change::GivenUp { text, .. } | Change::Removed { before: text, .. } => Some(text.hash),
            _ => None,
        });
        let text = |hash| String::from_utf8(history.text(hash).expect("it is there")).expect("text");
        given_up.map(text).collect()
    }

    /// Every draft that was left behind, oldest first.
    pub fn left_behind(&self) -> Vec<String> {
        let left = Drafts::new(self.kept().join("drafts")).left_behind().expect("drafts can be read");
        left.into_iter().map(|left| left.draft.text).collect()
    }

    /// Writes an executable shell script and returns where it is.
    pub fn script(&self, name: &str, body: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path().join("bin").join(name);
        self.write(&path, format!("#!/bin/sh\n{body}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be made executable");
        path
    }

    /// Opens the program on this home, and waits until the book is listed.
    pub fn open(&self, launch: &Launch) -> Terminal {
        let terminal = Terminal::open(self, launch);
        terminal.wait_until("the book to be listed", |screen| {
            let text = text_of(screen);
            text.contains("promptbook") && !text.contains("reading") && !text.contains("Reading")
        });
        terminal
    }
}

impl Terminal {
    /// Waits until `text` is nowhere on the screen.
    pub fn gone(&self, text: &str) {
        self.wait_until(&format!("{text:?} to go"), |screen| !text_of(screen).contains(text));
    }

    /// Waits until a row of the screen has all these texts.
    pub fn row_with(&self, texts: &[&str]) {
        self.wait_until(&format!("a row with {texts:?}"), |screen| {
            text_of(screen).lines().any(|row| texts.iter().all(|text| row.contains(text)))
        });
    }

    /// Waits until the list's cursor is at `name`.
    pub fn selected(&self, name: &str) {
        self.wait_until(&format!("{name:?} to be selected"), |screen| {
            text_of(screen).lines().any(|row| {
                let Some(row) = row.trim_start_matches('│').strip_prefix('>') else { return false };
                let label = row.trim_start_matches(['*', ' ']).split([' ', '│']).next().unwrap_or_default();
                label == name || label.ends_with(&format!("/{name}"))
            })
        });
    }

    /// Selects a prompt by the filter, as a person would, and clears the filter again.
    pub fn select(&mut self, name: &str) {
        self.paste(name);
        self.wait_for("clear, then leave");
        self.selected(name);
        self.key("Esc");
        self.key("Esc");
        self.gone("clear, then leave");
        self.selected(name.rsplit('/').next().unwrap_or(name));
    }

    /// Opens the editor on the selected prompt.
    pub fn edit(&mut self, name: &str) {
        self.key("e");
        self.wait_for(&format!("2 Edit  {name}"));
    }

    /// Pastes text, as a terminal with bracketed paste does.
    pub fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Changes the size of the window.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.state().parser.set_size(cells(rows), cells(columns));
        self.master.as_ref().expect("the terminal is open").resize(pty_size(columns, rows)).expect("it can be resized");
    }

    /// The text on the screen.
    pub fn text(&self) -> String {
        text_of(self.state().parser.screen())
    }

    /// Waits until the cursor is in the text pane, where a text begins; returns its column and row.
    pub fn cursor_in_text(&self) -> (u16, u16) {
        self.wait("the cursor to be in the text", |state| {
            let (row, column) = state.parser.screen().cursor_position();
            let row_text = text_of(state.parser.screen());
            let before: String = row_text.lines().nth(row.into())?.chars().take(column.into()).collect();
            before.ends_with("││").then_some((column, row))
        })
    }

    /// Waits until the cursor is at this column and row.
    pub fn cursor_at(&self, (column, row): (u16, u16)) {
        self.wait_until(&format!("the cursor at {column},{row}"), |screen| screen.cursor_position() == (row, column));
    }

    /// Every byte that the program has written.
    pub fn raw(&self) -> Vec<u8> {
        self.state().raw.clone()
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.id(), signal).expect("the program can be signalled");
    }

    fn id(&self) -> Pid {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        id.expect("the program has an id")
    }

    /// Closes the window under the program: after this its terminal is gone. Types `last` first, whose frame is the last
    /// one that is read.
    pub fn hang_up(&mut self, last: &str) -> ExitStatus {
        self.state().hang_up = true;
        self.type_text(last);
        // Each of the three holds the terminal open.
        let reader = self.reader.take().expect("it is read");
        reader.join().expect("the reader ends");
        (self.writer, self.master) = (None, None);
        // Nothing tells any more that it has ended, so it is made to end where it does not by itself.
        let (ended, waiting) = mpsc::channel::<()>();
        let id = self.id();
        let guard = thread::spawn(move || match waiting.recv_timeout(Duration::from_secs(10)) {
            Err(RecvTimeoutError::Timeout) => kill_process(id, Signal::KILL).is_ok(),
            _ => false,
        });
        let status = self.child.wait().expect("it can be waited for");
        drop(ended);
        assert!(!guard.join().expect("the guard does not panic"), "the program went on without its terminal");
        status
    }

    /// Waits until the program has ended and says how.
    pub fn exit(&mut self) -> ExitStatus {
        self.wait("the program to end", |state| state.ended.then_some(()));
        self.child.wait().expect("it can be waited for")
    }

    /// Quits, and sees to it that the program ends well and leaves the terminal as it was.
    pub fn quit(&mut self) {
        self.key("q");
        self.ends_well();
    }

    /// Waits for a good end and sees that every mode of the terminal was given back.
    pub fn ends_well(&mut self) {
        let status = self.exit();
        assert!(status.success(), "{status:?}\n{}", self.text());
        let raw = self.raw();
        let raw = String::from_utf8_lossy(&raw);
        for (taken, given_back) in [
            ("\x1b[?1049h", "\x1b[?1049l"),
            ("\x1b[?2004h", "\x1b[?2004l"),
            ("\x1b[?1000h", "\x1b[?1000l"),
            ("\x1b[?1006h", "\x1b[?1006l"),
            ("\x1b[>1u", "\x1b[<1u"),
            ("\x1b[?25l", "\x1b[?25h"),
        ] {
            let (taken, given_back) = (raw.rfind(taken), raw.rfind(given_back));
            assert!(taken < given_back, "{taken:?} {given_back:?}");
        }
        let state = self.state();
        let screen = state.parser.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    }
}
