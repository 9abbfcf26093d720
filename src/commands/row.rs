//! A prompt as JSON prints it.

use serde::Serialize;

use crate::prompt::{Card, PromptId, Stamp};

/// What is said of a prompt besides its text.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    name: &'a PromptId,
    #[serde(flatten)]
    card: &'a Card,
    bytes: u64,
    /// Seconds since 1970; absent for a sample, which has no file.
    modified: Option<i64>,
}

impl<'a> Row<'a> {
    pub(super) fn new(name: &'a PromptId, card: &'a Card, stamp: Stamp) -> Row<'a> {
        let modified = (stamp.modified_ns != 0).then(|| stamp.modified_ns.div_euclid(1_000_000_000));
        Row { name, card, bytes: stamp.size, modified }
    }
}
