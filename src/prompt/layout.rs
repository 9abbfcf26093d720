//! How a file's bytes become lines for an editor, and how edited text goes back so that only edited bytes change.
//!
//! Pure values: nothing here reads or writes a file, looks at a clock or knows a widget.
//!
//! An editor works on text whose lines end in LF. The byte order mark, the line ends and the missing final newline of the
//! file stay with the file's bytes; [`splice`] puts them back around whatever the edit left alone.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The largest file that is edited here, in bytes.
pub const MAX_BYTES: usize = 5_000_000;
/// The most lines that are edited here. The text area counts lines in 16 bits.
pub const MAX_LINES: usize = 65_000;
/// The longest line that is edited here, in characters. The text area counts columns in 16 bits.
pub const MAX_LINE_CHARACTERS: usize = 65_000;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a file cannot be edited here without risk to its bytes. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Some bytes are not UTF-8; the first of them is on this line.
    #[error("line {line} is not UTF-8, so it is read-only here. E opens it in $EDITOR")]
    NotUtf8 { line: usize },
    /// A C0, DEL or C1 character other than tab and line ends.
    #[error("line {line} holds the control character U+{:04X}, so it is read-only here. E opens it in $EDITOR", *.character as u32)]
    ControlCharacter { line: usize, character: char },
    /// More than [`MAX_BYTES`].
    #[error("too large to edit here ({} MB, {} at most). E opens it in $EDITOR", .bytes / 1_000_000, MAX_BYTES / 1_000_000)]
    TooLarge { bytes: usize },
    /// More than [`MAX_LINES`].
    #[error("too many lines to edit here ({lines}, {MAX_LINES} at most). E opens it in $EDITOR")]
    TooManyLines { lines: usize },
    /// A line with more than [`MAX_LINE_CHARACTERS`].
    #[error("line {line} is too long to edit here ({characters} characters). E opens it in $EDITOR")]
    LineTooLong { line: usize, characters: usize },
}

/// The text of a file as an editor holds it: no byte order mark, and every CRLF, LF and lone CR turned into LF.
/// A final newline is there exactly when the file has one.
///
/// ```
/// use promptbook::prompt::layout::{editable, splice};
///
/// let raw = b"\xEF\xBB\xBFone\r\ntwo\n";
/// assert_eq!(editable(raw)?, "one\ntwo\n");
/// assert_eq!(splice(raw, "one\n2\n"), b"\xEF\xBB\xBFone\r\n2\n");
/// # Ok::<(), promptbook::prompt::layout::Unfit>(())
/// ```
pub fn editable(raw: &[u8]) -> Result<String, Unfit> {
    if raw.len() > MAX_BYTES {
        return Err(Unfit::TooLarge { bytes: raw.len() });
    }
    let (_, body) = split_mark(raw);
    let body = std::str::from_utf8(body)
        .map_err(|error| Unfit::NotUtf8 { line: file_lines(&body[..error.valid_up_to()]).len() })?;
    let lines = file_lines(body.as_bytes());
    if lines.len() > MAX_LINES {
        return Err(Unfit::TooManyLines { lines: lines.len() });
    }
    let mut text = String::with_capacity(body.len());
    let mut start = 0;
    for (index, line) in lines.iter().enumerate() {
        let content = &body[start..start + line.content.len()];
        let number = index + 1;
        if let Some(character) = content.chars().find(|c| c.is_control() && *c != '\t') {
            return Err(Unfit::ControlCharacter { line: number, character });
        }
        // No line has more characters than bytes, so almost no line has to be counted.
        if content.len() > MAX_LINE_CHARACTERS {
            let characters = content.chars().count();
            if characters > MAX_LINE_CHARACTERS {
                return Err(Unfit::LineTooLong { line: number, characters });
            }
        }
        text.push_str(content);
        if !line.end.is_empty() {
            text.push('\n');
        }
        start += line.content.len() + line.end.len();
    }
    Ok(text)
}

