//! A plain prompt.

use super::arguments::{data, fitting, names, one_text, used};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::Outline;
use crate::prompt::convert::plain_text;
use crate::prompt::dialect::is_name;
use crate::prompt::parts::{Argument, Kind, Takes};
use serde_json::{Map, Value as Data, json};

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let names = names(outline, |argument| match argument.takes {
        Takes::Input => "input".to_owned(),
        _ if is_name(&argument.name) => argument.name.clone(),
        _ => fitting(&argument.name, |c| c.is_alphanumeric() || matches!(c, '_' | '-')),
    });
    let parts = one_text(outline, written);
    let declared: Vec<(String, Data)> = outline
        .arguments
        .iter()
        .enumerate()
        .filter(|(index, _)| outline.uses(*index))
        .map(|(index, argument)| (names[index].clone(), declaration(argument)))
        .collect();
    written.header.map("args", &declared);
    written.body = spell(
        &parts,
        &Spelling { text: &|text, _| plain_text(text), fill: &|index, _| format!("{{{{{}}}}}", names[index]) },
    );
    written.names = used(outline, names);
}

/// What `args` of a plain prompt says of an argument.
fn declaration(argument: &Argument) -> Data {
    let mut said = Map::new();
    if !matches!((argument.kind, argument.choices.is_empty()), (Kind::Text, _) | (Kind::Choice, false)) {
        said.insert("kind".to_owned(), json!(argument.kind.name()));
    }
    if let Some(default) = &argument.default {
        said.insert("default".to_owned(), data(default));
    }
    if !argument.choices.is_empty() {
        said.insert("choices".to_owned(), json!(argument.choices));
    }
    if !argument.description.is_empty() {
        said.insert("description".to_owned(), json!(argument.description));
    }
    if let Some(placeholder) = &argument.placeholder {
        said.insert("placeholder".to_owned(), json!(placeholder));
    }
    if argument.required != argument.default.is_none() || said.is_empty() {
        said.insert("required".to_owned(), json!(argument.required));
    }
    Data::Object(said)
}
