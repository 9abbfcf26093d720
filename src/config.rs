//! The settings: `assets/config.toml`, then the user's file, value by value. A fault is never passed over: all of a
//! file's faults are reported with their lines. It knows nothing of actions; the screen checks their names.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::cache::Limits;
use crate::folders::Folders;
use crate::history;
use crate::prompt::dialect::Dialect;
use crate::prompt::sanitize::sanitize_line;
use crate::tokens::Vocabulary;

/// Every setting, with the user's values where they gave any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The folder to open when none is named; `None` for the default one.
    pub book: Option<PathBuf>,
    /// How often the whole book is listed although it is watched.
    pub rescan: Duration,
    /// How often it is listed where it cannot be watched.
    pub poll: Duration,
    /// Whether texts are kept in memory.
    pub cache_enabled: bool,
    /// Most bytes of text in memory.
    pub max_bytes: u64,
    /// Most prompts with their text in memory.
    pub max_entries: usize,
    /// Most memory of the whole process, if there is a limit.
    pub memory_limit: Option<u64>,
    /// How much of the past is remembered.
    pub history: history::Limits,
    /// Folders below the book and the dialect of their files, where paths do not say it.
    pub dialects: Vec<(String, Dialect)>,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// The name of the theme: `terminal` or `plain`.
    pub theme: String,
    /// By which vocabulary tokens are counted on the screen; `None` for not at all.
    pub tokens: Option<Vocabulary>,
    /// Commands that a text can be piped to: their names and their lines, in the order of the names.
    pub commands: BTreeMap<String, String>,
    /// Keys by the name of their action, as they were written.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The lines of the user's file that give keys, by the name of their action.
    pub key_lines: BTreeMap<String, usize>,
}

/// One thing in the user's file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1; absent where the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// The user's file and everything in it that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFaults {
    /// The file.
    pub file: PathBuf,
    /// At least one, in the order of lines.
    pub faults: Vec<Fault>,
}

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}Nothing was started. Correct the file; promptbook config show explains every setting.",
            self.lines()
        )
    }
}

impl ConfigFaults {
    /// A line for each fault, with the file and the line in it.
    pub fn lines(&self) -> String {
        let file = self.file.to_string_lossy();
        let file = sanitize_line(&file);
        let line = |fault: &Fault| match fault.line {
            Some(line) => format!("{file} line {line}: {}\n", fault.message),
            None => format!("{file}: {}\n", fault.message),
        };
        self.faults.iter().map(line).collect()
    }
}

impl std::error::Error for ConfigFaults {}

impl Config {
    /// The defaults with their explanations, as a file.
    pub const DEFAULTS: &'static str = include_str!("../assets/config.toml");

    /// The settings of the user who has `folders`. Without a file of theirs they are the defaults.
    ///
    /// # Errors
    /// When the file is there and cannot be read, or anything in it cannot be used.
    pub fn load(folders: &Folders) -> Result<Config, ConfigFaults> {
        let (config, faults) = Config::look(folders)?;
        if faults.is_empty() { Ok(config) } else { Err(ConfigFaults { file: folders.config_file(), faults }) }
    }

