//! Files that a person names while filling in a prompt: their bytes become a value, and paths are completed.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file that becomes a value.
const MOST: u64 = 64 * 1024 * 1024;

/// Paths that are offered.
const OFFERED: usize = 200;

/// The bytes of the file `typed`; `~` is the folder `home`.
///
/// # Errors
/// One sentence when there is no such file, it cannot be read, or it is too large.
pub fn read(typed: &str, home: &Path) -> Result<Vec<u8>, String> {
    let path = expanded(typed, home);
    let say = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("it cannot be read: {error}"),
    };
    let found = fs::metadata(&path).map_err(say)?;
    if !found.is_file() {
        // Reading a pipe or a device might never end.
        return Err(if found.is_dir() { "that is a folder: name a file in it" } else { "that is no file" }.to_owned());
    }
    let mut bytes = Vec::new();
    File::open(&path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)).map_err(say)?;
    if bytes.len() as u64 > MOST {
        return Err(format!("it is larger than {} MiB", MOST >> 20));
    }
    Ok(bytes)
}

/// The paths that go on from `typed`, as they would be typed: with its `@` and `~`, folders with `/` at their end.
pub fn complete(typed: &str, home: &Path) -> Vec<String> {
    let (mark, rest) = match typed.strip_prefix('@') {
        Some(rest) => ("@", rest),
        None => ("", typed),
    };
    let (folder, start) =
        rest.rsplit_once('/').map_or(("", rest), |(folder, start)| (&rest[..folder.len() + 1], start));
    let place = if folder.is_empty() { PathBuf::from(".") } else { expanded(folder, home) };
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            // A name that is not UTF-8 cannot be typed.
            let name = entry.file_name().into_string().ok()?;
            let is_hidden = name.starts_with('.') && !start.starts_with('.');
            if is_hidden || !name.to_lowercase().starts_with(&start.to_lowercase()) {
                return None;
            }
            let end = if fs::metadata(entry.path()).is_ok_and(|found| found.is_dir()) { "/" } else { "" };
            Some(format!("{mark}{folder}{name}{end}"))
        })
        .collect();
    found.sort_by_key(|path| path.to_lowercase());
    found.truncate(OFFERED);
    // What is typed already is no completion.
    if found == [typed] { Vec::new() } else { found }
}

fn expanded(typed: &str, home: &Path) -> PathBuf {
    match typed.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_what_is_none_is_told() {
        let home = tempfile::tempdir().expect("a folder can be made");
        fs::write(home.path().join("a.txt"), b"\xff\0x").expect("it is written");
        assert_eq!(read("~/a.txt", home.path()).as_deref(), Ok(&b"\xff\0x"[..]));
        assert_eq!(read("~/b.txt", home.path()), Err("there is no such file".to_owned()));
        assert!(read("~", home.path()).is_err_and(|why| why.contains("folder")));
        assert!(read("/dev/zero", home.path()).is_err_and(|why| why.contains("no file")));
    }

    #[test]
    fn paths_are_completed_as_they_are_typed() {
        let home = tempfile::tempdir().expect("a folder can be made");
        for name in ["notes.md", "Nothing.md", ".hidden", "周报.md"] {
            fs::write(home.path().join(name), "").expect("it is written");
        }
        fs::create_dir(home.path().join("new")).expect("it is made");
        assert_eq!(complete("@~/n", home.path()), ["@~/new/", "@~/notes.md", "@~/Nothing.md"]);
        assert_eq!(complete("@~/周", home.path()), ["@~/周报.md"]);
        assert_eq!(complete("@~/.h", home.path()), ["@~/.hidden"]);
        assert_eq!(complete("@~/notes.md", home.path()), [""; 0]);
        assert_eq!(complete("/no/such/folder/", home.path()), [""; 0]);
    }
}
