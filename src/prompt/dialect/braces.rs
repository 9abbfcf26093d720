//! `${…}` on one line, with no braces inside.

use std::ops::Range;

/// The places of `${…}` within `body`, in their order: what stands between the braces, and the bytes of the whole.
pub(super) fn places<'t>(text: &'t str, body: &Range<usize>) -> impl Iterator<Item = (&'t str, Range<usize>)> {
    let end = body.end;
    let mut at = body.start;
    std::iter::from_fn(move || {
        loop {
            let open = at + memchr::memmem::find(&text.as_bytes()[at..end], b"${")?;
            at = open + 2;
            let length = text[at..end].find(['}', '{', '\n', '\r'])?;
            if text[at + length..].starts_with('}') {
                let inner = &text[at..at + length];
                at += length + 1;
                return Some((inner, open..at));
            }
        }
    })
}
