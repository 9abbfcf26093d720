//! Bodies of plain prompts, made of the texts and placeholders of another program.

use crate::prompt::convert::plain_text;
use crate::prompt::dialect::is_name;

/// A body that is being made.
#[derive(Debug, Default)]
pub(super) struct Body {
    done: String,
    /// What stays text and is not written yet: braces that come one by one may be two together.
    waiting: String,
    /// Whether a `\` was left out.
    pub backslash: bool,
}

impl Body {
    /// Adds what stays text, whatever is in it.
    pub fn text(&mut self, text: &str) {
        self.waiting.push_str(text);
    }

    /// Adds the place of an argument.
    pub fn fill(&mut self, name: &str) {
        let text = self.waiting.trim_end_matches('\\');
        self.backslash |= text.len() < self.waiting.len();
        self.done.push_str(&plain_text(text));
        self.done.push_str(&format!("{{{{{name}}}}}"));
        self.waiting.clear();
    }

    /// All of it.
    pub fn finish(self) -> String {
        self.done + &plain_text(&self.waiting)
    }
}

/// Whether an argument can have this name.
pub(super) fn is_argument(name: &str) -> bool {
    is_name(name)
}

/// `name` as an argument can have it.
pub(super) fn name(name: &str) -> String {
    let mut safe: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect();
    if !is_name(&safe) {
        safe.insert(0, '_');
    }
    safe
}
