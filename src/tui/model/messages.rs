//! What has been said: one line on the screen, all of it in the list of messages.

use std::collections::VecDeque;

/// Messages kept.
const KEPT: usize = 500;

/// Seconds that a line stays on the screen.
const SHOWN_FOR: u64 = 4;

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Something went as wanted.
    Note,
    /// Something to know.
    Warning,
    /// Something failed; it stays on the screen until a key.
    Fault,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub weight: Weight,
    /// What happened, the consequence, the key.
    pub text: String,
    /// When: seconds since start.
    pub second: u64,
}

/// All messages, and which of them is on the screen.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    all: VecDeque<Message>,
    shown: Option<Message>,
    seen: Seen,
}

/// Whether a key was pressed since the message on the screen was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seen {
    /// It was, so the message may give way to the hints.
    #[default]
    Yes,
    /// It was not.
    NotYet,
}

impl Messages {
    /// Says something. A fault that is on the screen stays there until a key: what comes after it is only kept.
    pub fn say(&mut self, weight: Weight, text: impl Into<String>, second: u64) {
        let message = Message { weight, text: text.into(), second };
        if weight == Weight::Fault || self.shown.as_ref().is_none_or(|shown| shown.weight != Weight::Fault) {
            self.shown = Some(message.clone());
            self.seen = Seen::NotYet;
        }
        self.keep(message);
    }

    /// Keeps something in the list without showing it.
    pub fn note(&mut self, weight: Weight, text: impl Into<String>, second: u64) {
        self.keep(Message { weight, text: text.into(), second });
    }

    /// Takes `text` off the screen, if it is there: what it says is so no more. It stays in the list.
    pub fn withdraw(&mut self, text: &str) {
        self.shown.take_if(|message| message.text == text);
    }

    fn keep(&mut self, message: Message) {
        if self.all.len() == KEPT {
            self.all.pop_front();
        }
        self.all.push_back(message);
    }

    /// The message on the screen.
    pub fn shown(&self) -> Option<&Message> {
        self.shown.as_ref()
    }

    /// Whether the message on the screen has been seen.
    pub fn seen(&self) -> Seen {
        self.seen
    }

    /// All messages, oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.all.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether nothing has been said.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A key was pressed: a fault has been seen.
    pub fn key_pressed(&mut self) {
        self.seen = Seen::Yes;
        self.shown.take_if(|message| message.weight == Weight::Fault);
    }

    /// A key goes on with something else: a note has done its work. What is to be known stays for its time.
    pub fn go_on(&mut self) {
        self.shown.take_if(|message| message.weight == Weight::Note);
    }

    /// How often `text` was said last, with nothing said in between.
    pub fn times(&self, text: &str) -> usize {
        let again = format!("{text}, ");
        self.all.iter().rev().take_while(|message| message.text == text || message.text.starts_with(&again)).count()
    }

    /// Takes the line off the screen when its time is over.
    pub fn expire(&mut self, second: u64) {
        if self.expires_at().is_some_and(|end| second >= end) {
            self.shown = None;
        }
    }

    /// The second at which the line on the screen goes away by itself.
    pub fn expires_at(&self) -> Option<u64> {
        self.shown.as_ref().filter(|message| message.weight != Weight::Fault).map(|message| message.second + SHOWN_FOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(messages: &Messages) -> Option<&str> {
        messages.shown().map(|message| message.text.as_str())
    }

    #[test]
    fn a_fault_stays_until_a_key_and_a_note_until_its_time_is_over() {
        let mut messages = Messages::default();
        messages.say(Weight::Fault, "failed", 1);
        messages.say(Weight::Note, "changed on disk", 2);
        messages.expire(1000);
        assert_eq!((shown(&messages), messages.expires_at()), (Some("failed"), None));
        messages.key_pressed();
        assert_eq!((shown(&messages), messages.len()), (None, 2));

        messages.say(Weight::Note, "saved", 10);
        messages.expire(13);
        assert_eq!(shown(&messages), Some("saved"));
        messages.expire(14);
        assert_eq!(shown(&messages), None);
    }

    #[test]
    fn a_note_goes_where_a_key_goes_on_and_what_is_to_be_known_does_not() {
        let mut messages = Messages::default();
        messages.say(Weight::Note, "copied", 1);
        messages.go_on();
        assert_eq!(shown(&messages), None);
        messages.say(Weight::Warning, "changed on disk", 2);
        messages.go_on();
        assert_eq!(shown(&messages), Some("changed on disk"));
    }

    #[test]
    fn what_is_so_no_more_goes_off_the_screen_and_nothing_else_does() {
        let mut messages = Messages::default();
        messages.say(Weight::Note, "it runs", 1);
        messages.withdraw("it waits");
        assert_eq!(shown(&messages), Some("it runs"));
        messages.withdraw("it runs");
        assert_eq!((shown(&messages), messages.len()), (None, 1));
    }

    #[test]
    fn the_newest_five_hundred_are_kept() {
        let mut messages = Messages::default();
        assert!(messages.is_empty());
        for number in 0..600 {
            messages.note(Weight::Note, number.to_string(), 0);
        }
        assert_eq!(messages.all().next().map(|message| message.text.as_str()), Some("100"));
        assert_eq!((messages.len(), shown(&messages)), (500, None));
    }
}
