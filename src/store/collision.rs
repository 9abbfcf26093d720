//! Names that are two here and one elsewhere: a system that ignores letter case, or writes accents another way, could
//! hold only one of `Review.md` and `review.md`. None is made new; those that are there stay as they are.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use cap_std::fs::Dir;
use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::StoreError;
use crate::prompt::PromptId;

/// Refuses `id` where a part of it is not there and differs only by letter case or by the way that accents are written
/// from something that is there. The file of the name `leaving` does not count: it is about to have the name `id`.
pub(super) fn refuse(root: &Dir, id: &PromptId, leaving: Option<&PromptId>) -> Result<(), StoreError> {
    let fail = |error| StoreError::io("look at the folder of", id, error);
    let mut above = Path::new("");
    for path in id.as_path().ancestors().collect::<Vec<_>>().into_iter().rev().skip(1) {
        if let Err(error) = root.symlink_metadata(path) {
            return match error.kind() {
                io::ErrorKind::NotFound => match other(root, above, path, leaving).map_err(fail)? {
                    Some(other) => Err(StoreError::Collides { id: id.clone(), other }),
                    None => Ok(()),
                },
                // Whoever makes the name says so better.
                _ => Ok(()),
            };
        }
        above = path;
    }
    Ok(())
}

/// The path in `folder` that is the same as `path` to a system that is less exact.
fn other(root: &Dir, folder: &Path, path: &Path, leaving: Option<&PromptId>) -> io::Result<Option<PromptId>> {
    let (Some(name), leaving) = (path.file_name(), leaving.map(PromptId::as_path)) else { return Ok(None) };
    let Some(wanted) = folded(name) else { return Ok(None) };
    let entries = if folder == Path::new("") { root.entries()? } else { root.open_dir(folder)?.entries()? };
    for entry in entries {
        let found = entry?.file_name();
        let there = folder.join(&found);
        // The very name is another matter, of whoever takes it first.
        if found != name && folded(&found).as_ref() == Some(&wanted) && Some(there.as_path()) != leaving {
            return Ok(PromptId::new(there.as_os_str().as_bytes()).ok());
        }
    }
    Ok(None)
}

/// What is left of a name when letter case and the way of writing accents are ignored; `None` where it is not text.
fn folded(name: &OsStr) -> Option<String> {
    let name = name.to_str()?;
    if name.is_ascii() {
        return Some(name.to_ascii_lowercase());
    }
    let composed: String = name.nfc().collect();
    // Folding can take a composed letter apart.
    Some(UniCase::unicode(composed).to_folded_case().nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_whatever_their_case_and_the_way_of_their_accents() {
        for (one, other) in [("A.md", "a.md"), ("é.md", "e\u{301}.md"), ("É.md", "e\u{301}.md"), ("Straße", "STRASSE")]
        {
            assert_eq!(folded(OsStr::new(one)), folded(OsStr::new(other)), "{one} {other}");
        }
        for (one, other) in [("a.md", "b.md"), ("e.md", "é.md"), ("周报.md", "日报.md")] {
            assert_ne!(folded(OsStr::new(one)), folded(OsStr::new(other)), "{one} {other}");
        }
        assert_eq!(folded(OsStr::from_bytes(b"\xff.md")), None);
    }
}