/// The file's new bytes once its [`editable`] text has become `edited`, whose lines end in LF.
///
/// Lines that the edit left alone keep their bytes, their line end among them. A new or changed line takes the end of the
/// line that it replaces, else that of its neighbour, else the one that most lines of the file have. The byte order mark
/// stays, and the final newline is as in `edited`. Lines are matched by a Myers diff between the first and the last line
/// that differ.
pub fn splice(raw: &[u8], edited: &str) -> Vec<u8> {
    let (mark, body) = split_mark(raw);
    let old = file_lines(body);
    let new: Vec<&[u8]> = edited.as_bytes().split(|byte| *byte == b'\n').collect();

    let same_head = old.iter().zip(&new).take_while(|(old, new)| old.content == **new).count();
    if same_head == old.len() && same_head == new.len() {
        return raw.to_vec();
    }
    let (old_rest, new_rest) = (&old[same_head..], &new[same_head..]);
    let same_tail =
        old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old.content == **new).count();
    let (old_end, new_end) = (old.len() - same_tail, new.len() - same_tail);

    let mut file = FileWriter::new(mark, edited, &old, new.len());
    for index in 0..same_head {
        file.keep(index);
    }
    let old_middle: Vec<&[u8]> = old[same_head..old_end].iter().map(|line| line.content).collect();
    let new_middle = &new[same_head..new_end];
    // No deadline: this Myers bounds its own work, and with a clock the same edit could give different bytes.
    for step in capture_diff_slices(Algorithm::Myers, &old_middle, new_middle) {
        match step {
            DiffOp::Equal { old_index, len, .. } => {
                for index in old_index..old_index + len {
                    file.keep(same_head + index);
                }
            }
            DiffOp::Delete { .. } => {}
            DiffOp::Insert { old_index, new_index, new_len } => {
                for content in &new_middle[new_index..new_index + new_len] {
                    file.write(content, None, same_head + old_index);
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                for (offset, content) in new_middle[new_index..new_index + new_len].iter().enumerate() {
                    let replaced = (offset < old_len).then_some(same_head + old_index + offset);
                    file.write(content, replaced, same_head + old_index + old_len);
                }
            }
        }
    }
    for index in old_end..old.len() {
        file.keep(index);
    }
    file.bytes
}

/// One line of a file: its bytes without the line end, and the line end, which is empty on the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileLine<'a> {
    content: &'a [u8],
    end: &'a [u8],
}

fn split_mark(raw: &[u8]) -> (&[u8], &[u8]) {
    raw.split_at(if raw.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 })
}

/// The lines of a file, the last of which is what follows the last line end, often nothing.
fn file_lines(body: &[u8]) -> Vec<FileLine<'_>> {
    let mut lines = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        let end = if rest[at..].starts_with(b"\r\n") { 2 } else { 1 };
        lines.push(FileLine { content: &rest[..at], end: &rest[at..at + end] });
        rest = &rest[at + end..];
    }
    lines.push(FileLine { content: rest, end: b"" });
    lines
}

fn dominant_end(lines: &[FileLine<'_>]) -> &'static [u8] {
    // On a tie the last of these wins, so LF stands last.
    let ends: [&'static [u8]; 3] = [b"\r", b"\r\n", b"\n"];
    ends.into_iter().max_by_key(|end| lines.iter().filter(|line| line.end == *end).count()).unwrap_or(b"\n")
}

/// Builds the new file line by line and decides each line's end.
struct FileWriter<'a> {
    bytes: Vec<u8>,
    old: &'a [FileLine<'a>],
    previous_end: &'a [u8],
    dominant_end: &'static [u8],
    lines_left: usize,
}

impl<'a> FileWriter<'a> {
    fn new(mark: &[u8], edited: &str, old: &'a [FileLine<'a>], lines: usize) -> Self {
        let mut bytes = Vec::with_capacity(edited.len() + edited.len() / 8 + BYTE_ORDER_MARK.len());
        bytes.extend_from_slice(mark);
        // Without a mark in front, a text that begins with U+FEFF would lose it as the mark on the next read.
        if mark.is_empty() && edited.as_bytes().starts_with(BYTE_ORDER_MARK) {
            bytes.extend_from_slice(BYTE_ORDER_MARK);
        }
        FileWriter { bytes, old, previous_end: b"", dominant_end: dominant_end(old), lines_left: lines }
    }

    fn keep(&mut self, index: usize) {
        self.write(self.old[index].content, Some(index), index + 1);
    }

    /// Writes `content` with the end of the old line that it `replaces`, or of its neighbour before, or `after`.
    fn write(&mut self, content: &[u8], replaces: Option<usize>, after: usize) {
        self.bytes.extend_from_slice(content);
        self.lines_left -= 1;
        if self.lines_left == 0 {
            return;
        }
        let end_of = |index: usize| self.old.get(index).map_or(&b""[..], |line| line.end);
        let candidates = [replaces.map_or(&b""[..], end_of), self.previous_end, end_of(after), self.dominant_end];
        let mut end = candidates.into_iter().find(|end| !end.is_empty()).unwrap_or(b"\n");
        // CR, an empty line, LF: together they would read as one CRLF and the line would be gone.
        if end == b"\n" && content.is_empty() && self.previous_end == b"\r" {
            end = b"\r";
        }
        self.bytes.extend_from_slice(end);
        self.previous_end = end;
    }
}

#[cfg(test)]
mod tests;
