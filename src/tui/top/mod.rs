//! `promptbook top`: the metrics of another promptbook of the same user, on the same screen.
//!
//! ```text
//!  promptbook top  ~/prompts  process 1234, 1 of 2                        following     header
//! ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
//! │ ...                                                                          │     view::metrics
//! └──────────────────────────────────────────────────────────────────────────────┘
//!  promptbook 1234 (~/prompts) has ended. Tab follows another, q quits                  said
//!  q quit  Tab next  i all  e explain  Space pause  ...
//! ```
//!
//! Where several run and none was named, they are listed first, and one is chosen.
//!
//! A model, what each message does to it, and a loop, as for the full screen, but small: nothing is changed from here.

mod model;
mod runtime;
mod view;

pub use runtime::{Fault, First, Start, run};

#[cfg(test)]
mod tests;
