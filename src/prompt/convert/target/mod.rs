//! The files of each tool, one file here for each: header, body, and what neither can hold.

mod aichat;
mod arguments;
mod copilot;
mod cursor;
mod dotprompt;
mod fabric;
mod file;
mod gemini;
mod llm;
mod plain;
mod prompty;
mod spelling;
mod words;

use super::outline::Outline;
use super::{Loss, LossKind, loss, place};
use crate::prompt::dialect::Dialect;
use crate::prompt::id::PromptId;
use crate::prompt::template::Template;
use file::facts;

pub(super) use file::Written;

/// The file of `target` for an outline of `template`.
pub(super) fn write(target: Dialect, outline: &Outline, template: &Template, id: &PromptId) -> Written {
    let mut written = Written { dialect: target.name(), ..Written::default() };
    facts(target, template, id, &mut written);
    match target {
        Dialect::Plain | Dialect::PromptsChat => plain::write(outline, &mut written),
        Dialect::Claude | Dialect::Skill | Dialect::Codex | Dialect::Opencode => {
            words::write(target, outline, template, &mut written)
        }
        Dialect::Copilot => copilot::write(outline, &mut written),
        Dialect::Gemini => gemini::write(outline, template, &mut written),
        Dialect::Dotprompt => dotprompt::write(outline, &mut written),
        Dialect::Prompty => prompty::write(outline, &mut written),
        Dialect::Fabric => fabric::write(outline, &mut written),
        Dialect::Llm => llm::write(outline, template, &mut written),
        Dialect::Aichat => aichat::write(outline, &mut written),
        Dialect::Cursor => cursor::write(outline, &mut written),
    }
    written
}
