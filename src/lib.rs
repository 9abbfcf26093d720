pub mod prompt;
pub mod tui;
