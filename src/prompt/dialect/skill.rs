//! skill.

use crate::prompt::template::{Reading, Source};

pub(super) fn read(source: &Source<'_>) -> Reading {
    super::plain::read(source)
}

pub(super) const RULES: crate::prompt::header::Rules = crate::prompt::header::Rules {
    loose: &[],
    unclosed: crate::prompt::header::Unclosed::Text,
    comments_before: false,
};
