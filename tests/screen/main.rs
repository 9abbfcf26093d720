//! The real binary in a pseudo-terminal, as a person meets it: few tests, each a whole story.

#[path = "../support/books.rs"]
mod books;
#[path = "../support/mod.rs"]
mod support;

mod away;
mod browse;
mod check;
mod disk;
mod drafts;
mod edit;
mod first_run;
mod form;
mod help;
mod hostile;
mod instances;
mod leave;
mod outside;
mod pick;
mod shells;
mod tmux;
mod top;