    /// The settings as far as they can be used, and everything that cannot.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn look(folders: &Folders) -> Result<(Config, Vec<Fault>), ConfigFaults> {
        let file = folders.config_file();
        let fault = |message| ConfigFaults { file: file.clone(), faults: vec![Fault { line: None, message }] };
        let mut config = Config::defaults(folders);
        let text = match std::fs::read(&file) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| fault("is not UTF-8: save it as UTF-8".into()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((config, Vec::new())),
            Err(error) => return Err(fault(format!("could not be read: {error}"))),
        };
        let faults = config.read(&text, folders);
        Ok((config, faults))
    }

    /// The settings of a user without a file.
    pub fn defaults(folders: &Folders) -> Config {
        let mut config = Config::default();
        // A test reads the asset and finds no fault.
        config.read(Config::DEFAULTS, folders);
        config.key_lines.clear();
        config
    }

    /// The caps on the texts in memory.
    pub fn limits(&self) -> Limits {
        Limits { max_bytes: self.max_bytes, max_entries: self.max_entries }
    }

    /// Takes over the values of `text`, and returns its faults in the order of lines.
    fn read(&mut self, text: &str, folders: &Folders) -> Vec<Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            // What the values of a broken file belong to is a guess.
            let at = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
            let mut faults =
                in_order(text, errors.iter().map(|error| (at(error), error.message().to_owned())).collect());
            // One slip is often several faults to the parser; the first of a line says most.
            faults.dedup_by_key(|fault| fault.line);
            return faults;
        }
        let (mut faults, mut keys) = (Vec::new(), Vec::new());
        for (section, values) in document.into_inner() {
            let at = section.span().start;
            let section = section.into_inner();
            let DeValue::Table(values) = values.into_inner() else {
                faults.push((at, not_a_section(&section)));
                continue;
            };
            if !SECTIONS.contains(&section.as_ref()) {
                faults.push((at, not_a_section(&section)));
                continue;
            }
            for (name, value) in values {
                let at = name.span().start;
                if section == "keys" {
                    keys.push((at, name.get_ref().to_string()));
                }
                if let Err(message) = self.set(&section, name.get_ref(), value, folders) {
                    faults.push((at, message));
                }
            }
        }
        self.key_lines = on_lines(text, keys).into_iter().map(|(line, action)| (action, line)).collect();
        in_order(text, faults)
    }

    /// Sets one value; the error says what to write instead.
    fn set(&mut self, section: &str, name: &str, value: Value<'_>, folders: &Folders) -> Result<(), String> {
        let must = |what: &str| format!("{section}.{name} must be {what}");
        match (section, name) {
            ("book", "path") => {
                let must = || must("a path from / or ~ in quotes, such as \"~/prompts\"");
                let path: String = typed(value).ok_or_else(must)?;
                self.book = if path.is_empty() { None } else { Some(folders.expand(&path)) };
                if self.book.as_ref().is_some_and(|path| !path.is_absolute()) {
                    return Err(must());
                }
            }
            ("book", "rescan_seconds" | "poll_seconds") => {
                let seconds: u32 =
                    typed(value).filter(|seconds| *seconds > 0).ok_or_else(|| must("a whole number from 1"))?;
                let interval = if name == "rescan_seconds" { &mut self.rescan } else { &mut self.poll };
                *interval = Duration::from_secs(seconds.into());
            }
            ("cache", "enabled") => self.cache_enabled = typed(value).ok_or_else(|| must("true or false"))?,
            ("cache", "max_bytes") => {
                let must = || must("a number of bytes, or a size in quotes such as \"64 MiB\"");
                self.max_bytes = size(value).ok_or_else(must)?;
            }
            ("cache", "memory_limit") => {
                let must = || must("a number of bytes, a size in quotes such as \"512 MiB\", or 0 for no limit");
                self.memory_limit = Some(size(value).ok_or_else(must)?).filter(|bytes| *bytes > 0);
            }
            ("cache", "max_entries") => {
                self.max_entries = typed(value).ok_or_else(|| must("a whole number, such as 100000"))?;
            }
            ("history", "max_versions") => {
                self.history.max_versions = typed(value).ok_or_else(|| must("a whole number, such as 200"))?;
            }
            ("history", "max_days") => {
                let days: u32 = typed(value).ok_or_else(|| must("a whole number of days, such as 365"))?;
                self.history.max_age = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
            }
            ("screen", "mouse") => self.mouse = typed(value).ok_or_else(|| must("true or false"))?,
            ("screen", "theme") => {
                let known = |name: &String| matches!(name.as_str(), "terminal" | "plain");
                self.theme = typed(value).filter(known).ok_or_else(|| must("\"terminal\" or \"plain\""))?;
            }
            ("screen", "tokens") => {
                let must = || must("\"o200k\", \"cl100k\" or \"off\"");
                let name: String = typed(value).ok_or_else(must)?;
                self.tokens = if name == "off" { None } else { Some(Vocabulary::named(&name).ok_or_else(must)?) };
            }
            ("dialects", folder) => {
                let must = || must(&format!("one of {}", Dialect::NAMES.map(|(name, _)| name).join(", ")));
                let dialect = typed::<String>(value).as_deref().and_then(Dialect::named).ok_or_else(must)?;
                self.dialects.push((folder.to_owned(), dialect));
            }
            ("commands", name) => {
                let line: String =
                    typed(value).ok_or_else(|| must("a command line in quotes, such as \"llm -m gpt\""))?;
                if shell_words::split(&line).is_err() {
                    return Err(must("a command line whose quotes are closed"));
                }
                // An empty line takes a command out of the list.
                match line.trim() {
                    "" => self.commands.remove(name),
                    line => self.commands.insert(name.to_owned(), line.to_owned()),
                };
            }
            ("keys", action) => {
                let keys = typed(value).ok_or_else(|| must("a list of keys, such as [\"q\", \"F10\"]"))?;
                self.keys.insert(action.to_owned(), keys);
            }
            _ => return Err(format!("{section}.{name} is not a setting; [{section}] has {}", names_in(section))),
        }
        Ok(())
    }
}

