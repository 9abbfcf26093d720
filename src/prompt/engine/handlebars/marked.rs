//! Rendered text with marks in it, and the messages that it is.

use serde_json::{Map, Value as Json};

use crate::prompt::parts::Role;
use crate::prompt::parts::{Message, Rendered};

/// Characters that stand in no source and no value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    open: char,
    close: char,
    role: char,
    part: char,
}

impl Marks {
    /// Of the characters that Unicode sets aside for such uses, four that are not used yet.
    pub fn free_in<'s>(sources: impl Iterator<Item = &'s str> + Clone, data: &Map<String, Json>) -> Option<Marks> {
        let is_free = |c: &char| !sources.clone().any(|source| source.contains(*c)) && !object_has(data, *c);
        let mut free = ('\u{fdd0}'..='\u{fdef}').filter(is_free);
        Some(Marks { open: free.next()?, close: free.next()?, role: free.next()?, part: free.next()? })
    }

    /// `value` as it stands in the text.
    pub fn fill(self, value: &str) -> String {
        if value.is_empty() { String::new() } else { format!("{}{value}{}", self.open, self.close) }
    }

    /// Who speaks from here on; nothing is for what was said before.
    pub fn role(self, name: &str) -> String {
        format!("{}{name}{}", self.role, self.role)
    }

    /// What the source of this index is called as a part: no value has such a name in it.
    pub fn part_name(self, index: usize) -> String {
        format!("{}{index}", self.part)
    }

    /// `text` as it is when nothing is marked as filled.
    pub fn without_fills(self, text: &str) -> String {
        text.replace([self.open, self.close], "")
    }
}

fn has(value: &Json, c: char) -> bool {
    match value {
        Json::String(text) => text.contains(c),
        Json::Array(items) => items.iter().any(|item| has(item, c)),
        Json::Object(fields) => object_has(fields, c),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

fn object_has(fields: &Map<String, Json>, c: char) -> bool {
    fields.iter().any(|(key, value)| key.contains(c) || has(value, c))
}

/// The messages as dotprompt makes them: the person speaks first; a role without a word takes the place of the one
/// before it; white space alone is nothing; after the history the model speaks.
pub(super) fn messages(text: &str, marks: Marks) -> Rendered {
    let mut messages = vec![Message { role: Some(Role::User), ..Message::default() }];
    for (index, piece) in text.split(marks.role).enumerate() {
        let is_role = index % 2 == 1;
        let last = messages.len() - 1;
        let is_silent = messages[last].text.trim_ascii().is_empty();
        if is_role && piece.is_empty() {
            messages.push(Message { role: Some(Role::Assistant), ..Message::default() });
        } else if is_role && is_silent {
            messages[last].role = Role::named(piece);
        } else if is_role {
            messages.push(Message { role: Role::named(piece), ..Message::default() });
        } else if !marks.without_fills(piece).trim().is_empty() {
            say(&mut messages[last], piece, marks);
        }
    }
    Rendered { messages }
}

fn say(message: &mut Message, piece: &str, marks: Marks) {
    let (mut depth, mut start) = (0_usize, 0);
    for c in piece.chars() {
        if c == marks.open {
            if depth == 0 {
                start = message.text.len();
            }
            depth += 1;
        } else if c == marks.close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                message.filled.push(start..message.text.len());
            }
        } else {
            message.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}
