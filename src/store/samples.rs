//! The built-in samples as a book that can be read and not changed. It touches no disk.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Contents, Expected, Folder, FolderWatch, Found, Listing, Scope, Store, StoreError, WatchSink, Written};
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{PromptId, Stamp};
use crate::samples;

/// The samples, shown in place of a folder that does not exist yet.
pub struct SampleStore {
    folder: PathBuf,
}

impl SampleStore {
    /// The samples that would be copied to `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> SampleStore {
        SampleStore { folder: folder.into() }
    }

    fn refuse<T>(&self, action: &'static str, id: &PromptId) -> Result<T, StoreError> {
        let folder = sanitize_line(&self.folder.to_string_lossy()).into_owned();
        let why = format!("it is a built-in sample; in the full screen Enter copies the samples to {folder} first");
        Err(StoreError::Io { action, name: id.to_string(), source: Arc::new(io::Error::other(why)) })
    }
}

/// A sample and the stamp that it always has.
fn find(id: &PromptId) -> Result<(&'static str, Stamp), StoreError> {
    let known = (1..).zip(samples::all()).find(|(_, (name, _))| name.as_bytes() == id.as_bytes());
    let (number, (_, text)) = known.ok_or_else(|| StoreError::NotFound(id.clone()))?;
    Ok((text, Stamp { inode: number, size: text.len() as u64, ..Stamp::default() }))
}

impl Store for SampleStore {
    fn list(&self, scope: &Scope, found: &mut dyn FnMut(Vec<Found>)) -> Result<Listing, StoreError> {
        let ids = samples::all().iter().map(|(name, _)| PromptId::new(name)).collect::<Result<Vec<_>, _>>()?;
        let (start, deep) = match scope {
            Scope::Tree(folder) => (folder, true),
            Scope::Only(folder) => (folder, false),
        };
        let below = |folder: &[u8]| {
            start.is_empty() || folder.strip_prefix(start.as_slice()).is_some_and(|rest| rest.starts_with(b"/"))
        };
        let mut folders = BTreeSet::from([start.clone()]);
        // No sample lies deeper than one folder.
        folders.extend(ids.iter().map(|id| Folder::from(id.folder())).filter(|folder| below(folder)));
        let inside = |id: &PromptId| id.folder() == start.as_slice() || (deep && below(id.folder()));
        let mut batch = Vec::new();
        for id in ids.into_iter().filter(inside) {
            let (_, stamp) = find(&id)?;
            batch.push(Found { id, stamp, is_linked: false });
        }
        found(batch);
        Ok(Listing { folders: folders.into_iter().collect(), skipped: Vec::new() })
    }

    fn read(&self, id: &PromptId) -> Result<Contents, StoreError> {
        let (text, stamp) = find(id)?;
        Ok(Contents { bytes: text.into(), stamp })
    }

    fn read_start(&self, id: &PromptId, limit: usize) -> Result<Contents, StoreError> {
        let mut contents = self.read(id)?;
        contents.bytes.truncate(limit);
        Ok(contents)
    }

    fn stamp(&self, id: &PromptId) -> Result<Stamp, StoreError> {
        find(id).map(|(_, stamp)| stamp)
    }

    fn write(&self, id: &PromptId, _bytes: &[u8], _expected: Expected) -> Result<Written, StoreError> {
        self.refuse("save", id)
    }

    fn remove(&self, id: &PromptId, _expected: Stamp) -> Result<(), StoreError> {
        self.refuse("remove", id)
    }

    fn rename(&self, from: &PromptId, _to: &PromptId) -> Result<(), StoreError> {
        self.refuse("rename", from)
    }

    fn watch(&self, _sink: WatchSink) -> Result<FolderWatch, StoreError> {
        let source = Arc::new(io::Error::other("they never change"));
        Err(StoreError::Io { action: "watch", name: "the built-in samples".into(), source })
    }

    /// Where the sample's file will be once the samples are copied.
    fn path(&self, id: &PromptId) -> PathBuf {
        self.folder.join(id.as_path())
    }

    fn root(&self) -> PathBuf {
        self.folder.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(scope: &Scope) -> Result<(Vec<String>, Vec<Folder>), StoreError> {
        let mut names = Vec::new();
        let listing = SampleStore::new("/nowhere")
            .list(scope, &mut |batch| names.extend(batch.iter().map(|found| found.id.to_string())))?;
        Ok((names, listing.folders))
    }

    #[test]
    fn the_samples_are_listed_as_a_folder_would_be() -> Result<(), StoreError> {
        let (all, folders) = names(&Scope::Tree(Folder::new()))?;
        assert_eq!((all.len(), folders.len()), (8, 5));
        let (code, folders) = names(&Scope::Only(b"code".to_vec()))?;
        assert_eq!((code.len(), folders), (3, vec![b"code".to_vec()]));
        let (top, folders) = names(&Scope::Only(Folder::new()))?;
        assert_eq!((top.len(), folders.len()), (0, 5));
        Ok(())
    }

    #[test]
    fn a_sample_is_read_and_every_change_of_it_refused_with_the_way_out() -> Result<(), StoreError> {
        let store = SampleStore::new("/home/u/prompts");
        let id = PromptId::new("写作/周报.md")?;
        let contents = store.read(&id)?;
        assert_eq!(contents.stamp, store.stamp(&id)?);
        assert_eq!(store.read_start(&id, 3)?.bytes, b"---");
        let refused = [
            store.write(&id, b"", Expected::Anything).map(|_| ()),
            store.remove(&id, contents.stamp),
            store.rename(&id, &id),
        ];
        for outcome in refused {
            let message = outcome.expect_err("a sample cannot be changed").to_string();
            assert!(message.contains("写作/周报.md") && message.contains("Enter copies"), "{message}");
            assert!(message.contains("/home/u/prompts"), "{message}");
        }
        assert!(matches!(store.read(&PromptId::new("no.md")?), Err(StoreError::NotFound(_))));
        Ok(())
    }
}
