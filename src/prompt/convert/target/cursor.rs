//! A rule of Cursor, which takes no arguments.

use super::arguments::{one_text, without_arguments};
use super::file::Written;
use super::spelling::{Spelling, spell};
use crate::prompt::convert::outline::Outline;

pub(super) fn write(outline: &Outline, written: &mut Written) {
    let parts = one_text(outline, written);
    let parts = without_arguments(parts, outline, None, written);
    written.header.line("alwaysApply", "false");
    written.body = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &|_, _| String::new() });
    written.names = vec![None; outline.arguments.len()];
}
