//! From what was typed to one prompt.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::failure::shown;
use super::{Failure, Streams};
use crate::library::{Library, Missing, Resolution, users_sentence};
use crate::prompt::PromptId;
use crate::prompt::template::Composition;
use crate::store::StoreError;

/// The one prompt that `typed` means. A path that is there is taken as it is, without looking at the rest of the book.
pub(super) async fn find(library: &Library, typed: &OsStr) -> Result<PromptId, Failure> {
    let bytes = typed.as_bytes();
    let bytes = bytes.strip_prefix(b"./").unwrap_or(bytes);
    // A folder with a SKILL.md is completed by the shell with a slash.
    let bytes = bytes.strip_suffix(b"/").filter(|rest| !rest.is_empty()).unwrap_or(bytes);
    let inside = in_book(&library.store().root(), bytes);
    let bytes = inside.as_deref().unwrap_or(bytes);
    let id = PromptId::new(bytes)?;
    if id.is_listed() {
        match library.store().stamp(&id) {
            Ok(_) => return Ok(id),
            // Where part of the path is a file, nothing is there either.
            Err(StoreError::NotFound(_) | StoreError::NotAFolder(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    tracing::info!("{id} is no path in the book: looking for a prompt that it may mean");
    library.list_names().await?;
    let name = shown(typed);
    match library.resolve(&String::from_utf8_lossy(bytes)) {
        Resolution::One(id) => Ok(id),
        Resolution::Several(candidates) => Err(Failure::Ambiguous { name, candidates }),
        Resolution::None(near) => match not_allowed(library, bytes) {
            Some(error) => Err(error.into()),
            None => Err(Failure::NotFound { name, near }),
        },
    }
}

/// Why it cannot be known whether there is a prompt of this path: a folder of it may not be looked into.
fn not_allowed(library: &Library, path: &[u8]) -> Option<StoreError> {
    let ids = [".md", ".txt"].into_iter().filter_map(|end| PromptId::new([path, end.as_bytes()].concat()).ok());
    let mut errors = ids.filter_map(|id| library.store().stamp(&id).err());
    errors.find(
        |error| matches!(error, StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied),
    )
}

/// The name of an absolute path that lies in the book at `root`, as `promptbook path` prints it, or as it is reached by
/// another way.
fn in_book(root: &Path, path: &[u8]) -> Option<Vec<u8>> {
    let path = Path::new(OsStr::from_bytes(path));
    if !path.is_absolute() {
        return None;
    }
    let name = |inside: &Path| Some(inside.as_os_str().as_bytes().to_vec()).filter(|name| !name.is_empty());
    if let Ok(inside) = path.strip_prefix(root) {
        return name(inside);
    }
    // A folder that is there with the rest of the name, which may be without its extension.
    let root = root.canonicalize().ok()?;
    let (folder, rest) = path
        .ancestors()
        .skip(1)
        .find_map(|folder| Some((folder.canonicalize().ok()?, path.strip_prefix(folder).ok()?)))?;
    name(&folder.strip_prefix(root).ok()?.join(rest))
}

/// The prompt `id` and all that it includes. The rest of the book is looked at only where it includes something.
pub(super) async fn compose(library: &Library, id: &PromptId) -> Result<Composition, Failure> {
    let prompt = library.read(id).await?;
    let template = library.template(&prompt);
    if !template.includes().is_empty() {
        library.list_names().await?;
    }
    Ok(library.compose_template(template).await)
}

/// The prompts of the whole book that include `id`, or would if it were there.
pub(super) async fn users(library: &Library, id: &PromptId) -> Result<Vec<PromptId>, Failure> {
    library.list_names().await?;
    Ok(library.used_by(id).await?)
}

/// Says which prompts include `id`, which is gone or has another name: they are not rewritten.
pub(super) async fn note_users(library: &Library, id: &PromptId, streams: &mut Streams<'_>) {
    match users(library, id).await {
        Ok(users) => {
            if let Some(sentence) = users_sentence(&users, &id.to_string(), Missing::Now) {
                streams.note(&sentence);
            }
        }
        // What was asked for is done all the same.
        Err(why) => streams.note(&format!("Which prompts include {id} could not be found out: {why}")),
    }
}
