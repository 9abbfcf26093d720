//! Which key does what: read from the configuration, looked up by scope.

use std::collections::BTreeMap;
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{self, Action, Scope, TABLE};

/// A key as a person names it: `e`, `F2`, `Ctrl+S`, `Shift+Tab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    /// The key of an event. Shift is part of a printable character, and of nothing else but Tab and the arrows.
    pub fn of(event: KeyEvent) -> Key {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(character) => {
                modifiers.remove(KeyModifiers::SHIFT);
                // With caps lock a terminal sends Ctrl+S as an upper-case letter.
                let held = modifiers.contains(KeyModifiers::CONTROL);
                KeyCode::Char(if held { character.to_ascii_lowercase() } else { character })
            }
            KeyCode::BackTab => {
                modifiers.insert(KeyModifiers::SHIFT);
                KeyCode::Tab
            }
            code => code,
        };
        Key { code, modifiers }
    }

    /// Reads a key's name. Modifiers come first, joined by `+`.
    pub fn parse(name: &str) -> Option<Key> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = name;
        loop {
            let (modifier, after) = match rest.split_once('+') {
                Some(("Ctrl", after)) => (KeyModifiers::CONTROL, after),
                Some(("Shift", after)) => (KeyModifiers::SHIFT, after),
                Some(("Alt", after)) => (KeyModifiers::ALT, after),
                _ => break,
            };
            modifiers |= modifier;
            rest = after;
        }
        let named = NAMES.iter().find(|(known, _)| *known == rest).map(|(_, code)| *code);
        let function = || rest.strip_prefix('F')?.parse().ok().filter(|n| (1..=12).contains(n)).map(KeyCode::F);
        let mut characters = rest.chars();
        let single = characters.next().filter(|_| characters.next().is_none());
        let code = named.or_else(function).or_else(|| single.map(KeyCode::Char))?;
        let code = match code {
            KeyCode::Char(letter) if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(letter.to_ascii_lowercase())
            }
            code => code,
        };
        Some(Key { code, modifiers })
    }

    /// The event that a terminal sends for the key.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Whether the key puts a character into a text.
    pub fn types_something(self) -> bool {
        matches!(self.code, KeyCode::Char(_))
            && !self.modifiers.intersects(KeyModifiers::CONTROL.union(KeyModifiers::ALT))
    }

    /// The letter that the key types, lower case and as ASCII where it is a full-width one: how choices are answered.
    pub fn letter(self) -> Option<char> {
        match self.folded().code {
            KeyCode::Char(letter) if self.types_something() => Some(letter.to_ascii_lowercase()),
            _ => None,
        }
    }

    /// Full-width input, as a Chinese input method gives it, as the ASCII key it stands for.
    fn folded(self) -> Key {
        let code = match self.code {
            KeyCode::Char(character) => KeyCode::Char(match character {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
                '\u{3000}' => ' ',
                '。' => '.',
                '、' => '/',
                other => other,
            }),
            code => code,
        };
        Key { code, ..self }
    }
}

const NAMES: [(&str, KeyCode); 15] = [
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("↑", KeyCode::Up),
    ("↓", KeyCode::Down),
    ("←", KeyCode::Left),
    ("→", KeyCode::Right),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("Ins", KeyCode::Insert),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "Ctrl+"), (KeyModifiers::ALT, "Alt+"), (KeyModifiers::SHIFT, "Shift+")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(letter) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                write!(f, "{}", letter.to_ascii_uppercase())
            }
            KeyCode::Char(character) => write!(f, "{character}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            code => write!(f, "{code}"),
        }
    }
}

/// The keys of every action.
#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Debug, Clone, PartialEq)]
struct Binding {
    id: &'static str,
    scope: Scope,
    action: Action,
    keys: Vec<Key>,
}

/// What is wrong in the `[keys]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFault {
    /// The actions that it is about.
    pub actions: Vec<String>,
    /// One sentence.
    pub message: String,
}

impl Keymap {
    /// Reads the `[keys]` table of the configuration: names of actions and their keys. Reports every fault at once.
    ///
    /// # Errors
    /// One sentence for each unknown action, unknown key, and key that two actions of one scope want.
    pub fn read(table: &BTreeMap<String, Vec<String>>) -> Result<Keymap, Vec<KeyFault>> {
        let mut faults = Vec::new();
        for id in table.keys().filter(|id| action::by_id(id).is_none()) {
            let message = format!("[keys] {id} is no action: promptbook config show lists those that are");
            faults.push(KeyFault { actions: vec![id.clone()], message });
        }
        let mut bindings: Vec<Binding> = Vec::new();
        for row in TABLE {
            let names = table.get(row.id).map_or(&[][..], Vec::as_slice);
            let mut keys = Vec::new();
            for name in names {
                match Key::parse(name) {
                    Some(key) => {
                        let taken =
                            bindings.iter().find(|other| other.overlaps(row.scope) && other.keys.contains(&key));
                        if let Some(other) = taken {
                            let message = format!("[keys] {name} is bound to both {} and {}", other.id, row.id);
                            faults.push(KeyFault { actions: vec![row.id.to_owned(), other.id.to_owned()], message });
                        }
                        keys.push(key);
                    }
                    None => {
                        let message = format!(
                            "[keys] {}: {name} is no key: write it like e, F2, Ctrl+S, Shift+Tab, PgUp or ↑",
                            row.id
                        );
                        faults.push(KeyFault { actions: vec![row.id.to_owned()], message });
                    }
                }
            }
            bindings.push(Binding { id: row.id, scope: row.scope, action: row.action, keys });
        }
        if faults.is_empty() { Ok(Keymap { bindings }) } else { Err(faults) }
    }

