//! The power goes in the middle of saves, again and again, and of clearing up after the last time: whatever was
//! acknowledged is there afterwards, or the text that was being saved, whole. The very code of a save runs on a disk that
//! forgets, and on a disk that somebody else made up.

use std::ffi::OsStr;
use std::time::Instant;

use super::disk::{Disk, Lies};
use super::*;
use crate::store::replace::{Fault, Replacement};
use crate::store::sweep::sweep;
use crate::store::temporary::OwnName;

/// How many cuts the short form makes.
const SHORT: usize = 5_000;

/// One file of the book and what is known of it.
struct Known {
    name: &'static str,
    /// The last text that was acknowledged; none where the file is to be made.
    acknowledged: Option<Vec<u8>>,
    /// The text that was being saved when the power went.
    tried: Option<Vec<u8>>,
}

/// A text of up to `most` bytes, of which no part can be taken for one of another version.
fn version(number: usize, random: &mut fastrand::Rng) -> Vec<u8> {
    format!("{number:07}\n").repeat(random.usize(0..40)).into_bytes()
}

/// Cuts the power `cuts` times, on disks that `lie`; tells how many saves were acknowledged, or what was lost first.
fn cut(cuts: usize, lies: Lies) -> Result<usize, String> {
    let mut saves = 0;
    for book in 0..cuts.div_ceil(100) {
        let mut random = fastrand::Rng::with_seed(book as u64);
        let disk = Disk::new(book as u64, lies);
        disk.put(&["plain.md"], b"first");
        disk.put(&["linked.md", "link.md"], b"first");
        let known = |name, text: Option<&[u8]>| Known { name, acknowledged: text.map(<[u8]>::to_vec), tried: None };
        let mut files = [known("plain.md", Some(b"first")), known("linked.md", Some(b"first")), known("new.md", None)];
        for _ in 0..100.min(cuts - book * 100) {
            disk.cut_after(random.usize(1..120));
            save_until_dark(&disk, &mut files, &mut random, &mut saves);
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

fn save_until_dark(disk: &Disk, files: &mut [Known], random: &mut fastrand::Rng, saves: &mut usize) {
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
            Err(fault) => panic!("{}: {fault:?}", file.name),
        }
    }
}

/// What the next listing does.
fn clear_up(disk: &Disk) {
    let ours = disk.names().iter().filter_map(|name| OwnName::read(name)).collect();
    sweep(disk, ours, |_| true);
}

fn check(disk: &Disk, files: &mut [Known]) -> Result<(), String> {
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

#[test]
fn no_power_cut_loses_a_text_that_was_saved() {
    let cuts = std::env::var("PROMPTBOOK_CUTS").map_or(SHORT, |cuts| cuts.parse().expect("a number"));
    let start = Instant::now();
    let saves = cut(cuts, Lies::default());
    println!("{cuts} power cuts, {saves:?} acknowledged saves, {:.1?}", start.elapsed());
    assert!(saves.is_ok_and(|saves| saves > cuts), "too few saves between the cuts");
}

#[test]
fn saves_that_leave_a_step_out_are_caught_when_the_power_goes() {
    let broken = [
        Lies { file_sync: true, ..Lies::default() },
        Lies { folder_sync: true, ..Lies::default() },
        Lies { backup: true, ..Lies::default() },
    ];
    for lies in broken {
        let caught = cut(SHORT, lies).expect_err("something is lost");
        println!("{lies:?}: {caught:.200}");
    }
}
