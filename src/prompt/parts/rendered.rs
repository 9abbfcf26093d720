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
}

impl Rendered {
    /// One text of all messages: the text itself where there is one message, else each under a line with its role, as
    /// in `system:`, with an empty line between them. Also says which of its bytes were filled in.
    pub fn text(&self) -> (Cow<'_, [u8]>, Vec<Range<usize>>) {
        if let [message] = self.messages.as_slice() {
            return (Cow::Borrowed(&message.text), message.filled.clone());
        }
        let (mut text, mut filled) = (Vec::new(), Vec::new());
        for message in &self.messages {
            if !text.is_empty() {
                text.extend_from_slice(if text.ends_with(b"\n") { b"\n" } else { b"\n\n" });
            }
            if let Some(role) = message.role {
                text.extend_from_slice(role.name().as_bytes());
                text.extend_from_slice(b":\n");
            }
            let start = text.len();
            text.extend_from_slice(&message.text);
            filled.extend(message.filled.iter().map(|range| range.start + start..range.end + start));
        }
        (Cow::Owned(text), filled)
    }
}
