//! The program as a shell meets it. Each test has a home of its own; nothing of the user's is read or written.

mod bad_input;
mod carry;
mod demo_load;
mod exposition;
mod instances;
mod lint;
mod past;
mod places;
mod process;
mod render;
mod set;
mod verbs;

use std::ffi::OsStr;
use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_promptbook");

/// A home, with a book in it or without.
struct Home {
    folder: TempDir,
}

/// What a run said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: Vec<u8>,
    notes: String,
}

impl Said {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("this command prints UTF-8")
    }

    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.notes);
        serde_json::from_slice(&self.out).expect("--json prints JSON")
    }

    /// A failure with this code, nothing on standard output, and a remark that has each of `parts`.
    fn fails(&self, code: i32, parts: &[&str]) {
        assert_eq!((self.code, self.text()), (Some(code), ""), "{}", self.notes);
        for part in parts {
            assert!(self.notes.contains(part), "{part:?} is not in {:?}", self.notes);
        }
        assert!(!self.notes.trim().is_empty() && !self.notes.contains('!'), "{}", self.notes);
        assert!(!self.notes.to_lowercase().starts_with("error") && !self.notes.contains("panicked"), "{}", self.notes);
    }
}

impl Home {
    fn new() -> Result<Home> {
        Ok(Home { folder: tempfile::tempdir()? })
    }

    fn with(prompts: &[(&str, &str)]) -> Result<Home> {
        let home = Home::new()?;
        fs::create_dir_all(home.book())?;
        for (name, text) in prompts {
            home.put(name, text.as_bytes())?;
        }
        Ok(home)
    }

    fn at(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn book(&self) -> PathBuf {
        self.at("data/promptbook/prompts")
    }

    fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
        let path = self.book().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder"))?;
        fs::write(path, bytes)
    }

    fn configure(&self, text: &str) -> Result<()> {
        fs::create_dir_all(self.at("config/promptbook"))?;
        fs::write(self.at("config/promptbook/config.toml"), text)
    }

    fn is_untouched(&self) -> Result<bool> {
        Ok(fs::read_dir(self.folder.path())?.next().is_none())
    }

    fn process(&self) -> Process {
        let mut process = Process::new(PROGRAM);
        process.env_remove("VISUAL").env_remove("EDITOR").env("TERM", "xterm").current_dir(self.folder.path());
        process.env("HOME", self.folder.path());
        for (variable, below) in [("CONFIG", "config"), ("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")] {
            process.env(format!("XDG_{variable}_HOME"), self.at(below));
        }
        process
    }

    /// Runs to the end, or fails when that takes too long: nothing may hang.
    fn run_with(&self, prepare: impl FnOnce(&mut Command)) -> Said {
        let mut command = Command::from_std(self.process());
        command.timeout(Duration::from_secs(60));
        prepare(&mut command);
        let output = command.output().expect("the program starts");
        let notes = String::from_utf8(output.stderr).expect("remarks are UTF-8");
        Said { code: output.status.code(), out: output.stdout, notes }
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Said {
        self.run_with(|command| {
            command.args(arguments);
        })
    }
}
