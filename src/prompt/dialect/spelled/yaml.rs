//! Scalars of YAML 1.2: plain, in quotes, and as blocks. What is unusual is not decoded here; its reader then has the
//! text without places.

use std::ops::Range;

use super::Spelled;

/// The scalar at `source`; a block goes on to `end`.
pub(super) fn decode(text: &str, source: Range<usize>, end: usize) -> Option<Spelled> {
    match text[source.clone()].chars().next()? {
        '|' => block(text, source.start, end, false),
        '>' => block(text, source.start, end, true),
        '"' => flow(text, inside(text, source, '"')?, Quotes::Double),
        '\'' => flow(text, inside(text, source, '\'')?, Quotes::Single),
        _ => flow(text, source, Quotes::None),
    }
}

fn inside(text: &str, source: Range<usize>, quote: char) -> Option<Range<usize>> {
    let is_closed = source.len() >= 2 && text[source.clone()].ends_with(quote);
    is_closed.then(|| source.start + 1..source.end - 1)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

/// A scalar of one or more lines that are folded: a line end is a space, n + 1 of them are n.
fn flow(text: &str, span: Range<usize>, quotes: Quotes) -> Option<Spelled> {
    let mut spelled = Spelled::default();
    let mut at = span.start;
    while at < span.end {
        let line_end = text[at..span.end].find(['\n', '\r']).map_or(span.end, |end| at + end);
        let is_last = line_end == span.end;
        let mut line = at..line_end;
        if !is_last {
            line.end = at + text[line.clone()].trim_end_matches([' ', '\t']).len();
        }
        if quotes == Quotes::None && text[line.clone()].contains(" #") {
            return None;
        }
        // An escaped line end joins lines otherwise; that is rare.
        if quotes == Quotes::Double && !is_last && text[line.clone()].ends_with('\\') {
            return None;
        }
        words(&mut spelled, text, line.clone(), quotes)?;
        if is_last {
            break;
        }
        let behind = text[line.end..span.end].trim_start_matches([' ', '\t', '\r', '\n']);
        let next = span.end - behind.len();
        // A lone CR ends a line too.
        let breaks = text[line.end..next].replace("\r\n", "\n").matches(['\n', '\r']).count();
        let said = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks.saturating_sub(1)) };
        spelled.other(line.end..next, &said);
        at = next;
    }
    Some(spelled)
}

fn words(spelled: &mut Spelled, text: &str, line: Range<usize>, quotes: Quotes) -> Option<()> {
    let mut at = line.start;
    while at < line.end {
        let rest = &text[at..line.end];
        let next = match quotes {
            Quotes::None => None,
            Quotes::Single => rest.find("''"),
            Quotes::Double => rest.find('\\'),
        };
        let plain_end = next.map_or(line.end, |next| at + next);
        spelled.same(text, at..plain_end);
        at = plain_end;
        if next.is_some() {
            let (length, said) = if quotes == Quotes::Single { (2, '\'') } else { escape(&text[at..line.end])? };
            spelled.other(at..at + length, said.encode_utf8(&mut [0; 4]));
            at += length;
        }
    }
    Some(())
}

/// The length of the escape that `rest` starts with, and what it says.
fn escape(rest: &str) -> Option<(usize, char)> {
    let hexadecimal = |digits: usize| {
        let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((2 + digits, char::from_u32(code)?))
    };
    let plain = match rest[1..].chars().next()? {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' => ' ',
        '"' => '"',
        '/' => '/',
        '\\' => '\\',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return hexadecimal(2),
        'u' => return hexadecimal(4),
        'U' => return hexadecimal(8),
        _ => return None,
    };
    Some((2, plain))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Clip,
    Strip,
    Keep,
}

/// A block from its `|` or `>` at `start` to `end`.
fn block(text: &str, start: usize, end: usize, is_folded: bool) -> Option<Spelled> {
    let head_end = text[start..end].find('\n').map_or(end, |feed| start + feed + 1);
    let (mut chomping, mut indent) = (Chomping::Clip, None);
    let head = text[start + 1..head_end].split(" #").next().unwrap_or("");
    for mark in head.trim_end().chars() {
        match mark {
            '-' => chomping = Chomping::Strip,
            '+' => chomping = Chomping::Keep,
            '1'..='9' => indent = mark.to_digit(10).and_then(|digit| usize::try_from(digit).ok()),
            _ => return None,
        }
    }
    // Of each line: its bytes without the line end, and where the next one starts.
    let mut lines: Vec<(Range<usize>, usize)> = Vec::new();
    let mut at = head_end;
    while at < end {
        let next = text[at..end].find('\n').map_or(end, |feed| at + feed + 1);
        let content = text[at..next].trim_end_matches('\n').trim_end_matches('\r').len();
        lines.push((at..at + content, next));
        at = next;
    }
    let spaces = |line: &Range<usize>| line.len() - text[line.clone()].trim_start_matches(' ').len();
    let is_blank = |line: &Range<usize>| text[line.clone()].trim_matches(' ').is_empty();
    let indent =
        indent.or_else(|| lines.iter().map(|(line, _)| line).find(|line| !is_blank(line)).map(&spaces)).unwrap_or(0);
    if lines.iter().any(|(line, _)| !is_blank(line) && spaces(line) < indent) {
        // A comment or something that does not belong to the block.
        return None;
    }
    let filled = lines.iter().rposition(|(line, _)| !is_blank(line)).map_or(0, |last| last + 1);
    let mut spelled = Spelled::default();
    let content = |line: &Range<usize>| (line.start + indent).min(line.end)..line.end;
    let mut index = 0;
    while index < filled {
        let (line, next) = &lines[index];
        let said = content(line);
        spelled.other(line.start..said.start, "");
        spelled.same(text, said.clone());
        index += 1;
        if index == filled {
            break;
        }
        let is_more = |line: &Range<usize>| text[content(line)].starts_with([' ', '\t']);
        if !is_folded || said.is_empty() || is_more(line) {
            line_end(&mut spelled, text, said.end..*next);
            continue;
        }
        // Folding: to the next line with something in it.
        let blank = lines[index..filled].iter().take_while(|(line, _)| content(line).is_empty()).count();
        let following = &lines[index + blank].0;
        if is_more(following) {
            line_end(&mut spelled, text, said.end..*next);
        } else if blank == 0 {
            spelled.other(said.end..*next, " ");
        } else {
            spelled.other(said.end..lines[index + blank - 1].1, &"\n".repeat(blank));
            index += blank;
        }
    }
    let Some((last, next)) = filled.checked_sub(1).map(|last| lines[last].clone()) else {
        return (chomping != Chomping::Keep).then_some(spelled);
    };
    if chomping != Chomping::Strip && next > last.end {
        line_end(&mut spelled, text, last.end..next);
    }
    if chomping == Chomping::Keep {
        for (line, next) in &lines[filled..] {
            spelled.other(line.start..line.end, "");
            line_end(&mut spelled, text, line.end..*next);
        }
    }
    Some(spelled)
}

fn line_end(spelled: &mut Spelled, text: &str, raw: Range<usize>) {
    if &text[raw.clone()] == "\n" {
        spelled.same(text, raw);
    } else if !raw.is_empty() {
        spelled.other(raw, "\n");
    }
}
