//! The picker without a terminal.
