//! When typing has paused: for so long after the last change of the text in the editor nothing but the letters is drawn.

use std::time::{Duration, Instant};

use crate::tui::understanding::Subject;

/// Longer than between two letters of a word, shorter than a look at what was typed.
const PAUSE: Duration = Duration::from_millis(200);

/// Waits for the text in the editor to stay as it is.
#[derive(Default)]
pub(super) struct Rest {
    of: Option<Subject>,
    due: Option<Instant>,
}

impl Rest {
    /// The text `of` is not understood yet. One that has just been opened need not wait.
    pub(super) fn note(&mut self, of: Option<(Subject, bool)>, now: Instant) {
        if self.of.as_ref() == of.as_ref().map(|(subject, _)| subject) {
            return;
        }
        self.due = of.as_ref().map(|(_, is_new)| if *is_new { now } else { now + PAUSE });
        self.of = of.map(|(subject, _)| subject);
    }

    /// When typing will have paused, if it has not before.
    pub(super) fn due_at(&self) -> Option<Instant> {
        self.due
    }

    /// The text in which typing has paused, once.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Subject> {
        self.due.take_if(|due| *due <= now)?;
        self.of.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::{ContentHash, PromptId};

    #[test]
    fn a_pause_is_told_once_for_each_text_that_stays_for_a_moment() {
        let subject = |revision| Subject {
            id: PromptId::new("a.md").expect("a valid test name"),
            hash: ContentHash::of(b""),
            revision: Some(revision),
        };
        let start = Instant::now();
        let mut rest = Rest::default();
        rest.note(Some((subject(0), true)), start);
        assert_eq!(rest.take_due(start), Some(subject(0)), "just opened");
        rest.note(Some((subject(0), true)), start + PAUSE);
        assert_eq!(rest.take_due(start + PAUSE), None);
        rest.note(Some((subject(1), false)), start);
        rest.note(Some((subject(2), false)), start + PAUSE / 2);
        assert_eq!(rest.take_due(start + PAUSE), None, "typing went on");
        assert_eq!(rest.take_due(start + PAUSE * 2), Some(subject(2)));
        rest.note(Some((subject(3), false)), start);
        rest.note(None, start);
        assert_eq!((rest.take_due(start + PAUSE * 9), rest.due_at()), (None, None));
    }
}
