//! Texts by their hash: each once, compressed, and on the disk for good before anybody relies on it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use tempfile::NamedTempFile;

use super::make_private_folder;
use crate::prompt::ContentHash;

#[derive(Debug)]
pub(super) struct Objects {
    folder: PathBuf,
}

impl Objects {
    pub(super) fn new(folder: PathBuf) -> Objects {
        Objects { folder }
    }

    /// Keeps `text` under its hash, if it is not kept already.
    pub(super) fn keep(&self, text: &[u8]) -> io::Result<ContentHash> {
        let hash = ContentHash::of(text);
        let path = self.path(hash);
        // What is there is read rather than believed: whoever keeps a text is about to give up the other copy.
        if self.read(hash).is_ok_and(|kept| kept == text) {
            return Ok(hash);
        }
        let folder = path.parent().expect("an object lies in a folder of the first digits of its hash");
        make_private_folder(folder)?;
        let mut temporary = NamedTempFile::new_in(folder)?;
        let mut packed = ZlibEncoder::new(&mut temporary, Compression::fast());
        packed.write_all(text)?;
        packed.finish()?;
        temporary.as_file().sync_all()?;
        // Whoever was first wrote the same.
        temporary.persist(&path).map_err(|error| error.error)?;
        for made in [folder, &self.folder] {
            File::open(made)?.sync_all()?;
        }
        Ok(hash)
    }

    pub(super) fn read(&self, hash: ContentHash) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        ZlibDecoder::new(File::open(self.path(hash))?).read_to_end(&mut text)?;
        Ok(text)
    }

    /// Removes every text that is not in `wanted`, and what a killed program left half written. Returns how many were
    /// removed.
    pub(super) fn keep_only(&self, wanted: &HashSet<ContentHash>) -> io::Result<usize> {
        let mut removed = 0;
        for folder in entries(&self.folder)? {
            let folder = folder?;
            let digits = folder.file_name();
            for object in entries(&folder.path())? {
                let object = object?;
                let (first, rest) = (digits.to_string_lossy(), object.file_name());
                let hash = ContentHash::from_hex(&format!("{first}{}", rest.to_string_lossy()));
                if !hash.is_some_and(|hash| wanted.contains(&hash)) {
                    fs::remove_file(object.path())?;
                    removed += usize::from(hash.is_some());
                }
            }
        }
        Ok(removed)
    }

    fn path(&self, hash: ContentHash) -> PathBuf {
        let hex = hash.to_hex();
        let (first, rest) = hex.split_at(2);
        self.folder.join(first).join(rest)
    }
}

/// What is in `folder`; nothing where there is none.
fn entries(folder: &std::path::Path) -> io::Result<Box<dyn Iterator<Item = io::Result<fs::DirEntry>>>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Box::new(entries)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Box::new(std::iter::empty())),
        Err(error) => Err(error),
    }
}
