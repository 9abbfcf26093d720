//! Bodies: texts with what the target would take for something else escaped where it can be, and the places of arguments
//! as the target spells them. What cannot be spelled is found when the new file is compared with the old one.

use crate::prompt::convert::outline::Part;

/// The spelling of one dialect.
pub(super) struct Spelling<'a> {
    /// A text; the second is what stands behind it, if it is the place of an argument.
    pub text: &'a dyn Fn(&str, Option<&str>) -> String,
    /// The place of an argument; the second is the text behind it.
    pub fill: &'a dyn Fn(usize, &str) -> String,
}

/// `parts` as the dialect spells them.
pub(super) fn spell(parts: &[Part], spelling: &Spelling<'_>) -> String {
    let mut body = String::new();
    for (at, part) in parts.iter().enumerate() {
        let behind = match parts.get(at + 1) {
            Some(Part::Text(text)) => text.as_str(),
            _ => "",
        };
        match part {
            Part::Text(text) => {
                let next = match parts.get(at + 1) {
                    Some(Part::Fill(index)) => Some((spelling.fill)(*index, "")),
                    _ => None,
                };
                body.push_str(&(spelling.text)(text, next.as_deref()));
            }
            Part::Fill(index) => body.push_str(&(spelling.fill)(*index, behind)),
        }
    }
    body
}
