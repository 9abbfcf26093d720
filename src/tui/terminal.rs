//! The terminal's modes: taken, given back on every way out, and taken again after another program had the screen.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::io::{self, Stdout, Write, stderr, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, KeyboardEnhancementFlags,
    PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

use super::model::Mouse;
use crate::prompt::sanitize::sanitize;

/// Whether the modes are taken, for the panic hook, which knows nothing else.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours.
pub struct Screen {
    /// Not dropped with the screen: that would print to standard error where the terminal is gone, and panic where
    /// standard error went with it. [`leave`] restores more than it does.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    mouse: Mouse,
}

impl Screen {
    /// Takes the terminal. Asks it nothing, so that the first frame waits for no answer.
    ///
    /// # Errors
    /// When standard output is no terminal or is closed.
    pub fn take(mouse: Mouse) -> io::Result<Screen> {
        restore_on_panic(&TAKEN, leave);
        enter(mouse)?;
        Ok(Screen { terminal: ManuallyDrop::new(Terminal::new(CrosstermBackend::new(stdout()))?), mouse })
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws one frame, shown at once as a whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> io::Result<()> {
        queue!(stdout(), BeginSynchronizedUpdate)?;
        self.terminal.draw(draw)?;
        execute!(stdout(), EndSynchronizedUpdate)
    }

    /// Takes the mouse or leaves it to the terminal.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn set_mouse(&mut self, mouse: Mouse) -> io::Result<()> {
        self.mouse = mouse;
        match mouse {
            Mouse::Captured => execute!(stdout(), EnableMouseCapture),
            Mouse::Released => execute!(stdout(), DisableMouseCapture),
        }
    }

    /// Gives the terminal back for now.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn release(&mut self) -> io::Result<()> {
        leave()
    }

    /// Takes the terminal again; the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn retake(&mut self) -> io::Result<()> {
        enter(self.mouse)?;
        // A new terminal knows nothing of what is on the screen, so it draws every cell; clearing would ask for the
        // cursor's position, and not every terminal answers.
        *self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }

    /// Hands text to the terminal's clipboard (OSC 52).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(stdout(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if TAKEN.load(Ordering::SeqCst)
            && let Err(error) = leave()
        {
            // Nobody can be told any more where the terminal is gone.
            tracing::debug!("the terminal could not be restored: {error}");
        }
    }
}

fn enter(mouse: Mouse) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = stdout();
    queue!(
        out,
        EnterAlternateScreen,
        EnableBracketedPaste,
        PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES),
        SetTitle("promptbook"),
    )?;
    if mouse == Mouse::Captured {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

fn leave() -> io::Result<()> {
    TAKEN.store(false, Ordering::SeqCst);
    let written = execute!(
        stdout(),
        DisableMouseCapture,
        PopKeyboardEnhancementFlags,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show,
    );
    // Raw mode goes whether or not the screen could be written to.
    disable_raw_mode()?;
    written
}

/// A panic must leave a terminal in which its message can be read: where the terminal is `taken`, the panic of the thread
/// that asks for this gives it back by `leave` before anything is said. The first call counts.
pub(super) fn restore_on_panic(taken: &'static AtomicBool, leave: fn() -> io::Result<()>) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    let screen = std::thread::current().id();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(move |panic| {
            let text = told(panic, &Backtrace::capture());
            // Where another thread panics the screen goes on.
            if std::thread::current().id() != screen && taken.load(Ordering::SeqCst) {
                return tracing::error!("{text}");
            }
            if taken.load(Ordering::SeqCst)
                && let Err(error) = leave()
            {
                tracing::debug!("the terminal could not be restored: {error}");
            }
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(stderr(), "{text}");
        }));
    });
}

/// What is said of a panic. The message of one quotes a text where it was cut in the middle of a character, with all
/// that a terminal would obey in it.
fn told(panic: &dyn fmt::Display, trace: &Backtrace) -> String {
    let trace = match trace.status() {
        BacktraceStatus::Captured => trace.to_string(),
        _ => "RUST_BACKTRACE=1 in the environment shows where it came from".to_owned(),
    };
    sanitize(&format!("promptbook {panic}\n{trace}")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_of_a_panic_shows_what_a_terminal_would_obey() {
        let told = told(&"panicked at a.rs:1:1:\ninside of `\u{1b}]52;c;aGk=\u{7}é`", &Backtrace::disabled());
        assert!(told.starts_with("promptbook panicked at a.rs:1:1:\ninside of `␛]52;c;aGk=␇é`\n"), "{told}");
    }
}
