//! A prompt file understood: its header, its arguments, the parts of its body, and what is odd about it.
//!
//! The file's bytes are the truth; everything here is a view of them, with spans into them. Reading never fails and never
//! changes a byte. What a tool would run or fetch is found and shown, never done.
//!
//! ```text
//!  raw ─► Dialect::of ─► Header ─► dialect's reader ─► Template ─► Composition (with what it includes) ─► Rendered
//!                                                                        ▲ Values
//! ```

mod bodies;
mod composition;
mod fault;
mod given;
mod hidden;
mod quote;
mod render;

use std::collections::HashSet;
use std::sync::Arc;

pub use super::parts::{
    Argument, Body, Diagnostic, Include, Kind, MAX_BYTES, Message, Origin, Otherwise, Piece, Place, Rendered, Role,
    Severity, Site, SiteKind, Takes, Value, Values, chosen, line_at, refusal,
};
pub use composition::{Composition, IncludeFault, Limit};
pub use fault::{RenderFault, RenderFaults};
pub use given::Strictness;

use super::card::Card;
use super::dialect::source::{Reading, Source, masked};
use super::dialect::{Dialect, Dialects};
use super::header::Header;
use super::id::PromptId;

/// One prompt file as its tool understands it.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    id: PromptId,
    raw: Arc<Vec<u8>>,
    dialect: Dialect,
    header: Header,
    card: Card,
    reading: Reading,
}

impl Template {
    /// Reads the file `raw` under the name `id`, which is what `dialects` says it is.
    pub fn read(id: PromptId, raw: Arc<Vec<u8>>, dialects: &Dialects) -> Template {
        let text = masked(&raw);
        let (dialect, mut header) = dialects.of(&id, &text);
        let faults = header.take_diagnostics();
        let mut reading = dialect.read(&Source { id: &id, raw: &raw, text: &text, header: &header });
        reading.diagnostics.extend(faults);
        reading.diagnostics.extend(hidden::find(&raw, &text));
        reading.diagnostics.sort_by_key(|found| found.span.start);
        // Twice on one line is one thing to mend.
        let mut told = HashSet::new();
        reading.diagnostics.retain(|found| told.insert((found.line, found.what.clone())));
        let card = Card::of(&id, &header, &text);
        drop(text);
        Template { id, raw, dialect, header, card, reading }
    }

    /// The prompt's name in its book.
    pub fn id(&self) -> &PromptId {
        &self.id
    }

    /// The file's bytes.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Which tool the file is written for.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What the prompt is called: by its header, else by its first heading, else by its path.
    pub fn title(&self) -> &str {
        &self.card.title
    }

    /// What the header says it is for, empty where it does not.
    pub fn description(&self) -> &str {
        &self.card.description
    }

    /// The tags of the header, without `#`.
    pub fn tags(&self) -> &[String] {
        &self.card.tags
    }

    /// The model that the header asks for: a name, or the name in the fields under it.
    pub fn model(&self) -> Option<String> {
        let field = self.header.get("model")?;
        match &field.value {
            serde_json::Value::Object(fields) => {
                ["id", "name"].iter().find_map(|key| fields.get(*key)?.as_str()).map(str::to_owned)
            }
            _ => self.header.text("model"),
        }
    }

    /// The header, empty where there is none.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What a person fills in, without what is included: declared ones in the header's order, then the others in the
    /// order of the text.
    pub fn arguments(&self) -> &[Argument] {
        &self.reading.arguments
    }

    /// How the body becomes a text.
    pub fn body(&self) -> &Body {
        &self.reading.body
    }

    /// The other prompts that the body asks for.
    pub fn includes(&self) -> &[Include] {
        &self.reading.includes
    }

    /// Those of the first `most` includes that mean no prompt of a book which `has` these.
    pub fn missing_includes<'t>(
        &'t self,
        most: usize,
        has: impl Fn(&PromptId) -> bool + 't,
    ) -> impl Iterator<Item = &'t Include> {
        let is_there = move |include: &Include| self.dialect.candidates(&self.id, include).iter().any(&has);
        self.includes().iter().take(most).filter(move |include| !include.is_optional && !is_there(include))
    }

    /// What the tool would run or fetch.
    pub fn sites(&self) -> &[Site] {
        &self.reading.sites
    }

    /// What is odd, in the order of the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.reading.diagnostics
    }

    /// The bytes of the file that stand for an argument, an include, a role or an escape, in the order of the text.
    pub fn marks(&self) -> &[std::ops::Range<usize>] {
        &self.reading.marks
    }
}

#[cfg(test)]
mod tests;
