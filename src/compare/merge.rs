//! Two changes of one text made into one text.

use std::ops::Range;

use similar::{ConflictStyle, TextMerge};

/// What the sides of a conflict are called, in the text itself.
const MINE: &str = "mine";
const BASE: &str = "base";
const DISK: &str = "disk";

/// How long a marker is at least, as in git.
const SHORTEST: usize = 7;

/// What a merge came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Everything that either side changed, and both sides of what both changed.
    pub text: String,
    /// How many places both changed differently.
    pub conflicts: usize,
    /// How those are marked. No line of the three texts could be taken for one of these.
    pub markers: Markers,
}

/// The marks of conflicts in a text: a line of `<` and the word mine, then one of `|` and base, one of `=`, one of `>` and
/// disk. How many of these characters tells them from any line that was in the text before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markers {
    lengths: Vec<usize>,
}

/// A conflict that is still marked in a text, or what is left of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The lines from its first marker to its last, from 0.
    pub lines: Range<usize>,
}

/// Merges what `mine` and `disk` have made of `base`: texts whose lines end in LF. Where both changed the same lines, or
/// lines that touch, in different ways, the merged text has both with the base between them, marked.
///
/// ```
/// use promptbook::compare::merge;
///
/// assert_eq!(merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n").text, "A\nb\nC\n");
/// let merged = merge("a\n", "mine\n", "theirs\n");
/// assert_eq!(merged.text, "<<<<<<< mine\nmine\n||||||| base\na\n=======\ntheirs\n>>>>>>> disk\n");
/// ```
pub fn merge(base: &str, mine: &str, disk: &str) -> Merged {
    let mut merge = TextMerge::from_lines(base, mine, disk);
    let conflicts = merge.conflict_count();
    let length = unused_length(&[base, mine, disk]);
    merge.conflict_style(ConflictStyle::Diff3).conflict_marker_size(length).labels(BASE, MINE, DISK);
    let lengths = if conflicts == 0 { Vec::new() } else { vec![length] };
    Merged { text: merge.to_string(), conflicts, markers: Markers { lengths } }
}

/// A length that no line of `texts` which looks like a marker has.
fn unused_length(texts: &[&str]) -> usize {
    let lines = texts.iter().flat_map(|text| text.split('\n'));
    let run = |line: &str| {
        let first = line.chars().next().filter(|first| "<|=>".contains(*first));
        first.map_or(0, |first| line.chars().take_while(|other| *other == first).count())
    };
    lines.map(run).max().map_or(SHORTEST, |longest| SHORTEST.max(longest + 1))
}

/// Which of its markers a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Parts,
    Closes,
}

impl Markers {
    /// Notes those of another merge too: what both left in the text is looked for.
    pub fn add(&mut self, others: &Markers) {
        self.lengths.extend(others.lengths.iter().filter(|length| !self.lengths.contains(length)).collect::<Vec<_>>());
    }

    /// The markers of a text of which nothing else is known: those that stand in it as a merge would leave them, one of
    /// each kind in their order.
    pub fn found_in(text: &str) -> Markers {
        let mut markers = Markers::default();
        for line in text.split('\n') {
            let length = line.strip_suffix(MINE).and_then(|run| run.strip_suffix(' ')).map_or(0, str::len);
            if length < SHORTEST {
                continue;
            }
            let candidate = Markers { lengths: vec![length] };
            let marks: Vec<Mark> = text.split('\n').filter_map(|line| candidate.mark(line)).collect();
            if marks.windows(4).any(|marks| marks == [Mark::Opens, Mark::Parts, Mark::Parts, Mark::Closes]) {
                markers.add(&candidate);
            }
        }
        markers
    }

    /// The conflicts that are still marked in `text`, in its order. A marker that has lost its others counts as one: it
    /// was meant to go with them.
    pub fn conflicts_in(&self, text: &str) -> Vec<Conflict> {
        self.conflicts_in_lines(text.split('\n'))
    }

    /// The same for a text whose lines are apart already.
    pub fn conflicts_in_lines<'a>(&self, lines: impl Iterator<Item = &'a str>) -> Vec<Conflict> {
        let mut conflicts: Vec<Conflict> = Vec::new();
        if self.lengths.is_empty() {
            return conflicts;
        }
        let mut is_open = false;
        for (line, content) in lines.enumerate() {
            let Some(mark) = self.mark(content) else { continue };
            match conflicts.last_mut() {
                Some(conflict) if is_open && mark != Mark::Opens => conflict.lines.end = line + 1,
                _ => conflicts.push(Conflict { lines: line..line + 1 }),
            }
            is_open = mark != Mark::Closes;
        }
        conflicts
    }

    fn mark(&self, line: &str) -> Option<Mark> {
        let first = line.chars().next()?;
        let (mark, label) = match first {
            '<' => (Mark::Opens, " mine"),
            '|' => (Mark::Parts, " base"),
            '=' => (Mark::Parts, ""),
            '>' => (Mark::Closes, " disk"),
            _ => return None,
        };
        let run = line.strip_suffix(label)?;
        let is_run = run.chars().all(|other| other == first) && self.lengths.contains(&run.len());
        is_run.then_some(mark)
    }
}
