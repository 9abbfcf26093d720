//! The full screen.
//!
//! ```text
//!  promptbook ~/prompts  214 prompts  1 draft *                cache 99.2 % #41 ok    view::status
//!  / filter names, titles, #tag, in:folder                              14 of 214     view::list
//! ┌[1 Prompts]────────────────┐┌ 2 Preview  code/review.md ─────────────────────┐
//! │ - code (9)                ││ # Code review                                  │     view::list, view::text
//! │ >  review.md              ││ You are a senior {{language}} reviewer.        │
//! └───────────────────────────┘└────────────────────────────────────────────────┘
//! ┌ 3 Cache ───────────────────────────────────────────────────────────────────┐
//! │ hit 60 s 99.2 %  ▇▇▇▇▁▇▇▇   reads/s 31 (peak 212)   214 texts, 2.3 MB      │     view::strip
//! └────────────────────────────────────────────────────────────────────────────┘
//!  Saved 周报.md (1.2 KB, 4 ms)                                                        view::status
//!  Enter copy  e edit  / filter  n new  M metrics  ? help  q quit
//! ```
//!
//! A key becomes a [`message::Msg`]; [`update::update`] changes the [`model::Model`] by it and returns
//! [`message::Effect`]s; [`runtime`] does those on tasks and turns their answers into messages; [`view::view`] draws the
//! model. Data flows in that one direction.

mod action;
mod calm;
pub mod editor;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
pub mod keymap;
pub mod message;
pub mod model;
pub mod pick;
mod runtime;
mod terminal;
pub mod top;
pub mod understanding;
pub mod update;
pub mod view;
pub mod wording;
mod wrap;

pub use runtime::{Ended, Start, run};

#[cfg(any(test, feature = "fuzzing"))]
#[cfg_attr(not(test), allow(dead_code, unused_imports))]
mod tests;
