//! What a prompt file is made of, whatever tool it is for: arguments and their values, the pieces of a body, findings, and
//! the text that becomes of it. Types only: who reads them from a file, fills them in or writes them stands above.

mod allowed;
mod argument;
mod diagnostic;
mod pieces;
mod rendered;
mod value;

pub use allowed::{chosen, refusal};
pub use argument::{Argument, Kind, Origin, Takes};
pub use diagnostic::{Diagnostic, Lines, Severity, line_at};
pub use pieces::{Body, Include, Otherwise, Piece, Role, Site, SiteKind};
pub use rendered::{MAX_BYTES, Message, Place, Rendered};
pub use value::{Value, Values};
