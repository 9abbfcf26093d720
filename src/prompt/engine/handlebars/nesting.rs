//! What the library's reader of Handlebars must not be given. It calls itself for each level, so a source that is nested
//! without end would end the program; and for each tag it counts the characters before it.

/// How deep blocks, and brackets in one tag, may stand in each other.
pub(super) const DEPTH: usize = 48;
/// The most characters that the library may count for the lines of all tags: about a second's work.
const MOST_COUNTED: usize = 1 << 28;

/// Why the library must not read a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Nested deeper than [`DEPTH`].
    Deep,
    /// `[…]` with a quote or a bracket in it: a list to the library, a name to Handlebars.
    Bracket,
    /// So many tags in so long a text that reading would take minutes.
    Long,
}

/// The byte where `source` is unfit, and why. Tags, comments and quotes are told apart as the library's
/// grammar tells them apart; where something is not closed the library stops too, so nothing behind it counts.
pub(super) fn unfit(source: &str) -> Option<(usize, Unfit)> {
    let bytes = source.as_bytes();
    let (mut blocks, mut at, mut counted) = (0_usize, 0, 0_usize);
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"{{") {
        let start = at + found;
        let is_raw = bytes[start..].starts_with(b"{{{{");
        if bytes[at..start].ends_with(b"\\") && !bytes[at..start].ends_with(b"\\\\") {
            at = start + if is_raw { 4 } else { 2 };
            continue;
        }
        if is_raw {
            // To the end of the tag that closes the raw block.
            at = start + memchr::memmem::find(&bytes[start..], b"{{{{/")? + 5;
            continue;
        }
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'~');
        let inside = start + 2 + bytes[start + 2..].iter().take_while(|byte| is_space(byte)).count();
        let close: &[u8] = if bytes[inside..].starts_with(b"!--") { b"--}}" } else { b"}}" };
        match bytes.get(inside)? {
            b'!' => {
                at = inside + memchr::memmem::find(&bytes[inside..], close)? + close.len();
                continue;
            }
            b'#' => blocks += 1,
            b'/' => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        counted = counted.saturating_add(start);
        if counted > MOST_COUNTED {
            return Some((start, Unfit::Long));
        }
        if blocks > DEPTH {
            return Some((start, Unfit::Deep));
        }
        match tag_end(bytes, inside)? {
            Ok(end) => at = end,
            Err(unfit) => return Some(unfit),
        }
    }
    None
}

/// Where the tag that goes on at `at` ends, or where it is unfit; `None` where it does not end.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<Result<usize, (usize, Unfit)>> {
    let mut depth = 0_usize;
    loop {
        match bytes.get(at)? {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while bytes.get(at)? != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'[' => {
                let name = &bytes[at + 1..];
                let name = &name[..memchr::memchr(b']', name)?];
                if name.iter().any(|byte| b"\"'([{".contains(byte)) {
                    return Some(Err((at, Unfit::Bracket)));
                }
                at += name.len() + 1;
            }
            b'(' | b'{' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'}' if depth > 0 => depth -= 1,
            b'}' => {
                let end = bytes[at..].iter().take_while(|byte| **byte == b'}').count();
                return Some(Ok(at + end));
            }
            _ => {}
        }
        if depth > DEPTH {
            return Some(Err((at, Unfit::Deep)));
        }
        at += 1;
    }
}
