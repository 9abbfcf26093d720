//! The rules by which reads and changes that happen at once answer as if they had happened one after the other.
//!
//! Each has a name so that the tests can break it, one at a time, and show that they would notice.

use super::Shared;
use super::names::{NameLocks, Turn};
use crate::prompt::PromptId;

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// A load is published only if nothing newer of its name was published since it began. The article's cache breaks
    /// this: a load that finishes late brings back old text.
    LateLoadsAreNotPublished,
    /// A load answers with what it published or with what was published meanwhile: a save is on disk before it is
    /// published, so a load may read a text that nobody else can see yet, and the next reader would get the one before.
    AnswersArePublished,
    /// A name is changed by one at a time, over write and publish: else disk may end with one save and memory with
    /// another.
    OneChangeAtATime,
    /// Flights are marked as superseded when a change makes them old: else one who asks once the change is done may join
    /// a load from before it.
    FlightsAreMarked,
    /// They are marked before the change is published, not after: else one who has seen the change may join a load from
    /// before it.
    FlightsAreMarkedFirst,
}

impl Shared {
    /// Whether `rule` is kept: always, outside the tests.
    #[cfg(not(test))]
    pub(super) fn keeps(&self, _: Rule) -> bool {
        true
    }

    /// Where a rule matters it matters who comes between, so others are let through here.
    #[cfg(test)]
    pub(super) fn keeps(&self, rule: Rule) -> bool {
        std::thread::yield_now();
        self.broken != Some(rule)
    }

    /// Where a broken rule is about what comes between two steps, much does.
    pub(super) fn let_others_come(&self) {
        #[cfg(test)]
        (0..200).for_each(|_| std::thread::yield_now());
    }

    /// A place in the queue of those who change `id`.
    pub(super) fn enter(&self, id: &PromptId) -> Turn {
        // Whoever breaks the rule queues where nobody else does.
        if self.keeps(Rule::OneChangeAtATime) { self.names.enter(id) } else { NameLocks::default().enter(id) }
    }
}
