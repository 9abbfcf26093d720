//! Claude, its skills, Codex and opencode: positions, and a hint that says which.

use super::arguments::{ascii, names, one_text, tell_losses};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::Outline;
use crate::prompt::dialect::Dialect;
use crate::prompt::parts::Takes;
use crate::prompt::template::Template;

pub(super) fn write(target: Dialect, outline: &Outline, template: &Template, written: &mut Written) {
    let parts = one_text(outline, written);
    let places: Vec<usize> = (0..outline.arguments.len()).filter(|index| outline.uses(*index)).collect();
    let counts_from_0 = matches!(target, Dialect::Claude | Dialect::Skill);
    let takes_all = match places.as_slice() {
        [only] => {
            matches!(outline.arguments[*only].takes, Takes::Rest(0) | Takes::Input | Takes::Name | Takes::Position(0))
        }
        _ => false,
    };
    // Codex has nine words; more are names.
    let has_names = target == Dialect::Codex && places.len() > 9;
    let mut spelled: Vec<Option<String>> = vec![None; outline.arguments.len()];
    let upper = names(outline, |argument| {
        let name = ascii(&argument.name).to_ascii_uppercase();
        if name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "ARGUMENTS" {
            name
        } else {
            format!("ARG_{name}")
        }
    });
    for (position, index) in places.iter().enumerate() {
        spelled[*index] = Some(match () {
            () if has_names => upper[*index].clone(),
            () if takes_all => "ARGUMENTS".to_owned(),
            () if counts_from_0 => position.to_string(),
            () => (position + 1).to_string(),
        });
        tell_losses(&outline.arguments[*index], written, false);
    }
    let hint = |index: &usize| {
        let argument = &outline.arguments[*index];
        let name = argument.name.replace(['[', ']', '<', '>', '|', '\n', '\r'], " ");
        if argument.required { format!("<{}>", name.trim()) } else { format!("[{}]", name.trim()) }
    };
    // The author's own words for what is typed, where it is typed in the same way.
    let own = template.header().text("argument-hint").filter(|_| takes_all);
    if !places.is_empty() && !has_names {
        let hint = own.unwrap_or_else(|| places.iter().map(hint).collect::<Vec<_>>().join(" "));
        written.header.text("argument-hint", &hint);
    }
    let name_of = |index: usize| spelled[index].clone().unwrap_or_default();
    let fill = |index: usize, behind: &str| {
        let name = name_of(index);
        let goes_on = behind.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if counts_from_0 && !takes_all && goes_on { format!("$ARGUMENTS[{name}]") } else { format!("${name}") }
    };
    written.body = spell(
        &parts,
        &Spelling { text: &|text, _| if counts_from_0 { claude(text) } else { text.to_owned() }, fill: &fill },
    );
    written.names = spelled;
}

/// Claude: a backslash before what it would fill in.
fn claude(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if c == '$' && (rest.starts_with("ARGUMENTS") || (digits > 0 && !goes_on)) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
