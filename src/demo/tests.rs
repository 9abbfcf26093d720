//! What a load does, and that it ends.

use std::error::Error;
use std::time::Duration;

use super::reads::Phase;
use super::{Done, Load, book, start};
use crate::library::{Library, Options};
use crate::metrics::Figures;
use crate::store::SampleStore;

type Outcome = Result<(), Box<dyn Error>>;

/// A second of a load on a book of its own.
async fn run(seed: u64) -> Result<(Done, Figures), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().join("book");
    let filled = book::make(&root, seed)?;
    assert_eq!(filled.prompts, book::PROMPTS);
    let options = Options { limits: filled.quarter(), ..Options::with_state(folder.path().join("state")) };
    let library = Library::open(&root, options)?;
    library.list().await?;
    let load = Load { length: Duration::from_secs(1), readers: 1, writers: 1, reads_per_second: 400, seed };
    let done = start(&library, load).finish().await;
    Ok((done, library.metrics()))
}

#[tokio::test]
async fn one_reader_makes_the_same_reads_each_time_and_the_cache_has_to_choose() -> Outcome {
    let ((first, figures), (second, _)) = tokio::try_join!(run(5), run(5))?;
    assert_eq!(first, second);
    assert_eq!((first.failed, figures.hits + figures.misses), (0, first.reads));
    // A sixth of the time is a burst, with three times the reads.
    assert!((520..=540).contains(&first.reads), "{first:?}");
    assert!(first.saves > 0 && figures.hits > 0 && figures.evictions > 0, "{first:?} {figures:?}");
    assert!(figures.resident_bytes <= figures.max_bytes);
    Ok(())
}

#[test]
fn every_load_has_each_phase_however_short_it_is() {
    for seconds in [1, 12, 3_600] {
        let length = Duration::from_secs(seconds);
        let phases: Vec<Phase> = (0..5_000).map(|part| Phase::at(length / 5_000 * part, length)).collect();
        for phase in [Phase::Zipf, Phase::Scan, Phase::Burst] {
            assert!(phases.contains(&phase), "{phase:?} in {seconds} s");
        }
    }
}

#[test]
fn a_copied_book_has_what_the_book_has() -> Outcome {
    let folder = tempfile::tempdir()?;
    let filled = book::copy(&SampleStore::new("/nowhere"), folder.path())?;
    assert_eq!((filled.prompts, filled.left_out), (8, 0));
    for (name, text) in crate::samples::all() {
        assert_eq!(std::fs::read_to_string(folder.path().join(name))?, *text);
    }
    assert_eq!(filled.quarter().max_bytes, filled.bytes / 4);
    Ok(())
}

#[tokio::test]
async fn a_book_without_prompts_is_a_load_of_nothing() -> Outcome {
    let folder = tempfile::tempdir()?;
    let library = Library::open(folder.path(), Options::with_state(folder.path().join("state")))?;
    let load = Load { length: Duration::from_secs(3_600), readers: 2, writers: 1, reads_per_second: 1_000, seed: 0 };
    assert_eq!(start(&library, load).finish().await, Done { reads: 0, saves: 0, outside: 0, failed: 0 });
    Ok(())
}

#[tokio::test]
async fn several_writers_save_more_than_one_and_none_saves_nothing() -> Outcome {
    let folder = tempfile::tempdir()?;
    let saves = async |writers: u32| -> Result<(u64, u64), Box<dyn Error>> {
        let root = folder.path().join(writers.to_string());
        book::copy(&SampleStore::new("/nowhere"), &root)?;
        let library = Library::open(&root, Options::with_state(folder.path().join("state")))?;
        library.list().await?;
        let load = Load { length: Duration::from_secs(2), readers: 1, writers, reads_per_second: 1, seed: 3 };
        let done = start(&library, load).finish().await;
        let counted = library.metrics().save.map_or(0, |save| save.count);
        assert_eq!(done.saves, counted);
        Ok((done.saves, done.failed))
    };
    let (none, one, three) = tokio::try_join!(saves(0), saves(1), saves(3))?;
    assert_eq!((none.0, none.1 + one.1 + three.1), (0, 0));
    assert!(one.0 > 0 && three.0 > one.0, "{one:?} {three:?}");
    Ok(())
}
