//! Where a command's answer and its remarks go: data to standard output, all else to standard error; byte-exact in a
//! pipe, and on a terminal with nothing in it that the terminal would obey.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::Failure;
use crate::prompt::display_bytes;
use crate::prompt::sanitize::{sanitize, sanitize_line};

/// The two ways out of a command.
pub struct Streams<'a> {
    out: Box<dyn Write + 'a>,
    out_is_terminal: bool,
    notes: Box<dyn Write + 'a>,
    notes_are_terminal: bool,
}

impl Streams<'static> {
    /// The process's own. Neither is locked, so that a panic elsewhere can still be reported.
    pub fn of_process() -> Streams<'static> {
        let (out, notes) = (io::stdout(), io::stderr());
        let (out_is_terminal, notes_are_terminal) = (out.is_terminal(), notes.is_terminal());
        Streams { out: Box::new(BufWriter::new(out)), out_is_terminal, notes: Box::new(notes), notes_are_terminal }
    }
}

impl<'a> Streams<'a> {
    /// Answers to `out` and remarks to `notes`, both as a pipe or as a terminal.
    pub fn to(out: impl Write + 'a, notes: impl Write + 'a, is_terminal: bool) -> Streams<'a> {
        let (out, notes) = (Box::new(out), Box::new(notes));
        Streams { out, out_is_terminal: is_terminal, notes, notes_are_terminal: is_terminal }
    }

    /// A name or a path on a line of its own.
    pub fn line(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let shown = if self.out_is_terminal {
            Cow::Owned(display_bytes(bytes).into_owned().into_bytes())
        } else {
            bytes.into()
        };
        self.out.write_all(&shown).and_then(|()| self.out.write_all(b"\n")).map_err(Failure::Output)
    }

    /// The contents of a file: exactly, or for a terminal made visible and ended with a line end.
    pub fn contents(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if !self.out_is_terminal {
            return self.out.write_all(bytes).map_err(Failure::Output);
        }
        let mut shown = visible(bytes);
        if !shown.is_empty() && !shown.ends_with('\n') {
            shown.push('\n');
        }
        self.out.write_all(shown.as_bytes()).map_err(Failure::Output)
    }

    /// `value` as JSON. For a terminal the characters that it would obey or hide are escaped, which leaves the value
    /// the same.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.as_json(serde_json::to_string_pretty(value))
    }

    /// As [`Streams::json`], on one line.
    pub fn json_line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.as_json(serde_json::to_string(value))
    }

    fn as_json(&mut self, text: serde_json::Result<String>) -> Result<(), Failure> {
        let text = text.map_err(|error| Failure::Output(error.into()))?;
        let text = if self.out_is_terminal { escaped(&text) } else { text };
        writeln!(self.out, "{text}").map_err(Failure::Output)
    }

    /// A remark for the person.
    pub fn note(&mut self, text: &str) {
        let text = if self.notes_are_terminal { sanitize(text) } else { Cow::Borrowed(text) };
        // With standard error gone there is nobody left to tell.
        let _ = writeln!(self.notes, "{text}");
    }

    /// Makes remarks harmless although they go into a pipe: whoever reads it will show them on a terminal.
    pub fn notes_will_be_shown(&mut self) {
        self.notes_are_terminal = true;
    }

    /// Hands everything over. Without it the last part could be lost unnoticed.
    pub fn finish(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(Failure::Output)
    }
}

/// Several lines of any bytes for a terminal; what is not UTF-8 becomes `\xNN`.
fn visible(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        shown.push_str(&sanitize(chunk.valid()));
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// JSON in which every character that a terminal should not get stands as an escape.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut one = [0; 4];
    for character in json.chars() {
        // Outside strings the only control character is the line end of the layout; inside it is escaped already.
        if character == '\n' || sanitize_line(character.encode_utf8(&mut one)) == *character.encode_utf8(&mut [0; 4]) {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(is_terminal: bool, write: impl FnOnce(&mut Streams<'_>) -> Result<(), Failure>) -> Vec<u8> {
        let mut out = Vec::new();
        let mut streams = Streams::to(&mut out, io::sink(), is_terminal);
        write(&mut streams).and_then(|()| streams.finish()).expect("a Vec takes everything");
        drop(streams);
        out
    }

    #[test]
    fn contents_are_exact_in_a_pipe_and_harmless_on_a_terminal() {
        let bytes = b"\x1b]52;c;aGk=\x07\xff\r\nend";
        assert_eq!(written(false, |to| to.contents(bytes)), bytes);
        assert_eq!(written(true, |to| to.contents(bytes)), "␛]52;c;aGk=␇\\xff\nend\n".as_bytes());
        assert_eq!(written(true, |to| to.contents(b"")), b"");
    }

    #[test]
    fn a_name_is_exact_in_a_pipe_and_one_harmless_line_on_a_terminal() {
        let name = b"a\x1b[2J\n\xff.md";
        assert_eq!(written(false, |to| to.line(name)), b"a\x1b[2J\n\xff.md\n");
        assert_eq!(written(true, |to| to.line(name)), "a␛[2J␊\\xff.md\n".as_bytes());
    }

    #[test]
    fn json_says_the_same_on_a_terminal_without_a_character_that_it_would_obey() {
        let value = ["a\u{9b}2J\u{202e}\u{e0041}\u{1b}中文\t"];
        let shown = String::from_utf8(written(true, |to| to.json(&value))).expect("JSON is UTF-8");
        assert_eq!(shown, "[\n  \"a\\u009b2J\\u202e\\udb40\\udc41\\u001b中文\\t\"\n]\n");
        assert_eq!(serde_json::from_str::<[String; 1]>(&shown).expect("it is JSON"), value);
    }

    #[test]
    fn a_remark_is_harmless_on_a_terminal() {
        let mut notes = Vec::new();
        Streams::to(io::sink(), &mut notes, true).note("bad \u{1b}[2J\nsecond line");
        assert_eq!(notes, "bad ␛[2J\nsecond line\n".as_bytes());
    }
}
