//! `promptbook rm NAME`: one prompt to the trash.

use std::path::Path;

use serde_json::json;

use super::name::find;
use super::{Failure, Streams};
use crate::cli::NameArgs;
use crate::library::Library;
use crate::prompt::PromptId;

/// Moves the prompt to the trash and says how to get it back.
pub async fn run(library: &Library, args: &NameArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    let trashed = library.remove(&id).await?;
    if args.json {
        return streams.json(&json!({ "name": id, "trash": trashed.path().to_string_lossy() }));
    }
    streams.note(&format!("Moved {id} to the trash. {}", way_back(&library.store().root(), &id, trashed.path())));
    Ok(())
}

/// The command that brings the text back, as it can be pasted; for a name that `new` would refuse, only where it is.
fn way_back(book: &Path, id: &PromptId, trashed: &Path) -> String {
    let quoted = |path: &Path| path.to_str().map(|path| shell_words::quote(path).into_owned());
    let name = std::str::from_utf8(id.as_bytes()).ok();
    let name = name.filter(|name| PromptId::for_new_file(name).is_ok_and(|new| new == *id));
    match (name, quoted(book), quoted(trashed)) {
        (Some(name), Some(book), Some(trashed)) => {
            let name = shell_words::quote(name);
            format!("This brings it back:\npromptbook --book {book} new {name} --from {trashed}")
        }
        _ => format!("Its text is in {}", trashed.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_quoted_for_a_shell_and_left_out_where_it_would_not_work() -> Result<(), crate::NameFault> {
        let back = |name: &[u8]| PromptId::new(name).map(|id| way_back(Path::new("/my book"), &id, Path::new("/t/1")));
        assert!(back(b"it's.md")?.ends_with("promptbook --book '/my book' new 'it'\\''s.md' --from /t/1"));
        assert_eq!(back(b"a\xff.md")?, "Its text is in /t/1");
        assert_eq!(back(b"con.md")?, "Its text is in /t/1");
        Ok(())
    }
}
