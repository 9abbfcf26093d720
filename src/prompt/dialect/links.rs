//! Markdown links that a tool follows: `[text](target)`.

use std::ops::Range;

use super::code::Code;
use super::dollar::reach_of_path;
use crate::prompt::dialect::source::Reader;
use crate::prompt::parts::SiteKind;

/// Announces the links whose target `path` knows as a path of a file. Those in code are text.
pub(super) fn files(
    reader: &mut Reader<'_>,
    text: &str,
    body: &Range<usize>,
    code: &Code,
    path: impl Fn(&str) -> Option<&str>,
) {
    for found in memchr::memmem::find_iter(&text.as_bytes()[body.clone()], b"](") {
        let start = body.start + found + 2;
        let rest = reach_of_path(&text[start..body.end]);
        let end = memchr::memchr2(b'\n', b')', rest.as_bytes()).filter(|end| rest[*end..].starts_with(')'));
        let Some(line) = end.map(|end| &rest[..end]) else { continue };
        // A title may stand behind the target.
        let target = line.split([' ', '"']).next().unwrap_or("");
        if let Some(path) = path(target).filter(|path| !path.is_empty() && code.at(start).is_none()) {
            reader.site(start..start + target.len(), SiteKind::File, path);
        }
    }
}

/// The path that `target` is, if it is a file beside the prompt or in the workspace and no address or heading.
pub(super) fn local(target: &str) -> Option<&str> {
    let is_address = target.contains("://") || target.starts_with(['#', '<']) || target.starts_with("mailto:");
    let path = target.split('#').next().unwrap_or("");
    (!is_address && path.contains(['.', '/'])).then_some(path)
}
