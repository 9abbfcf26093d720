//! Keys and answers in, effects and a changed model out.

mod actions;
mod anything;
mod comparing;
mod editing;
mod files;
mod filtering;
mod form;
mod helping;
mod journal;
mod leaving;
mod metrics;
mod overlays;
mod panes;
mod past;
mod reading;
mod saving;
mod users;

use super::super::tests::{Luck, World, ends, id, reads, saves};

/// A small book: `a.md`, the folder `code` with two prompts, and a folder of one.
const BOOK: &[(&str, &str)] = &[
    ("a.md", "# A\nfirst\n"),
    ("code/commit.md", "# Commit\n"),
    ("code/review.md", "# Review\n{{diff}}\n"),
    ("写作/周报.md", "# 周报\n本周\n"),
];
