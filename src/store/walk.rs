//! Listing a book: folders one by one, nothing followed out of the root, nothing waited for.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use cap_std::fs::{Dir, DirEntry};

use super::disk::stamp_of;
use super::{Folder, Found, Listing, Scope, Skipped, StoreError};
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{PromptId, display_bytes, is_listed_folder};

/// Prompts handed over at once: few enough that a progress count moves, enough that each swap is worth it.
const BATCH: usize = 1024;

/// Folders below folders; deeper ones are passed over with a note.
const MAX_DEPTH: usize = 64;

/// Lists what `scope` covers.
pub(super) fn list(root: &Dir, scope: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
    let (start, recursive) = match scope {
        Scope::Tree(folder) => (folder, true),
        Scope::Only(folder) => (folder, false),
    };
    let mut walk = Walk { root, batch: Vec::new(), listing: Listing::default() };
    let mut waiting = vec![start.clone()];
    while let Some(folder) = waiting.pop() {
        let below = walk.folder(&folder, found);
        if recursive {
            waiting.extend(below);
        } else {
            walk.listing.folders.extend(below);
        }
    }
    found(walk.batch);
    Ok(walk.listing)
}

struct Walk<'a> {
    root: &'a Dir,
    batch: Vec<Found>,
    listing: Listing,
}

impl Walk<'_> {
    /// Lists the prompts directly in `folder` and returns its folders. A folder that is gone by now is empty.
    fn folder(&mut self, folder: &Folder, found: &mut dyn FnMut(Vec<Found>)) -> Vec<Folder> {
        let opened = match folder.as_slice() {
            b"" => self.root.try_clone(),
            path => self.root.open_dir(Path::new(OsStr::from_bytes(path))),
        };
        let entries = match opened.and_then(|dir| dir.entries()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.skip(folder, &error.to_string());
                return Vec::new();
            }
        };
        self.listing.folders.push(folder.clone());
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
        below
    }

    /// Notes one directory entry; returns it if it is a folder to be looked into.
    fn entry(&mut self, folder: &Folder, entry: &DirEntry) -> Option<Folder> {
        let name = entry.file_name();
        let mut path = folder.clone();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name.as_bytes());
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
            Ok(metadata) if metadata.is_file() => self.batch.push(Found { id, stamp: stamp_of(&metadata) }),
            Ok(metadata) if metadata.is_dir() => self.skip(&path, "is a link to a folder: open that folder itself"),
            Ok(_) => self.skip(&path, "is not a regular file"),
            Err(_) if kind.is_symlink() => self.skip(&path, "is a link that leads out of the book or nowhere"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => self.skip(&path, &error.to_string()),
        }
        None
    }

    fn skip(&mut self, path: &[u8], why: &str) {
        let name = if path.is_empty() { "the book's folder".into() } else { display_bytes(path) };
        self.listing.skipped.push(Skipped { name: name.into_owned(), why: sanitize_line(why).into_owned() });
    }
}
