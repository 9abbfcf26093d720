//! What is handed over with the text, what keeps it from that, and what is kept of it for the next time.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entry::Entry;
use super::filling::Filling;
use super::{Focus, Form, Shows};
use crate::prompt::template::{Takes, Values};

impl Form {
    /// The prompt and the values as they stand.
    pub fn filling(&self) -> Filling {
        let mut values = Values::default();
        let mut files = Vec::new();
        for entry in &self.entries {
            let name = entry.argument.name.clone();
            if let Some(path) = entry.path() {
                files.push((name, path));
            } else if let Some(value) = entry.value() {
                values.set(name, value);
            }
        }
        let secrets = self.entries.iter().filter(|entry| entry.is_secret()).map(|entry| entry.argument.name.clone());
        Filling { composition: Arc::clone(&self.composition), values, files, secrets: secrets.collect() }
    }

    /// What keeps the text from being handed over, in one sentence; the first field of it gets the keyboard. A text that
    /// was edited by hand is handed over as it is.
    pub fn refuses(&mut self) -> Option<String> {
        if self.edited.is_some() {
            return None;
        }
        let missing: Vec<usize> = (0..self.entries.len()).filter(|at| self.is_missing(*at)).collect();
        let refused = self.entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry.refusal()?)));
        let refused: Vec<(usize, String)> = refused.collect();
        let first = missing.first().copied().into_iter().chain(refused.first().map(|(at, _)| *at)).min()?;
        let name = |at: usize| self.entries[at].argument.name.as_str();
        let mut said = "Nothing was handed over".to_owned();
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|at| name(*at)).collect();
            said.push_str(&format!(": it needs {}", names.join(", ")));
        }
        for (at, why) in refused {
            said.push_str(&format!(". {}: {why}", name(at)));
        }
        self.focus_on(Focus::Field(first));
        self.shows = Shows::Fields;
        Some(said)
    }

    /// Whether the field at `at` needs a value and has none, not even from the words of others.
    pub fn is_missing(&self, at: usize) -> bool {
        let entry = &self.entries[at];
        let has_words = |from: usize| {
            self.entries.iter().any(|other| {
                matches!(other.argument.takes, Takes::Position(position) if position >= from)
                    && other.given
                    && !other.is_empty()
            })
        };
        entry.is_missing() && !matches!(entry.argument.takes, Takes::Rest(from) if has_words(from))
    }

    /// Whether a secret is filled in: then the text may stand in no file.
    pub fn holds_a_secret(&self) -> bool {
        self.entries.iter().any(|entry| entry.is_secret() && !entry.is_empty())
    }

    /// What is worth keeping for the next time: never a secret; of a file its path.
    pub fn used(&self) -> BTreeMap<String, String> {
        let kept = self.entries.iter().filter(|entry| !entry.is_secret() && entry.given);
        kept.map(|entry| (entry.argument.name.clone(), entry.text())).collect()
    }

    /// What a person typed and has not handed over: all but secrets and what holds as it was last given.
    pub fn unfinished(&self) -> BTreeMap<String, String> {
        let kept = self.entries.iter().filter(|entry| !entry.is_secret() && entry.given && !self.is_last(entry));
        let values = kept.map(|entry| (entry.argument.name.clone(), entry.text()));
        // That nothing was typed says something only where something would stand there else.
        let says = |(name, text): &(String, String)| !text.is_empty() || self.begins_with_something(name);
        values.filter(says).collect()
    }

    fn begins_with_something(&self, name: &str) -> bool {
        let has_default = |entry: &Entry| entry.argument.name == *name && entry.argument.default.is_some();
        self.earlier.last(name).is_some_and(|last| !last.is_empty()) || self.entries.iter().any(has_default)
    }

    /// Whether a field holds what was given for it the last time.
    pub fn is_last(&self, entry: &Entry) -> bool {
        let last = || self.earlier.last(&entry.argument.name);
        entry.given && !entry.is_secret() && last().is_some_and(|last| entry.holds(last))
    }

    /// Whether a field holds what was typed before the form was opened, and was not handed over.
    pub fn is_unfinished(&self, entry: &Entry) -> bool {
        let typed = || self.earlier.unfinished(&entry.argument.name);
        entry.given && !entry.is_secret() && typed().is_some_and(|typed| entry.holds(typed))
    }

    /// Whether what is typed has changed since this was last asked.
    pub fn is_to_be_put_down(&mut self) -> bool {
        std::mem::replace(&mut self.put_down, self.revision) != self.revision
    }

    /// The arguments whose values may not be kept.
    pub fn secrets(&self) -> Vec<String> {
        self.entries.iter().filter(|entry| entry.is_secret()).map(|entry| entry.argument.name.clone()).collect()
    }
}
