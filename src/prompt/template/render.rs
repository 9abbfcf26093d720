//! From values to the text that is handed over: one pass, and what was filled in is never looked at again.

use std::ops::Range;

use super::Template;
use super::composition::Composition;
use super::fault::{RenderFault, RenderFaults};
use super::given::{Given, Strictness};
use crate::prompt::parts::{Body, MAX_BYTES, Message, Otherwise, Piece, Place, Rendered, Takes, Values, refusal};

impl Composition {
    /// The text with `values` filled in.
    ///
    /// # Errors
    /// Everything at once that stands in the way: required arguments without a value, values for names that it does not
    /// have or that are not allowed, includes that cannot be had.
    pub fn render(&self, values: &Values, strictness: Strictness) -> Result<Rendered, RenderFaults> {
        let faults = self.faults_of(values, strictness);
        if !faults.is_empty() && strictness != Strictness::Draft {
            return Err(RenderFaults(faults));
        }
        let given = self.given(values);
        let template = self.template();
        let mut rendered = match template.body() {
            Body::Pieces(_) => {
                let mut writer =
                    Writer { composition: self, given: &given, strictness, messages: Vec::new(), from_values: 0 };
                writer.write_part(0)?;
                Rendered { messages: writer.messages }
            }
            Body::Handlebars(_) | Body::Jinja(_) | Body::Mustache(_) => {
                super::bodies::render(self, &given, strictness)?
            }
        };
        // Who says nothing is not in the conversation, as the tools have it.
        rendered.messages.retain(|message| !message.text.is_empty());
        if rendered.messages.is_empty() {
            rendered.messages.push(Message::default());
        }
        if let (Some(input), false) = (&values.input, self.takes_input()) {
            append_input(rendered.messages.last_mut(), input);
        }
        Ok(rendered)
    }

    fn faults_of(&self, values: &Values, strictness: Strictness) -> Vec<RenderFault> {
        let mut faults: Vec<RenderFault> = self.faults().iter().cloned().map(RenderFault::from).collect();
        let given = self.given(values);
        let arguments = || self.arguments().iter().zip(&given);
        let missing = arguments()
            .filter(|(argument, given)| given.is_none() && (argument.required || strictness == Strictness::Strict));
        let missing: Vec<String> = missing.map(|(argument, _)| argument.name.clone()).collect();
        if !missing.is_empty() {
            faults.push(RenderFault::Missing(missing));
        }
        let names: Vec<String> = values.named.keys().filter(|name| !self.has(name)).cloned().collect();
        if !names.is_empty() {
            let known = self.arguments().iter().map(|argument| argument.name.clone()).collect();
            faults.push(RenderFault::Unknown { names, known });
        }
        let takes_rest = self.arguments().iter().any(|argument| matches!(argument.takes, Takes::Rest(_)));
        let positions = self.arguments().iter().filter(|argument| matches!(argument.takes, Takes::Position(_))).count()
            - self.named_before(usize::MAX, values);
        let is_counted = self.template().dialect().takes_words_in_order() && !takes_rest;
        if is_counted && values.positions.len() > positions {
            faults.push(RenderFault::TooManyWords { given: values.positions.len(), taken: positions });
        }
        for (argument, given) in arguments() {
            if let Some(Given { value, is_default: false }) = given
                && let Some(allowed) = refusal(argument, value)
            {
                let text = value.text();
                let mut shown: String = text.chars().take(40).collect();
                if shown.len() < text.len() {
                    shown.push('…');
                }
                faults.push(RenderFault::NotAllowed { name: argument.name.clone(), given: shown, allowed });
            }
        }
        faults
    }
}

fn append_input(message: Option<&mut Message>, input: &[u8]) {
    if let Some(message) = message {
        if !message.text.is_empty() {
            message.text.extend_from_slice(if message.text.ends_with(b"\n") { b"\n" } else { b"\n\n" });
        }
        let start = message.text.len();
        message.text.extend_from_slice(input);
        message.filled.push(start..message.text.len());
    }
}

/// The placeholder at `span`, as it stands in the text.
fn as_written<'t>(template: &'t Template, span: &Range<usize>, meant: Option<&'t str>) -> &'t [u8] {
    meant.map_or_else(|| &template.raw()[span.clone()], str::as_bytes)
}

