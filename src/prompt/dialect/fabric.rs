//! fabric.

use crate::prompt::template::{Reading, Source};

pub(super) fn read(source: &Source<'_>) -> Reading {
    super::plain::read(source)
}
