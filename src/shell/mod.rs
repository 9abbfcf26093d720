//! What the three shells need: scripts to evaluate, keys in their notation, and text as one word that runs nothing.

mod quote;

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::str::FromStr;

use clap::ValueEnum;
use thiserror::Error;

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU bash, 4.0 or newer
    Bash,
    /// The Z shell
    Zsh,
    /// The friendly interactive shell
    Fish,
}

/// The key of the widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Ctrl and this letter.
    Ctrl(char),
    /// Alt and this letter.
    Alt(char),
    /// None: the person binds it.
    None,
}

/// What is no key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a key: give ctrl- or alt- and a letter, as in ctrl-g, or none")]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(typed: &str) -> Result<Key, NoKey> {
        let typed = typed.to_ascii_lowercase();
        let letter = |rest: &str| match rest.as_bytes() {
            [letter @ b'a'..=b'z'] => Ok(char::from(*letter)),
            _ => Err(NoKey),
        };
        match typed.split_once('-') {
            Some(("ctrl", rest)) => letter(rest).map(Key::Ctrl),
            Some(("alt", rest)) => letter(rest).map(Key::Alt),
            _ if typed == "none" => Ok(Key::None),
            _ => Err(NoKey),
        }
    }
}

impl Shell {
    #[cfg(test)]
    fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
        }
    }

    /// `text` as one word of this shell, without a character that a shell or a terminal would obey. `None` where a NUL
    /// is in it, which no word can hold.
    pub fn quoted(self, text: &[u8]) -> Option<String> {
        quote::word(self, text)
    }

    /// What is evaluated at the start of the shell: the widget under `key`, which picks from `book` where one is given,
    /// and the completions.
    pub fn script(self, key: Key, book: Option<&Path>) -> String {
        let (script, keys) = match self {
            Shell::Bash => (include_str!("../../assets/shell/promptbook.bash"), self.bindings(key)),
            Shell::Zsh => (include_str!("../../assets/shell/promptbook.zsh"), self.bindings(key)),
            Shell::Fish => (include_str!("../../assets/shell/promptbook.fish"), self.bindings(key)),
        };
        let book = book.and_then(|book| self.quoted(book.as_os_str().as_bytes()));
        // Last, for what is in a path is no place to fill in.
        let book = book.map(|book| format!(" --book {book}")).unwrap_or_default();
        script.replace("@BINDINGS@\n", &keys).replace("@BOOK@", &book)
    }

    fn bindings(self, key: Key) -> String {
        let (maps, sequence): (&[&str], String) = match (self, key) {
            (_, Key::None) => return String::new(),
            (Shell::Bash, Key::Ctrl(letter)) => {
                (&["emacs-standard", "vi-insert", "vi-command"], format!("\\C-{letter}"))
            }
            (Shell::Bash, Key::Alt(letter)) => (&["emacs-standard", "vi-insert", "vi-command"], format!("\\e{letter}")),
            (Shell::Zsh, Key::Ctrl(letter)) => {
                (&["emacs", "viins", "vicmd"], format!("^{}", letter.to_ascii_uppercase()))
            }
            (Shell::Zsh, Key::Alt(letter)) => (&["emacs", "viins", "vicmd"], format!("^[{letter}")),
            (Shell::Fish, Key::Ctrl(letter)) => (&["default", "insert"], format!("\\c{letter}")),
            (Shell::Fish, Key::Alt(letter)) => (&["default", "insert"], format!("\\e{letter}")),
        };
        let bind = |map: &&str| match self {
            Shell::Bash => format!("  bind -m {map} -x '\"{sequence}\": promptbook_pick'\n"),
            Shell::Zsh => format!("  bindkey -M {map} '{sequence}' promptbook-pick\n"),
            Shell::Fish => format!("    bind -M {map} {sequence} promptbook_pick\n"),
        };
        maps.iter().map(bind).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_letter_with_ctrl_or_alt_and_nothing_that_a_script_would_run() {
        assert_eq!("ctrl-g".parse(), Ok(Key::Ctrl('g')));
        assert_eq!("Alt-P".parse(), Ok(Key::Alt('p')));
        assert_eq!("none".parse(), Ok(Key::None));
        for typed in ["", "g", "ctrl-", "ctrl-gg", "ctrl-;", "ctrl-'", "ctrl-ü", "alt-1", "$(x)"] {
            assert_eq!(typed.parse::<Key>(), Err(NoKey), "{typed}");
        }
    }

    #[test]
    fn the_script_binds_the_key_that_was_asked_for_or_none() {
        for (shell, bound) in
            [(Shell::Bash, r#"'"\C-o": promptbook_pick'"#), (Shell::Zsh, "'^O'"), (Shell::Fish, r"\co")]
        {
            assert!(shell.script(Key::Ctrl('o'), None).contains(bound), "{shell:?}");
            let none = shell.script(Key::None, None);
            assert!(!none.contains("@BINDINGS@") && !none.contains("@BOOK@") && !none.contains(bound), "{shell:?}");
        }
    }

    #[test]
    fn the_widget_picks_from_the_book_that_was_named() {
        let book = Path::new("/it's $(here)/@BOOK@");
        for (shell, line) in [
            (Shell::Bash, r"promptbook pick --book $'/it\'s \x24(here)/@BOOK@' --quote bash"),
            (Shell::Zsh, r"promptbook pick --book $'/it\'s \x24(here)/@BOOK@' --quote zsh"),
            (Shell::Fish, r"promptbook pick --book '/it'\''s '\X24\X28'here'\X29'/@BOOK@' --quote fish"),
        ] {
            let script = shell.script(Key::Ctrl('o'), Some(book));
            assert!(script.contains(line), "{shell:?} {script}");
            assert!(shell.script(Key::None, None).contains(&format!("promptbook pick --quote {}", shell.name())));
        }
    }
}
