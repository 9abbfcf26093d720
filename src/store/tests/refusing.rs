//! What a save does when the disk refuses at one particular step.

use std::ffi::OsStr;

use rustix::io::Errno;

use super::disk::{Disk, Lies, Operation};
use super::powercuts::Cuttable;
use super::*;
use crate::store::replace::{Fault, Replacement};

const NEW: &[u8] = b"the new text";

/// Saves over the name `name` while `faults` happen one after the other.
fn save(disk: &Disk, name: &str, faults: &[(Operation, Errno)]) -> Result<Durability, Fault> {
    disk.fail(faults);
    let expected = Expected::Content(hash("old"));
    let save = Replacement { folder: disk, name: OsStr::new(name), bytes: NEW, expected, mode: None };
    save.run().map(|written| written.durability)
}

fn disk() -> Disk {
    let disk = Disk::new(0, Lies::default());
    disk.put(&["a.md"], b"old");
    disk.put(&["linked.md", "link.md"], b"old");
    disk
}

#[test]
fn a_text_that_cannot_be_synchronised_is_written_to_another_file_once() {
    let eio = (Operation::SyncFile, Errno::IO);
    for name in ["a.md", "linked.md"] {
        let disk = disk();
        assert!(matches!(save(&disk, name, &[eio]), Ok(Durability::Durable)));
        assert_eq!((disk.text(name).as_deref(), disk.names().len()), (Some(NEW), 3));
    }
    let disk = disk();
    let refused = save(&disk, "a.md", &[eio, eio]);
    assert!(matches!(&refused, Err(Fault::Refused(error)) if error.raw_os_error() == Some(5)), "{refused:?}");
    assert_eq!((disk.text("a.md").as_deref(), disk.names().len()), (Some(&b"old"[..]), 3));
    // What is refused for want of space is not tried again.
    assert!(matches!(save(&disk, "a.md", &[(Operation::SyncFile, Errno::NOSPC)]), Err(Fault::Refused(_))));
}

#[test]
fn a_folder_that_cannot_be_synchronised_leaves_a_save_that_may_not_last() {
    let disk = disk();
    let saved = save(&disk, "a.md", &[(Operation::SyncFolder, Errno::IO)]);
    assert!(matches!(saved, Ok(Durability::Unknown)), "{saved:?}");
    assert_eq!(disk.text("a.md").as_deref(), Some(NEW));
}

#[test]
fn a_file_whose_owner_cannot_be_given_is_written_in_place() {
    let disk = disk();
    let before = disk.number("a.md");
    assert!(matches!(save(&disk, "a.md", &[(Operation::Dress, Errno::PERM)]), Ok(Durability::Durable)));
    assert_eq!((disk.text("a.md").as_deref(), disk.number("a.md")), (Some(NEW), before));
    assert_eq!(disk.names().len(), 3, "no copy stays");
}

#[test]
fn without_a_backup_a_file_with_several_names_is_not_written() {
    // The first of each is the temporary file's.
    let at_the_backup = [Operation::Write, Operation::SyncFile, Operation::SyncFolder];
    for operation in at_the_backup {
        let disk = disk();
        disk.skip(if operation == Operation::SyncFolder { 0 } else { 1 });
        let refused = save(&disk, "linked.md", &[(operation, Errno::NOSPC)]);
        assert!(matches!(refused, Err(Fault::NoBackup(_))), "{operation:?} {refused:?}");
        assert_eq!((disk.text("link.md").as_deref(), disk.names().len()), (Some(&b"old"[..]), 3), "{operation:?}");
    }
}

#[test]
fn a_file_that_could_be_written_only_in_part_gets_its_old_text_back() {
    let disk = disk();
    disk.skip(2);
    let refused = save(&disk, "linked.md", &[(Operation::SyncFile, Errno::IO)]);
    assert!(matches!(refused, Err(Fault::Refused(_))), "{refused:?}");
    assert_eq!((disk.text("link.md").as_deref(), disk.names().len()), (Some(&b"old"[..]), 3));

    // And where that fails as well, both texts stay and are named.
    disk.skip(2);
    let eio = (Operation::SyncFile, Errno::IO);
    let Err(Fault::Halfway { backup, .. }) = save(&disk, "linked.md", &[eio, eio]) else { panic!("it is halfway") };
    assert_eq!(disk.text(&backup).as_deref(), Some(&b"old"[..]));
    let new = disk.names().into_iter().filter_map(|name| disk.text(name.to_str()?)).any(|text| text == NEW);
    assert!(new, "the new text is there too: {:?}", disk.names());
}
