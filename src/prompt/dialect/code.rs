//! Where code stands in a Markdown text: between fences and between backticks. Enough for findings and for what a tool
//! would run; not a Markdown parser.

use std::ops::Range;

/// A stretch of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// What stands between the fences or backticks.
    pub inner: Range<usize>,
    pub kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// Between lines of ` ``` ` or `~~~`.
    Fenced,
    /// Between lines of ` ```! ` and ` ``` `, which some tools run.
    Run,
    /// Between backticks on one line.
    Span,
}

/// The code of a text, in its order.
pub(super) struct Code(Vec<Block>);

impl Code {
    /// The code in the bytes `body` of `text`.
    pub fn find(text: &str, body: Range<usize>) -> Code {
        let mut blocks = Vec::new();
        let mut open: Option<(Fence, usize)> = None;
        let mut at = body.start;
        for line in text[body.clone()].split_inclusive('\n') {
            let next = at + line.len();
            match (&open, fence(line)) {
                (Some((fence, start)), found) => {
                    if found.is_some_and(|found| found.closes(fence)) {
                        blocks.push(Block { inner: *start..at, kind: fence.kind() });
                        open = None;
                    }
                }
                (None, Some(fence)) => open = Some((fence, next)),
                (None, None) => spans(line, at, &mut blocks),
            }
            at = next;
        }
        if let Some((fence, start)) = open {
            blocks.push(Block { inner: start..body.end, kind: fence.kind() });
        }
        Code(blocks)
    }

    /// The code that the byte `at` stands in.
    pub fn at(&self, at: usize) -> Option<&Block> {
        let behind = self.0.partition_point(|block| block.inner.start <= at);
        self.0[..behind].last().filter(|block| block.inner.contains(&at))
    }

    /// All of it, in the order of the text.
    pub fn blocks(&self) -> &[Block] {
        &self.0
    }
}

struct Fence {
    mark: char,
    length: usize,
    info: Info,
}

#[derive(PartialEq, Eq)]
enum Info {
    None,
    Run,
    Other,
}

impl Fence {
    fn closes(&self, open: &Fence) -> bool {
        self.mark == open.mark && self.length >= open.length && self.info == Info::None
    }

    fn kind(&self) -> BlockKind {
        if self.info == Info::Run { BlockKind::Run } else { BlockKind::Fenced }
    }
}

/// The fence that `line` is, at whatever depth of a list it stands.
fn fence(line: &str) -> Option<Fence> {
    let line = line.trim();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    if length < 3 || (mark == '`' && rest.contains('`')) {
        return None;
    }
    let info = match rest.trim() {
        "" => Info::None,
        _ if rest.starts_with('!') => Info::Run,
        _ => Info::Other,
    };
    Some(Fence { mark, length, info })
}

/// The code between backticks of the line that starts at the byte `start`.
fn spans(line: &str, start: usize, blocks: &mut Vec<Block>) {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'`', line.as_bytes()) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    // A run that nothing closes is looked for once per length.
    let mut unclosed: Vec<usize> = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        let length = runs[index].len();
        let close = (!unclosed.contains(&length))
            .then(|| runs[index + 1..].iter().position(|run| run.len() == length))
            .flatten();
        match close {
            Some(steps) => {
                let close = index + 1 + steps;
                blocks.push(Block { inner: start + runs[index].end..start + runs[close].start, kind: BlockKind::Span });
                index = close + 1;
            }
            None => {
                unclosed.push(length);
                index += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_between_fences_and_between_backticks() {
        let text = "a `b` ``c`d``\n```sh\ne `f`\n~~~\n```\n  ~~~\ng\n~~~\n```!\nls\n";
        let code = Code::find(text, 0..text.len());
        let found: Vec<(&str, BlockKind)> =
            code.blocks().iter().map(|block| (&text[block.inner.clone()], block.kind)).collect();
        assert_eq!(
            found,
            [
                ("b", BlockKind::Span),
                ("c`d", BlockKind::Span),
                ("e `f`\n~~~\n", BlockKind::Fenced),
                ("g\n", BlockKind::Fenced),
                ("ls\n", BlockKind::Run),
            ]
        );
        assert_eq!(code.at(3).map(|block| block.kind), Some(BlockKind::Span));
        assert_eq!(code.at(5), None);
    }

    #[test]
    fn a_backtick_alone_is_text() {
        let text = "it's ` and ``\n`x`";
        assert_eq!(Code::find(text, 0..text.len()).blocks().len(), 1);
    }
}
