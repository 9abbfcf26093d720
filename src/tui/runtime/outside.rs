//! Handing a prompt to `$VISUAL` or `$EDITOR`.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::prompt::layout;

/// The editor's command line, split as a shell would: `VISUAL`, else `EDITOR`.
///
/// # Errors
/// One sentence when neither is set or the line cannot be split.
pub fn command(variable: impl Fn(&str) -> Option<String>) -> Result<Vec<String>, String> {
    let line = ["VISUAL", "EDITOR"].iter().find_map(|name| variable(name).filter(|line| !line.trim().is_empty()));
    let line = line.ok_or("Neither VISUAL nor EDITOR is set: set one, as in EDITOR=vim")?;
    match shell_words::split(&line) {
        Ok(words) if !words.is_empty() => Ok(words),
        _ => Err(format!("The editor's command line cannot be read: {line}")),
    }
}

/// Runs the editor on `path` and waits for it.
///
/// # Errors
/// One sentence when it cannot be started or says that it failed.
pub fn edit(command: &[String], path: &Path) -> Result<(), String> {
    let [program, arguments @ ..] = command else { return Err("The editor's command line is empty".to_owned()) };
    let status = Command::new(program)
        .args(arguments)
        .arg(path)
        .status()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}; the text is as it left it")) }
}

/// Runs the editor on a private file that holds `text` and returns what it left there. The file's name ends like
/// `name`, so that the editor knows the language. The file stays where its text was changed and cannot be taken over.
///
/// # Errors
/// One sentence, with the file where there is one; the text is then still the caller's too.
pub fn edit_text(command: &[String], folder: &Path, name: &str, text: &str) -> Result<String, String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (mut file, path) = private_file(folder, name).map_err(|error| format!("{}: {error}", folder.display()))?;
    let stays = |why: String| format!("{why}. The text is in {}", path.display());
    file.write_all(text.as_bytes()).map_err(|error| stays(error.to_string()))?;
    drop(file);
    if let Err(why) = edit(command, &path) {
        // What nobody has changed is still the caller's, and a copy of it would only lie about.
        let is_unchanged = std::fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes());
        return Err(if is_unchanged && std::fs::remove_file(&path).is_ok() { why } else { stays(why) });
    }
    let bytes = std::fs::read(&path).map_err(|error| stays(error.to_string()))?;
    let text = layout::editable(&bytes).map_err(|unfit| stays(unfit.to_string()))?;
    std::fs::remove_file(&path).map_err(|error| stays(error.to_string()))?;
    Ok(text)
}

/// A new file that nobody else may read, never one that is there already: that may hold a text from before.
fn private_file(folder: &Path, name: &str) -> std::io::Result<(File, PathBuf)> {
    use std::os::unix::fs::OpenOptionsExt;
    // The end of a name says what is in the file; all of it might be too long.
    let start = name.len().saturating_sub(100);
    let end: String = name.char_indices().filter(|(at, _)| *at >= start).map(|(_, character)| character).collect();
    let mut count = 0;
    loop {
        let path = folder.join(format!("draft-{}-{count}-{end}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => count += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visual_comes_before_editor_and_is_split_like_a_shell_does() {
        let both = |name: &str| Some(if name == "VISUAL" { "code --wait 'a b'" } else { "vi" }.to_owned());
        assert_eq!(command(both), Ok(vec!["code".into(), "--wait".into(), "a b".into()]));
        assert!(command(|_| None).is_err_and(|why| why.contains("EDITOR")));
        assert!(command(|_| Some("'unclosed".to_owned())).is_err());
    }

    #[test]
    fn a_draft_comes_back_as_the_editor_left_it_and_a_copy_stays_only_where_it_was_changed() -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let append = ["sh".into(), "-c".into(), "printf '追加\\r\\n' >> \"$0\"".into()];
        assert_eq!(edit_text(&append, folder.path(), "x.md", "一\n")?, "一\n追加\n");
        assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(0));
        for program in ["false", "no-such-editor"] {
            assert!(edit_text(&[program.into()], folder.path(), "x.md", "一\n").is_err());
            assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(0), "{program}");
        }
        let fails = ["sh".into(), "-c".into(), "echo more >> \"$0\"; exit 1".into()];
        for round in 1..=2 {
            let failed = edit_text(&fails, folder.path(), "x.md", "一\n");
            assert!(failed.is_err_and(|why| why.contains("The text is in ")));
            assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(round));
        }
        Ok(())
    }
}
