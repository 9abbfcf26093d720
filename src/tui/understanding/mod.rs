//! What a text is as a prompt: its template, and which parts of its lines are set apart on the screen.
//!
//! Pure values made of bytes. Small texts are understood on the spot, large ones on a task, and bodies in a
//! template language too: [`Understanding::is_quick`] parts them. Knows no
//! colours: [`Mark`]s say what a part is, the theme says how that looks.

mod markdown;

use std::ops::Range;
use std::sync::Arc;

use crate::prompt::dialect::{Dialect, Dialects};
use crate::prompt::header::Format;
use crate::prompt::template::{Severity, Template};
use crate::prompt::{ContentHash, PromptId};

/// Up to so many bytes a text that is in no template language is understood within a small part of a frame.
const SMALL: usize = 32 * 1024;

/// Which text is to be understood; told again with the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The prompt.
    pub id: PromptId,
    /// The content on disk that the text is, or was made from.
    pub hash: ContentHash,
    /// The state of the text in the editor; `None` for the text on disk.
    pub revision: Option<u64>,
}

/// A text understood.
#[derive(Debug, Clone)]
pub struct Understanding {
    /// The prompt as its tool reads it. Its bytes are the text.
    pub template: Arc<Template>,
    /// What is odd, in the order of the text.
    pub findings: Vec<Finding>,
    /// Characters of the body.
    pub characters: usize,
}

/// One thing that is odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its line, counted from 1.
    pub line: usize,
    /// How much it matters.
    pub severity: Severity,
    /// What was found and what it means.
    pub what: String,
    /// What would change it.
    pub hint: String,
}

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Between the lines of `---`.
    Header,
    /// The name of a field there.
    Key,
    /// A Markdown heading.
    Heading,
    /// `*so*`
    Emphasis,
    /// `**so**`
    Strong,
    /// Code, in a line or between fences.
    Code,
    /// A quotation or a rule.
    Quote,
    /// Where a value, another prompt or a role stands.
    Variable,
    /// What the tool would run or fetch.
    Site,
    /// The finding of this index.
    Fault(usize),
}

/// The marks of each line of a text: bytes of the line, and what they are. Later ones lie over earlier ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    lines: Vec<Vec<(Range<usize>, Mark)>>,
}

impl Understanding {
    /// Whether `text` under the name `id` is understood within a small part of a frame.
    pub fn is_quick(id: &PromptId, text: &[u8], dialects: &Dialects) -> bool {
        text.len() <= SMALL && !dialects.dialect_of(id, text).has_template_language()
    }

    /// Understands `text` under the name `id`.
    pub fn of(id: PromptId, text: Arc<Vec<u8>>, dialects: &Dialects) -> Understanding {
        let template = Arc::new(Template::read(id, text, dialects));
        let findings = template.diagnostics().iter().map(|found| Finding {
            line: found.line,
            severity: found.severity,
            what: found.what.clone(),
            hint: found.hint.clone(),
        });
        let body = &template.raw()[template.header().body()];
        // Bytes that begin a character; what is not UTF-8 counts as it falls.
        let characters = body.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        Understanding { findings: findings.collect(), characters, template }
    }

    /// The dialect of the text.
    pub fn dialect(&self) -> Dialect {
        self.template.dialect()
    }

    /// The bytes of the body.
    pub fn body(&self) -> &[u8] {
        &self.template.raw()[self.template.header().body()]
    }

    /// What is marked in each line; lines end in LF, as in the editor.
    pub fn marks(&self) -> Marks {
        let template = &self.template;
        let text = String::from_utf8_lossy(template.raw());
        // Of another length spans would point anywhere; the editor holds nothing but UTF-8.
        if text.len() != template.raw().len() {
            return Marks::default();
        }
        let header = template.header();
        let mut builder = Builder::new(&text);
        if header.format() == Format::Yaml {
            builder.mark(0..header.body().start, Mark::Header);
        }
        for field in header.fields().iter().filter(|field| !field.name.is_empty()) {
            builder.mark(field.name.clone(), Mark::Key);
        }
        if matches!(header.format(), Format::None | Format::Yaml) {
            let first = builder.line_of(header.body().start);
            let mut markdown = markdown::Lines::default();
            for line in first..builder.starts.len() {
                let from = if line == first { header.body().start } else { builder.starts[line] };
                let end = builder.end_of(line);
                let before = builder.starts[line];
                markdown.line(&text[from..end], &mut |range, mark| {
                    let shift = from - before;
                    builder.marks.lines[line].push((range.start + shift..range.end + shift, mark));
                });
            }
        }
        for site in template.sites() {
            builder.mark(site.span.clone(), Mark::Site);
        }
        for span in template.marks() {
            builder.mark(span.clone(), Mark::Variable);
        }
        for (index, found) in template.diagnostics().iter().enumerate() {
            builder.mark(found.span.clone(), Mark::Fault(index));
        }
        builder.marks
    }
}

