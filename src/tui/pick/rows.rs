//! Drawing on some rows below the shell's prompt: every move is relative to where the cursor is, so that nobody has to be
//! asked for its position. A terminal that does not answer would keep the program waiting.

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveDown, MoveRight, MoveUp, Show};
use crossterm::queue;
use crossterm::style::{Attribute, Print, SetAttribute, SetStyle};
use crossterm::terminal::{Clear, ClearType as Erase};
use ratatui::backend::{Backend, ClearType, IntoCrossterm, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// What ratatui draws on: collects what is to be written, and knows where that leaves the cursor.
#[derive(Debug)]
pub(super) struct Rows {
    out: Vec<u8>,
    size: Size,
    /// The cursor's row below the first; its column is only known where what was written last has one for sure.
    row: u16,
    column: Option<u16>,
}

impl Rows {
    /// With the cursor in the first column of the first row.
    pub fn new(size: Size) -> Rows {
        Rows { out: Vec::new(), size, row: 0, column: Some(0) }
    }

    /// What is to be written since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// The cursor's row.
    pub fn row(&self) -> u16 {
        self.row
    }

    fn go(&mut self, Position { x, y }: Position) -> io::Result<()> {
        if self.row == y && self.column == Some(x) {
            return Ok(());
        }
        // The first column is always known, also behind a row that was filled to its end.
        self.out.push(b'\r');
        match y.cmp(&self.row) {
            std::cmp::Ordering::Less => queue!(self.out, MoveUp(self.row - y))?,
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => queue!(self.out, MoveDown(y - self.row))?,
        }
        if x > 0 {
            queue!(self.out, MoveRight(x))?;
        }
        (self.row, self.column) = (y, Some(x));
        Ok(())
    }
}

impl Backend for Rows {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut style = None;
        for (x, y, cell) in content {
            self.go(Position { x, y })?;
            if style != Some(cell.style()) {
                queue!(self.out, SetAttribute(Attribute::Reset), SetStyle(cell.style().into_crossterm()))?;
                style = Some(cell.style());
            }
            queue!(self.out, Print(cell.symbol()))?;
            // Terminals do not agree on the width of everything else.
            let is_sure = cell.symbol().len() == 1 && x + 1 < self.size.width;
            self.column = is_sure.then_some(x + 1);
        }
        queue!(self.out, SetAttribute(Attribute::Reset))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        queue!(self.out, Hide)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        queue!(self.out, Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position { x: self.column.unwrap_or_default(), y: self.row })
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(position.into())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.go(Position::ORIGIN)?;
        queue!(self.out, Clear(Erase::FromCursorDown))
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Modifier, Style};
    use ratatui::text::Line;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use super::*;

    #[test]
    fn no_move_is_absolute_and_what_is_drawn_stands_where_it_should() -> io::Result<()> {
        let size = Size::new(12, 3);
        let area = ratatui::layout::Rect::from((Position::ORIGIN, size));
        let viewport = TerminalOptions { viewport: Viewport::Fixed(area) };
        let mut terminal = Terminal::with_options(Rows::new(size), viewport)?;
        terminal.draw(|frame| {
            let bold = Style::new().add_modifier(Modifier::BOLD);
            for (y, text) in (0..).zip(["周报 ab", "full to end.", "x"]) {
                frame.render_widget(Line::styled(text, bold), ratatui::layout::Rect { y, height: 1, ..area });
            }
            frame.set_cursor_position((2, 0));
        })?;
        let bytes = terminal.backend_mut().take();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains('H') && !text.contains("6n"), "{text:?}");
        // The rows begin in the fourth row of a screen that has other text.
        let mut screen = vt100::Parser::new(8.try_into().expect("rows"), 12.try_into().expect("columns"), 0);
        screen.process(b"one\r\ntwo\r\nthree\r\n");
        screen.process(&bytes);
        let rows: Vec<String> = screen.screen().rows(0, 12).collect();
        assert_eq!(
            rows[..6].iter().map(|row| row.trim_end()).collect::<Vec<_>>(),
            ["one", "two", "three", "周报 ab", "full to end.", "x"]
        );
        assert_eq!((screen.screen().cursor_position(), terminal.backend().row()), ((3, 2), 0));
        Ok(())
    }
}
