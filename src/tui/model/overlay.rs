//! What lies over the panes. What lies below it is there again when it closes.

use super::compare::Compare;
use super::field::Field;
use super::past::Past;
use super::pipe::Choosing;
use crate::tui::action::Scope;

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// All actions, narrowed by what is typed.
    Help {
        /// What was typed.
        field: Field,
        /// The selected row of those that fit.
        selected: usize,
        /// Where the actions would be run.
        scope: Scope,
        /// Whether it lies over the metrics, or over the panes.
        over: Below,
    },
    /// All messages, scrolled up by this many.
    Messages(usize),
    /// The metrics.
    Metrics,
    /// Two texts of a prompt compared.
    Compare(Box<Compare>),
    /// The versions of a prompt.
    Past(Box<Past>),
    /// The commands that a text may go to.
    Choose(Box<Choosing>),
    /// What a command says.
    Output,
}

/// What the help lies over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Below {
    /// The panes.
    Panes,
    /// The metrics.
    Metrics,
    /// A comparison.
    Compare(Box<Compare>),
    /// The versions of a prompt.
    Past(Box<Past>),
    /// What a command says.
    Output,
}
