//! `promptbook pick`: one prompt chosen on a few rows below the shell's prompt.
//!
//! ```text
//!  $ x=$(promptbook pick rev)
//!   / rev                                                        2 of 214     the filter
//!  > code/review.md  Code review  │ Code review  asks for language, focus     view: the list, the preview
//!    writing/preview.md           │ You are a senior {{language}} reviewer.
//!   Enter take  ↑↓ move  Esc leave                                            the keys
//! ```
//!
//! Drawn on the terminal device ([`screen`]), so that standard input, output and error may be anything. A model, what
//! each message does to it, and a loop, as for the full screen, but small: nothing of the book is changed from here.

mod areas;
mod message;
mod model;
mod rows;
mod runtime;
mod screen;
mod view;

pub use runtime::{Picked, Start, Wanted, device, run};

#[cfg(test)]
mod tests;
