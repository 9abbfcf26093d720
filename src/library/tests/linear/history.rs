//! What was asked of one name and what was answered, and whether a single text, changed by one at a time, could have
//! answered the same.
//!
//! The check is the one of Wing and Gong (1993) with Lowe's memory (2017), by `todc-utils`.

use std::fmt;

use todc_utils::{Action, History, Specification, WGLChecker};

/// A text, by the number in it: no two saves have the same.
pub type Text = u64;

/// What a call did to a name, as its answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Found this text, or none.
    Found(Option<Text>),
    /// Put this text there, whatever was there before.
    Put(Text),
    /// Found the first, and put the second in its place.
    Replaced(Option<Text>, Option<Text>),
    /// Found some text, and took it away.
    Took,
    /// Found anything but this.
    FoundAnother(Option<Text>),
}

/// One call, as far as it concerns one name, with the moments between which it happened.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub thread: usize,
    pub called: u64,
    pub answered: u64,
    pub deed: Deed,
}

/// A name: a text or none, at first none.
struct Name;

impl Specification for Name {
    type State = Option<Text>;
    type Operation = Deed;

    fn init() -> Option<Text> {
        None
    }

    fn apply(deed: &Deed, found: &Option<Text>) -> (bool, Option<Text>) {
        match *deed {
            Deed::Found(text) => (*found == text, *found),
            Deed::Put(text) => (true, Some(text)),
            Deed::Replaced(old, new) if *found == old => (true, new),
            Deed::Replaced(..) => (false, *found),
            Deed::Took => (found.is_some(), None),
            Deed::FoundAnother(text) => (*found != text, *found),
        }
    }
}

/// Whether the `steps` of one name could have happened one after the other, each between its call and its answer.
pub fn is_linearizable(steps: &[Step]) -> bool {
    let calls = steps.iter().map(|step| (step.called, (step.thread, Action::Call(step.deed))));
    let answers = steps.iter().map(|step| (step.answered, (step.thread, Action::Response(step.deed))));
    let mut actions: Vec<_> = calls.chain(answers).collect();
    actions.sort_by_key(|(moment, _)| *moment);
    WGLChecker::<Name>::is_linearizable(History::from_actions(actions.into_iter().map(|(_, action)| action).collect()))
}

/// The steps of a history that is not linearizable, in the order of calls, without the looks that are not to blame.
pub fn essence(mut steps: Vec<Step>) -> Vec<Step> {
    steps.sort_by_key(|step| step.called);
    for at in (0..steps.len()).rev() {
        if matches!(steps[at].deed, Deed::Found(_) | Deed::FoundAnother(_)) {
            let look = steps.remove(at);
            if is_linearizable(&steps) {
                steps.insert(at, look);
            }
        }
    }
    steps
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6} to {:>6}, thread {}: {:?}", self.called, self.answered, self.thread, self.deed)
    }
}
