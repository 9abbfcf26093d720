//! Listing a book: folders one by one, nothing followed out of the root, nothing waited for. What saves that were
//! killed left there is cleared away on the way.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::{Dir, DirEntry, MetadataExt};

use super::disk::stamp_of;
use super::sweep::{Leftover, sweep};
use super::temporary::OwnName;
use super::{Folder, Found, Listing, Scope, Skipped, StoreError};
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{PromptId, display_bytes, is_listed_folder};

/// Prompts handed over at once: few enough that a progress count moves, enough that each swap is worth it.
const BATCH: usize = 1024;

/// Folders below folders; deeper ones are passed over with a note.
pub(super) const MAX_DEPTH: usize = 64;

/// Lists what `scope` covers.
pub(super) fn list(root: &Dir, scope: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
    let (start, recursive) = match scope {
        Scope::Tree(folder) => (folder, true),
        Scope::Only(folder) => (folder, false),
    };
    let mut walk = Walk { root, batch: Vec::new(), listing: Listing::default() };
    let start_path = Path::new(OsStr::from_bytes(start));
    // What is behind a link to a folder is listed under its own name only, else it would be known twice.
    if !start.is_empty() && root.canonicalize(start_path).is_ok_and(|real| real != start_path) {
        return Ok(walk.listing);
    }
    let mut waiting = vec![start.clone()];
    while let Some(folder) = waiting.pop() {
        let below = match walk.folder(&folder, found) {
            Ok(below) => below,
            Err(error) if is_gone(&error) && !folder.is_empty() => Vec::new(),
            // Without its root the book is not empty but unknown.
            Err(source) if folder.is_empty() => {
                return Err(StoreError::Io {
                    action: "list",
                    name: "the book's folder".to_owned(),
                    source: Arc::new(source),
                });
            }
            Err(error) => {
                walk.skip(&folder, &error.to_string());
                Vec::new()
            }
        };
        if recursive {
            waiting.extend(below);
        } else {
            walk.listing.folders.extend(below);
        }
    }
    found(walk.batch);
    Ok(walk.listing)
}

/// The path of `name` in `folder`.
pub(super) fn path_in(folder: &Folder, name: &OsStr) -> Vec<u8> {
    let mut path = folder.clone();
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name.as_bytes());
    path
}

/// Whether a folder is no longer there: removed, or a file or a link took its place.
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

struct Walk<'a> {
    root: &'a Dir,
    batch: Vec<Found>,
    listing: Listing,
}

impl Walk<'_> {
    /// Lists the prompts directly in `folder` and returns its folders.
    fn folder(&mut self, folder: &Folder, found: &mut dyn FnMut(Vec<Found>)) -> io::Result<Vec<Folder>> {
        let path = Path::new(OsStr::from_bytes(folder));
        let opened = if folder.is_empty() { self.root.try_clone()? } else { self.root.open_dir(path)? };
        let entries: Vec<io::Result<DirEntry>> = opened.entries()?.collect();
        self.listing.folders.push(folder.clone());
        // Before anything is looked at: a save that is finished changes its file.
        self.sweep(folder, &opened, &entries);
        let mut below = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => below.extend(self.entry(folder, &entry)),
                Err(error) => self.skip(folder, &error.to_string()),
            }
            if self.batch.len() >= BATCH {
                found(std::mem::take(&mut self.batch));
            }
        }
        Ok(below)
    }

    /// Clears away what saves of ours that were killed left in `folder`.
    fn sweep(&mut self, folder: &Folder, opened: &Dir, entries: &[io::Result<DirEntry>]) {
        let ours: Vec<OwnName> =
            entries.iter().flatten().filter_map(|entry| OwnName::read(&entry.file_name())).collect();
        if ours.is_empty() {
            return;
        }
        for Leftover { name, why } in sweep(opened, ours, OwnName::is_of_the_dead) {
            self.skip(&path_in(folder, &name), &why);
        }
    }

    /// Notes one directory entry; returns it if it is a folder to be looked into.
    fn entry(&mut self, folder: &Folder, entry: &DirEntry) -> Option<Folder> {
        let name = entry.file_name();
        let path = path_in(folder, &name);
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => {
                self.skip(&path, &error.to_string());
                return None;
            }
        };
        if kind.is_dir() {
            if !is_listed_folder(name.as_bytes()) {
                return None;
            }
            if path.iter().filter(|&&byte| byte == b'/').count() >= MAX_DEPTH {
                self.skip(&path, "folders are nested too deeply");
                return None;
            }
            return Some(path);
        }
        let id = PromptId::new(&path).ok().filter(PromptId::is_listed)?;
        // A link is followed by the root's descriptor, which refuses to leave the book.
        let metadata = if kind.is_symlink() { self.root.metadata(id.as_path()) } else { entry.metadata() };
        match metadata {
            Ok(metadata) if metadata.is_file() => {
                let is_linked = kind.is_symlink() || metadata.nlink() > 1;
                self.batch.push(Found { id, stamp: stamp_of(&metadata), is_linked });
            }
            Ok(metadata) if metadata.is_dir() => self.skip(&path, "is a link to a folder: open that folder itself"),
            Ok(_) => self.skip(&path, "is not a regular file"),
            Err(_) if kind.is_symlink() => self.skip(&path, "is a link that leads out of the book or nowhere"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.skip(&path, &error.to_string()),
        }
        None
    }

    fn skip(&mut self, path: &[u8], why: &str) {
        let name = if path.is_empty() { "the book's folder".into() } else { display_bytes(path) };
        self.listing.skipped.push(Skipped { name: name.into_owned(), why: sanitize_line(why).into_owned() });
    }
}
