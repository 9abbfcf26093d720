//! The power goes in the middle of saves, again and again, and of clearing up after the last time: whatever was
//! acknowledged is there afterwards, or the text that was being saved, whole. The very code of a save runs on a disk that
//! forgets, and on a disk that somebody else made up.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::disk::{Disk, Lies};
use super::turmoil_disk::TurmoilFolder;
use super::*;
use crate::store::operations::FolderOps;
use crate::store::replace::{Fault, Replacement};
use crate::store::sweep::sweep;
use crate::store::temporary::OwnName;

/// How many cuts the short form makes.
const SHORT: usize = 2_000;

const FIRST: &[u8] = b"first";

/// One file of the book and what is known of it.
struct Known {
    name: &'static str,
    /// The last text that was acknowledged; none where the file is to be made.
    acknowledged: Option<Vec<u8>>,
    /// The text that was being saved when the power went.
    tried: Option<Vec<u8>>,
}

impl Known {
    fn new(name: &'static str, text: Option<&[u8]>) -> Known {
        Known { name, acknowledged: text.map(<[u8]>::to_vec), tried: None }
    }
}

/// A text of a few blocks, of which no part can be taken for one of another version.
fn version(number: usize, random: &mut fastrand::Rng) -> Vec<u8> {
    format!("{number:07}\n").repeat(random.usize(0..40)).into_bytes()
}

/// A folder whose power can go.
pub(super) trait Cuttable: FolderOps {
    fn text(&self, name: &str) -> Option<Vec<u8>>;

    fn names(&self) -> Vec<OsString>;

    /// Lets the power go before the operation after the next `operations`.
    fn cut_after(&self, operations: usize);

    /// Whether the power is gone.
    fn is_dark(&self) -> bool;
}

/// Cuts the power `cuts` times, on disks that `lie`; tells how many saves were acknowledged, or what was lost first.
fn cut(cuts: usize, lies: Lies) -> Result<usize, String> {
    let mut saves = 0;
    for book in 0..cuts.div_ceil(100) {
        let mut random = fastrand::Rng::with_seed(book as u64);
        let disk = Disk::new(book as u64, lies);
        disk.put(&["plain.md"], FIRST);
        disk.put(&["linked.md", "link.md"], FIRST);
        let mut files =
            [Known::new("plain.md", Some(FIRST)), Known::new("linked.md", Some(FIRST)), Known::new("new.md", None)];
        for _ in 0..100.min(cuts - book * 100) {
            disk.cut_after(random.usize(1..120));
            save_until_dark(&disk, &mut files, &mut random, &mut saves)?;
            disk.start_again();
            // The power may go while the last time is cleared up, too.
            disk.cut_after(random.usize(1..60));
            clear_up(&disk);
            if disk.is_dark() {
                disk.start_again();
            }
            disk.cut_after(usize::MAX);
            clear_up(&disk);
            check(&disk, &mut files).map_err(|why| format!("book {book}: {why}"))?;
        }
    }
    Ok(saves)
}

/// The same on the disk of `turmoil`, whose hosts crash and start again.
fn cut_turmoil(cuts: usize, lies: Lies) -> Result<usize, String> {
    let mut builder = turmoil::Builder::new();
    builder.simulation_duration(Duration::from_secs(1 << 32)).rng_seed(1);
    // Some writes reach the disk by themselves, and blocks of others.
    builder.fs().sync_probability(0.1).block_size(64);
    let mut sim = builder.build();
    let files = [Known::new("plain.md", Some(FIRST)), Known::new("new.md", None)];
    let world = Run { files, random: fastrand::Rng::with_seed(1), saves: 0, outcome: Ok(()) };
    let world = Rc::new(RefCell::new(world));
    let (shared, folder) = (Rc::clone(&world), TurmoilFolder::new(lies));
    sim.host("host", move || {
        let (shared, folder) = (Rc::clone(&shared), folder.clone());
        async move {
            run_until_dark(&folder, &mut shared.borrow_mut());
            std::future::pending().await
        }
    });
    for _ in 0..cuts {
        sim.step().map_err(|error| error.to_string())?;
        sim.crash("host");
        sim.bounce("host");
    }
    let world = world.borrow();
    world.outcome.clone().map(|()| world.saves)
}

/// What outlives a host that crashes.
struct Run {
    files: [Known; 2],
    random: fastrand::Rng,
    saves: usize,
    outcome: Result<(), String>,
}