struct Writer<'a> {
    composition: &'a Composition,
    given: &'a [Option<Given<'a>>],
    strictness: Strictness,
    messages: Vec<Message>,
    /// How many places were filled from a value that somebody gave.
    from_values: usize,
}

impl Writer<'_> {
    fn write_part(&mut self, index: usize) -> Result<(), RenderFaults> {
        let composition = self.composition;
        let part = composition.part(index);
        let template = &part.template;
        let Body::Pieces(pieces) = template.body() else {
            // A prompt of pieces that includes one of an engine's: the text is taken as it is written.
            return self.copy(&template.raw()[template.header().body()]);
        };
        for piece in pieces {
            match piece {
                Piece::Verbatim(span) => self.copy(&template.raw()[span.clone()])?,
                Piece::Literal(_, text) => self.copy(text.as_bytes())?,
                Piece::Decoded(_, text) => self.copy(text.as_bytes())?,
                Piece::Filled { span, argument, otherwise, meant } => {
                    let (argument, start) = (part.arguments[*argument], self.message().text.len());
                    match &self.given[argument] {
                        Some(given) => self.fill(&given.value.bytes(), given.is_default)?,
                        None if *otherwise == Otherwise::AsWritten || self.waits_for(argument) => {
                            self.copy(as_written(template, span, meant.as_deref()))?;
                        }
                        None => {}
                    }
                    self.note(argument, start);
                }
                Piece::Quoted { span, argument, meant } => {
                    let (argument, start) = (part.arguments[*argument], self.message().text.len());
                    match &self.given[argument] {
                        Some(given) => self.fill(&super::quote::quoted(&given.value.bytes()), given.is_default)?,
                        None if self.waits_for(argument) => {
                            self.copy(as_written(template, span, meant.as_deref()))?;
                        }
                        None => {}
                    }
                    self.note(argument, start);
                }
                Piece::Included(span, include) => match part.includes[*include] {
                    Some(included) => self.write_part(included)?,
                    None => self.copy(&template.raw()[span.clone()])?,
                },
                Piece::Role(_, role) => self.messages.push(Message { role: Some(*role), ..Message::default() }),
                Piece::Appended { lead, argument, unless_filled } => {
                    let argument = part.arguments[*argument];
                    let value = self.given[argument].as_ref();
                    let value = value.map(|given| (given.value.bytes(), given.is_default));
                    if let Some((value, is_default)) = value.filter(|(value, _)| !value.is_empty())
                        && !(*unless_filled && self.from_values > 0)
                    {
                        // Nothing has to be kept apart from nothing.
                        let is_first = self.messages.last().is_none_or(|message| message.text.is_empty());
                        let lead = if is_first { lead.trim_start_matches('\n') } else { lead };
                        self.copy(lead.as_bytes())?;
                        let start = self.message().text.len();
                        self.fill(&value, is_default)?;
                        self.note(argument, start);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the text cannot be handed over before the argument has a value. What may be left out is shown left out.
    fn waits_for(&self, argument: usize) -> bool {
        self.strictness == Strictness::Draft && self.composition.arguments()[argument].required
    }

    fn fill(&mut self, value: &[u8], is_default: bool) -> Result<(), RenderFaults> {
        self.copy(value)?;
        self.from_values += usize::from(!is_default);
        let message = self.message();
        let end = message.text.len();
        message.filled.push(end - value.len()..end);
        Ok(())
    }

    /// The argument stands where the text has grown since it was `start` bytes long.
    fn note(&mut self, argument: usize, start: usize) {
        let message = self.message();
        message.places.push(Place { argument, bytes: start..message.text.len() });
    }

    fn copy(&mut self, bytes: &[u8]) -> Result<(), RenderFaults> {
        let message = self.message();
        if message.text.len() + bytes.len() > MAX_BYTES {
            let what =
                format!("the text would be larger than {} MiB: its includes or values multiply", MAX_BYTES >> 20);
            return Err(RenderFaults(vec![RenderFault::Template { line: 1, what }]));
        }
        message.text.extend_from_slice(bytes);
        Ok(())
    }

    fn message(&mut self) -> &mut Message {
        if self.messages.is_empty() {
            self.messages.push(Message::default());
        }
        let last = self.messages.len() - 1;
        &mut self.messages[last]
    }
}
