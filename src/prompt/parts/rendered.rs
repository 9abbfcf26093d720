//! A rendered text: who says what, and which of it was filled in.

use std::borrow::Cow;
use std::ops::Range;

use super::pieces::Role;

/// The most bytes of a rendered text: values that multiply are stopped here.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;

/// A rendered prompt: what each role says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// In the order of the text. Never empty; one without a role where the dialect has none.
    pub messages: Vec<Message>,
}

/// What one role says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Who says it, `None` where the prompt does not say.
    pub role: Option<Role>,
    /// The text's bytes. What was given as a value stands in them as it was given.
    pub text: Vec<u8>,
    /// The bytes of `text` that were filled in, in order.
    pub filled: Vec<Range<usize>>,
    /// Where arguments stand in `text`, filled in or still as they are written, in order. None of a body in a template
    /// language of its own, which does not tell.
    pub places: Vec<Place>,
}

/// An argument and the bytes where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which of the composition's arguments.
    pub argument: usize,
    /// Empty where it has no value and may be left out.
    pub bytes: Range<usize>,
}

impl Rendered {
    /// One text of all messages: the text itself where there is one message, else each under a line with its role, as
    /// in `system:`, with an empty line between them. Also says which of its bytes were filled in.
    pub fn text(&self) -> (Cow<'_, [u8]>, Vec<Range<usize>>) {
        if let [message] = self.messages.as_slice() {
            return (Cow::Borrowed(&message.text), message.filled.clone());
        }
        let mut text = Vec::new();
        let starts = self.join(|bytes| text.extend_from_slice(bytes));
        let filled = self.messages.iter().zip(starts).flat_map(|(message, start)| {
            message.filled.iter().map(move |range| range.start + start..range.end + start)
        });
        (Cow::Owned(text), filled.collect())
    }

    /// Where arguments stand in the one [text](Rendered::text) of all messages.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let starts = match self.messages.as_slice() {
            [_] => vec![0],
            _ => self.join(|_| ()),
        };
        self.messages.iter().zip(starts).flat_map(|(message, start)| {
            message.places.iter().map(move |place| Place {
                argument: place.argument,
                bytes: place.bytes.start + start..place.bytes.end + start,
            })
        })
    }

    /// Writes the messages one below the other; says where the text of each begins.
    fn join(&self, mut write: impl FnMut(&[u8])) -> Vec<usize> {
        let (mut length, mut before): (usize, Option<&[u8]>) = (0, None);
        let mut starts = Vec::new();
        for message in &self.messages {
            let gap: &[u8] = match before {
                None => b"",
                Some(before) if before.ends_with(b"\n") => b"\n",
                Some(_) => b"\n\n",
            };
            let role = message.role.map(|role| format!("{}:\n", role.name())).unwrap_or_default();
            for bytes in [gap, role.as_bytes()] {
                write(bytes);
                length += bytes.len();
            }
            starts.push(length);
            write(&message.text);
            length += message.text.len();
            // What is empty so far is followed by no gap.
            before = if length == 0 { None } else { Some(if message.text.is_empty() { b"\n" } else { &message.text }) };
        }
        starts
    }
}
