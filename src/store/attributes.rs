//! What a file has besides its bytes: owner, extended attributes (access lists among them) and mode. A file that takes
//! another one's place takes them over.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::AsFd;

use cap_std::fs::{File, MetadataExt, Permissions, PermissionsExt};
use rustix::fs::{Gid, Uid, XattrFlags};
use rustix::io::Errno;

/// The access list: new files inherit one from their folder, which the model need not have.
const ACCESS_LIST: &CStr = c"system.posix_acl_access";

/// Gives `copy` the owner, the extended attributes and the mode of `model`. Answers `false` when the system does not let
/// some of it be given, which then only the file itself can keep.
pub(super) fn copy(model: &File, copy: &File) -> io::Result<bool> {
    let (wanted, found) = (model.metadata()?, copy.metadata()?);
    if (wanted.uid(), wanted.gid()) != (found.uid(), found.gid()) {
        let owner = (Uid::from_raw(wanted.uid()), Gid::from_raw(wanted.gid()));
        if !allowed(rustix::fs::fchown(copy, Some(owner.0), Some(owner.1)))? {
            return Ok(false);
        }
    }
    let names = names(model)?;
    for name in &names {
        let value = value(model, name)?;
        // A label that the system gave already may be one that only the system can give.
        if self::value(copy, name)? != value
            && let Some(value) = value
            && !allowed(rustix::fs::fsetxattr(copy, name.as_c_str(), &value, XattrFlags::empty()))?
        {
            return Ok(false);
        }
    }
    if !names.iter().any(|name| name.as_c_str() == ACCESS_LIST)
        && value(copy, ACCESS_LIST)?.is_some()
        && !allowed(rustix::fs::fremovexattr(copy, ACCESS_LIST))?
    {
        return Ok(false);
    }
    // Last, because a change of the owner takes bits away.
    copy.set_permissions(Permissions::from_mode(wanted.mode() & 0o7777))?;
    Ok(true)
}

/// Tells a refusal, which another way of saving gets round, from a failure.
fn allowed(outcome: Result<(), Errno>) -> io::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(Errno::PERM | Errno::ACCESS | Errno::NOTSUP | Errno::INVAL) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn names(file: &File) -> io::Result<Vec<CString>> {
    let list = sized(|buffer| rustix::fs::flistxattr(file.as_fd(), buffer))?.unwrap_or_default();
    Ok(list
        .split(|&byte| byte == 0)
        .filter(|name| !name.is_empty())
        .filter_map(|name| CString::new(name).ok())
        .collect())
}

fn value(file: &File, name: &CStr) -> io::Result<Option<Vec<u8>>> {
    sized(|buffer| rustix::fs::fgetxattr(file.as_fd(), name, buffer))
}

/// Asks with a buffer that is as large as an attribute or a list can be; `None` where there is nothing to be had.
fn sized(ask: impl Fn(&mut [u8]) -> Result<usize, Errno>) -> io::Result<Option<Vec<u8>>> {
    const MOST: usize = 64 * 1024;
    let mut buffer = vec![0; MOST];
    match ask(&mut buffer) {
        Ok(length) => {
            buffer.truncate(length);
            Ok(Some(buffer))
        }
        Err(Errno::NODATA | Errno::NOTSUP | Errno::NOSYS) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