    /// What `event` does in `scope`.
    ///
    /// In a text every key that types something belongs to the text.
    pub fn action(&self, scope: Scope, event: KeyEvent) -> Option<Action> {
        let is_text = matches!(scope, Scope::Edit | Scope::Form) && Key::of(event).types_something();
        if is_text { None } else { self.action_of_keys(scope, event) }
    }

    /// What `event` does in `scope` where no text has the keyboard, though there is text in that scope.
    pub fn action_of_keys(&self, scope: Scope, event: KeyEvent) -> Option<Action> {
        let key = Key::of(event).folded();
        let bound = |binding: &&Binding| binding.overlaps(scope) && binding.keys.contains(&key);
        self.bindings.iter().find(bound).map(|binding| binding.action)
    }

    /// The keys of the action named `id`, as a person reads them.
    pub fn keys(&self, id: &str) -> Vec<String> {
        let binding = self.bindings.iter().find(|binding| binding.id == id);
        binding.map(|binding| binding.keys.iter().map(Key::to_string).collect()).unwrap_or_default()
    }

    /// The first key of `action` in `scope`, for a hint.
    pub fn key(&self, scope: Scope, action: Action) -> Option<String> {
        let wanted = |binding: &&Binding| binding.overlaps(scope) && binding.action == action;
        self.bindings.iter().find(wanted)?.keys.first().map(Key::to_string)
    }
}

impl Binding {
    fn overlaps(&self, scope: Scope) -> bool {
        self.scope == scope || self.scope == Scope::Everywhere || scope == Scope::Everywhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults() -> Keymap {
        super::super::tests::default_keymap()
    }

    #[test]
    fn every_key_name_reads_back_as_itself() {
        for name in ["e", "E", "F2", "Ctrl+S", "Shift+Tab", "PgUp", "↑", "Space", "/", "?", "+", "Ctrl++"] {
            assert_eq!(Key::parse(name).map(|key| key.to_string()).as_deref(), Some(name));
        }
        assert_eq!((Key::parse("F13"), Key::parse("Hyper+x"), Key::parse("")), (None, None, None));
    }

    #[test]
    fn every_action_has_a_key_by_default() {
        let keymap = defaults();
        for row in TABLE {
            assert!(!keymap.keys(row.id).is_empty(), "{} has no key", row.id);
        }
    }

    /// Keys that a multiplexer, a terminal driver or an old terminal keeps for itself, or sends as another key.
    fn is_fragile(key: &str) -> bool {
        const TAKEN: [&str; 13] = [
            "Ctrl+B",
            "Ctrl+A",
            "Ctrl+H",
            "Ctrl+I",
            "Ctrl+J",
            "Ctrl+M",
            "Ctrl+[",
            "Ctrl+C",
            "Ctrl+Z",
            "Ctrl+\\",
            "Ctrl+S",
            "Ctrl+Q",
            "Ctrl+Enter",
        ];
        TAKEN.contains(&key) || key.contains("Alt+") || key.starts_with("Shift+F") || key.starts_with("Ctrl+Shift")
    }

    #[test]
    fn no_action_depends_on_a_key_that_terminals_keep_for_themselves() {
        let keymap = defaults();
        // Every action of the editor can also be run from the help, whose own key must be sound.
        assert!(keymap.keys("help").iter().any(|key| key == "F1"));
        // The shell's own key for it is the only one that makes sense.
        let exempt = |row: &action::Row| row.scope == Scope::Edit || row.action == Action::Suspend;
        for row in TABLE.iter().filter(|row| !exempt(row)) {
            assert!(keymap.keys(row.id).iter().any(|key| !is_fragile(key)), "{} has only fragile keys", row.id);
        }
    }

    #[test]
    fn no_printable_key_is_an_action_in_the_editor() {
        let keymap = defaults();
        for row in TABLE.iter().filter(|row| matches!(row.scope, Scope::Edit)) {
            for key in keymap.keys(row.id) {
                assert!(key.chars().count() > 1, "{} takes {key} from the text", row.id);
            }
        }
    }

    #[test]
    fn full_width_keys_of_an_input_method_work_outside_text() {
        let keymap = defaults();
        let press = |character| KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE);
        assert_eq!(keymap.action(Scope::Browse, press('／')), Some(Action::Filter));
        assert_eq!(keymap.action(Scope::Browse, press('？')), Some(Action::Help));
        assert_eq!(keymap.action(Scope::Browse, press('ｅ')), Some(Action::Edit));
    }

    #[test]
    fn faults_in_the_keys_are_reported_all_at_once() {
        let table = BTreeMap::from([
            ("nonsense".to_owned(), vec!["x".to_owned()]),
            ("edit".to_owned(), vec!["Hyper+e".to_owned()]),
            ("new".to_owned(), vec!["n".to_owned()]),
            ("copy".to_owned(), vec!["n".to_owned()]),
        ]);
        assert_eq!(Keymap::read(&table).map_err(|faults| faults.len()), Err(3));
    }
}
