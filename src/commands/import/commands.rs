//! Commands of tools that are copied to where nothing says which tool they are for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{into, prompts as counted};
use crate::carry::Remark;
use crate::cli::ImportArgs;
use crate::commands::failure::shown;
use crate::prompt::PromptId;
use crate::prompt::dialect::{Dialect, Dialects};
use crate::prompt::template::Template;

/// What all words of a command stand for there.
const WORDS: &[u8] = b"$ARGUMENTS";

/// Prompts that are named.
const NAMED: usize = 3;

/// Folders for which the line in the settings is written.
const FOLDERS: usize = 10;

/// What is to be known where `$ARGUMENTS` in some of the `prompts` would be text, with the way to read it as it is meant.
pub(super) fn taken_as_plain(
    prompts: &BTreeMap<PromptId, Vec<u8>>,
    dialects: Option<&Dialects>,
    args: &ImportArgs,
) -> Option<Remark> {
    let none = Dialects::default();
    let dialects = dialects.unwrap_or(&none);
    let is_plain = |(id, bytes): &(&PromptId, &Vec<u8>)| {
        memchr::memmem::find(bytes, WORDS).is_some()
            && Template::read((*id).clone(), Arc::new((*bytes).clone()), dialects).dialect() == Dialect::Plain
    };
    let plain: Vec<&PromptId> = prompts.iter().filter(is_plain).map(|(id, _)| id).collect();
    if plain.is_empty() {
        return None;
    }
    let mut names = plain.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if let Some(more) = plain.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push_str(&format!(" and {more} more"));
    }
    let again =
        format!("promptbook import {} --into .claude/commands", shell_words::quote(&shown(args.source.as_os_str())));
    let folders: BTreeSet<String> = plain.iter().filter_map(|id| folder(id, args)).collect();
    let mut what = format!("$ARGUMENTS in {names} is text here, for nothing says that they are commands of a tool. ");
    if folders.is_empty() {
        what.push_str(&format!("A folder .claude/commands says it:\n    {again}"));
    } else {
        what.push_str("These lines in your settings (promptbook config path) say it:\n    [dialects]");
        for folder in folders.iter().take(FOLDERS) {
            what.push_str(&format!("\n    {} = \"claude\"", in_quotes(folder)));
        }
        if let Some(more) = folders.len().checked_sub(FOLDERS).filter(|more| *more > 0) {
            what.push_str(&format!("\n  and so on for {more} more folders"));
        }
        what.push_str(&format!("\n  or a folder .claude/commands does:\n    {again}"));
    }
    Some(Remark { place: counted(plain.len()), what })
}

/// The folder of the book that holds what was imported with `id`; none where that is the book itself.
fn folder(id: &PromptId, args: &ImportArgs) -> Option<String> {
    let into = into(args);
    if !into.is_empty() {
        return Some(into);
    }
    let (first, _) = std::str::from_utf8(id.as_bytes()).ok()?.split_once('/')?;
    Some(first.to_owned())
}

/// `name` as a key in the settings.
fn in_quotes(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
