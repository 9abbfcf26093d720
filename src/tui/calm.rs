//! When a frame is drawn: at once, or, where only figures moved, not within half a second of a key, so that they never
//! disturb typing.

use std::time::{Duration, Instant};

/// For so long after a key the figures stand still.
pub(super) const CALM: Duration = Duration::from_millis(500);

/// What has moved since the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Moved {
    /// Nothing that is on the screen.
    Nothing,
    /// Figures only.
    Figures,
    /// Something that a person waits for.
    Screen,
}

/// Decides when the next frame is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calm {
    moved: Moved,
    last_key: Option<Instant>,
}

impl Calm {
    pub(super) fn new() -> Calm {
        Calm { moved: Moved::Nothing, last_key: None }
    }

    /// A key was pressed.
    pub(super) fn key(&mut self, now: Instant) {
        self.last_key = Some(now);
    }

    /// Something has moved.
    pub(super) fn note(&mut self, moved: Moved) {
        self.moved = self.moved.max(moved);
    }

    /// Whether a frame is to be drawn now; what has moved is in it then.
    pub(super) fn draws(&mut self, now: Instant) -> bool {
        let draws = match self.moved {
            Moved::Nothing => false,
            Moved::Figures => self.until().is_none_or(|until| until <= now),
            Moved::Screen => true,
        };
        if draws {
            self.moved = Moved::Nothing;
        }
        draws
    }

    /// When figures that have moved are to be drawn, if any wait for that.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.moved == Moved::Figures).then_some(self.until()).flatten()
    }

    /// When figures may move again.
    pub(super) fn until(&self) -> Option<Instant> {
        self.last_key.map(|key| key + CALM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_wait_for_half_a_second_after_the_last_key_and_nothing_else_does() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut calm = Calm::new();
        assert!(!calm.draws(start), "nothing has moved");
        calm.note(Moved::Figures);
        assert!(calm.draws(start), "nobody types");
        calm.key(after(0));
        calm.note(Moved::Figures);
        assert_eq!((calm.draws(after(10)), calm.due()), (false, Some(after(500))));
        calm.key(after(400));
        assert_eq!((calm.draws(after(510)), calm.due()), (false, Some(after(900))), "typing goes on");
        assert!(calm.draws(after(900)) && calm.due().is_none());
        calm.key(after(950));
        calm.note(Moved::Figures);
        calm.note(Moved::Screen);
        assert!(calm.draws(after(951)), "an answer does not wait, and brings the figures along");
        assert!(!calm.draws(after(2_000)) && calm.due().is_none());
    }
}
