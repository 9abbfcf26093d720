//! What a command takes from a file or from standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use super::failure::shown;
use super::{Failure, Streams};
use crate::store::DiskStore;

/// The bytes of `file`, or of standard input where that is `-`, which is waited for to its end. `undone` says what is not
/// done without them.
pub(super) fn read(file: &Path, undone: &'static str, streams: &mut Streams<'_>) -> Result<Vec<u8>, Failure> {
    if file == Path::new("-") {
        if io::stdin().is_terminal() {
            streams.note("Type or paste the text; Ctrl+D on an empty line ends it.");
        }
        return read_all("standard input".into(), undone, &mut io::stdin().lock());
    }
    let name = shown(file.as_os_str());
    let mut open = File::open(file).map_err(|error| fault(name.clone(), undone, &error))?;
    read_all(name, undone, &mut open)
}

fn read_all(file: String, undone: &'static str, source: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = source.take(DiskStore::MAX_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| fault(file.clone(), undone, &error))?;
    if bytes.len() as u64 > DiskStore::MAX_FILE {
        let why = format!("it is longer than {} bytes, the most that a prompt may have", DiskStore::MAX_FILE);
        return Err(Failure::Input { file, why, undone });
    }
    Ok(bytes)
}

pub(super) fn fault(file: String, undone: &'static str, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "it does not exist; check the path".into(),
        io::ErrorKind::IsADirectory => "it is a folder; give a file, or - for standard input".into(),
        _ => format!("it could not be read: {error}"),
    };
    Failure::Input { file, why, undone }
}
