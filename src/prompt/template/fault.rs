//! Why a prompt could not be rendered.

use thiserror::Error;

use super::composition::IncludeFault;

/// Everything that stands in the way of one rendering, found at once.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct RenderFaults(pub Vec<RenderFault>);

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RenderFault {
    /// Required arguments without a value, all of them.
    #[error("it needs {}: give {}", .0.join(", "), .0.iter().map(|name| format!("{name}=…")).collect::<Vec<_>>().join(" "))]
    Missing(Vec<String>),
    /// Values for names that the prompt does not have, all of them.
    #[error("it has no argument {}: {}", listed(.names), known_arguments(.known))]
    Unknown {
        /// As they were given.
        names: Vec<String>,
        /// The names that it has.
        known: Vec<String>,
    },
    /// More words than the prompt takes.
    #[error(
        "it takes {}, and {} given: quote a value that has spaces, or write name=value",
        words(*.taken),
        if *.given == 1 { "1 was".to_owned() } else { format!("{given} were") }
    )]
    TooManyWords {
        /// How many were given.
        given: usize,
        /// How many it takes.
        taken: usize,
    },
    /// A value that the argument's kind or choices do not allow.
    #[error("{name} cannot be \"{given}\": {allowed}")]
    NotAllowed {
        /// The argument.
        name: String,
        /// The value, shortened.
        given: String,
        /// What may be given.
        allowed: String,
    },
    /// A value that is not UTF-8, where the dialect computes with text.
    #[error("{name} is not UTF-8, which this kind of prompt cannot take: convert it first")]
    NotText {
        /// The argument, or the file.
        name: String,
    },
    /// An included prompt that cannot be had.
    #[error(transparent)]
    Include(#[from] IncludeFault),
    /// The dialect's template language refuses the body.
    #[error("line {line}: {what}")]
    Template {
        /// The line in the file, counted from 1.
        line: usize,
        /// What the engine says.
        what: String,
    },
}

fn words(number: usize) -> String {
    match number {
        0 => "no words".to_owned(),
        1 => "1 word".to_owned(),
        number => format!("{number} words"),
    }
}

fn known_arguments(known: &[String]) -> String {
    match known {
        [] => "it has none".to_owned(),
        known => format!("it has {}", listed(known)),
    }
}

/// The most names that are listed: who has more of them looks them up.
const MOST_LISTED: usize = 40;

/// `names` with commas between them, and how many more there are.
fn listed(names: &[String]) -> String {
    match names.get(..MOST_LISTED) {
        Some(first) if names.len() > MOST_LISTED => {
            format!("{} and {} more", first.join(", "), names.len() - MOST_LISTED)
        }
        _ => names.join(", "),
    }
}
