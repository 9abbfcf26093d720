//! The rows below the shell's prompt while they are ours: taken on the terminal device, whatever standard input and
//! output are, and given back on every way out.
//!
//! ```text
//!  $ x=$(promptbook pick)          where the cursor was: kept, and gone back to
//!   / rev                 2 of 9   row 0: the cursor is parked here
//!  > code/review.md  Code review   ...
//!   Enter take  Esc leave          the last row
//! ```
//!
//! Room is made by line feeds, which scroll where there is none left; the rows are then above what they were, and the
//! cursor's place is kept only after that. Where the window's size changes, terminals move what is on them each in its
//! own way; the row with the cursor goes with the cursor in all of them, so everything from there on is drawn anew.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use crossterm::cursor::{MoveUp, RestorePosition, SavePosition, Show};
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags,
    PushKeyboardEnhancementFlags,
};
use crossterm::queue;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use rustix::termios::tcgetwinsize;

use super::super::terminal::restore_on_panic;
use super::rows::Rows;

/// Rows that are taken where nothing else is asked for and the screen has them.
const ROWS: u16 = 15;

/// The device of the terminal that the process belongs to.
const DEVICE: &str = "/dev/tty";

/// Whether the rows are taken, for the panic hook, which knows nothing else.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// In which of them the cursor is.
static ROW: AtomicU16 = AtomicU16::new(0);
/// Whether the place that the cursor had is still where it was: until the window's size changes.
static PLACE_IS_KEPT: AtomicBool = AtomicBool::new(true);

/// The rows while they are ours.
pub(super) struct Inline {
    tty: File,
    /// Not dropped: it would write to standard error where the terminal is gone.
    terminal: ManuallyDrop<Terminal<Rows>>,
    /// As many rows as are wanted, where there is room.
    wanted: Option<u16>,
}

impl Inline {
    /// Opens the terminal device. Nothing is drawn yet.
    ///
    /// # Errors
    /// When the process has no terminal.
    pub fn device() -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(DEVICE)
    }

    /// Takes up to `wanted` rows below the cursor, else as many as are useful. Asks the terminal nothing.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn take(mut tty: File, wanted: Option<u16>) -> io::Result<Inline> {
        restore_on_panic(&TAKEN, leave);
        let size = size_of(&tty, wanted)?;
        enable_raw_mode()?;
        ROW.store(0, Ordering::SeqCst);
        PLACE_IS_KEPT.store(true, Ordering::SeqCst);
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = Vec::new();
        // In raw mode a line feed keeps the column.
        out.extend(std::iter::repeat_n(b'\n', size.height.into()));
        queue!(out, MoveUp(size.height), SavePosition)?;
        out.extend_from_slice(b"\r\n");
        queue!(
            out,
            Clear(ClearType::FromCursorDown),
            EnableBracketedPaste,
            PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES),
        )?;
        tty.write_all(&out)?;
        Ok(Inline { tty, terminal: ManuallyDrop::new(terminal(size)?), wanted })
    }

    /// Columns and rows.
    pub fn size(&self) -> Size {
        self.terminal.backend().size().unwrap_or_default()
    }

    /// Draws one frame, shown at once as a whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.terminal.draw(draw)?;
        let drawn = self.terminal.backend_mut().take();
        let mut out = Vec::with_capacity(drawn.len() + 16);
        queue!(out, BeginSynchronizedUpdate)?;
        out.extend_from_slice(&drawn);
        queue!(out, EndSynchronizedUpdate)?;
        ROW.store(self.terminal.backend().row(), Ordering::SeqCst);
        self.tty.write_all(&out)
    }

    /// Takes the rows anew in a window that has another size; the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resize(&mut self) -> io::Result<()> {
        let size = size_of(&self.tty, self.wanted)?;
        PLACE_IS_KEPT.store(false, Ordering::SeqCst);
        let mut out = Vec::new();
        to_first_row(&mut out)?;
        let more = size.height.saturating_sub(1);
        out.extend(std::iter::repeat_n(b'\n', more.into()));
        if more > 0 {
            queue!(out, MoveUp(more))?;
        }
        self.tty.write_all(&out)?;
        ROW.store(0, Ordering::SeqCst);
        *self.terminal = terminal(size)?;
        Ok(())
    }
}

impl Drop for Inline {
    fn drop(&mut self) {
        if let Err(error) = leave() {
            // Nobody can be told any more where the terminal is gone.
            tracing::debug!("the terminal could not be restored: {error}");
        }
    }
}

fn terminal(size: Size) -> io::Result<Terminal<Rows>> {
    let area = Rect::from((Position::ORIGIN, size));
    Terminal::with_options(Rows::new(size), TerminalOptions { viewport: Viewport::Fixed(area) })
}

/// The columns of the terminal, and how many of its rows are to be taken: never the one with the prompt.
fn size_of(tty: &File, wanted: Option<u16>) -> io::Result<Size> {
    let size = tcgetwinsize(tty)?;
    // A terminal that does not know its size says 0.
    let (columns, rows) = if size.ws_col == 0 || size.ws_row == 0 { (80, 24) } else { (size.ws_col, size.ws_row) };
    // Where nothing was asked for, what stands before the prompt is still to be seen on a small screen.
    let wanted = wanted.unwrap_or(ROWS.min(rows.saturating_sub(2)));
    Ok(Size { width: columns, height: wanted.min(rows.saturating_sub(1)).max(1) })
}

/// From anywhere in the rows to the first, with everything from there on erased.
fn to_first_row(out: &mut Vec<u8>) -> io::Result<()> {
    out.push(b'\r');
    match ROW.load(Ordering::SeqCst) {
        0 => {}
        row => queue!(out, MoveUp(row))?,
    }
    queue!(out, Clear(ClearType::FromCursorDown))
}

/// Gives the terminal back as it was, once.
fn leave() -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let mut out = Vec::new();
    queue!(out, PopKeyboardEnhancementFlags, DisableBracketedPaste)?;
    to_first_row(&mut out)?;
    match PLACE_IS_KEPT.load(Ordering::SeqCst) {
        true => queue!(out, RestorePosition)?,
        // The row is known, the column is not.
        false => queue!(out, MoveUp(1))?,
    }
    queue!(out, Show)?;
    let written = Inline::device().and_then(|mut tty| tty.write_all(&out));
    // Raw mode goes whether or not the screen could be written to.
    disable_raw_mode()?;
    written
}
