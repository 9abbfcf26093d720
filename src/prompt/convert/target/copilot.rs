//! Copilot: `${input:name:hint}`.

use super::arguments::{names, one_text, tell_losses, used};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::Outline;
use crate::prompt::parts::Takes;

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let parts = one_text(outline, written);
    let names = names(outline, |argument| match argument.takes {
        Takes::Input => "selection".to_owned(),
        _ => argument.name.replace(['{', '}', ':', '\n', '\r'], "_").trim().to_owned(),
    });
    let hints: Vec<String> = outline
        .arguments
        .iter()
        .map(|argument| {
            let default = argument.default.as_ref().map(|default| default.text().into_owned());
            let hint = default.or_else(|| argument.placeholder.clone()).unwrap_or_else(|| argument.description.clone());
            hint.replace(['{', '}', '\n', '\r'], " ").trim().to_owned()
        })
        .collect();
    for (index, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        tell_losses(argument, written, hints[index] == argument.description);
    }
    let fill = |index: usize, _: &str| match (outline.arguments[index].takes, hints[index].as_str()) {
        (Takes::Input, _) => "${selection}".to_owned(),
        (_, "") => format!("${{input:{}}}", names[index]),
        (_, hint) => format!("${{input:{}:{hint}}}", names[index]),
    };
    written.body = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &fill });
    written.names = used(outline, names);
}
