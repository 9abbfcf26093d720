//! The writers, and the other program.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{World, book};
use crate::prompt::PromptId;
use crate::store::Expected;

/// Milliseconds from one save to the next.
const BETWEEN_SAVES: Range<u64> = 300..900;

/// Milliseconds from one change of the other program to the next.
const BETWEEN_CHANGES: Range<u64> = 700..1_600;

/// Where the other program makes new files, below the book's root.
const OUTSIDE: &str = "outside";

/// Saves a prompt now and then until the end of the load, as writer `writer`.
pub(super) async fn save(world: World, writer: u32) {
    let mut rng = fastrand::Rng::with_seed((!world.load.seed).wrapping_sub(writer.into()));
    let mut at = Duration::ZERO;
    for number in 0.. {
        at += Duration::from_millis(rng.u64(BETWEEN_SAVES));
        let id = &world.names[world.zipf.draw(&mut rng)];
        let text = book::text(number, rng.u64(..));
        if at >= world.load.length {
            return;
        }
        tokio::time::sleep_until(world.start + at).await;
        let saved = world.library.save(id, text.into_bytes(), Expected::Anything).await;
        world.tally.count(&world.tally.saves, saved.is_ok());
    }
}

/// Changes, makes and removes files now and then until the end of the load, as a program does that knows nothing of us.
pub(super) async fn change_files(world: World) {
    let mut rng = fastrand::Rng::with_seed(world.load.seed.rotate_left(32));
    let root = world.library.store().root();
    let mut made: Vec<PathBuf> = Vec::new();
    let mut at = Duration::ZERO;
    for number in 0.. {
        at += Duration::from_millis(rng.u64(BETWEEN_CHANGES));
        if at >= world.load.length {
            return;
        }
        let change = Change::draw(&mut rng, &world.names, &root, &mut made, number);
        let text = book::text(number, rng.u64(..));
        tokio::time::sleep_until(world.start + at).await;
        let changed = tokio::task::spawn_blocking(move || change.make(&text)).await;
        world.tally.count(&world.tally.outside, matches!(changed, Ok(Ok(()))));
    }
}

/// What the other program does to one file.
enum Change {
    Write(PathBuf),
    /// Writes beside it and puts that in its place, as careful editors do.
    Replace(PathBuf),
    Remove(PathBuf),
}

impl Change {
    fn draw(
        rng: &mut fastrand::Rng,
        names: &[PromptId],
        root: &Path,
        made: &mut Vec<PathBuf>,
        number: usize,
    ) -> Change {
        match rng.u8(..10) {
            0..2 => {
                let path = root.join(OUTSIDE).join(format!("new-{number:05}.md"));
                made.push(path.clone());
                Change::Write(path)
            }
            // Never one that the readers know, whose reads would then fail.
            2 if !made.is_empty() => Change::Remove(made.swap_remove(rng.usize(..made.len()))),
            3..6 => Change::Write(root.join(names[rng.usize(..names.len())].as_path())),
            _ => Change::Replace(root.join(names[rng.usize(..names.len())].as_path())),
        }
    }

    fn make(&self, text: &str) -> io::Result<()> {
        match self {
            Change::Write(path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(path, text)
            }
            Change::Replace(path) => {
                let beside = path.with_extension("tmp");
                fs::write(&beside, text)?;
                fs::rename(&beside, path)
            }
            Change::Remove(path) => fs::remove_file(path),
        }
    }
}
