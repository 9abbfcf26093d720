//! The text of the selected prompt as it is read: made safe, wrapped, scrolled.

use std::sync::Arc;

use super::super::wrap::{WrappedRow, wrap};
use crate::prompt::sanitize::sanitize;
use crate::prompt::{ContentHash, Prompt, PromptId, Stamp};

/// The most bytes that are shown; the rest is for an editor.
const MOST: usize = 1024 * 1024;

/// What the preview shows.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    content: Content,
    /// What was last asked for, so that it is asked for only once.
    asked: Option<(PromptId, Stamp)>,
    rows: Vec<WrappedRow>,
    width: usize,
    top: usize,
}

/// Where the text comes from.
#[derive(Debug, Clone, Default)]
enum Content {
    #[default]
    Nothing,
    Waiting(PromptId),
    Shown {
        prompt: Arc<Prompt>,
        text: String,
        /// Bytes that are not shown.
        cut: usize,
    },
    Problem {
        id: PromptId,
        why: String,
    },
}

/// How a line of the text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Ordinary text.
    Plain,
    /// A Markdown heading.
    Heading,
    /// The header, a rule, a quotation or code.
    Quiet,
}

impl Preview {
    /// The prompt that is shown or awaited.
    pub fn id(&self) -> Option<&PromptId> {
        match &self.content {
            Content::Nothing => None,
            Content::Waiting(id) | Content::Problem { id, .. } => Some(id),
            Content::Shown { prompt, .. } => Some(prompt.id()),
        }
    }

    /// The prompt whose text is shown.
    pub fn prompt(&self) -> Option<&Arc<Prompt>> {
        match &self.content {
            Content::Shown { prompt, .. } => Some(prompt),
            _ => None,
        }
    }

    /// Why there is no text to show.
    pub fn problem(&self) -> Option<&str> {
        match &self.content {
            Content::Problem { why, .. } => Some(why),
            _ => None,
        }
    }

    /// How many bytes are left out at the end.
    pub fn cut(&self) -> usize {
        match &self.content {
            Content::Shown { cut, .. } => *cut,
            _ => 0,
        }
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        *self = Preview { width: self.width, ..Preview::default() };
    }

    /// Asks for `id` in the state `stamp`; says whether that is a new question. Another prompt's text goes at once, an
    /// older text of the same prompt stays until the answer is there.
    pub fn ask(&mut self, id: &PromptId, stamp: Stamp) -> bool {
        let question = Some((id.clone(), stamp));
        let is_here = self.id() == Some(id);
        if is_here && self.asked == question {
            return false;
        }
        if !is_here {
            self.clear();
            self.content = Content::Waiting(id.clone());
        }
        self.asked = question;
        true
    }

    /// Shows `prompt`. A new text of the same prompt keeps the place.
    pub fn show(&mut self, prompt: &Arc<Prompt>) {
        let same = |shown: &Arc<Prompt>| shown.id() == prompt.id() && self.hash() == Some(prompt.revision().hash);
        if self.prompt().is_some_and(same) {
            if let Content::Shown { prompt: shown, .. } = &mut self.content {
                *shown = Arc::clone(prompt);
            }
            return;
        }
        let top = if self.id() == Some(prompt.id()) { self.top } else { 0 };
        let raw = prompt.raw();
        let mut end = raw.len().min(MOST);
        // Not in the middle of a character.
        while end < raw.len() && end > 0 && raw[end] & 0xc0 == 0x80 {
            end -= 1;
        }
        let text = readable(&raw[..end]);
        self.content = Content::Shown { prompt: Arc::clone(prompt), text, cut: raw.len() - end };
        self.rewrap();
        self.top = top.min(self.rows.len().saturating_sub(1));
    }

    /// Says why `id` cannot be shown.
    pub fn fail(&mut self, id: &PromptId, why: String) {
        let asked = self.asked.take();
        self.clear();
        self.asked = asked;
        self.content = Content::Problem { id: id.clone(), why };
    }

    /// Wraps to `width` columns.
    pub fn set_width(&mut self, width: usize) {
        if self.width != width {
            // Rows move, so the line at the top is what should stay.
            let line = self.rows.get(self.top).map_or(0, |row| row.line);
            self.width = width;
            self.rewrap();
            self.top = self.rows.partition_point(|row| row.line < line);
        }
    }

    /// The index of the first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls by `rows`, down if positive, on a screen of `height` rows.
    pub fn scroll(&mut self, rows: isize, height: usize) {
        let last = self.rows.len().saturating_sub(height);
        self.top = self.top.saturating_add_signed(rows).min(last);
    }

    /// The rows on a screen of `height` rows, with how each is set.
    pub fn visible(&self, height: usize) -> Vec<(&str, LineKind)> {
        let Content::Shown { text, .. } = &self.content else { return Vec::new() };
        let rows = &self.rows[self.top.min(self.rows.len())..self.rows.len().min(self.top + height)];
        let Some(first) = rows.first() else { return Vec::new() };
        let mut kinds = Kinds::at_line(text, first.line);
        rows.iter().map(|row| (&text[row.bytes.clone()], kinds.of_line(row.line))).collect()
    }

