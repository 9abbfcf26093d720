//! What a prompt asks for before it can be used.

use serde::Serialize;

use super::value::Value;

/// One thing that a person fills in. Named once however often the text uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// The name without its marks: `language` of `{{language}}`, `ARGUMENTS` of `$ARGUMENTS`, `1` of `$1`.
    pub name: String,
    /// Which of the words that are given without a name it takes.
    pub takes: Takes,
    /// What it is for, empty where the file does not say.
    pub description: String,
    /// Whether a text without it would not be what its author meant.
    pub required: bool,
    /// What it is when nothing is given.
    pub default: Option<Value>,
    /// A hint to show in an empty field. Never a value.
    pub placeholder: Option<String>,
    /// The values that may be given; empty where any may.
    pub choices: Vec<String>,
    /// What kind of value it is.
    pub kind: Kind,
    /// Whether the file's header names it, or only its body uses it.
    pub origin: Origin,
}

impl Argument {
    /// A required text that the body uses under `name`.
    pub fn inferred(name: impl Into<String>, takes: Takes) -> Argument {
        Argument {
            name: name.into(),
            takes,
            description: String::new(),
            required: true,
            default: None,
            placeholder: None,
            choices: Vec::new(),
            kind: Kind::Text,
            origin: Origin::Inferred,
        }
    }
}

/// Which values an argument takes besides one given under its name. Positions count from 0 whatever the dialect writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "from", content = "position")]
pub enum Takes {
    /// Only one that is given by name.
    Name,
    /// The word at this position.
    Position(usize),
    /// The words from this position on, joined by a space.
    Rest(usize),
    /// What the dialect calls its input: standard input, a selection, the text after the command.
    Input,
}

/// What kind of value a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line.
    Text,
    /// Any number of lines.
    Multiline,
    /// One of the choices.
    Choice,
    /// Any of the choices.
    MultiChoice,
    /// A decimal number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// The contents of a file, given as `@path`.
    File,
    /// A text that is not shown and never remembered.
    Secret,
}

impl Kind {
    /// Every kind, by the name that headers use.
    pub const NAMES: [(&'static str, Kind); 9] = [
        ("text", Kind::Text),
        ("multiline", Kind::Multiline),
        ("choice", Kind::Choice),
        ("multi-choice", Kind::MultiChoice),
        ("number", Kind::Number),
        ("boolean", Kind::Boolean),
        ("date", Kind::Date),
        ("file", Kind::File),
        ("secret", Kind::Secret),
    ];

    /// The kind of this name, in any letter case.
    pub fn named(name: &str) -> Option<Kind> {
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
    }

    /// The name that headers use.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("text", |(name, _)| name)
    }
}

/// Where an argument was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The header names it.
    Declared,
    /// Only the body uses it.
    Inferred,
}
