//! What an argument is given: by its name, by its position, as input, else its default.

use std::borrow::Cow;

use serde::Serialize;

use super::composition::Composition;
use crate::prompt::parts::{Argument, Body, Piece, Takes, Value, Values};

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

/// A value, and whether anybody gave it.
pub(super) struct Given<'a> {
    pub value: Cow<'a, Value>,
    pub is_default: bool,
}

impl Composition {
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
    pub(super) fn named_before(&self, position: usize, values: &Values) -> usize {
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
}
