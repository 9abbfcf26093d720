//! Any text as one word of a command line that runs nothing, wherever on the line it is put.
//!
//! A shell that inserts text does not always know what stands around it: a quote may be open that was begin on an earlier
//! line. So the word is harmless in every place, not only where a word may begin. Inside of an open quote, or outside of
//! every one, it may say something else than was meant, but there is no character in it that could end a command, begin
//! another or name one to be run: those stand as escapes, `$` as `\x24`. Everything that ends a line or that a terminal
//! would obey is an escape too, so that what is on the screen is what is in the line.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use super::Shell;
use crate::prompt::sanitize::sanitize_line;

/// `text` as a word of `shell`.
pub(super) fn word(shell: Shell, text: &[u8]) -> Option<String> {
    if text.contains(&0) {
        return None;
    }
    let mut pieces = Vec::new();
    for chunk in text.utf8_chunks() {
        for cluster in chunk.valid().graphemes(true) {
            match cluster {
                "\n" => pieces.push(Piece::Escape("\\n".to_owned())),
                "\t" => pieces.push(Piece::Escape("\\t".to_owned())),
                "'" | "\\" | "\"" => pieces.push(Piece::Escape(format!("\\{cluster}"))),
                _ if is_plain(shell, cluster) => pieces.push(Piece::Plain(cluster)),
                _ => pieces.extend(cluster.bytes().map(|byte| Piece::Escape(byte_escape(shell, byte)))),
            }
        }
        pieces.extend(chunk.invalid().iter().map(|byte| Piece::Escape(byte_escape(shell, *byte))));
    }
    let is_plain = pieces.iter().all(|piece| matches!(piece, Piece::Plain(_)));
    Some(match shell {
        Shell::Bash | Shell::Zsh => {
            let open = if is_plain { "'" } else { "$'" };
            let inside: String = pieces.iter().map(Piece::as_str).collect();
            format!("{open}{inside}'")
        }
        Shell::Fish => joined(&pieces),
    })
}

/// A part of a word.
enum Piece<'a> {
    /// Stands for itself between quotes.
    Plain(&'a str),
    /// Stands for a character.
    Escape(String),
}

impl Piece<'_> {
    fn as_str(&self) -> &str {
        match self {
            Piece::Plain(text) => text,
            Piece::Escape(text) => text,
        }
    }
}

/// In fish escapes have to stand outside of the quotes.
fn joined(pieces: &[Piece<'_>]) -> String {
    let mut word = String::from("'");
    let mut is_open = true;
    for piece in pieces {
        if matches!(piece, Piece::Plain(_)) != is_open {
            word.push('\'');
            is_open = !is_open;
        }
        word.push_str(piece.as_str());
    }
    if is_open {
        word.push('\'');
    }
    word
}

/// Whether a character may stand in the word as it is.
fn is_plain(shell: Shell, cluster: &str) -> bool {
    let acts = match shell {
        // An exclamation mark brings back an earlier command. Brackets run nothing without one of the others.
        Shell::Bash | Shell::Zsh => "$`!;&|<>",
        // Here a bracket alone runs what is in it.
        Shell::Fish => "$`;&|<>(){}#",
    };
    !acts.contains(cluster) && sanitize_line(cluster) == cluster
}

fn byte_escape(shell: Shell, byte: u8) -> String {
    let mut escape = String::new();
    // Writing to a String cannot fail.
    let _ = match shell {
        Shell::Bash | Shell::Zsh => write!(escape, "\\x{byte:02x}"),
        // A small x is a character there, a large one a byte.
        Shell::Fish => write!(escape, "\\X{byte:02x}"),
    };
    escape
}
