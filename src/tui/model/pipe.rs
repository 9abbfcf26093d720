//! A text on its way to a command: which one, and what that says.

use std::sync::Arc;

use super::field::Field;
use super::form::passage::Passage;
use crate::prompt::PromptId;

/// The most bytes of output that are kept to be copied.
const MOST: usize = 8 * 1024 * 1024;

/// A text that waits for its command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosing {
    /// Whose text.
    pub id: PromptId,
    /// The text.
    pub text: Arc<Vec<u8>>,
    /// What was typed: it narrows the named commands, and is a command line itself.
    pub field: Field,
    /// The place among those that are offered.
    pub selected: usize,
    /// The command line that is shown before it runs for the first time.
    pub asked: Option<String>,
    /// What is wrong with the command line.
    pub fault: Option<String>,
}

/// A command that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its name in the settings; none of what was typed.
    pub name: Option<String>,
    /// Its command line.
    pub line: String,
}

impl Choosing {
    /// Nothing is typed yet.
    pub fn new(id: PromptId, text: Arc<Vec<u8>>) -> Choosing {
        Choosing { id, text, field: Field::default(), selected: 0, asked: None, fault: None }
    }

    /// The named commands that fit what is typed, then what is typed.
    pub fn offers(&self, named: &[(String, String)]) -> Vec<Offer> {
        let typed = self.field.text().trim();
        let wanted = typed.to_lowercase();
        let fits = |(name, line): &&(String, String)| {
            name.to_lowercase().contains(&wanted) || line.to_lowercase().contains(&wanted)
        };
        let fitting = named.iter().filter(fits);
        let mut offers: Vec<Offer> =
            fitting.map(|(name, line)| Offer { name: Some(name.clone()), line: line.clone() }).collect();
        if !typed.is_empty() && !offers.iter().any(|offer| offer.line == typed) {
            offers.push(Offer { name: None, line: typed.to_owned() });
        }
        offers
    }
}

/// A command that runs or has run, and what it says.
#[derive(Debug, Clone)]
pub struct Output {
    /// Which run it is.
    pub number: u64,
    /// Its command line.
    pub line: String,
    /// How far it is.
    pub state: State,
    /// Everything it says; what it says on standard error is marked and begins with `! `.
    pub passage: Passage,
    /// What it says on standard output.
    said: Vec<u8>,
    /// Bytes of a character that is not complete yet, of both streams.
    rest: [Vec<u8>; 2],
    /// Whether the next byte begins a line.
    fresh: bool,
}

/// How far a command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Running,
    /// It was asked to end.
    Stopping,
    /// It has ended: how, in words, and whether it went well.
    Ended(String, Went),
}

/// Whether a command went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// It did.
    Well,
    /// It did not.
    Badly,
    /// It was not even started.
    Unstarted,
}

/// Where a command says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What is heard of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It said something.
    Said(Stream, Vec<u8>),
    /// It has ended.
    Ended(String, Went),
}

impl Output {
    /// Of a command that has just been started.
    pub fn new(number: u64, line: String) -> Output {
        let passage = Passage::default();
        Output { number, line, state: State::Running, passage, said: Vec::new(), rest: Default::default(), fresh: true }
    }

    /// Hears of it, on a screen of this size: what was at the end of the text stays there.
    pub fn hear(&mut self, news: News, size: (usize, usize)) {
        let follows = self.passage.is_at_end(size);
        match news {
            News::Said(stream, bytes) => self.take(stream, &bytes),
            News::Ended(how, went) => {
                for stream in [Stream::Out, Stream::Err] {
                    let rest = std::mem::take(&mut self.rest[stream as usize]);
                    self.show(stream, &rest);
                }
                self.state = State::Ended(how, went);
            }
        }
        if follows {
            self.passage.scroll(isize::MAX, size);
        }
    }

    fn take(&mut self, stream: Stream, bytes: &[u8]) {
        if stream == Stream::Out {
            let room = MOST.saturating_sub(self.said.len()).min(bytes.len());
            self.said.extend_from_slice(&bytes[..room]);
        }
        let mut all = std::mem::take(&mut self.rest[stream as usize]);
        all.extend_from_slice(bytes);
        // A character may have come in two parts.
        let whole = match std::str::from_utf8(&all) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => all.len(),
        };
        self.rest[stream as usize] = all.split_off(whole);
        self.show(stream, &all);
    }

    fn show(&mut self, stream: Stream, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        match stream {
            Stream::Out => {
                self.passage.push(bytes, false);
            }
            Stream::Err => {
                for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                    if self.fresh {
                        self.passage.push(b"! ", true);
                    }
                    self.passage.push(line, true);
                    self.fresh = line.ends_with(b"\n");
                }
            }
        }
        self.fresh = bytes.ends_with(b"\n");
    }

    /// What it said on standard output, as far as it is kept.
    pub fn said(&self) -> &[u8] {
        &self.said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_narrows_the_named_commands_and_is_one_itself() {
        let named = [("llm".to_owned(), "llm".to_owned()), ("claude".to_owned(), "claude -p".to_owned())];
        let mut choosing = Choosing::new(PromptId::new("a.md").expect("a name"), Arc::default());
        assert_eq!(choosing.offers(&named).len(), 2);
        choosing.field = Field::with("cl");
        let offers = choosing.offers(&named);
        assert_eq!(offers.iter().map(|offer| offer.line.as_str()).collect::<Vec<_>>(), ["claude -p", "cl"]);
    }

    #[test]
    fn output_in_pieces_is_one_text_and_errors_are_told_apart() {
        let mut output = Output::new(1, "x".to_owned());
        let text = "周报\n".as_bytes();
        for byte in text {
            output.hear(News::Said(Stream::Out, vec![*byte]), (20, 5));
        }
        output.hear(News::Said(Stream::Err, b"no\nway".to_vec()), (20, 5));
        output.hear(News::Ended("exit status 1".to_owned(), Went::Badly), (20, 5));
        let rows = output.passage.visible(20, 9);
        let rows: Vec<String> = rows.into_iter().map(|runs| runs.into_iter().map(|run| run.shown).collect()).collect();
        assert_eq!(rows, ["周报", "! no", "! way"]);
        assert_eq!(output.said(), text);
    }
}
