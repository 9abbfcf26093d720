//! The full screen.

pub mod editor;
