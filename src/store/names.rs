//! The names of prompts without a look at their files: a shell that completes a name waits for it.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::Dir;

use super::walk::{MAX_DEPTH, is_gone, path_in};
use super::{Folder, Scope, StoreError};
use crate::prompt::{PromptId, is_listed_folder};

/// Names of a book, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The prompts.
    pub prompts: Vec<PromptId>,
    /// The folders directly in the one that was looked into; of a whole tree none.
    pub folders: Vec<Folder>,
}

/// The prompts in `scope` whose file is called as is `wanted`. Only links are looked at, for they may lead nowhere; what
/// cannot be looked into is passed over.
pub(super) fn names(root: &Dir, scope: &Scope, wanted: &dyn Fn(&[u8]) -> bool) -> Result<Names, StoreError> {
    let (start, is_tree) = match scope {
        Scope::Tree(folder) => (folder, true),
        Scope::Only(folder) => (folder, false),
    };
    let mut names = Names::default();
    let start_path = Path::new(OsStr::from_bytes(start));
    // As in a listing: what is behind a link to a folder is known under its own name only.
    if !start.is_empty() && root.canonicalize(start_path).is_ok_and(|real| real != start_path) {
        return Ok(names);
    }
    let mut waiting = vec![start.clone()];
    while let Some(folder) = waiting.pop() {
        match one_folder(root, &folder, wanted, &mut names.prompts) {
            Ok(below) if is_tree => waiting.extend(below),
            Ok(below) => names.folders = below,
            Err(error) if folder.is_empty() && !is_gone(&error) => {
                let name = "the book's folder".to_owned();
                return Err(StoreError::Io { action: "list", name, source: Arc::new(error) });
            }
            Err(_) => {}
        }
    }
    Ok(names)
}

/// Adds the prompts directly in `folder` to `found` and returns its folders.
fn one_folder(
    root: &Dir,
    folder: &Folder,
    wanted: &dyn Fn(&[u8]) -> bool,
    found: &mut Vec<PromptId>,
) -> io::Result<Vec<Folder>> {
    let opened = if folder.is_empty() { root.try_clone()? } else { root.open_dir(OsStr::from_bytes(folder))? };
    let mut below = Vec::new();
    for entry in opened.entries()?.flatten() {
        let (name, Ok(kind)) = (entry.file_name(), entry.file_type()) else { continue };
        if kind.is_dir() {
            let path = path_in(folder, &name);
            if is_listed_folder(name.as_bytes()) && path.iter().filter(|byte| **byte == b'/').count() < MAX_DEPTH {
                below.push(path);
            }
        } else if wanted(name.as_bytes())
            && let Some(id) = PromptId::new(path_in(folder, &name)).ok().filter(PromptId::is_listed)
        {
            let is_there = || root.metadata(id.as_path()).is_ok_and(|metadata| metadata.is_file());
            if kind.is_file() || (kind.is_symlink() && is_there()) {
                found.push(id);
            }
        }
    }
    Ok(below)
}
