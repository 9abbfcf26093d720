//! From values to the text that is handed over: one pass, and what was filled in is never looked at again.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::Template;
use super::composition::Composition;
use super::fault::{RenderFault, RenderFaults};
use crate::prompt::parts::{
    Argument, Body, MAX_BYTES, Message, Otherwise, Piece, Rendered, Takes, Value, Values, refusal,
};

/// How much is asked of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strictness {
    /// Required arguments need a value.
    #[default]
    Usual,
    /// Every argument needs a value or a default.
    Strict,
    /// Nothing is asked: what is required and has no value stays as it is written. For looking on while a form is filled
    /// in.
    Draft,
}

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

    /// About how many bytes of values stand in the text of the prompt alone: a value counts as often as it stands there.
    pub fn size_of_values(&self, values: &Values) -> usize {
        let Body::Pieces(pieces) = self.template().body() else { return 0 };
        let all = || values.named.values().map(|value| value.bytes().len() + 1).sum::<usize>();
        let size = |argument: &Argument| match argument.takes {
            Takes::Rest(_) if !values.named.contains_key(&argument.name) => all(),
            _ => {
                let value = values.named.get(&argument.name).or(argument.default.as_ref());
                value.map_or(0, |value| value.bytes().len())
            }
        };
        let sizes: Vec<usize> = self.arguments().iter().map(size).collect();
        let places = pieces.iter().filter_map(|piece| match piece {
            Piece::Filled { argument, .. } | Piece::Quoted { argument, .. } | Piece::Appended { argument, .. } => {
                Some(self.part(0).arguments[*argument])
            }
            _ => None,
        });
        places.map(|argument| sizes[argument]).fold(0, usize::saturating_add)
    }

    /// Whether an argument takes what the dialect calls input. Where none does, input is appended to the text.
    pub fn takes_input(&self) -> bool {
        self.arguments().iter().any(|argument| argument.takes == Takes::Input)
    }

    /// Which of the words in `values` is the one that `argument` takes by its position, where there are so many. Where the
    /// tool only knows names, arguments that have a value by name are passed over: words are for the others.
    pub fn word_for(&self, argument: &Argument, values: &Values) -> Option<usize> {
        let Takes::Position(position) = argument.takes else { return None };
        if values.named.contains_key(&argument.name) {
            return None;
        }
        let word = position - self.named_before(position, values);
        (word < values.positions.len()).then_some(word)
    }

    /// How many arguments before `position` leave their word to those behind them.
    fn named_before(&self, position: usize, values: &Values) -> usize {
        if values.named.is_empty() || !self.template().dialect().takes_words_in_order() {
            return 0;
        }
        let is_before = |takes: Takes| matches!(takes, Takes::Position(at) if at < position);
        let before = self.arguments().iter().filter(|argument| is_before(argument.takes));
        before.filter(|argument| values.named.contains_key(&argument.name)).count()
    }

    /// The value of each argument: given by name, by position, as input, else its default.
    pub(super) fn given<'v>(&'v self, values: &'v Values) -> Vec<Option<Given<'v>>> {
        self.arguments().iter().map(|argument| self.given_for(argument, values)).collect()
    }

    fn given_for<'v>(&'v self, argument: &'v Argument, values: &'v Values) -> Option<Given<'v>> {
        let named = |argument: &Argument| values.named.get(&argument.name);
        if let Some(value) = named(argument) {
            return Some(Given { value: Cow::Borrowed(value), is_default: false });
        }
        let text = match argument.takes {
            Takes::Name => None,
            Takes::Position(_) => self.word_for(argument, values).map(|word| values.positions[word].clone()),
            Takes::Rest(from) => {
                let mut words: Vec<Cow<'_, [u8]>> =
                    values.positions.iter().skip(from).map(|word| Cow::Borrowed(word.as_slice())).collect();
                // A form gives positions under their names.
                if values.positions.is_empty() {
                    let mut numbered: Vec<(usize, Cow<'_, [u8]>)> = self
                        .arguments()
                        .iter()
                        .filter_map(|other| match other.takes {
                            Takes::Position(at) if at >= from => Some((at, named(other)?.bytes())),
                            _ => None,
                        })
                        .collect();
                    numbered.sort_by_key(|(at, _)| *at);
                    words = numbered.into_iter().map(|(_, word)| word).filter(|word| !word.is_empty()).collect();
                }
                (!words.is_empty()).then(|| words.join(&b' '))
            }
            Takes::Input => values.input.clone(),
        };
        if let Some(text) = text {
            return Some(Given { value: Cow::Owned(Value::Text(text)), is_default: false });
        }
        let default = argument.default.as_ref()?;
        Some(Given { value: Cow::Borrowed(default), is_default: true })
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

/// A value, and whether anybody gave it.
pub(super) struct Given<'a> {
    pub value: Cow<'a, Value>,
    pub is_default: bool,
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
                Piece::Filled { span, argument, otherwise, meant } => match &self.given[part.arguments[*argument]] {
                    Some(given) => self.fill(&given.value.bytes(), given.is_default)?,
                    None if *otherwise == Otherwise::AsWritten || self.waits_for(part.arguments[*argument]) => {
                        self.copy(as_written(template, span, meant.as_deref()))?;
                    }
                    None => {}
                },
                Piece::Quoted { span, argument, meant } => match &self.given[part.arguments[*argument]] {
                    Some(given) => self.fill(&super::quote::quoted(&given.value.bytes()), given.is_default)?,
                    None if self.waits_for(part.arguments[*argument]) => {
                        self.copy(as_written(template, span, meant.as_deref()))?;
                    }
                    None => {}
                },
                Piece::Included(span, include) => match part.includes[*include] {
                    Some(included) => self.write_part(included)?,
                    None => self.copy(&template.raw()[span.clone()])?,
                },
                Piece::Role(_, role) => self.messages.push(Message { role: Some(*role), ..Message::default() }),
                Piece::Appended { lead, argument, unless_filled } => {
                    let value = self.given[part.arguments[*argument]].as_ref();
                    let value = value.map(|given| (given.value.bytes(), given.is_default));
                    if let Some((value, is_default)) = value.filter(|(value, _)| !value.is_empty())
                        && !(*unless_filled && self.from_values > 0)
                    {
                        // Nothing has to be kept apart from nothing.
                        let is_first = self.messages.last().is_none_or(|message| message.text.is_empty());
                        let lead = if is_first { lead.trim_start_matches('\n') } else { lead };
                        self.copy(lead.as_bytes())?;
                        self.fill(&value, is_default)?;
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