/// What begins at bytes of `text`, in their order and with lines counted from 1 instead.
fn on_lines<T: Ord>(text: &str, mut found: Vec<(usize, T)>) -> Vec<(usize, T)> {
    found.sort();
    let (mut line, mut counted) = (1, 0);
    for (at, _) in &mut found {
        line += text.as_bytes()[counted..*at].iter().filter(|byte| **byte == b'\n').count();
        (counted, *at) = (*at, line);
    }
    found
}

/// Faults with the byte at which each begins, as lines.
fn in_order(text: &str, faults: Vec<(usize, String)>) -> Vec<Fault> {
    let fault =
        |(line, message): (usize, String)| Fault { line: Some(line), message: sanitize_line(&message).into_owned() };
    on_lines(text, faults).into_iter().map(fault).collect()
}

type Value<'i> = Spanned<DeValue<'i>>;

const SECTIONS: [&str; 7] = ["book", "dialects", "cache", "history", "screen", "commands", "keys"];

fn not_a_section(name: &str) -> String {
    if SECTIONS.contains(&name) {
        return format!("{name} is a section: write [{name}] on a line of its own, and its settings below");
    }
    format!("{name} is not a section; they are {}", SECTIONS.map(|section| format!("[{section}]")).join(", "))
}

/// The settings of a section, as the defaults list them.
fn names_in(section: &str) -> String {
    let (document, _) = DeTable::parse_recoverable(Config::DEFAULTS);
    let values = document.get_ref().get(section).and_then(|values| values.get_ref().as_table());
    let names = values.into_iter().flat_map(|values| values.keys()).map(|name| name.get_ref().as_ref());
    names.collect::<Vec<&str>>().join(", ")
}

fn typed<'i, T: Deserialize<'i>>(value: Value<'i>) -> Option<T> {
    T::deserialize(ValueDeserializer::from(value)).ok()
}

fn size(value: Value<'_>) -> Option<u64> {
    match value.get_ref() {
        DeValue::Integer(_) => typed(value),
        DeValue::String(text) => parse_size(text),
        _ => None,
    }
}

