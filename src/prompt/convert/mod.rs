//! Writing a prompt for another tool: a new file, and what it cannot hold of the old one.
//!
//! ```text
//!  Composition ─► Outline (who says what, with what filled in where) ─► file of the target ─► read again and compared
//! ```
//!
//! The outline is the prompt rendered with a mark for each argument, so that includes, escapes and what a tool appends
//! are resolved by the very code that renders. The new file is read back and rendered beside the old one: what differs
//! is told, whatever the reason.

mod check;
mod lines;
mod outline;
mod place;
mod target;

use serde::Serialize;
use thiserror::Error;

use super::dialect::{Dialect, Dialects};
use crate::prompt::id::{NameFault, PromptId};
use crate::prompt::template::Composition;
use outline::{Outline, added_as};

/// `text` so that a plain prompt has it as text, whatever braces are in it.
pub fn plain_text(text: &str) -> String {
    text.replace("{{", "\\{{")
}

/// A prompt that was written for another tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The name of the new file.
    pub id: PromptId,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What each argument of the old prompt is called in the new one; none where it has no place there.
    pub names: Vec<(String, Option<String>)>,
    /// What the new file does not hold, or holds otherwise.
    pub losses: Vec<Loss>,
}

/// Something that a converted prompt does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// What kind of thing it is.
    pub kind: LossKind,
    /// What it is, and what becomes of it.
    pub what: String,
    /// The line of the old file that it is about, counted from 1.
    pub line: Option<usize>,
    /// What to do about it; empty where there is nothing to do.
    pub hint: &'static str,
    /// The field of the header or the argument that it is about.
    pub about: Option<String>,
}

/// What kind of thing is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    /// What an argument is when nothing is given.
    Default,
    /// What may be given for an argument.
    Choices,
    /// What an argument is for.
    Description,
    /// That an argument must be given, or what kind of value it is.
    Kind,
    /// A whole argument.
    Argument,
    /// Who says what.
    Role,
    /// An include that is written out.
    Include,
    /// What the tool would run or fetch.
    Site,
    /// A field of the header.
    Field,
    /// The text is another one.
    Text,
    /// What the text is where nothing is given for an argument that may be left out.
    Absent,
    /// Only the white space at the beginning or the end of the text.
    Space,
}

/// Why a prompt cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConvertFault {
    /// It is of that dialect.
    #[error("it is a prompt of {0} already")]
    Same(&'static str),
    /// The rows of prompts.chat are written all together.
    #[error("prompts.chat has its prompts in one table: promptbook export --format csv writes it")]
    Table,
    /// Something that it includes cannot be had, or its own template language refuses it.
    #[error("{0}")]
    Broken(String),
    /// A file that is not UTF-8.
    #[error("it is not UTF-8, so it cannot be written for another tool: convert it first")]
    NotText,
    /// A name that is no place of the dialect.
    #[error("{id} would be read as a prompt of {found}: give a name such as {place}")]
    Elsewhere {
        /// The name that was asked for.
        id: PromptId,
        /// The dialect that files of this name have.
        found: &'static str,
        /// A name of the dialect that is wanted.
        place: PromptId,
    },
    /// A name that cannot be one.
    #[error(transparent)]
    Name(#[from] NameFault),
}

/// Writes `composition` for `target`, under the name `wanted` or in the place where that tool looks.
///
/// # Errors
/// When the prompt cannot be rendered, or the name is not one of a file of `target`.
pub fn convert(
    composition: &Composition,
    target: Dialect,
    wanted: Option<&str>,
    dialects: &Dialects,
) -> Result<Converted, ConvertFault> {
    let template = composition.template();
    if template.dialect() == target {
        return Err(ConvertFault::Same(target.name()));
    }
    if target == Dialect::PromptsChat {
        return Err(ConvertFault::Table);
    }
    let outline = Outline::of(composition, target)?;
    let place = place::of(target, template.id())?;
    let id = match wanted {
        Some(name) => place::named(target, name)?,
        None => place.clone(),
    };
    let mut written = target::write(target, &outline, template, &id);
    if check::dialect(&id, &written.bytes(false), dialects) != target {
        written.says_dialect = true;
        let found = check::dialect(&id, &written.bytes(true), dialects);
        if found != target {
            return Err(ConvertFault::Elsewhere { id, found: found.name(), place });
        }
    }
    let bytes = written.bytes(written.says_dialect);
    let mut losses = outline.losses(composition, target);
    losses.extend(written.losses);
    let names = outline.arguments.iter().zip(&written.names);
    let mut names: Vec<_> = names.map(|(argument, name)| (argument.name.clone(), name.clone())).collect();
    if let Some(added) = outline.added {
        names[added].1 = added_as(target).map(str::to_owned);
    }
    let mut converted = Converted { id, bytes, names, losses };
    let untold = outline.added.filter(|_| added_as(target).is_none());
    let untold = untold.map(|index| outline.arguments[index].name.as_str());
    check::compare(composition, &mut converted, untold, target, dialects);
    for loss in converted.losses.iter_mut().filter(|loss| loss.line.is_none()) {
        loss.line = loss.about.as_ref().and_then(|about| lines::of(template, loss.kind, about));
    }
    Ok(converted)
}

impl Loss {
    fn about(self, name: &str) -> Loss {
        Loss { about: Some(name.to_owned()), ..self }
    }

    fn in_line(self, line: usize) -> Loss {
        Loss { line: Some(line), ..self }
    }
}

impl LossKind {
    /// What to do about a loss of this kind.
    fn hint(self) -> &'static str {
        match self {
            LossKind::Default => "give it each time, or write it into the text",
            LossKind::Choices => "name them in the text",
            LossKind::Description => "say it in the text",
            LossKind::Kind | LossKind::Space => "",
            LossKind::Argument => "write what you want in its place before you use the new file",
            LossKind::Role => "take these lines out where the tool is to be told something else",
            LossKind::Include => "convert again when it changes",
            LossKind::Site => "give what it comes to as a value, or write it into the text",
            LossKind::Field => "write it into the new file where the tool has a place for it",
            LossKind::Text => "read the new file before you use it",
            LossKind::Absent => "give a value, or take the place out of the new file",
        }
    }
}

fn loss(kind: LossKind, what: impl Into<String>) -> Loss {
    Loss { kind, what: what.into(), line: None, hint: kind.hint(), about: None }
}

#[cfg(test)]
mod tests;