impl Marks {
    /// The marks of `line`.
    pub fn of_line(&self, line: usize) -> &[(Range<usize>, Mark)] {
        self.lines.get(line).map_or(&[], Vec::as_slice)
    }

    /// The first finding of `line`, and the byte where it begins.
    pub fn fault_of_line(&self, line: usize) -> Option<(usize, usize)> {
        let faults = self.of_line(line).iter().filter_map(|(range, mark)| match mark {
            Mark::Fault(index) => Some((range.start, *index)),
            _ => None,
        });
        faults.min()
    }

    /// The first finding behind the byte `at` of `line`, going on at the start: its line and byte.
    pub fn next_fault(&self, line: usize, at: usize) -> Option<(usize, usize)> {
        let faults = || {
            self.lines.iter().enumerate().flat_map(|(line, marks)| {
                let of_line = marks.iter().filter(|(_, mark)| matches!(mark, Mark::Fault(_)));
                of_line.map(move |(range, _)| (line, range.start))
            })
        };
        faults().filter(|place| *place > (line, at)).min().or_else(|| faults().min())
    }

    /// Follows a change of the text, so that what was not touched stays marked until the text is understood again:
    /// what was from byte `start` to byte `end` of the lines `from` to `to` is now `lines` lines more or less, the last
    /// of them with `tail` bytes before what stood behind.
    pub(super) fn replaced(&mut self, from: (usize, usize), to: (usize, usize), lines: usize, tail: usize) {
        if to.0 >= self.lines.len() {
            return;
        }
        let cut = |marks: &mut Vec<(Range<usize>, Mark)>, end: usize| {
            marks.retain(|(range, _)| range.start < end);
            marks.iter_mut().for_each(|(range, _)| range.end = range.end.min(end));
        };
        // Bytes behind the change keep their marks, moved; a mark across it covers what was put there too.
        let moved = |at: usize| if at >= to.1 { at - to.1 + tail } else { tail };
        if lines == 0 && from.0 == to.0 {
            for (range, _) in &mut self.lines[from.0] {
                if range.start >= to.1 || range.start > from.1 {
                    range.start = moved(range.start);
                }
                if range.end > from.1 {
                    range.end = moved(range.end);
                }
            }
            return;
        }
        let mut behind: Vec<_> = self.lines[to.0].iter().filter(|(range, _)| range.end > to.1).cloned().collect();
        behind.iter_mut().for_each(|(range, _)| {
            *range = moved(range.start.max(to.1))..moved(range.end);
        });
        cut(&mut self.lines[from.0], from.1);
        let mut new = vec![Vec::new(); lines];
        match new.last_mut() {
            Some(last) => *last = behind,
            None => self.lines[from.0].extend(behind),
        }
        self.lines.splice(from.0 + 1..=to.0, new);
    }

    /// Follows a change of which only the line where it ended is known, and how many lines there are now.
    pub(super) fn jumped(&mut self, line: usize, lines: usize) {
        let (was, now) = (self.lines.len(), lines);
        if was == 0 || was == now {
            return;
        }
        let at = (line + 1).min(was).min(now);
        if now > was {
            let at = at.saturating_sub(now - was);
            self.lines.splice(at..at, vec![Vec::new(); now - was]);
        } else {
            self.lines.drain(at..at + (was - now));
        }
    }
}

/// Puts spans of a text on its lines.
struct Builder<'a> {
    text: &'a str,
    starts: Vec<usize>,
    marks: Marks,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Builder<'a> {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
        let marks = Marks { lines: vec![Vec::new(); starts.len()] };
        Builder { text, starts, marks }
    }

    fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where `line` ends, without its line feed.
    fn end_of(&self, line: usize) -> usize {
        self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1)
    }

    fn mark(&mut self, span: Range<usize>, mark: Mark) {
        let first = self.line_of(span.start);
        for line in first..self.starts.len() {
            let start = self.starts[line];
            let from = span.start.max(start);
            if line > first && from >= span.end {
                break;
            }
            let end = span.end.clamp(from, self.end_of(line).max(from));
            self.marks.lines[line].push((from - start..end - start, mark));
        }
    }
}

#[cfg(test)]
mod tests;
