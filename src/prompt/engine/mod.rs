//! Bodies in a template language of their own: Handlebars and Jinja by their libraries, mustache by a small reader.
//!
//! A template sees nothing but the values: no file, no address, no variable of the environment. Values are data to it and
//! never read as a template.

pub(in crate::prompt) mod handlebars;
pub(in crate::prompt) mod jinja;
pub(in crate::prompt) mod mustache;
pub(in crate::prompt) mod python;

use std::collections::HashMap;
use std::ops::Range;

use super::parts::{MAX_BYTES, Role};

/// The most parts that loops and parts of Handlebars and mustache write in one rendering, far more than a prompt needs:
/// loops that multiply and write nothing are stopped here.
const STEPS: usize = 500_000;

/// What a template language refuses: where in its source, counted in lines from 1, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::prompt) struct Refusal {
    pub line: usize,
    pub what: String,
}

/// A name that a template takes from what is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::prompt) struct Use {
    pub name: String,
    /// Whether its text is shown, not only asked about or gone through.
    pub is_shown: bool,
    /// Whether it is gone through item by item.
    pub is_list: bool,
    /// Whether fields of it are looked at.
    pub has_fields: bool,
}

/// The names that a template takes, in the order in which they were found, each once.
#[derive(Debug, Default)]
struct Uses {
    found: Vec<Use>,
    places: HashMap<String, usize>,
}

impl Uses {
    /// The use of `name`, which is a new one where it was not found yet.
    fn of(&mut self, name: &str) -> &mut Use {
        let place = self.places.get(name).copied().unwrap_or_else(|| {
            self.found.push(Use { name: name.to_owned(), ..Use::default() });
            self.places.insert(name.to_owned(), self.found.len() - 1);
            self.found.len() - 1
        });
        &mut self.found[place]
    }

    fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

/// A rendered text, what of it was filled in, and where a line of the source says who speaks.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub text: String,
    pub filled: Vec<Range<usize>>,
    pub roles: Vec<(Range<usize>, Role)>,
}

/// What says that a text grows without end.
fn too_large() -> String {
    format!("the text would be larger than {} MiB: its loops multiply", MAX_BYTES >> 20)
}

/// What says that loops go on without end.
fn too_many_steps() -> String {
    "the template takes too many steps".to_owned()
}
