//! The prompts that come with the program, to be browsed before there is a book and copied when a person asks for it.

use std::io::{self, Write};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

/// Every sample: its name in the book, and its text.
pub fn all() -> &'static [(&'static str, &'static str)] {
    &[
        ("code/commit-msg.md", include_str!("../assets/samples/code/commit-msg.md")),
        ("code/explain-error.md", include_str!("../assets/samples/code/explain-error.md")),
        ("code/review.md", include_str!("../assets/samples/code/review.md")),
        ("writing/meeting-notes.md", include_str!("../assets/samples/writing/meeting-notes.md")),
        ("writing/tighten.md", include_str!("../assets/samples/writing/tighten.md")),
        ("写作/周报.md", include_str!("../assets/samples/写作/周报.md")),
        ("写作/润色.md", include_str!("../assets/samples/写作/润色.md")),
        ("学习/讲解概念.md", include_str!("../assets/samples/学习/讲解概念.md")),
    ]
}

/// Writes the samples into the folder `root`, which is made where it is missing. What is there already stays as it is.
/// Returns how many were written.
///
/// # Errors
/// When the folder cannot be made or written; the samples written before that stay.
pub fn install(root: &Path) -> io::Result<usize> {
    std::fs::create_dir_all(root)?;
    // Below the folder's descriptor no link can lead a sample out of it.
    let root = Dir::open_ambient_dir(root, ambient_authority())?;
    let mut written = 0;
    for (name, text) in all() {
        if let Some(folder) = Path::new(name).parent() {
            root.create_dir_all(folder)?;
        }
        match root.open_with(name, OpenOptions::new().write(true).create_new(true)) {
            Ok(mut file) => {
                if let Err(error) = file.write_all(text.as_bytes()) {
                    // Half a sample would pass for the user's own text next time.
                    root.remove_file(name)?;
                    return Err(error);
                }
                written += 1;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::prompt::{Card, PromptId};

    #[test]
    fn every_sample_has_a_good_name_a_title_a_description_tags_and_a_variable() -> Result<(), crate::NameFault> {
        for (name, text) in all() {
            let id = PromptId::for_new_file(name)?;
            let card = Card::read(&id, text.as_bytes());
            assert!(card.title != *name && !card.description.is_empty() && !card.tags.is_empty(), "{name}");
            assert!(text.contains("{{") && text.ends_with('\n'), "{name}");
        }
        let names: BTreeSet<_> = all().iter().map(|sample| sample.0).collect();
        assert_eq!(names.len(), 8);
        Ok(())
    }

    #[test]
    fn installing_keeps_what_is_there_and_stays_in_the_folder() -> io::Result<()> {
        let outside = tempfile::tempdir()?;
        let folder = tempfile::tempdir()?;
        let root = folder.path().join("book");
        std::fs::create_dir_all(root.join("code"))?;
        std::fs::write(root.join("code/review.md"), "mine")?;
        assert_eq!(install(&root)?, 7);
        assert_eq!(install(&root)?, 0);
        assert_eq!(std::fs::read(root.join("code/review.md"))?, b"mine");

        let linked = folder.path().join("linked");
        std::fs::create_dir(&linked)?;
        std::os::unix::fs::symlink(outside.path(), linked.join("code"))?;
        assert!(install(&linked).is_err());
        assert_eq!(std::fs::read_dir(outside.path())?.count(), 0);
        Ok(())
    }
}
