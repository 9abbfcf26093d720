//! A role of aichat.

use super::arguments::{input_of, one_text, tell_losses, used};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::{Message, Outline};
use crate::prompt::parts::Role;

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let input = input_of(outline);
    let mut position = 0;
    let names: Vec<String> = (0..outline.arguments.len())
        .map(|index| match outline.uses(index) {
            true if Some(index) == input => "input".to_owned(),
            true => {
                position += 1;
                format!("ARG{position}")
            }
            false => String::new(),
        })
        .collect();
    for (_, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        tell_losses(argument, written, false);
    }
    let parts = match (outline.messages.as_slice(), input) {
        // Without an input the text is what the system says, with one it is what the person says.
        ([Message { role: Some(Role::System), parts }], None)
        | ([Message { role: Some(Role::User), parts }], Some(_)) => parts.clone(),
        _ => one_text(outline, written),
    };
    let fill = |index: usize, _: &str| match names[index].as_str() {
        "input" => "__INPUT__".to_owned(),
        name => format!("__{name}__"),
    };
    written.body = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &fill });
    written.names = used(outline, names);
}
