//! The text of a prompt as it is shown: what the header says as a title, tags and a description, then the body, made safe.

use std::ops::Range;

use super::Part;
use crate::prompt::Prompt;
use crate::prompt::header::Format;
use crate::prompt::sanitize::{sanitize, sanitize_line};
use crate::tui::understanding::Understanding;

/// The most bytes that are shown; the rest is for an editor.
pub(super) const MOST: usize = 1024 * 1024;

/// The text as it is shown: title, tags and description, an empty line, the body.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub(super) text: String,
    /// Where the title ends, and the tags behind it.
    title: usize,
    tags: usize,
    /// Where the body begins.
    pub(super) body: usize,
    /// Where values stand in the text, in its order.
    variables: Vec<Range<usize>>,
    /// Bytes that are not shown.
    pub(super) cut: usize,
}

impl Page {
    pub(super) fn of(prompt: &Prompt, understood: Option<&Understanding>) -> Page {
        let raw = prompt.raw();
        let mut page = Page::default();
        let mut at = 0;
        let mut marks: &[Range<usize>] = &[];
        if let Some(template) = understood.map(|understood| &understood.template) {
            marks = template.marks();
            let header = template.header();
            // A file that is a header as a whole is shown as it is written.
            if header.format() == Format::Yaml {
                at = header.body().start;
                page.head(prompt, header.get("title").or(header.get("name")).is_some());
            }
        }
        page.body = page.text.len();
        let mut end = raw.len().min(at + MOST);
        // Not in the middle of a character.
        while end < raw.len() && end > at && raw[end] & 0xc0 == 0x80 {
            end -= 1;
        }
        page.cut = raw.len() - end;
        for span in marks.iter().filter(|span| span.end <= end) {
            if span.start < at {
                continue;
            }
            page.push(&raw[at..span.start]);
            let start = page.text.len();
            page.push(&raw[span.clone()]);
            page.variables.push(start..page.text.len());
            at = span.end;
        }
        page.push(&raw[at..end]);
        page
    }

    /// What the header says, above the body: title and tags on one line, the description on the next.
    fn head(&mut self, prompt: &Prompt, is_titled: bool) {
        let card = prompt.card();
        if is_titled {
            self.text.push_str(&sanitize_line(&card.title));
        }
        self.title = self.text.len();
        for tag in &card.tags {
            self.text.push_str(if self.text.is_empty() { "#" } else { "  #" });
            self.text.push_str(&sanitize_line(tag));
        }
        self.tags = self.text.len();
        let description = sanitize(card.description.trim());
        if !description.is_empty() {
            self.text.push_str(if self.text.is_empty() { "" } else { "\n" });
            self.text.push_str(&description);
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }

    fn push(&mut self, raw: &[u8]) {
        let is_first = self.text.len() == self.body;
        let text = readable(raw, is_first);
        // The line behind a header is often an empty one, and there is one already.
        let has_head = is_first && self.body > 0;
        self.text.push_str(if has_head { text.trim_start_matches('\n') } else { &text });
    }

    /// The bytes of a row, cut where they are set in another way than the rest of their line.
    pub(super) fn parts(&self, row: Range<usize>, of_line: Part) -> Vec<(&str, Part)> {
        let mut parts = Vec::new();
        let mut at = row.start;
        let first = self.variables.partition_point(|range| range.end <= row.start);
        let head = [(0..self.title, Part::Heading), (self.title..self.tags, Part::Tags)];
        let variables = self.variables[first..].iter().map(|range| (range.clone(), Part::Variable));
        for (range, part) in head.into_iter().chain(variables) {
            if range.start >= row.end {
                break;
            }
            let (start, end) = (range.start.max(at), range.end.min(row.end));
            if start < end {
                parts.extend((at < start).then(|| (&self.text[at..start], of_line)));
                parts.push((&self.text[start..end], part));
                at = end;
            }
        }
        if at < row.end || parts.is_empty() {
            parts.push((&self.text[at..row.end], of_line));
        }
        parts
    }
}

/// The bytes as text for the screen: what is not UTF-8 becomes `\xNN`.
fn readable(raw: &[u8], is_first: bool) -> String {
    let raw = if is_first { raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw) } else { raw };
    if let Ok(text) = std::str::from_utf8(raw) {
        return sanitize(text).into_owned();
    }
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    sanitize(&text).into_owned()
}