/// Bytes of a size such as `64 MiB`, `1.5 GB` or `4096`.
fn parse_size(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 8] = [
        ("", 1),
        ("B", 1),
        ("KB", 1000),
        ("MB", 1000 * 1000),
        ("GB", 1000 * 1000 * 1000),
        ("KIB", 1 << 10),
        ("MIB", 1 << 20),
        ("GIB", 1 << 30),
    ];
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim().to_ascii_uppercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    match number.parse::<u64>() {
        Ok(whole) => whole.checked_mul(*factor),
        Err(_) => {
            let bytes = number.parse::<f64>().ok()? * *factor as f64;
            (bytes < u64::MAX as f64).then_some(bytes as u64)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Options;

    fn folders() -> Folders {
        let of = |path: &str| PathBuf::from(path);
        Folders { home: of("/home/u"), config: of("/c"), data: of("/d"), state: of("/s") }
    }

    fn faults(text: &str) -> Vec<(Option<usize>, String)> {
        let faults = Config::defaults(&folders()).read(text, &folders());
        faults.into_iter().map(|fault| (fault.line, fault.message)).collect()
    }

    #[test]
    fn the_documented_defaults_have_no_fault_and_set_every_value() {
        let mut config = Config::default();
        assert_eq!(config.read(Config::DEFAULTS, &folders()), []);
        let expected = Config {
            book: None,
            rescan: Options::default().rescan,
            dialects: Vec::new(),
            poll: Options::default().poll,
            cache_enabled: true,
            max_bytes: Limits::default().max_bytes,
            max_entries: Limits::default().max_entries,
            memory_limit: None,
            history: history::Limits::default(),
            mouse: true,
            theme: "terminal".into(),
            tokens: Some(Vocabulary::O200k),
            commands: config.commands.clone(),
            keys: config.keys.clone(),
            key_lines: config.key_lines.clone(),
        };
        assert_eq!(config, expected);
        assert_eq!(config.keys["quit"], ["q"]);
    }

    #[test]
    fn a_users_value_replaces_one_default_and_leaves_the_others() {
        let mut config = Config::defaults(&folders());
        let text = "[book]\npath = '~/提示'\n[cache]\nmax_bytes = 1000\n[keys]\nquit = ['q', 'F10']\n";
        assert_eq!(config.read(text, &folders()), []);
        assert_eq!(config.book, Some(PathBuf::from("/home/u/提示")));
        assert_eq!((config.max_bytes, config.cache_enabled, config.mouse), (1000, true, true));
        assert_eq!(config.keys["quit"], ["q", "F10"]);
    }

    #[test]
    fn every_fault_of_a_file_is_reported_with_its_line() {
        let text = "[cache]\nmax_byte = 1\nenabled = 'yes'\n\n[scren]\nmouse = true\n[keys]\nquit = 'q'\n";
        let found = faults(text);
        let lines: Vec<_> = found.iter().map(|fault| fault.0).collect();
        assert_eq!(lines, [Some(2), Some(3), Some(5), Some(8)]);
        assert_eq!(
            found[0].1,
            "cache.max_byte is not a setting; [cache] has enabled, max_bytes, max_entries, memory_limit"
        );
        assert_eq!(found[1].1, "cache.enabled must be true or false");
        assert_eq!(
            found[2].1,
            "scren is not a section; they are [book], [dialects], [cache], [history], [screen], [commands], [keys]"
        );
        assert_eq!(found[3].1, "keys.quit must be a list of keys, such as [\"q\", \"F10\"]");
    }

    #[test]
    fn all_syntax_faults_are_reported_at_once() {
        let lines: Vec<_> = faults("[cache]\nenabled = \nmouse == 1\n").iter().map(|fault| fault.0).collect();
        assert_eq!(lines, [Some(2), Some(3)]);
    }

    #[test]
    fn a_relative_book_path_is_refused_because_it_would_depend_on_where_one_stands() {
        assert_eq!(faults("[book]\npath = 'prompts'").len(), 1);
        assert_eq!(faults("book = '/prompts'").len(), 1);
    }

    #[test]
    fn sizes_are_read_in_decimal_and_binary_units() {
        assert_eq!(parse_size("64 MiB"), Some(64 << 20));
        assert_eq!(parse_size("1.5gb"), Some(1_500_000_000));
        assert_eq!(parse_size("4096"), Some(4096));
        for wrong in ["", "MiB", "-1", "64 M", "1e3", "99999999999 GiB", "1.2.3 MB", "∞"] {
            assert_eq!(parse_size(wrong), None, "{wrong}");
        }
    }
}
