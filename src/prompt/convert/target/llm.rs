//! A template of llm: a file of YAML with what the system and the person say.

use super::arguments::{ascii, names, one_text, tell_losses, used};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::{Message, Outline};
use crate::prompt::header::HeaderText;
use crate::prompt::parts::{Argument, Role, Takes};
use crate::prompt::template::Template;
use serde_json::json;

pub(super) fn write(outline: &Outline, template: &Template, written: &mut Written) {
    let names = names(
        outline,
        |argument| if argument.takes == Takes::Input { "input".to_owned() } else { ascii(&argument.name) },
    );
    for (_, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        // A default has its field.
        tell_losses(&Argument { default: None, ..argument.clone() }, written, false);
    }
    let fill = |index: usize, behind: &str| {
        let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if goes_on { format!("${{{}}}", names[index]) } else { format!("${}", names[index]) }
    };
    let spelling = Spelling { text: &|text, _| text.replace('$', "$$"), fill: &fill };
    let said: Vec<(&str, String)> = match outline.messages.as_slice() {
        [Message { role: Some(Role::System), parts }] => vec![("system", spell(parts, &spelling))],
        [Message { role: Some(Role::User) | None, parts }] => vec![("prompt", spell(parts, &spelling))],
        [Message { role: Some(Role::System), parts }, Message { role: Some(Role::User), parts: asked }] => {
            vec![("system", spell(parts, &spelling)), ("prompt", spell(asked, &spelling))]
        }
        _ => vec![("prompt", spell(&one_text(outline, written), &spelling))],
    };
    let mut file = HeaderText::default();
    if let Some(model) = template.model() {
        file.text("model", &model);
    }
    for (key, text) in said {
        match yaml_block(&text) {
            Some(block) => file.line(key, &block),
            None => file.text(key, &text),
        };
    }
    let defaults = outline
        .arguments
        .iter()
        .enumerate()
        .filter(|(index, _)| outline.uses(*index))
        .filter_map(|(index, argument)| Some((names[index].clone(), json!(argument.default.as_ref()?.text()))));
    file.map("defaults", &defaults.collect::<Vec<_>>());
    written.body = file.fields().to_owned();
    written.is_whole = true;
    written.names = used(outline, names);
}

/// A text of YAML as a block of lines where it can be one, else in quotes.
fn yaml_block(text: &str) -> Option<String> {
    let is_printable =
        |c: char| c == '\n' || (!c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'));
    let first = text.chars().next()?;
    if !text.chars().all(is_printable) || first.is_whitespace() || !text.contains('\n') {
        return None;
    }
    let chomp = match text.len() - text.trim_end_matches('\n').len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut out = format!("|{chomp}");
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str("  ");
            out.push_str(line);
        }
    }
    Some(out)
}