/// A life of the host, from its start to the cut.
fn run_until_dark(folder: &TurmoilFolder, run: &mut Run) {
    folder.cut_after(usize::MAX);
    if !folder.is_made() {
        folder.make("plain.md", FIRST).expect("a book");
    }
    clear_up(folder);
    if run.outcome.is_ok() {
        run.outcome = check(folder, &mut run.files);
    }
    if run.outcome.is_err() {
        return;
    }
    folder.cut_after(run.random.usize(1..120));
    run.outcome = save_until_dark(folder, &mut run.files, &mut run.random, &mut run.saves);
}

fn save_until_dark(
    disk: &impl Cuttable,
    files: &mut [Known],
    random: &mut fastrand::Rng,
    saves: &mut usize,
) -> Result<(), String> {
    while !disk.is_dark() {
        let file = &mut files[random.usize(0..files.len())];
        let bytes = version(*saves, random);
        let expected = match &file.acknowledged {
            None => Expected::Absent,
            Some(_) if random.bool() => Expected::Anything,
            Some(text) => Expected::Content(ContentHash::of(text)),
        };
        let name = OsStr::new(file.name);
        match (Replacement { folder: disk, name, bytes: &bytes, expected, mode: None }).run() {
            Ok(Written { durability: Durability::Durable, .. }) => {
                *saves += 1;
                (file.acknowledged, file.tried) = (Some(bytes), None);
            }
            Ok(_) | Err(Fault::Refused(_) | Fault::NoBackup(_) | Fault::Halfway { .. }) => file.tried = Some(bytes),
            Err(fault) => return Err(format!("{} is not what was acknowledged: {fault:?}", file.name)),
        }
    }
    Ok(())
}

/// What the next listing does.
fn clear_up(disk: &impl Cuttable) {
    let ours = disk.names().iter().filter_map(|name| OwnName::read(name)).collect();
    sweep(disk, ours, |_| true);
}

fn check(disk: &impl Cuttable, files: &mut [Known]) -> Result<(), String> {
    for file in files {
        let found = disk.text(file.name);
        let tried = file.tried.take();
        if found != file.acknowledged && (tried.is_none() || found != tried) {
            let shown = |text: &Option<Vec<u8>>| text.as_ref().map(|text| String::from_utf8_lossy(text).into_owned());
            return Err(format!(
                "{} is {:?}, acknowledged was {:?}, tried was {:?}",
                file.name,
                shown(&found),
                shown(&file.acknowledged),
                shown(&tried)
            ));
        }
        file.acknowledged = found;
    }
    match disk.names().iter().find(|name| name.to_string_lossy().starts_with('.')) {
        Some(stray) => Err(format!("{} stays behind", stray.to_string_lossy())),
        None => Ok(()),
    }
}

fn cuts() -> usize {
    std::env::var("PROMPTBOOK_CUTS").map_or(SHORT, |cuts| cuts.parse().expect("a number"))
}

#[test]
fn no_power_cut_loses_a_text_that_was_saved() {
    let (cuts, start) = (cuts(), Instant::now());
    let saves = cut(cuts, Lies::default());
    println!("{cuts} power cuts, {saves:?} acknowledged saves, {:.1?}", start.elapsed());
    assert!(saves.is_ok_and(|saves| saves > cuts), "something was lost, or there are too few saves between the cuts");
}

#[test]
fn no_power_cut_of_another_simulation_loses_a_text_that_was_saved() {
    let (cuts, start) = (cuts(), Instant::now());
    let saves = cut_turmoil(cuts, Lies::default());
    println!("{cuts} power cuts of turmoil, {saves:?} acknowledged saves, {:.1?}", start.elapsed());
    assert!(saves.is_ok_and(|saves| saves > cuts), "something was lost, or there are too few saves between the cuts");
}

#[test]
fn saves_that_leave_a_step_out_are_caught_when_the_power_goes() {
    let file_sync = Lies { file_sync: true, ..Lies::default() };
    let folder_sync = Lies { folder_sync: true, ..Lies::default() };
    let backup = Lies { backup: true, ..Lies::default() };
    for lies in [file_sync, folder_sync, backup] {
        println!("{lies:?}: {:.200}", cut(SHORT, lies).expect_err("something is lost"));
    }
    println!("turmoil, {folder_sync:?}: {:.200}", cut_turmoil(100, folder_sync).expect_err("something is lost"));
}
