//! Any text as one word of a command line that runs nothing, wherever on the line it is put.
//!
//! A shell that inserts text does not always know what stands around it: a quote may be open that began on an earlier
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

/// Whether what a reader sees as one character may stand in the word as it is. To a shell it is several where a mark stands
/// beside a letter, or one such as U+0D4E before it: each of them counts.
fn is_plain(shell: Shell, cluster: &str) -> bool {
    let acts = match shell {
        // An exclamation mark brings back an earlier command. Brackets run nothing without one of the others.
        Shell::Bash | Shell::Zsh => "$`!;&|<>",
        // Here a bracket alone runs what is in it.
        Shell::Fish => "$`;&|<>(){}[]#",
    };
    !cluster.contains(|c| acts.contains(c) || "'\"\\".contains(c)) && sanitize_line(cluster) == cluster
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

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Zsh, Shell::Fish];

    #[test]
    fn plain_text_is_quoted_as_a_person_would_and_the_rest_is_escaped() {
        let bash = |text: &str| word(Shell::Bash, text.as_bytes());
        assert_eq!(bash("You are (very) strict. 周报?").as_deref(), Some("'You are (very) strict. 周报?'"));
        assert_eq!(bash("It's $(x);\n").as_deref(), Some(r"$'It\'s \x24(x)\x3b\n'"));
        assert_eq!(bash("").as_deref(), Some("''"));
        assert_eq!(bash("a\0b"), None);
        assert_eq!(word(Shell::Fish, b"It's (x)\n").as_deref(), Some(r"'It'\''s '\X28'x'\X29\n"));
    }

    #[test]
    fn no_word_has_a_character_that_could_end_a_command_or_that_a_terminal_obeys() {
        let every: Vec<u8> = (1..=255).chain("\u{9b}\u{202e}\u{e0041}".bytes()).collect();
        for shell in SHELLS {
            let word = word(shell, &every).expect("there is no NUL in it");
            assert_eq!(sanitize_line(&word), word, "{shell:?}");
            assert!(!word.contains(['$', '`', ';', '&', '|', '<', '>']) || word.starts_with("$'"), "{shell:?} {word}");
            assert!(!word[1..].contains(['$', '`', ';', '&', '|', '<', '>', '\n']), "{shell:?} {word}");
        }
    }

    #[test]
    fn a_character_that_acts_is_escaped_also_with_a_mark_before_or_behind_it() {
        for shell in SHELLS {
            let mut all = String::new();
            for acting in "'\"\\$`!;&|<>(){}[]#\n".chars() {
                let alone = word(shell, acting.to_string().as_bytes()).expect("there is no NUL in it");
                let is_plain = alone == format!("'{acting}'");
                for text in [format!("\u{d4e}{acting}"), format!("{acting}\u{301}"), format!("\u{d4e}{acting}\u{301}")]
                {
                    let word = word(shell, text.as_bytes()).expect("there is no NUL in it");
                    assert_eq!(word == format!("'{text}'"), is_plain, "{shell:?} {word}");
                    all.push_str(&text);
                }
            }
            let word = word(shell, all.as_bytes()).expect("there is no NUL in it");
            if let Some(read) = read_by(shell, &word) {
                assert_eq!(String::from_utf8_lossy(&read), all, "{shell:?} {word}");
            }
        }
    }

    /// What a shell that is here makes of the word.
    fn read_by(shell: Shell, word: &str) -> Option<Vec<u8>> {
        let (program, arguments) = match shell {
            Shell::Bash => ("bash", ["--norc", "-c"]),
            Shell::Zsh => ("zsh", ["-f", "-c"]),
            Shell::Fish => ("fish", ["--no-config", "-c"]),
        };
        let output =
            Command::new(program).args(arguments).arg(format!("printf %s {word}")).env("LC_ALL", "C.UTF-8").output();
        output.ok().map(|output| output.stdout)
    }

    #[test]
    fn shells_that_are_not_here_are_named() {
        for shell in SHELLS {
            if read_by(shell, "x").is_none() {
                // Past what a test that passes keeps to itself.
                let skipped = format!("SKIPPED: words are not read by {shell:?}, because it is not installed\n");
                let _ = std::fs::write("/dev/stderr", skipped);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_shell_reads_the_word_as_the_very_text(
            text in "([a-z '\"\\\\$`!;&|<>(){}#*?~=%^\\[\\]\\-\n\r\t\u{1b}\u{7f}\u{9b}\u{202e}周报é👩\u{200d}👧\u{d4e}\u{301}]|\\\\x){1,40}"
        ) {
            for shell in SHELLS {
                let word = word(shell, text.as_bytes()).expect("there is no NUL in it");
                if let Some(read) = read_by(shell, &word) {
                    prop_assert_eq!(String::from_utf8_lossy(&read), text.as_str(), "{:?} {}", shell, word);
                }
            }
        }
    }
}
