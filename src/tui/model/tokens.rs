//! How many tokens the texts on the screen are: what was asked, and the newest answers. Counting itself is an effect.

use std::sync::Arc;

use super::super::message::Effect;
use crate::tokens::{Count, Vocabulary};

/// Which text on the screen is counted. Each has one number, that of its newest text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// The body of the selected prompt.
    Preview,
    /// The text in the editor.
    Editor,
    /// The text that a form makes.
    Form,
}

/// Says which question an answer is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// Which text.
    pub of: Counted,
    /// The number of the question.
    pub number: u64,
}

/// The counts on the screen.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// By which vocabulary, if tokens are counted at all.
    pub vocabulary: Option<Vocabulary>,
    last: u64,
    known: [Known; 3],
}

#[derive(Debug, Clone, Copy, Default)]
struct Known {
    asked: Option<u64>,
    count: Option<Count>,
}

impl Tokens {
    /// Asks how many tokens `text` is. Until the answer is there the number stays what it was. No question where tokens
    /// are not counted.
    #[must_use]
    pub fn ask(&mut self, of: Counted, text: Arc<Vec<u8>>) -> Option<Effect> {
        let vocabulary = self.vocabulary?;
        self.last += 1;
        self.known[of as usize].asked = Some(self.last);
        Some(Effect::CountTokens { ticket: Ticket { of, number: self.last }, text, vocabulary })
    }

    /// Takes an answer, unless it is to an earlier question; says whether it was taken.
    pub fn answer(&mut self, ticket: Ticket, count: Count) -> bool {
        let known = &mut self.known[ticket.of as usize];
        let is_awaited = known.asked == Some(ticket.number);
        if is_awaited {
            *known = Known { asked: None, count: Some(count) };
        }
        is_awaited
    }

    /// Another text takes the place: the number goes, and an answer that is still to come is dropped.
    pub fn forget(&mut self, of: Counted) {
        self.known[of as usize] = Known::default();
    }

    /// The number, if it is known.
    pub fn of(&self, of: Counted) -> Option<Count> {
        self.known[of as usize].count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_last_question_about_the_same_text_counts() {
        let mut tokens = Tokens { vocabulary: Some(Vocabulary::O200k), ..Tokens::default() };
        let ask = |tokens: &mut Tokens, of| match tokens.ask(of, Arc::default()) {
            Some(Effect::CountTokens { ticket, .. }) => ticket,
            other => panic!("{other:?}"),
        };
        let count = |tokens| Count { tokens, exact: true };
        let (first, other) = (ask(&mut tokens, Counted::Editor), ask(&mut tokens, Counted::Form));
        let second = ask(&mut tokens, Counted::Editor);
        tokens.answer(first, count(1));
        assert_eq!(tokens.of(Counted::Editor), None);
        tokens.answer(second, count(2));
        tokens.answer(other, count(3));
        assert_eq!((tokens.of(Counted::Editor), tokens.of(Counted::Form)), (Some(count(2)), Some(count(3))));
        let late = ask(&mut tokens, Counted::Form);
        tokens.forget(Counted::Form);
        tokens.answer(late, count(4));
        assert_eq!(tokens.of(Counted::Form), None);
    }
}