    fn hash(&self) -> Option<ContentHash> {
        self.prompt().map(|prompt| prompt.revision().hash)
    }

    fn rewrap(&mut self) {
        self.rows = match &self.content {
            Content::Shown { text, .. } if self.width > 0 => wrap(text, self.width),
            _ => Vec::new(),
        };
    }
}

/// The bytes as text for the screen: what is not UTF-8 becomes `\xNN`.
fn readable(raw: &[u8]) -> String {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
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

/// Walks the lines of a text and says how each is set. Whether a line is code depends on those before it.
struct Kinds<'a> {
    lines: std::iter::Enumerate<std::str::Split<'a, char>>,
    line: usize,
    kind: LineKind,
    within: Within,
}

/// What the next line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Header,
    Text,
    Code,
}

impl<'a> Kinds<'a> {
    fn at_line(text: &'a str, line: usize) -> Kinds<'a> {
        let within = if text.starts_with("---\n") { Within::Header } else { Within::Text };
        let mut kinds = Kinds { lines: text.split('\n').enumerate(), line: 0, kind: LineKind::Plain, within };
        kinds.step();
        while kinds.line < line && kinds.step() {}
        kinds
    }

    fn of_line(&mut self, line: usize) -> LineKind {
        while self.line < line && self.step() {}
        self.kind
    }

    fn step(&mut self) -> bool {
        let Some((number, line)) = self.lines.next() else { return false };
        self.line = number;
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let rule = line.len() >= 3 && line.chars().all(|c| c == '-');
        self.kind = if self.within != Within::Text || fence || rule || line.starts_with('>') {
            LineKind::Quiet
        } else if line.starts_with('#') && line.trim_start_matches('#').starts_with(' ') {
            LineKind::Heading
        } else {
            LineKind::Plain
        };
        self.within = match self.within {
            Within::Header if rule && number > 0 => Within::Text,
            Within::Text if fence => Within::Code,
            Within::Code if fence => Within::Text,
            within => within,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[u8], width: usize) -> Preview {
        let id = PromptId::new("x.md").expect("a valid test name");
        let mut preview = Preview::default();
        preview.set_width(width);
        preview.show(&Arc::new(Prompt::new(id, text, Stamp::default())));
        preview
    }

    #[test]
    fn bytes_that_are_not_text_are_shown_escaped() {
        let preview = shown(b"a\xff\x1b[2J\nb", 20);
        assert_eq!(preview.visible(5), [("a\\xff␛[2J", LineKind::Plain), ("b", LineKind::Plain)]);
    }

    #[test]
    fn headings_and_code_are_told_apart_from_text_wherever_the_screen_begins() {
        let mut preview = shown(b"---\ntitle: x\n---\n# One\ntext\n```\n# code\n```\n## Two\n", 20);
        use LineKind::{Heading, Plain, Quiet};
        let kinds = |preview: &Preview| preview.visible(20).iter().map(|(_, kind)| *kind).collect::<Vec<_>>();
        let all = [Quiet, Quiet, Quiet, Heading, Plain, Quiet, Quiet, Quiet, Heading, Plain];
        assert_eq!(kinds(&preview), all);
        preview.scroll(6, 2);
        assert_eq!(kinds(&preview), all[6..]);
    }

    #[test]
    fn scrolling_stops_at_the_last_full_screen() {
        let mut preview = shown("行\n".repeat(30).as_bytes(), 10);
        preview.scroll(1000, 10);
        assert_eq!(preview.top(), 21);
        preview.scroll(-5, 10);
        assert_eq!(preview.top(), 16);
    }

    #[test]
    fn a_new_width_keeps_the_line_at_the_top() {
        let text: String = (0..40).map(|n| format!("line {n} with some words\n")).collect();
        let mut preview = shown(text.as_bytes(), 10);
        preview.scroll(60, 10);
        let line = preview.visible(1)[0].0.to_owned();
        preview.set_width(80);
        assert!(preview.visible(1)[0].0.contains(line.trim()), "{line}");
    }

    #[test]
    fn a_prompt_is_asked_for_once_and_again_when_another_text_took_its_place() {
        let id = |name| PromptId::new(name).expect("a valid test name");
        let mut preview = Preview::default();
        assert!(preview.ask(&id("a.md"), Stamp::default()));
        assert!(!preview.ask(&id("a.md"), Stamp::default()));
        preview.show(&Arc::new(Prompt::new(id("new.md"), &b""[..], Stamp::default())));
        assert!(preview.ask(&id("a.md"), Stamp::default()));
    }

    #[test]
    fn a_huge_text_is_cut_and_says_by_how_much() {
        let preview = shown("中".repeat(500_000).as_bytes(), 80);
        assert_eq!(preview.cut(), 1_500_000 - (MOST - MOST % 3));
        assert!(!preview.visible(5)[0].0.contains('\\'));
    }
}
