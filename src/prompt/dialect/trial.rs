//! What the tests of the dialects share: a file read, filled in and looked at.

use std::sync::Arc;

use super::Dialects;
use crate::prompt::id::PromptId;
use crate::prompt::parts::{Rendered, Values};
use crate::prompt::template::{Composition, Strictness, Template};

pub(super) fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a plain name")
}

pub(super) fn template(name: &str, text: &str) -> Arc<Template> {
    Arc::new(Template::read(id(name), Arc::new(text.as_bytes().to_vec()), &Dialects::default()))
}

/// A file of this name and text.
pub(super) fn file(name: &str, text: &str) -> Composition {
    Composition::alone(template(name, text))
}

/// The first of these files, with what it includes of the others.
pub(super) fn book(files: &[(&str, &str)]) -> Composition {
    let book: Vec<Arc<Template>> = files.iter().map(|(name, text)| template(name, text)).collect();
    Composition::with(Arc::clone(&book[0]), |part, include| {
        let ids = part.dialect().candidates(part.id(), include);
        ids.iter().find_map(|id| book.iter().find(|known| known.id() == id)).cloned()
    })
}

/// Values by name; `<` is the input, and what is given as `1` and so on are the words.
pub(super) fn values(given: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, value) in given {
        if *name == "<" {
            values.input = Some(value.as_bytes().to_vec());
        } else if name.parse::<usize>().is_ok() {
            values.positions.push(value.as_bytes().to_vec());
        } else {
            values.set(*name, *value);
        }
    }
    values
}

pub(super) fn try_render(composition: &Composition, given: &[(&str, &str)]) -> Result<Rendered, String> {
    composition.render(&values(given), Strictness::Usual).map_err(|faults| faults.to_string())
}

/// The text with these values.
pub(super) fn render(composition: &Composition, given: &[(&str, &str)]) -> String {
    let rendered = try_render(composition, given).expect("it renders");
    String::from_utf8(rendered.text().0.into_owned()).expect("it is text")
}

/// What was filled in, message after message.
pub(super) fn filled(composition: &Composition, given: &[(&str, &str)]) -> Vec<String> {
    let rendered = try_render(composition, given).expect("it renders");
    let parts = rendered.messages.iter().flat_map(|message| {
        message.filled.iter().map(|range| String::from_utf8_lossy(&message.text[range.clone()]).into_owned())
    });
    parts.collect()
}

pub(super) fn names(composition: &Composition) -> Vec<&str> {
    composition.arguments().iter().map(|argument| argument.name.as_str()).collect()
}

/// Line, severity and finding of everything odd.
pub(super) fn told(composition: &Composition) -> Vec<String> {
    let found = composition.template().diagnostics().iter();
    found.map(|found| format!("{} {:?}: {}", found.line, found.severity, found.what)).collect()
}

/// The bytes of the file that are marked.
pub(super) fn marks(composition: &Composition) -> Vec<String> {
    let template = composition.template();
    let mark = |span: &std::ops::Range<usize>| String::from_utf8_lossy(&template.raw()[span.clone()]).into_owned();
    template.marks().iter().map(mark).collect()
}

/// Kind and bytes of the sites.
pub(super) fn sites(composition: &Composition) -> Vec<String> {
    let template = composition.template();
    let raw = |span: &std::ops::Range<usize>| String::from_utf8_lossy(&template.raw()[span.clone()]).into_owned();
    template.sites().iter().map(|site| format!("{:?} {} = {}", site.kind, site.text, raw(&site.span))).collect()
}
