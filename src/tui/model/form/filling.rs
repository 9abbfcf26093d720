//! From the values of a form to a text: to look at while one types, and to hand over. Knows no disk: files are read by
//! whoever does the work.

use std::ops::Range;
use std::sync::Arc;

use super::passage::{Passage, shown_length};
use crate::prompt::template::{Body, Composition, Rendered, Strictness, Values};

/// A prompt this large, with its values, is filled in at once; a larger one where it holds up nobody.
const QUICK: usize = 64 * 1024;

/// A prompt and what is given for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filling {
    /// The prompt and what it includes.
    pub composition: Arc<Composition>,
    /// What was typed and chosen.
    pub values: Values,
    /// Arguments whose value is what a file holds, and the path as it was typed.
    pub files: Vec<(String, String)>,
    /// Arguments whose value is not to be seen.
    pub secrets: Vec<String>,
}

/// A text to look at.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The text; secrets are dots, one for each character.
    pub passage: Passage,
    /// The first place of each argument in what the passage shows, where it has one.
    pub places: Vec<Option<Range<usize>>>,
    /// The text's characters.
    pub characters: usize,
    /// The same text in one piece, for counting tokens; empty where there is none.
    pub text: Arc<Vec<u8>>,
    /// What is wrong with the files, by argument.
    pub faults: Vec<(String, String)>,
    /// Why there is no text.
    pub problem: Option<String>,
}

impl Filling {
    /// Whether this is done faster than a task is started.
    pub fn is_quick(&self) -> bool {
        let parts = std::iter::once(self.composition.template()).chain(self.composition.included());
        let mut bytes = self.composition.size_of_values(&self.values);
        for part in parts {
            bytes += part.raw().len();
            if !matches!(part.body(), Body::Pieces(_)) {
                return false;
            }
        }
        self.files.is_empty() && self.composition.included().next().is_none() && bytes <= QUICK
    }

    /// The text as it stands, whatever is missing; `read` reads a file by the path that was typed.
    pub fn show(&self, read: impl Fn(&str) -> Result<Vec<u8>, String>) -> Shown {
        let mut values = self.values.clone();
        let mut faults = Vec::new();
        for (name, path) in &self.files {
            match read(path) {
                Ok(bytes) => values.set(name.clone(), bytes),
                Err(why) => faults.push((name.clone(), why)),
            }
        }
        for name in &self.secrets {
            let argument = self.composition.arguments().iter().find(|argument| argument.name == *name);
            let default = argument.and_then(|argument| argument.default.as_ref());
            if let Some(value) = values.named.get(name).or(default) {
                let dots = "●".repeat(value.text().chars().count());
                values.set(name.clone(), dots);
            }
        }
        match self.composition.render(&values, Strictness::Draft) {
            Ok(rendered) => {
                let (bytes, filled) = rendered.text();
                let text = String::from_utf8_lossy(&bytes);
                let mut places = self.first_places(&rendered, &values, &bytes, &filled);
                if text.as_bytes() != bytes.as_ref() {
                    let as_shown = |at: usize| shown_length(&bytes[..at]);
                    for place in places.iter_mut().flatten() {
                        *place = as_shown(place.start)..as_shown(place.end);
                    }
                }
                Shown {
                    passage: Passage::new(&bytes, &filled),
                    places,
                    characters: text.chars().count(),
                    text: Arc::new(text.into_owned().into_bytes()),
                    faults,
                    problem: None,
                }
            }
            Err(why) => Shown { faults, problem: Some(why.to_string()), ..Shown::default() },
        }
    }

    /// Where each argument stands first in the text of `bytes`, of which `filled` was filled in.
    fn first_places(
        &self,
        rendered: &Rendered,
        values: &Values,
        bytes: &[u8],
        filled: &[Range<usize>],
    ) -> Vec<Option<Range<usize>>> {
        let arguments = self.composition.arguments();
        let mut first = vec![None; arguments.len()];
        if matches!(self.composition.template().body(), Body::Pieces(_)) {
            for place in rendered.places() {
                first[place.argument].get_or_insert(place.bytes);
            }
            return first;
        }
        // An engine does not tell: the first place where the same is said, whose it ever may be.
        for (first, argument) in first.iter_mut().zip(arguments) {
            let value = values.named.get(&argument.name).or(argument.default.as_ref());
            let said = value.map_or_else(|| format!("{{{{{}}}}}", argument.name), |value| value.text().into_owned());
            let says_it = |range: &&Range<usize>| !said.is_empty() && bytes[(*range).clone()] == *said.as_bytes();
            *first = filled.iter().find(says_it).cloned();
        }
        first
    }

    /// The exact bytes to hand over.
    ///
    /// # Errors
    /// Sentences that say what is in the way.
    pub fn bytes(&self, read: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Vec<u8>, String> {
        let mut values = self.values.clone();
        for (name, path) in &self.files {
            values.set(name.clone(), read(path).map_err(|why| format!("{name}: {why}"))?);
        }
        let rendered = self.composition.render(&values, Strictness::Usual).map_err(|why| why.to_string())?;
        Ok(rendered.text().0.into_owned())
    }
}
