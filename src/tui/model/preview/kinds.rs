//! How the lines of a text are set: headings, and what is quiet, such as code and quotations.

use super::Part;

/// Walks the lines of a text and says how each is set. Whether a line is code depends on those before it.
pub(super) struct Kinds<'a> {
    lines: std::iter::Enumerate<std::str::Split<'a, char>>,
    line: usize,
    kind: Part,
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
    pub(super) fn at_line(text: &'a str, line: usize) -> Kinds<'a> {
        let within = if text.starts_with("---\n") { Within::Header } else { Within::Text };
        let mut kinds = Kinds { lines: text.split('\n').enumerate(), line: 0, kind: Part::Plain, within };
        kinds.step();
        while kinds.line < line && kinds.step() {}
        kinds
    }

    pub(super) fn of_line(&mut self, line: usize) -> Part {
        while self.line < line && self.step() {}
        self.kind
    }

    fn step(&mut self) -> bool {
        let Some((number, line)) = self.lines.next() else { return false };
        self.line = number;
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let rule = line.len() >= 3 && line.chars().all(|c| c == '-');
        self.kind = if self.within != Within::Text || fence || rule || line.starts_with('>') {
            Part::Quiet
        } else if line.starts_with('#') && line.trim_start_matches('#').starts_with(' ') {
            Part::Heading
        } else {
            Part::Plain
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
