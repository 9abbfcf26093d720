//! Where promptbook keeps what is its own: the XDG folders, on every system. Computed once; nothing is made or read here.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use thiserror::Error;

use crate::prompt::ContentHash;
use crate::prompt::sanitize::sanitize_line;

/// promptbook's folders of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The user's home, for paths that begin with `~`.
    pub home: PathBuf,
    /// `$XDG_CONFIG_HOME/promptbook`: written by the user alone.
    pub config: PathBuf,
    /// `$XDG_DATA_HOME/promptbook`: what must not be lost.
    pub data: PathBuf,
    /// `$XDG_STATE_HOME/promptbook`: logs, and of each book its history and unsaved drafts.
    pub state: PathBuf,
}

/// The user has no home folder, so there is nowhere to look.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("your home folder is not known: set HOME to it")]
pub struct NoHome;

/// The folder below `state` for what is kept about the book in the folder `root`, whose path it is told by: its name
/// for people, and a hash, since books may have one name.
pub fn of_book(state: &Path, root: &Path) -> PathBuf {
    let hash = ContentHash::of(root.as_os_str().as_bytes()).to_hex();
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || "._-".contains(*c)).take(40).collect();
    state.join("books").join(format!("{name}-{}", &hash[..16]))
}

impl Folders {
    /// The folders of the user who runs the program.
    ///
    /// # Errors
    /// When neither `HOME` nor the system says where the user's home is.
    pub fn find() -> Result<Folders, NoHome> {
        let xdg = Xdg::new().map_err(|_| NoHome)?;
        let own = |base: PathBuf| base.join("promptbook");
        Ok(Folders {
            home: xdg.home_dir().to_owned(),
            config: own(xdg.config_dir()),
            data: own(xdg.data_dir()),
            state: own(xdg.state_dir().unwrap_or_else(|| xdg.data_dir())),
        })
    }

    /// The user's settings.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The book that is opened when no other is named.
    pub fn book(&self) -> PathBuf {
        self.data.join("prompts")
    }

    /// The log.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("promptbook.log")
    }

    /// The sockets of running instances.
    pub fn run(&self) -> PathBuf {
        self.state.join("run")
    }

    /// A folder's path for a person: with `~` for the home folder, and safe to show.
    pub fn shown(&self, folder: &Path) -> String {
        let shown = match folder.strip_prefix(&self.home) {
            Ok(below) if below == Path::new("") => "~".to_owned(),
            Ok(below) => format!("~/{}", below.to_string_lossy()),
            Err(_) => folder.to_string_lossy().into_owned(),
        };
        sanitize_line(&shown).into_owned()
    }

    /// `path` with a leading `~` replaced by the home folder.
    pub fn expand(&self, path: &str) -> PathBuf {
        match path.strip_prefix('~') {
            Some("") => self.home.clone(),
            Some(rest) if rest.starts_with('/') => self.home.join(rest.trim_start_matches('/')),
            _ => Path::new(path).to_owned(),
        }
    }
}
