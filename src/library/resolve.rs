//! Short names: what a person types at a shell for a prompt.

use crate::cache::Snapshot;
use crate::prompt::PromptId;

/// What a short name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Exactly this prompt.
    One(PromptId),
    /// Any of these, in the order of names.
    Several(Vec<PromptId>),
    /// None; these come nearest.
    None(Vec<PromptId>),
}

/// Tries ever looser readings of `name` and stops at the first that anything fits: the path as it is; with `.md`, else
/// with `.txt`, whatever other files differ from those in nothing but their extension; with any known extension, or as
/// the folder of a `SKILL.md` or `system.md`; the end of a path; the beginning of a file's name; part
/// of a path in any letter case.
pub(crate) fn resolve(snapshot: &Snapshot, name: &str) -> Resolution {
    let name = name.trim_matches('/');
    let lower = name.to_lowercase();
    let is_with = |id: &PromptId, end: &[u8]| id.as_bytes().strip_suffix(end) == Some(name.as_bytes());
    let readings: [&dyn Fn(&PromptId) -> bool; 7] = [
        &|id| id.as_bytes() == name.as_bytes(),
        &|id| is_with(id, b".md"),
        &|id| is_with(id, b".txt"),
        &|id| short_names(id).any(|short| short == name.as_bytes()),
        &|id| {
            std::iter::once(id.as_bytes())
                .chain(short_names(id))
                .any(|path| path.strip_suffix(name.as_bytes()).is_some_and(|before| before.last() == Some(&b'/')))
        },
        &|id| short_names(id).any(|path| last_part(path).starts_with(name.as_bytes())),
        &|id| id.display().to_lowercase().contains(&lower),
    ];
    if !name.is_empty() {
        for reading in readings {
            let fits = snapshot.entries().map(|entry| &entry.id).filter(|id| reading(id));
            let mut fits: Vec<PromptId> = fits.cloned().collect();
            match fits.len() {
                0 => {}
                1 => return Resolution::One(fits.remove(0)),
                _ => return Resolution::Several(fits),
            }
        }
    }
    Resolution::None(crate::search::nearest(snapshot, name, 3))
}

/// The names by which a prompt is known besides its path: without extension, and the folder of a prompt whose file's
/// name only says what it is.
fn short_names(id: &PromptId) -> impl Iterator<Item = &[u8]> {
    let folder = matches!(id.file_name(), b"SKILL.md" | b"system.md").then(|| id.folder());
    std::iter::once(without_extension(id)).chain(folder.filter(|folder| !folder.is_empty()))
}

/// The path without the extension of a prompt, those of Gemini's commands and of llm's templates among them.
fn without_extension(id: &PromptId) -> &[u8] {
    let path = id.without_extension();
    if path.len() < id.as_bytes().len() {
        return path;
    }
    let mut stems = [".toml", ".yaml", ".yml"].into_iter().filter_map(|end| {
        let (stem, found) = path.split_at_checked(path.len().checked_sub(end.len())?)?;
        found.eq_ignore_ascii_case(end.as_bytes()).then_some(stem)
    });
    stems.next().unwrap_or(path)
}

fn last_part(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}
