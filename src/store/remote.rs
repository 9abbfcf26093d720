//! File systems that other machines or programs change without the kernel knowing: a watch on them reports only what
//! this machine does, so they are listed again and again instead.

use std::path::Path;

/// The magic numbers of statfs(2) and what a person calls them. FUSE is among them for sshfs and its like; which program
/// is behind it the kernel does not say.
const REMOTE: [(u32, &str); 17] = [
    (0x0000_6969, "NFS"),
    (0x0000_517b, "SMB"),
    (0xff53_4d42, "CIFS (SMB)"),
    (0xfe53_4d42, "SMB"),
    (0x6573_5546, "FUSE (such as sshfs)"),
    (0x0102_1997, "9p"),
    (0x5346_414f, "AFS"),
    (0x6b41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x00c3_6400, "Ceph"),
    (0x0bd0_0bd0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x0116_1970, "GFS2"),
    (0x7461_636f, "OCFS2"),
    (0x1983_0326, "BeeGFS"),
    (0x786f_4256, "a VirtualBox shared folder"),
    (0xbacb_acbc, "a VMware shared folder"),
];

/// The name of the file system at `path` if a watch on it would not be told of everything.
pub(super) fn kind_of(path: &Path) -> Option<&'static str> {
    // Where even this cannot be asked, opening the folder will say why.
    let magic = rustix::fs::statfs(path).ok()?.f_type;
    // The type is signed on some machines and wider on others; the numbers have 32 bits.
    named(magic as u32)
}

fn named(magic: u32) -> Option<&'static str> {
    REMOTE.iter().find(|(known, _)| *known == magic).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_of_other_machines_are_told_from_local_ones() {
        let (ext4, tmpfs, btrfs, xfs, overlay) = (0xef53, 0x0102_1994, 0x9123_683e, 0x5846_5342, 0x794c_7630);
        assert!([ext4, tmpfs, btrfs, xfs, overlay].into_iter().all(|magic| named(magic).is_none()));
        assert_eq!(
            [0x6969, 0xff53_4d42, 0x6573_5546].map(named),
            [Some("NFS"), Some("CIFS (SMB)"), Some("FUSE (such as sshfs)")]
        );
    }

    #[test]
    fn a_number_that_the_system_hands_over_as_negative_is_known_too() {
        let cifs = -11_317_950_i64;
        assert_eq!(named(cifs as u32), Some("CIFS (SMB)"));
        assert_eq!(named(cifs as i32 as u32), Some("CIFS (SMB)"));
    }
}
