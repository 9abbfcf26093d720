//! The thread that counts tokens: one, so that a vocabulary's memory is needed once, and so that of several questions
//! about the same text only the last is worked on.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};

use tokio::sync::mpsc::UnboundedSender;

use crate::tokens::Vocabulary;
use crate::tui::message::Msg;
use crate::tui::model::tokens::Ticket;

/// A text to be counted.
pub(super) struct Question {
    pub ticket: Ticket,
    pub text: Arc<Vec<u8>>,
    pub vocabulary: Vocabulary,
}

/// Counts off the loop. The thread begins with the first question, and sleeps where there is none.
#[derive(Default)]
pub(super) struct Counter {
    questions: Option<mpsc::Sender<Question>>,
}

impl Counter {
    /// Counts, and sends the answer as a message. Questions about the same text that are not answered yet are dropped.
    pub(super) fn ask(&mut self, question: Question, answers: &UnboundedSender<Msg>) {
        let questions = self.questions.get_or_insert_with(|| {
            let (sender, receiver) = mpsc::channel();
            let answers = answers.clone();
            std::thread::spawn(move || work(&receiver, &answers));
            sender
        });
        // The thread is gone only when the loop is.
        let _ = questions.send(question);
    }
}

fn work(questions: &Receiver<Question>, answers: &UnboundedSender<Msg>) {
    let mut waiting: VecDeque<Question> = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match questions.recv() {
                Ok(question) => waiting.push_back(question),
                Err(_) => return,
            }
        }
        take(questions, &mut waiting);
        let Some(Question { ticket, text, vocabulary }) = waiting.pop_front() else { continue };
        let text = String::from_utf8_lossy(&text);
        let count = vocabulary.count_while(&text, || {
            take(questions, &mut waiting);
            waiting.iter().all(|later| later.ticket.of != ticket.of)
        });
        if let Some(count) = count
            && answers.send(Msg::Tokens(ticket, count)).is_err()
        {
            return;
        }
    }
}

/// Takes what was asked meanwhile; each text is counted as it was asked about last.
fn take(questions: &Receiver<Question>, waiting: &mut VecDeque<Question>) {
    for question in questions.try_iter() {
        waiting.retain(|earlier| earlier.ticket.of != question.ticket.of);
        waiting.push_back(question);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::model::tokens::Counted;

    #[test]
    fn of_many_questions_about_one_text_the_last_is_answered_and_other_texts_are_not_held_up() {
        let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
        let mut counter = Counter::default();
        let large = Arc::new("some words and more\n".repeat(50_000).into_bytes());
        let mut ask = |of, number, text: &Arc<Vec<u8>>| {
            let (ticket, text) = (Ticket { of, number }, Arc::clone(text));
            counter.ask(Question { ticket, text, vocabulary: Vocabulary::O200k }, &sender);
        };
        for number in 0..200 {
            ask(Counted::Editor, number, &large);
        }
        ask(Counted::Form, 200, &Arc::new(b"hello world".to_vec()));
        ask(Counted::Editor, 201, &Arc::new(b"hello".to_vec()));
        let mut numbers = Vec::new();
        while numbers.last() != Some(&201) {
            let Some(Msg::Tokens(ticket, _)) = answers.blocking_recv() else { panic!("the thread is gone") };
            numbers.push(ticket.number);
        }
        assert!(numbers.contains(&200) && numbers.len() < 10, "{numbers:?}");
    }
}
