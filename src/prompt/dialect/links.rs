//! Markdown links that a tool follows: `[text](target)`.

use std::ops::Range;

use super::code::Code;
use crate::prompt::template::{Reader, SiteKind};

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
        let line = text[start..body.end].split(['\n', ')']).next().unwrap_or("");
        let closed = text[start + line.len()..body.end].starts_with(')');
        // A title may stand behind the target.
        let target = line.split([' ', '"']).next().unwrap_or("");
        if let Some(path) = path(target).filter(|path| !path.is_empty() && closed && code.at(start).is_none()) {
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
