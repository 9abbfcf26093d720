//! What a prompt says, taken from the text that it renders to: texts, and between them the places of arguments.

use super::{ConvertFault, Loss, LossKind, loss};
use crate::prompt::dialect::Dialect;
use crate::prompt::parts::{Argument, Body, Piece, Role, Values};
use crate::prompt::template::{Composition, Strictness};

/// Marks for arguments are taken from here on: characters that no text has.
const FIRST_MARK: u32 = 0xF_0000;

/// A prompt without its dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outline {
    /// All that it asks for, included prompts' arguments too.
    pub arguments: Vec<Argument>,
    /// What is said, in order.
    pub messages: Vec<Message>,
    /// An argument that has no place in the text: the tool adds to the end what is typed behind the command. The new file
    /// has no place for it either.
    pub added: Option<usize>,
}

/// What one role says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub role: Option<Role>,
    pub parts: Vec<Part>,
}

/// A part of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// The value of an argument, as an index.
    Fill(usize),
}

impl Outline {
    /// The outline of a prompt with all that it includes, for a file of `target`.
    pub fn of(composition: &Composition, target: Dialect) -> Result<Outline, ConvertFault> {
        if let Some(fault) = composition.faults().first() {
            return Err(ConvertFault::Broken(fault.to_string()));
        }
        let arguments = composition.arguments().to_vec();
        let added = added(composition, target);
        let mut values = Values::default();
        let marked = arguments.iter().zip(FIRST_MARK..).enumerate().filter(|(index, _)| Some(*index) != added);
        for (_, (argument, mark)) in marked {
            let mark = char::from_u32(mark).ok_or(ConvertFault::NotText)?;
            values.set(&argument.name, mark.to_string());
        }
        let rendered = composition.render(&values, Strictness::Draft);
        let rendered = rendered.map_err(|faults| ConvertFault::Broken(faults.to_string()))?;
        let mut messages = Vec::new();
        for message in rendered.messages {
            let text = String::from_utf8(message.text).map_err(|_| ConvertFault::NotText)?;
            messages.push(Message { role: message.role, parts: parts(&text, arguments.len()) });
        }
        Ok(Outline { arguments, messages, added })
    }

    /// What the outline itself does not hold.
    pub fn losses(&self, composition: &Composition, target: Dialect) -> Vec<Loss> {
        let mut losses = Vec::new();
        if self.added.is_some() && added_as(target).is_none() {
            let what = format!("what is typed behind the command is not added to the text by {}", target.name());
            let hint = "write a place for it into the new file where it is wanted";
            losses.push(Loss { hint, ..loss(LossKind::Argument, what) });
        }
        for part in composition.included() {
            let name = part.id();
            let found = loss(LossKind::Include, format!("{name} is written out: the new file does not include it"));
            let includes = composition.template().includes().iter();
            let own = includes.filter(|include| {
                composition.template().dialect().candidates(composition.template().id(), include).contains(name)
            });
            losses.push(Loss { line: own.map(|include| include.line).next(), ..found });
        }
        for (_, argument) in
            self.arguments.iter().enumerate().filter(|(index, _)| !self.uses(*index) && self.added != Some(*index))
        {
            let name = &argument.name;
            let what = format!("{name} is only asked about and stands nowhere in the text: the new file has no {name}");
            losses.push(loss(LossKind::Argument, what).about(name));
        }
        let is_text = |at: &std::ops::Range<usize>, raw: &[u8]| {
            let body = String::from_utf8_lossy(&raw[at.clone()]).into_owned();
            ["{{#", "{{^", "{{~#", "{%", "|"].iter().any(|mark| body.contains(mark))
        };
        let template = composition.template();
        match template.body() {
            Body::Handlebars(span) | Body::Jinja(span) | Body::Mustache(span) if is_text(span, template.raw()) => {
                let what = "the new file has no conditions, loops and filters: it says what they come to when everything is given";
                losses.push(loss(LossKind::Text, what));
            }
            _ => {}
        }
        losses
    }

    /// Whether the text has a place for the argument.
    pub fn uses(&self, argument: usize) -> bool {
        self.messages.iter().any(|message| message.parts.contains(&Part::Fill(argument)))
    }

    /// One message of all: each role on a line above what it says, as a rendered text has it.
    pub fn merged(&self) -> Vec<Part> {
        let [message] = self.messages.as_slice() else {
            let mut parts: Vec<Part> = Vec::new();
            for message in &self.messages {
                let mut lead = String::new();
                if let Some(last) = parts.last() {
                    let ends = matches!(last, Part::Text(text) if text.ends_with('\n'));
                    lead.push_str(if ends { "\n" } else { "\n\n" });
                }
                if let Some(role) = message.role {
                    lead.push_str(role.name());
                    lead.push_str(":\n");
                }
                parts.push(Part::Text(lead));
                parts.extend(message.parts.iter().cloned());
            }
            return joined(parts);
        };
        message.parts.clone()
    }

    /// Whether anybody is named who says something.
    pub fn has_roles(&self) -> bool {
        self.messages.iter().any(|message| message.role.is_some())
    }
}

/// What is typed behind a command and has no place in its text, where the tool adds that to the end: its name.
pub(super) fn added_as(tool: Dialect) -> Option<&'static str> {
    match tool {
        Dialect::Claude | Dialect::Skill | Dialect::Opencode => Some("ARGUMENTS"),
        Dialect::Gemini => Some("args"),
        _ => None,
    }
}

/// The argument that is only added to the end, unless its author says what is to be typed and `target` would not add it.
fn added(composition: &Composition, target: Dialect) -> Option<usize> {
    let template = composition.template();
    let Body::Pieces(pieces) = template.body() else { return None };
    added_as(template.dialect())?;
    if added_as(target).is_none() && template.header().get("argument-hint").is_some() {
        return None;
    }
    let appended = pieces.iter().find_map(|piece| match piece {
        Piece::Appended { argument, .. } => Some(*argument),
        _ => None,
    })?;
    let stands = |piece: &Piece| match piece {
        Piece::Filled { argument, .. } | Piece::Quoted { argument, .. } => *argument == appended,
        _ => false,
    };
    // The arguments of the prompt itself are the first of the composition's.
    (!pieces.iter().any(stands)).then_some(appended)
}

/// `text` taken apart at the marks of `count` arguments.
fn parts(text: &str, count: usize) -> Vec<Part> {
    let mut parts = vec![Part::Text(String::new())];
    for c in text.chars() {
        let index = u32::from(c).checked_sub(FIRST_MARK).and_then(|index| usize::try_from(index).ok());
        match (index.filter(|index| *index < count), parts.last_mut()) {
            (Some(index), _) => parts.push(Part::Fill(index)),
            (None, Some(Part::Text(text))) => text.push(c),
            (None, _) => parts.push(Part::Text(c.to_string())),
        }
    }
    joined(parts)
}

/// Without empty texts, and two texts as one.
pub(super) fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (part, joined.last_mut()) {
            (Part::Text(text), _) if text.is_empty() => {}
            (Part::Text(text), Some(Part::Text(last))) => last.push_str(&text),
            (part, _) => joined.push(part),
        }
    }
    joined
}
