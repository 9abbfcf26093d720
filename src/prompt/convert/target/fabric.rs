//! A pattern of fabric.

use super::arguments::{fitting, names, one_text, tell_losses, used};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::{Message, Outline};
use crate::prompt::dialect::is_name;
use crate::prompt::parts::{Role, Takes};

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let parts = match outline.messages.as_slice() {
        // A pattern is what the system says.
        [Message { role: Some(Role::System), parts }] => parts.clone(),
        _ => one_text(outline, written),
    };
    let names = names(outline, |argument| match argument.takes {
        Takes::Input => "input".to_owned(),
        _ if is_name(&argument.name) => argument.name.clone(),
        _ => fitting(&argument.name, |c| c.is_alphanumeric() || matches!(c, '_' | '-')),
    });
    for (_, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        tell_losses(argument, written, false);
    }
    written.body = spell(
        &parts,
        &Spelling { text: &|text, _| text.to_owned(), fill: &|index, _| format!("{{{{{}}}}}", names[index]) },
    );
    written.is_whole = true;
    written.names = used(outline, names);
}
