//! A body that was taken apart: what is copied, what is filled in, what comes from other prompts.

use std::ops::Range;

use serde::Serialize;

/// How a body becomes a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// By copying and filling in these parts, once, in their order.
    Pieces(Vec<Piece>),
    /// By Handlebars without escaping: the bytes of the file from here to there.
    Handlebars(Range<usize>),
    /// By Jinja.
    Jinja(Range<usize>),
    /// By mustache.
    Mustache(Range<usize>),
}

/// One part of a body, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// These bytes of the file, as they are.
    Verbatim(Range<usize>),
    /// What an escape stands for: `{{` of `\{{`.
    Literal(Range<usize>, &'static str),
    /// A text that is in the file in another spelling, such as a YAML or TOML string.
    Decoded(Range<usize>, String),
    /// Where the value of an argument stands.
    Filled {
        /// The bytes of the file that stand for the value.
        span: Range<usize>,
        /// Which argument, as an index into the template's arguments.
        argument: usize,
        /// What stands there where neither a value nor a default is given.
        otherwise: Otherwise,
        /// The placeholder as it is meant, where the file spells it in another way than its bytes are, as in a string.
        meant: Option<Box<str>>,
    },
    /// Where the value of an argument stands inside a command of the shell: quoted, as the tool does it.
    Quoted {
        /// The bytes of the file that stand for the value.
        span: Range<usize>,
        /// Which argument, as an index into the template's arguments.
        argument: usize,
        /// As in [`Piece::Filled`].
        meant: Option<Box<str>>,
    },
    /// Another prompt, as an index into the template's includes.
    Included(Range<usize>, usize),
    /// The text from here on is said by this role.
    Role(Range<usize>, Role),
    /// What a tool adds to the end where the body has no place for what was given.
    Appended {
        /// Stands before the value, such as two line feeds.
        lead: String,
        /// Which argument, as an index into the template's arguments.
        argument: usize,
        /// Whether it is left out as soon as any other argument was filled from a value.
        unless_filled: bool,
    },
}

/// What stands in the place of an argument that has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// Nothing.
    Empty,
    /// The placeholder as the file has it.
    AsWritten,
}

/// Who says a part of a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The role of this name, `model` and `developer` among them.
    pub fn named(name: &str) -> Option<Role> {
        match name.to_ascii_lowercase().as_str() {
            "system" | "developer" => Some(Role::System),
            "user" => Some(Role::User),
            "assistant" | "model" => Some(Role::Assistant),
            _ => None,
        }
    }

    /// `system`, `user` or `assistant`.
    pub fn name(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }
}

/// Another prompt that the body asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Include {
    /// The name as it is written.
    pub name: String,
    /// The bytes of the file that ask for it.
    pub span: Range<usize>,
    /// The line of that, counted from 1.
    pub line: usize,
    /// Whether the body itself says what stands there when there is no such prompt.
    #[serde(skip)]
    pub is_optional: bool,
}

/// A place where the tool that the file is for would run or fetch something. Shown, never done here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Site {
    /// What would be done.
    pub kind: SiteKind,
    /// What would be run or fetched, as it is written.
    pub text: String,
    /// The bytes of the file.
    pub span: Range<usize>,
    /// The line of that, counted from 1.
    pub line: usize,
}

/// What a tool would do at a [`Site`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SiteKind {
    /// Run a command of the shell.
    Shell,
    /// Read a file into the prompt.
    File,
    /// Fetch an address.
    Fetch,
    /// Read a variable of the environment.
    Environment,
    /// Run a script or a plugin.
    Script,
}
